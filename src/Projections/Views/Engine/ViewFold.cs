using System.IO.Hashing;
using System.Runtime.InteropServices;
using Leader.Projections.Log;

namespace Leader.Projections.Views.Engine;

/// <summary>A row with the positions between which it was what the register knew.</summary>
/// <param name="KnownTo">First position at which it no longer was, exclusive; <see cref="long.MaxValue"/> while it is.</param>
public sealed record KnownRow(Row Row, long KnownFrom, long KnownTo);

/// <summary>A row of the table that ends: what it is found by, and the position at which it ends.</summary>
public readonly record struct ClosedRow(string Key, DateOnly From, long KnownFrom, long KnownTo);

/// <summary>
/// The fold of one view, in memory, the same for its three hosts: live (a page at a time over the table), rebuild (all facts into
/// another table) and replay (no table). Facts come in order of their positions.
/// </summary>
public sealed class ViewFold(View view)
{
    private readonly Dictionary<string, KeyFold> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _letGo = [];
    private int _round;

    public View View => view;

    /// <summary>Rows of the table that end. To be cleared by who writes them.</summary>
    public List<ClosedRow> Closed { get; } = [];

    /// <summary>Rows to write, ended ones included. To be cleared by who writes them.</summary>
    public List<KnownRow> Opened { get; } = [];

    /// <summary>Gets each key that is let go, with all that is known of it: for hosts that have no table.</summary>
    public Action<string, IReadOnlyList<HeldRow>>? LetGo { get; init; }

    /// <summary>Bytes of the documents held.</summary>
    public long Held { get; private set; }

    /// <summary>Keys were let go: a key that is not held may stand in the table.</summary>
    public bool HasLetGo { get; private set; }

    /// <summary>The keys that the facts touch and that are not held: their rows must be loaded first, where there is a table.</summary>
    public string[] Missing(IEnumerable<Recorded> facts) =>
        [.. facts.SelectMany(f => view.KeysOf(f.Fact)).Distinct(StringComparer.Ordinal).Where(k => !_keys.ContainsKey(k))];

    /// <summary>
    /// Of those, the keys that were held before (or, rarely, have the same hash as one): all others are new, and in no table that only this
    /// fold writes.
    /// </summary>
    public string[] Returning(IEnumerable<Recorded> facts) => HasLetGo ? [.. Missing(facts).Where(k => _letGo.Contains(Hash(k)))] : [];

    /// <summary>Hands over what is to be written.</summary>
    public (KnownRow[] Opened, ClosedRow[] Closed) Take()
    {
        var taken = (Opened.ToArray(), Closed.ToArray());
        Opened.Clear();
        Closed.Clear();
        return taken;
    }

    /// <param name="rows">Rows of one key that the table holds, in order of their days.</param>
    public void Load(string key, IReadOnlyList<HeldRow> rows) => Hold(key, view.Open(key, rows));

    public void Apply(Recorded fact)
    {
        switch (view.KeysOf(fact.Fact))
        {
            case IList<string> { Count: 0 }: break;
            case IList<string> { Count: 1 } keys: Apply(keys[0], fact); break;
            case var keys: foreach (var key in keys.Distinct(StringComparer.Ordinal)) Apply(key, fact); break;
        }
    }

    private void Apply(string key, Recorded fact)
    {
        if (!_keys.TryGetValue(key, out var state)) Hold(key, state = view.Open(key, []));
        Held -= state.Bytes;
        var gone = state.Apply(fact);
        Held += state.Bytes;
        foreach (var row in gone)
        {
            if (row.Stored) Closed.Add(new(key, row.Row.From, row.KnownFrom, fact.Position));
            else if (row.KnownFrom < fact.Position) Opened.Add(new(row.Row, row.KnownFrom, fact.Position));
        }
        state.Round = _round;
    }

    /// <summary>Hands out, as rows to write, all that is known and not yet in the table.</summary>
    public void Finish()
    {
        foreach (var state in _keys.Values) Write(state);
    }

    /// <summary>
    /// Lets go of the keys that were not touched for longest, down to half of the bytes; their rows are handed out to be written.
    /// </summary>
    public void Shrink(long bytes)
    {
        _round++;
        if (Held <= bytes) return;
        foreach (var (key, state) in _keys.OrderBy(k => k.Value.Round).ToArray())
        {
            if (Held <= bytes / 2) break;
            Write(state);
            LetGo?.Invoke(key, state.Rows);
            Held -= state.Bytes;
            _keys.Remove(key);
            _letGo.Add(Hash(key));
            HasLetGo = true;
        }
    }

    /// <summary>What is known of a key; null where the fold does not hold it.</summary>
    public IReadOnlyList<HeldRow>? Of(string key) => _keys.TryGetValue(key, out var state) ? state.Rows : null;

    /// <summary>The document of a key on the newest day; null where the fold does not hold it, or nothing is known.</summary>
    public object? Newest(string key) => _keys.GetValueOrDefault(key)?.Newest;

    /// <summary>The keys that are held.</summary>
    public IReadOnlyCollection<string> Keys => _keys.Keys;

    /// <summary>Everything that is known now, in no order.</summary>
    public IEnumerable<KnownRow> Current =>
        _keys.Values.SelectMany(k => k.Rows).Select(r => new KnownRow(r.Row, r.KnownFrom, long.MaxValue));

    private void Write(KeyFold state)
    {
        foreach (var row in state.Rows)
        {
            if (!row.Stored) Opened.Add(new(row.Row, row.KnownFrom, long.MaxValue));
        }
        state.Stored();
    }

    private void Hold(string key, KeyFold state)
    {
        _keys[key] = state;
        state.Round = _round;
        Held += state.Bytes;
    }

    private static ulong Hash(string key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()));
}
