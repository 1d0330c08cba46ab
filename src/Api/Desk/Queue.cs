using System.Collections.Concurrent;
using System.Diagnostics;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Desk;

public sealed partial class Desk
{
    /// <summary>Acts, and streams and facts of one: whoever is in a transaction with others must not keep them waiting.</summary>
    private const int MostActs = 32, MostStreams = 64, MostFacts = 64;

    /// <summary>The name of what it adds to traces.</summary>
    internal const string TraceName = "Leader";

    private static readonly ActivitySource Traces = new(TraceName);
    private readonly ConcurrentQueue<Waiting> _queue = new();
    private int _saving;

    /// <param name="Outcomes">Null where it is to be decided anew.</param>
    /// <param name="Alone">And not in the company of others.</param>
    private readonly record struct Saved(IReadOnlyList<Outcome>? Outcomes, bool Alone = false);

    /// <summary>An act that waits to be saved; who asked for it may leave until its turn comes.</summary>
    private sealed class Waiting(Request request, Decided decided, LoadedLedger ledger)
    {
        private readonly TaskCompletionSource<Saved> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _turn; // 1: it came, 2: who asked has left before

        public Request Request => request;
        public Decided Decided => decided;
        public LoadedLedger Ledger => ledger;
        public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;
        public Task<Saved> Answer => _answer.Task;
        public bool Take() => Interlocked.CompareExchange(ref _turn, 1, 0) == 0;

        public void Leave()
        {
            if (Interlocked.CompareExchange(ref _turn, 2, 0) == 0) _answer.TrySetCanceled();
        }

        public void Set(Outcome outcome) => _answer.TrySetResult(new([outcome]));
        public void Fail(Exception e) => _answer.TrySetException(e);

        /// <summary>To be decided anew.</summary>
        public void Return(bool alone = false) => _answer.TrySetResult(new(null, alone));
    }

    private static bool IsLocked(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
        || (e.InnerException is { } inner && IsLocked(inner));

    /// <summary>Each act in a transaction of its own, to measure what company saves.</summary>
    internal bool Alone { get; set; }

    /// <summary>What else is saved with an act may hold on to its request, and take long.</summary>
    private bool IsSmall(IReadOnlyList<Request> requests, Decided[] decided, LoadedLedger ledger) =>
        !Alone && requests.Count == 1 && requests[0].Context.Also is null && ledger.Asked <= MostStreams
            && decided[0].Decision.Facts.Count <= MostFacts;

    /// <summary>
    /// While a transaction is saved, the acts that come in wait, and then are saved together in the next one; so an act that comes alone
    /// never waits.
    /// </summary>
    private async Task<Saved> SaveWithOthersAsync(Request request, Decided decided, LoadedLedger ledger, CancellationToken ct)
    {
        var waiting = new Waiting(request, decided, ledger);
        _queue.Enqueue(waiting);
        if (Interlocked.CompareExchange(ref _saving, 1, 0) == 0)
        {
            // unsafe: not in the context of this request, as it is not of this one alone
            ThreadPool.UnsafeQueueUserWorkItem(desk => _ = desk.SaveWaitingAsync(), this, preferLocal: false);
        }
        await using var leaving = ct.Register(waiting.Leave);
        return await waiting.Answer;
    }

    private async Task SaveWaitingAsync()
    {
        var waited = false;
        do
        {
            for (; !_queue.IsEmpty; waited = true)
            {
                var acts = Next();
                try { await SaveTogetherAsync(acts, waited); }
                catch (Exception e)
                {
                    foreach (var act in acts) act.Fail(e);
                }
            }
            Interlocked.Exchange(ref _saving, 0); // before the queue is looked at again
        }
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _saving, 1, 0) == 0);
    }

    /// <summary>Those that come next; of several with one key the first.</summary>
    private List<Waiting> Next()
    {
        var (acts, keys, twins) = (new List<Waiting>(), new HashSet<(string, string)>(), new List<Waiting>());
        while (acts.Count < MostActs && _queue.TryDequeue(out var next))
        {
            if (next.Request.Context.Key is { } key && !keys.Add((key.Scope, key.Key))) twins.Add(next);
            else if (next.Take()) acts.Add(next);
        }
        foreach (var twin in twins) _queue.Enqueue(twin);
        return acts;
    }

    /// <summary>
    /// Each act gets its answer. What goes wrong with several, or has to wait for a lock, is tried by each alone: nobody suffers for
    /// another.
    /// </summary>
    /// <param name="waited">Others were saved since they were looked at.</param>
    private async Task SaveTogetherAsync(List<Waiting> acts, bool waited)
    {
        if (acts.Count == 0) return;
        using var span = Traces.StartActivity(
            "save acts", ActivityKind.Internal, acts[0].Trace, links: acts.Skip(1).Select(a => new ActivityLink(a.Trace)));
        var saving = new Saving();
        try
        {
            guard.ThrowIfRefused();
            var (ledger, decided) = (acts[0].Ledger, acts.Select(a => a.Decided).ToArray());
            // positions that are drawn and not used hold up the views: whatever can be known before, is
            for (var look = acts.Count > 1 || waited; look; look = decided.Any(d => d.Unread))
            {
                foreach (var (act, _) in acts.Zip(decided).Where(a => a.Second.Unread)) act.Return();
                acts = [.. acts.Where((_, i) => !decided[i].Unread)];
                if (acts.Count == 0) return;
                ledger = LoadedLedger.Of(log, kept, acts.Select(a => a.Ledger));
                await ledger.CatchUpAsync(default);
                decided = Decide([.. acts.Select(a => a.Request)], clock.GetUtcNow(), ledger);
            }
            var outcomes = decided.All(d => d.Decision.Facts.Count == 0)
                ? null
                : await SaveAsync([.. acts.Select(a => a.Request)], decided, ledger, null, saving, default, soon: true);
            if (outcomes is null)
            {
                foreach (var act in acts) act.Return();
                return;
            }
            guard.Succeeded();
            Answer(outcomes);
        }
        catch (Exception e) when (acts.Count > 1 && IsRace(e) || IsLocked(e))
        {
            foreach (var act in acts) act.Return(alone: true);
        }
        catch (Exception e)
        {
            var trouble = DatabaseTrouble.Of(e);
            if (trouble is not null) guard.Failed(trouble);
            // nobody waits for what does not answer behind others
            while (trouble == DatabaseTrouble.Away && _queue.TryDequeue(out var next))
            {
                if (next.Take()) next.Return(alone: true);
            }
            if (!IsRace(e) && await saving.FateAsync(database, e, default) is { } outcomes) Answer(outcomes);
            else if (acts.Count > 1 && (trouble is null || trouble == DatabaseTrouble.Busy)) acts.ForEach(a => a.Return(alone: true));
            else acts.ForEach(a => a.Fail(e));
        }

        void Answer(IReadOnlyList<Outcome> outcomes)
        {
            foreach (var (act, outcome) in acts.Zip(outcomes)) act.Set(outcome);
        }
    }
}
