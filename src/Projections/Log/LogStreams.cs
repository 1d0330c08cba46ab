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
        while (await reader.ReadAsync(ct))
        {
            var stream = facts[reader.GetString(0)];
            if (reader.GetInt64(1) != stream.Count + 1)
            {
                throw new InvalidDataException($"Stream {reader.GetString(0)} has no version {stream.Count + 1}.");
            }
            stream.Add(FactTypes.Read(reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        }
        return (facts, now);
    }
}
