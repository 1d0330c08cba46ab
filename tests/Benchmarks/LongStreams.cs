using System.Globalization;
using Leader.Api;
using Leader.Api.Desk;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Domain;
using Leader.Domain.Process.Registers;

namespace Leader.Benchmarks;

/// <summary>
/// One more act on a stream that has so many facts already (an enterprise gives a commitment): reading on from what is kept of the stream,
/// beside reading it whole, in turn on one database. Two programs share the process; the views follow.
/// </summary>
internal static class LongStreams
{
    private const int Rounds = 40, AtOnce = 500;

    public static async Task<int> RunAsync(long[] lengths)
    {
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}")) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        await using var on = Host(server.ConnectionString, "32");
        await using var whole = Host(server.ConnectionString, "0");
        await Schema.CreateAsync(on.Services, CancellationToken.None);
        await on.StartAsync();
        var (readingOn, readingWhole) = (on.Services.GetRequiredService<Desk>(), whole.Services.GetRequiredService<Desk>());
        Console.WriteLine("| facts of the stream | reads on: p50 ms | p99 | reads it whole: p50 ms | p99 | times |\n"
            + "| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (length, i) in lengths.Select((l, i) => (l, i)))
        {
            var code = CommandThroughput.Code(i);
            await DecideAsync(readingOn, code, new RegisterEnterprise(code, $"示例企业 {i}"));
            for (var done = 1; done < length; done += AtOnce)
            {
                var some = Enumerable.Range(done, (int)Math.Min(AtOnce, length - done));
                await readingOn.DecideAllAsync(
                    [.. some.Select(n => new Request(Commitment(code, n), Of(code)))],
                    null,
                    CancellationToken.None);
            }
            await Task.Delay(TimeSpan.FromSeconds(3)); // the views follow
            var (short_, long_, next) = (new Timings(), new Timings(), (int)length);
            for (var round = -3; round < Rounds; round++)
            {
                await (round < 0 ? new Timings() : short_).OfAsync(() => DecideAsync(readingOn, code, Commitment(code, next++)));
                await (round < 0 ? new Timings() : long_).OfAsync(() => DecideAsync(readingWhole, code, Commitment(code, next++)));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {length:N0} | {short_.P50:0.0} | {short_.P99:0.0} | "
                + $"{long_.P50:0.0} | {long_.P99:0.0} | {long_.P50 / short_.P50:0.0} |"));
        }
        await on.StopAsync();
        return 0;
    }

    private static WebApplication Host(string connection, string megabytes) => LeaderApi.Build(connection, [], b =>
    {
        b.Configuration["Auth:SigningKey"] = Register.Key;
        b.Configuration["Streams:MegabytesKept"] = megabytes;
        b.Configuration["Check:FirstAfterSeconds"] = "86400";
        b.Configuration["Why:Ahead"] = "false";
        b.WebHost.UseUrls("http://127.0.0.1:0");
    });

    private static CommandContext Of(string code) => new(new(code, Role.Enterprise), $"{Guid.NewGuid()}");

    private static GiveCommitment Commitment(string code, int n) => new(
        string.Create(CultureInfo.InvariantCulture, $"产品质量不低于公开的标准,第 {n} 次。"),
        "法定代表人",
        Enterprise: code,
        Commitment: string.Create(CultureInfo.InvariantCulture, $"c{n}"));

    private static async Task DecideAsync(Desk desk, string code, ICommand command)
    {
        var outcome = await desk.DecideAsync(command, Of(code), CancellationToken.None);
        if (outcome.Decision.Refusal is { } refusal) throw new InvalidOperationException(refusal.Reason);
    }
}
