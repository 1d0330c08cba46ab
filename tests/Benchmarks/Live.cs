using System.Diagnostics;
using Leader.Projections.Log;
using Marten;

namespace Leader.Benchmarks;

/// <summary>
/// How fast the views follow: facts appended as fast as one session can, until all are visible; then at half of that pace, with the time
/// from a commit to its facts being visible. The program, the writer and the database share the machine.
/// </summary>
internal static class Live
{
    private const int Batch = 50;
    private const long Before = 100_000;

    public static async Task<int> RunAsync(long facts)
    {
        await using var register = await Register.CreateAsync(Before, 10);
        await using var host = register.Host();
        await host.StartAsync();
        var (start, after) =
            ((await register.Reader.NewestAsync(CancellationToken.None)).Position, new History(facts * 2, 10, first: 1_000_000));
        using var more = after.Facts((_, _, _) => { }).GetEnumerator();

        var (fast, _) = await RunAsync(facts / 4, TimeSpan.Zero); // warm-up
        (fast, var backlog) = await RunAsync(facts, TimeSpan.Zero);
        Console.WriteLine($"as fast as it goes: {facts:N0} facts appended and visible, {fast:N0} events/s; commit to visible p50 "
            + $"{backlog.P50:0} p99 {backlog.P99:0} ms");
        var (paced, lag) = await RunAsync(facts / 2, TimeSpan.FromSeconds(Batch / (fast / 2)));
        Console.WriteLine($"at half of that pace: {paced:N0} events/s; commit to visible p50 {lag.P50:0} p99 {lag.P99:0} ms, "
            + $"{lag.Count:N0} commits of {Batch} facts");
        await host.StopAsync();
        return 0;

        async Task<(double PerSecond, Timings Lag)> RunAsync(long count, TimeSpan every)
        {
            var (committed, lag, done, last) = (new Queue<(long Position, long At)>(), new Timings(), false, start);
            var watch = Stopwatch.StartNew();
            var seeing = Task.Run(async () =>
            {
                while (true)
                {
                    bool ended;
                    lock (committed) ended = done && committed.Count == 0;
                    if (ended) return;
                    var (visible, now) = ((await register.Reader.NewestAsync(CancellationToken.None)).Position, 0L);
                    now = Stopwatch.GetTimestamp();
                    lock (committed)
                    {
                        while (committed.TryPeek(out var next) && next.Position <= visible)
                        {
                            lag.Add(Stopwatch.GetElapsedTime(committed.Dequeue().At, now).TotalMilliseconds);
                        }
                    }
                    await Task.Delay(2);
                }
            });
            for (var n = 0L; n < count; n += Batch)
            {
                if (TimeSpan.FromTicks(every.Ticks * (n / Batch)) - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait);
                var batch = new List<Recorded>(Batch);
                while (batch.Count < Batch && more.MoveNext()) batch.Add(more.Current);
                await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
                var streams = batch.GroupBy(f => f.Stream)
                    .Select(g => session.Events.Append(g.Key, g.Select(f => (object)f.Fact).ToArray()))
                    .ToArray();
                await session.SaveChangesAsync();
                last = streams.Max(s => s.Events.Max(e => e.Sequence));
                lock (committed) committed.Enqueue((last, Stopwatch.GetTimestamp()));
            }
            lock (committed) done = true;
            await seeing;
            return (count / watch.Elapsed.TotalSeconds, lag);
        }
    }
}
