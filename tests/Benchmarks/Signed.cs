using System.Globalization;
using System.Text;
using Leader.Api;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Log;

namespace Leader.Benchmarks;

/// <summary>
/// The same act unsigned, signed by Ed25519 and signed by SM2 with SM3, in turn, by one client: a rule set is adopted. Making the
/// signature, which is the client's, is not in the times.
/// </summary>
internal static class Signed
{
    public static async Task<int> RunAsync(int rounds)
    {
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}")) { DeleteOnStop = true },
            Console.WriteLine,
            CancellationToken.None);
        await using var leader = LeaderApi.Build(server.ConnectionString, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = Register.Key;
            b.Configuration["RateLimit:PerMinute"] = "100000000";
            b.WebHost.UseUrls("http://127.0.0.1:0");
        });
        await Schema.CreateAsync(leader.Services, CancellationToken.None);
        await leader.StartAsync();
        using var http = new HttpClient { BaseAddress = new(leader.Urls.First()) };
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer", Identity.Token(Register.Key, Role.Regulator, "samr", DateTimeOffset.UtcNow, TimeSpan.FromDays(1)));
        await SendAsync("/v1/organisations", """{"organisation":"samr","name":"SAMR","kinds":["regulator"]}""");
        var today = Beijing.Day(DateTimeOffset.UtcNow).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var keys = new List<SigningSecret>();
        foreach (var algorithm in new[] { SigningAlgorithm.Ed25519, SigningAlgorithm.Sm2 })
        {
            var key = SigningSecret.New(algorithm);
            var name = algorithm == SigningAlgorithm.Sm2 ? "sm2" : "ed25519";
            await SendAsync(
                "/v1/signing-keys",
                $$"""{"algorithm":"{{name}}","publicKey":"{{key.PublicKey}}","from":"{{today}}"}""",
                [key, .. keys.Take(1)]);
            keys.Add(key);
        }
        var kinds = new (string Name, SigningSecret[] Keys, Timings Times)[]
        {
            ("unsigned", [], new()), ("Ed25519", [keys[0]], new()), ("SM2 with SM3", [keys[1]], new()),
        };
        for (var i = -20; i < rounds; i++)
        {
            foreach (var (name, with, times) in kinds)
            {
                var body = $$"""{"ruleSet":{"id":"r{{i + 20}}-{{with.Length}}-{{keys.IndexOf(with.FirstOrDefault()!) + 1}}"},"""
                    + $$""" "effectiveFrom":"{{today}}","basis":"Notice {{i}}"}""";
                await SendAsync("/v1/rule-sets", body, with, i < 0 ? new() : times);
            }
        }
        Console.WriteLine($"\n{rounds} rule sets of each, in turn\n\n| act | p50 ms | p99 ms | acts/s |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, _, times) in kinds)
        {
            Console.WriteLine($"| {name} | {times.P50:0.00} | {times.P99:0.0} | {1000 / times.P50:0} |");
        }
        await leader.StopAsync();
        return 0;

        async Task SendAsync(string address, string body, IReadOnlyList<SigningSecret>? with = null, Timings? times = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            foreach (var (name, value) in with is { Count: > 0 }
                ? SigningSecret.Headers(new(http.BaseAddress!, address), body, DateTimeOffset.UtcNow, with)
                : [])
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
            await (times ?? new()).OfAsync(async () =>
            {
                using var answer = await http.SendAsync(request);
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                }
            });
        }
    }
}
