using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

public enum CaseOrigin { Complaint, Finding, TitleReview }

/// <summary>What a body owes in a case by a day: the decision, and where it goes against the title, the revocation.</summary>
public enum CaseStep { Decision, Revocation }

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record CaseFact(string Case, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Case(Case);
}

/// <summary>Formally opened against one title. Q32.</summary>
/// <param name="DecisionDueOn">Last day to decide before the regulator is told, inclusive (Q35).</param>
public sealed record CaseOpened(
    string Case,
    CaseOrigin Origin,
    string OriginId,
    string Title,
    string Enterprise,
    string Body,
    RevocationGround? AllegedGround,
    DateOnly DecisionDueOn,
    DateOnly On) : CaseFact(Case, On);

/// <summary>The written statement of facts and ground that the enterprise may answer. Q32.</summary>
/// <param name="GroundOn">A day on which the ground existed, where the title is no longer held when the facts are stated.</param>
/// <param name="DefenceDueOn">Last day to answer, inclusive.</param>
/// <param name="DecideDueOn">Last day to decide after the hearing, inclusive.</param>
public sealed record FactsStated(
    string Case,
    RevocationGround Ground,
    string Facts,
    MeasuredShortfall? Shortfall,
    IReadOnlyList<string> Evidence,
    bool TestReport,
    DateOnly? GroundOn,
    DateOnly DefenceDueOn,
    DateOnly DecideDueOn,
    string Rules,
    string Calendar,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null)
        : CaseFact(Case, On), INamesEvidence;

/// <param name="Late">After the last day to answer: recorded and to be weighed, as long as the case is undecided.</param>
public sealed record DefenceFiled(
    string Case,
    string Enterprise,
    string Text,
    IReadOnlyList<string> Evidence,
    bool WaivesFurtherHearing,
    bool Late,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null)
        : CaseFact(Case, On), INamesEvidence;

/// <param name="Evidence">SHA-256 digests, lower-case hex.</param>
public sealed record EvidenceFiled(string Case, string By, IReadOnlyList<string> Evidence, string Description, DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? NotDeposited = null)
        : CaseFact(Case, On), INamesEvidence;

/// <param name="Ground">The ground that is established; null where none is.</param>
/// <param name="RevokeDueOn">Last day to cancel the title "promptly", inclusive.</param>
public sealed record CaseDecided(string Case, RevocationGround? Ground, string Reasons, DateOnly? RevokeDueOn, DateOnly On)
    : CaseFact(Case, On);

/// <summary>The body did not decide in time, or is itself accused: another qualified body finishes the case (Q35).</summary>
/// <param name="DueOn">Last day for the new body to decide, or to cancel the title where the ground is established already,
/// inclusive.</param>
public sealed record CaseReassigned(string Case, string From, string To, string Reason, DateOnly DueOn, DateOnly On) : CaseFact(Case, On);

public sealed record CaseOverdue(string Case, CaseStep Step, DateOnly On) : CaseFact(Case, On);

/// <summary>The title was revoked on this case.</summary>
public sealed record CaseExecuted(string Case, string Revocation, DateOnly On) : CaseFact(Case, On);

/// <summary>
/// <see cref="UnderReview"/> is no stage of its own: it is all that the public learns of a case that is not decided (Q32).
/// </summary>
public enum CaseStage { None, Opened, FactsStated, Decided, Executed, UnderReview }

