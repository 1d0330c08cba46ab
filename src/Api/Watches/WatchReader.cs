using System.Text.Json;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Watches;

/// <summary>Reads the rows behind watch lists, for their owners.</summary>
internal static class WatchReader
{
    /// <summary>The watch lists of the owner, in the order in which they were made.</summary>
    /// <param name="id">Of one; null for all.</param>
    public static async Task<List<WatchDoc>> OfAsync(NpgsqlConnection connection, string owner, string? id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select w.id, name, titles, enterprises, categories, uses, address, since, made, paused, failing_since, w.delivered,
                (select count(*) from {WatchTables.Told} e where e.watch = w.id and state = 'pending'),
                (select count(*) from {WatchTables.Told} e where e.watch = w.id and state = 'dead')
            from {WatchTables.Watch} w where owner = $1 and ($2::text is null or w.id = $2) order by made, w.id
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = owner });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<WatchDoc>();
        while (await reader.ReadAsync(ct))
        {
            var (address, paused, failing) = (Text(reader, 6), Text(reader, 9), Instant(reader, 10));
            found.Add(new(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetFieldValue<string[]>(2),
                reader.GetFieldValue<string[]>(3),
                reader.GetFieldValue<string[]>(4),
                reader.GetBoolean(5),
                address,
                address is null ? WatchStatus.FeedOnly
                    : paused is not null ? WatchStatus.Paused
                    : failing is not null ? WatchStatus.Failing
                    : WatchStatus.Delivering,
                paused,
                reader.GetInt64(7),
                reader.GetFieldValue<DateTimeOffset>(8),
                failing,
                Instant(reader, 11),
                reader.GetInt64(12),
                reader.GetInt64(13)));
        }
        return found;
    }

    public static async Task<List<WatchItem>> ToldAsync(NpgsqlDataSource database, string watch, long after, int most, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select id, message, body from {WatchTables.Told} where watch = $1 and id > $2 order by id limit $3");
        Page(command, watch, after, most);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<WatchItem>();
        while (await reader.ReadAsync(ct)) found.Add(new(reader.GetInt64(0), reader.GetString(1), Message(reader.GetString(2))));
        return found;
    }

    public static async Task<List<DeliveryDoc>> DeliveriesAsync(
        NpgsqlDataSource database,
        string watch,
        string? state,
        long after,
        int most,
        CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select id, message, body, state, at, attempts, tried, due, delivered, answered, said from {WatchTables.Told}
            where watch = $1 and id > $2 and state is not null and ($4::text is null or state = $4) order by id limit $3
            """);
        Page(command, watch, after, most);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = state });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<DeliveryDoc>();
        while (await reader.ReadAsync(ct))
        {
            var stands = Words.Known<DeliveryState>(reader.GetString(3))!.Value;
            found.Add(new(
                reader.GetInt64(0),
                reader.GetString(1),
                Message(reader.GetString(2)).Type,
                stands,
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetInt32(5),
                Instant(reader, 6),
                stands == DeliveryState.Pending ? Instant(reader, 7) : null,
                Instant(reader, 8),
                reader.IsDBNull(9) ? null : reader.GetInt32(9),
                Text(reader, 10)));
        }
        return found;
    }

    private static WatchMessage Message(string body) => JsonSerializer.Deserialize<WatchMessage>(body, LeaderJson.Http)!;

    private static void Page(NpgsqlCommand command, string watch, long after, int most)
    {
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = watch });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
