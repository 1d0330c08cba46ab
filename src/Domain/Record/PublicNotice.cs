using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Leader.Domain.Record;

public enum NoticeSubject { Plan, Ranking, LeaderList }

/// <summary>Q5, Q6: why an objection is recorded and answered but does not block.</summary>
public enum InadmissibleGround { Late, NoFacts, NotAboutThisNotice, Anonymous }

/// <summary>
/// Q5: a person with verified contact, a unit with its name, or nobody. None of these is for the sender to say: see
/// <see cref="Process.PublicNotices.LodgeObjection.Granted"/>.
/// </summary>
public enum ObjectorKind
{
    VerifiedPerson,
    NamedUnit,
    Anonymous,

    /// <summary>Says who it is, and nobody has looked yet; the body that admits the objection has verified it.</summary>
    Unverified,
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record NoticeFact(string Notice, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Notice(Notice);
}

/// <summary>D9, D12, and the notice of a plan. R55, R62, Q3.</summary>
/// <param name="Call">The category and cycle.</param>
/// <param name="ContentHash">SHA-256, lower-case hex, of the canonical form of exactly what is under public notice.</param>
/// <param name="Covers">The plan (plan), declarations (ranking) or enterprises (list) that are open to objection; after an upheld objection
/// only what changed (Q9).</param>
/// <param name="On">The day of publication; not counted.</param>
/// <param name="LastDay">Last day of objection, inclusive; it ends at 24:00 Beijing (arts 201, 203).</param>
/// <param name="Days">The length that the rule set gave: calendar days for a ranking, working days for a plan or a list (Q1, Q2,
/// Q10).</param>
/// <param name="Provisional">The last day lies in a year whose calendar is not announced.</param>
public sealed record NoticeOpened(string Notice, NoticeSubject Subject, string Call, int Version, string ContentHash, string Body,
    IReadOnlyList<string> Covers, string Channel, int Days, DateOnly LastDay, string Calendar, bool Provisional, string Rules, DateOnly On)
        : NoticeFact(Notice, On);

/// <summary>A calendar announced later moves the last day; explicit, never silent on replay (trap 8).</summary>
public sealed record DeadlineRecomputed(string Notice, DateOnly From, DateOnly LastDay, string Calendar, bool Provisional, DateOnly On)
    : NoticeFact(Notice, On);

/// <summary>D10.</summary>
/// <param name="Objection"><c>{notice}.{number}</c>.</param>
/// <param name="Objector">Unit name, or an opaque reference for a person; never personal data.</param>
/// <param name="Target">The declaration or enterprise it is about; null for the notice as a whole.</param>
/// <param name="LodgedBy">
/// The subject of the token that lodged it; of those without one SHA-256, lower-case hex, of the secret of their receipt. Only it, or the
/// objector, may withdraw it.
/// </param>
/// <param name="LodgedAt">The instant of receipt; it decides whether the objection is in time, and nobody chooses it.</param>
/// <param name="AnswerDueOn">Last day to answer, inclusive (Q8).</param>
public sealed record ObjectionLodged(string Notice, string Objection, ObjectorKind Kind, string Objector, string? Target, string Facts,
    IReadOnlyList<string> Evidence, string LodgedBy, DateTimeOffset LodgedAt, DateOnly AnswerDueOn, DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null)
        : NoticeFact(Notice, On), INamesEvidence;

public sealed record ObjectionAdmitted(string Notice, string Objection, DateOnly On) : NoticeFact(Notice, On);

/// <summary>Recorded and answered, but does not block (Q6).</summary>
public sealed record ObjectionFoundInadmissible(string Notice, string Objection, InadmissibleGround Ground, string Answer, DateOnly On)
    : NoticeFact(Notice, On);

/// <summary>Once, with a reason (Q8).</summary>
public sealed record ObjectionAnswerExtended(string Notice, string Objection, string Reason, DateOnly AnswerDueOn, DateOnly On)
    : NoticeFact(Notice, On);

/// <summary>The answer is overdue: the working body and the regulator are told; publication stays blocked (Q8).</summary>
public sealed record ObjectionEscalated(string Notice, string Objection, DateOnly On) : NoticeFact(Notice, On);

/// <summary>A new version with a new notice follows (Q9).</summary>
public sealed record ObjectionUpheld(string Notice, string Objection, string Reasons, DateOnly On) : NoticeFact(Notice, On);

/// <param name="ReviewUntil">Last day on which the objector may ask for a review of procedure, inclusive (Q7).</param>
public sealed record ObjectionDismissed(string Notice, string Objection, string Reasons, DateOnly ReviewUntil, DateOnly On)
    : NoticeFact(Notice, On);

public sealed record ObjectionWithdrawn(string Notice, string Objection, DateOnly On) : NoticeFact(Notice, On);

/// <summary>Q7: of procedure only; blocks again until the working body has answered.</summary>
public sealed record ProcedureReviewRequested(string Notice, string Objection, string Facts, DateOnly On) : NoticeFact(Notice, On);

/// <summary>The working body may remit to the evaluation body, never rank itself (Q7).</summary>
/// <param name="AnswerDueOn">Where remitted: last day to rule again, inclusive.</param>
public sealed record ProcedureReviewAnswered(
    string Notice,
    string Objection,
    bool Remitted,
    string Reasons,
    DateOnly? AnswerDueOn,
    DateOnly On) : NoticeFact(Notice, On);

/// <summary>The notice ended with no objection standing.</summary>
public sealed record NoticeClosed(string Notice, DateOnly On) : NoticeFact(Notice, On);

/// <summary>What was under public notice is no longer what would be published; a new version follows.</summary>
public sealed record NoticeSuperseded(string Notice, string Reason, DateOnly On) : NoticeFact(Notice, On);

public enum ObjectionStage { Lodged, Admitted, Inadmissible, Upheld, Dismissed, Withdrawn, UnderReview }

public sealed record Objection(
    string Id,
    ObjectorKind Kind,
    string Objector,
    string LodgedBy,
    string? Target,
    string Facts,
    DateOnly On,
    DateOnly AnswerDueOn,
    ObjectionStage Stage,
    InadmissibleGround? Ground,
    bool Extended,
    string? ExtensionReason,
    bool Escalated,
    DateOnly? ReviewUntil,
    bool Reviewed)
{
    /// <summary>
    /// Who lodged it by a token of its own, holds the secret of its receipt, or carries the objector's reference; never anyone without a
    /// subject.
    /// </summary>
    public bool IsBy(Actor actor) => actor.Subject.Length > 0
        && (actor.Subject == Objector || actor.Subject == LodgedBy && (actor.Role != Role.Public || Digests.IsDigest(LodgedBy)));

    /// <summary>Still to be answered: not yet looked at, admitted, or under review.</summary>
    public bool IsUndecided => Stage is ObjectionStage.Lodged or ObjectionStage.Admitted or ObjectionStage.UnderReview;

    /// <summary>Stands in the way of publication: admitted, not yet looked at, under review, or upheld (Q6).</summary>
    public bool Blocks => IsUndecided || Stage is ObjectionStage.Upheld;

    public static Objection Of(ObjectionLodged e) => new(
        e.Objection, e.Kind, e.Objector, e.LodgedBy, e.Target, e.Facts, e.On, e.AnswerDueOn, ObjectionStage.Lodged, null, false, null,
        false, null, false);

    /// <summary>What becomes of it, told once: the rules decide by it, and documents are shaped from it.</summary>
    /// <param name="fact">Of its notice; one about another objection changes nothing.</param>
    public static Objection Evolve(Objection s, NoticeFact fact) => fact switch
    {
        // Turned away as late, and in time by the new last day: to be looked at after all.
        DeadlineRecomputed e when s.Ground == InadmissibleGround.Late && s.On <= e.LastDay =>
            s with { Stage = ObjectionStage.Lodged, Ground = null },
        ObjectionAdmitted e when e.Objection == s.Id => s with
        {
            Stage = ObjectionStage.Admitted,
            Kind = s.Kind == ObjectorKind.Unverified ? ObjectorKind.VerifiedPerson : s.Kind,
        },
        ObjectionFoundInadmissible e when e.Objection == s.Id => s with { Stage = ObjectionStage.Inadmissible, Ground = e.Ground },
        ObjectionAnswerExtended e when e.Objection == s.Id =>
            s with { AnswerDueOn = e.AnswerDueOn, Extended = true, ExtensionReason = e.Reason, Escalated = false },
        ObjectionEscalated e when e.Objection == s.Id => s with { Escalated = true },
        ObjectionUpheld e when e.Objection == s.Id => s with { Stage = ObjectionStage.Upheld },
        ObjectionDismissed e when e.Objection == s.Id => s with { Stage = ObjectionStage.Dismissed, ReviewUntil = e.ReviewUntil },
        ObjectionWithdrawn e when e.Objection == s.Id => s with { Stage = ObjectionStage.Withdrawn },
        ProcedureReviewRequested e when e.Objection == s.Id => s with { Stage = ObjectionStage.UnderReview, Reviewed = true },
        ProcedureReviewAnswered e when e.Objection == s.Id => s with
        {
            Stage = e.Remitted ? ObjectionStage.Admitted : ObjectionStage.Dismissed,
            AnswerDueOn = e.AnswerDueOn ?? s.AnswerDueOn,
            Escalated = false,
        },
        _ => s,
    };
}

public enum NoticeStage { None, Open, Closed, Superseded }

/// <summary>Stream: one per version of what is under public notice; it holds the objections, whose life ends with it.</summary>
public sealed record PublicNotice : IState<PublicNotice>
{
    public static PublicNotice Initial { get; } = new();

