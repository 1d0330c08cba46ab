using System.Text.Json.Serialization;

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

/// <summary>A time limit passed: the regulator is told (Q35).</summary>
public sealed record ComplaintOverdue(string Complaint, string What, DateOnly On) : ComplaintFact(Complaint, On);

public enum ComplaintStage { None, Received, Accepted, Refused, Concluded, Answered }

/// <summary>Stream: one per complaint.</summary>
public sealed record Complaint : IState<Complaint>
{
    public static Complaint Initial { get; } = new();

    public ComplaintStage Stage { get; private init; }
    public bool Exists => Stage != ComplaintStage.None;
    public ComplaintReceived? Received { get; private init; }
    public string? Case { get; private init; }
    public DateOnly DueOn { get; private init; }
    public ComplaintRefused? Refusal { get; private init; }
    public ComplaintCheckExtended? Extension { get; private init; }
    public ComplaintConcluded? Conclusion { get; private init; }
    public bool Overdue { get; private init; }
    public DateOnly? LastActOn { get; private init; }

    public static Complaint Evolve(Complaint s, Fact fact)
    {
        if (fact is not ComplaintOverdue) s = s with { LastActOn = s.LastActOn is { } last && last > fact.On ? last : fact.On };
        return fact switch
        {
            ComplaintReceived e => s with { Stage = ComplaintStage.Received, Received = e, DueOn = e.AcceptanceDueOn },
            ComplaintAccepted e => s with { Stage = ComplaintStage.Accepted, Case = e.Case, DueOn = e.CheckDueOn, Overdue = false },
            ComplaintRefused e => s with { Stage = ComplaintStage.Refused, Refusal = e, Overdue = false },
            ComplaintCheckExtended e => s with { DueOn = e.CheckDueOn, Extension = e },
            ComplaintConcluded e => s with { Stage = ComplaintStage.Concluded, Conclusion = e, DueOn = e.AnswerDueOn, Overdue = false },
            ComplaintAnswered => s with { Stage = ComplaintStage.Answered, Overdue = false },
            ComplaintOverdue => s with { Overdue = true },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class ComplaintLedger
{
    public static Complaint Complaint(this ILedger ledger, string id) => ledger.Read<Complaint>(Streams.Complaint(id));
}
