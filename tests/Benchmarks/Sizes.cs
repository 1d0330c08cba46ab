using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Leader.Api;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Http;
using Leader.Domain;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// What each address reads in a register of one size and in one several times as large: statements, and pages of the database touched, of
/// which neither depends on the machine. Every GET of the API's own description, with its examples, with what its list begins with, by
/// each of its filters alone, long ago, and by Accept-Datetime. An address that reads more where there is more is named.
/// </summary>
/// <remarks>
/// The demonstration history with facts of others behind it. An answer that was kept is not asked for again: each time on another day.
/// What the program reads by itself meanwhile (the position of the views, now and then) is counted in; the least of three counts.
/// </remarks>
internal static class Sizes
{
    private const int Times = 3;

    /// <summary>Pages that an address may touch, whatever it grows by: a page of a list and its indexes.</summary>
    private const long Few = 400;

    /// <summary>By so much it may read more: indexes grow deeper.</summary>
    private const double Slack = 1.5;

    /// <summary>What is given for a filter that takes any text, and finds nothing.</summary>
    private const string Nothing = "nothing-is-called-so";

    private sealed record Reading(string Address, int Status, long Statements, long Pages, double Milliseconds, long Bytes);

    /// <param name="many">The second register has so many times the facts of the first.</param>
    public static async Task<int> RunAsync(long others, int many, string? only)
    {
        var (small, large) = (await MeasureAsync(others, only), await MeasureAsync(others * many, only));
        var both = small.Join(large, s => s.Key, l => l.Key, (s, l) => (s.Key, Small: s.Value, Large: l.Value)).ToList();
        Console.WriteLine($"\n{both.Count} questions, {others:N0} and {others * many:N0} facts of others\n\n| question | status | "
            + "statements | pages | in the larger | times | ms | in the larger | bytes |\n| --- | ---: | ---: | ---: | ---: | ---: | "
            + "---: | ---: | ---: |");
        foreach (var (name, s, l) in both.OrderByDescending(b => b.Large.Pages))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {l.Status} | {l.Statements} | {s.Pages} | {l.Pages} "
                + $"| {(double)l.Pages / Math.Max(1, s.Pages):0.0} | {s.Milliseconds:0.0} | {l.Milliseconds:0.0} | {l.Bytes} |"));
        }
        var growing = both.Where(b => b.Large.Pages > Few && b.Large.Pages > Slack * b.Small.Pages).ToList();
        var failing = both.Where(b => b.Large.Status >= 500).ToList();
        Console.WriteLine($"\n{both.Count - growing.Count} of {both.Count} read no more than {Few} pages, or {Slack} times as many where "
            + $"there is {many} times as much; {failing.Count} failed.");
        foreach (var (name, s, l) in growing) Console.WriteLine($"grows: {name}: {s.Pages} to {l.Pages} pages");
        foreach (var (name, _, l) in failing) Console.WriteLine($"fails: {name}: {l.Status}");
        return growing.Count + failing.Count > 0 ? 1 : 0;
    }

    private static async Task<Dictionary<string, Reading>> MeasureAsync(long others, string? only)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}-{others}");
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { DeleteOnStop = true, Preload = "pg_stat_statements" },
            null,
            CancellationToken.None);
        await using var database = LeaderApi.DataSource(server.ConnectionString);
        await Limits.FillAsync(server.ConnectionString, database, others);
        await Seeding.ExecuteAsync(database, "create extension pg_stat_statements");
        await using var host = LeaderApi.Build(server.ConnectionString, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = Register.Key;
            b.Configuration["RateLimit:PerMinute"] = "100000000";
            b.Configuration["Check:FirstAfterSeconds"] = "86400";
            b.Configuration["Why:Ahead"] = "false";
            b.WebHost.UseUrls("http://127.0.0.1:0");
        });
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new(host.Urls.First()), Timeout = TimeSpan.FromMinutes(5) };
        while (!(await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode) await Task.Delay(200);
        var token = Identity.Token(Register.Key, Role.Supervisor, "samr", DateTimeOffset.UtcNow, TimeSpan.FromDays(1));
        var read = new Dictionary<string, Reading>(StringComparer.Ordinal);
        foreach (var (name, address, memento) in await QuestionsAsync(http, database))
        {
            if (only is not null && !name.Contains(only, StringComparison.Ordinal)) continue;
            read[name] = await LeastAsync(http, database, address, memento, token);
        }
        await host.StopAsync();
        return read;
    }

    /// <returns>A name that is the same in both registers; the address, without a day; whether by Accept-Datetime.</returns>
    private static async Task<List<(string Name, string Address, bool Memento)>> QuestionsAsync(HttpClient http, NpgsqlDataSource database)
    {
        var described = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        var (old, questions) = (await OldAsync(database), new List<(string, string, bool)>());
        foreach (var (path, operations) in described["paths"]!.AsObject())
        {
            if (operations!["get"] is not { } get || path.EndsWith("/stream", StringComparison.Ordinal)) continue;
            JsonNode[] parameters = [.. (get["parameters"]?.AsArray() ?? []).Select(p => p!)];
            var needed = parameters.Where(p => p["required"]?.GetValue<bool>() == true && p["example"] is not null).ToList();
            var query = string.Join('&', needed.Where(Is("query")).Select(p => $"{Name(p)}={Text(p["example"]!)}"));
            var sample = needed.Where(Is("path")).Aggregate(path, (p, n) =>
                p.Replace($"{{{Name(n)}}}", Text(n["example"]!), StringComparison.Ordinal));
            if (sample.Contains('{', StringComparison.Ordinal)) continue;
            var clocks = parameters.Any(p => Name(p) == "asOf");
            Add("", sample, query);
            if (sample != path && await FirstAsync(http, path) is { } first) Add(" first of the list", first, query);
            if (!clocks) continue;
            Add(" long ago", sample, $"{query}&position={old}");
            if (path.EndsWith("/timemap", StringComparison.Ordinal)) continue;
            questions.Add(($"{path} Accept-Datetime", With(sample, query), true));
            foreach (var filter in parameters.Where(Is("query")).Where(p => p["required"] is null && !Common.Contains(Name(p))))
            {
                foreach (var value in Values(described, filter)) Add($" {Name(filter)}={value}", sample, $"{query}&{Name(filter)}={value}");
            }

            void Add(string how, string to, string with) => questions.Add((path + how, With(to, with), false));
        }
        return questions;

        static string With(string to, string query) => query.Trim('&') is { Length: > 0 } some ? $"{to}?{some}" : to;
        static Func<JsonNode, bool> Is(string where) => p => p["in"]!.GetValue<string>() == where;
        static string Name(JsonNode p) => p["name"]!.GetValue<string>();
        static string Text(JsonNode of) => of is JsonArray several
            ? string.Join(',', several.Select(v => Uri.EscapeDataString(v!.ToString()))) : Uri.EscapeDataString(of.ToString());
    }

    private static readonly HashSet<string> Common =
        ["asOf", "knownAt", "position", "minPosition", "after", "format", "bom", "limit"];

    /// <summary>Each word of a closed list, and what finds nothing otherwise.</summary>
    private static string[] Values(JsonNode described, JsonNode filter)
    {
        var schema = Resolved(filter["schema"]!);
        if (schema["items"] is { } items) schema = Resolved(items);
        if (schema["enum"] is JsonArray words) return [.. words.Select(w => w!.ToString())];
        return (schema["type"]?.ToString(), schema["format"]?.ToString()) switch
        {
            (_, "date") => ["2019-03-01", "2030-01-01"],
            (_, "date-time") => [],
            ("integer", _) => ["2030"],
            _ when filter["example"] is { } example =>
                [Uri.EscapeDataString((example is JsonArray several ? several[0]! : example).ToString()), Nothing],
            _ => [Nothing],
        };

        JsonNode Resolved(JsonNode of) =>
            of["$ref"] is { } to ? to.ToString().Split('/').Skip(1).Aggregate(described, (n, part) => n[part]!) : of;
    }

    /// <summary>The address of the first item of the list that the path is of; null where there is none.</summary>
    private static async Task<string?> FirstAsync(HttpClient http, string path)
    {
        var list = path[..path.IndexOf("/{", StringComparison.Ordinal)];
        if (path.Count(c => c == '{') > 1) return null;
        using var answer = await http.GetAsync(new Uri($"{list}?limit=1", UriKind.Relative));
        if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType != "application/json") return null;
        var item = JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["items"]?.AsArray().FirstOrDefault();
        var key = item?["id"] ?? item?["creditCode"];
        var (from, to) = (path.IndexOf('{', StringComparison.Ordinal), path.IndexOf('}', StringComparison.Ordinal));
        return key is null ? null : path[..from] + Uri.EscapeDataString(key.ToString()) + path[(to + 1)..];
    }

    /// <summary>The end of an act, when a tenth was known.</summary>
    private static async Task<long> OldAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select leader.act_end(max(seq_id) / 10) from leader.mt_events");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<Reading> LeastAsync(HttpClient http, NpgsqlDataSource database, string address, bool memento, string token)
    {
        Reading? least = null;
        for (var (i, signed) = (-1, false); i < Times; i++)
        {
            var day = DateTime.UtcNow.Date.AddDays(-Times + i);
            var at = memento || Unclocked.Any(u => address.StartsWith(u, StringComparison.Ordinal))
                ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}asOf={day:yyyy-MM-dd}";
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at, UriKind.Relative));
            if (memento) request.Headers.Add("Accept-Datetime", day.ToString("r", CultureInfo.InvariantCulture));
            if (signed) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            await Seeding.ExecuteAsync(database, "select pg_stat_statements_reset()");
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request);
            var bytes = (await answer.Content.ReadAsByteArrayAsync()).LongLength;
            var took = System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (!signed && answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                (signed, i) = (true, i - 1);
                continue;
            }
            var (statements, pages) = await CountAsync(database);
            if (i < 0) continue; // connections are opened, statements prepared
            var one = new Reading(address, (int)answer.StatusCode, statements, pages, took, bytes);
            if (least is null || one.Pages < least.Pages) least = one;
        }
        return least!;
    }

    /// <summary>Addresses that have no clocks of their own.</summary>
    private static readonly string[] Unclocked =
        ["/v1/log", "/v1/events", "/v1/changes", "/v1/imports", "/v1/downloads", "/v1/evidence", "/v1/readings", "/v1/watches"];

    private static async Task<(long Statements, long Pages)> CountAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select coalesce(sum(calls), 0)::bigint, coalesce(sum(shared_blks_hit + "
            + "shared_blks_read), 0)::bigint from pg_stat_statements where query not like '%pg_stat_statements%'");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
