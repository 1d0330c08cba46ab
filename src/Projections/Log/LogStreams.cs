using Leader.Domain;
using Npgsql;

namespace Leader.Projections.Log;

/// <summary>Reads whole streams, several in one round trip, straight from the log.</summary>
public sealed class LogStreams(NpgsqlDataSource database)
{
    private const string Sql = $"""
        select stream_id, version, type, data from {MartenTables.Events}
        where stream_id = any($1) order by stream_id, version
        """;

    private const string SqlOn = $"""
        select e.stream_id, e.version, e.type, e.data from unnest($1, $2) as known(id, version), lateral (
            select * from {MartenTables.Events} where stream_id = known.id and version > known.version order by version) e
        """;

    /// <summary>The facts of each stream in order. A stream without facts has an empty list; the count is its version.</summary>
    public async Task<Dictionary<string, List<Fact>>> ReadAsync(IReadOnlyCollection<string> streams, CancellationToken ct) =>
        (await ReadNowAsync(streams, ct)).Facts;

    /// <summary>The same, and the instant of it by the database's clock.</summary>
    public async Task<(Dictionary<string, List<Fact>> Facts, DateTimeOffset Now)> ReadNowAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken ct)
    {
        var facts = streams.ToDictionary(s => s, _ => new List<Fact>(), StringComparer.Ordinal);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new($"select {LeaderStore.Now}"));
        batch.BatchCommands.Add(new(Sql) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. streams] } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var now = reader.GetFieldValue<DateTimeOffset>(0);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct)) Add(reader, facts[reader.GetString(0)], 0);
        return (facts, now);
    }

    /// <summary>The facts of each stream behind a version, in order; of those that have any.</summary>
    public async Task<Dictionary<string, List<Fact>>> ReadOnAsync(IReadOnlyDictionary<string, int> versions, CancellationToken ct)
    {
        var facts = new Dictionary<string, List<Fact>>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(SqlOn);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. versions.Keys] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. versions.Values] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetString(0);
            if (!facts.TryGetValue(id, out var stream)) facts[id] = stream = [];
            Add(reader, stream, versions[id]);
        }
        return facts;
    }

    private static void Add(NpgsqlDataReader row, List<Fact> stream, int behind)
    {
        if (row.GetInt64(1) != behind + stream.Count + 1)
        {
            throw new InvalidDataException($"Stream {row.GetString(0)} has no version {behind + stream.Count + 1}.");
        }
        stream.Add(FactTypes.Read(row.GetString(2), row.GetFieldValue<byte[]>(3)));
    }
}
