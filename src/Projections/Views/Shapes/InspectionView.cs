using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum InspectionStatus
{
    /// <summary>Nothing has to be put right.</summary>
    InOrder,

    /// <summary>Something has to be put right, and its last day is not over.</summary>
    Open,

    /// <summary>The last day is over, and it was not found put right.</summary>
    Overdue,
    PutRight,
}

/// <param name="PutRightBy">Another last day, inclusive; null where the one before stayed.</param>
public sealed record InspectionFollowUpDoc(bool PutRight, DateOnly CheckedOn, string Found, DateOnly? PutRightBy, DateOnly EnteredOn);

/// <summary>An authority looked at how the programme is carried out (督促检查).</summary>
/// <param name="SubjectId">The id of the organisation, the credit code of the enterprise, or the name of the region.</param>
/// <param name="Occasion">Why at this time.</param>
/// <param name="ToPutRight">Null where nothing has to be put right.</param>
/// <param name="PutRightBy">Last day to put it right, inclusive, as it stands; null where nothing has to be.</param>
/// <param name="FollowUps">The oldest first.</param>
public sealed record InspectionDoc(
    string Inspection,
    InspectionStatus Status,
    string Authority,
    InspectedSubject Subject,
    string SubjectId,
    DateOnly InspectedOn,
    string Occasion,
    string LookedAt,
    string Found,
    string? ToPutRight,
    DateOnly? PutRightBy,
    IReadOnlyList<InspectionFollowUpDoc> FollowUps,
    DateOnly EnteredOn);

/// <summary>Inspections, keyed by id. R111.</summary>
public sealed class InspectionView : View<InspectionDoc>
{
    public override string Name => "inspections";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<InspectionStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<InspectedSubject>("subject", "What was inspected."),
        Field.Member("organisation", "Organisations that were inspected.", FieldKind.Key, "subjectId") with { Of = "organisations" },
        Field.Member("inspectedOn", "The day of the inspection.", FieldKind.Day),
        Field.Member("putRightBy", "The last day to put things right.", FieldKind.Day),
        Field.Member("enteredOn", "The day on which it was entered.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is InspectionFact e ? [e.Inspection] : [];

    protected internal override Timeline<InspectionDoc> Apply(string key, Timeline<InspectionDoc> t, Recorded fact) => fact.Fact switch
    {
        InspectionRecorded e => Due(t.From(e.InspectedOn, new(
            e.Inspection, e.ToPutRight is null ? InspectionStatus.InOrder : InspectionStatus.Open, e.Authority, e.Subject, e.SubjectId,
            e.InspectedOn, e.Occasion, e.LookedAt, e.Found, e.ToPutRight, e.PutRightBy, [], e.On)), e.PutRightBy),
        InspectionFollowedUp e => Due(t.Change(e.CheckedOn, d => d with
        {
            Status = e.PutRight ? InspectionStatus.PutRight : e.PutRightBy is null ? d.Status : InspectionStatus.Open,
            PutRightBy = e.PutRightBy ?? d.PutRightBy,
            FollowUps = [.. d.FollowUps, new(e.PutRight, e.CheckedOn, e.Found, e.PutRightBy, e.On)],
        }), e.PutRightBy),
        _ => t,
    };

    /// <summary>Behind the last day it is overdue, unless something is found later.</summary>
    private static Timeline<InspectionDoc> Due(Timeline<InspectionDoc> t, DateOnly? last) =>
        last is { } day && day < DateOnly.MaxValue ? t.Change(day.AddDays(1), d => d with { Status = InspectionStatus.Overdue }) : t;

    protected internal override RowTags Tags(InspectionDoc doc) => new(
        Enterprise: doc.Subject == InspectedSubject.Enterprise ? doc.SubjectId : null,
        Body: doc.Authority,
        Status: Words.Of(doc.Status),
        Sort: $"{doc.InspectedOn:yyyy-MM-dd} {doc.Inspection}");
}
