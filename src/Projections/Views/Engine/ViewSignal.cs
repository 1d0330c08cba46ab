namespace Leader.Projections.Views.Engine;

/// <summary>Why a wait for a position ended.</summary>
public enum Waited
{
    Reached,

    /// <summary>The views have not got there in time.</summary>
    TooLong,

    /// <summary>So many wait already that this one was not let in.</summary>
    TooMany,
}

/// <summary>
/// Where the views are, told to all that wait for it at once: whoever saves a page of them notifies (<see cref="Channel"/>), and however
/// many wait, nobody asks again and again.
/// </summary>
public sealed class ViewSignal(TimeProvider time)
{
    /// <summary>Of the notification that goes with every page of the views, from whichever node saves it.</summary>
    public const string Channel = "leader_views";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private TaskCompletionSource _next = New();
    private long _position, _generation;
    private int _all;

    /// <summary>Ends when the views have advanced. To be taken before the views are looked at.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>
    /// What was answered before may not hold any more: the views were made anew, or they are further back than they were, as in a database
    /// that was restored and counts some positions a second time.
    /// </summary>
    public event Action? BeganAnew;

    /// <summary>Nobody listened for a while: the database may be another one, that went back and on again unseen.</summary>
    public void LostTouch() => BeganAnew?.Invoke();

    /// <param name="generation">Of the tables of the views: a rebuild makes the next one.</param>
    public void Tell(long position, long generation)
    {
        var before = Interlocked.Exchange(ref _position, position);
        if (Interlocked.Exchange(ref _generation, generation) != generation || position < before) BeganAnew?.Invoke();
        if (before != position) Interlocked.Exchange(ref _next, New()).SetResult();
    }

    /// <summary>Waits until the views are there, by a clock.</summary>
    /// <param name="newest">Where they are now; asked once.</param>
    /// <param name="client">Of whom at most so many wait at a time.</param>
    public async Task<Waited> ReachesAsync(
        long position,
        Func<Task<long>> newest,
        WaitLimits limits,
        string client,
        CancellationToken ct)
    {
        // whoever is not let in costs next to nothing: nobody asks the database for it
        if (Interlocked.Read(ref _position) < position && IsFull()) return Waited.TooMany;
        if (await IsThereAsync()) return Waited.Reached;
        lock (_lock)
        {
            if (IsFull()) return Waited.TooMany;
            (_all, _waiting[client]) = (_all + 1, _waiting.GetValueOrDefault(client) + 1);
        }
        try
        {
            var end = limits.Longest;
            for (var start = time.GetTimestamp(); ;)
            {
                var next = Next;
                if (Interlocked.Read(ref _position) >= position && await IsThereAsync()) return Waited.Reached;
                var left = end - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero) return Waited.TooLong;
                await next.WaitAsync(left, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ct.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            lock (_lock)
            {
                _all--;
                if (--_waiting[client] == 0) _waiting.Remove(client);
            }
        }

        bool IsFull()
        {
            lock (_lock) return _all >= limits.AtATime || _waiting.GetValueOrDefault(client) >= limits.OfAClient;
        }

        // Views that have never been there since the start are waited for as those that are a little behind.
        async Task<bool> IsThereAsync()
        {
            try { return await newest() >= position; }
            catch (ViewsNotThereException) { return false; }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Longest">Of one wait.</param>
public sealed record WaitLimits(int AtATime, int OfAClient, TimeSpan Longest);