/// <summary>Where a case stands, told once: the rules decide by it, and documents are shaped from it.</summary>
/// <param name="Body">Who holds the pen: the issuing body, or the one appointed in its place.</param>
/// <param name="DecisionDueOn">Last day to decide before the regulator is told, inclusive (Q35).</param>
/// <param name="DecideDueOn">Last day to decide after the hearing, inclusive (Q32); null while no facts are stated.</param>
/// <param name="RevokeDueOn">Last day to cancel the title, inclusive; null where it is not to be cancelled.</param>
public sealed record CaseCourse(
    CaseStage Stage,
    string Body,
    DateOnly DecisionDueOn,
    DateOnly? DecideDueOn,
    DateOnly? RevokeDueOn,
    bool Overdue)
{
    /// <summary>
    /// Last day, inclusive, of what the body has to do next: to decide (the earlier of Q32 and Q35), or to cancel the title.
    /// Null when nothing is left to do.
    /// </summary>
    public DateOnly? DueOn => Stage switch
    {
        CaseStage.Opened => DecisionDueOn,
        CaseStage.FactsStated => DecideDueOn < DecisionDueOn ? DecideDueOn : DecisionDueOn,
        CaseStage.Decided => RevokeDueOn,
        _ => null,
    };

    public static CaseCourse Evolve(CaseCourse s, CaseFact fact) => fact switch
    {
        CaseOpened e => new(CaseStage.Opened, e.Body, e.DecisionDueOn, null, null, false),
        FactsStated e => s with { Stage = CaseStage.FactsStated, DecideDueOn = e.DecideDueOn },
        DefenceFiled or EvidenceFiled => s,
        CaseDecided e => s with { Stage = CaseStage.Decided, RevokeDueOn = e.RevokeDueOn, Overdue = false },
        CaseReassigned e => s.Stage is CaseStage.Decided or CaseStage.Executed
            ? s with { Body = e.To, RevokeDueOn = e.DueOn, Overdue = false }
            : s with { Body = e.To, DecisionDueOn = e.DueOn, Overdue = false },
        CaseOverdue => s with { Overdue = true },
        CaseExecuted => s with { Stage = CaseStage.Executed, Overdue = false },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

/// <summary>Stream: one per case; a case is about one title.</summary>
public sealed record Case : IState<Case>
{
    public static Case Initial { get; } = new();

    public CaseCourse Course { get; private init; } = new(CaseStage.None, "", default, null, null, false);
    public CaseStage Stage => Course.Stage;
    public bool Exists => Stage != CaseStage.None;
    public string Id { get; private init; } = "";
    public CaseOrigin Origin { get; private init; }
    public string OriginId { get; private init; } = "";
    public string Title { get; private init; } = "";
    public string Enterprise { get; private init; } = "";

    /// <summary>Who holds the pen: the issuing body, or the one appointed in its place.</summary>
    public string Body => Course.Body;

    /// <summary>The statement that the enterprise answers; a later one replaces it and opens the hearing anew.</summary>
    public FactsStated? Statement { get; private init; }

    /// <summary>The enterprise has answered this statement and wants no further hearing.</summary>
    public bool HearingWaived { get; private init; }
    public ImmutableList<DefenceFiled> Defences { get; private init; } = [];
    public ImmutableSortedSet<string> Evidence { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    public CaseDecided? Decision { get; private init; }
    public DateOnly DecisionDueOn => Course.DecisionDueOn;
    public DateOnly? RevokeDueOn => Course.RevokeDueOn;
    public string? Revocation { get; private init; }
    public bool Overdue => Course.Overdue;
    public DateOnly? LastActOn { get; private init; }

    /// <summary>The last day to answer has passed, or the enterprise has answered and waived the rest (Q32).</summary>
    public bool HearingIsOverOn(DateOnly day) => Statement is { } s && (HearingWaived || day > s.DefenceDueOn);

    public DateOnly? DueOn => Course.DueOn;

    public static Case Evolve(Case s, Fact fact)
    {
        if (fact is not CaseFact of) throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}");
        // The register's own mark is no act: it keeps out none that is entered late.
        if (fact is not CaseOverdue) s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        s = s with { Course = CaseCourse.Evolve(s.Course, of) };
        return of switch
        {
            CaseOpened e => s with
            {
                Id = e.Case,
                Origin = e.Origin,
                OriginId = e.OriginId,
                Title = e.Title,
                Enterprise = e.Enterprise,
            },
            FactsStated e => s with { Statement = e, HearingWaived = false, Evidence = s.Evidence.Union(e.Evidence) },
            DefenceFiled e => s with
            {
                Defences = s.Defences.Add(e),
                HearingWaived = s.HearingWaived || e.WaivesFurtherHearing,
                Evidence = s.Evidence.Union(e.Evidence),
            },
            EvidenceFiled e => s with { Evidence = s.Evidence.Union(e.Evidence) },
            CaseDecided e => s with { Decision = e },
            CaseExecuted e => s with { Revocation = e.Revocation },
            _ => s,
        };
    }
}

public static class CaseLedger
{
    public static Case Case(this ILedger ledger, string id) => ledger.Read<Case>(Streams.Case(id));
}
