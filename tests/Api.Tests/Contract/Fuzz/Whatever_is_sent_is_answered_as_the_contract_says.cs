using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Api.Http;
using Leader.Api.Tests.Seeding;
using Leader.Api.Tests.Time;
using Leader.Domain;
using Leader.Projections.Proof;
using Leader.Projections.Views.Engine;
using Xunit.Abstractions;

namespace Leader.Api.Tests.Contract.Fuzz;

/// <summary>
/// Requests made of our own OpenAPI document, right, nearly right and hostile, on a demonstration of its own. By hand:
/// <c>LEADER_FUZZ=50000 LEADER_FUZZ_SEED=7 dotnet test tests/Api.Tests -c Release --filter Whatever_is_sent</c>; with LEADER_FUZZ_FROM the
/// first number, to send one request again, LEADER_FUZZ_OF an expression for the names of operations, and
/// LEADER_FUZZ_PATIENCE the seconds that an answer may take. Each finding is printed as a command for a shell with the register's address
/// in U.
/// </summary>
public sealed partial class Whatever_is_sent_is_answered_as_the_contract_says(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int
        Count = Setting("LEADER_FUZZ", 1000), Seed = Setting("LEADER_FUZZ_SEED", 14), From = Setting("LEADER_FUZZ_FROM", 0);

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LEADER_FUZZ") is not null;

    /// <summary>Operations, by an expression.</summary>
    private static readonly Regex Only = new(Environment.GetEnvironmentVariable("LEADER_FUZZ_OF") ?? ".");

    /// <summary>In the suite other tests run beside it; by hand the machine does nothing else.</summary>
    private static readonly TimeSpan Patience =
        TimeSpan.FromSeconds(Setting("LEADER_FUZZ_PATIENCE", IsLong ? 5 : 60));

    /// <summary>All acts are followed for why in long runs alone: it takes longer than a short one.</summary>
    private readonly HistoryFixture _register = new() { WhySeconds = IsLong ? 600 : 1 };
    private readonly ConcurrentQueue<string> _unanswered = new();
    private HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        AllowAutoRedirect = false,
        UseCookies = false,
    });

    public Task InitializeAsync() => _register.InitializeAsync();

    public Task DisposeAsync()
    {
        Http.Dispose();
        return _register.DisposeAsync();
    }

    [Fact]
    public async Task And_the_register_is_sound_afterwards()
    {
        var contract = new Contract(JsonSerializer.Deserialize<JsonElement>(await _register.Http.GetStringAsync("/openapi/v1.json")));
        var played = Played.All(contract, The_demonstration_history.Played.Value);
        played.Count.ShouldBeGreaterThan(45);
        var fuzzer = new Fuzzer(new(contract, played, await IdsAsync(contract), _register.Newest), Seed, Only);
        // after a first start why waits until all acts are followed, once; that is no matter of any one request
        if (IsLong) await _register.Http.GetStringAsync("/v1/titles/2020-air-purifier.91350203M000LP016Q/why");
        var (findings, statuses) = (new ConcurrentDictionary<string, (int Number, string Said, int Times)>(), new ConcurrentBag<int>());
        var (watch, slowest) = (Stopwatch.StartNew(), new ConcurrentBag<(TimeSpan Took, string Id)>());

        await Parallel.ForEachAsync(Enumerable.Range(From, Count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, ct) =>
        {
            var request = fuzzer.Next(number);
            if (await SendAsync(request) is not var (answer, body, took)) return;
            using (answer)
            {
                statuses.Add((int)answer.StatusCode);
                slowest.Add((took, $"{request.Operation.Id} {number}"));
                foreach (var fault in Verdict.Of(contract, request, answer, body, took > Patience))
                {
                    var said = $"{request.Operation.Method} {request.Operation.Path} {fault}\n  {request.Curl()}\n  "
                        + $"{(int)answer.StatusCode} {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 600)])}";
                    findings.AddOrUpdate(
                        $"{request.Operation.Id} {Changing().Replace(fault, "…")}",
                        (number, said, 1),
                        (_, f) => number < f.Number ? (number, said, f.Times + 1) : f with { Times = f.Times + 1 });
                }
            }
        });

        output.WriteLine($"{Count} requests from seed {Seed} in {watch.Elapsed.TotalSeconds:0} s: "
            + string.Join(", ", statuses.GroupBy(s => s).OrderBy(s => s.Key).Select(s => $"{s.Key} × {s.Count()}")));
        output.WriteLine("Slowest: " + string.Join(", ", slowest.OrderByDescending(s => s.Took).Take(5)
            .Select(s => $"{s.Took.TotalSeconds:0.0} s {s.Id}")));
        foreach (var (number, said, times) in findings.Values.OrderBy(f => f.Said, StringComparer.Ordinal))
        {
            output.WriteLine($"{times} × (first number {number}) {said}");
        }
        foreach (var request in _unanswered) output.WriteLine($"Not answered: {request}");
        var audit = await new Audit(_register.Database).RunAsync(null, CancellationToken.None);
        audit.Differences.ShouldBeEmpty();
        (await new LogAudit(_register.Database, ApiFixture.LogKey.Verifier).RunAsync([], null, CancellationToken.None))!
            .Differences.ShouldBeEmpty();
        findings.Values.Select(f => f.Said.Split('\n')[0]).Order(StringComparer.Ordinal).ShouldBeEmpty("each is printed above, with curl");
        _unanswered.ShouldBeEmpty();
        _register.Errors.All.ShouldBeEmpty();
    }

    /// <summary>Null where the body was too large, and the connection closed before all of it was sent.</summary>
    private async Task<(HttpResponseMessage Answer, byte[] Body, TimeSpan Took)?> SendAsync(Request request)
    {
        try { return await AnswerAsync(request); }
        catch (HttpRequestException) when (request.Body?.Length > (1 << 20)) { return null; }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            _unanswered.Enqueue($"{e.Message} {request.Curl()}");
            return null;
        }
    }

    private async Task<(HttpResponseMessage Answer, byte[] Body, TimeSpan Took)> AnswerAsync(Request request)
    {
        var token = request.As is { } who
            ? Token(who.Role, who.Subject)
            : null;
        using var message = request.Message(_register.Http.BaseAddress!.ToString().TrimEnd('/'), token);
        message.Headers.ConnectionClose = request.Body?.Length > (1 << 20); // the register closes it, too
        var watch = Stopwatch.StartNew();
        var answer = await Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var body = isStream ? [] : await answer.Content.ReadAsByteArrayAsync();
        return (answer, body, watch.Elapsed);
    }

    private static string Token(string role, string subject) =>
        Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(r => Identity.Name(r!.Value) == role) is { } known
            ? ApiFixture.Token(known, subject)
            : ApiFixture.Token(Role.Public, subject);

    /// <summary>Ids of the demonstration, by the name of their schema, from the texts of its first pages.</summary>
    private async Task<IReadOnlyDictionary<string, string[]>> IdsAsync(Contract contract)
    {
        var forms = contract.Document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(s => s.Value.TryGetProperty("pattern", out _))
            .ToDictionary(s => s.Name, s => new Regex(s.Value.GetProperty("pattern").GetString()!, RegexOptions.ECMAScript));
        var found = forms.Keys.ToDictionary(f => f, _ => new SortedSet<string>(StringComparer.Ordinal));
        foreach (var list in contract.Operations.Where(o => o.Method == "GET" && !o.Path.Contains('{') && !o.Takes.Any(p => p.Required)
            && o.Takes.Any(p => p.Name == "limit") && o.Roles.Contains("public")))
        {
            using var page = await _register.AskAsync($"{list.Path}?limit=40", ("Accept", "application/json"));
            var text = await page.Content.ReadAsStringAsync();
            page.IsSuccessStatusCode.ShouldBeTrue($"{list.Path}: {text}");
            Take(JsonSerializer.Deserialize<JsonElement>(text));
        }
        return found.ToDictionary(f => f.Key, f => f.Value.ToArray());

        void Take(JsonElement value)
        {
            if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) Take(item);
            if (value.ValueKind == JsonValueKind.Object) foreach (var member in value.EnumerateObject()) Take(member.Value);
            if (value.ValueKind != JsonValueKind.String) return;
            foreach (var (form, pattern) in forms)
            {
                if (found[form].Count < 200 && pattern.IsMatch(value.GetString()!)) found[form].Add(value.GetString()!);
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : otherwise;

    /// <summary>What differs from request to request in what is said of an answer.</summary>
    [GeneratedRegex(@": [^:]*$|\d{4,}")]
    private static partial Regex Changing();
}
