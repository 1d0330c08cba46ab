using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Leader.Domain;
using Npgsql;

namespace Leader.Api.Tests.Hosting;

/// <summary>
/// An empty list reads as "nobody is barred": no view answers before it has once reached what the log held when the node started.
/// </summary>
public sealed class Nothing_is_answered_before_the_views_are_there : IAsyncLifetime
{
    private static readonly string[] Addresses =
    [
        "/v1/bans", "/v1/leaders", "/v1/titles", "/v1/enterprises", "/v1/statistics", "/v1/events",
        "/v1/changes?from=2026-05-01T00:00:00%2B08:00",
        // nothing is unknown yet
        "/v1/categories/x/ranking", "/v1/leaders?category=x", $"/v1/leaders?enterprise={Asking.Code("91110000TX0000051")}",
    ];
    private readonly ApiFixture _api = new()
    {
        Configure = b => b.Configuration["Views:BehindSeconds"] = "1.5",
        Operators = ApiFixture.FreeAddress(),
    };

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_node_that_starts_on_views_that_lag_answers_503_until_they_are_there()
    {
        for (var i = 1; i <= 3; i++) await _api.RegisteredAsync($"91110000TX000005{i}");
        NpgsqlTransaction? held = null;
        await _api.RestartAsync(async () =>
        {
            await AdminAsync("delete from leader.mt_event_progression where name = 'Views:All'; delete from leader.view_enterprises; "
                + "delete from leader.log_times");
            held = await HoldAsync();
        });

        foreach (var address in Addresses)
        {
            var answer = await _api.Http.GetAsync(address);
            await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "view-behind");
            answer.Headers.RetryAfter?.Delta.ShouldNotBeNull(address);
        }
        foreach (var address in new[] { "/", "/v1/bans", "/v1/search?q=abc", "/v1/titles/none", "/compare?from=2026-01-01&to=2026-05-01" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
            var page = await _api.Http.SendAsync(request);
            page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, address);
            page.Headers.RetryAfter?.Delta.ShouldNotBeNull(address);
            System.Net.WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()).ShouldContain("登记系统刚启动", customMessage: address);
        }
        await (await _api.Http.PostAsJsonAsync(
            "/v1/standings",
            new { items = new[] { new { creditCode = Asking.Code("91110000TX0000051") } } }))
            .ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "view-behind");
        await ShouldBeAsync(HttpStatusCode.ServiceUnavailable, "starting");

        await _api.RegisteredAsync("91110000TX0000054"); // what is recorded since does not have to be there
        await ReleaseAsync(held!);
        var list = await EventuallyAsync("/v1/enterprises");
        list.GetProperty("total").GetInt32().ShouldBeGreaterThanOrEqualTo(3);
        await ShouldBeAsync(HttpStatusCode.OK, "ready");
    }

    [Fact]
    public async Task Later_behind_is_a_matter_of_seconds_and_views_go_on_answering_with_their_position()
    {
        await _api.RegisteredAsync("91110000TX0000061");
        var there = (await EventuallyAsync("/v1/enterprises")).GetProperty("position").GetInt64();
        while ((await _api.GetAsync("/v1/enterprises")) is var list && list.GetProperty("total").GetInt32() < 1) await Task.Delay(50);
        var held = await HoldAsync();
        await Task.Delay(3000);
        await ShouldBeAsync(HttpStatusCode.OK, "ready"); // nothing waits

        var recorded = await _api.RecordAsync(
            "/v1/enterprises",
            new { enterprise = Asking.Code("91110000TX0000062"), name = "示例" },
            Asking.Enterprise(Asking.Code("91110000TX0000062")));
        await ShouldBeAsync(HttpStatusCode.OK, "ready");
        await Task.Delay(4000);
        (await ShouldBeAsync(HttpStatusCode.ServiceUnavailable, "behind")).GetProperty("behindSeconds").GetDouble()
            .ShouldBeGreaterThan(1.5);
        (await _api.Http.GetStringAsync($"{_api.Operators}/metrics")).ShouldContain("leader_views_behind_seconds");
        var behind = await _api.Http.GetFromJsonAsync<JsonElement>("/v1/enterprises");
        behind.GetProperty("position").GetInt64().ShouldBeInRange(there, recorded.Position - 1);

        await ReleaseAsync(held);
        await _api.GetAsync("/v1/enterprises", recorded.Position);
        await ShouldBeAsync(HttpStatusCode.OK, "ready");
    }

    private async Task<System.Text.Json.JsonElement> ShouldBeAsync(HttpStatusCode status, string word)
    {
        var answer = await _api.Http.GetAsync($"{_api.Operators}/health/ready");
        (await (await _api.Http.GetAsync("/health/ready")).TextAsync()).ShouldBe($$"""{"status":"{{word}}"}""", "all that others are told");
        answer.StatusCode.ShouldBe(status, await answer.TextAsync());
        (answer.Headers.RetryAfter is null).ShouldBe(status == HttpStatusCode.OK);
        var body = await answer.JsonAsync();
        body.GetProperty("status").GetString().ShouldBe(word);
        return body;
    }

    private async Task<System.Text.Json.JsonElement> EventuallyAsync(string address)
    {
        for (var i = 0; ; i++, await Task.Delay(100))
        {
            var answer = await _api.Http.GetAsync(address);
            if (answer.IsSuccessStatusCode) return await answer.JsonAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            i.ShouldBeLessThan(200, await answer.TextAsync());
        }
    }

    /// <summary>No page of the views can be saved.</summary>
    private async Task<NpgsqlTransaction> HoldAsync()
    {
        var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("lock table leader.view_generation in exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        return transaction;
    }

    private static async Task ReleaseAsync(NpgsqlTransaction held)
    {
        var connection = held.Connection!;
        await held.RollbackAsync();
        await connection.DisposeAsync();
    }

    private async Task AdminAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
