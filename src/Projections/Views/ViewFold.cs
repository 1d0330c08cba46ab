using System.IO.Hashing;
using System.Runtime.InteropServices;
using Leader.Projections.Log;

namespace Leader.Projections.Views;

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
    private readonly HashSet<string> _unwritten = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastUsed = new(StringComparer.Ordinal);
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
    public string[] Missing(IEnumerable<Recorded> facts) => [.. facts.SelectMany(KeysOf).Distinct(StringComparer.Ordinal).Where(k => !_keys.ContainsKey(k))];

    /// <summary>Of those, the keys that were held before (or, rarely, have the same hash as one): all others are new, and in no table that only this fold writes.</summary>
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
        foreach (var key in KeysOf(fact))
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
            _unwritten.Add(key);
            _lastUsed[key] = _round;
        }
    }

    /// <summary>Hands out, as rows to write, all that is known and not yet in the table.</summary>
    public void Finish()
    {
        foreach (var key in _unwritten) Write(_keys[key]);
        _unwritten.Clear();
    }

    /// <summary>Lets go of the keys that were not touched for longest, down to half of the bytes; their rows are handed out to be written.</summary>
    public void Shrink(long bytes)
    {
        _round++;
        if (Held <= bytes) return;
        foreach (var (key, _) in _lastUsed.OrderBy(u => u.Value).ToArray())
        {
            if (Held <= bytes / 2) break;
            var state = _keys[key];
            if (_unwritten.Remove(key)) Write(state);
            LetGo?.Invoke(key, state.Rows);
            Held -= state.Bytes;
            _keys.Remove(key);
            _letGo.Add(Hash(key));
            HasLetGo = true;
            _lastUsed.Remove(key);
        }
    }

    /// <summary>What is known of a key; null where the fold does not hold it.</summary>
    public IReadOnlyList<HeldRow>? Of(string key) => _keys.TryGetValue(key, out var state) ? state.Rows : null;

    /// <summary>The keys that are held.</summary>
    public IReadOnlyCollection<string> Keys => _keys.Keys;

    /// <summary>Everything that is known now, in no order.</summary>
    public IEnumerable<KnownRow> Current => _keys.Values.SelectMany(k => k.Rows).Select(r => new KnownRow(r.Row, r.KnownFrom, long.MaxValue));

    private void Write(KeyFold state)
    {
        Opened.AddRange(state.Rows.Where(r => !r.Stored).Select(r => new KnownRow(r.Row, r.KnownFrom, long.MaxValue)));
        state.Stored();
    }

    private void Hold(string key, KeyFold state)
    {
        _keys[key] = state;
        _lastUsed[key] = _round;
        Held += state.Bytes;
    }

    private static ulong Hash(string key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()));

    private IEnumerable<string> KeysOf(Recorded fact) => view.KeysOf(fact.Fact) is var keys && keys is ICollection<string> { Count: <= 1 } ? keys : keys.Distinct(StringComparer.Ordinal);
}
