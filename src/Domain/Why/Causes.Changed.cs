namespace Leader.Domain.Why;

public sealed partial class Causes
{
    /// <summary>
    /// The past, less some facts and with others. Changed in the order of the log only: what was read before a change stays as it was.
    /// </summary>
    /// <param name="lacking">The position of a fact that is not there; what is known to follow from that is changed from the start.</param>
    private sealed class Changed(Causes causes, long? lacking = null) : ILedger
    {
        private readonly Dictionary<string, List<PastFact>?> _streams = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, Type), (int Count, object State)> _states = [];

        /// <summary>What was recorded from here on is not known yet.</summary>
        public long Before { get; set; } = long.MaxValue;

        public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);
        public bool Touches(string stream) => Own(stream) is not null;

        public void Take(PastFact fact)
        {
            var facts = Stream(fact.Fact.Stream());
            facts.RemoveAt(facts.FindIndex(f => ReferenceEquals(f, fact)));
        }

        /// <summary>What became known after some streams were looked at: those are changed now, others when they are.</summary>
        public void Also(Consequence known)
        {
            if (_streams.TryGetValue(known.Stream, out var facts)) Apply(facts ?? Stream(known.Stream), known);
        }

        /// <summary>As they are in this past; null where nothing is changed.</summary>
        private List<PastFact>? Own(string stream)
        {
            if (_streams.TryGetValue(stream, out var facts)) return facts;
            if (lacking is not { } position) return null;
            var original = causes.Facts(stream);
            var at = Count(original, position);
            var isHere = at < original.Length && original[at].Fact.Position == position;
            if (isHere || causes.KnownOn(stream).ContainsKey(position))
            {
                facts = [.. original.Select(f => f.Fact)];
                if (isHere) facts.RemoveAt(at);
                foreach (var known in causes.KnownOn(stream).GetValueOrDefault(position, [])) Apply(facts, known);
            }
            return _streams[stream] = facts;
        }

        private List<PastFact> Stream(string stream) => Own(stream) ?? (_streams[stream] = [.. causes.Facts(stream).Select(f => f.Fact)])!;

        private static void Apply(List<PastFact> facts, Consequence known)
        {
            foreach (var gone in known.Gone) facts.RemoveAt(facts.FindIndex(f => f.Position == gone));
            foreach (var instead in known.Instead) facts.Insert(Count(facts, instead.Position + 1), instead);
        }

        public T Read<T>(string stream) where T : IState<T>
        {
            Asked.Add(stream);
            var original = causes.Facts(stream);
            if (Own(stream) is not { } facts) return causes.After<T>(stream, Count(original, Before));
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
