using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum NamedKind { Enterprise, Organisation, Category, Field, Indicator }

/// <summary>What something is called. All of it is public: names of persons are not in the log at all (Q48).</summary>
/// <param name="Id">Of an indicator the category and its code there, <c>air-purifier/noise</c>: plans name the same code
/// differently.</param>
/// <param name="Former">Names that it had before, in order, both languages in one text.</param>
public sealed record NameDoc(NamedKind Kind, string Id, string? Zh, string? En, IReadOnlyList<string> Former);

/// <summary>The names of all that has an id and a name, keyed by kind and id: one place to look them up.</summary>
public sealed class NameView : View<NameDoc>
{
    public override string Name => "names";
    public override bool IsIndex => true;
    public override IReadOnlyList<string> Filters => [];
    public override IReadOnlyList<string> Statuses => Words.All<NamedKind>();

    public static string Key(NamedKind kind, string id) => $"{Words.Of(kind)}/{id}";
    public static string Indicator(string category, string code) => $"{category}/{code}";

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        EnterpriseRegistered e => [Key(NamedKind.Enterprise, e.Enterprise)],
        EnterpriseRenamed e => [Key(NamedKind.Enterprise, e.Enterprise)],
        OrganisationRegistered e => [Key(NamedKind.Organisation, e.Organisation)],
        KeyFieldListPublished or EvaluationOpened => Told(fact).Select(n => Key(n.Kind, n.Id)),
        _ => [],
    };

    /// <summary>What the fact calls how.</summary>
    private static IEnumerable<NameDoc> Told(Fact fact) => fact switch
    {
        KeyFieldListPublished e => e.Fields.SelectMany(f => f.Categories.Select(c => new NameDoc(
            NamedKind.Category, c.Id, c.NameZh, c.Name, [])).Prepend(new(NamedKind.Field, f.Id, f.NameZh, f.Name, []))),
        EvaluationOpened e => e.Content.Indicators.Select(i => new NameDoc(
            NamedKind.Indicator, Indicator(e.Category, i.Code), i.NameZh, i.Name, [])),
        _ => [],
    };

    protected internal override Timeline<NameDoc> Apply(string key, Timeline<NameDoc> t, Recorded fact) => fact.Fact switch
    {
        EnterpriseRegistered e => t.From(e.On, new(
            NamedKind.Enterprise, e.Enterprise, NameInBoth.Of(e.Name).Zh, NameInBoth.Of(e.Name).En, [])),
        EnterpriseRenamed e => t.Change(e.On, d => d with
        {
            Zh = NameInBoth.Of(e.Name).Zh,
            En = NameInBoth.Of(e.Name).En,
            Former = [.. d.Former, new NameInBoth(d.Zh, d.En).Written],
        }),
        OrganisationRegistered e => t.From(e.On, new(NamedKind.Organisation, e.Organisation, e.NameZh, e.Name, [])),
        KeyFieldListPublished or EvaluationOpened => Named(t, fact.Fact.On, Told(fact.Fact).First(n => Key(n.Kind, n.Id) == key)),
        _ => t,
    };

    private static Timeline<NameDoc> Named(Timeline<NameDoc> t, DateOnly on, NameDoc name) =>
        t.Segments is [{ } one] && one.From <= on && (one.Doc.Zh, one.Doc.En) == (name.Zh, name.En) ? t : t.Upsert(on, _ => name);

    protected internal override RowTags Tags(NameDoc doc) => new(Status: Words.Of(doc.Kind), Sort: doc.Id);
}
