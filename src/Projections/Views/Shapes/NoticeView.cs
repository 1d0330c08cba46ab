using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <param name="Outcome">The answer with its reasons; public.</param>
public sealed record ObjectionDoc(
    string Objection,
    string Notice,
    ObjectionStage Stage,
    ObjectorKind Kind,
    string? Objector,
    string? Target,
    string Facts,
    IReadOnlyList<string> Evidence,
    DateTimeOffset LodgedAt,
    DateOnly On,
    DateOnly AnswerDueOn,
    bool Extended,
    bool Escalated,
    InadmissibleGround? Ground,
    string? Outcome,
    DateOnly? OutcomeOn,
    DateOnly? ReviewUntil,
    string? ReviewFacts,
    string? ReviewOutcome);

/// <summary>A move of the last day by a calendar announced later (trap 8).</summary>
public sealed record RecomputedDoc(DateOnly From, DateOnly LastDay, string Calendar, DateOnly On);

/// <param name="Status">open; ended (its last day is over, nothing recorded yet); closed (no objection stood); superseded.</param>
/// <param name="EndsAt">The first instant after the notice: 24:00 Beijing of its last day.</param>
public sealed record NoticeDoc(
    string Notice,
    string Status,
    NoticeSubject Subject,
    string Call,
    int Version,
    string ContentHash,
    string Body,
    IReadOnlyList<string> Covers,
    string Channel,
    DateOnly OpenedOn,
    DateOnly LastDay,
    DateTimeOffset EndsAt,
    string Calendar,
    bool Provisional,
    string Rules,
    IReadOnlyList<ObjectionDoc> Objections,
    IReadOnlyList<RecomputedDoc> Recomputed,
    string? SupersededBecause);

/// <summary>Public notices with their objections, keyed by notice id. D9, D10, D12.</summary>
public sealed class NoticeView : View<NoticeDoc>
{
    public override string Name => "notices";
    public override IReadOnlyList<string> Filters => ["category", "cycle", "body"];
    public override IReadOnlyList<string> Statuses => ["open", "ended", "closed", "superseded"];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is NoticeFact e ? [e.Notice] : [];

    protected internal override Timeline<NoticeDoc> Apply(string key, Timeline<NoticeDoc> t, Recorded fact) => fact.Fact switch
    {
        NoticeOpened e => Run(Timeline<NoticeDoc>.Empty, e.On, new(
            e.Notice, "open", e.Subject, e.Call, e.Version, e.ContentHash, e.Body, e.Covers, e.Channel, e.On, e.LastDay, Ends(e.LastDay),
            e.Calendar, e.Provisional, e.Rules, [], [], null)),
        DeadlineRecomputed e => t.At(e.On) is { } d ? Run(t, e.On, d with
        {
            LastDay = e.LastDay,
            EndsAt = Ends(e.LastDay),
            Calendar = e.Calendar,
            Provisional = e.Provisional,
            Recomputed = [.. d.Recomputed, new(e.From, e.LastDay, e.Calendar, e.On)],
        }) : t,
        ObjectionLodged e => t.Change(e.On, d => d with
        {
            Objections = [.. d.Objections, new(
                e.Objection, e.Notice, ObjectionStage.Lodged, e.Kind, e.Kind == ObjectorKind.NamedUnit ? e.Objector : null, e.Target,
                e.Facts, e.Evidence, e.LodgedAt, e.On, e.AnswerDueOn, false, false, null, null, null, null, null, null)],
        }),
        ObjectionAdmitted e => Change(t, e.On, e.Objection, o => o with
        {
            Stage = ObjectionStage.Admitted,
            Kind = o.Kind == ObjectorKind.Unverified ? ObjectorKind.VerifiedPerson : o.Kind,
        }),
        ObjectionFoundInadmissible e => Change(
            t,
            e.On,
            e.Objection,
            o => o with { Stage = ObjectionStage.Inadmissible, Ground = e.Ground, Outcome = e.Answer, OutcomeOn = e.On }),
        ObjectionAnswerExtended e => Change(t, e.On, e.Objection, o => o with { Extended = true, AnswerDueOn = e.AnswerDueOn }),
        ObjectionEscalated e => Change(t, e.On, e.Objection, o => o with { Escalated = true }),
        ObjectionUpheld e =>
            Change(t, e.On, e.Objection, o => o with { Stage = ObjectionStage.Upheld, Outcome = e.Reasons, OutcomeOn = e.On }),
        ObjectionDismissed e => Change(
            t,
            e.On,
            e.Objection,
            o => o with { Stage = ObjectionStage.Dismissed, Outcome = e.Reasons, OutcomeOn = e.On, ReviewUntil = e.ReviewUntil }),
        ObjectionWithdrawn e => Change(t, e.On, e.Objection, o => o with { Stage = ObjectionStage.Withdrawn, OutcomeOn = e.On }),
        ProcedureReviewRequested e =>
            Change(t, e.On, e.Objection, o => o with { Stage = ObjectionStage.UnderReview, ReviewFacts = e.Facts }),
        ProcedureReviewAnswered e => Change(t, e.On, e.Objection, o => o with
        {
            Stage = e.Remitted ? ObjectionStage.Admitted : ObjectionStage.Dismissed,
            ReviewOutcome = e.Reasons,
        }),
        NoticeClosed e => t.At(e.On) is { } d ? t.From(e.On, d with { Status = "closed" }) : t,
        NoticeSuperseded e => t.At(e.On) is { } d ? t.From(e.On, d with { Status = "superseded", SupersededBecause = e.Reason }) : t,
        _ => t,
    };

    private static Timeline<NoticeDoc> Run(Timeline<NoticeDoc> t, DateOnly from, NoticeDoc doc)
    {
        var ended = doc.LastDay.AddDays(1);
        return from < ended ? t.From(from, doc).From(ended, doc with { Status = "ended" }) : t.From(from, doc with { Status = "ended" });
    }

    private static DateTimeOffset Ends(DateOnly lastDay) => Beijing.Start(lastDay.AddDays(1));

    private static Timeline<NoticeDoc> Change(
        Timeline<NoticeDoc> t,
        DateOnly on,
        string objection,
        Func<ObjectionDoc, ObjectionDoc> change) =>
        t.Change(on, d => d with { Objections = [.. d.Objections.Select(o => o.Objection == objection ? change(o) : o)] });

    protected internal override RowTags Tags(NoticeDoc doc) =>
        new(Category: Ids.ParseCall(doc.Call)?.Category, Cycle: Ids.ParseCall(doc.Call)?.Cycle, Body: doc.Body, Status: doc.Status,
            Sort: $"{doc.LastDay:yyyy-MM-dd} {doc.Notice}");
}
