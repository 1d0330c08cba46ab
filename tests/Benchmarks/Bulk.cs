using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// Whole views as files, made and taken over HTTP, beside <c>COPY … TO</c> of the same documents; a normal GET meanwhile. And files of
/// enterprises and declarations imported, with all rules and views, beside <c>COPY … FROM</c> of the same cells into a table with a key.
/// Client, program and database share the machine, the first two the process whose memory is told.
/// </summary>
internal static class Bulk
{
    private const int Rounds = 3;

    /// <param name="Processor">Seconds that client and program worked.</param>
    /// <param name="Again">Seconds of the same file asked again.</param>
    private sealed record Round(double Seconds, double Copy, double Processor, double Again, long Memory, long Bytes);

    /// <param name="alone">Only imports.</param>
    public static async Task<int> RunAsync(long events, int rows, bool alone = false)
    {
        await using var register = await Register.CreateAsync(events, 10);
        await using var host = register.Host(b => b.Configuration["Check:FirstAfterSeconds"] = "86400");
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new(host.Urls.First()), Timeout = TimeSpan.FromMinutes(20) };
        while (!(await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode) await Task.Delay(200);
        if (!alone) await OutAsync(register, http);
        await InAsync(register, host, http, rows);
        await host.StopAsync();
        return 0;
    }

    private static async Task OutAsync(Register register, HttpClient http)
    {
        var all = JsonNode.Parse(await http.GetStringAsync(new Uri("/v1/downloads", UriKind.Relative)))!["items"]!.AsArray();
        Console.WriteLine($"\nmedian of {Rounds} rounds, each beside COPY\n\n| view | rows | form | MB | rows/s | MB/s | of COPY "
            + "| processor s | again s | memory MB |\n| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var of in all.OrderByDescending(v => v!["rows"]!.GetValue<long>()).Take(3))
        {
            var (view, count) = (LeaderViews.All.Single(v => v.Name == of!["view"]!.GetValue<string>()), of!["rows"]!.GetValue<long>());
            foreach (var form in of["files"]!.AsArray().Select(f => f!["format"]!.GetValue<string>()))
            {
                var rounds = new List<Round>();
                for (var round = 0; round <= Rounds; round++)
                {
                    // of another day each, so that none is there already; on all of them the same rows are in force
                    var address = $"/v1/downloads/{view.Name}?asOf={DateTime.UtcNow.AddDays(round + 1):yyyy-MM-dd}&format={form}";
                    var copy = await CopiedAsync(register.Database, view);
                    using var memory = new Memory();
                    var spent = Environment.CpuUsage.TotalTime;
                    var (bytes, took) = await TakenAsync(http, address);
                    var processor = (Environment.CpuUsage.TotalTime - spent).TotalSeconds;
                    var (_, again) = await TakenAsync(http, address);
                    if (round == 0) continue; // warms up
                    rounds.Add(new(took.TotalSeconds, copy.TotalSeconds, processor, again.TotalSeconds, memory.Peak, bytes));
                }
                double Median(Func<Round, double> of) => rounds.Select(of).Order().ElementAt(Rounds / 2);
                Console.WriteLine($"| {view.Name} | {count:N0} | {form} | {rounds[0].Bytes / 1e6:N1} | "
                    + $"{Median(r => count / r.Seconds):N0} | {Median(r => r.Bytes / 1e6 / r.Seconds):N1} | "
                    + $"{Median(r => r.Copy / r.Seconds):0.00} | "
                    + $"{Median(r => r.Processor):0.00} | {Median(r => r.Again):0.00} | {rounds.Max(r => r.Memory):N0} |");
            }
        }
        var (title, largest) = (
            (await register.Reader.ListAsync(
                LeaderViews.Bans, new(), await AsOf.ClocksAsync(register, register.History.Events), null, 1, CancellationToken.None)),
            all.MaxBy(v => v!["rows"]!.GetValue<long>())!["view"]!.GetValue<string>());
        var one = "/v1/bans/" + JsonNode.Parse(title.Items[0])!["enterprise"]!.GetValue<string>();
        await AskedAsync(http, one, () => Task.Delay(1000)); // warms up
        var quiet = await AskedAsync(http, one, () => Task.Delay(8000));
        var busy = await AskedAsync(http, one, async () =>
        {
            for (var day = 0; day < 3; day++) // of other days each, so that none is there already
            {
                await TakenAsync(http, $"/v1/downloads/{largest}?asOf={DateTime.UtcNow.AddDays(-day - 1):yyyy-MM-dd}&format=parquet");
            }
        });
        Console.WriteLine($"\na normal GET, one client: quiet p50 {quiet.P50:0.0} p99 {quiet.P99:0.0} ms; while files of {largest} are "
            + $"made one after the other p50 {busy.P50:0.0} p99 {busy.P99:0.0} ms");
    }

    private static async Task<Timings> AskedAsync(HttpClient http, string address, Func<Task> meanwhile)
    {
        var (timings, until) = (new Timings(), meanwhile());
        while (!until.IsCompleted)
        {
            await timings.OfAsync(() => http.GetByteArrayAsync(new Uri(address, UriKind.Relative)));
        }
        await until;
        return timings;
    }

    private static async Task<(long Bytes, TimeSpan Took)> TakenAsync(HttpClient http, string address)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var (buffer, bytes) = (new byte[1 << 16], 0L);
        for (int read; (read = await body.ReadAsync(buffer)) > 0;) bytes += read;
        return (bytes, watch.Elapsed);
    }

