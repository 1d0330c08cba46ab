namespace Leader.Domain;

/// <summary>Streams in memory, folded as they grow: the host of imports, replays and tests.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Dictionary<string, List<Fact>> _streams = [];
    private readonly Dictionary<string, (object State, int Count)> _states = [];

    public T Read<T>(string stream) where T : IState<T>
    {
        var facts = _streams.GetValueOrDefault(stream);
        var (state, count) = _states.GetValueOrDefault(stream) is ({ } known, var n) ? ((T)known, n) : (T.Initial, 0);
        if (facts is null || count == facts.Count) return state;
        for (; count < facts.Count; count++) state = T.Evolve(state, facts[count]);
        _states[stream] = (state, count);
        return state;
    }

    public IReadOnlyList<Fact> Facts(string stream) => _streams.GetValueOrDefault(stream) ?? [];

    public void Append(params IEnumerable<Fact> facts)
    {
        foreach (var fact in facts)
        {
            if (!_streams.TryGetValue(fact.Stream(), out var stream)) _streams[fact.Stream()] = stream = [];
            stream.Add(fact);
        }
    }
}
