using System.Globalization;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>An instant from which on an address answered as it did, with the two clocks at which it is asked again.</summary>
public sealed record Memento(DateTimeOffset At, DateOnly AsOf, long Position);

/// <summary>
/// When the answers of an address changed, as the register itself would have answered at each instant: both clocks at that instant
/// (RFC 7089). Read from the rows: one held from the later of its first day and of the instant at which it was recorded.
/// </summary>
public sealed class Mementos(NpgsqlDataSource database, ViewReader views, TimeProvider time)
{
    /// <summary>Above this many candidates an answer is not asked again at each: some may then differ in nothing that is shown.</summary>
    private const int Compared = 1_000;

    /// <summary>
    /// In order of time, until now. Instants at which the answer stayed the same byte for byte, or ended, are not among them.
    /// </summary>
    public async Task<IReadOnlyList<Memento>> OfAsync(Asked asked, ViewAddress address)
    {
        var (newest, _) = await views.NewestAsync(asked.Aborted);
        var candidates = await CandidatesAsync(await address.Sources(asked), newest, asked.Aborted);
        if (address.Costly || candidates.Count > Compared) return candidates;
        var (mementos, before) = (new List<Memento>(), default(ViewAnswer));
        foreach (var m in candidates)
        {
            var answer = await address.Answer(asked, await views.PinnedAsync(m.AsOf, m.Position, asked.Aborted));
            if (Shows(answer) && !Same(before, answer)) mementos.Add(m);
            before = answer;
        }
        return mementos;
    }

    private static bool Shows(ViewAnswer answer) => answer.Document is not null || answer.Page is not null;

    private static bool Same(ViewAnswer a, ViewAnswer b) =>
        a.Document is not null && b.Document is not null ? a.Document.AsSpan().SequenceEqual(b.Document)
        : a.Page is not null && b.Page is not null && a.Page.Total == b.Page.Total && a.Page.Next == b.Page.Next && a.Page.Next is null
            && a.Page.Items.Count == b.Page.Items.Count
            && a.Page.Items.Zip(b.Page.Items).All(p => p.First.AsSpan().SequenceEqual(p.Second));

    private async Task<List<Memento>> CandidatesAsync(Sources sources, long newest, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var instants = sources.Days.Where(d => d > DateOnly.MinValue && d < DateOnly.MaxValue).Select(Beijing.Start).Where(at => at <= now)
            .ToHashSet();
        foreach (var (view, filter) in sources.Rows)
        {
            var (where, parameters) = ViewReader.Where(view, filter);
            await using var command = database.CreateCommand($"""
                with held as (
                    select key, greatest({LeaderStore.Schema}.midnight(in_force_from), {LeaderStore.Schema}.known_at(known_from)) as begins,
                        least({LeaderStore.Schema}.midnight(in_force_to),
                            case when known_to > $1 then 'infinity' else {LeaderStore.Schema}.known_at(known_to) end) as ends
                    from {ViewTables.Table(view)} where known_from <= $1{where})
                select begins from held where begins < ends and begins <= $2 union select ends from held where begins < ends and ends <= $2
                """);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() });
            foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) instants.Add(reader.GetFieldValue<DateTimeOffset>(0));
        }
        await using var positions = database.CreateCommand($"select at, {LeaderStore.Schema}.position_at(at, $2) from unnest($1) as at "
            + "order by at");
        positions.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. instants.Select(i => i.ToUniversalTime())] });
        positions.Parameters.Add(new NpgsqlParameter<long> { TypedValue = newest });
        await using var rows = await positions.ExecuteReaderAsync(ct);
        var mementos = new List<Memento>();
        while (await rows.ReadAsync(ct))
        {
            var at = rows.GetFieldValue<DateTimeOffset>(0);
            mementos.Add(new(at, Beijing.Day(at), rows.GetInt64(1)));
        }
        return mementos;
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
