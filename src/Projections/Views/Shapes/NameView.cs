using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>What is called by a name, or found by one. A standard is a declaration of it.</summary>
public enum NamedKind { Enterprise, Title, Standard, Category, Field, Indicator, Organisation, Product }

/// <summary>What something is called. All of it is public: names of persons are not in the log at all (Q48).</summary>
/// <param name="Id">Of an indicator the category and its code there, <c>air-purifier/noise</c>: plans name the same code
/// differently.</param>
/// <param name="Zh">Of a title the name of its holder when it was awarded, of a standard its own, of a product brand and model.</param>
/// <param name="Former">Names that it had before, in order, both languages in one text.</param>
/// <param name="Also">What else it is found by: the number of the standard, categories, products.</param>
/// <param name="Text">
/// All that it is found by, a line each, as <see cref="Typed.Letters"/> leaves it; what is Chinese also as <see cref="Pinyin"/>.
/// </param>
public sealed record NameDoc(
    NamedKind Kind,
    string Id,
    string? Zh,
    string? En,
    IReadOnlyList<string> Former,
    IReadOnlyList<string> Also,
    string Text)
{
    public static NameDoc Of(NamedKind kind, string id, NameInBoth name, params IReadOnlyList<string> also) =>
        new NameDoc(kind, id, name.Zh, name.En, [], also, "").Written();

    /// <summary>All that it is found by, as it is recorded.</summary>
    [JsonIgnore]
    public IEnumerable<string> Texts => new[] { Zh, En, Id }.Concat(Former).Concat(Also).OfType<string>();

    /// <summary>With its text.</summary>
    public NameDoc Written() => this with
    {
        Text = string.Join('\n', Texts.Select(Typed.Letters).Concat(Texts.SelectMany(Pinyin.Of)).Where(t => t.Length > 0).Distinct()),
    };
}

/// <summary>The names of all that has an id and a name, keyed by kind and id: one place to look them up.</summary>
public sealed class NameView : View<NameDoc>
{
    public override string Name => "names";
    public override bool IsIndex => true;
    public override string? Grams => "text";
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
        StandardDeclared e => [Key(NamedKind.Standard, e.Declaration)],
        DeclarationRevised e => [Key(NamedKind.Standard, e.Declaration)],
        TitleAwarded e => [Key(NamedKind.Title, e.Title)],
        ProductDeclared e => [Key(NamedKind.Product, Ids.Product(e.Declaration, e.Number))],
        _ => [],
    };

    /// <summary>What the fact calls how.</summary>
    private static IEnumerable<NameDoc> Told(Fact fact) => fact switch
    {
        KeyFieldListPublished e => e.Fields.SelectMany(f => f.Categories
            .Select(c => NameDoc.Of(NamedKind.Category, c.Id, new(c.NameZh, c.Name)))
            .Prepend(NameDoc.Of(NamedKind.Field, f.Id, new(f.NameZh, f.Name)))),
        EvaluationOpened e => e.Content.Indicators
            .Select(i => NameDoc.Of(NamedKind.Indicator, Indicator(e.Category, i.Code), new(i.NameZh, i.Name))),
        _ => [],
    };

    protected internal override Timeline<NameDoc> Apply(string key, Timeline<NameDoc> t, Recorded fact) => fact.Fact switch
    {
        EnterpriseRegistered e => t.From(e.On, NameDoc.Of(NamedKind.Enterprise, e.Enterprise, NameInBoth.Of(e.Name))),
        EnterpriseRenamed e => t.Change(e.On, d => (d with
        {
            Zh = NameInBoth.Of(e.Name).Zh,
            En = NameInBoth.Of(e.Name).En,
            Former = [.. d.Former, new NameInBoth(d.Zh, d.En).Written],
        }).Written()),
        OrganisationRegistered e => t.From(e.On, NameDoc.Of(
            NamedKind.Organisation, e.Organisation, new(e.NameZh, e.Name), e.CreditCode is { } code ? [code] : [])),
        StandardDeclared e => t.From(e.On, NameDoc.Of(
            NamedKind.Standard, e.Declaration, NameInBoth.Of(e.Disclosure.Title), [e.Number, .. e.Disclosure.Products])),
        DeclarationRevised e => t.Change(e.On, d => NameDoc.Of(
            d.Kind, d.Id, NameInBoth.Of(e.Disclosure.Title), [.. d.Also.Take(1), .. e.Disclosure.Products])),
        ProductDeclared e => t.From(e.On, NameDoc.Of(
            NamedKind.Product, Ids.Product(e.Declaration, e.Number), NameInBoth.Of($"{e.Product.Brand} {e.Product.Model}"),
            [.. new[] { e.Product.Specification, e.Product.Gtin }.OfType<string>()])),
        TitleAwarded e => t.From(e.On, NameDoc.Of(
            NamedKind.Title, e.Title, NameInBoth.Of(e.EnterpriseName), [e.Number, e.CategoryName, .. e.Products])),
        KeyFieldListPublished or EvaluationOpened => Named(t, fact.Fact.On, Told(fact.Fact).First(n => Key(n.Kind, n.Id) == key)),
        _ => t,
    };

    private static Timeline<NameDoc> Named(Timeline<NameDoc> t, DateOnly on, NameDoc name) =>
        t.Segments is [{ } one] && one.From <= on && (one.Doc.Zh, one.Doc.En) == (name.Zh, name.En) ? t : t.Upsert(on, _ => name);

    /// <summary>The shortest name first: of many that hold the same words it is the nearest.</summary>
    protected internal override RowTags Tags(NameDoc doc) => new(
        Status: Words.Of(doc.Kind),
        Sort: $"{Math.Min(doc.Zh?.Length ?? 999, doc.En?.Length ?? 999):D3} {Typed.Letters(doc.Zh ?? doc.En ?? doc.Id)}");
}
