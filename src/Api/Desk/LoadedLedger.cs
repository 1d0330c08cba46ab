using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Desk;

/// <summary>
/// The ledger of one decision. What the decision asks for is loaded, and the decision run again, until it has seen
/// everything that it rests on: so nobody can forget to load, or to guard, a stream.
/// </summary>
internal sealed class LoadedLedger(LogStreams log, KeptStates kept) : ILedger
{
    private readonly Dictionary<string, Loaded> _streams = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>What requests before this one would record, in the same transaction.</summary>
    private readonly Dictionary<string, List<Fact>> _added = new(StringComparer.Ordinal);

    /// <summary>The version of each stream that the decision looked at; 0 where there is none.</summary>
    public IEnumerable<(string Stream, long Version)> Seen => _asked.Select(s => (s, _streams[s].End.Version));

    /// <summary>Streams whose kept state is of another type than the decision asks for: they are read whole.</summary>
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    /// <summary>How many streams the decision looked at, and how many of them have to be read once more.</summary>
    public int Asked => _asked.Count + _whole.Count;

    public bool WasAsked(string stream) => _asked.Contains(stream);

    public T Read<T>(string stream) where T : IState<T>
    {
        _asked.Add(stream);
        return Peek<T>(stream);
    }

    /// <summary>Looks without resting on it: the stream is not guarded.</summary>
    public T Peek<T>(string stream) where T : IState<T>
    {
        if (!_streams.TryGetValue(stream, out var loaded)) return T.Initial;
        if (loaded.State is { Value: not T } && _whole.Add(stream))
        {
            _streams.Remove(stream);
            return T.Initial;
        }
        if (loaded.State is null)
        {
            loaded.State = new KeptState(default, T.Initial, (state, fact) => T.Evolve((T)state, fact), 0).With(loaded.Unread!);
            loaded.Unread = null;
            if (loaded.End.Version > 0) kept.Keep(stream, loaded.State);
            foreach (var fact in _added.GetValueOrDefault(stream, [])) loaded.Add(fact);
        }
        return (T)loaded.Now;
    }

    /// <summary>What is recorded of a stream, and what it is with all that was added: neither is folded anew for one fact more.</summary>
    private sealed class Loaded
    {
        private object? _added;

        /// <summary>Null until somebody looks at it, and says of what type it is.</summary>
        public KeptState? State { get; set; }

        /// <summary>The whole stream, until then.</summary>
        public StreamPart? Unread { get; set; }

        public StreamEnd End => State?.End ?? Unread!.End;
        public object Now => _added ?? State!.Value;

        public void Add(Fact fact)
        {
            if (State is not null) _added = State.Evolve(Now, fact);
        }

        public void TakeBack() => _added = null;
        public Loaded Apart() => new() { State = State, Unread = Unread };
    }

    /// <summary>All that the ledgers of several decisions looked at, each stream as the last of them read it.</summary>
    public static LoadedLedger Of(LogStreams log, KeptStates kept, IEnumerable<LoadedLedger> several)
    {
        var all = new LoadedLedger(log, kept);
        foreach (var ledger in several)
        {
            all._asked.UnionWith(ledger._asked);
            foreach (var (stream, loaded) in ledger._streams)
            {
                if (!all._streams.TryGetValue(stream, out var known) || known.End.Version < loaded.End.Version)
                {
                    all._streams[stream] = loaded.Apart();
                }
            }
        }
        return all;
    }

    /// <summary>Loads what was recorded in its streams since they were read.</summary>
    public Task CatchUpAsync(CancellationToken ct) => ReadAsync(_streams.ToDictionary(s => s.Key, s => s.Value.State), ct);

    /// <summary>From now on these facts count as recorded.</summary>
    public void Add(IEnumerable<Fact> facts)
    {
        foreach (var fact in facts)
        {
            var stream = fact.Stream();
            if (!_added.TryGetValue(stream, out var added)) _added[stream] = added = [];
            added.Add(fact);
            _streams.GetValueOrDefault(stream)?.Add(fact);
        }
    }

    /// <summary>Takes back all that was added.</summary>
    public void TakeBack()
    {
        foreach (var stream in _added.Keys) _streams.GetValueOrDefault(stream)?.TakeBack();
        _added.Clear();
    }

    /// <summary>Loads what was asked for and not yet there.</summary>
    /// <returns>The instant of it, by the database's clock; null when there was nothing to load.</returns>
    public async Task<DateTimeOffset?> LoadAsync(CancellationToken ct, params IEnumerable<string> also)
    {
        var missing = _asked.Union(also).Where(s => !_streams.ContainsKey(s))
            .ToDictionary(s => s, s => _whole.Contains(s) ? null : kept.Of(s));
        return missing.Count == 0 ? null : await ReadAsync(missing, ct);
    }

    /// <summary>Reads on from what is known, and whole what is not.</summary>
    private async Task<DateTimeOffset> ReadAsync(Dictionary<string, KeptState?> known, CancellationToken ct)
    {
        var (parts, now) = await log.ReadOnAsync(known.ToDictionary(k => k.Key, k => k.Value?.End ?? default), ct);
        foreach (var (stream, part) in parts)
        {
            var loaded = _streams[stream] = new() { Unread = part };
            if (known[stream] is not { } state || state.End != part.After) continue;
            (loaded.State, loaded.Unread) = (part.Facts.Count == 0 ? state : state.With(part), null);
            if (part.Facts.Count > 0) kept.Keep(stream, loaded.State);
            foreach (var fact in _added.GetValueOrDefault(stream, [])) loaded.Add(fact);
        }
        return now;
    }
}
