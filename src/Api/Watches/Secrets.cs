using System.Text;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Watches;

/// <summary>The secrets that messages are signed with: sealed, as the data of persons is, and told once.</summary>
internal static class Secrets
{
    /// <summary>A new secret. Those before it hold a while longer, so that a receiver may learn it without missing a message.</summary>
    public static async Task<string> RenewAsync(NpgsqlConnection connection, string watch, TimeSpan overlap, CancellationToken ct)
    {
        var secret = Signatures.NewSecret();
        var (key, made) = Sealing.Seal(Encoding.UTF8.GetBytes(secret), Of(watch));
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"update {WatchTables.Secrets} set until = clock_timestamp() + $2 where watch = $1 and until is null")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = watch }, new NpgsqlParameter<TimeSpan> { TypedValue = overlap } },
        });
        batch.BatchCommands.Add(new($"delete from {WatchTables.Secrets} where until <= clock_timestamp()"));
        batch.BatchCommands.Add(new($"with made as (insert into {WatchTables.Secrets} (watch, sealed) values ($1, $2) returning id) "
            + $"insert into {WatchTables.Keys} (id, key) select id, $3 from made")
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = watch },
                new NpgsqlParameter<byte[]> { TypedValue = made },
                new NpgsqlParameter<byte[]> { TypedValue = key },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
        return secret;
    }

    /// <summary>Those that hold now, by watch; the newest first.</summary>
    public static async Task<ILookup<string, string>> HoldingAsync(NpgsqlDataSource database, string[] watches, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select watch, key, sealed from {WatchTables.Secrets} join {WatchTables.Keys} "
            + "using (id) where watch = any($1) and (until is null or until > clock_timestamp()) order by id desc");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = watches });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<(string Watch, string Secret)>();
        while (await reader.ReadAsync(ct))
        {
            var secret = Sealing.Unseal(reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), Of(reader.GetString(0)));
            found.Add((reader.GetString(0), Encoding.UTF8.GetString(secret)));
        }
        return found.ToLookup(s => s.Watch, s => s.Secret, StringComparer.Ordinal);
    }

    private static string Of(string watch) => $"watch {watch}";
}
