using System.Runtime.CompilerServices;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>Why a view differs between two instants.</summary>
public enum ChangeKind
{
    /// <summary>A fact was recorded in between.</summary>
    NewFact,

    /// <summary>A fact was recorded in between that takes an earlier one back or sets it right.</summary>
    Correction,

    /// <summary>Nothing was recorded; a day came that was known before.</summary>
    LapseOfTime,

    /// <summary>Another rule set or another calendar applies.</summary>
    RuleVersion,
}

/// <summary>A day in Beijing, and a position of the log: the two clocks of one side.</summary>
public readonly record struct ClockPair(DateOnly AsOf, long Position);

/// <param name="On">Day of effect.</param>
/// <param name="Late">It was recorded on a later day than it has effect from.</param>
public sealed record ChangeCause(long Position, string Event, string Stream, DateOnly On, DateTimeOffset RecordedAt, bool Late);

/// <param name="Before">Null where the property, or the whole document, was not there.</param>
public sealed record PropertyChange(string Property, JsonElement? Before, JsonElement? After);

/// <summary>One document that is not the same on both sides.</summary>
/// <param name="InForceFrom">First day of what holds on the later side; null where nothing does.</param>
/// <param name="Cause">The fact that the later side rests on, or that ended what was there; for a lapse of time the one that named the
/// day.</param>
/// <param name="Facts">Positions of all facts in between that touched the document.</param>
public sealed record Change(
    string View,
    string Key,
    ChangeKind Kind,
    DateOnly? InForceFrom,
    ChangeCause Cause,
    IReadOnlyList<long> Facts,
    IReadOnlyList<PropertyChange> Changed);

/// <summary>A change, and the document on both sides as it may be seen; null where there is none.</summary>
public sealed record ChangedDocument(Change Change, byte[]? Before, byte[]? After);

/// <summary>What differs between two states of the views. Reads only the keys that changed, by index, however long history is.</summary>
public sealed class ViewChanges(NpgsqlDataSource database)
{
    private static readonly HashSet<Type> Corrections =
    [
        typeof(BanVoided),
        typeof(RevocationReversed),
        typeof(EntryRestored),
        typeof(EntryAnnulled),
        typeof(TitleAnnulled),
        typeof(CandidateReadmitted),
    ];

    /// <summary>Facts of the stored name take an earlier one back, or set it right.</summary>
    public static bool IsCorrection(string type) => Corrections.Contains(FactTypes.TypeOf(type));

    private static readonly HashSet<Type> Rules = [typeof(RuleSetAdopted), typeof(CalendarAnnounced), typeof(DeadlineRecomputed)];

    /// <summary>
    /// Of so many positions the keys that were touched are found by positions; of more, the keys are walked, so that a page ends as soon as
    /// it is full, and costs no more the longer history is.
    /// </summary>
    private const int Wide = 20_000;

    /// <summary>All of them, in order of keys, with both documents as they may be seen; read a thousand at a time.</summary>
    /// <param name="to">Not before <paramref name="from"/> on either clock.</param>
    public async IAsyncEnumerable<ChangedDocument> AllBetweenAsync(
        View view,
        ClockPair from,
        ClockPair to,
        Func<View, byte[], byte[]> shown,
        [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = ""; after is not null;)
        {
            (var changed, after) = await PageAsync(view, null, from, to, after, 1000, shown, ct);
            foreach (var one in changed) yield return one;
        }
    }

    /// <summary>In order of keys, from behind the key.</summary>
    /// <param name="to">Not before <paramref name="from"/> on either clock.</param>
    /// <param name="shown">What may be seen of a document.</param>
    /// <returns>At most so many, fewer where they are large, and the last key that was looked at where there may be more.</returns>
    public async Task<(IReadOnlyList<Change> Changes, string? Last)> BetweenAsync(
        View view,
        string? key,
        ClockPair from,
        ClockPair to,
        string after,
        int limit,
        Func<View, byte[], byte[]> shown,
        CancellationToken ct)
    {
        var (changed, last) = await PageAsync(view, key, from, to, after, limit, shown, ct);
        return ([.. changed.Select(c => c.Change)], last);
    }

    /// <summary>Keys that are looked at in one statement: short ones leave others their turn.</summary>
    private const int AtOnce = 100;

    /// <summary>Bytes of documents, of both sides, from which on a page is full, however few they are.</summary>
    private const long LargestPage = 1 << 20;

    private async Task<(IReadOnlyList<ChangedDocument> Changed, string? Last)> PageAsync(
        View view,
        string? key,
        ClockPair from,
        ClockPair to,
        string after,
        int limit,
        Func<View, byte[], byte[]> shown,
        CancellationToken ct)
    {
        var (changed, bytes) = (new List<ChangedDocument>(), 0L);
        for (var (left, last) = (limit, after); ;)
        {
            var wanted = Math.Min(left, AtOnce);
            var (some, end) = await SomeAsync(view, key, from, to, last, wanted, shown, ct);
            changed.AddRange(some);
            bytes += some.Sum(c => (c.Before?.LongLength ?? 0) + (c.After?.LongLength ?? 0));
            left -= wanted;
            if (end is null || left == 0 || bytes >= LargestPage) return (changed, end);
            last = end;
        }
    }

