using System.Globalization;
using Leader.Domain;
using Leader.Domain.Why;
using Microsoft.Extensions.Caching.Memory;

namespace Leader.Api.Why;

/// <summary>
/// The causes that were found, by what was asked, on which day, and the last fact of each stream that the answer is read from: acts on no
/// other streams can change them. For as long as the program runs; those that nobody asked for longest are forgotten. What a reader may
/// not see is not decided here: only positions are kept.
/// </summary>
internal sealed class FoundCauses : IDisposable
{
    private const int Answers = 4096;
    private readonly MemoryCache _found = new(new MemoryCacheOptions { SizeLimit = Answers });

    /// <param name="past">Whose acts are followed to its end.</param>
    /// <param name="asOf">The day of the question.</param>
    public IReadOnlyList<Cause> Of(Question question, LogPast past, DateOnly asOf, CancellationToken ct)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{asOf:yyyy-MM-dd} {question.Name} {ReadFrom(question.Subject, past)}");
        if (_found.Get<(long Position, IReadOnlyList<long> Because)[]>(key) is { } known)
        {
            var acts = past.ActsAt([.. known.Select(c => c.Position)]);
            return [.. known.Select(c => new Cause(
                acts[c.Position].Facts.First(f => f.Position == c.Position),
                acts[c.Position],
                c.Because))];
        }
        var causes = Find(question.Subject, past, ct);
        _found.Set(
            key,
            causes.Select(c => (c.Fact.Position, c.Because)).ToArray(),
            new MemoryCacheEntryOptions { Size = 1 });
        return causes;
    }

    private static Cause[] Find(Subject subject, LogPast past, CancellationToken ct)
    {
        var causes = FollowedActs.Known(past, past.UpTo, ct).Of(subject);
        var acts = past.ActsAt([.. causes]);
        var restOn = FollowedActs.RestOn(past, [.. causes.Select(c => acts[c].Position).Distinct()]);
        return [.. causes.Select(c => new Cause(
            acts[c].Facts.First(f => f.Position == c),
            acts[c],
            [.. restOn.GetValueOrDefault(acts[c].Position, []).Where(causes.Contains)]))];
    }

    public void Dispose() => _found.Dispose();

    private static string ReadFrom(Subject subject, IPast past)
    {
        var read = new Traced(new LedgerOf(past));
        subject.Answer(read);
        return string.Join(' ', read.Asked.Concat(subject.Streams).Distinct().Order(StringComparer.Ordinal)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s}@{Newest(s, past)}")));
    }

    private static long Newest(string stream, IPast past) =>
        past.ActsOn(stream).SelectMany(a => a.Facts).Where(f => f.Fact.Stream() == stream).Max(f => (long?)f.Position) ?? 0;

    private sealed class Traced(ILedger ledger) : ILedger
    {
        public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

        public T Read<T>(string stream) where T : IState<T>
        {
            Asked.Add(stream);
            return ledger.Read<T>(stream);
        }
    }
}
