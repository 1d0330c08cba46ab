using Leader.Projections.Log;

namespace Leader.Projections.Views.Engine;

/// <summary>A row that is known now.</summary>
/// <param name="KnownFrom">Position of the fact that made it.</param>
/// <param name="Stored">It stands in the table.</param>
public sealed record HeldRow(Row Row, long KnownFrom, bool Stored);

/// <summary>One key of a view while facts are folded into it.</summary>
internal abstract class KeyFold(IReadOnlyList<HeldRow> rows)
{
    /// <summary>What is known now, in order of days, without overlap; neighbours differ.</summary>
    public HeldRow[] Rows { get; private protected set; } = [.. rows];

    /// <summary>Weight of the rows: documents as objects weigh several times their bytes.</summary>
    public long Bytes { get; private protected set; } = 300 + Weight([.. rows]);

    /// <summary>When its fold last touched it.</summary>
    public int Round { get; set; }

    /// <returns>The rows that are known no longer.</returns>
    public abstract IReadOnlyList<HeldRow> Apply(Recorded fact);

    /// <summary>The document of the newest day; null where nothing is known.</summary>
    public abstract object? Newest { get; }

    /// <summary>All rows stand in the table now.</summary>
    public void Stored()
    {
        for (var i = 0; i < Rows.Length; i++)
        {
            if (!Rows[i].Stored) Rows[i] = Rows[i] with { Stored = true };
        }
    }

    private protected static long Weight(ReadOnlySpan<HeldRow> rows)
    {
        var bytes = 0L;
        foreach (var row in rows) bytes += row.Row.Payload.Length + 200L;
        return bytes;
    }
}

/// <summary>Keeps the documents of the rows, so that only what a fact changes is written again.</summary>
internal sealed class KeyFold<T>(View<T> view, string key, IReadOnlyList<HeldRow> rows) : KeyFold(rows) where T : class
{
    /// <summary>The rows with their documents; null until they are needed.</summary>
    private Timeline<T>? _timeline;

    public override object? Newest =>
        _timeline is { } known ? known.Latest : Rows is [.., var last] ? Payload.Read<T>(last.Row.Payload) : null;

    public override IReadOnlyList<HeldRow> Apply(Recorded fact)
    {
        var (rows, before) =
            (Rows, _timeline ??= new([.. Rows.Select(r => new Segment<T>(r.Row.From, r.Row.To, Payload.Read<T>(r.Row.Payload)))]));
        var after = view.Apply(key, before, fact);
        if (ReferenceEquals(before, after)) return [];

        // Most facts change the last days only: what comes before is the same objects, but for the last of them, which may run on.
        var (old, segments, same) = (before.Segments, after.Segments, 0);
        while (same < old.Count && same < segments.Count && ReferenceEquals(old[same], segments[same])) same++;
        if (same > 0) same--;

        var (now, kept) = (new List<HeldRow>(segments.Count), new List<Segment<T>>(segments.Count));
        now.AddRange(rows.AsSpan(0, same));
        for (var i = 0; i < same; i++) kept.Add(segments[i]);
        for (var i = same; i < segments.Count; i++)
        {
            var s = segments[i];
            if (s.From >= s.To) continue;
            var known = same;
            while (known < old.Count && !ReferenceEquals(old[known].Doc, s.Doc)) known++;
            var payload = known < old.Count ? rows[known].Row.Payload : Payload.Write(s.Doc);
            if (now.Count > same && now[^1].Row is var last && last.To == s.From && last.Payload.AsSpan().SequenceEqual(payload))
            {
                now[^1] = now[^1] with { Row = last with { To = s.To } };
                kept[^1] = kept[^1] with { To = s.To };
                continue;
            }
            now.Add(new(
                new(key, s.From, s.To, payload, known < old.Count ? rows[known].Row.Tags : view.Tags(s.Doc)),
                fact.Position,
                false));
            kept.Add(s);
        }

        // Both are in order of their days: a row that is as it was stays, with the position since which it is known.
        var (gone, at) = (new List<HeldRow>(), same);
        for (var i = same; i < now.Count; i++)
        {
            for (; at < rows.Length && rows[at].Row.From < now[i].Row.From; at++) gone.Add(rows[at]);
            if (at == rows.Length || rows[at].Row.From != now[i].Row.From) continue;
            if (rows[at].Row.To == now[i].Row.To && rows[at].Row.Payload.AsSpan().SequenceEqual(now[i].Row.Payload)) now[i] = rows[at];
            else gone.Add(rows[at]);
            at++;
        }
        gone.AddRange(rows.AsSpan(at));

        (Rows, _timeline) = ([.. now], new(kept));
        Bytes += Weight(Rows.AsSpan(same)) - Weight(rows.AsSpan(same));
        return gone;
    }
}
