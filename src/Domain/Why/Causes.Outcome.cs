using System.Diagnostics.CodeAnalysis;

namespace Leader.Domain.Why;

public sealed partial class Causes
{
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
