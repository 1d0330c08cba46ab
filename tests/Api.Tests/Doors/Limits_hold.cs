using System.Net;
using System.Text;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leader.Api.Tests.Doors;

/// <summary>A register with small limits. Clients are told apart by tokens, as all come from one address.</summary>
public sealed class SmallLimits : IAsyncLifetime
{
    public ApiFixture Api { get; } = new()
    {
        Configure = b =>
        {
            foreach (var (name, value) in new[]
            {
                ("Waits:AtATime", "3"), ("Waits:PerClient", "2"), ("Waits:Seconds", "1"),
                ("Wide:AtATime", "2"), ("Wide:PerClient", "1"), ("Wide:Waiting", "1"),
                ("Feed:Streams", "3"), ("Feed:StreamsPerClient", "2"),
                ("Requests:Seconds", "2"), ("Requests:HeaderBytes", "2000"), ("Requests:JsonDepth", "8"), ("Requests:BodyBytes", "3000"),
                ("RateLimit:ComplaintsPerMinute", "2"), ("RateLimit:ObjectionsPerMinute", "2"), ("RateLimit:WitnessesPerMinute", "2"),
                ("RateLimit:EvidencePerMinute", "2"),
            })
            {
                b.Configuration[name] = value;
            }
        },
    };

    public Task InitializeAsync() => Api.InitializeAsync();
    public Task DisposeAsync() => Api.DisposeAsync();
}

public class Limits_hold(SmallLimits small) : IClassFixture<SmallLimits>
{
    private readonly ApiFixture _api = small.Api;

