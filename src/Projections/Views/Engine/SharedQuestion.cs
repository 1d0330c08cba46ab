namespace Leader.Projections.Views.Engine;

/// <summary>
/// One question for all who ask it at a time. Whoever comes while it is under way gets the answer to the next one, which is asked when that
/// has ended: no answer is older than the moment at which it was asked for.
/// </summary>
internal sealed class SharedQuestion<T>(Func<Task<T>> ask)
{
    /// <summary>Nobody waits longer than this for an answer that is not theirs.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private Task<T>? _running, _next;

    public Task<T> AskAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            var asked = _next ?? (_running is { IsCompleted: false } ? _next = AfterAsync(_running) : _running = ask());
            return asked.WaitAsync(ct);
        }
    }

    private async Task<T> AfterAsync(Task before)
    {
        await before.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock) (_running, _next) = (_next, null);
        return await ask();
    }
}
