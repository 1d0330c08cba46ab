using System.Diagnostics;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Benchmarks;

/// <summary>
/// Events per second of folding the log in memory, without a table, to the middle of history; and what each view takes of it.
/// </summary>
internal static class Replay
{
    public static async Task<int> RunAsync(long events)
    {
        await using var register = await Register.CreateAsync(events, 10, views: false);
        var middle = events / 2;
        var each = new long[LeaderViews.All.Count];
        await FoldAsync(Math.Min(middle, 20_000)); // warm-up
        Array.Clear(each);
        var paused = GC.GetTotalPauseDuration();
        var watch = Stopwatch.StartNew();
        var folds = await FoldAsync(middle);
        watch.Stop();
        var rows = folds.Sum(f => f.Current.LongCount());
        Console.WriteLine($"\nreplay of {middle:N0} events for {folds.Length} views: {watch.Elapsed.TotalSeconds:0.0} s, "
            + $"{middle / watch.Elapsed.TotalSeconds:N0} events/s, {rows:N0} rows known there, "
            + $"{(GC.GetTotalPauseDuration() - paused).TotalSeconds:0.0} s of it collecting garbage, peak memory {Register.Peak():N0} MB");
        for (var v = 0; v < folds.Length; v++)
        {
            if (Stopwatch.GetElapsedTime(0, each[v]).TotalSeconds is > 0.05 and var seconds)
            {
                Console.WriteLine($"  {folds[v].View.Name,-14} {seconds,6:0.0} s  {folds[v].Current.LongCount(),10:N0} rows known  "
                    + $"{folds[v].Opened.Count,10:N0} ended  {folds[v].Opened.Sum(r => (long)r.Row.Payload.Length) >> 20,6:N0} MB ended");
            }
        }
        return 0;

        async Task<ViewFold[]> FoldAsync(long upTo)
        {
            var folds = LeaderViews.All.Select(v => new ViewFold(v)).ToArray();
            await foreach (var page in new FactLog(register.Database).PagesAsync(0, upTo, 5_000, CancellationToken.None))
            {
                for (var v = 0; v < folds.Length; v++)
                {
                    var start = Stopwatch.GetTimestamp();
                    foreach (var fact in page) folds[v].Apply(fact);
                    each[v] += Stopwatch.GetTimestamp() - start;
                }
            }
            return folds;
        }
    }
}