    public NoticeStage Stage { get; private init; }
    public bool Exists => Stage != NoticeStage.None;
    public string Id { get; private init; } = "";
    public NoticeSubject Subject { get; private init; }
    public string Call { get; private init; } = "";
    public int Version { get; private init; }
    public string ContentHash { get; private init; } = "";
    public string Body { get; private init; } = "";
    public DateOnly OpenedOn { get; private init; }

    /// <summary>Calendar days for a ranking, working days for a plan or a list.</summary>
    public int Days { get; private init; }

    public DateOnly LastDay { get; private init; }
    public string Calendar { get; private init; } = "";
    public bool Provisional { get; private init; }
    public string Rules { get; private init; } = "";
    public ImmutableList<string> Covers { get; private init; } = [];
    public ImmutableList<Objection> Objections { get; private init; } = [];
    public DateOnly? LastActOn { get; private init; }

    public Objection? Objection(string id) => Objections.FirstOrDefault(o => o.Id == id);

    public static PublicNotice Evolve(PublicNotice s, Fact fact)
    {
        s = s with { LastActOn = Values.Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            NoticeOpened e => s with
            {
                Stage = NoticeStage.Open,
                Id = e.Notice,
                Subject = e.Subject,
                Call = e.Call,
                Version = e.Version,
                ContentHash = e.ContentHash,
                Body = e.Body,
                OpenedOn = e.On,
                Days = e.Days,
                LastDay = e.LastDay,
                Calendar = e.Calendar,
                Provisional = e.Provisional,
                Rules = e.Rules,
                Covers = [.. e.Covers],
            },
            DeadlineRecomputed e => s.With(e) with { LastDay = e.LastDay, Calendar = e.Calendar, Provisional = e.Provisional },
            ObjectionLodged e => s with { Objections = s.Objections.Add(Record.Objection.Of(e)) },
            ObjectionAdmitted or ObjectionFoundInadmissible or ObjectionAnswerExtended or ObjectionEscalated or ObjectionUpheld
                or ObjectionDismissed or ObjectionWithdrawn or ProcedureReviewRequested or ProcedureReviewAnswered =>
                s.With((NoticeFact)fact),
            NoticeClosed => s with { Stage = NoticeStage.Closed },
            NoticeSuperseded => s with { Stage = NoticeStage.Superseded },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }

    private PublicNotice With(NoticeFact fact) =>
        this with { Objections = Objections.ConvertAll(o => Record.Objection.Evolve(o, fact)) };
}

public static class NoticeLedger
{
    public static PublicNotice Notice(this ILedger ledger, string id) => ledger.Read<PublicNotice>(Streams.Notice(id));
}
