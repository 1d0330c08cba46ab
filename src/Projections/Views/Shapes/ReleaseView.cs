using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>D20: the figures of a day, frozen: <c>/v1/statistics</c> at the two clocks gives the same.</summary>
/// <param name="Digest">SHA-256 of the canonical text of the figures: members sorted, values as text.</param>
/// <param name="NextOn">The day on which the next release is to come; null where none is announced.</param>
/// <param name="Use">Figures of use: <c>/v1/statistics?about=use</c> at the two clocks; left out of releases of before they were counted.
/// </param>
/// <param name="Parts">Of all its figures; left out of releases of before they were kept.</param>
/// <param name="DetailDigest">SHA-256 of the canonical text of use and parts; left out where there are none.</param>
/// <param name="Calendar">Releases to come; left out where none is announced.</param>
public sealed record ReleaseDoc(
    string Release,
    string Name,
    string Body,
    DateOnly ReleasedOn,
    DateOnly FiguresAsOf,
    long FiguresPosition,
    IReadOnlyList<ReleasedFigure> Figures,
    string Digest,
    DateOnly? NextOn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReleasedFigure>? Use = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReleasedParts>? Parts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DetailDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AnnouncedRelease>? Calendar = null);

/// <summary>Releases of statistics, keyed by id; the newest last.</summary>
public sealed class ReleaseView : View<ReleaseDoc>
{
    public override string Name => "releases";
    public override IReadOnlyList<string> Filters => ["body"];
    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("releasedOn", "The day of the release.", FieldKind.Day),
        Field.Ordered("name"),
        Field.Member("figuresAsOf", "The day that the figures are of.", FieldKind.Day),
        Field.Member("nextOn", "The day on which the next is to come.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is StatisticsReleased e ? [e.Release] : [];

    protected internal override Timeline<ReleaseDoc> Apply(string key, Timeline<ReleaseDoc> t, Recorded fact) =>
        fact.Fact is StatisticsReleased e
            ? t.From(e.On, new(
                e.Release, e.Name, e.By, e.On, e.AsOf, e.Position, e.Figures, e.Digest, e.NextOn, e.Use, e.Parts, e.DetailDigest,
                e.Calendar))
            : t;

    protected internal override RowTags Tags(ReleaseDoc doc) => new(Body: doc.Body, Sort: $"{doc.ReleasedOn:yyyy-MM-dd} {doc.Release}");
}

/// <summary>R13, R22–R24: a figure that others found.</summary>
/// <param name="From">First day of the period that it is of, inclusive.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Body">Who entered it.</param>
public sealed record ExternalFigureDoc(
    string Figure,
    ExternalFigureKind Kind,
    string? Category,
    string Name,
    decimal Value,
    string Unit,
    DateOnly From,
    DateOnly To,
    string Source,
    string Method,
    string Body,
    DateOnly EnteredOn);

/// <summary>Figures of others, keyed by id; they are never mixed with what the register counts.</summary>
public sealed class ExternalFigureView : View<ExternalFigureDoc>
{
    public override string Name => "external-figures";
    public override IReadOnlyList<string> Filters => ["category", "body"];
    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<ExternalFigureKind>("kind", "What it measures."),
        Field.Ordered("name"),
        Field.Member("periodOn", "Figures whose period has this day.", FieldKind.Span, "from") with { Last = "payload->>'to'" },
        Field.Member("from", "The first day of its period.", FieldKind.Day),
        Field.Member("to", "The last day of its period.", FieldKind.Day),
        Field.Member("enteredOn", "The day on which it was entered.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is ExternalFigureRecorded e ? [e.Figure] : [];

    protected internal override Timeline<ExternalFigureDoc> Apply(string key, Timeline<ExternalFigureDoc> t, Recorded fact) =>
        fact.Fact is ExternalFigureRecorded e
            ? t.From(e.On, new(
                e.Figure, e.Kind, e.Category, e.Name, e.Value, e.Unit, e.From, e.To, e.Source, e.Method, e.By, e.On))
            : t;

    protected internal override RowTags Tags(ExternalFigureDoc doc) =>
        new(Category: doc.Category, Body: doc.Body, Sort: $"{Words.Of(doc.Kind)} {doc.From:yyyy-MM-dd} {doc.Figure}");
}
