using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;

namespace Leader.Projections.Log;

/// <summary>What stands in the log is no fact: what follows it cannot be folded.</summary>
public sealed class UnreadableFactException(long position, string stream, string type, Exception why)
    : Exception($"{type} cannot be read: {why.Message}", why)
{
    public long Position => position;
    public string Stream => stream;
}

/// <summary>Reads the whole log in order of positions, straight from PostgreSQL.</summary>
public sealed class FactLog(NpgsqlDataSource database)
{
    /// <summary>What Marten writes where numbers were drawn for an append that then failed.</summary>
    public const string Tombstone = "tombstone";

    /// <summary>Pages of facts with positions in (after, upTo]; upTo must be a position below which nothing can appear any more.</summary>
    /// <param name="most">No more facts than these, about.</param>
    /// <param name="asked">With who asked, and for what.</param>
    public async IAsyncEnumerable<IReadOnlyList<Recorded>> PagesAsync(
        long after,
        long upTo,
        int size,
        [EnumeratorCancellation] CancellationToken ct,
        long? most = null,
        bool asked = false)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await foreach (var page in PagesAsync(connection, after, upTo, size, ct, most, asked)) yield return page;
    }

    /// <summary>The same, on a connection: as its transaction sees the log.</summary>
    internal static async IAsyncEnumerable<IReadOnlyList<Recorded>> PagesAsync(
        NpgsqlConnection connection,
        long after,
        long upTo,
        int size,
        [EnumeratorCancellation] CancellationToken ct,
        long? most = null,
        bool asked = false)
    {
        await using var command = new NpgsqlCommand(
            $"select {(asked ? ColumnsAsked : Columns)} from {MartenTables.Events} where seq_id > $1 and seq_id <= $2 order by "
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
            page.Add(asked ? ReadAsked(reader, type) : Read(reader, type));
            if (page.Count < size) continue;
            yield return page;
            page = new(size);
        }
        if (page.Count > 0) yield return page;
    }

    internal const string Columns = $"seq_id, stream_id, version, timestamp, type, data, headers->>'{LeaderStore.ActHeader}'";

    private const string ColumnsAsked =
        $"{Columns}, user_name, headers->>'role', headers->>'rules', headers->'{LeaderStore.RequestHeader}'";

    private static Recorded ReadAsked(NpgsqlDataReader reader, string type)
    {
        try { return Read(reader, type) with { Asked = AskedIn(reader) }; }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or InvalidDataException or ArgumentException or NullReferenceException)
        {
            throw new UnreadableFactException(reader.GetInt64(0), reader.GetString(1), type, e);
        }
    }

    private static AskedBy AskedIn(NpgsqlDataReader reader)
    {
        return new(Text(7), Text(8), Text(9), reader.IsDBNull(10) ? null : reader.GetFieldValue<byte[]>(10));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

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
