using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum QualityCreditStatus
{
    InForce,

    /// <summary>Its last day is over.</summary>
    Over,
    Withdrawn,
}

/// <summary>What a rating said wrongly, until it was corrected.</summary>
/// <param name="Reason">What was wrong, and how it became known.</param>
/// <param name="By">Who corrected it.</param>
/// <param name="On">The day of the correction.</param>
public sealed record QualityCreditCorrectionDoc(
    string Scale,
    string Grade,
    DateOnly RatedOn,
    DateOnly? LastDay,
    string Source,
    string Reason,
    string By,
    DateOnly On);

/// <summary>How an organisation rated the quality credit of an enterprise (质量信用评价). It is that organisation's word.</summary>
/// <param name="Scale">In which the grade has its meaning, from the best to the worst.</param>
/// <param name="LastDay">Of the rating, inclusive; null where it has none.</param>
/// <param name="Source">The document, or the address where it is published.</param>
/// <param name="By">Who entered it.</param>
/// <param name="Corrections">The oldest first.</param>
/// <param name="WithdrawnOn">First day on which it does not hold.</param>
public sealed record QualityCreditDoc(
    string QualityCredit,
    QualityCreditStatus Status,
    string Enterprise,
    string Issuer,
    string Scale,
    string Grade,
    DateOnly RatedOn,
    DateOnly? LastDay,
    string Source,
    string By,
    DateOnly EnteredOn,
    IReadOnlyList<QualityCreditCorrectionDoc> Corrections,
    DateOnly? WithdrawnOn,
    string? WithdrawalReason);

/// <summary>Ratings of quality credit, keyed by id: who rated, whom, and which of its ratings. R91.</summary>
public sealed class QualityCreditView : View<QualityCreditDoc>
{
    public override string Name => "quality-credits";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<QualityCreditStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("ratedOn", "The day of the rating.", FieldKind.Day),
        Field.Member("lastDay", "The last day of the rating.", FieldKind.Day),
        Field.Member("enteredOn", "The day on which it was entered.", FieldKind.Day),
        Field.Member("grade", "The grade, whatever marks are in it.", FieldKind.Letters) with { IsOfRows = true },
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is QualityCreditFact e ? [e.QualityCredit] : [];

    protected internal override Timeline<QualityCreditDoc> Apply(string key, Timeline<QualityCreditDoc> t, Recorded fact) =>
        fact.Fact switch
        {
            QualityCreditRecorded e => Rated(new(
                e.QualityCredit, QualityCreditStatus.InForce, e.Enterprise, e.Issuer, e.Scale, e.Grade, e.RatedOn, e.LastDay, e.Source,
                e.By, e.On, [], null, null)),
            QualityCreditCorrected e when t.Latest is { } was => Rated(was with
            {
                Status = QualityCreditStatus.InForce,
                Scale = e.Scale,
                Grade = e.Grade,
                RatedOn = e.RatedOn,
                LastDay = e.LastDay,
                Source = e.Source,
                Corrections =
                [
                    .. was.Corrections,
                    new(was.Scale, was.Grade, was.RatedOn, was.LastDay, was.Source, e.Reason, e.By, e.On),
                ],
            }),
            QualityCreditWithdrawn e => t.Change(e.On, d => d with
            {
                Status = QualityCreditStatus.Withdrawn,
                WithdrawnOn = e.On,
                WithdrawalReason = e.Reason,
            }),
            _ => t,
        };

    /// <summary>From the day of the rating on, whenever it was entered or put right; over behind its last day.</summary>
    private static Timeline<QualityCreditDoc> Rated(QualityCreditDoc doc)
    {
        var rated = Timeline<QualityCreditDoc>.Empty.From(doc.RatedOn, doc);
        return doc.LastDay is { } last && last < DateOnly.MaxValue
            ? rated.Change(last.AddDays(1), d => d with { Status = QualityCreditStatus.Over })
            : rated;
    }

    protected internal override RowTags Tags(QualityCreditDoc doc) => new(
        Enterprise: doc.Enterprise,
        Body: doc.Issuer,
        Status: Words.Of(doc.Status),
        Sort: $"{doc.RatedOn:yyyy-MM-dd} {doc.QualityCredit}");
}
