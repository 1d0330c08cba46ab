using System.Text.Json.Serialization;

namespace Leader.Domain.Record;

/// <summary>
/// The parameters that fill what the policy leaves open (the Q of docs/rules.md). A rule set is recorded with its day of effect, and its
/// id with each decision that used it: a change of mind is data, and moves no earlier result.
/// </summary>
/// <remarks>Clause 结 (D22, R110). "Working days" follow the State Council's calendar; other days are calendar days.</remarks>
public sealed record RuleSet(string Id)
{
    /// <summary>Q1. Calendar days of the notice of a ranking; the last one rolls over a holiday.</summary>
    public int RankingNoticeDays { get; init; } = 15;

    /// <summary>Q1. No rule set may set the notice of a ranking shorter.</summary>
    public const int MinRankingNoticeDays = 7;

    /// <summary>Q2. Working days of the notice of a leader list.</summary>
    public int LeaderNoticeWorkingDays { get; init; } = 7;

    /// <summary>Q10. Working days of the notice of a selected plan.</summary>
    public int PlanNoticeWorkingDays { get; init; } = 7;

    /// <summary>Q5. Whether an anonymous objection can be admitted, and so block; otherwise it is taken as a report.</summary>
    public bool AnonymousObjectionsBlock { get; init; }

    /// <summary>Q7. Working days after a ruling in which the objector may ask for a review of procedure.</summary>
    public int ReviewRequestWorkingDays { get; init; } = 5;

    /// <summary>Q8. Working days to answer an objection, from its lodging.</summary>
    public int ObjectionAnswerWorkingDays { get; init; } = 10;

    /// <summary>Q8. Working days by which the answer may be extended, once, with a reason.</summary>
    public int ObjectionExtensionWorkingDays { get; init; } = 10;

    /// <summary>R43. The least number of core indicators of a plan. Later guidance asks for three.</summary>
    public int LeastCoreIndicators { get; init; } = 1;

    /// <summary>Q20. A tie group over the cut-off is admitted whole while the list stays within N and this many percent more.</summary>
    public int TieCapPercent { get; init; } = 50;

    /// <summary>Q23. Months of a title where the plan does not say.</summary>
    public int TitleMonths { get; init; } = 12;

    /// <summary>Q23. Months for which a title runs on, marked "in grace", when the next list is late.</summary>
    public int GraceMonths { get; init; } = 6;

    /// <summary>Clause 四(六). Years of the ban.</summary>
    public int BanYears { get; init; } = 3;

    /// <summary>Q25. Working days in which the body of another title decides whether its own ground exists.</summary>
    public int OtherTitleReviewWorkingDays { get; init; } = 20;

    /// <summary>Q32. Working days to answer the statement of facts and ground.</summary>
    public int HearingWorkingDays { get; init; } = 5;

    /// <summary>Q32. The same where a test report is involved.</summary>
    public int HearingWithTestReportWorkingDays { get; init; } = 10;

    /// <summary>Q32. Working days to decide after the hearing.</summary>
    public int CaseDecisionWorkingDays { get; init; } = 10;

    /// <summary>T7, "promptly" (及时): working days from the decision on a ground to the announced cancellation of the title.</summary>
    public int RevocationWorkingDays { get; init; } = 5;

    /// <summary>Q34. Working days to accept or refuse a complaint.</summary>
    public int ComplaintAcceptanceWorkingDays { get; init; } = 7;

    /// <summary>Q34. Working days to check an accepted report; may be extended once by as many.</summary>
    public int ComplaintCheckWorkingDays { get; init; } = 15;

    /// <summary>Q34. Working days to tell the outcome.</summary>
    public int ComplaintAnswerWorkingDays { get; init; } = 7;

    /// <summary>Q35. Working days without a decision after which the regulator is told and another body may be appointed.</summary>
    public int BodyInactiveWorkingDays { get; init; } = 30;

    /// <summary>Q36. Years for which a disqualified body is not selected again.</summary>
    public int BodyDisqualificationYears { get; init; } = 3;

    /// <summary>Q37. Whether an association that is merely hosted (挂靠) counts as subordinate.</summary>
    public bool HostedIsSubordinate { get; init; } = true;

    /// <summary>Q42. Whether a quality commitment is needed before the leader list is published.</summary>
    public bool CommitmentNeededForList { get; init; } = true;

    /// <summary>Q64. Whether notices, rankings, leader lists and key-field lists are published under signature only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool PublicationsSigned { get; init; }

    /// <summary>Q64. Whether titles are revoked, restored and annulled under signature only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool RevocationsSigned { get; init; }

    /// <summary>Q64. Whether cases, objections and disqualifications are decided under signature only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool DecisionsSigned { get; init; }

    /// <summary>Q64. Whether later rule sets are adopted under signature only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool RuleSetsSigned { get; init; }

    /// <summary>Q65. Whether a use of results is reported only by a user that is registered as of its kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool UsesFitTheirUsers { get; init; }

    /// <summary>Q66. Whether a region is recorded only where it names a provincial-level division, or all of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool RegionsRead { get; init; }
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <param name="EffectiveFrom">First day of effect, inclusive; not before <paramref name="On"/>.</param>
/// <param name="Basis">The document that sets the parameters: name, number, date.</param>
public sealed record RuleSetAdopted(RuleSet RuleSet, DateOnly EffectiveFrom, string Basis, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.RuleSets;
}

/// <summary>Stream: one, <see cref="Streams.RuleSets"/>.</summary>
public sealed record RuleSets : IState<RuleSets>
{
    public static RuleSets Initial { get; } = new();
    public IReadOnlyList<RuleSetAdopted> Adopted { get; private init; } = [];

    public static RuleSets Evolve(RuleSets state, Fact fact) => fact switch
    {
        RuleSetAdopted e => state with { Adopted = [.. state.Adopted, e] },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {Streams.RuleSets}"),
    };

    /// <summary>The rule set in effect on the day: of those whose day of effect has come, the one adopted last.</summary>
    public RuleSet? InEffectOn(DateOnly day) => Adopted.LastOrDefault(a => a.EffectiveFrom <= day)?.RuleSet;
}
