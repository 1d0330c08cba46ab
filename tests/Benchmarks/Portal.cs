using Leader.Api;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Seeding;
using Marten;

namespace Leader.Benchmarks;

/// <summary>
/// The page of a ranking beside its JSON, of the demonstration history: one client, asked in turn, so that whatever else the machine does
/// slows both. And what a browser fetches to show the home page for the first time.
/// </summary>
internal static class Portal
{
    private const int Warming = 50;
    private static readonly string[] Rankings = ["air-purifier", "refrigerator", "range-hood", "online-banking"];

    public static async Task<int> RunAsync(int requests)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}");
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        await using var database = LeaderApi.DataSource(server.ConnectionString);
        await using var host = LeaderApi.Build(server.ConnectionString, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = Register.Key;
            b.WebHost.UseUrls("http://127.0.0.1:0");
        });
        await Schema.CreateAsync(host.Services, CancellationToken.None);
        var seeds = Path.Combine(DataFolder.Root(), "seeds");
        var import = new Import(host.Services.GetRequiredService<IDocumentStore>(), database);
        await import.IntoEmptyAsync(Story.Play(seeds), StoryPersons.Read(seeds), null, CancellationToken.None);
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = new(host.Urls.First()) };
        while (!(await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode) await Task.Delay(200);

        Console.WriteLine($"\n{requests} requests of each in turn, one client\n\n| ranking | JSON bytes | p50 ms | p99 ms | page bytes "
            + "| p50 ms | p99 ms | page / JSON p50 | p99 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var category in Rankings)
        {
            var (data, page) = (new Timings(), new Timings());
            var (dataBytes, pageBytes) = (0, 0);
            for (var i = -Warming; i < requests; i++)
            {
                var (dataTo, pageTo) = i < 0 ? (new Timings(), new Timings()) : (data, page);
                await dataTo.OfAsync(async () => dataBytes = await GetAsync($"/v1/categories/{category}/ranking", "application/json"));
                await pageTo.OfAsync(async () => pageBytes = await GetAsync($"/v1/categories/{category}/ranking", "text/html"));
            }
            Console.WriteLine($"| {category} | {dataBytes:N0} | {data.P50:0.0} | {data.P99:0.0} | {pageBytes:N0} | {page.P50:0.0} | "
                + $"{page.P99:0.0} | {page.P50 / data.P50:0.00} | {page.P99 / data.P99:0.00} |");
        }
        var home = await TextAsync("/");
        var assets = System.Text.RegularExpressions.Regex.Matches(home, "(?:src|href)=\"(/[^\"]+\\.(?:css|js|svg|png|ico)(?:\\?[^\"]*)?)\"")
            .Select(m => m.Groups[1].Value).Distinct().ToArray();
        var sizes = new List<(string Address, int Bytes)> { ("/", System.Text.Encoding.UTF8.GetByteCount(home)) };
        foreach (var asset in assets) sizes.Add((asset, await GetAsync(asset, "*/*")));
        Console.WriteLine($"\nhome page: {sizes.Sum(s => s.Bytes):N0} bytes, not compressed");
        foreach (var (address, bytes) in sizes) Console.WriteLine($"  {address} {bytes:N0}");
        await host.StopAsync();
        return 0;

        async Task<int> GetAsync(string address, string accept)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            request.Headers.Accept.ParseAdd(accept);
            using var answer = await http.SendAsync(request);
            return (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
        }

        async Task<string> TextAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            request.Headers.Accept.ParseAdd("text/html");
            using var answer = await http.SendAsync(request);
            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        }
    }
}
