using Leader.Projections.Log;

namespace Leader.Projections.Views;

/// <summary>A row that is known now.</summary>
/// <param name="KnownFrom">Position of the fact that made it.</param>
/// <param name="Stored">It stands in the table.</param>
public sealed record HeldRow(Row Row, long KnownFrom, bool Stored);

/// <summary>One key of a view while facts are folded into it.</summary>
internal abstract class KeyFold
{
    /// <summary>What is known now, in order of days, without overlap; neighbours differ.</summary>
    public abstract IReadOnlyList<HeldRow> Rows { get; set; }

    /// <returns>The rows that are known no longer.</returns>
    public abstract IReadOnlyList<HeldRow> Apply(Recorded fact);
}

/// <summary>Keeps the documents of the rows, so that only what a fact changes is written again.</summary>
internal sealed class KeyFold<T>(View<T> view, string key, IReadOnlyList<HeldRow> rows) : KeyFold where T : class
{
    private T[]? _docs;

    public override IReadOnlyList<HeldRow> Rows { get; set; } = rows;

    public override IReadOnlyList<HeldRow> Apply(Recorded fact)
    {
        var docs = _docs ??= [.. Rows.Select(r => Payload.Read<T>(r.Row.Payload))];
        var before = new Timeline<T>([.. Rows.Select((r, i) => new Segment<T>(r.Row.From, r.Row.To, docs[i]))]);
        var after = view.Apply(key, before, fact);
        if (ReferenceEquals(before, after)) return [];

        var (now, nowDocs) = (new List<HeldRow>(), new List<T>());
        foreach (var s in after.Segments)
        {
            if (s.From >= s.To) continue;
            var known = Array.FindIndex(docs, d => ReferenceEquals(d, s.Doc));
            var payload = known >= 0 ? Rows[known].Row.Payload : Payload.Write(s.Doc);
            if (now.Count > 0 && now[^1].Row is var last && last.To == s.From && last.Payload.AsSpan().SequenceEqual(payload))
                now[^1] = now[^1] with { Row = last with { To = s.To } };
            else
            {
                now.Add(new(new(key, s.From, s.To, payload, known >= 0 ? Rows[known].Row.Tags : view.Tags(s.Doc)), fact.Position, false));
                nowDocs.Add(s.Doc);
            }
        }
        var gone = Rows.ToList();
        for (var i = 0; i < now.Count; i++)
        {
            var same = gone.FindIndex(g => g.Row.From == now[i].Row.From && g.Row.To == now[i].Row.To && g.Row.Payload.AsSpan().SequenceEqual(now[i].Row.Payload));
            if (same < 0) continue;
            now[i] = gone[same];
            gone.RemoveAt(same);
        }
        (Rows, _docs) = (now, [.. nowDocs]);
        return gone;
    }
}
