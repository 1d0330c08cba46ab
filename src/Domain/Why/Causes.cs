using Leader.Domain.Process;
using Leader.Domain.Record;

namespace Leader.Domain.Why;

/// <summary>A fact without which the answer would be another.</summary>
/// <param name="Because">Positions of facts of the answer on which the act that recorded this one rests directly.</param>
public sealed record Cause(PastFact Fact, PastAct Act, IReadOnlyList<long> Because);

/// <summary>
/// Why something is as it is: the facts of the past that it rests on. Remove any one and the result changes. Each is found by trying: the
/// past is decided again without it, by the rules themselves, and the answer is compared. An act whose decision no longer stands is not
/// recorded, which may undo later ones.
/// </summary>
/// <remarks>A fact whose absence changes nothing, as one of two that each suffice, is no cause.</remarks>
/// <param name="followed">What is known to follow on a stream from the absence of earlier facts, in the order of the acts.</param>
public sealed partial class Causes(IPast past, CancellationToken ct = default, Func<string, IEnumerable<Consequence>>? followed = null)
{
    /// <summary>Set when the past could not be read: then nothing is known, least of all that a decision makes no sense.</summary>
    private bool _unread;

    private readonly Dictionary<long, Reenactment> _acts = [];
    private readonly Dictionary<string, (PastFact Fact, PastAct Act)[]> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, Type Type), List<object>> _states = [];

    /// <param name="streams">Where what is asked about is recorded.</param>
    /// <param name="answer">What is asked, of any past; null where there is nothing to say.</param>
    /// <param name="about">Which acts on those streams may bear on it; all, if not given.</param>
    public IReadOnlyList<Cause> Of(IReadOnlyList<string> streams, Func<ILedger, string?> answer, Func<PastAct, bool>? about = null)
    {
        var roots = streams.SelectMany(s => Facts(s).Select(f => f.Act)).Distinct().Where(a => about?.Invoke(a) != false).ToList();
        var given = Answer(answer, new Changed(this));
        var acts = Reach(roots, streams);
        // What is undone with a fact may be undone by way of acts that are no causes.
        var (around, last) = (new SortedDictionary<long, PastAct>(acts), roots.Select(r => r.Position).DefaultIfEmpty().Max());
        foreach (var (_, act) in acts.Values.SelectMany(a => Reenact(a).Reads).Concat(streams).Distinct().ToList().SelectMany(Facts))
        {
            if (act.Position <= last || act.Facts.Any(f => streams.Contains(f.Fact.Stream()))) around[act.Position] = act;
        }
        var causes = new SortedDictionary<long, (PastFact Fact, PastAct Act)>();
        foreach (var act in acts.Values)
        {
            foreach (var fact in act.Facts)
            {
                if (Answer(answer, Without(fact, around, act)) != given) causes[fact.Position] = (fact, act);
            }
        }
        var kept = causes.Values.Select(c => c.Act).Distinct().ToDictionary(a => a.Position);
        var edges = kept.Values.ToDictionary(
            a => a.Position,
            a => Reenact(a) is { Command: not null } it ? Bearing(it, null).Keys.Where(causes.ContainsKey).Order().ToArray() : []);
        return [.. causes.Values.Select(c => new Cause(c.Fact, c.Act, edges[c.Act.Position]))];
    }

    /// <summary>
    /// The acts that could bear on the roots: without one of them, a root or another of them would have been decided otherwise. Whether the
    /// answer would be another without it does not matter yet: an act whose absence changes nothing may change it by what it would say
    /// without an earlier one. Of what an act records only that counts which is asked about, or looked up by a later act of these.
    /// </summary>
    private SortedDictionary<long, PastAct> Reach(IEnumerable<PastAct> roots, IEnumerable<string> streams)
    {
        var read = new HashSet<string>(streams, StringComparer.Ordinal);
        var (acts, open) = (new SortedDictionary<long, PastAct>(), new PriorityQueue<PastAct, long>());
        var seen = new HashSet<PastAct>();
        foreach (var root in roots)
        {
            if (seen.Add(root)) open.Enqueue(root, -root.Position);
        }

        while (open.TryDequeue(out var act, out _))
        {
            acts.Add(act.Position, act);
            var it = Reenact(act);
            if (it.Command is null) continue;
            foreach (var earlier in Bearing(it, read).Values)
            {
                if (seen.Add(earlier)) open.Enqueue(earlier, -earlier.Position);
            }
            read.UnionWith(it.Reads);
        }
        return acts;
    }

    /// <summary>
    /// The facts without which the act would have been decided otherwise, by position, with their acts. Facts of one type are tried
    /// together, and apart only where that matters; but for those of which a later one replaces an earlier one, and could make up for it.
    /// A step behind which others were taken (a complaint that was accepted, then answered) is made up for by them: all are tried.
    /// </summary>
    /// <param name="on">Streams: whether it would record there what it did. Null: on any.</param>
    private Dictionary<long, PastAct> Bearing(Reenactment it, HashSet<string>? on)
    {
        var direct = new Dictionary<long, PastAct>();
        foreach (var alike in it.Reads.SelectMany(Facts).Where(f => f.Fact.Position < it.Act.Position).GroupBy(f => f.Fact.Fact.GetType()))
        {
            Find([.. alike]);
        }
        foreach (var stream in it.Reads) Together(Facts(stream));
        return direct;

        void Find(ReadOnlySpan<(PastFact Fact, PastAct Act)> alike)
        {
            if ((alike.Length == 1 || !Replaces(alike[0].Fact.Fact)) && Stands(alike)) return;
            if (alike.Length == 1)
            {
                direct[alike[0].Fact.Position] = alike[0].Act;
            }
            else
            {
                Find(alike[..(alike.Length / 2)]);
                Find(alike[(alike.Length / 2)..]);
            }
        }

        void Together((PastFact Fact, PastAct Act)[] stream)
        {
            var before = stream.TakeWhile(f => f.Fact.Position < it.Act.Position).ToArray();
            var last = before[(Array.FindLastIndex(before, f => direct.ContainsKey(f.Fact.Position)) + 1)..];
            if (last.Length < 2 || StandsWithout(0)) return;
            var (without, with) = (0, last.Length);
            while (with - without > 1)
            {
                var middle = (without + with) / 2;
                if (StandsWithout(middle)) with = middle;
                else without = middle;
            }
            direct[last[without].Fact.Position] = last[without].Act;

            bool StandsWithout(int from) => Stands(last.AsSpan(from));
        }

        bool Stands(ReadOnlySpan<(PastFact Fact, PastAct Act)> without)
        {
            var changed = new Changed(this);
            foreach (var (fact, _) in without) changed.Take(fact);
            return it.Same(Decide(it, changed), on);
        }
    }

    private static bool Replaces(Fact fact) =>
        fact is RuleSetAdopted or CalendarAnnounced or DeclarationRevised or EnterpriseRenamed or CaseReassigned or IndicatorsEvaluated;

    /// <summary>The past as it would be without a fact.</summary>
    private Changed Without(PastFact fact, SortedDictionary<long, PastAct> acts, PastAct of)
    {
        var changed = new Changed(this);
        changed.Take(fact);
        ct.ThrowIfCancellationRequested();
        foreach (var act in acts.Values)
        {
            if (act.Position <= of.Position) continue;
            var it = Reenact(act);
            if (it.Command is null || !it.Reads.Any(changed.Touches)) continue;
            var (gone, left) = it.Difference(Decide(it, changed) ?? []);
            foreach (var recorded in gone) changed.Take(recorded);
            foreach (var added in left) changed.Add(new(Place(gone, added, act), added));
        }
        return changed;
    }

    private Reenactment Reenact(PastAct act)
    {
        if (_acts.TryGetValue(act.Position, out var known)) return known;
        var command = act.Request ?? RequestsBeforeTheyWereRecorded.CommandOf(act);
        var it = new Reenactment(act, command is null ? null : command.Enter);
        // Recorded when there were no rules of entry yet: then by its own rules alone.
        if (command is not null && !AsRecorded() && !AsRecorded(command.Decide)) it.Command = null;
        return _acts[act.Position] = it;

        bool AsRecorded(Func<Act, ILedger, Decision>? otherwise = null)
        {
            var traced = new Changed(this);
            it.Command = otherwise ?? it.Command;
            var decided = Decide(act, it.Command!, traced);
            it.Reads = [.. traced.Asked];
            return it.Same(decided, null);
        }
    }

    /// <summary>
    /// What the act comes to in a changed past; as before, where nothing else is gone from what it looks up, or looked up then.
    /// </summary>
    /// <returns>The facts; none where it is refused; null where such a past makes no sense to the rules.</returns>
    private IReadOnlyList<Fact>? Decide(Reenactment it, Changed past)
    {
        if (past.Gone(it) is not { } gone) return Decide(it.Act, it.Command!, past);
        if (it.Decided.TryGetValue(gone, out var known) && !known.Beside.Any(past.Touches)) return known.Facts;
        var decided = Decide(it.Act, it.Command!, past);
        var beside = past.Asked.Except(it.Reads).ToArray();
        if (!beside.Any(past.Touches)) it.Decided[gone] = (decided, beside);
        return decided;
    }

    private IReadOnlyList<Fact>? Decide(PastAct act, Func<Act, ILedger, Decision> decide, Changed past)
    {
        past.Before = act.Position;
        past.Asked.Clear();
        try { return decide(act.Act, past).Facts; }
        catch (Exception e) when (!_unread && e is not OutOfMemoryException) { return null; }
        finally { past.Before = long.MaxValue; }
    }

    private string? Answer(Func<ILedger, string?> answer, Changed past)
    {
        try { return answer(past); }
        catch (Exception e) when (!_unread && e is not OutOfMemoryException) { return "no sense"; }
    }

    private (PastFact Fact, PastAct Act)[] Facts(string stream)
    {
        if (_streams.TryGetValue(stream, out var facts)) return facts;
        _unread = true;
        ct.ThrowIfCancellationRequested();
        facts = [.. past.ActsOn(stream)
            .SelectMany(a => a.Facts.Where(f => f.Fact.Stream() == stream).Select(f => (f, a)))
            .OrderBy(f => f.f.Position)];
        _unread = false;
        return _streams[stream] = facts;
    }

    private sealed class Reenactment(PastAct act, Func<Act, ILedger, Decision>? command)
    {
        public PastAct Act => act;

        /// <summary>Null where the act cannot be decided again as it was: then it stands for itself.</summary>
        public Func<Act, ILedger, Decision>? Command { get; set; } = command;

        /// <summary>The streams that it rests on.</summary>
        public IReadOnlyList<string> Reads { get; set; } = [];

        /// <summary>
        /// What would be decided without some facts of what it looks up, by their positions; and what it would look up beside that.
        /// </summary>
        public Dictionary<string, (IReadOnlyList<Fact>? Facts, string[] Beside)> Decided { get; } = new(StringComparer.Ordinal);

        /// <summary>The same facts on these streams, in whatever order: the log keeps the facts of an act stream by stream.</summary>
        public bool Same(IReadOnlyList<Fact>? decided, HashSet<string>? on)
        {
            if (decided is null || on is null && decided.Count != act.Facts.Count) return false;
            var (gone, left) = Difference(decided, on);
            return gone.Count + left.Count == 0;
        }

        /// <summary>What of it was recorded and would not be, and what would be recorded instead.</summary>
        public (List<PastFact> Gone, List<Fact> Left) Difference(IReadOnlyList<Fact> decided, HashSet<string>? on = null)
        {
            var left = decided.Where(f => on?.Contains(f.Stream()) != false).ToList();
            var gone = new List<PastFact>();
            foreach (var recorded in act.Facts)
            {
                if (on?.Contains(recorded.Fact.Stream()) == false) continue;
                var same = left.FindIndex(f => f.GetType() == recorded.Fact.GetType() && Alike.Same(f, recorded.Fact));
                if (same >= 0) left.RemoveAt(same);
                else gone.Add(recorded);
            }
            return (gone, left);
        }
    }

    /// <summary>The state after the first facts of a stream.</summary>
    private T After<T>(string stream, int count) where T : IState<T>
    {
        if (!_states.TryGetValue((stream, typeof(T)), out var known)) _states[(stream, typeof(T))] = known = [T.Initial];
        for (var facts = Facts(stream); known.Count <= count;) known.Add(T.Evolve((T)known[^1], facts[known.Count - 1].Fact.Fact));
        return (T)known[count];
    }
}
