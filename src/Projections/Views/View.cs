using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Projections.Views;

/// <summary>A read model: for each key a pure fold of facts into a timeline. Written once, run live, in rebuilds and in replays.</summary>
public abstract class View
{
    /// <summary>Plural, as in the address; the table is <c>view_{name}</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The keys whose timelines the fact may change; empty for facts of no concern.</summary>
    public abstract IEnumerable<string> KeysOf(Fact fact);

    /// <summary>The rows of the key after the fact.</summary>
    /// <param name="current">What was known of the key before.</param>
    public abstract IReadOnlyList<Row> Fold(string key, IReadOnlyList<Row> current, Recorded fact);
}

public abstract class View<T> : View where T : class
{
    protected abstract Timeline<T> Apply(string key, Timeline<T> t, Recorded fact);
    protected abstract RowTags Tags(T doc);

    public sealed override IReadOnlyList<Row> Fold(string key, IReadOnlyList<Row> current, Recorded fact)
    {
        var before = new Timeline<T>([.. current.Select(r => new Segment<T>(r.From, r.To, Payload.Read<T>(r.Payload)))]);
        var after = Apply(key, before, fact);
        if (ReferenceEquals(before, after)) return current;
        var rows = new List<Row>();
        foreach (var s in after.Segments.Where(s => s.From < s.To))
        {
            var payload = Payload.Write(s.Doc);
            if (rows.Count > 0 && rows[^1].To == s.From && rows[^1].Payload.AsSpan().SequenceEqual(payload)) rows[^1] = rows[^1] with { To = s.To };
            else rows.Add(new Row(key, s.From, s.To, payload, Tags(s.Doc)));
        }
        return rows;
    }
}
