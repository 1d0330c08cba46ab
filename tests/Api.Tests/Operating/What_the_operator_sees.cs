using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Leader.Api.Hosting;
using Leader.Api.Tests.Evidence;
using Leader.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Leader.Api.Tests.Operating;

/// <summary>Traces, metrics and lines of the log, and nothing in them that somebody confided to the register.</summary>
public sealed class What_the_operator_sees : IAsyncLifetime, ILoggerProvider
{
    private readonly ApiFixture _api = new() { Operators = ApiFixture.FreeAddress() };
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _collected = [];
    private readonly ConcurrentQueue<string> _lines = [];
    private WebApplication _collector = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.MapPost("/v1/{what}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _collected.Enqueue((request.Path, body.ToArray()));
        });
        await _collector.StartAsync();
        _api.Configure = b =>
        {
            b.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Urls.First();
            b.Configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            b.Configuration["OTEL_BSP_SCHEDULE_DELAY"] = "200";
            b.Configuration["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
            b.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this);
            b.Logging.AddFilter<What_the_operator_sees>("", LogLevel.Trace);
        };
        await _api.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_and_the_details_of_health_where_the_operator_looks_and_nowhere_else()
    {
        async Task<(int Status, string Text)> AskAsync(string address)
        {
            using var answer = await _api.Http.GetAsync(address);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        (await AskAsync("/metrics")).Status.ShouldBe(404);
        (await AskAsync("/health/live")).ShouldBe((200, """{"status":"live"}"""));
        (await AskAsync("/health/ready")).ShouldBe((200, """{"status":"ready"}"""));

        (await AskAsync($"{_api.Operators}/metrics")).Text.ShouldContain("leader_views_position");
        (await AskAsync($"{_api.Operators}/health/live")).Status.ShouldBe(200);
        (await AskAsync($"{_api.Operators}/health/ready")).Text.ShouldStartWith("""{"status":"ready","newest":""");
        foreach (var address in new[] { "/v1/bans", "/openapi/v1.json", "/nowhere" })
        {
            (await AskAsync($"{_api.Operators}{address}")).Status.ShouldBe(404, address);
        }
        using var claimed = new HttpRequestMessage(HttpMethod.Get, "/metrics"); // what the request says of where it came counts for nothing
        claimed.Headers.Host = new Uri(_api.Operators!).Authority;
        claimed.Headers.Add("X-Forwarded-Host", claimed.Headers.Host);
        (await _api.Http.SendAsync(claimed)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("Trap", "22")]
    public async Task A_request_down_to_its_statements_and_no_secret_of_anybody()
    {
        var by = await _api.RegisteredAsync("91110000TT0000001");
        await _api.KnownAsync(Files.Caq, Domain.Record.OrganisationKind.IndustryAssociation);
        var filed = await _api.PostAsync(
            "/v1/complaints",
            new
            {
                subject = "evaluationBody",
                subjectId = "caq",
                ground = "fraud",
                source = "consumer",
                facts = "The machine is loud.",
                name = "Zhang Wei-confided",
                contact = "13800confided",
            });
        var text = await filed.Content.ReadAsStringAsync();
        filed.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        var receipt = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(text);
        var (complaint, secret) = (receipt.GetProperty("complaint").GetString()!, receipt.GetProperty("secret").GetString()!);
        var token = ApiFixture.Token(Role.Enterprise, by.Subject);
        var follow = $"/v1/complaints/{complaint}?minPosition={receipt.GetProperty("position")}";
        using (var request = new HttpRequestMessage(HttpMethod.Get, follow))
        {
            request.Headers.Add("Complaint-Secret", secret);
            (await _api.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/v1/enterprises?region=confided-region"))
        {
            request.Headers.Authorization = new("Bearer", token);
            await _api.Http.SendAsync(request);
        }

        var own = (await _api.Http.GetStringAsync($"{_api.Operators}/metrics")).Split('\n')
            .Where(l => l.StartsWith("leader_", StringComparison.Ordinal)).Select(l => l.Split(' ')[0]).ToArray();
        own.Length.ShouldBeGreaterThan(10);
        own.ShouldBeUnique();
        var (traces, metrics) = ("", "");
        for (var tries = 0; !(Seen(traces, "/v1/complaints/{id}") && Seen(traces, "select") && Seen(metrics, "http.server.request.duration")
            && Seen(metrics, "db.client") && own.All(n => Seen(metrics, n))); tries++)
        {
            tries.ShouldBeLessThan(100, $"traces {traces.Length}, metrics {metrics.Length}");
            await Task.Delay(100);
            (traces, metrics) = (Of("traces"), Of("metrics"));
        }
        (traces + metrics).ShouldNotContain("confided-region");
        var lines = string.Join('\n', _lines);
        lines.Length.ShouldBeGreaterThan(1000);
        foreach (var (what, said) in new[] { ("traces", traces), ("metrics", metrics), ("lines", lines) })
        {
            foreach (var confided in new[] { secret, token, "Wei-confided", "13800confided", ApiFixture.SigningKey })
            {
                said.ShouldNotContain(confided, Case.Sensitive, what);
            }
        }

        static bool Seen(string said, string word) => said.Contains(word, StringComparison.OrdinalIgnoreCase);
        string Of(string what) =>
            string.Concat(_collected.Where(c => c.Path == $"/v1/{what}").Select(c => Encoding.Latin1.GetString(c.Body)));
    }

    [Fact]
    public void A_line_names_the_trace_that_the_problem_tells()
    {
        using var written = new StringWriter();
        using var activity = new System.Diagnostics.Activity("request").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();

        new LogLine(TimeProvider.System).Write(
            new LogEntry<string>(LogLevel.Warning, "Leader", default, "something", null, (s, _) => s), null, written);

        written.ToString().ShouldMatch($@"^\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z warn Leader: something trace={activity.TraceId}\n$");
    }

    [Fact]
    public async Task Who_is_being_answered_when_the_program_stops_is_answered()
    {
        var file = Files.Pdf(40_000);
        using var client = new TcpClient();
        await client.ConnectAsync(_api.Http.BaseAddress!.Host, _api.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/evidence HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\n"
            + $"Content-Length: {file.Length}\r\nAuthorization: Bearer {ApiFixture.Token(Files.Caq.Role, Files.Caq.Subject)}\r\n\r\n"));
        await stream.WriteAsync(file.AsMemory(0, 20_000));
        await Task.Delay(300); // it has begun to be read

        var restarted = _api.RestartAsync(async () => await Task.Yield());
        await Task.Delay(300);
        await stream.WriteAsync(file.AsMemory(20_000));

        using var answer = new StreamReader(stream, Encoding.UTF8);
        (await answer.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 201");
        await restarted;
        (await _api.LogAsync()).Count.ShouldBeGreaterThan(0);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new Lines(_lines);

    void IDisposable.Dispose() { }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
