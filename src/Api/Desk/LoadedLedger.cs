using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Desk;

/// <summary>
/// The ledger of one decision. What the decision asks for is loaded, and the decision run again, until it has seen
/// everything that it rests on: so nobody can forget to load, or to guard, a stream.
/// </summary>
internal sealed class LoadedLedger(LogStreams log) : ILedger
{
    private readonly Dictionary<string, List<Fact>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Folded> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>What requests before this one would record, in the same transaction.</summary>
    private readonly Dictionary<string, List<Fact>> _added = new(StringComparer.Ordinal);

    /// <summary>The version of each stream that the decision looked at; 0 where there is none.</summary>
    public IEnumerable<(string Stream, int Version)> Seen => _asked.Select(s => (s, _streams[s].Count));

    /// <summary>How many streams the decision looked at.</summary>
    public int Asked => _asked.Count;

    public bool WasAsked(string stream) => _asked.Contains(stream);
    public int Version(string stream) => _streams[stream].Count;

    public T Read<T>(string stream) where T : IState<T>
    {
        _asked.Add(stream);
        return Peek<T>(stream);
    }

    /// <summary>Looks without resting on it: the stream is not guarded.</summary>
    public T Peek<T>(string stream) where T : IState<T>
    {
        if (_states.TryGetValue(stream, out var known)) return (T)known.Now;
        if (!_streams.TryGetValue(stream, out var facts)) return T.Initial;
        var folded = _states[stream] = new(facts.Aggregate(T.Initial, T.Evolve), (state, fact) => T.Evolve((T)state, fact));
        foreach (var fact in _added.GetValueOrDefault(stream, [])) folded.Add(fact);
        return (T)folded.Now;
    }

    /// <summary>What is recorded of a stream, and what it is with all that was added: neither is folded anew for one fact more.</summary>
    private sealed class Folded(object recorded, Func<object, Fact, object> evolve)
    {
        private object? _added;
        public object Now => _added ?? recorded;
        public void Add(Fact fact) => _added = evolve(Now, fact);
        public void TakeBack() => _added = null;
        public Folded With(IEnumerable<Fact> facts) => new(facts.Aggregate(recorded, evolve), evolve);
    }

    /// <summary>All that the ledgers of several decisions looked at, each stream as the last of them read it.</summary>
    public static LoadedLedger Of(LogStreams log, IEnumerable<LoadedLedger> several)
    {
        var all = new LoadedLedger(log);
        foreach (var ledger in several)
        {
            all._asked.UnionWith(ledger._asked);
            foreach (var (stream, facts) in ledger._streams)
            {
                if (all._streams.TryGetValue(stream, out var known) && known.Count >= facts.Count) continue;
                all._streams[stream] = facts;
                all._states.Remove(stream);
            }
            foreach (var (stream, state) in ledger._states)
            {
                if (all._streams.GetValueOrDefault(stream) == ledger._streams[stream]) all._states.TryAdd(stream, state.With([]));
            }
        }
        return all;
    }

    /// <summary>Loads what was recorded in its streams since they were read.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        foreach (var (stream, facts) in await log.ReadOnAsync(_streams.ToDictionary(s => s.Key, s => s.Value.Count), ct))
        {
            _streams[stream] = [.. _streams[stream], .. facts];
            if (_states.TryGetValue(stream, out var folded)) _states[stream] = folded.With(facts);
        }
    }

    /// <summary>From now on these facts count as recorded.</summary>
    public void Add(IEnumerable<Fact> facts)
    {
        foreach (var fact in facts)
        {
            var stream = fact.Stream();
            if (!_added.TryGetValue(stream, out var added)) _added[stream] = added = [];
            added.Add(fact);
            if (_states.TryGetValue(stream, out var folded)) folded.Add(fact);
        }
    }

    /// <summary>Takes back all that was added.</summary>
    public void TakeBack()
    {
        foreach (var stream in _added.Keys)
        {
            if (_states.TryGetValue(stream, out var folded)) folded.TakeBack();
        }
        _added.Clear();
    }

    /// <summary>Loads what was asked for and not yet there.</summary>
    /// <returns>The instant of it, by the database's clock; null when there was nothing to load.</returns>
    public async Task<DateTimeOffset?> LoadAsync(CancellationToken ct, params IEnumerable<string> also)
    {
        var missing = _asked.Union(also).Where(s => !_streams.ContainsKey(s)).ToArray();
        if (missing.Length == 0) return null;
        var (read, now) = await log.ReadNowAsync(missing, ct);
        foreach (var (stream, facts) in read) _streams[stream] = facts;
        return now;
    }
}
