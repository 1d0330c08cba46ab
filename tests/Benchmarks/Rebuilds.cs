using System.Diagnostics;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Marten;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// Events per second of building all views anew, beside two others on the same log in the same run: the least that any way has to do, which
/// is to read and understand every fact and to write the same rows; and the store's own rebuild of snapshots of the latest state.
/// </summary>
internal static class Rebuilds
{
    public static async Task<int> RunAsync(long events)
    {
        await using var register = await Register.CreateAsync(events, 10, views: false);
        await register.RebuildAsync(); // the first one on a new server also makes the files of its write-ahead log, for all that come after
        var rebuilt = await register.RebuildAsync();
        var ours = rebuilt.Facts / rebuilt.Took.TotalSeconds;
        var bare = await BareAsync(register.Database, events);
        var stock = await StockAsync(register, events);
        var (indexing, views, took) = (rebuilt.Indexing.TotalSeconds, LeaderViews.All.Count, rebuilt.Took.TotalSeconds);
        var (read, write, both) = (bare.Read.TotalSeconds, bare.Write.TotalSeconds, (bare.Read + bare.Write).TotalSeconds);
        var copied = $"bare: read and deserialise {read:0.0} s, copy the same {bare.Rows:N0} rows {write:0.0} s";
        var (snapshots, daemon) = ("snapshots of enterprises, declarations, rankings, titles", stock.TotalSeconds);
        Console.WriteLine($"""

            | way | events/s | s | beside leader |
            | --- | ---: | ---: | ---: |
            | leader, all {views} views with both clocks, {indexing:0.0} s of it for indexes | {ours:N0} | {took:0.0} | 1.00 |
            | {copied} | {events / both:N0} | {both:0.0} | {events / both / ours:0.00} |
            | stock daemon, {snapshots} | {events / daemon:N0} | {daemon:0.0} | {events / daemon / ours:0.00} |
            peak memory {Register.Peak():N0} MB
            """);
        return 0;
    }

    /// <summary>
    /// The audit of the views that a rebuild has made, beside that rebuild. The generated history breaks rules: its rankings have no true
    /// hashes, its categories are on no list. That is left out; rows that are not what the facts give are told.
    /// </summary>
    /// <returns>1 where there are such rows.</returns>
    public static async Task<int> AuditAsync(long events)
    {
        await using var register = await Register.CreateAsync(events, 10, views: false);
        var rebuilt = await register.RebuildAsync();
        var audit = await new Audit(register.Database, reported: int.MaxValue).RunAsync(null, CancellationToken.None);
        Console.WriteLine($"audited in {audit.Took.TotalSeconds:0.0} s, {audit.Took / rebuilt.Took:0.0} times the rebuild: {audit.Rows:N0} "
            + $"rows, {audit.Results:N0} rankings and bans; peak memory {Register.Peak():N0} MB");
        var rows = audit.Differences.Where(d => d.What is not ("result" or "state")).ToArray();
        Console.WriteLine($"{rows.Length:N0} rows differ; {audit.Differing - rows.Length:N0} times the generated history breaks a rule");
        foreach (var difference in rows.Take(10)) Console.WriteLine(difference);
        return rows.Length == 0 ? 0 : 1;
    }

    private static async Task<(TimeSpan Read, TimeSpan Write, long Rows)> BareAsync(NpgsqlDataSource database, long events)
    {
        var (watch, read) = (Stopwatch.StartNew(), 0L);
        await foreach (var page in new FactLog(database).PagesAsync(0, events, 5_000, CancellationToken.None)) read += page.Count;
        var reading = watch.Elapsed;
        if (read != events) throw new InvalidOperationException($"{read} of {events} facts were read.");
        var (writing, rows) = (TimeSpan.Zero, 0L);
        foreach (var view in LeaderViews.All)
        {
            var table = ViewTables.Table(view, "_bare");
            await Seeding.ExecuteAsync(database, $"create table {table} (like {ViewTables.Table(view)} including compression)");
            await using var from = await database.OpenConnectionAsync();
            await using var to = await database.OpenConnectionAsync();
            // The bytes of a COPY out are those of a COPY in: held in memory, so that only the writing is timed.
            var chunks = new List<byte[]>();
            async Task WriteAsync()
            {
                watch.Restart();
                await using (var raw = await to.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)"))
                {
                    foreach (var chunk in chunks) await raw.WriteAsync(chunk.AsMemory(), CancellationToken.None);
                }
                writing += watch.Elapsed;
            }
            await using (var raw = await from.BeginRawBinaryCopyAsync($"copy {ViewTables.Table(view)} to stdout (format binary)"))
            {
                var buffer = new byte[1 << 20];
                for (int n; (n = await raw.ReadAsync(buffer.AsMemory(), CancellationToken.None)) > 0;) chunks.Add(buffer[..n]);
            }
            await WriteAsync();
            await using var count = database.CreateCommand($"select count(*) from {table}");
            rows += (long)(await count.ExecuteScalarAsync())!;
            await Seeding.ExecuteAsync(database, $"drop table {table}");
        }
        return (reading, writing, rows);
    }

    private static async Task<TimeSpan> StockAsync(Register register, long events)
    {
        await using var store = DocumentStore.For(o =>
        {
            o.Connection(register.ConnectionString);
            o.DatabaseSchemaName = "stock";
            o.Events.DatabaseSchemaName = LeaderStore.Schema;
            o.Events.StreamIdentity = StreamIdentity.AsString;
            o.Events.MetadataConfig.EnableAll();
            o.Events.MetadataConfig.UserNameEnabled = true;
            o.Events.EnableExtendedProgressionTracking = true;
            o.Serializer(new Marten.Services.SystemTextJsonSerializer(LeaderJson.ForMarten())
            {
                EnumStorage = Weasel.Core.EnumStorage.AsString,
                Casing = Weasel.Core.Casing.CamelCase,
            });
            foreach (var (name, type) in FactTypes.ByName) o.Events.MapEventType(type, name);
            o.DisableNpgsqlLogging = true;
            o.Projections.Add(new EnterpriseSnapshots(), ProjectionLifecycle.Async);
            o.Projections.Add(new DeclarationSnapshots(), ProjectionLifecycle.Async);
            o.Projections.Add(new RankingSnapshots(), ProjectionLifecycle.Async);
            o.Projections.Add(new TitleSnapshots(), ProjectionLifecycle.Async);
        });
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        using var daemon = await store.BuildProjectionDaemonAsync();
        var whole = TimeSpan.Zero;
        foreach (var (name, count) in new (string, Func<IQuerySession, Task<int>>)[]
        {
            (nameof(EnterpriseSnapshots), s => s.Query<EnterpriseSnapshot>().CountAsync()),
            (nameof(DeclarationSnapshots), s => s.Query<DeclarationSnapshot>().CountAsync()),
            (nameof(RankingSnapshots), s => s.Query<RankingSnapshot>().CountAsync()),
            (nameof(TitleSnapshots), s => s.Query<TitleSnapshot>().CountAsync()),
        })
        {
            var watch = Stopwatch.StartNew();
            await daemon.RebuildProjectionAsync(name, TimeSpan.FromMinutes(30), CancellationToken.None);
            whole += watch.Elapsed;
            await using var session = store.QuerySession();
            Console.WriteLine($"stock daemon, {name}: {watch.Elapsed.TotalSeconds:0.0} s, {events / watch.Elapsed.TotalSeconds:N0} "
                + $"events/s of the whole log, {await count(session):N0} documents");
        }
        return whole;
    }
}
