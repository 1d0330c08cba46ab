using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>R97: what a complaint or report may be about.</summary>
public enum ComplaintSubject { Plan, Ranking, LeaderList, Title, Declaration, EvaluationBody }

public enum ComplaintGround { BelowDisclosedLevel, Fraud, FeeCharged, Independence, Procedure, Other }

/// <summary>What the check of a complaint came to.</summary>
public enum ComplaintOutcome { Upheld, PartlyUpheld, NotUpheld }

/// <summary>R93–R96: who watches.</summary>
public enum ComplaintSource { Consumer, Media, IndustryAssociation, TestingBody, Competitor, Other }

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record ComplaintFact(string Complaint, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Complaint(Complaint);
}

/// <summary>D15. Acknowledged at once, by the receipt (Q34).</summary>
/// <param name="SubjectId">The id of the title, call, declaration or body.</param>
/// <param name="Complainant">An opaque reference; name and contact are never in a fact (Q48, trap 22).</param>
/// <param name="SecretHash">SHA-256, lower-case hex, of the secret by which the complainant may follow the complaint.</param>
/// <param name="Body">The evaluation body that has to deal with it; the regulator's id where the body itself is accused (Q35).</param>
/// <param name="ToRegulator">The regulator deals with it, as the body is accused or none is responsible.</param>
/// <param name="AcceptanceDueOn">Last day to accept or refuse, inclusive.</param>
public sealed record ComplaintReceived(
    string Complaint,
    ComplaintSubject Subject,
    string SubjectId,
    string? Enterprise,
    ComplaintGround Ground,
    ComplaintSource Source,
    string Facts,
    IReadOnlyList<string> Evidence,
    string? Complainant,
    string SecretHash,
    string Body,
    bool ToRegulator,
    DateOnly AcceptanceDueOn,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null)
        : ComplaintFact(Complaint, On), INamesEvidence;

/// <param name="CheckDueOn">Last day of the check, inclusive.</param>
public sealed record ComplaintAccepted(string Complaint, string? Case, DateOnly CheckDueOn, DateOnly On) : ComplaintFact(Complaint, On);

public sealed record ComplaintRefused(string Complaint, string Reasons, DateOnly On) : ComplaintFact(Complaint, On);

/// <summary>Once (Q34).</summary>
public sealed record ComplaintCheckExtended(string Complaint, string Reason, DateOnly CheckDueOn, DateOnly On)
    : ComplaintFact(Complaint, On);

public sealed record ComplaintConcluded(string Complaint, ComplaintOutcome Outcome, string Reasons, DateOnly AnswerDueOn, DateOnly On)
    : ComplaintFact(Complaint, On);

/// <summary>The outcome was told to the complainant.</summary>
public sealed record ComplaintAnswered(string Complaint, DateOnly On) : ComplaintFact(Complaint, On);

/// <summary>R68: the complainant does not accept the handling, and the next authority looks at it; once.</summary>
/// <param name="To">The authority that decides: the regulator.</param>
/// <param name="DueOn">Last day to decide, inclusive.</param>
public sealed record ComplaintAppealed(string Complaint, string Facts, string To, DateOnly DueOn, DateOnly On)
    : ComplaintFact(Complaint, On);

/// <param name="Outcome">Of the complaint, in place of the body's; null where the handling stands.</param>
public sealed record ComplaintAppealDecided(string Complaint, bool Upheld, ComplaintOutcome? Outcome, string Reasons, DateOnly On)
    : ComplaintFact(Complaint, On);

/// <summary>A time limit passed: the regulator is told (Q35).</summary>
public sealed record ComplaintOverdue(string Complaint, string What, DateOnly On) : ComplaintFact(Complaint, On);

public enum ComplaintStage { None, Received, Accepted, Refused, Concluded, Answered, Appealed, AppealDecided }

/// <summary>Where a complaint stands, told once: the rules decide by it, and documents are shaped from it.</summary>
/// <param name="DueOn">Last day, inclusive, of what has to be done next; null where nothing is left to do.</param>
/// <param name="Extended">The check was extended; once only (Q34).</param>
/// <param name="Overdue">A time limit has passed, and what it was set for is not done yet (Q35).</param>
public sealed record ComplaintCourse(ComplaintStage Stage, DateOnly? DueOn, bool Extended, bool Overdue)
{
    public static ComplaintCourse Evolve(ComplaintCourse s, ComplaintFact fact) => fact switch
    {
        ComplaintReceived e => new(ComplaintStage.Received, e.AcceptanceDueOn, false, false),
        ComplaintAccepted e => s with { Stage = ComplaintStage.Accepted, DueOn = e.CheckDueOn, Overdue = false },
        ComplaintRefused => s with { Stage = ComplaintStage.Refused, DueOn = null, Overdue = false },
        ComplaintCheckExtended e => s with { DueOn = e.CheckDueOn, Extended = true },
        ComplaintConcluded e => s with { Stage = ComplaintStage.Concluded, DueOn = e.AnswerDueOn, Overdue = false },
        ComplaintAnswered => s with { Stage = ComplaintStage.Answered, DueOn = null, Overdue = false },
        ComplaintAppealed e => s with { Stage = ComplaintStage.Appealed, DueOn = e.DueOn, Overdue = false },
        ComplaintAppealDecided => s with { Stage = ComplaintStage.AppealDecided, DueOn = null, Overdue = false },
        ComplaintOverdue => s with { Overdue = true },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

/// <summary>Stream: one per complaint.</summary>
public sealed record Complaint : IState<Complaint>
{
    public static Complaint Initial { get; } = new();

    public ComplaintCourse Course { get; private init; } = new(ComplaintStage.None, null, false, false);
    public ComplaintStage Stage => Course.Stage;
    public bool Exists => Stage != ComplaintStage.None;
    public ComplaintReceived? Received { get; private init; }
    public string? Case { get; private init; }
    public DateOnly? DueOn => Course.DueOn;
    public ComplaintRefused? Refusal { get; private init; }
    public ComplaintCheckExtended? Extension { get; private init; }
    public ComplaintConcluded? Conclusion { get; private init; }
    public ComplaintAnswered? Answer { get; private init; }
    public ComplaintAppealed? Appeal { get; private init; }
    public ComplaintAppealDecided? AppealDecision { get; private init; }
    public bool Overdue => Course.Overdue;
    public DateOnly? LastActOn { get; private init; }

    public static Complaint Evolve(Complaint s, Fact fact)
    {
        if (fact is not ComplaintFact of) throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}");
        if (fact is not ComplaintOverdue) s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        s = s with { Course = ComplaintCourse.Evolve(s.Course, of) };
        return of switch
        {
            ComplaintReceived e => s with { Received = e },
            ComplaintAccepted e => s with { Case = e.Case },
            ComplaintRefused e => s with { Refusal = e },
            ComplaintCheckExtended e => s with { Extension = e },
            ComplaintConcluded e => s with { Conclusion = e },
            ComplaintAnswered e => s with { Answer = e },
            ComplaintAppealed e => s with { Appeal = e },
            ComplaintAppealDecided e => s with { AppealDecision = e },
            _ => s,
        };
    }
}

public static class ComplaintLedger
{
    public static Complaint Complaint(this ILedger ledger, string id) => ledger.Read<Complaint>(Streams.Complaint(id));
}
