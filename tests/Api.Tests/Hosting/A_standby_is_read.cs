using System.Net;
using System.Net.Http.Json;
using Leader.Api.Hosting;
using Leader.Api.Tests.Feed;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Builder;

namespace Leader.Api.Tests.Hosting;

/// <summary>
/// A node that reads from a standby of the database. Here that is the primary, which says that it is one, in sessions that write nothing;
/// tests/Drills have a real one.
/// </summary>
public sealed class A_standby_is_read : IAsyncLifetime, IDisposable
{
    private readonly ApiFixture _api = new();
    private readonly string _operators = ApiFixture.FreeAddress();
    private WebApplication _node = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.ExecuteAsync("""
            create schema standby;
            create function standby.pg_is_in_recovery() returns boolean language sql as 'select true';
            create function standby.pg_last_wal_receive_lsn() returns pg_lsn language sql as 'select pg_current_wal_lsn()';
            create function standby.pg_last_wal_replay_lsn() returns pg_lsn language sql as 'select pg_current_wal_lsn()';
            create view standby.pg_stat_wal_receiver as select 1 as pid
            """);
        _node = ApiFixture.Build(
            _api.ConnectionString + ";Search Path=standby,pg_catalog,public",
            _api.Clock,
            configure: b =>
            {
                b.Configuration["Management:Urls"] = _operators;
                b.Configuration["Waits:Seconds"] = "0.5";
                b.Configuration["Feed:HeartbeatSeconds"] = "0.2";
            },
            standby: true);
        await _node.StartAsync();
        _http = new() { BaseAddress = new(_node.Urls.First()) };
        for (var left = 100; left > 0 && !(await _http.GetAsync("/health/ready")).IsSuccessStatusCode; left--) await Task.Delay(50);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task It_answers_with_what_is_recorded_elsewhere_and_records_nothing()
    {
        var by = await _api.RegisteredAsync("91110000TX0000061");
        var position = await _api.CountEventsAsync();
        (await _http.GetAsync($"/v1/enterprises/{by.Subject}?minPosition={position}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.GetAsync($"/v1/events?after={position - 1}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var act = new HttpRequestMessage(HttpMethod.Post, "/v1/enterprises")
        {
            Content = JsonContent.Create(new { enterprise = Asking.Code("91110000TX0000062"), name = "示例" }, options: LeaderJson.Http),
        };
        act.Headers.Authorization = new("Bearer", ApiFixture.Token(Role.Enterprise, Asking.Code("91110000TX0000062")));
        act.Headers.Add("Idempotency-Key", "k1");
        var refused = await _http.SendAsync(act);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-read-only")).GetProperty("detail").GetString()!
            .ShouldContain("Acts are recorded by the nodes at the primary.");
        (await _api.CountEventsAsync()).ShouldBe(position);

        var details = await _http.GetStringAsync(new Uri($"{_operators}/health/ready"));
        details.ShouldStartWith("""{"status":"ready",""");
        details.ShouldContain("""{"code":"database-read-only",""");
        for (var left = 100; left > 0 && !details.Contains("\"standbyBehindSeconds\":0,"); left--)
        {
            await Task.Delay(50);
            details = await _http.GetStringAsync(new Uri($"{_operators}/health/ready"));
        }
        details.ShouldContain("\"standbyBehindSeconds\":0,");
    }

    /// <summary>It was read at a node that is ahead; it will come.</summary>
    [Theory]
    [InlineData("/v1/enterprises?position=99999999")]
    [InlineData("/v1/enterprises?asOf=2026-05-11&position=99999999")]
    [InlineData("/v1/changes?from=2026-05-11@99999999")]
    [InlineData("/v1/events?after=99999999")]
    [InlineData("/v1/events?cursor=99999999.00000000")]
    public async Task A_position_that_it_has_not_yet_is_waited_for_and_no_mistake_of_the_reader(string address)
    {
        var later = await _http.GetAsync(address);
        later.Headers.RetryAfter.ShouldNotBeNull();
        await later.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "view-behind");
    }

    [Fact]
    public async Task A_stream_from_a_position_that_it_has_not_yet_is_silent_until_then_and_misses_nothing()
    {
        await _api.RegisteredAsync("91110000TX0000063");
        var newest = await _api.CountEventsAsync();
        using var source = new EventSource(_http, $"/v1/events/stream?after={newest + 1}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await source.ConnectAsync(patience.Token);
        var next = source.NextAsync(patience.Token);
        await Task.Delay(1000, patience.Token);
        next.IsCompleted.ShouldBeFalse();

        await _api.RegisteredAsync("91110000TX0000064");
        await _api.RegisteredAsync("91110000TX0000065");
        (await next)!.ShouldContain($"\"id\":\"{newest + 2}\"");
    }

    [Fact]
    public void How_far_it_is_behind_is_measured_by_what_waits_and_not_by_when_somebody_acted_last()
    {
        var time = new Watch();
        var standby = new StandbyProgress(time);
        double After(double seconds, long? received, long replayed, bool receiving = true)
        {
            time.Passed += TimeSpan.FromSeconds(seconds);
            return standby.Seen(received, replayed, receiving);
        }

        After(0, 100, 100).ShouldBe(0);
        After(3600, 100, 100).ShouldBe(0, "nobody acted");
        After(1, 200, 100).ShouldBe(0, "it has just come");
        After(5, 300, 100).ShouldBe(5);
        After(5, 300, 200).ShouldBe(5, "what came five seconds ago waits");
        After(5, 300, 300).ShouldBe(0);
        After(2, 300, 300, receiving: false).ShouldBe(0);
        After(30, 300, 300, receiving: false).ShouldBe(30, "what it does not receive it cannot know");
        After(1, 300, 300).ShouldBe(0);
        After(1, null, 300, receiving: false).ShouldBe(0);
    }

    private sealed class Watch : TimeProvider
    {
        public TimeSpan Passed { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Passed.Ticks;
    }
}
