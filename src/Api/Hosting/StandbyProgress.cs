namespace Leader.Api.Hosting;

/// <summary>
/// How far a standby of the database is behind its primary: for how long the oldest of what it has received waits to be replayed, or for
/// how long nothing has been received. By a stopwatch of this process: the instant of the last act that it replayed says nothing where
/// nobody acts.
/// </summary>
internal sealed class StandbyProgress(TimeProvider time)
{
    private readonly List<(long Received, long Seen)> _waiting = [];
    private long? _alone;

    /// <param name="received">How far the primary's log was received; null where it never was.</param>
    /// <param name="replayed">How far it was replayed.</param>
    /// <param name="receiving">The primary is connected.</param>
    /// <returns>In seconds.</returns>
    public double Seen(long? received, long replayed, bool receiving)
    {
        var now = time.GetTimestamp();
        if (received > replayed && (_waiting.Count == 0 || _waiting[^1].Received < received)) _waiting.Add((received.Value, now));
        _waiting.RemoveAll(w => w.Received <= replayed);
        _alone = receiving ? null : _alone ?? now;
        long[] since = [.. _waiting.Take(1).Select(w => w.Seen), .. _alone is { } lost ? [lost] : Array.Empty<long>()];
        return since.Length == 0 ? 0 : Math.Round(time.GetElapsedTime(since.Min(), now).TotalSeconds, 1);
    }
}
