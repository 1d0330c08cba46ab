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
        select e.stream_id, e.version, e.id, e.type, case when e.version > known.version then e.data end
        from unnest($1, $2) as known(id, version), lateral (
            select * from {MartenTables.Events} where stream_id = known.id and version >= known.version order by version) e
        """;

    /// <summary>The facts of each stream in order. A stream without facts has an empty list; the count is its version.</summary>
    public async Task<Dictionary<string, List<Fact>>> ReadAsync(IReadOnlyCollection<string> streams, CancellationToken ct)
    {
        var facts = streams.ToDictionary(s => s, _ => new List<Fact>(), StringComparer.Ordinal);
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var stream = facts[reader.GetString(0)];
            stream.Add(FactAt(
                stream.Count + 1, reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        }
        return facts;
    }

    /// <summary>What each stream has behind what is known of it, and the instant of it by the database's clock.</summary>
    /// <remarks>A stream whose last known fact is not there any more, as after the database was restored to an earlier point, is read from
    /// its beginning.</remarks>
    public async Task<(Dictionary<string, StreamPart> Parts, DateTimeOffset Now)> ReadOnAsync(
        IReadOnlyDictionary<string, StreamEnd> known,
        CancellationToken ct)
    {
        var parts = known.ToDictionary(k => k.Key, k => new StreamPart(k.Value), StringComparer.Ordinal);
        var there = new HashSet<string>(StringComparer.Ordinal);
        DateTimeOffset now;
        await using (var batch = database.CreateBatch())
        {
            batch.BatchCommands.Add(new($"select {LeaderStore.Now}"));
            batch.BatchCommands.Add(new(SqlOn)
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]> { TypedValue = [.. known.Keys] },
                    new NpgsqlParameter<long[]> { TypedValue = [.. known.Values.Select(k => k.Version)] },
                },
            });
            await using var reader = await batch.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            now = reader.GetFieldValue<DateTimeOffset>(0);
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (stream, version, id) = (reader.GetString(0), reader.GetInt64(1), reader.GetGuid(2));
                if (reader.IsDBNull(4))
                {
                    if (id == known[stream].Last) there.Add(stream);
                    continue;
                }
                var (part, data) = (parts[stream], reader.GetFieldValue<byte[]>(4));
                part.Facts.Add(FactAt(part.End.Version + 1, stream, version, reader.GetString(3), data));
                (part.End, part.Bytes) = (new(version, id), part.Bytes + data.Length);
            }
        }
        var gone = known.Where(k => k.Value.Version > 0 && !there.Contains(k.Key)).ToDictionary(k => k.Key, _ => default(StreamEnd));
        if (gone.Count == 0) return (parts, now);
        var (again, _) = await ReadOnAsync(gone, ct);
        foreach (var (stream, part) in again) parts[stream] = part;
        return (parts, now);
    }

    private static Fact FactAt(long expected, string stream, long version, string type, byte[] data) => version == expected
        ? FactTypes.Read(type, data)
        : throw new InvalidDataException($"Stream {stream} has no version {expected}.");
}

/// <summary>Where a stream ends: its version, 0 where it has no facts, and the id of its last fact.</summary>
public readonly record struct StreamEnd(long Version, Guid Last);

/// <summary>A part of a stream, in order.</summary>
/// <param name="after">What it follows; it begins with the stream where that has no facts.</param>
public sealed class StreamPart(StreamEnd after)
{
    public StreamEnd After { get; } = after;
    public StreamEnd End { get; internal set; } = after;
    public List<Fact> Facts { get; } = [];

    /// <summary>Of its facts as they are stored.</summary>
    public long Bytes { get; internal set; }
}
