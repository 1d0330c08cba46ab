using System.Runtime.CompilerServices;
using Npgsql;

namespace Leader.Projections.Log;

/// <summary>Reads the whole log in order of positions, straight from PostgreSQL.</summary>
public sealed class FactLog(NpgsqlDataSource database)
{
    /// <summary>What Marten writes where numbers were drawn for an append that then failed.</summary>
    public const string Tombstone = "tombstone";

    /// <summary>Pages of facts with positions in (after, upTo]; upTo must be a position below which nothing can appear any more.</summary>
    /// <param name="most">No more facts than these, about.</param>
    public async IAsyncEnumerable<IReadOnlyList<Recorded>> PagesAsync(
        long after,
        long upTo,
        int size,
        [EnumeratorCancellation] CancellationToken ct,
        long? most = null)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            $"select {Columns} from {MartenTables.Events} where seq_id > $1 and seq_id <= $2 order by "
                + $"seq_id{(most is null ? "" : $" limit {most}")}",
            connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var page = new List<Recorded>(size);
        while (await reader.ReadAsync(ct))
        {
            var type = reader.GetString(4);
            if (type == Tombstone) continue;
            page.Add(Read(reader, type));
            if (page.Count < size) continue;
            yield return page;
            page = new(size);
        }
        if (page.Count > 0) yield return page;
    }

    internal const string Columns = $"seq_id, stream_id, version, timestamp, type, data, headers->>'{LeaderStore.ActHeader}'";

    /// <summary>A row of <see cref="Columns"/>.</summary>
    internal static Recorded Read(NpgsqlDataReader reader) => Read(reader, reader.GetString(4));

    private static Recorded Read(NpgsqlDataReader reader, string type) =>
        new(
            reader.GetInt64(0),
            reader.GetString(1),
            reader.GetInt64(2),
            reader.GetFieldValue<DateTimeOffset>(3),
            FactTypes.Read(type, reader.GetFieldValue<byte[]>(5)),
            reader.IsDBNull(6) ? null : reader.GetString(6));
}
