using System.Text.Json.Serialization;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public enum ComplaintConsequenceKind { FeeRecorded, BodyDisqualified }

/// <summary>What followed for the body that the complaint is about (Q36).</summary>
/// <param name="LastDay">Of a disqualification, inclusive; null of a fee.</param>
public sealed record ComplaintConsequenceDoc(ComplaintConsequenceKind Kind, string Organisation, DateOnly On, DateOnly? LastDay);

/// <summary>
/// Shown whole to those who hold its secret; to the public only numbers and outcome. Never who complained (Q48, trap 22).
/// </summary>
public sealed record ComplaintDoc
{
    public required string Complaint { get; init; }
    public required ComplaintStage Stage { get; init; }
    public required ComplaintSubject Subject { get; init; }
    public required string SubjectId { get; init; }
    public string? Enterprise { get; init; }
    public required ComplaintGround Ground { get; init; }
    public required ComplaintSource Source { get; init; }
    public required string Facts { get; init; }
    public required IReadOnlyList<string> Evidence { get; init; }
    public required string SecretHash { get; init; }
    public required string Body { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? Case { get; init; }
    public string? Outcome { get; init; }
    public string? Reasons { get; init; }

    /// <summary>The day on which it was refused or concluded.</summary>
    public DateOnly? ConcludedOn { get; init; }
    public required bool Extended { get; init; }
    public required bool Overdue { get; init; }
    public DateOnly? AppealedOn { get; init; }

    /// <summary>The authority that decides the appeal.</summary>
    public string? AppealTo { get; init; }
    public string? AppealFacts { get; init; }

    /// <summary>Null while the appeal is not decided; the outcome is the authority's where it is upheld.</summary>
    public bool? AppealUpheld { get; init; }
    public string? AppealReasons { get; init; }
    public DateOnly? AppealDecidedOn { get; init; }

    /// <summary>What followed for the body that it is about; left out where nothing did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComplaintConsequenceDoc>? Consequences { get; init; }

    public bool IsShownTo(Reader reader) => new ComplaintMatter(Body, SecretHash).Shows(reader);
}

/// <summary>What the public may see of a complaint: number, state and outcome.</summary>
public sealed record PublicComplaintDoc(
    string Complaint,
    ComplaintStage Stage,
    ComplaintSubject Subject,
    string SubjectId,
    ComplaintGround Ground,
    ComplaintSource Source,
    string Body,
    DateOnly ReceivedOn,
    DateOnly? DueOn,
    string? Outcome,
    DateOnly? ConcludedOn,
    bool Overdue,
    DateOnly? AppealedOn = null,
    string? AppealTo = null,
    bool? AppealUpheld = null,
    DateOnly? AppealDecidedOn = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ComplaintConsequenceDoc>? Consequences = null)
{
    public static PublicComplaintDoc Of(ComplaintDoc d) =>
        new(d.Complaint, d.Stage, d.Subject, d.SubjectId, d.Ground, d.Source, d.Body, d.ReceivedOn, d.DueOn, d.Outcome,
            d.ConcludedOn, d.Overdue, d.AppealedOn, d.AppealTo, d.AppealUpheld, d.AppealDecidedOn, d.Consequences);
}

/// <summary>Complaints and reports, keyed by id. D15.</summary>
public sealed class ComplaintView : View<ComplaintDoc>
{
    public override string Name => "complaints";
    public override IReadOnlyList<string> Filters => ["enterprise", "body"];
    public override IReadOnlyList<string> Statuses => Words.All(ComplaintStage.None);

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<ComplaintSubject>("subject", "What is complained of."),
        Field.Word<ComplaintGround>("ground", "Why."),
        Field.Word<ComplaintSource>("source", "Who complains, by kind."),
        Field.Member("receivedOn", "The day on which it came.", FieldKind.Day),
        Field.Member("appealedOn", "The day on which its handling was appealed.", FieldKind.Day),
        Field.Member("appealDecidedOn", "The day on which the appeal was decided.", FieldKind.Day),
        Field.Member("dueOn", "The last day of what the body has to do next.", FieldKind.Day),
        Field.Member("concludedOn", "The day on which it was refused or concluded.", FieldKind.Day),
        Field.Member("overdue", "A last day has passed.", FieldKind.Truth),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        ComplaintFact e => [e.Complaint],
        FeeRecorded { Complaint: { } complaint } => [complaint],
        BodyDisqualified { Complaint: { } complaint } => [complaint],
        _ => [],
    };

    protected internal override Timeline<ComplaintDoc> Apply(string key, Timeline<ComplaintDoc> t, Recorded fact) => fact.Fact switch
    {
        ComplaintReceived e => t.From(e.On, new ComplaintDoc
        {
            Complaint = e.Complaint,
            Stage = ComplaintStage.Received,
            Subject = e.Subject,
            SubjectId = e.SubjectId,
            Enterprise = e.Enterprise,
            Ground = e.Ground,
            Source = e.Source,
            Facts = e.Facts,
            Evidence = e.Evidence,
            SecretHash = e.SecretHash,
            Body = e.Body,
            ReceivedOn = e.On,
            DueOn = e.AcceptanceDueOn,
            Extended = false,
            Overdue = false,
        }),
        ComplaintFact e => t.Change(
            e.On,
            d => Shaped(Told(d, e), ComplaintCourse.Evolve(new(d.Stage, d.DueOn, d.Extended, d.Overdue), e))),
        FeeRecorded e => Followed(t, new(ComplaintConsequenceKind.FeeRecorded, e.Organisation, e.On, null)),
        BodyDisqualified e => Followed(t, new(ComplaintConsequenceKind.BodyDisqualified, e.Organisation, e.On, e.LastDay)),
        _ => t,
    };

    private static Timeline<ComplaintDoc> Followed(Timeline<ComplaintDoc> t, ComplaintConsequenceDoc one) =>
        t.Change(one.On, d => d with { Consequences = [.. d.Consequences ?? [], one] });

    /// <summary>The words of the fact.</summary>
    private static ComplaintDoc Told(ComplaintDoc d, ComplaintFact fact) => fact switch
    {
        ComplaintAccepted e => d with { Case = e.Case },
        ComplaintRefused e => d with { Outcome = "refused", Reasons = e.Reasons, ConcludedOn = e.On },
        ComplaintConcluded e => d with { Outcome = Words.Of(e.Outcome), Reasons = e.Reasons, ConcludedOn = e.On },
        ComplaintAppealed e => d with { AppealedOn = e.On, AppealTo = e.To, AppealFacts = e.Facts },
        ComplaintAppealDecided e => d with
        {
            Outcome = e.Outcome is { } outcome ? Words.Of(outcome) : d.Outcome,
            AppealUpheld = e.Upheld,
            AppealReasons = e.Reasons,
            AppealDecidedOn = e.On,
        },
        _ => d,
    };

    private static ComplaintDoc Shaped(ComplaintDoc d, ComplaintCourse course) =>
        d with { Stage = course.Stage, DueOn = course.DueOn, Extended = course.Extended, Overdue = course.Overdue };

    public override Type PublicDocument => typeof(PublicComplaintDoc);

    protected internal override Func<ComplaintDoc, Reader, object> For =>
        (doc, reader) => doc.IsShownTo(reader) ? doc : PublicComplaintDoc.Of(doc);

    protected internal override RowTags Tags(ComplaintDoc doc) =>
        new(Enterprise: doc.Enterprise, Body: doc.Body, Status: Words.Of(doc.Stage), Sort: $"{doc.ReceivedOn:yyyy-MM-dd} {doc.Complaint}");
}
