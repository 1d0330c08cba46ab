using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Leader.Api;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// Requests per second and latency of declaring a standard through the whole register (token, JSON, decision, guard, three tables,
/// views following), beside an endpoint that reads the body, inserts its bytes into one table and commits. Interleaved rounds on one
/// PostgreSQL with fsync on; load generator, both hosts and the database share the machine.
/// </summary>
internal static class CommandThroughput
{
    public const int Clients = 16;
    private const int Rounds = 5;
    private const string Key = "a signing key for benchmarks, long enough for HMAC";

    /// <param name="clients">At once.</param>
    public static async Task<int> RunAsync(int requests, int clients)
    {
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}")) { DeleteOnStop = true },
            Console.WriteLine,
            CancellationToken.None);
        await using var leader = LeaderApi.Build(server.ConnectionString, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = Key;
            b.WebHost.UseUrls("http://127.0.0.1:0");
        });
        await Schema.CreateAsync(leader.Services, CancellationToken.None);
        await leader.StartAsync();
        await using var bare = await BareAsync(server.ConnectionString);

        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients });
        var enterprises = Enumerable.Range(0, 50).Select(Code).ToArray();
        var tokens = enterprises.Select(e => Identity.Token(Key, Role.Enterprise, e, DateTimeOffset.UtcNow, TimeSpan.FromDays(1)))
            .ToArray();
        for (var i = 0; i < enterprises.Length; i++)
        {
            await SendAsync(
                http,
                leader.Urls.First() + "/v1/enterprises",
                $$"""{"enterprise":"{{enterprises[i]}}","name":"示例企业 {{i}}"}""",
                tokens[i]);
        }

        var desk = leader.Services.GetRequiredService<Api.Desk.Desk>();
        var sent = 0;
        Task<Round> LoadOursAsync(bool alone)
        {
            desk.Alone = alone;
            return SendAllAsync(leader.Urls.First() + "/v1/declarations");
        }
        Task<Round> SendAllAsync(string address)
        {
            return LoadAsync(requests, clients, (k, ct) =>
                SendAsync(http, address, Body(enterprises[k % 50], Interlocked.Increment(ref sent)), tokens[k % 50]));
        }
        var (together, apart, plain) = (new List<Round>(), new List<Round>(), new List<Round>());
        for (var round = 0; round <= Rounds; round++)
        {
            var a = await LoadOursAsync(alone: false);
            var b = await LoadOursAsync(alone: true);
            var c = await SendAllAsync(bare.Urls.First() + "/");
            if (round == 0) continue; // warm-up
            together.Add(a);
            apart.Add(b);
            plain.Add(c);
            Console.WriteLine($"round {round}: together {a}   each alone {b}   bare {c}   ratio {a.PerSecond / c.PerSecond:0.00}");
        }
        Console.WriteLine($"median of {Rounds} rounds of {requests} requests, {clients} clients: together {Median(together)}, each alone "
            + $"{Median(apart)}, bare {Median(plain)}; ratio to bare "
            + $"{Median(together.Zip(plain, (x, y) => x.PerSecond / y.PerSecond)):0.00}, to each alone "
            + $"{Median(together.Zip(apart, (x, y) => x.PerSecond / y.PerSecond)):0.00}");
        await leader.StopAsync();
        await bare.StopAsync();
        return 0;
    }

    private static async Task<WebApplication> BareAsync(string connection)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var database = NpgsqlDataSource.Create(connection + ";Max Auto Prepare=10");
        await using (var create = database.CreateCommand("create table bare (id bigint generated always as identity primary key, body "
            + "jsonb not null, at timestamptz not null default now())"))
        {
            await create.ExecuteNonQueryAsync();
        }
        var app = builder.Build();
        app.MapPost("/", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await using var insert = database.CreateCommand("insert into bare (body) values ($1::jsonb) returning id");
            insert.Parameters.Add(new() { Value = Encoding.UTF8.GetString(body.ToArray()), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            return Results.Json(new { id = (long)(await insert.ExecuteScalarAsync())! });
        });
        await app.StartAsync();
        return app;
    }

    private static async Task SendAsync(HttpClient http, string address, string body, string token)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            address)
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static Round Median(IReadOnlyList<Round> rounds) =>
        new(Median(rounds.Select(r => r.PerSecond)), Median(rounds.Select(r => r.P50)), Median(rounds.Select(r => r.P99)));

    public static async Task<Round> LoadAsync(int requests, int clients, Func<int, CancellationToken, Task> send)
    {
        var (next, times) = (-1, new double[requests]);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            for (int k; (k = Interlocked.Increment(ref next)) < requests;)
            {
                var start = Stopwatch.GetTimestamp();
                await send(k, CancellationToken.None);
                times[k] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }));
        watch.Stop();
        Array.Sort(times);
        return new(requests / watch.Elapsed.TotalSeconds, times[requests / 2], times[requests * 99 / 100]);
    }

    private static string Body(string enterprise, int k) => $$$"""
        {"enterprise":"{{{enterprise}}}","number":"Q/BENCH {{{k:D8}}}-2026",
        "disclosure":{"title":"家用空气净化器","categories":["bench-{{{k % 400}}}"],"products":["型号 {{{k}}}"],
        "indicators":[{"code":"cadr","name":"洁净空气量","kind":"performance",
        "limit":{"operator":"atLeast","value":"{{{400 + k % 300}}}.0","unit":"m³/h"},"testMethod":"GB/T 18801-2022","clause":"5.2"},
        {"code":"noise","name":"噪声","kind":"performance",
        "limit":{"operator":"atMost","value":"58.5","unit":"dB(A)"},"testMethod":"GB/T 18801-2022","clause":"5.4"}],
        "comparedWith":["GB/T 18801-2022"],"belowRecommended":false}}
        """;

    internal static string Code(int i)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"91350100M{i:D8}");
        return first + CreditCode.CheckCharacter(first);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    public sealed record Round(double PerSecond, double P50, double P99)
    {
        public override string ToString() => $"{PerSecond:0}/s p50 {P50:0.0} p99 {P99:0.0} ms";
    }
}
