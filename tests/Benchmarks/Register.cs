using System.Diagnostics;
using Leader.Api;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>A database with a history and its views, on a server of its own; gone when it is disposed.</summary>
internal sealed class Register : IAsyncDisposable
{
    public const string Key = "a signing key for benchmarks, long enough for HMAC";
    private readonly EmbeddedPostgres _server;

    private Register(EmbeddedPostgres server, History history)
    {
        (_server, History) = (server, history);
        Database = LeaderApi.DataSource(server.ConnectionString);
        Reader = new(Database, TimeProvider.System);
    }

    public History History { get; }
    public NpgsqlDataSource Database { get; }
    public ViewReader Reader { get; }
    public string ConnectionString => _server.ConnectionString;

    /// <param name="views">Builds the views as well.</param>
    public static async Task<Register> CreateAsync(long events, int versions, bool views = true)
    {
        var history = new History(events, versions);
        var folder = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}-{events}-{versions}");
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        var register = new Register(server, history);
        await using (var host = register.Host()) await Schema.CreateAsync(host.Services, CancellationToken.None);
        var took = await Seeding.WriteAsync(history, register.Database);
        Console.WriteLine($"{events:N0} events, {versions} versions, {history.Blocks:N0} evaluations: written in {took.TotalSeconds:0.0} "
            + $"s ({events / took.TotalSeconds:N0}/s)");
        if (views) await register.RebuildAsync();
        return register;
    }

    /// <summary>The whole program; not started.</summary>
    public WebApplication Host(Action<WebApplicationBuilder>? configure = null) => LeaderApi.Build(ConnectionString, [], b =>
    {
        b.Configuration["Auth:SigningKey"] = Key;
        b.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(b);
    });

    public async Task<RebuildResult> RebuildAsync()
    {
        var (paused, busy) = (GC.GetTotalPauseDuration(), Environment.CpuUsage.TotalTime);
        var result = await new Rebuild(Database).RunAsync(null, CancellationToken.None);
        Console.WriteLine($"rebuilt in {result.Took.TotalSeconds:0.0} s: {result.Facts / result.Took.TotalSeconds:N0} events/s, "
            + $"{result.Rows:N0} rows, {(Environment.CpuUsage.TotalTime - busy).TotalSeconds:0.0} s of our own processor time, "
            + $"{(GC.GetTotalPauseDuration() - paused).TotalSeconds:0.0} s halted to collect garbage, peak memory {Peak():N0} MB");
        // as autovacuum does soon after
        foreach (var view in LeaderViews.All) await Seeding.ExecuteAsync(Database, $"vacuum analyze {ViewTables.Table(view)}");
        await Seeding.ExecuteAsync(Database, "checkpoint");
        return result;
    }

    /// <summary>Of this process alone, in MB.</summary>
    public static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }
}
