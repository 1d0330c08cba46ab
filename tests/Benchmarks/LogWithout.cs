using Leader.Domain;
using Leader.Domain.Process;
using Leader.Domain.Why;

namespace Leader.Benchmarks;

/// <summary>
/// The log decided again from its first act to its last, without one fact: the long way to what <c>why</c> answers, and a second one. It
/// knows nothing of what acts look up, of pasts that are alike, or of what is kept.
/// </summary>
internal sealed class LogWithout : ILedger
{
    private readonly Dictionary<string, List<Fact>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, Type), (object State, int Count)> _states = [];

    /// <param name="without">The position of the fact; null for the log as it is.</param>
    public LogWithout(IEnumerable<PastAct> acts, long? without)
    {
        foreach (var act in acts)
        {
            var facts = act.Facts.Where(f => f.Position != without).Select(f => f.Fact);
            if (without < act.Position)
            {
                try { facts = act.Request!.Enter(act.Act, this).Facts; }
                catch (Exception e) when (e is not OutOfMemoryException) { facts = []; } // such a past makes no sense to the rules
            }
            foreach (var fact in facts)
            {
                if (!_streams.TryGetValue(fact.Stream(), out var stream)) _streams[fact.Stream()] = stream = [];
                stream.Add(fact);
            }
        }
    }

    public T Read<T>(string stream) where T : IState<T>
    {
        if (!_streams.TryGetValue(stream, out var facts)) return T.Initial;
        var (state, count) = _states.TryGetValue((stream, typeof(T)), out var known) ? ((T)known.State, known.Count) : (T.Initial, 0);
        for (; count < facts.Count; count++) state = T.Evolve(state, facts[count]);
        _states[(stream, typeof(T))] = (state, count);
        return state;
    }
}
