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

    /// <summary>An act that waits to be saved.</summary>
    private sealed record Waiting(Request Request, Decided Decided, LoadedLedger Ledger)
    {
        public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

        private readonly TaskCompletionSource<Saved> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Saved> Answer => _answer.Task;
        public void Set(Outcome outcome) => _answer.SetResult(new([outcome]));
        public void Fail(Exception e) => _answer.SetException(e);

        /// <summary>To be decided anew.</summary>
        public void Return(bool alone = false) => _answer.SetResult(new(null, alone));
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
    private Task<Saved> SaveWithOthersAsync(Request request, Decided decided, LoadedLedger ledger)
    {
        var waiting = new Waiting(request, decided, ledger);
        _queue.Enqueue(waiting);
        if (Interlocked.CompareExchange(ref _saving, 1, 0) == 0)
        {
            // unsafe: not in the context of this request, as it is not of this one alone
            ThreadPool.UnsafeQueueUserWorkItem(desk => _ = desk.SaveWaitingAsync(), this, preferLocal: false);
        }
        return waiting.Answer;
    }

    private async Task SaveWaitingAsync()
    {
        do
        {
            try
            {
                for (var waited = false; !_queue.IsEmpty; waited = true)
                {
                    var acts = new List<Waiting>();
                    while (acts.Count < MostActs && _queue.TryDequeue(out var next)) acts.Add(next);
                    await SaveTogetherAsync(acts, waited);
                }
            }
            finally { Interlocked.Exchange(ref _saving, 0); } // before the queue is looked at again
        }
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _saving, 1, 0) == 0);
    }

    /// <summary>
    /// Each act gets its answer. What goes wrong with several, or has to wait for a lock, is tried by each alone: nobody suffers for
    /// another.
    /// </summary>
    /// <param name="waited">Others were saved since they were looked at.</param>
    private async Task SaveTogetherAsync(List<Waiting> acts, bool waited)
    {
        using var span = Traces.StartActivity(
            "save acts", ActivityKind.Internal, acts[0].Trace, links: acts.Skip(1).Select(a => new ActivityLink(a.Trace)));
        while (acts.Count > 0)
        {
            var (saving, changed) = (new Saving(), new HashSet<int>());
            try
            {
                var ledger = acts[0].Ledger;
                if (acts.Count > 1) ledger = LoadedLedger.Of(log, acts.Select(a => a.Ledger));
                if (acts.Count > 1 || waited) await ledger.CatchUpAsync(default);
                var outcomes = await SaveAsync(
                    [.. acts.Select(a => a.Request)], [.. acts.Select(a => a.Decided)], ledger, null, saving, changed, default, soon: true);
                if (outcomes is not null)
                {
                    guard.Succeeded();
                    Answer(outcomes);
                    return;
                }
                foreach (var i in changed) acts[i].Return();
                acts = [.. acts.Where((_, i) => !changed.Contains(i))];
            }
            catch (Exception e) when (acts.Count > 1 && IsRace(e) || IsLocked(e))
            {
                foreach (var act in acts) act.Return(alone: true);
                return;
            }
            catch (Exception e)
            {
                var trouble = DatabaseTrouble.Of(e);
                if (trouble is not null) guard.Failed(trouble);
                try
                {
                    if (!IsRace(e) && await saving.FateAsync(database, e, default) is { } outcomes) Answer(outcomes);
                    else if (acts.Count > 1 && trouble is null) foreach (var act in acts) act.Return(alone: true);
                    else foreach (var act in acts) act.Fail(e);
                }
                catch (Exception unknown)
                {
                    foreach (var act in acts) act.Fail(unknown);
                }
                return;
            }
        }

        void Answer(IReadOnlyList<Outcome> outcomes)
        {
            foreach (var (act, outcome) in acts.Zip(outcomes)) act.Set(outcome);
        }
    }
}
