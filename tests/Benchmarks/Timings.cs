using System.Diagnostics;

namespace Leader.Benchmarks;

/// <summary>Times in milliseconds, one after the other.</summary>
internal sealed class Timings
{
    private readonly List<double> _all = [];

    public int Count => _all.Count;
    public double P50 => At(0.50);
    public double P99 => At(0.99);

    public void Add(double milliseconds) => _all.Add(milliseconds);
    public void Add(Timings other) => _all.AddRange(other._all);

    public static Timings Of(IEnumerable<Timings> several)
    {
        var whole = new Timings();
        foreach (var t in several) whole.Add(t);
        return whole;
    }

    public async Task OfAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        _all.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public double At(double share)
    {
        if (_all.Count == 0) return double.NaN;
        var sorted = _all.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
