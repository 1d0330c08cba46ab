using System.Runtime.CompilerServices;
using System.Text.Json;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Proof;

/// <summary>
/// What is kept of the transparency log beside the facts: hashes, where each leaf's fact stands, state roots, and what was signed. The
/// facts themselves are not copied: an entry is made of the stored fact whenever it is read, so that a fact that was changed no longer fits
/// its leaf. A log is named by its origin; another origin on the same database is another log.
/// </summary>
public static class LogTables
{
    /// <summary>
    /// <c>log_tile</c>: level, index, up to 256 hashes; at level 0 the position of each leaf's fact, and of a state root the position that
    /// it is known at, negative (its entry stands in <c>log_state</c>); <c>first</c> is the first of them without its sign.
    /// <c>log_checkpoint</c>: every checkpoint ever signed, with the position of its last fact.
    /// </summary>
    public const string Ddl = $"""
        create table if not exists {LeaderStore.Schema}.log_head (origin text primary key, key text not null, size bigint not null,
            position bigint not null);
        create table if not exists {LeaderStore.Schema}.log_tile (origin text not null, level int not null, n bigint not null,
            hashes bytea not null, positions bigint[], first bigint, primary key (origin, level, n));
        alter table {LeaderStore.Schema}.log_tile alter column hashes set storage external;
        create index if not exists ix_log_tile_first on {LeaderStore.Schema}.log_tile (origin, first, n) where level = 0;
        create table if not exists {LeaderStore.Schema}.log_state (origin text not null, leaf bigint not null, view text not null,
            scope text not null, position bigint not null, entry bytea not null, primary key (origin, leaf));
        create index if not exists ix_log_state_scope on {LeaderStore.Schema}.log_state (origin, view, scope, position);
        create table if not exists {LeaderStore.Schema}.log_checkpoint (origin text not null, size bigint not null,
            position bigint not null, note text not null, at timestamptz not null, primary key (origin, size));
        create index if not exists ix_log_checkpoint_position on {LeaderStore.Schema}.log_checkpoint (origin, position, size);
        create table if not exists {LeaderStore.Schema}.log_cosignature (origin text not null, size bigint not null, witness text not null,
            line text not null, primary key (origin, size, witness));
        """;

    private const string Columns = "seq_id, stream_id, version, timestamp, type, data, user_name, headers, correlation_id, causation_id";

    /// <summary>Stored facts with positions in (after, upTo], in their order.</summary>
    public static async IAsyncEnumerable<StoredFact> FactsAsync(
        NpgsqlConnection connection,
        long after,
        long upTo,
        int? most,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select {Columns} from {MartenTables.Events} where seq_id > $1 and seq_id <= $2 and type <> '{FactLog.Tombstone}'
                order by seq_id{(most is null ? "" : $" limit {most}")}
            """, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return Read(reader);
    }

    public static async Task<StoredFact?> FactAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await foreach (var fact in FactsAsync(connection, position - 1, position, 1, ct)) return fact;
        return null;
    }

    private static StoredFact Read(NpgsqlDataReader reader)
    {
        var (role, rules, act, salt, request) = (default(string), default(string), default(string), default(string), default(byte[]));
        if (!reader.IsDBNull(7))
        {
            using var headers = JsonDocument.Parse(reader.GetFieldValue<byte[]>(7));
            role = Header("role");
            rules = Header("rules");
            act = Header(LeaderStore.ActHeader);
            salt = Header(LogEntry.SaltHeader);
            request = RequestTypes.In(headers.RootElement);

            string? Header(string name) => headers.RootElement.ValueKind == JsonValueKind.Object
                && headers.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        return new(
            reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4),
            reader.GetFieldValue<byte[]>(5), Text(6), role, rules, Text(8), Text(9), act, salt, request);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var p in parameters) command.Parameters.Add(new NpgsqlParameter { Value = p });
        return command;
    }

    internal static byte[] Joined(IReadOnlyList<byte[]> hashes)
    {
        var bytes = new byte[hashes.Count * Merkle.HashSize];
        for (var i = 0; i < hashes.Count; i++) hashes[i].CopyTo(bytes, i * Merkle.HashSize);
        return bytes;
    }

    internal static List<byte[]> Split(byte[] hashes)
    {
        var split = new List<byte[]>(hashes.Length / Merkle.HashSize);
        for (var at = 0; at + Merkle.HashSize <= hashes.Length; at += Merkle.HashSize) split.Add(hashes[at..(at + Merkle.HashSize)]);
        return split;
    }
}
