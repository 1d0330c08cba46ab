using System.Globalization;
using System.Security.Cryptography;
using Leader.Domain;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>An instant from which on an address answered as it did, with the two clocks at which it is asked again.</summary>
public sealed record Memento(DateTimeOffset At, DateOnly AsOf, long Position);

/// <summary>
/// When the answers of an address changed, as the register itself would have answered at each instant: both clocks at that instant
/// (RFC 7089). The answers are asked for, and what they read is what they rest on: at each instant at which a row of that began to hold or
/// ended, they are asked again, until nothing is read that was not known to be.
/// </summary>
public sealed class Mementos(ViewReader views, IConfiguration configuration)
{
    /// <summary>Of an answer that rests on more rows than these, the times at which it changed are not looked for.</summary>
    public int Rows { get; } = configuration.GetValue("TimeMaps:Rows", 10_000);

    /// <summary>
    /// Where it would take more reads than these to ask for the answer again at each candidate, it is not asked: some may then differ in
    /// nothing that is shown. A page of a list is dearer than a document.
    /// </summary>
    private const int Reads = 2_000, ReadsOfAList = 600;

    /// <summary>
    /// In order of time, until now. Instants at which the answer stayed the same byte for byte, or ended, are not among them. None of a
    /// question that cannot be read; null where the answer rests on too many rows.
    /// </summary>
    public async Task<IReadOnlyList<Memento>?> OfAsync(HttpContext context, ViewAddress address)
    {
        var (ct, now) = (context.RequestAborted, views.Now);
        var (newest, newestAt) = await views.NewestAsync(ct);
        var (rests, looks) = (new Sources(), new Dictionary<DateTimeOffset, string?>());
        var first = await address.Answer(new(context, views, new(Beijing.Day(now), newestAt, newest, false), rests));
        if (first.Problem is IStatusCodeHttpResult { StatusCode: StatusCodes.Status400BadRequest }) return []; // no question at any time
        for (var turns = new Turns(views, newest, now, Rows); ;)
        {
            var known = rests.Count;
            if (await turns.OfAsync(rests, ct) is not { } candidates) return null;
            var reads = (long)candidates.Count * (rests.Rows.Count + 1);
            if (address.Costly || reads > (first.Page is null ? Reads : ReadsOfAList)) return candidates;
            foreach (var m in candidates.Where(m => !looks.ContainsKey(m.At)))
            {
                looks[m.At] = Look(await address.Answer(new(context, views, await views.PinnedAsync(m.AsOf, m.Position, ct), rests)));
            }
            if (rests.Count > known) continue;
            return [.. candidates.Where((m, i) => Shows(looks[m.At], i == 0 ? null : looks[candidates[i - 1].At]))];
        }
    }

    private static bool Shows(string? look, string? before) => look is not null && (look != before || look == OnePageOfSeveral);

    /// <summary>Of a list that goes on only one page was asked for: whatever changes in it counts.</summary>
    private const string OnePageOfSeveral = "";

    /// <summary>Equal where an answer is, byte for byte; null of one that says nothing.</summary>
    private static string? Look(ViewAnswer answer)
    {
        if (answer.Document is { } document) return Convert.ToHexString(SHA256.HashData(document));
        if (answer.Page is not { } page) return null;
        if (page.Next is not null) return OnePageOfSeveral;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var item in page.Items) hash.AppendData(SHA256.HashData(item));
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(hash.GetHashAndReset())} of {page.Total}");
    }

    /// <summary>The instants at which rows began to hold, or ended; asked for once each.</summary>
    private sealed class Turns(ViewReader views, long newest, DateTimeOffset now, int most)
    {
        private readonly HashSet<Source> _asked = [];
        private readonly HashSet<DateTimeOffset> _instants = [];

        private long _rows;

        public async Task<List<Memento>?> OfAsync(Sources rests, CancellationToken ct)
        {
            var days = rests.Days.Where(d => d > DateOnly.MinValue && d < DateOnly.MaxValue);
            _instants.UnionWith(days.Select(Beijing.Start).Where(at => at <= now));
            var more = rests.Rows.Where(_asked.Add).ToArray();
            foreach (var source in more)
            {
                _rows += await views.RowsAsync(source.View, source.Filter, newest, most + 1, ct);
                if (_rows > most) return null;
            }
            foreach (var source in more)
            {
                _instants.UnionWith(await views.TurnsAsync(source.View, source.Filter, newest, now, ct));
            }
            return [.. (await views.PositionsAtAsync(_instants, newest, ct)).Select(p => new Memento(p.At, Beijing.Day(p.At), p.Position))];
        }
    }

    /// <summary>Reads <c>Accept-Datetime</c>: an HTTP date, that is to the second; its whole second counts.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(string text, out DateTimeOffset until)
    {
        var read = DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        until = read && at < DateTimeOffset.MaxValue.AddSeconds(-1) ? at.AddSeconds(1).AddTicks(-1) : at;
        return read;
    }

    public static string Write(DateTimeOffset at) => at.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);
}
