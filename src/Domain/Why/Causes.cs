using System.Text;
using Leader.Domain.Process;
using Leader.Domain.Record;

namespace Leader.Domain.Why;

/// <summary>
/// Why something is as it is: the facts of the past that it rests on. Remove any one and the result changes. Each is found by trying: the
/// past is decided again without it, by the rules themselves, and the answer is compared. An act whose decision no longer stands is not
/// recorded, which may undo later ones.
/// </summary>
/// <remarks>
/// A fact whose absence changes nothing, as one of two that each suffice, is no cause. What follows from the absence of a fact does not
/// depend on the question. It is found once, act by act as they are recorded (<see cref="Follow"/>), and kept; a question then only
/// compares its answer in the pasts that differ where it looks (<see cref="Of"/>).
/// </remarks>
/// <param name="followed">What is known to follow on a stream from the absence of earlier facts, in the order of the acts.</param>
public sealed partial class Causes(IPast past, Func<string, IEnumerable<Consequence>>? followed = null, CancellationToken ct = default)
{
    /// <summary>Set when the past could not be read: then nothing is known, least of all that a decision makes no sense.</summary>
    private bool _unread;

    private readonly Dictionary<string, (PastFact Fact, PastAct Act)[]> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, Type Type), List<object>> _states = [];
    private readonly Dictionary<string, Dictionary<long, List<Consequence>>> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<Consequence, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<long, Changed> _lacking = [];

    /// <summary>
    /// What the act would have come to, had each earlier fact not been there. What follows for all acts before it must be known, or have
    /// been found by this.
    /// </summary>
    public Followed Follow(PastAct act)
    {
        ct.ThrowIfCancellationRequested();
        var it = Reenact(act);
        if (it.Command is null) return new(act.Position, [], []);
        var outcomes = new Dictionary<Outcome, List<long>>();
        foreach (var alike in Lacking(it.Reads, act.Position))
        {
            (IReadOnlyList<Fact>? Facts, string[] Beside)? same = null;
            foreach (var fact in alike)
            {
                var past = _lacking.TryGetValue(fact, out var known) ? known : _lacking[fact] = new(this, fact);
                var decided = same is { } found && !found.Beside.Any(past.Touches) ? found.Facts : DecideIn(past, ref same);
                var (gone, left) = it.Difference(decided ?? []);
                if (gone.Count + left.Count == 0) continue;
                var outcome = new Outcome(gone, left);
                if (!outcomes.TryGetValue(outcome, out var without)) outcomes[outcome] = without = [];
                without.Add(fact);
            }
        }
        var otherwise = outcomes.SelectMany(o => o.Key.OfStreams(act, o.Value)).ToArray();
        foreach (var consequence in otherwise) Take(consequence, KnownOn(consequence.Stream));
        return new(act.Position, [.. Bearing(it)], otherwise);

        IReadOnlyList<Fact>? DecideIn(Changed past, ref (IReadOnlyList<Fact>?, string[])? same)
        {
            var decided = Decide(act, it.Command, past);
            var beside = past.Asked.Except(it.Reads).ToArray();
            if (same is null && !beside.Any(past.Touches)) same = (decided, beside);
            return decided;
        }

        void Take(Consequence consequence, Dictionary<long, List<Consequence>> on)
        {
            Keep(consequence, on);
            foreach (var fact in consequence.Without)
            {
                if (_lacking.TryGetValue(fact, out var past)) past.Also(consequence);
            }
        }
    }

    /// <summary>
    /// The positions of the facts without which the answer would be another; what follows for all acts of the past must be known.
    /// </summary>
    public SortedSet<long> Of(Subject subject)
    {
        var real = new Changed(this);
        var given = Answer(subject.Answer, real);
        string[] asked = [.. real.Asked.Union(subject.Streams)];
        var causes = new SortedSet<long>();
        foreach (var alike in Lacking(asked, long.MaxValue))
        {
            bool? same = null;
            foreach (var fact in alike)
            {
                ct.ThrowIfCancellationRequested();
                if (same is not { } differs)
                {
                    var past = new Changed(this, fact);
                    differs = Answer(subject.Answer, past) != given;
                    if (past.Asked.All(asked.Contains)) same = differs;
                }
                if (differs) causes.Add(fact);
            }
        }
        return causes;
    }

    /// <summary>The facts without which something on the streams would be another; together those that lead to the same there.</summary>
    private IEnumerable<IEnumerable<long>> Lacking(IReadOnlyList<string> streams, long before)
    {
        var pasts = new Dictionary<long, (SortedSet<long> Gone, List<int> Instead)>();
        foreach (var stream in streams)
        {
            foreach (var (fact, _) in Before(Facts(stream), before)) Without(fact.Position).Gone.Add(fact.Position);
            foreach (var (fact, known) in KnownOn(stream))
            {
                var (gone, instead) = Without(fact);
                foreach (var one in known)
                {
                    gone.UnionWith(one.Gone);
                    if (one.Instead.Count > 0) instead.Add(_numbers[one]);
                }
            }
        }
        return pasts.GroupBy(
            p => new StringBuilder().AppendJoin(',', p.Value.Gone).Append('+').AppendJoin(',', p.Value.Instead).ToString(),
            p => p.Key,
            StringComparer.Ordinal);

        (SortedSet<long> Gone, List<int> Instead) Without(long fact)
        {
            if (!pasts.TryGetValue(fact, out var past)) pasts[fact] = past = ([], []);
            return past;
        }
    }

    /// <summary>What is known to follow on the stream, by the fact that would not be there, in the order of the acts.</summary>
    private Dictionary<long, List<Consequence>> KnownOn(string stream)
    {
        if (_known.TryGetValue(stream, out var on)) return on;
        on = [];
        _unread = true;
        ct.ThrowIfCancellationRequested();
        foreach (var consequence in followed?.Invoke(stream) ?? []) Keep(consequence, on);
        _unread = false;
        return _known[stream] = on;
    }

    private void Keep(Consequence consequence, Dictionary<long, List<Consequence>> on)
    {
        _numbers[consequence] = _numbers.Count;
        foreach (var fact in consequence.Without)
        {
            if (!on.TryGetValue(fact, out var all)) on[fact] = all = [];
            all.Add(consequence);
        }
    }

    /// <summary>
    /// The facts without which the act would have been decided otherwise, by position. Facts of one type are tried together, and apart only
    /// where that matters; but for those of which a later one replaces an earlier one, and could make up for it. A step behind which others
    /// were taken (a complaint that was accepted, then answered) is made up for by them: all are tried.
    /// </summary>
    private SortedSet<long> Bearing(Reenactment it)
    {
        var direct = new SortedSet<long>();
        foreach (var alike in it.Reads.SelectMany(s => Before(Facts(s), it.Act.Position)).GroupBy(f => f.Fact.Fact.GetType()))
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
                direct.Add(alike[0].Fact.Position);
            }
            else
            {
                Find(alike[..(alike.Length / 2)]);
                Find(alike[(alike.Length / 2)..]);
            }
        }

        void Together((PastFact Fact, PastAct Act)[] stream)
        {
            var before = Before(stream, it.Act.Position).ToArray();
            var last = before[(Array.FindLastIndex(before, f => direct.Contains(f.Fact.Position)) + 1)..];
            if (last.Length < 2 || StandsWithout(0)) return;
            var (without, with) = (0, last.Length);
            while (with - without > 1)
            {
                var middle = (without + with) / 2;
                if (StandsWithout(middle)) with = middle;
                else without = middle;
            }
            direct.Add(last[without].Fact.Position);

            bool StandsWithout(int from) => Stands(last.AsSpan(from));
        }

        bool Stands(ReadOnlySpan<(PastFact Fact, PastAct Act)> without)
        {
            var changed = new Changed(this);
            foreach (var (fact, _) in without) changed.Take(fact);
            return it.Same(Decide(it.Act, it.Command!, changed));
        }
    }

    private static bool Replaces(Fact fact) =>
        fact is RuleSetAdopted or CalendarAnnounced or DeclarationRevised or EnterpriseRenamed or CaseReassigned or IndicatorsEvaluated;

    private Reenactment Reenact(PastAct act)
    {
        var command = act.Request ?? RequestsBeforeTheyWereRecorded.CommandOf(act);
        var it = new Reenactment(act, command is null ? null : command.Enter);
        // Recorded when there were no rules of entry yet: then by its own rules alone.
        if (command is not null && !AsRecorded() && !AsRecorded(command.Decide)) it.Command = null;
        return it;

        bool AsRecorded(Func<Act, ILedger, Decision>? otherwise = null)
        {
            var traced = new Changed(this);
            it.Command = otherwise ?? it.Command;
            var decided = Decide(act, it.Command!, traced);
            it.Reads = [.. traced.Asked];
            return it.Same(decided);
        }
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

    private static IEnumerable<(PastFact Fact, PastAct Act)> Before((PastFact Fact, PastAct Act)[] facts, long position) =>
        facts.TakeWhile(f => f.Fact.Position < position);

    private sealed class Reenactment(PastAct act, Func<Act, ILedger, Decision>? command)
    {
        public PastAct Act => act;

        /// <summary>Null where the act cannot be decided again as it was: then it stands for itself.</summary>
        public Func<Act, ILedger, Decision>? Command { get; set; } = command;

        /// <summary>The streams that it rests on.</summary>
        public IReadOnlyList<string> Reads { get; set; } = [];

        /// <summary>The same facts, in whatever order: the log keeps the facts of an act stream by stream.</summary>
        public bool Same(IReadOnlyList<Fact>? decided) =>
            decided is not null && Difference(decided) is { Gone.Count: 0, Left.Count: 0 };

        /// <summary>What of it was recorded and would not be, and what would be recorded instead.</summary>
        public (List<PastFact> Gone, List<Fact> Left) Difference(IReadOnlyList<Fact> decided)
        {
            var left = decided.ToList();
            var gone = new List<PastFact>();
            foreach (var recorded in act.Facts)
            {
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
