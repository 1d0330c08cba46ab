using System.Text.Json;
using Leader.Domain.Cases;
using Leader.Domain.Declarations;
using Leader.Domain.Enterprises;
using Leader.Domain.Evaluations;
using Leader.Domain.LegalTime;
using Leader.Domain.RuleSets;

namespace Leader.Domain.Why;

/// <summary>A fact without which the answer would be another.</summary>
/// <param name="Because">Positions of facts of the answer on which the act that recorded this one rests directly.</param>
public sealed record Cause(PastFact Fact, PastAct Act, IReadOnlyList<long> Because);

/// <summary>
/// Why something is as it is: the facts of the past without any one of which it would be otherwise. Each is found by trying: the past is
/// decided again without it, by the rules themselves, and the answer is compared. An act whose decision no longer stands is not recorded,
/// which may undo later ones.
/// </summary>
/// <remarks>A fact whose absence changes nothing, as one of two that each suffice, is no cause.</remarks>
public sealed class Causes(IPast past)
{
    private readonly Dictionary<long, Reenactment> _acts = [];
    private readonly Dictionary<string, (PastFact Fact, PastAct Act)[]> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, int Count, Type Type), object> _states = [];

    /// <param name="streams">Where what is asked about is recorded.</param>
    /// <param name="answer">What is asked, of any past; null where there is nothing to say.</param>
    /// <param name="about">Which acts on those streams may bear on it; all, if not given.</param>
    public IReadOnlyList<Cause> Of(IReadOnlyList<string> streams, Func<ILedger, string?> answer, Func<PastAct, bool>? about = null)
    {
        var roots = streams.SelectMany(s => Facts(s).Select(f => f.Act)).Distinct().Where(a => about?.Invoke(a) != false);
        var given = Answer(answer, new Changed(this));
        var acts = Reach(roots);
        // What is undone with a fact may be undone by way of acts that are no causes.
        var around = new SortedDictionary<long, PastAct>(acts);
        foreach (var (_, act) in acts.Values.SelectMany(a => Reenact(a).Reads).Concat(streams).Distinct().ToList().SelectMany(Facts)) around[act.Position] = act;
        var causes = new SortedDictionary<long, (PastFact Fact, PastAct Act)>();
        foreach (var act in acts.Values)
            foreach (var fact in act.Facts)
                if (Answer(answer, Without(fact, around, act)) != given) causes[fact.Position] = (fact, act);
        var kept = causes.Values.Select(c => c.Act).Distinct().ToDictionary(a => a.Position);
        var edges = kept.Values.ToDictionary(a => a.Position, a => _acts[a.Position].Direct.Where(kept.ContainsKey).SelectMany(p => kept[p].Facts.Select(f => f.Position).Where(causes.ContainsKey)).Order().ToArray());
        return [.. causes.Values.Select(c => new Cause(c.Fact, c.Act, edges[c.Act.Position]))];
    }

    /// <summary>
    /// The acts that could bear on the roots: without one of them, a root or another of them would have been decided otherwise. Whether the answer
    /// would be another without it does not matter yet: an act whose absence changes nothing may change it by what it would say without an earlier one.
    /// </summary>
    private SortedDictionary<long, PastAct> Reach(IEnumerable<PastAct> roots)
    {
        var (acts, open) = (new SortedDictionary<long, PastAct>(), new PriorityQueue<PastAct, long>());
        var seen = new HashSet<PastAct>();
        foreach (var root in roots)
            if (seen.Add(root)) open.Enqueue(root, -root.Position);

        while (open.TryDequeue(out var act, out _))
        {
            acts.Add(act.Position, act);
            var it = Reenact(act);
            if (it.Command is null) continue;
            foreach (var alike in it.Reads.SelectMany(Facts).Select(f => f.Act).Where(a => a.Position < act.Position).Distinct().GroupBy(Kind, StringComparer.Ordinal))
                Find(act, it, [.. alike]);
            foreach (var earlier in it.Direct.Select(p => _acts[p].Act))
                if (seen.Add(earlier)) open.Enqueue(earlier, -earlier.Position);
        }
        return acts;
    }

    /// <summary>
    /// Those of the acts without which the act would have been decided otherwise. Acts of one kind are tried together, and apart only where that
    /// matters; but for those of which a later one replaces an earlier one, and could make up for it.
    /// </summary>
    private void Find(PastAct act, Reenactment it, ReadOnlySpan<PastAct> alike)
    {
        var without = new Changed(this);
        foreach (var earlier in alike)
            foreach (var fact in earlier.Facts) without.Take(fact);
        if (Same(Decide(act, it.Command!, without), act, it.Texts) && (alike.Length == 1 || !alike[0].Facts.Any(f => f.Fact is RuleSetAdopted or CalendarAnnounced or DeclarationRevised or EnterpriseRenamed or CaseReassigned or IndicatorsEvaluated))) return;
        if (alike.Length == 1)
        {
            Reenact(alike[0]);
            it.Direct.Add(alike[0].Position);
            return;
        }
        Find(act, it, alike[..(alike.Length / 2)]);
        Find(act, it, alike[(alike.Length / 2)..]);
    }

    private static string Kind(PastAct act) => string.Join(' ', act.Facts.Select(f => f.Fact.GetType().Name).Distinct().Order(StringComparer.Ordinal));

    /// <summary>The past as it would be without a fact.</summary>
    private Changed Without(PastFact fact, SortedDictionary<long, PastAct> acts, PastAct of)
    {
        var changed = new Changed(this);
        changed.Take(fact);
        foreach (var act in acts.Values)
        {
            if (act.Position <= of.Position) continue;
            var it = Reenact(act);
            if (it.Command is null || !it.Reads.Any(changed.Touches)) continue;
            var decided = Decide(act, it.Command, changed) ?? [];
            var left = decided.Select(f => (Fact: f, Text: Text(f))).ToList();
            var gone = new List<PastFact>();
            foreach (var (recorded, text) in act.Facts.Zip(it.Texts))
            {
                var same = left.FindIndex(f => f.Text == text && f.Fact.GetType() == recorded.Fact.GetType());
                if (same >= 0) left.RemoveAt(same);
                else gone.Add(recorded);
            }
            foreach (var recorded in gone) changed.Take(recorded);
            foreach (var (added, _) in left)
            {
                // What is recorded instead stands where the other stood.
                var place = gone.FirstOrDefault(g => g.Fact.GetType() == added.GetType()) is { } instead ? instead.Position : act.Position;
                changed.Add(new(place, added));
            }
        }
        return changed;
    }

    private Reenactment Reenact(PastAct act)
    {
        if (_acts.TryGetValue(act.Position, out var known)) return known;
        var command = Reenacted.CommandOf(act);
        var traced = new Changed(this);
        string[] texts = [.. act.Facts.Select(f => Text(f.Fact))];
        var faithful = command is not null && Same(Decide(act, command, traced), act, texts);
        return _acts[act.Position] = new(act, faithful ? command : null, [.. traced.Asked], texts);
    }

    /// <returns>The facts; none where it is refused; null where a past without the fact makes no sense to the rules.</returns>
    private static IReadOnlyList<Fact>? Decide(PastAct act, ICommand command, Changed past)
    {
        past.Before = act.Position;
        try { return command.Decide(act.Act, past).Facts; }
        catch (Exception e) when (e is not OutOfMemoryException) { return null; }
        finally { past.Before = long.MaxValue; }
    }

    private static string? Answer(Func<ILedger, string?> answer, Changed past)
    {
        try { return answer(past); }
        catch (Exception e) when (e is not OutOfMemoryException) { return "no sense"; }
    }

    /// <summary>The same facts, in whatever order: the log keeps the facts of an act stream by stream.</summary>
    private static bool Same(IReadOnlyList<Fact>? decided, PastAct act, IReadOnlyList<string> texts) =>
        decided is not null && decided.Count == texts.Count
        && decided.Select(f => (f.GetType().Name, Text(f))).Order().SequenceEqual(act.Facts.Zip(texts).Select(f => (f.First.Fact.GetType().Name, f.Second)).Order());

    /// <summary>Equal for equal facts of one type.</summary>
    private static string Text(Fact fact) => JsonSerializer.Serialize(fact, fact.GetType(), Plain);

    private static readonly JsonSerializerOptions Plain = new() { IgnoreReadOnlyProperties = true };

    private (PastFact Fact, PastAct Act)[] Facts(string stream) => _streams.TryGetValue(stream, out var facts) ? facts
        : _streams[stream] = [.. past.ActsOn(stream).SelectMany(a => a.Facts.Where(f => f.Fact.Stream() == stream).Select(f => (f, a))).OrderBy(f => f.f.Position)];

    /// <param name="Command">Null where the act cannot be decided again as it was: then it stands for itself.</param>
    /// <param name="Reads">The streams that it rests on.</param>
    private sealed record Reenactment(PastAct Act, ICommand? Command, IReadOnlyList<string> Reads, IReadOnlyList<string> Texts)
    {
        /// <summary>Positions of the acts without which it would have been decided otherwise.</summary>
        public List<long> Direct { get; } = [];
    }

    /// <summary>The past, less some facts and with others.</summary>
    private sealed class Changed(Causes causes) : ILedger
    {
        private readonly HashSet<long> _gone = [];
        private readonly Dictionary<string, List<PastFact>> _added = new(StringComparer.Ordinal);
        private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, long, Type), object> _folded = [];

        /// <summary>What was recorded from here on is not known yet.</summary>
        public long Before { get; set; } = long.MaxValue;

        public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);
        public bool Touches(string stream) => _touched.Contains(stream);

        public void Take(PastFact fact)
        {
            _folded.Clear();
            _gone.Add(fact.Position);
            _touched.Add(fact.Fact.Stream());
        }

        public void Add(PastFact fact)
        {
            _folded.Clear();
            var stream = fact.Fact.Stream();
            if (!_added.TryGetValue(stream, out var facts)) _added[stream] = facts = [];
            facts.Add(fact);
            _touched.Add(stream);
        }

        public T Read<T>(string stream) where T : IState<T>
        {
            Asked.Add(stream);
            var facts = causes.Facts(stream);
            if (Touches(stream))
            {
                var at = (stream, Before, typeof(T));
                if (_folded.TryGetValue(at, out var folded)) return (T)folded;
                var changed = facts.Select(f => f.Fact).Where(f => f.Position < Before && !_gone.Contains(f.Position)).Concat(_added.GetValueOrDefault(stream, []).Where(f => f.Position < Before))
                    .OrderBy(f => f.Position).Aggregate(T.Initial, (s, f) => T.Evolve(s, f.Fact));
                _folded[at] = changed;
                return changed;
            }
            var count = 0;
            while (count < facts.Length && facts[count].Fact.Position < Before) count++;
            if (causes._states.TryGetValue((stream, count, typeof(T)), out var known)) return (T)known;
            var state = T.Initial;
            for (var i = 0; i < count; i++) state = T.Evolve(state, facts[i].Fact.Fact);
            causes._states[(stream, count, typeof(T))] = state;
            return state;
        }
    }
}
