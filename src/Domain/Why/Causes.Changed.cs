namespace Leader.Domain.Why;

public sealed partial class Causes
{
    /// <summary>
    /// The past, less some facts and with others. Changed in the order of the log only: what was read before a change stays as it was.
    /// </summary>
    private sealed class Changed(Causes causes) : ILedger
    {
        private readonly Dictionary<string, List<PastFact>> _streams = new(StringComparer.Ordinal), _taken = new(StringComparer.Ordinal);
        private readonly HashSet<string> _added = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, Type), (int Count, object State)> _states = [];

        /// <summary>What was recorded from here on is not known yet.</summary>
        public long Before { get; set; } = long.MaxValue;

        public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);
        public bool Touches(string stream) => _streams.ContainsKey(stream);

        /// <summary>The positions of what is gone from what the act looks up; null where something else stands there.</summary>
        public string? Gone(Reenactment it) => it.Reads.Any(_added.Contains) ? null
            : string.Join(',', it.Reads.SelectMany(s => _taken.GetValueOrDefault(s, [])).Select(f => f.Position)
                .Where(p => p < it.Act.Position).Order());

        public void Take(PastFact fact)
        {
            var facts = Stream(fact);
            facts.RemoveAt(facts.FindIndex(f => ReferenceEquals(f, fact)));
            if (!_taken.TryGetValue(fact.Fact.Stream(), out var taken)) _taken[fact.Fact.Stream()] = taken = [];
            taken.Add(fact);
        }

        public void Add(PastFact fact)
        {
            var facts = Stream(fact);
            facts.Insert(Count(facts, fact.Position + 1), fact);
            _added.Add(fact.Fact.Stream());
        }

        private List<PastFact> Stream(PastFact fact) => _streams.TryGetValue(fact.Fact.Stream(), out var facts)
            ? facts
            : _streams[fact.Fact.Stream()] = [.. causes.Facts(fact.Fact.Stream()).Select(f => f.Fact)];

        public T Read<T>(string stream) where T : IState<T>
        {
            Asked.Add(stream);
            var original = causes.Facts(stream);
            if (!_streams.TryGetValue(stream, out var facts)) return causes.After<T>(stream, Count(original, Before));
            var count = Count(facts, Before);
            if (!_states.TryGetValue((stream, typeof(T)), out var at) || at.Count > count)
            {
                var same = 0;
                while (same < count && same < original.Length && ReferenceEquals(facts[same], original[same].Fact)) same++;
                at = (same, causes.After<T>(stream, same));
            }
            for (; at.Count < count; at.Count++) at.State = T.Evolve((T)at.State, facts[at.Count].Fact);
            _states[(stream, typeof(T))] = at;
            return (T)at.State;
        }

        private static int Count(List<PastFact> facts, long before) => Count(facts.Count, i => facts[i].Position < before);
        private static int Count((PastFact Fact, PastAct Act)[] facts, long before) =>
            Count(facts.Length, i => facts[i].Fact.Position < before);

        /// <summary>How many of the first things are so; those after them are not.</summary>
        private static int Count(int count, Func<int, bool> isSo)
        {
            var (low, high) = (0, count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (isSo(middle)) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }
}
