using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using Leader.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Leader.Benchmarks;

/// <summary>Writes a history into the log as the store would have, by COPY.</summary>
internal static class Seeding
{
    private const string Events = $"{LeaderStore.Schema}.mt_events", Index = "pk_mt_events_stream_and_version";

    /// <summary>What Marten names a class by, beside its own name of the fact.</summary>
    private static readonly Dictionary<Type, string> DotnetNames = FactTypes.ByName.Values.ToDictionary(
        t => t,
        t => $"{t.FullName}, {t.Assembly.GetName().Name}");

    /// <summary>Afterwards the views count as caught up: a <see cref="Rebuild"/> makes them.</summary>
    /// <param name="after">How many facts there are already, of other streams.</param>
    public static async Task<TimeSpan> WriteAsync(History history, NpgsqlDataSource database, long after = 0)
    {
        var watch = Stopwatch.StartNew();
        await ExecuteAsync(database, $"drop index {LeaderStore.Schema}.{Index}");
        var facts = Channel.CreateBounded<List<(Recorded Fact, byte[] Json)>>(8);
        var streams = Channel.CreateUnbounded<(string, long, DateTimeOffset)>();
        await Task.WhenAll(
            Task.Run(async () =>
            {
                var page = new List<(Recorded, byte[])>(2000);
                foreach (var fact in history.Facts((stream, version, at) => streams.Writer.TryWrite((stream, version, at))))
                {
                    page.Add((fact, JsonSerializer.SerializeToUtf8Bytes(fact.Fact, fact.Fact.GetType(), LeaderJson.Stored)));
                    if (page.Count < 2000) continue;
                    await facts.Writer.WriteAsync(page);
                    page = new(2000);
                }
                await facts.Writer.WriteAsync(page);
                facts.Writer.Complete();
                streams.Writer.Complete();
            }),
            CopyAsync(database, $"copy {Events} (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, "
                + $"correlation_id, user_name, is_archived) from stdin (format binary)", async copy =>
            {
                await foreach (var page in facts.Reader.ReadAllAsync())
                {
                    foreach (var (fact, json) in page)
                    {
                        await copy.StartRowAsync();
                        await copy.WriteAsync(after + fact.Position, NpgsqlDbType.Bigint);
                        await copy.WriteAsync(Id(after + fact.Position), NpgsqlDbType.Uuid);
                        await copy.WriteAsync(fact.Stream, NpgsqlDbType.Varchar);
                        await copy.WriteAsync(fact.Version, NpgsqlDbType.Bigint);
                        await copy.WriteAsync(json, NpgsqlDbType.Jsonb);
                        await copy.WriteAsync(FactTypes.NameOf(fact.Fact.GetType()), NpgsqlDbType.Varchar);
                        await copy.WriteAsync(fact.At, NpgsqlDbType.TimestampTz);
                        await copy.WriteAsync("*DEFAULT*", NpgsqlDbType.Varchar);
                        await copy.WriteAsync(DotnetNames[fact.Fact.GetType()], NpgsqlDbType.Varchar);
                        await copy.WriteAsync("00-0af7651916cd43dd8448eb211c80319c", NpgsqlDbType.Varchar);
                        await copy.WriteAsync("body-a", NpgsqlDbType.Varchar);
                        await copy.WriteAsync(false, NpgsqlDbType.Boolean);
                    }
                }
            }),
            CopyAsync(
                database,
                $"copy {LeaderStore.Schema}.mt_streams (id, version, timestamp, created, tenant_id, is_archived) from stdin (format "
                    + $"binary)",
                async copy =>
                {
                    await foreach (var (stream, version, at) in streams.Reader.ReadAllAsync())
                    {
                        await copy.StartRowAsync();
                        await copy.WriteAsync(stream, NpgsqlDbType.Varchar);
                        await copy.WriteAsync(version, NpgsqlDbType.Bigint);
                        await copy.WriteAsync(at, NpgsqlDbType.TimestampTz);
                        await copy.WriteAsync(at, NpgsqlDbType.TimestampTz);
                        await copy.WriteAsync("*DEFAULT*", NpgsqlDbType.Varchar);
                        await copy.WriteAsync(false, NpgsqlDbType.Boolean);
                    }
                }));
        await ExecuteAsync(database, $"create unique index {Index} on {Events} (stream_id, version)");
        await ExecuteAsync(database, $"""
            select setval('{LeaderStore.Schema}.mt_events_sequence', {after + history.Events});
            insert into {LeaderStore.Schema}.mt_event_progression (name, last_seq_id, last_updated)
            values ('{MartenTables.ViewProgress}', {after + history.Events}, now()),
                ('HighWaterMark', {after + history.Events}, now())
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = now();
            """);
        await ExecuteAsync(database, LeaderRegister.Ddl); // fills the table of recorded times
        await ExecuteAsync(database, $"vacuum analyze {Events}");
        await ExecuteAsync(database, $"vacuum analyze {LeaderStore.Schema}.mt_streams");
        return watch.Elapsed;
    }

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Streams are written when they end, after their facts: this one session does not look whether they are there.</summary>
    private static async Task CopyAsync(NpgsqlDataSource database, string sql, Func<NpgsqlBinaryImporter, Task> write)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using (var trusting = new NpgsqlCommand("set session_replication_role = replica", connection))
        {
            await trusting.ExecuteNonQueryAsync();
        }
        await using (var copy = await connection.BeginBinaryImportAsync(sql))
        {
            copy.Timeout = TimeSpan.FromHours(2);
            await write(copy);
            await copy.CompleteAsync();
        }
        await using var normal = new NpgsqlCommand("set session_replication_role = origin", connection);
        await normal.ExecuteNonQueryAsync();
    }

    private static Guid Id(long position) => new((int)position, (short)(position >> 32), 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1);
}
