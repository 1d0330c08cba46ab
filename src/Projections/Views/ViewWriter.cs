using Leader.Projections.Log;

namespace Leader.Projections.Views;

/// <summary>A row with the positions between which it was what the register knew.</summary>
/// <param name="KnownTo">First position at which it no longer was, exclusive; <see cref="long.MaxValue"/> while it is.</param>
public sealed record KnownRow(Row Row, long KnownFrom, long KnownTo);

/// <summary>Folds a page of facts for one view, in memory: which rows to close, which to open.</summary>
public sealed class ViewPage(View view)
{
    private readonly Dictionary<string, List<(Row Row, long KnownFrom, bool Stored)>> _current = new(StringComparer.Ordinal);

    /// <summary>Rows of the table that end: key, first day, position at which they were opened, position at which they end.</summary>
    public List<(string Key, DateOnly From, long KnownFrom, long KnownTo)> Closed { get; } = [];

    /// <summary>Rows to write, already ended ones of this page included.</summary>
    public List<KnownRow> Opened { get; } = [];

    public View View => view;

    public void Load(string key, DateOnly from, DateOnly to, long knownFrom, byte[] payload) =>
        Rows(key).Add((new Row(key, from, to, payload, new()), knownFrom, true));

    public void Apply(Recorded fact)
    {
        foreach (var key in view.KeysOf(fact.Fact).Distinct(StringComparer.Ordinal))
        {
            var current = Rows(key);
            var after = view.Fold(key, [.. current.Select(c => c.Row)], fact);
            var next = new List<(Row Row, long KnownFrom, bool Stored)>();
            foreach (var row in after)
            {
                var same = current.FindIndex(c => c.Row.From == row.From && c.Row.To == row.To && c.Row.Payload.AsSpan().SequenceEqual(row.Payload));
                if (same >= 0) { next.Add(current[same]); current.RemoveAt(same); }
                else next.Add((row, fact.Position, false));
            }
            foreach (var (row, knownFrom, stored) in current)
            {
                if (stored) Closed.Add((key, row.From, knownFrom, fact.Position));
                else if (knownFrom < fact.Position) Opened.Add(new(row, knownFrom, fact.Position));
            }
            _current[key] = next;
        }
    }

    /// <summary>After the last fact of the page: the rows that are still known.</summary>
    public void Finish() =>
        Opened.AddRange(_current.Values.SelectMany(rows => rows).Where(r => !r.Stored).Select(r => new KnownRow(r.Row, r.KnownFrom, long.MaxValue)));

    private List<(Row Row, long KnownFrom, bool Stored)> Rows(string key)
    {
        if (!_current.TryGetValue(key, out var rows)) _current[key] = rows = [];
        return rows;
    }
}
