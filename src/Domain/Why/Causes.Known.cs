using System.Diagnostics.CodeAnalysis;
using System.Text;
using Leader.Domain.Record;

namespace Leader.Domain.Why;

/// <remarks>
/// What follows from the absence of a fact does not depend on the question. It is found once, act by act as they are recorded
/// (<see cref="Follow"/>), and kept; a question then only compares its answer in the pasts that differ where it looks (<see cref="Known"/>).
/// </remarks>
public sealed partial class Causes
{
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
        return new(act.Position, [.. Bearing(it, null).Keys.Order()], otherwise);

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
    /// The positions of the facts without which the answer would be another, as <see cref="Of"/> finds them; what follows for all acts of
    /// the past must be known.
    /// </summary>
    public SortedSet<long> Known(Subject subject)
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
            foreach (var (fact, _) in Facts(stream).TakeWhile(f => f.Fact.Position < before)) Without(fact.Position).Gone.Add(fact.Position);
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

    /// <summary>What an act would not have recorded, and what it would have recorded instead.</summary>
    private readonly struct Outcome(List<PastFact> gone, List<Fact> left) : IEquatable<Outcome>
    {
        private readonly List<PastFact> _gone = gone;
        private readonly List<Fact> _left = left;

        public bool Equals(Outcome other) => _gone.SequenceEqual(other._gone) && Alike.Same(_left, other._left);
        public override bool Equals([NotNullWhen(true)] object? obj) => obj is Outcome other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var fact in _gone) hash.Add(fact.Position);
            hash.Add(Alike.Hash(_left));
            return hash.ToHashCode();
        }

        public IEnumerable<Consequence> OfStreams(PastAct act, IReadOnlyList<long> without)
        {
            var gone = _gone;
            var instead = _left.Select(f => new PastFact(Place(gone, f, act), f)).ToLookup(f => f.Fact.Stream(), StringComparer.Ordinal);
            var taken = gone.ToLookup(f => f.Fact.Stream(), f => f.Position, StringComparer.Ordinal);
            return taken.Select(g => g.Key).Union(instead.Select(i => i.Key))
                .Select(s => new Consequence(s, act.Position, without, [.. taken[s]], [.. instead[s]]));
        }
    }

    /// <summary>What is recorded instead stands where the other stood.</summary>
    private static long Place(List<PastFact> gone, Fact added, PastAct act) =>
        gone.FirstOrDefault(g => g.Fact.GetType() == added.GetType()) is { } instead ? instead.Position : act.Position;
}
