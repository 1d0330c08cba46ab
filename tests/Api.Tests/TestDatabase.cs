using Leader.Api.Hosting.Postgres;
using Npgsql;

namespace Leader.Api.Tests;

/// <summary>Empty databases on one server: that of <c>LEADER_TEST_DB</c>, or a private one started for this test run.</summary>
public static class TestDatabase
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    public static async Task<string> CreateAsync()
    {
        var server = await Server.Value;
        var name = $"leader_{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(server);
        await using var command = admin.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 1,
        }.ConnectionString;
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("LEADER_TEST_DB") is { Length: > 0 } given) return given;
        var server = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.Throwaway(), null, CancellationToken.None);
        return server.ConnectionString; // stops, and deletes its files, when this process ends
    }
}
