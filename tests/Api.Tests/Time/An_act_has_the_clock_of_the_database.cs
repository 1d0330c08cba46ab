using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Hosting;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Time;

/// <summary>Recorded times and days come from the one clock that all nodes share, whatever a node's own clock says.</summary>
public sealed class An_act_has_the_clock_of_the_database : IAsyncLifetime
{
    private readonly SetClock _wrong = new(DateTimeOffset.UtcNow.AddDays(-3));
    private readonly ApiFixture _api;

    public An_act_has_the_clock_of_the_database() =>
        _api = new()
        {
            Configure = b => b.Services.AddSingleton<TimeProvider>(new DatabaseClock(_wrong)),
            Operators = ApiFixture.FreeAddress(),
        };

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    private async Task<(DateTimeOffset At, DateOnly On)> RegisterAsync(string first17)
    {
        var by = Asking.Enterprise(Asking.Code(first17));
        var answer = await _api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = "示例" }, by);
        return ((await _api.LogAsync(Streams.Enterprise(by.Subject))).Single().At, answer.On);
    }

    [Theory, InlineData(-3), InlineData(3)]
    public async Task A_node_whose_clock_is_days_off_records_the_instant_and_the_day_of_the_database(int days)
    {
        _wrong.Now = DateTimeOffset.UtcNow.AddDays(days);
        var before = await _api.ScalarAsync<DateTime>("select clock_timestamp()");
        var (at, on) = await RegisterAsync(days < 0 ? "91110000TX0000101" : "91110000TX0000102");
        var after = await _api.ScalarAsync<DateTime>("select clock_timestamp()");
        at.UtcDateTime.ShouldBeInRange(before, after);
        on.ShouldBe(Beijing.Day(at));
        (await _api.LogAsync())[^1].Fact.On.ShouldBe(on);
        (await _api.GetAsync("/v1/enterprises", (await _api.LogAsync())[^1].Position)).GetProperty("asOf").GetString().ShouldBe(
            $"{on:yyyy-MM-dd}",
            "the days that are asked are of that clock, too");
    }

    [Theory, InlineData(-3), InlineData(3)]
    public void A_clock_that_is_set_while_the_node_runs_moves_nothing(int days)
    {
        var (node, told) = (new SetClock(DateTimeOffset.UtcNow), DateTimeOffset.UtcNow.AddHours(1));
        var clock = new DatabaseClock(node);
        clock.Tell(told);
        node.Now = node.Now.AddDays(days);
        (clock.GetUtcNow() - told).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Theory, InlineData(-7200), InlineData(7200), InlineData(0)]
    public async Task By_how_much_its_own_clock_is_off_a_node_tells_its_operator(int seconds)
    {
        _wrong.Now = DateTimeOffset.UtcNow.AddSeconds(seconds);
        await _api.Services.GetRequiredService<NodeWatch>().LookAsync(default);
        using var http = new HttpClient { BaseAddress = new(_api.Operators!) };
        var ready = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/health/ready"));
        ready.GetProperty("clockOffSeconds").GetDouble().ShouldBeInRange(seconds - 60, seconds + 0.1);
        (await http.GetStringAsync("/metrics")).ShouldMatch(
            $@"(?m)^leader_clock_off_seconds {(seconds < 0 ? "-72" : seconds > 0 ? "7[12]" : "-?[0-9.]{1,4}$")}");
    }

    [Fact]
    public async Task Today_never_falls_behind_the_newest_act_though_the_databases_clock_went_back()
    {
        await RegisterAsync("91110000TX0000105");
        await _api.ExecuteAsync("update leader.mt_events set timestamp = timestamp + interval '2 days'");
        var newest = (await _api.LogAsync())[^1];
        (await _api.GetAsync("/v1/enterprises", newest.Position)).GetProperty("asOf").GetString()
            .ShouldBe($"{Beijing.Day(newest.At):yyyy-MM-dd}");
    }

    [Fact]
    public async Task No_act_falls_behind_the_newest_though_the_clock_went_back()
    {
        await RegisterAsync("91110000TX0000103");
        // recorded before the database's clock was set back
        await _api.ExecuteAsync("update leader.mt_events set timestamp = timestamp + interval '2 days'");
        var newest = (await _api.LogAsync())[^1].At;
        var (at, on) = await RegisterAsync("91110000TX0000104");
        at.ShouldBe(newest);
        on.ShouldBe(Beijing.Day(newest));
    }
}

/// <summary>The day that an act is decided by is that of its recorded time, also where midnight comes in between.</summary>
public sealed class An_act_over_midnight : IAsyncLifetime
{
    private static readonly DateTimeOffset Midnight = Beijing.Start(new(2026, 5, 12));
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    /// <summary>The first look at the clock is before midnight; every other is behind it.</summary>
    private Task<Outcome> DecideAsync(ICommand command, Actor by, DateOnly? on = null)
    {
        (_api.Clock.Now, _api.Clock.Tick) = (Midnight.AddMilliseconds(-1500), TimeSpan.FromSeconds(1));
        return _api.Desk.DecideAsync(command, new(by, "test") { On = on }, default);
    }

    [Fact]
    public async Task Is_of_the_day_on_which_it_is_recorded()
    {
        var code = ProgrammeWorld.NewCode();
        var outcome = await DecideAsync(new RegisterEnterprise(code, "示例"), ProgrammeWorld.Of(code));
        var recorded = (await _api.LogAsync(Streams.Enterprise(code))).Single();
        recorded.At.ShouldBeGreaterThanOrEqualTo(Midnight);
        recorded.Fact.On.ShouldBe(new(2026, 5, 12));
        outcome.On.ShouldBe(new DateOnly(2026, 5, 12));
    }

    [Fact]
    public async Task Cannot_have_the_day_that_was_given_when_that_is_over()
    {
        var code = ProgrammeWorld.NewCode();
        var outcome = await DecideAsync(new RegisterEnterprise(code, "示例"), ProgrammeWorld.Of(code), new(2026, 5, 11));
        outcome.Decision.Refusal!.Code.ShouldBe("no-earlier-day");
        (await _api.LogAsync(Streams.Enterprise(code))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_decided_anew_where_it_records_more_or_less_on_the_new_day()
    {
        var code = ProgrammeWorld.NewCode();
        var outcome = await DecideAsync(new MoreOnTheTwelfth(code), ProgrammeWorld.Of(code));
        outcome.Decision.Facts.Count.ShouldBe(2);
        (await _api.LogAsync(Streams.Enterprise(code))).Select(f => f.Fact.On).ShouldAllBe(d => d == new DateOnly(2026, 5, 12));
    }

    private sealed record MoreOnTheTwelfth(string Code) : ICommand
    {
        public Decision Decide(Act act, ILedger ledger)
        {
            Fact registered = new EnterpriseRegistered(Code, IdentifierKind.CreditCode, "示例", null, null, act.On);
            return act.Today < new DateOnly(2026, 5, 12)
                ? Decision.Record(Code, registered)
                : Decision.Record(Code, registered, new CommitmentGiven(Code, "c", null, "We keep it.", "Signer", act.On));
        }
    }
}
