using System.Net;
using System.Net.Http.Json;
using Leader.Api.Hosting;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Leader.Api.Tests.Hosting;

/// <summary>
/// A database that is lost, full, read-only or overrun is no fault of the register: 503, when to ask again, and one line a minute.
/// </summary>
public sealed class A_lost_database_is_said_plainly : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(";Target Session Attributes=primary")]
    public async Task Reads_and_writes_are_answered_503_while_it_is_away(string several)
    {
        var connection = new NpgsqlConnectionStringBuilder(_api.ConnectionString);
        if (several.Length > 0) connection.Host = $"{connection.Host}:{connection.Port},localhost:{connection.Port}";
        await using var node = ApiFixture.Build(connection.ConnectionString + several, _api.Clock);
        await node.StartAsync();
        using var http = new HttpClient { BaseAddress = new(node.Urls.First()) };
        (await http.GetAsync("/v1/bans")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RegisterAsync(http, "91110000TX0000041")).StatusCode.ShouldBe(HttpStatusCode.Created);

        await AdminAsync($"alter database {Name} allow_connections false");
        for (var round = 0; round < 3; round++)
        {
            await AdminAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");
            string[] addresses =
            [
                "/v1/bans",
                "/v1/events",
                $"/v1/enterprises/{Asking.Code("91110000TX0000041")}",
                "/v1/leaders?category=x",
                "/v1/statistics",
                "/health/ready",
                "/v1/log/checkpoint",
                "/v1/changes?from=2026-05-01T00:00:00%2B08:00",
            ];
            foreach (var address in addresses)
            {
                await ShouldBeAwayAsync(await http.GetAsync(address));
            }
            var refused = await ShouldBeAwayAsync(await RegisterAsync(http, "91110000TX0000042"));
            refused.ShouldContain("Nothing of this request was recorded.");
            await ShouldBeAwayAsync(await RegisterAsync(http, "91110000TX0000042", "key"));
            await ShouldBeAwayAsync(await http.PostAsJsonAsync(
                "/v1/standings",
                new { items = new[] { new { creditCode = Asking.Code("91110000TX0000041") } } }));
        }
        await AdminAsync($"alter database {Name} allow_connections true");
        var again = await RegisterAsync(http, "91110000TX0000042", "key");
        // of several hosts, one that was lost is tried again after a second
        for (var i = 0; i < 6 && again.StatusCode == HttpStatusCode.ServiceUnavailable; i++)
        {
            await Task.Delay(500);
            again = await RegisterAsync(http, "91110000TX0000042", "key");
        }
        again.StatusCode.ShouldBe(HttpStatusCode.Created, await again.TextAsync());
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_read()
    {
        await AdminAsync($"alter database {Name} set default_transaction_read_only = on");
        await AdminAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");

        var refused = await RegisterAsync(_api.Http, "91110000TX0000043");
        while (refused.StatusCode == HttpStatusCode.ServiceUnavailable && (await refused.TextAsync()).Contains("database-away"))
        {
            refused = await RegisterAsync(_api.Http, "91110000TX0000043");
        }
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-read-only");
        (await _api.Http.GetAsync("/v1/bans")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await AdminAsync($"alter database {Name} set default_transaction_read_only = off");
        await AdminAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");
    }

    public static TheoryData<Exception, string?> Failures => new()
    {
        { Server("53100"), "database-full" },
        { Server("25006"), "database-read-only" },
        { Server("53300", "FATAL"), "database-busy" },
        { Server("57014"), "database-busy" },
        { Server("57P01", "FATAL"), "database-away" },
        { Server("57P02", "FATAL"), "database-away" },
        { Server("57P03", "FATAL"), "database-away" },
        { Server("08006"), "database-away" },
        { Server("55000", "FATAL"), "database-away" },
        { Server("55000"), null },
        { Server("40001"), null },
        { new PostgresException("x", "ERROR", "ERROR", "40001", file: "postgres.c"), "database-busy" }, // at a standby, by what it replays
        { Server("23505"), null },
        { Server("42501"), null },
        { new NpgsqlException("No suitable host was found.", new AggregateException(new NpgsqlException("x"))), "database-away" },
        { new NpgsqlException("Exception while reading from stream", new EndOfStreamException()), "database-away" },
        { new AggregateException(new InvalidOperationException(), Server("53100")), "database-full" },
        { new InvalidOperationException("ours"), null },
        { new TimeoutException(), null },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_a_failure_is_does_not_depend_on_how_it_is_wrapped(Exception failure, string? code)
    {
        DatabaseTrouble.Of(failure)?.Code.ShouldBe(code);
        DatabaseTrouble.Of(new Marten.Exceptions.MartenCommandException(new NpgsqlCommand("select 1"), failure))?.Code.ShouldBe(code);
        DatabaseTrouble.Of(new InvalidOperationException("x", new InvalidOperationException("y", failure)))?.Code.ShouldBe(code);
        (DatabaseTrouble.Of(failure) is null).ShouldBe(code is null);
    }

    [Fact]
    public void The_log_has_one_line_a_minute_of_each_kind_with_a_time()
    {
        var time = new Ticking();
        var (log, text) = (new LogLine(time), new StringWriter());
        void Fails(Exception failure, string category = "Leader.Anything") =>
            log.Write(
                new LogEntry<string>(LogLevel.Error, category, 1, "An unhandled exception has occurred.", failure, (s, _) => s),
                null,
                text);

        for (var i = 0; i < 1000; i++) Fails(new InvalidOperationException("x", Server("57P01", "FATAL")), $"Category{i % 7}");
        Fails(Server("53100"));
        text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2, text.ToString());
        text.ToString().ShouldStartWith("2026-05-11T01:00:00.000Z fail Category0: The register's database does not answer. 57P01: x");

        time.Passed += TimeSpan.FromSeconds(61);
        Fails(Server("57P01", "FATAL"));
        text.ToString().ShouldContain("999 more");
        Fails(new InvalidOperationException("ours"));
        Fails(new InvalidOperationException("ours"));
        text.ToString().Split("System.InvalidOperationException: ours").Length.ShouldBe(3, "a fault of ours is never left out");

        for (var i = 0; i < 100; i++) Fails(Server("42501"), "JasperFx.Events.Daemon");
        text.ToString().Split("JasperFx.Events.Daemon: An").Length.ShouldBe(2, "what a loop says ten times a second, without an end");

        void Says(string line, string category) =>
            log.Write(new LogEntry<string>(LogLevel.Warning, category, 1, line, null, (s, _) => s), null, text);
        for (var i = 0; i < 100; i++) Says($"skipping ({i}, {i + 1}] after 00:00:03.{i}", "JasperFx.Events.Daemon");
        text.ToString().Split("skipping").Length.ShouldBe(2, "with other numbers each time");
        for (var i = 0; i < 2; i++) Says("ours", "Leader.Api");
        text.ToString().Split("Leader.Api: ours").Length.ShouldBe(3);
    }

    private static PostgresException Server(string code, string severity = "ERROR") => new("x", severity, severity, code);

    private static async Task<string> ShouldBeAwayAsync(HttpResponseMessage answer)
    {
        answer.Headers.RetryAfter?.Delta.ShouldNotBeNull($"{answer.RequestMessage!.RequestUri}: {await answer.TextAsync()}");
        return (await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "database-away")).GetProperty("detail").GetString()!;
    }

    private static async Task<HttpResponseMessage> RegisterAsync(HttpClient http, string first17, string? key = null)
    {
        var code = Asking.Code(first17);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/v1/enterprises")
        { Content = JsonContent.Create(new { enterprise = code, name = "示例" }, options: LeaderJson.Http) };
        request.Headers.Authorization = new("Bearer", ApiFixture.Token(Role.Enterprise, code));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    private string Name => new NpgsqlConnectionStringBuilder(_api.ConnectionString).Database!;

    private async Task AdminAsync(string sql)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_api.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        }.ConnectionString);
        await admin.OpenAsync();
        await using var command = new NpgsqlCommand(sql, admin);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Ticking : TimeProvider
    {
        public TimeSpan Passed { get; set; }
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => Passed.Ticks;
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 5, 11, 1, 0, 0, TimeSpan.Zero) + Passed;
    }
}
