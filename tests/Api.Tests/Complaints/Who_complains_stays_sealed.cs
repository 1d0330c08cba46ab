using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Leader.Api.Hosting;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Leader.Api.Tests.Complaints;

#pragma warning disable CA1001 // xunit calls DisposeAsync
/// <summary>
/// A host of its own, which keeps every line that it logs, at every level, and lets each address ask three times a minute.
/// </summary>
public sealed class Who_complains_stays_sealed : IAsyncLifetime
{
    private const string Name = "王小明𠮷", Contact = "wang.xiaoming@example.cn";
    private readonly ConcurrentQueue<string> _log = new();
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 5, 11, 9, 0, 0, TimeSpan.FromHours(8)));
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _app = LeaderApi.Build(await TestDatabase.CreateAsync(), [], b =>
        {
            b.Configuration["Auth:SigningKey"] = ApiFixture.SigningKey;
            b.Configuration["RateLimit:PerMinute"] = "3";
            b.Services.AddSingleton<TimeProvider>(_clock);
            b.WebHost.UseUrls("http://127.0.0.1:0");
            b.Logging.AddProvider(new Lines(_log)).AddFilter<Lines>(_ => true);
        });
        await Schema.CreateAsync(_app.Services, CancellationToken.None);
        await _app.StartAsync();
        _http = new() { BaseAddress = new(_app.Urls.First()) };
        await _app.Services.GetRequiredService<Desk.Desk>().DecideAsync(new Domain.Process.Registers.RegisterOrganisation(
            "caq",
            "Association for Quality",
            [Domain.Record.OrganisationKind.IndustryAssociation]),
            new(Asking.Samr, "test"), CancellationToken.None);
        await ApiFixture.ReadyAsync(_http);
    }

    [Fact]
    public async Task The_name_is_in_no_fact_no_view_and_no_line_of_the_log_and_the_table_holds_it_sealed()
    {
        var receipt = await (await FileAsync()).JsonAsync();
        var (id, secret, position) = (
            receipt.GetProperty("complaint").GetString()!,
            receipt.GetProperty("secret").GetString()!,
            receipt.GetProperty("position").GetInt64());

        (await AskAsync($"/v1/complaints/{id}?minPosition={position}", secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await FileAsync(new
        {
            subject = "evaluationBody",
            subjectId = "caq",
            ground = "fraud",
            source = "moon",
            facts = "f",
            name = Name,
            contact = Contact,
        }))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await (await FileAsync(new
        {
            subject = "evaluationBody",
            subjectId = "none",
            ground = "fraud",
            source = "consumer",
            facts = "f",
            name = Name,
            contact = Contact,
        }))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-organisation");

        var everything = await EverythingStoredAsync();
        everything.ShouldContain(id); // it looks where the complaint is
        foreach (var personal in new[] { Name, "王小明", Contact, "xiaoming", secret })
        {
            everything.ShouldNotContain(personal);
            string.Join('\n', _log).ShouldNotContain(personal);
        }
        (await CountAsync("person")).ShouldBe(1, "what was refused is not kept");
        _log.ShouldNotBeEmpty();

        await using var reference = _app.Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select reference from leader.person");
        using var erasure = new HttpRequestMessage(HttpMethod.Post, $"/v1/persons/{await reference.ExecuteScalarAsync()}/erasure")
        {
            Content = JsonContent.Create(new { basis = "art. 47", reason = "The person asks for it." }),
        };
        erasure.Headers.Authorization = new("Bearer", ApiFixture.Token(Role.Regulator, "samr"));
        (await _http.SendAsync(erasure)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync("person")).ShouldBe(0);
        string.Join('\n', _log).ShouldNotContain("王小明", Shouldly.Case.Sensitive, "not when it is read to be erased either");
        foreach (var address in new[] { "/v1/complaints", $"/v1/complaints/{id}" })
        {
            (await (await AskAsync(address, secret)).TextAsync()).ShouldNotContain("王小明");
        }
    }

    [Fact]
    public async Task A_complaint_is_shown_whole_with_its_secret_only()
    {
        var receipt = await (await FileAsync()).JsonAsync();
        var address = $"/v1/complaints/{receipt.GetProperty("complaint").GetString()}?minPosition={receipt.GetProperty("position")}";
        var secret = receipt.GetProperty("secret").GetString()!;

        await (await AskAsync(address)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "secret-needed");
        await (await AskAsync(address, "")).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "secret-needed");
        await (await AskAsync(address, secret[..^1] + (secret[^1] == '0' ? '1' : '0')))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "secret-needed");
        await (await AskAsync(address, by: new Actor("other", Role.EvaluationBody)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "secret-needed");
        (await AskAsync(address, secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(address, by: Asking.Samr)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var seen = (await (await AskAsync("/v1/complaints")).JsonAsync()).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        seen.TryGetProperty("facts", out _).ShouldBeFalse("the public sees number, state and outcome");
        seen.TryGetProperty("secretHash", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_fourth_objection_in_a_minute_from_one_address_is_too_many()
    {
        for (var i = 0; i < 3; i++) await (await ObjectAsync()).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-notice");

        await (await ObjectAsync()).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        (await _http.GetAsync("/v1/bans")).StatusCode.ShouldBe(HttpStatusCode.OK, "reading is not limited");
    }

    private Task<HttpResponseMessage> ObjectAsync() =>
        _http.PostAsJsonAsync("/v1/notices/none/objections", new { kind = "namedUnit", objector = "x", facts = "f" });

    private Task<HttpResponseMessage> FileAsync(object? body = null) => _http.PostAsync("/v1/complaints", JsonContent.Create(body ?? new
    {
        subject = "evaluationBody",
        subjectId = "caq",
        ground = "fraud",
        source = "consumer",
        facts = "They asked for a fee.",
        name = Name,
        contact = Contact,
    }, options: new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    private async Task<HttpResponseMessage> AskAsync(string address, string? secret = null, Actor? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (secret is not null) request.Headers.TryAddWithoutValidation("Complaint-Secret", secret);
        if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        return await _http.SendAsync(request);
    }

    /// <summary>Every row of every table of the database, bytes read as text.</summary>
    private async Task<string> EverythingStoredAsync()
    {
        var database = _app.Services.GetRequiredService<NpgsqlDataSource>();
        var tables = new List<string>();
        await using (var command = database.CreateCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname "
            + "not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }
        var text = new StringBuilder();
        foreach (var table in tables)
        {
            await using var command = database.CreateCommand($"select * from {table}");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    if (!await reader.IsDBNullAsync(i))
                    {
                        text.Append(reader.GetDataTypeName(i) == "bytea"
                            ? Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(i))
                            : reader.GetValue(i).ToString()).Append('\n');
                    }
                }
            }
        }
        tables.ShouldContain($"{LeaderStore.Schema}.person");
        return text.ToString();
    }

    private async Task<long> CountAsync(string table)
    {
        await using var command = _app.Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand($"select count(*) from {LeaderStore.Schema}.{table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception) + exception);
        public void Dispose() { }
    }
}
