using System.Diagnostics;
using Leader.Api.Hosting;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Leader.Api.Tests.Hosting;

/// <summary>
/// Whatever happens to the database or to a node: on a healthy database facts do not wait, and nobody has to start anything again.
/// </summary>
public sealed class The_views_never_die : IAsyncLifetime
{
    private static readonly SetClock Clock = new(new(2026, 5, 11, 9, 0, 0, Beijing.Offset));
    private readonly ApiFixture _api = new() { Configure = b => b.Configuration["Nodes:Several"] = "true" };
    private int _number;

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task They_move_again_though_the_database_was_away_when_they_were_started_again()
    {
        await ShouldMoveAsync(_api.Http, within: 10);
        for (var round = 0; round < 2; round++)
        {
            // A page is being saved when the database goes, and it is still away when the views are started again, a quarter of a second
            // later.
            await using (var held = await _api.Database.OpenConnectionAsync())
            {
                await using var transaction = await held.BeginTransactionAsync();
                await using (var hold = new NpgsqlCommand(
                    "select 1 from leader.mt_event_progression where name = 'Views:All' for update",
                    held))
                {
                    await hold.ExecuteNonQueryAsync();
                }
                await RecordAsync(_api.Http);
                await Task.Delay(500);
                await WithoutDatabaseAsync(TimeSpan.FromSeconds(8));
            }
            await ShouldMoveAsync(_api.Http, within: 20);
        }
    }

    [Fact]
    public async Task They_move_again_though_all_sessions_are_ended_over_and_over()
    {
        for (var round = 0; round < 30; round++)
        {
            await EndSessionsAsync("true");
            await Task.Delay(100);
        }
        await ShouldMoveAsync(_api.Http, within: 20);
    }

    [Fact]
    public async Task A_node_that_ends_is_followed_by_another_one_at_once()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var http = new HttpClient { BaseAddress = new(second.Urls.First()) };
        await ShouldMoveAsync(http, within: 10);
        await _api.RestartAsync(async () => // it had begun first, and so it folds
        {
            await ShouldMoveAsync(http, within: 6);
            await first.StopAsync();
            await ShouldMoveAsync(http, within: 6);
            await second.StopAsync();
        });
    }

    [Fact]
    public Task A_node_that_was_frozen_does_not_take_the_views_with_it() => _api.RestartAsync(async () =>
    {
        // What the database sees of a frozen node: its session lives, and nothing is heard of it.
        await using var session = new NpgsqlConnection(_api.ConnectionString);
        await session.OpenAsync();
        await using var take = new NpgsqlCommand(
            $"set idle_session_timeout = '{ViewKeeper.Silence.TotalMilliseconds}ms'; select pg_advisory_lock({ViewKeeper.Lock})",
            session);
        await take.ExecuteNonQueryAsync();
        await using var other = await StartAsync();
        using var http = new HttpClient { BaseAddress = new(other.Urls.First()) };
        await ShouldMoveAsync(http, within: 20);
        await other.StopAsync();
    });

    [Fact]
    public Task A_node_that_cannot_fold_leaves_the_views_to_one_that_can() => _api.RestartAsync(async () =>
    {
        await using var broken = await StartAsync(As(await WithoutProgressAsync()));
        await Task.Delay(1000); // it has the lock now
        await using var able = await StartAsync();
        using var http = new HttpClient { BaseAddress = new(able.Urls.First()) };
        await ShouldMoveAsync(http, within: 30);
        await able.StopAsync();
        await broken.StopAsync();
    });

    private async Task<WebApplication> StartAsync(string? connection = null)
    {
        var app = ApiFixture.Build(connection ?? _api.ConnectionString, Clock, configure: b => b.Configuration["Nodes:Several"] = "true");
        await app.StartAsync();
        return app;
    }

    /// <summary>A fact is recorded, and is in the views within so many seconds.</summary>
    private async Task ShouldMoveAsync(HttpClient http, int within)
    {
        var code = await RecordAsync(http);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var asked = await http.GetAsync($"/v1/enterprises/{code}");
            if (asked.IsSuccessStatusCode) return;
            if (watch.Elapsed.TotalSeconds > within)
            {
                Assert.Fail($"Not in the views after {within} s; ready: {await (await http.GetAsync("/health/ready")).TextAsync()}");
            }
            await Task.Delay(100);
        }
    }

    private async Task<string> RecordAsync(HttpClient http)
    {
        var code = Asking.Code($"91110000TX{++_number:D7}");
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/enterprises")
            {
                Content = System.Net.Http.Json.JsonContent
                .Create(new { enterprise = code, name = "示例" }, options: LeaderJson.Http)
            };
            request.Headers.Authorization = new("Bearer", ApiFixture.Token(Role.Enterprise, code));
            using var recorded = await http.SendAsync(request);
            if (recorded.IsSuccessStatusCode) return code;
            watch.Elapsed.TotalSeconds.ShouldBeLessThan(60, await recorded.TextAsync());
            await Task.Delay(100);
        }
    }

    private async Task WithoutDatabaseAsync(TimeSpan time)
    {
        await AdminAsync($"alter database {Name} allow_connections false");
        await EndSessionsAsync("true");
        await Task.Delay(time);
        await AdminAsync($"alter database {Name} allow_connections true");
    }

    private string Name => new NpgsqlConnectionStringBuilder(_api.ConnectionString).Database!;
    private string As(string role) =>
        new NpgsqlConnectionStringBuilder(_api.ConnectionString) { Username = role, Password = role }.ConnectionString;
    private Task EndSessionsAsync(string where) =>
        AdminAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}' and {where}");

    /// <summary>A role that may do everything but save how far the views are.</summary>
    private async Task<string> WithoutProgressAsync()
    {
        var role = $"r{Guid.NewGuid():N}";
        await AdminAsync($"create role {role} login password '{role}'");
        foreach (var schema in (string[])["leader", "leader_messages"])
        {
            await AdminAsync($"""
                grant usage on schema {schema} to {role}; grant all on all tables in schema {schema} to {role};
                grant all on all sequences in schema {schema} to {role}; grant execute on all functions in schema {schema} to {role}
                """, Name);
        }
        await AdminAsync($"revoke insert, update on leader.mt_event_progression from {role}", Name);
        return role;
    }

    private async Task AdminAsync(string sql, string database = "postgres")
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_api.ConnectionString)
        {
            Database = database,
            Pooling = false,
        }.ConnectionString);
        await admin.OpenAsync();
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync();
    }
}
