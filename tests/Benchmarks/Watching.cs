using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Leader.Api;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Marten;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// How long after its commit a revocation reaches those who watch the category, each by a webhook of its own: with receivers that take
/// everything, that fail half of the time, and that fail half of the time while the program is killed (SIGKILL) in the middle and started
/// again. The demonstration history; the program in a process of its own, with the settings that it has by default. Each receiver has an
/// address of its own. Receivers, database and program share the machine. A revocation is two facts: title and ban. Then how long after its
/// commit uses of the title and its badge show it, to one client each that asks again and again.
/// </summary>
internal static class Watching
{
    private const int MostShown = 100;
    private static readonly string[] Bank = ["financialInstitution"];

    public static async Task<int> RunAsync(int watchers, int revocations)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}");
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        await using var database = LeaderApi.DataSource(server.ConnectionString);
        await Limits.FillAsync(server.ConnectionString, database, 0);
        await using var writer = LeaderApi.Build(server.ConnectionString, [], b => b.Configuration["Auth:SigningKey"] = Register.Key);
        await using var receivers = await Receiving.StartAsync();
        var program = await Program.StartAsync(server.ConnectionString);
        try
        {
            var (titles, next) = (await TitlesAsync(database), 0);
            if (titles.Count < revocations * 3) throw new InvalidOperationException($"There are {titles.Count} titles to revoke.");
            await WatchAsync(program.Http, receivers.Port, watchers);
            await Limits.SettledAsync(program.Process);
            Console.WriteLine($"""
                {watchers:N0} watchers, {revocations:N0} revocations a run

                | receivers | p50 ms | p99 ms | longest ms | expected | attempts | still tried | lost | taken twice | told twice |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
            foreach (var (name, fails, kills) in new[]
            {
                ("take everything", 0.0, false), ("fail half of the time", 0.5, false),
                ("fail half of the time; program killed", 0.5, true),
            })
            {
                receivers.Begin(fails);
                var committed = new Dictionary<string, long>(StringComparer.Ordinal);
                for (var i = 0; i < revocations; i++)
                {
                    var (title, enterprise) = titles[next++];
                    await RevokeAsync(writer.Services.GetRequiredService<IDocumentStore>(), title, enterprise);
                    committed[title] = Stopwatch.GetTimestamp();
                    if (kills && i == revocations / 2)
                    {
                        program.Kill();
                        program = await Program.StartAsync(server.ConnectionString);
                    }
                    await Task.Delay(500);
                }
                Console.WriteLine(await receivers.EndAsync(database, name, committed, watchers));
            }
            var store = writer.Services.GetRequiredService<IDocumentStore>();
            Console.WriteLine(await ShownAsync(program.Http, store, titles.Skip(next).Take(MostShown).ToArray()));
        }
        finally { program.Kill(); }
        return 0;
    }

    private sealed record Program(Process Process, HttpClient Http)
    {
        public static async Task<Program> StartAsync(string connection)
        {
            var process = Limits.Start(connection, ("Watches__AnyAddress", "true"), ("Watches__PerOwner", "1000000"));
            var address = await Limits.AddressAsync(process);
            _ = process.StandardOutput.ReadToEndAsync();
            var http = new HttpClient { BaseAddress = new(address) };
            while (!(await http.GetAsync("/health/ready")).IsSuccessStatusCode) await Task.Delay(50);
            return new(process, http);
        }

        /// <summary>SIGKILL.</summary>
        public void Kill()
        {
            Process.Kill();
            Process.WaitForExit();
            Http.Dispose();
        }
    }

    private static async Task<List<(string Title, string Enterprise)>> TitlesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            select min(t.key), t.enterprise from leader.view_titles t where t.status = 'inForce' and t.known_to > 1000000000
                and current_date between t.in_force_from and t.in_force_to - 1
                and not exists (select from leader.view_bans b where b.enterprise = t.enterprise) group by t.enterprise order by 1 desc
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var titles = new List<(string, string)>();
        while (await reader.ReadAsync()) titles.Add((reader.GetString(0), reader.GetString(1)));
        return titles;
    }

    private static async Task<CommandAnswer> PostAsync(HttpClient http, string address, object body, Role role, string subject)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new(
            "Bearer",
            Identity.Token(Register.Key, role, subject, DateTimeOffset.UtcNow, TimeSpan.FromHours(1)));
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CommandAnswer>(LeaderJson.Http))!;
    }

    private static async Task<string> ShownAsync(HttpClient http, IDocumentStore store, (string Title, string Enterprise)[] titles)
    {
        var (uses, badges) = (new Timings(), new Timings());
        foreach (var (title, enterprise) in titles)
        {
            var use = await PostAsync(
                http, "/v1/adoptions", new { kind = "credit", title, scope = "bench" }, Role.ResultUser, "bench-bank");
            using (await http.GetAsync($"/v1/adoptions/{use.Id}?minPosition={use.Position}")) { }
            await RevokeAsync(store, title, enterprise);
            var committed = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                UntilAsync($"/v1/adoptions/{use.Id}", "\"titleEnd\":\"revoked\"", committed, uses),
                UntilAsync($"/v1/titles/{title}/badge.svg", "#b91c1c", committed, badges));
        }
        return string.Create(CultureInfo.InvariantCulture, $"""

            {titles.Length} revocations, of a title that is used

            | shown by | p50 ms | p99 ms | longest ms |
            | --- | ---: | ---: | ---: |
            | the use | {uses.P50:0} | {uses.P99:0} | {uses.At(1):0} |
            | the badge | {badges.P50:0} | {badges.P99:0} | {badges.At(1):0} |
            """);

        async Task UntilAsync(string address, string says, long committed, Timings times)
        {
            while (!(await http.GetStringAsync(address)).Contains(says, StringComparison.Ordinal))
            {
                if (Stopwatch.GetElapsedTime(committed) < TimeSpan.FromMinutes(1)) continue;
                throw new InvalidOperationException($"{address} does not say {says}.");
            }
            times.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
        }
    }

    private static async Task WatchAsync(HttpClient http, int port, int watchers)
    {
        await PostAsync(
            http,
            "/v1/organisations",
            new { organisation = "bench-bank", name = "Bench Bank", kinds = Bank },
            Role.Regulator,
            "samr");
        var categories = (await http.GetFromJsonAsync<JsonElement>("/v1/categories?limit=1000")).GetProperty("items").EnumerateArray()
            .Select(c => c.GetProperty("category").GetString()!).ToArray();
        for (var i = 0; i < watchers; i++)
        {
            var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.{1 + (i / 250)}.{1 + (i % 250)}:{port}/{i}");
            await PostAsync(http, "/v1/watches", new { name = $"{i}", categories, address }, Role.ResultUser, "bench-bank");
        }
    }

    private static async Task RevokeAsync(IDocumentStore store, string title, string enterprise)
    {
        var (today, ban) = (Beijing.Day(DateTimeOffset.UtcNow), title + ".r1");
        await using var session = store.LightweightSession();
        session.Events.Append(Streams.Title(title), new TitleRevoked(
            title, ban, enterprise, title[5..title.IndexOf('.')], title.Split('.')[0], "bench", "bench", RevocationGround.Fraud, "f",
            null, [], "a", "r", today));
        session.Events.Append(
            Streams.Enterprise(enterprise),
            new BanStarted(enterprise, ban, title, "bench", "fraud", today.AddYears(3), "r", today));
        await session.SaveChangesAsync();
    }

    /// <summary>Every receiver at once, told apart by the paths.</summary>
    private sealed class Receiving : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentDictionary<(string Path, string Message), (long First, int Times, string Title, string Type)> _taken =
            new();
        private double _fails;
        private int _attempts;

        private Receiving()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://0.0.0.0:0");
            _app = builder.Build();
            _app.Run(async context =>
            {
                var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
                var now = Stopwatch.GetTimestamp();
                Interlocked.Increment(ref _attempts);
                if (Random.Shared.NextDouble() < _fails)
                {
                    context.Response.StatusCode = 500;
                    return;
                }
                var (data, type) = (body.GetProperty("data"), body.GetProperty("type").GetString()!);
                _taken.AddOrUpdate(
                    (context.Request.Path, context.Request.Headers["webhook-id"].ToString()),
                    (now, 1, data.GetProperty("title").GetString()!, type),
                    (_, t) => t with { Times = t.Times + 1 });
                context.Response.StatusCode = 204;
            });
        }

        public int Port { get; private set; }

        public static async Task<Receiving> StartAsync()
        {
            var receiving = new Receiving();
            await receiving._app.StartAsync();
            receiving.Port = new Uri(receiving._app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Port;
            return receiving;
        }

        public void Begin(double fails)
        {
            (_fails, _attempts) = (fails, 0);
            _taken.Clear();
        }

        /// <summary>Waits until all have it, five minutes at most: what fails nine times in a row is tried again after two.</summary>
        public async Task<string> EndAsync(NpgsqlDataSource database, string name, Dictionary<string, long> committed, int watchers)
        {
            var (expected, watch) = (committed.Count * watchers * 2, Stopwatch.StartNew());
            while (_taken.Values.Count(t => committed.ContainsKey(t.Title)) < expected && watch.Elapsed < TimeSpan.FromMinutes(5))
            {
                await Task.Delay(50);
            }
            await Task.Delay(1000); // whatever else comes
            await using var pending = database.CreateCommand(
                "select count(*) from leader.watch_event where state = 'pending' and body::jsonb -> 'data' ->> 'title' = any($1)");
            pending.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. committed.Keys] });
            var tried = (long)(await pending.ExecuteScalarAsync())!;
            var (times, taken) = (new Timings(), _taken.Where(t => committed.ContainsKey(t.Value.Title)).ToArray());
            foreach (var (_, one) in taken) times.Add(Stopwatch.GetElapsedTime(committed[one.Title], one.First).TotalMilliseconds);
            var told = taken.GroupBy(t => (t.Key.Path, t.Value.Title, t.Value.Type)).ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"| {name} | {times.P50:0} | {times.P99:0} | {times.At(1):0} "
                + $"| {expected:N0} | {_attempts:N0} | {tried:N0} | {expected - told.Length - tried:N0} "
                + $"| {taken.Count(t => t.Value.Times > 1):N0} | {told.Count(t => t.Count() > 1):N0} |");
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
