using Leader.Api.Hosting.Postgres;
using Npgsql;

namespace Leader.Api.CommandLine;

/// <summary>
/// The register's database for a command beside it: the one in <c>ConnectionStrings__Leader</c>; else the private server, that of the
/// running program or, where none runs, started for the command and stopped after it.
/// </summary>
internal sealed class OpenDatabase : IAsyncDisposable
{
    private EmbeddedPostgres? _server;

    public NpgsqlDataSource Source { get; private init; } = null!;

    public static async Task<OpenDatabase> OpenAsync()
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Leader") is { } given && !string.IsNullOrWhiteSpace(given))
        {
            var source = LeaderApi.DataSource(given);
            await Hosting.Sessions.CheckAsync(source, CancellationToken.None);
            return new() { Source = source };
        }
        if (File.Exists(DataFolder.Connection))
        {
            var running = LeaderApi.DataSource(await File.ReadAllTextAsync(DataFolder.Connection));
            try
            {
                await using var connection = await running.OpenConnectionAsync();
                return new() { Source = running };
            }
            catch (NpgsqlException)
            {
                await running.DisposeAsync(); // left by a program that was killed
            }
        }
        var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(DataFolder.Path), null, CancellationToken.None);
        return new() { Source = LeaderApi.DataSource(server.ConnectionString), _server = server };
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
