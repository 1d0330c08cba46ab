using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Leader.Api.Hosting;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Leader.Api.Tests;

/// <summary>The real application on a real PostgreSQL with an empty database of its own, and the clock in the test's hands.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    /// <summary>The tests' own log, signed by a key that everybody knows.</summary>
    internal static readonly NoteSigner LogKey = NoteSigner.Of(
        "test.leader.example/log",
        SignatureType.Ed25519,
        [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    internal const string SigningKey = "a signing key for tests, long enough for HMAC";
    private WebApplication _app = null!;
    private string _database = null!;
    private long _recorded, _read;

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 5, 11, 9, 0, 0, TimeSpan.FromHours(8)));
    public HttpClient Http { get; private set; } = null!;
    public IServiceProvider Services => _app.Services;
    public string ConnectionString => _database;
    public Desk.Desk Desk => Services.GetRequiredService<Desk.Desk>();
    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public async Task InitializeAsync()
    {
        _database = LikeThat is { } like ? await TestDatabase.CopyAsync(like) : await TestDatabase.CreateAsync();
        await StartAsync();
        await ReadyAsync(Http);
    }

    /// <summary>A database that no host is on, which this one begins as a copy of; without it, with nothing recorded.</summary>
    public string? LikeThat { get; init; }

    /// <summary>The views of the host answer from then on.</summary>
    public static async Task ReadyAsync(HttpClient http)
    {
        for (var left = 600; left > 0 && !(await http.GetAsync("/health/ready")).IsSuccessStatusCode; left--) await Task.Delay(50);
    }

    /// <summary>Settings of this host beyond those of all tests.</summary>
    public Action<WebApplicationBuilder>? Configure { get; set; }

    /// <summary>Where the operator looks at this host; null where nobody does.</summary>
    public string? Operators { get; init; }

    /// <summary>An address at a port that is free, below those that the system gives to whoever connects.</summary>
    public static string FreeAddress()
    {
        for (; ; )
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
                free.Start();
                return $"http://127.0.0.1:{port}";
            }
            catch (System.Net.Sockets.SocketException) { }
        }
    }

    private async Task StartAsync()
    {
        _app = Build(_database, Clock, Errors, b =>
        {
            if (Operators is not null) b.Configuration["Management:Urls"] = Operators;
            Configure?.Invoke(b);
        });
        await Schema.CreateAsync(_app.Services, CancellationToken.None);
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    /// <summary>What the host logged as an error.</summary>
    public LoggedErrors Errors { get; } = new();

    /// <summary>The host ends, and another starts on the same database.</summary>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        await DisposeAsync();
        if (between is not null) await between();
        await StartAsync();
    }

    /// <summary>A host on the database; a second one stands for another node, or for the same one after a restart.</summary>
    public static WebApplication Build(
        string database,
        TimeProvider clock,
        ILoggerProvider? log = null,
        Action<WebApplicationBuilder>? configure = null,
        bool standby = false) => LeaderApi.Build(database, [], b =>
    {
        b.Configuration["Auth:SigningKey"] = SigningKey;
        b.Configuration["RateLimit:PerMinute"] = "100000";
        b.Configuration["Sweep:Cron"] = "0 0 1 1 *"; // tests sweep when they mean to
        b.Configuration["Imports:TurnSeconds"] = "0"; // after each part of a file another sender has a turn
        b.Configuration["Log:Key"] = LogKey.Export();
        b.Configuration["Check:FirstAfterSeconds"] = "86400"; // and check when they mean to
        b.Configuration["Why:Ahead"] = "false"; // and follow the acts
        b.Services.AddSingleton(clock);
        if (log is not null) b.Logging.AddProvider(log);
        b.WebHost.UseUrls("http://127.0.0.1:0");
        configure?.Invoke(b);
    }, standby);

    public static string Token(Role role, string subject) =>
        Identity.Token(SigningKey, role, subject, DateTimeOffset.UtcNow, TimeSpan.FromHours(1));

    /// <summary>Sends a command as the actor; null stands for anyone without a token.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        string address,
        object body,
        Actor? by = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = body is string text
            ? new StringContent(text, MediaTypeHeaderValue.Parse("application/json"))
            : JsonContent.Create(body, options: LeaderJson.Http)
        };
        if (by is not null) request.Headers.Authorization = new("Bearer", Token(by.Role, by.Subject));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>Sends a command that has to be recorded, and answers its position.</summary>
    public async Task<CommandAnswer> RecordAsync(string address, object body, Actor? by = null)
    {
        var answer = await PostAsync(address, body, by);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{address}: {text}");
        var recorded = JsonSerializer.Deserialize<CommandAnswer>(text, LeaderJson.Http)!;
        Noted(recorded.Position);
        return recorded;
    }

    /// <summary>Decides a command without HTTP, on the day of the clock or on an earlier one.</summary>
    public async Task<Desk.Outcome> DecideAsync(ICommand command, Actor by, DateOnly? on = null)
    {
        var outcome = await Desk.DecideAsync(command, new(by, $"test-{Guid.NewGuid():N}") { On = on }, CancellationToken.None);
        Noted(outcome.Position);
        return outcome;
    }

    /// <summary>Reads an answer that knows all that this fixture recorded.</summary>
    public async Task<JsonElement> GetAsync(string address, long? minPosition = null)
    {
        for (var recorded = Volatile.Read(ref _recorded); minPosition is null && Volatile.Read(ref _read) < recorded;)
        {
            using var answer = await Http.GetAsync($"/v1/categories?limit=1&minPosition={recorded}");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) continue;
            answer.EnsureSuccessStatusCode();
            Volatile.Write(ref _read, recorded);
        }
        return await Http.GetFromJsonAsync<JsonElement>(minPosition is null
            ? address
            : $"{address}{(address.Contains('?') ? '&' : '?')}minPosition={minPosition}");
    }

    private void Noted(long position)
    {
        for (var last = Volatile.Read(ref _recorded); last < position;)
        {
            if (Interlocked.CompareExchange(ref _recorded, position, last) == last) return;
            last = Volatile.Read(ref _recorded);
        }
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Keeps what is logged as an error.</summary>
public sealed class LoggedErrors : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _all = new();
    public IReadOnlyCollection<string> All => _all;
    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical; // Wolverine logs at None, too
    public void Dispose() { }

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _all.Enqueue($"{formatter(state, exception)} {exception}");
    }
}

/// <summary>Time stands still until the test moves it, or goes on by a little with every look at it.</summary>
public sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _setting = new();
    private DateTimeOffset _now = now;

    /// <summary>What a test sets stays set, whoever looks at the same moment.</summary>
    public DateTimeOffset Now
    {
        get { lock (_setting) return _now; }
        set { lock (_setting) _now = value; }
    }

    public TimeSpan Tick { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_setting) return (_now += Tick).ToUniversalTime();
    }
}

/// <summary>One host for most tests, one test at a time (they share its clock); each test keeps to ids of its own.</summary>
[CollectionDefinition("api")]
public class SharedApi : ICollectionFixture<ApiFixture>;
