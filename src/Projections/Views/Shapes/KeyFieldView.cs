using System.Globalization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record KeyFieldListDoc(
    int Cycle,
    int Version,
    DateOnly PublishedOn,
    IReadOnlyList<KeyField> Fields,
    IReadOnlyList<string> Departments,
    IReadOnlyList<string> Basis);

/// <summary>The yearly key-field lists, keyed by cycle. D1.</summary>
public sealed class KeyFieldView : View<KeyFieldListDoc>
{
    public override string Name => "key-fields";
    public override IReadOnlyList<string> Filters => ["cycle"];

    public override IReadOnlyList<Field> Fields =>
    [
        new("sector", "Sectors of the key fields.", FieldKind.Texts, $"{LeaderStore.Schema}.members(payload->'fields', '$[*].sector')")
        {
            Words = typeof(GoalSector),
        },
        Field.Keys("category", "Categories that it lists.", "categories", "fields", "$[*].categories[*].id"),
        Field.Cycle,
        Field.Member("publishedOn", "The day of its publication.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is KeyFieldListPublished e ? [Key(e.Cycle)] : [];

    protected internal override Timeline<KeyFieldListDoc> Apply(string key, Timeline<KeyFieldListDoc> t, Recorded fact) =>
        fact.Fact is KeyFieldListPublished e
            ? t.From(e.On, new(e.Cycle, e.Version, e.On, e.Fields, e.Departments, e.Basis))
            : t;

    internal static string Key(int cycle) => cycle.ToString(CultureInfo.InvariantCulture);
    protected internal override RowTags Tags(KeyFieldListDoc doc) => new(Cycle: doc.Cycle, Sort: Key(doc.Cycle));
}