    private static async Task<TimeSpan> CopiedAsync(NpgsqlDataSource database, View view)
    {
        await using var connection = await database.OpenConnectionAsync();
        var watch = Stopwatch.StartNew();
        await using var copy = await connection.BeginRawBinaryCopyAsync($"copy (select payload from {ViewTables.Table(view)} where "
            + $"in_force_from <= current_date and in_force_to > current_date and known_to = {long.MaxValue}) to stdout (format binary)");
        var buffer = new byte[1 << 16];
        while (await copy.ReadAsync(buffer, CancellationToken.None) > 0) { }
        return watch.Elapsed;
    }

    private static async Task InAsync(Register register, WebApplication host, HttpClient http, int rows)
    {
        var desk = host.Services.GetRequiredService<Api.Desk.Desk>();
        foreach (var (id, kind) in new[] { ("samr", OrganisationKind.Regulator), ("registry", OrganisationKind.Registrar) })
        {
            await desk.DecideAsync(
                new RegisterOrganisation(id, id, [kind]), new(new("samr", Role.Regulator), "bench"), CancellationToken.None);
        }
        var own = Code(0);
        await desk.DecideAsync(new RegisterEnterprise(own, "示例企业"), new(new(own, Role.Enterprise), "bench"), CancellationToken.None);
        Console.WriteLine("\n| file | rows | MB | s | rows/s | with views | COPY rows/s | of COPY | with views | memory MB |\n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        await OneAsync("enterprises", new("registry", Role.Registrar), ["enterprise", "name", "region"],
            i => [Code(i + 1), $"示例企业 {i}", "北京"]);
        await OneAsync(
            "declarations",
            new(own, Role.Enterprise),
            ["number", "title", "categories", "products", "code", "name", "kind", "operator", "value", "unit", "testMethod", "clause"],
            i => [$"Q/BULK {i:D6}-2026", "净化器", "bench-category", $"AP-{i}", "cadr", "洁净空气量", "performance", "atLeast",
                $"{500 + i % 100}", "m³/h", "GB/T 18801-2022", "4.1"]);

        async Task OneAsync(string of, Actor by, string[] head, Func<int, string[]> row)
        {
            var cells = Enumerable.Range(0, rows).Select(row).ToArray();
            var file = Encoding.UTF8.GetBytes(string.Join(',', head) + "\n" + string.Concat(cells.Select(c => string.Join(',', c) + "\n")));
            using var memory = new Memory();
            var watch = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/imports/{of}") { Content = new ByteArrayContent(file) };
            request.Content.Headers.ContentType = new("text/csv");
            var token = new AuthenticationHeaderValue(
                "Bearer",
                Identity.Token(Register.Key, by.Role, by.Subject, DateTimeOffset.UtcNow, TimeSpan.FromHours(5)));
            request.Headers.Authorization = token;
            using var sent = await http.SendAsync(request);
            JsonNode import;
            do
            {
                await Task.Delay(20);
                using var ask = new HttpRequestMessage(HttpMethod.Get, sent.EnsureSuccessStatusCode().Headers.Location);
                ask.Headers.Authorization = token;
                using var told = await http.SendAsync(ask);
                import = JsonNode.Parse(await told.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
            }
            while (import["ended"] is null);
            var took = watch.Elapsed;
            if (import["accepted"]!.GetValue<int>() != rows) throw new InvalidOperationException(import.ToJsonString());
            while ((await register.Reader.NewestAsync(CancellationToken.None)).Position < import["position"]!.GetValue<long>())
            {
                await Task.Delay(20);
            }
            var (views, peak) = (watch.Elapsed, memory.Peak);
            var bare = await BareAsync(register.Database, head, cells);
            Console.WriteLine($"| {of} | {rows:N0} | {file.Length / 1e6:0.0} | {took.TotalSeconds:0.0} | {rows / took.TotalSeconds:N0} | "
                + $"{rows / views.TotalSeconds:N0} | {bare:N0} | {rows / took.TotalSeconds / bare:0.000} | "
                + $"{rows / views.TotalSeconds / bare:0.000} | {peak:N0} |");
        }
    }

    private static async Task<double> BareAsync(NpgsqlDataSource database, string[] head, string[][] cells)
    {
        await Seeding.ExecuteAsync(
            database,
            $"drop table if exists bare; create table bare ({string.Join(", ", head.Select(h => $"\"{h}\" text"))}, "
                + $"primary key (\"{head[0]}\"))");
        await using var connection = await database.OpenConnectionAsync();
        var watch = Stopwatch.StartNew();
        await using var copy = await connection.BeginBinaryImportAsync("copy bare from stdin (format binary)");
        foreach (var row in cells)
        {
            await copy.StartRowAsync();
            foreach (var cell in row) await copy.WriteAsync(cell);
        }
        await copy.CompleteAsync();
        return cells.Length / watch.Elapsed.TotalSeconds;
    }

    private static string Code(int i)
    {
        var first = "91110000" + string.Create(CultureInfo.InvariantCulture, $"B{i:D8}");
        return first + CreditCode.CheckCharacter(first);
    }

    /// <summary>What the process holds at most, in MB, beyond what it held before.</summary>
    private sealed class Memory : IDisposable
    {
        private readonly CancellationTokenSource _ends = new();
        private readonly long _before;
        private long _peak;

        public Memory()
        {
            GC.Collect();
            _before = Now();
            _ = Task.Run(async () =>
            {
                while (!_ends.IsCancellationRequested)
                {
                    _peak = Math.Max(_peak, Now());
                    await Task.Delay(20);
                }
            });
        }

        public long Peak => Math.Max(0, _peak - _before) >> 20;

        private static long Now()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }

        public void Dispose() => _ends.Cancel();
    }
}