    private async Task<(IReadOnlyList<ChangedDocument> Changed, string? Last)> SomeAsync(
        View view,
        string? key,
        ClockPair from,
        ClockPair to,
        string after,
        int limit,
        Func<View, byte[], byte[]> shown,
        CancellationToken ct)
    {
        var table = ViewTables.Table(view);
        var found = new List<(string Key, byte[]? Before, byte[]? After, DateOnly? InForceFrom, long Cause, bool Recorded, long[] Facts)>();
        const string begun = "known_from > $2 and known_from <= $4",
            ended = "known_to > $2 and known_to <= $4",
            came = "in_force_from > $1 and in_force_from <= $3 and known_from <= $4 and known_to > $4";
        var touched = to.Position - from.Position > Wide
            ? $"select distinct key from {table} where key > $5 and ({begun} or {ended} or {came}) order by key"
            : string.Join(" union ", new[] { begun, ended, came }.Select(how => $"select key from {table} where {how}"));
        await using (var command = database.CreateCommand($"""
            with touched as not materialized ({touched})
            select k.key, b.payload, a.payload, a.in_force_from, coalesce(a.known_from, case when b.known_to <= $4 then b.known_to
                else b.known_from end), array(
                select distinct p from {table} r cross join lateral (values (r.known_from), (r.known_to)) as v(p) where r.key = k.key
                    and p > $2 and p <= $4 order by p)
            from (select key from touched where key > $5{(key is null ? "" : " and key = $7")}) k
            left join lateral (select payload, known_from, known_to from {table} where key = k.key and in_force_from <= $1
                and in_force_to > $1 and known_from <= $2 and known_to > $2) b on true
            left join lateral (select payload, in_force_from, known_from from {table} where key = k.key and in_force_from <= $3
                and in_force_to > $3 and known_from <= $4 and known_to > $4) a on true
            where b.payload::text is distinct from a.payload::text order by k.key limit $6
            """))
        {
            foreach (var value in new object[] { from.AsOf, from.Position, to.AsOf, to.Position, after, limit })
            {
                command.Parameters.Add(new() { Value = value });
            }
            if (key is not null) command.Parameters.Add(new() { Value = key });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found.Add((
                    reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1),
                    reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2),
                    reader.IsDBNull(3) ? null : reader.GetFieldValue<DateOnly>(3),
                    reader.GetInt64(4),
                    reader.GetInt64(4) > from.Position,
                    reader.GetFieldValue<long[]>(5)));
            }
        }
        var facts = await FactsAsync([.. found.Select(f => f.Cause).Distinct()], ct);
        var changes = from f in found
                      let before = f.Before is null ? null : shown(view, f.Before)
                      let now = f.After is null ? null : shown(view, f.After)
                      let properties = Properties(before, now)
                      where properties.Count > 0
                      let fact = facts[f.Cause]
                      select new ChangedDocument(
                          new(view.Name, f.Key, KindOf(fact.Fact, f.Recorded), f.InForceFrom, new(
                              fact.Position, FactTypes.NameOf(fact.Fact.GetType()), fact.Stream, fact.Fact.On, fact.At,
                              fact.Fact.On < Beijing.Day(fact.At)), f.Facts, properties),
                          before,
                          now);
        return ([.. changes], found.Count == limit ? found[^1].Key : null);
    }

    private static ChangeKind KindOf(Fact fact, bool recordedInBetween) =>
        Rules.Contains(fact.GetType())
            ? ChangeKind.RuleVersion
            : !recordedInBetween ? ChangeKind.LapseOfTime
            : Corrections.Contains(fact.GetType()) ? ChangeKind.Correction
            : ChangeKind.NewFact;

    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    private static List<PropertyChange> Properties(byte[]? before, byte[]? after)
    {
        var (was, now) = (Read(before), Read(after));
        return [.. was.Keys.Union(now.Keys)
            .Select(p => new PropertyChange(p, was.TryGetValue(p, out var b) ? b : null, now.TryGetValue(p, out var a) ? a : null))
            .Where(p => !JsonElement.DeepEquals(p.Before ?? Nothing, p.After ?? Nothing))];

        static Dictionary<string, JsonElement> Read(byte[]? document) =>
            document is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(document)!;
    }

    private async Task<Dictionary<long, Recorded>> FactsAsync(long[] positions, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select {FactLog.Columns} from {MartenTables.Events} where seq_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = positions });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var facts = new Dictionary<long, Recorded>();
        while (await reader.ReadAsync(ct)) facts[reader.GetInt64(0)] = FactLog.Read(reader);
        return facts;
    }
}
