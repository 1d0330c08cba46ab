using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>
/// What the register rests on beside its facts: the catalogue of the database, the columns of the facts that no entry of the log has, the
/// versions of streams, the instants by which positions are found, and how far each reader of the log is said to have come.
/// </summary>
public static class RegisterCheck
{
    private const string Events = MartenTables.Events, Times = $"{LeaderStore.Schema}.log_times";

    /// <summary>Each gives position, key and detail of what is not as it should be.</summary>
    private static readonly string[] Checks =
    [
        // An entry of the log has of the headers what the register reads; there is nothing else in them.
        $"""
        select seq_id, stream_id, 'beside the fact stands what the register never writes: ' || left((headers - $1)::text, 100) from {Events}
        where headers - $1 <> '{"{}"}'::jsonb or jsonb_typeof(headers) <> 'object' or headers->'imported' <> 'true'
        """,
        $"""
        select seq_id, stream_id, 'a column that the register leaves alone was written' from {Events}
        where bdata is not null or is_archived or tenant_id is distinct from '*DEFAULT*' or id is null or $1 is null
        """,
        $"""
        select seq_id, stream_id, 'the class of the fact is said to be ' || coalesce({MartenTables.Class}, 'none') from {Events}
        where type <> '{FactLog.Tombstone}' and $1 is not null and lower(regexp_replace({MartenTables.Class},
            '^Leader\.Domain\.(?:[A-Za-z]+\.)*([A-Za-z0-9]+), Leader\.Domain$', '\1'))
            is distinct from replace(split_part(type, '.', 1), '_', '')
        """,
        // The guard of every decision compares the versions of streams.
        $"""
        select coalesce(e.last, 0), coalesce(s.id, e.stream_id), format('the stream is said to be at version %s, and has %s facts up to '
            'version %s', coalesce(s.version::text, 'none'), coalesce(e.facts, 0), coalesce(e.version, 0))
        from (select * from {MartenTables.Streams} where id <> '{MartenTables.TombstoneStream}' and $1 is not null) s
        full join (select stream_id, count(*) as facts, max(version) as version, max(seq_id) as last from {Events}
            where type <> '{FactLog.Tombstone}' group by stream_id) e on e.stream_id = s.id
        where s.version is distinct from e.version or e.facts <> e.version or s.is_archived or s.compacted_version <> 0
            or s.tenant_id is distinct from '*DEFAULT*'
        """,
        $"""
        select seq_id, stream_id, format('version %s of the stream follows version %s', version, before) from (
            select seq_id, stream_id, version, lag(version, 1, 0::bigint) over (partition by stream_id order by seq_id) as before
            from {Events} where type <> '{FactLog.Tombstone}' and $1 is not null) e where version <> before + 1
        """,
        // By these an instant has one position.
        $"""
        with known as (select seq_id, max(timestamp) over (order by seq_id) as latest from {Events} where $1 is not null)
        select t.position, 'log_times', 'the latest instant up to here is said to be another than it is' from {Times} t
            left join known on known.seq_id = t.position where known.latest is distinct from t.latest
        """,
        $"""
        select * from (select t.position, 'log_times', format('%s facts stand before here without an instant among the times of the log',
            (select count(*) from {Events} e where e.seq_id > t.after and e.seq_id <= t.position)) as detail,
            (select count(*) from {Events} e where e.seq_id > t.after and e.seq_id <= t.position) as facts
        from (select position, lag(position, 1, 0::bigint) over (order by position) as after from (select position from {Times}
            union select last_seq_id from {MartenTables.Progression} where name = '{MartenTables.ViewProgress}' and $1 is not null) a) t) f
        where f.facts > {LeaderStore.TimesEvery}
        """,
        // Nothing is said to have come further than there is anything, and no number is drawn twice.
        $"""
        select p.last_seq_id, p.name, format('said to have come to %s; numbers were drawn up to %s', p.last_seq_id, s.last_value)
        from {MartenTables.Progression} p, {MartenTables.EventsSequence} s where p.last_seq_id > s.last_value and $1 is not null
        """,
        $"""
        select e.last, 'positions', format('the newest fact stands at %s, and numbers were drawn up to %s', e.last, s.last_value)
        from (select max(seq_id) as last from {Events}) e, {MartenTables.EventsSequence} s where e.last > s.last_value and $1 is not null
        """,
        $"""
        select h.position, h.origin, 'the log has facts that the views are said not to have reached' from {LeaderStore.Schema}.log_head h
        where $1 is not null and h.position > coalesce((select last_seq_id from {MartenTables.Progression}
            where name = '{MartenTables.ViewProgress}'), 0)
        """,
        $"""
        select 0::bigint, 'view_generation', 'the views are said to be of version ' || version from {LeaderStore.Schema}.view_generation
        where version <> {LeaderViews.Version} and $1 is not null
        """,
        $"""
        select 0::bigint, 'function midnight', 'it gives another instant than the first of a day in Beijing' where $1 is not null and (
            {LeaderStore.Schema}.midnight('2018-06-29') <> '2018-06-28T16:00:00Z'::timestamptz
            or {LeaderStore.Schema}.midnight('1988-06-29') <> '1988-06-28T16:00:00Z'::timestamptz)
        """,
    ];

    private static readonly string[] Headers =
    [
        LeaderStore.ActHeader, "role", "rules", "salt", LeaderStore.RequestHeader, "imported",
    ];

    /// <param name="snapshot">In a transaction that sees all as of one instant.</param>
    public static async Task<List<Difference>> RunAsync(NpgsqlConnection snapshot, CancellationToken ct)
    {
        var found = (await RegisterSchema.DifferencesAsync(snapshot, ct)).Select(d =>
            new Difference("database", d.What, null, 0, "database", d.Detail)).ToList();
        foreach (var check in Checks)
        {
            await using var command = new NpgsqlCommand(check, snapshot) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Headers });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                found.Add(new("register", reader.GetString(1), null, reader.GetInt64(0), "register", reader.GetString(2)));
            }
        }
        return found;
    }
}
