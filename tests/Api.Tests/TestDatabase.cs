using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Npgsql;

namespace Leader.Api.Tests;

/// <summary>Databases on one server: that of <c>LEADER_TEST_DB</c>, or a private one started for this test run.</summary>
public static class TestDatabase
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>One with all tables, in which nothing is recorded.</summary>
    private static readonly Lazy<Task<string>> WithTables = new(async () =>
    {
        var database = await EmptyAsync();
        await using (var app = ApiFixture.Build(database, TimeProvider.System))
        {
            await Schema.CreateAsync(app.Services, CancellationToken.None);
        }
        return database;
    });

    /// <summary>The register's tables, and nothing in them.</summary>
    public static async Task<string> CreateAsync() => await CopyAsync(await WithTables.Value);

    /// <summary>No tables.</summary>
    public static Task<string> EmptyAsync() => NewAsync("template1");

    /// <summary>Another one with the same rows; nobody may be in the first.</summary>
    public static Task<string> CopyAsync(string database)
    {
        NpgsqlConnection.ClearPool(new(database));
        return NewAsync(new NpgsqlConnectionStringBuilder(database).Database!);
    }

    private static async Task<string> NewAsync(string like)
    {
        var server = await Server.Value;
        var name = $"leader_{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(server);
        await using var command = admin.CreateCommand($"create database {name} template {like}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            ConnectionIdleLifetime = 20, // a new one costs the server more than most of what is asked over it
            ConnectionPruningInterval = 5,
        }.ConnectionString;
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("LEADER_TEST_DB") is { Length: > 0 } given) return given;
        var server = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.Throwaway(), null, CancellationToken.None);
        return server.ConnectionString; // stops, and deletes its files, when this process ends
    }
}
