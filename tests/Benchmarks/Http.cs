using System.Net;

namespace Leader.Benchmarks;

/// <summary>
/// Requests per second and latency of one pinned question about the past over HTTP, whole and with If-None-Match, of one about now, and of
/// pinned ones that nobody asked before, beside an endpoint that answers as many bytes from memory. Interleaved rounds; load generator,
/// both hosts and the database share the machine.
/// </summary>
internal static class Http
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(int requests)
    {
        await using var register = await Register.CreateAsync(100_000, 10);
        await using var host = register.Host(b => b.Configuration["Why:Ahead"] = "false"); // nobody asks why here
        await host.StartAsync();
        var clocks = await AsOf.ClocksAsync(register, register.History.Events / 2);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = CommandThroughput.Clients });
        var address = $"{host.Urls.First()}/v1/evaluations/{register.History.BlockOf(0).Evaluation}?asOf="
            + $"{clocks.AsOf:yyyy-MM-dd}&position={clocks.Position}";
        using var first = await http.GetAsync(address);
        var bytes = await first.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        var tag = first.Headers.ETag ?? throw new InvalidOperationException("The answer has no ETag.");

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var bare = builder.Build();
        bare.MapGet("/", () => Results.Bytes(bytes, "application/json; charset=utf-8"));
        await bare.StartAsync();

        // rankings of the first half, each on a day that nobody asked for
        var (published, asked) = (Math.Max(1, register.History.Blocks / 3), -1);
        var unasked = Enumerable.Range(0, published).Select(i => register.History.BlockOf(i).Evaluation).ToArray();
        string Fresh() => Interlocked.Increment(ref asked) is var i ? $"{host.Urls.First()}/v1/evaluations/{unasked[i % published]}?asOf="
            + $"{clocks.AsOf.AddDays(i / published):yyyy-MM-dd}&position={clocks.Position}" : "";
        var now = address[..address.IndexOf('?', StringComparison.Ordinal)];

        var rounds = new List<CommandThroughput.Round[]>();
        for (var round = 0; round <= Rounds; round++)
        {
            CommandThroughput.Round[] of =
            [
                await CommandThroughput.LoadAsync(requests, CommandThroughput.Clients, (_, _) => AskAsync(address, false)),
                await CommandThroughput.LoadAsync(requests, CommandThroughput.Clients, (_, _) => AskAsync(address, true)),
                await CommandThroughput.LoadAsync(requests, CommandThroughput.Clients, (_, _) => AskAsync(now, false)),
                await CommandThroughput.LoadAsync(requests, CommandThroughput.Clients, (_, _) => AskAsync(Fresh(), false)),
                await CommandThroughput.LoadAsync(requests, CommandThroughput.Clients, (_, _) => AskAsync(bare.Urls.First() + "/", false)),
            ];
            if (round > 0) rounds.Add(of); // the first warms up
        }
        Console.WriteLine($"\nmedian of {Rounds} rounds of {requests} requests, {CommandThroughput.Clients} clients, {bytes.Length:N0} "
            + $"bytes\n\n| answer | requests/s | p50 ms | p99 ms | of bare |\n| --- | ---: | ---: | ---: | ---: |");
        string[] names =
        [
            "leader, pinned ranking", "leader, If-None-Match, 304", "leader, ranking of now", "leader, pinned, each for the first time",
            "bare, the same bytes",
        ];
        foreach (var (name, i) in names.Select((n, i) => (n, i)))
        {
            Console.WriteLine($"| {name} | {Median(r => r[i].PerSecond):N0} | {Median(r => r[i].P50):0.0} | {Median(r => r[i].P99):0.0} | "
                + $"{Median(r => r[i].PerSecond / r[^1].PerSecond):0.00} |");
        }
        await host.StopAsync();
        await bare.StopAsync();
        return 0;

        double Median(Func<CommandThroughput.Round[], double> of) => rounds.Select(of).Order().ElementAt(Rounds / 2);

        async Task AskAsync(string to, bool known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, to);
            if (known) request.Headers.IfNoneMatch.Add(tag);
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode != (known ? HttpStatusCode.NotModified : HttpStatusCode.OK))
            {
                throw new InvalidOperationException($"{(int)answer.StatusCode} {to}");
            }
            await answer.Content.ReadAsByteArrayAsync();
        }
    }
}