    private Task<HttpResponseMessage> AskAsync(string address, string? client = null, bool head = false) =>
        _api.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, address)
            {
                Headers = { Authorization = client is null ? null : new("Bearer", ApiFixture.Token(Role.ResultUser, client)) },
            },
            head ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);

    private static async Task ShouldBeRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        await answer.ShouldBeProblemAsync(status, code);
        answer.Headers.RetryAfter.ShouldNotBeNull(code);
    }

    [Fact]
    public async Task A_wait_ends_by_the_clock_and_one_client_holds_few_of_them()
    {
        var begun = TimeProvider.System.GetTimestamp();
        var waits = Enumerable.Range(0, 4).Select(_ => AskAsync("/v1/bans?minPosition=99999999", "one")).ToArray();
        await ShouldBeRefusedAsync(await await Task.WhenAny(waits), HttpStatusCode.ServiceUnavailable, "too-many-waits");
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(1), "at once");
        var other = AskAsync("/v1/events?minPosition=99999999", "other");
        (await AskAsync("/v1/bans?minPosition=0", "one")).StatusCode.ShouldBe(HttpStatusCode.OK, "what is there is not waited for");
        var codes = new List<string>();
        foreach (var answer in await Task.WhenAll([.. waits, other]))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            codes.Add((await answer.JsonAsync()).GetProperty("type").GetString()!.Split('/')[^1]);
        }
        codes.Order().ShouldBe(["too-many-waits", "too-many-waits", "view-behind", "view-behind", "view-behind"]);
        TimeProvider.System.GetElapsedTime(begun).ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(6));
        (await AskAsync("/v1/bans?minPosition=0", "one")).StatusCode.ShouldBe(HttpStatusCode.OK, "places are free again");
    }

    [Fact]
    public async Task However_many_wait_the_database_is_asked_once_each_until_the_views_are_told_to_have_come()
    {
        var (signal, asked, there) = (new ViewSignal(TimeProvider.System), 0, 5L);
        var waits = Enumerable.Range(0, 100).Select(i => signal.ReachesAsync(
            7,
            () => { Interlocked.Increment(ref asked); return Task.FromResult(there); },
            new(100, 100, TimeSpan.FromSeconds(30)),
            $"{i}",
            CancellationToken.None)).ToArray();
        asked.ShouldBe(100);
        signal.Tell(6, 1);
        await Task.Delay(50);
        asked.ShouldBe(100, "they see that it is not theirs");
        there = 7;
        signal.Tell(7, 1);
        (await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(5))).ShouldAllBe(w => w == Waited.Reached);
        asked.ShouldBe(200);
    }

    [Fact]
    public async Task What_was_written_is_seen_as_soon_as_a_notification_says_that_it_is_there()
    {
        var signal = _api.Services.GetRequiredService<ViewSignal>();
        var next = signal.Next;
        var outcome = await _api.DecideAsync(
            new Domain.Process.Registers.RegisterOrganisation("samr", "SAMR", [Domain.Record.OrganisationKind.Regulator]),
            Asking.Samr);
        using var answer = await AskAsync($"/v1/organisations?minPosition={outcome.Position}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await next.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_down_to_its_statement()
    {
        await using var locked = await LockAsync("view_bans");
        await ShouldBeRefusedAsync(await AskAsync("/v1/bans"), HttpStatusCode.ServiceUnavailable, "took-too-long");
        (await _api.ScalarAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like "
            + "'%view_bans%' and state = 'active' and pid <> pg_backend_pid()")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_asks_much_that_is_costly_waits_in_a_line_of_his_own()
    {
        await using (await LockAsync("view_key_fields"))
        {
            var mine = Enumerable.Range(0, 3).Select(_ => AskAsync("/v1/changes?from=0", "one")).ToArray();
            await ShouldBeRefusedAsync(await await Task.WhenAny(mine), HttpStatusCode.TooManyRequests, "too-many-requests");
            foreach (var address in new[] { "/v1/key-fields/timemap", "/v1/statistics?asOf=2020-01-01" })
            {
                mine.Count(m => m.IsCompleted).ShouldBe(1);
                await ShouldBeRefusedAsync(await AskAsync(address, "one"), HttpStatusCode.TooManyRequests, "too-many-requests");
            }
            (await AskAsync("/v1/statistics?asOf=2020-01-01", "other")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await AskAsync("/v1/titles", "one")).StatusCode.ShouldBe(HttpStatusCode.OK, "what is not costly");
        }
    }

    /// <summary>The framework's limiter would end it with an empty 200.</summary>
    [Fact]
    public async Task Who_waits_in_line_until_his_time_is_over_is_told_so()
    {
        await using var locked = await LockAsync("view_key_fields");
        for (var round = 0; round < 3; round++)
        {
            var both = new[] { AskAsync("/v1/changes?from=0", $"line-{round}"), AskAsync("/v1/changes?from=0", $"line-{round}") };
            foreach (var answer in await Task.WhenAll(both))
            {
                await ShouldBeRefusedAsync(answer, HttpStatusCode.ServiceUnavailable, "took-too-long");
            }
        }
    }

    [Fact]
    public async Task A_page_is_full_when_its_documents_are_large_however_few_they_are()
    {
        await using (var fill = _api.Database.CreateCommand($"""
            insert into {ViewTables.Table(LeaderViews.Plans)} (key, in_force_from, in_force_to, known_from, known_to, sort, payload)
            select 'large-' || to_char(i, 'FM000'), '2026-01-01', 'infinity', 1, {long.MaxValue}, to_char(i, 'FM000'),
                json_build_object('plan', i, 'reasons', repeat('很', case when i <= 250 then 20000 else 1 end))
            from generate_series(1, 400) as i
            """))
        {
            await fill.ExecuteNonQueryAsync();
        }
        try
        {
            var (views, clocks) = (_api.Services.GetRequiredService<ViewReader>(), new Clocks(new(2026, 6, 1), null, 1, true));
            var (all, sizes, after) = (new List<int>(), new List<(int Items, long Bytes)>(), (string?)null);
            do
            {
                var page = await views.ListAsync(LeaderViews.Plans, new(), clocks, after, 1000, CancellationToken.None, countAll: true);
                page.Total.ShouldBe(400);
                all.AddRange(page.Items.Select(i => JsonDocument.Parse(i).RootElement.GetProperty("plan").GetInt32()));
                sizes.Add((page.Items.Count, page.Items.Sum(i => (long)i.Length)));
                after = page.Next;
            }
            while (after is not null);

            all.ShouldBe(Enumerable.Range(1, 400)); // none twice, none left out
            sizes.SkipLast(1).ShouldAllBe(s => s.Bytes >= 4 << 20 && s.Bytes < 7 << 20);
            sizes.Count.ShouldBe(3);
        }
        finally
        {
            await using var empty = _api.Database.CreateCommand($"delete from {ViewTables.Table(LeaderViews.Plans)} where known_from = 1");
            await empty.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Streams_are_shared_out_by_client()
    {
        using var first = await AskAsync("/v1/events/stream", "one", head: true);
        var second = await AskAsync("/v1/events/stream", "one", head: true);
        using (var third = await AskAsync("/v1/events/stream", "one", head: true))
        {
            await ShouldBeRefusedAsync(third, HttpStatusCode.TooManyRequests, "too-many-requests");
        }
        using var other = await AskAsync("/v1/events/stream", "other", head: true);
        (first.StatusCode, second.StatusCode, other.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK));
        using (var more = await AskAsync("/v1/events/stream", "more", head: true))
        {
            await ShouldBeRefusedAsync(more, HttpStatusCode.TooManyRequests, "too-many-requests");
        }
        second.Dispose();
        for (var left = 100; left > 0; left--)
        {
            using var again = await AskAsync("/v1/events/stream", "more", head: true);
            if (again.StatusCode == HttpStatusCode.OK) return;
            await Task.Delay(50);
        }
        Assert.Fail("The place of a stream that ended is not free.");
    }

    [Theory]
    [InlineData("/v1/complaints", HttpStatusCode.BadRequest)]
    [InlineData("/v1/notices/none/objections", HttpStatusCode.BadRequest)]
    [InlineData("/v1/log/cosignatures", HttpStatusCode.BadRequest)]
    [InlineData("/v1/evidence", HttpStatusCode.UnsupportedMediaType)]
    public async Task Each_kind_that_is_open_to_all_has_a_budget_of_its_own(string address, HttpStatusCode otherwise)
    {
        var type = address.EndsWith("cosignatures", StringComparison.Ordinal) ? "text/plain" : "application/json";
        Task<HttpResponseMessage> SendAsync() => _api.Http.PostAsync(address, new StringContent("{}", Encoding.UTF8, type));
        for (var i = 0; i < 2; i++) (await SendAsync()).StatusCode.ShouldBe(otherwise, $"{address} {i}");
        await ShouldBeRefusedAsync(await SendAsync(), HttpStatusCode.TooManyRequests, "too-many-requests");
    }

    [Theory]
    [InlineData(8, "items")]
    [InlineData(9, "")]
    public async Task A_body_is_nested_to_a_depth(int depth, string fault)
    {
        var body = $"{{\"items\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";
        var errors = (await (await _api.PostAsync("/v1/standings", body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed"))
            .GetProperty("errors").EnumerateObject().Single();
        (errors.Name.StartsWith(fault, StringComparison.Ordinal), errors.Value.ToString().Contains("nested deeper than 8"))
            .ShouldBe((true, depth > 8));
    }

    [Theory]
    [InlineData(1000, HttpStatusCode.OK)]
    [InlineData(2001, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Headers_have_a_size(int size, HttpStatusCode status)
    {
        using var answer = await _api.SendAsync(HttpMethod.Get, "/v1/bans", ("X-Long", new string('x', size)));
        answer.StatusCode.ShouldBe(status);
        if (status != HttpStatusCode.OK) await answer.ShouldBeProblemAsync(status, "headers-too-large");
    }

    [Fact]
    public async Task A_body_has_a_size()
    {
        using var answer = await _api.Http.PostAsync(
            "/v1/standings",
            new StringContent($"{{\"items\":[]{new string(' ', 3000)}}}", Encoding.UTF8, "application/json"));
        await answer.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public void Every_address_that_explains_compares_or_maps_a_list_is_counted()
    {
        var reads = _api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).ToArray();
        foreach (var address in reads)
        {
            var (path, counts) = (address.RoutePattern.RawText!, address.Metadata.GetMetadata<Counts>());
            var list = address.Metadata.OfType<Parameter>().Any(p => p.Name == "limit")
                && address.Metadata.OfType<Parameter>().Any(p => p.Name == "Accept-Datetime");
            if (path.EndsWith("/why", StringComparison.Ordinal))
            {
                counts!.As.ShouldBe(Budget.Why, path);
            }
            else if (path == "/v1/changes" || list || path.StartsWith("/v1/statistics", StringComparison.Ordinal))
            {
                counts.ShouldNotBeNull(path).As.ShouldBe(Budget.Wide, path);
                reads.Where(r => r.RoutePattern.RawText == $"{path}/timemap").ShouldAllBe(r => r.Metadata.OfType<Counts>().Any());
            }
        }
        reads.Count(r => r.Metadata.OfType<Counts>().Any()).ShouldBeGreaterThan(35);
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)] // one client has all of a /64
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_client_is_known_by_its_address(string one, string other, bool same) =>
        (Leader.Api.Http.Clients.Address(IPAddress.Parse(one)) == Leader.Api.Http.Clients.Address(IPAddress.Parse(other))).ShouldBe(same);

    /// <summary>Nobody reads the table until it is let go.</summary>
    private async Task<NpgsqlConnection> LockAsync(string table)
    {
        var connection = new NpgsqlConnection(_api.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; lock table leader.{table} in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
