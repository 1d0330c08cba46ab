using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>A declared standard in the frozen pool.</summary>
/// <param name="Version">The version disclosed at the cut-off.</param>
public sealed record Candidate(string Declaration, int Version, string Enterprise, string EnterpriseName, string Number);

/// <summary>R52: the value as a clause of the disclosed standard states it; never a brochure's or a test's.</summary>
public sealed record EvaluatedValue(string Indicator, Limit Limit, string Clause);

/// <summary>Why a candidate is not in the ranking; each exclusion is public.</summary>
public enum ExclusionGround
{
    /// <summary>Not stricter than the national and industry standards (R54, P4, Q14).</summary>
    NotStricter,

    /// <summary>Laxer than a mandatory national standard: excluded and reported to supervision (Q18).</summary>
    LaxerThanMandatory,

    /// <summary>Flagged at disclosure as below the recommended standard.</summary>
    BelowRecommended,

    /// <summary>The enterprise was barred on a day between cut-off and publication (R73, P7, Q51).</summary>
    Barred,

    /// <summary>The document is not formally sound, or its references are not valid.</summary>
    FormallyUnsound,

    /// <summary>The standard was abolished, or is not disclosed (R2, P12).</summary>
    NotInForce,

    /// <summary>The evaluation body is linked with the enterprise; a platform may not evaluate its own brands (Q38).</summary>
    OwnBrand,

    /// <summary>An open serious finding of supervision (R89).</summary>
    OpenFinding,

    /// <summary>The entry was got by fraud (Q52): annulled and made public, without a ban.</summary>
    Fraud,

    /// <summary>The standard promises a value that the indicator cannot have (Q63).</summary>
    ImpossibleValue,
}

public sealed record Exclusion(string Declaration, string Enterprise, string Number, ExclusionGround Ground, string Detail);

/// <summary>A core indicator is missing or cannot be compared: not worst, but not in the order (Q17).</summary>
public sealed record NotEvaluable(string Declaration, string Enterprise, string Number, IReadOnlyList<string> MissingIndicators);

/// <param name="Tier">1 is the best; 0 below the lowest tier.</param>
/// <param name="Baseline">The strictest baseline standard in force at the cut-off; null where there is none (Q16).</param>
/// <param name="Margin">How much better than the baseline, in the indicator's unit.</param>
public sealed record IndicatorResult(
    string Indicator,
    Limit Value,
    string Clause,
    decimal Points,
    int Tier,
    string? Baseline,
    Limit? BaselineLimit,
    decimal? Margin,
    Verdict? Verdict);

/// <param name="Place">From 1; equal results share a place and the next is skipped (1, 1, 3) (Q19).</param>
/// <param name="Tier">The tier of its board: entries of one tier have no order among themselves.</param>
/// <param name="Total">Weighted points, rounded once as the plan says.</param>
public sealed record RankedEntry(
    int Place,
    int Tier,
    string Declaration,
    int Version,
    string Enterprise,
    string EnterpriseName,
    string Number,
    decimal Total,
    int TopTierIndicators,
    int InnovativeIndicators,
    decimal MarginTotal,
    IReadOnlyList<IndicatorResult> Results);

/// <summary>The board of one core indicator; not published where all values are equal.</summary>
public sealed record Board(string Indicator, bool Published, IReadOnlyList<BoardEntry> Entries);

public sealed record BoardEntry(int Tier, string Declaration, string Enterprise, Limit Value);

/// <summary>The whole result: everyone in the pool is in exactly one of the three lists (R58).</summary>
public sealed record RankingResult(
    IReadOnlyList<RankedEntry> Entries,
    IReadOnlyList<Exclusion> Excluded,
    IReadOnlyList<NotEvaluable> NotEvaluable,
    IReadOnlyList<Board> Boards,
    bool NoBaseline,
    string? NothingToPublish)
{
    /// <summary>In the order, or not evaluable: not yet excluded.</summary>
    public bool Holds(string enterprise) =>
        Entries.Any(e => e.Enterprise == enterprise) || NotEvaluable.Any(e => e.Enterprise == enterprise);
}

public sealed record LeaderEntry(int Place, string Declaration, int Version, string Enterprise, string EnterpriseName, string Number);

/// <summary>R61, R64: who is passed over or dropped, with the legal ground.</summary>
public sealed record LeftOut(string Enterprise, string Declaration, int Place, string Ground, string Detail);

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record EvaluationFact(string Evaluation, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Evaluation(Evaluation);
}

/// <summary>An evaluation is bound to the official plan of its category and cycle, and to no other (R51, P10).</summary>
public sealed record EvaluationOpened(
    string Evaluation,
    int Cycle,
    string Category,
    string CategoryName,
    string Field,
    GoalSector Sector,
    string Plan,
    string Body,
    EvaluationPlan Content,
    string Rules,
    DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>R58, Q49: the declarations in force at the cut-off.</summary>
public sealed record PoolFrozen(
    string Evaluation,
    DateTimeOffset CutOff,
    IReadOnlyList<Candidate> Candidates,
    IReadOnlyList<Exclusion> LeftOut,
    DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>D8. A later sheet for the same declaration replaces the earlier one, until the ranking is published.</summary>
public sealed record IndicatorsEvaluated(string Evaluation, string Declaration, IReadOnlyList<EvaluatedValue> Values, DateOnly On)
    : EvaluationFact(Evaluation, On);

public sealed record CandidateExcluded(string Evaluation, string Declaration, ExclusionGround Ground, string Detail, DateOnly On)
    : EvaluationFact(Evaluation, On);

/// <summary>The exclusion was wrong, for instance after an upheld objection.</summary>
/// <param name="Entered">Where it was left out of the pool: the candidate that enters it.</param>
public sealed record CandidateReadmitted(string Evaluation, string Declaration, string Reason, Candidate? Entered, DateOnly On)
    : EvaluationFact(Evaluation, On);

/// <summary>A ban began while the evaluation runs: the enterprise is out of pool, drafts and notices at once (Q26).</summary>
public sealed record EnterpriseStruck(string Evaluation, string Enterprise, string Ban, DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>The system draws up the ranking; its notice opens with it.</summary>
/// <param name="Method">The version of the rules of drawing, by which it is recomputed; null for the first
/// (<see cref="Rules.RankingMethod"/>).</param>
public sealed record RankingDrafted(
    string Evaluation,
    int Version,
    RankingResult Result,
    string ContentHash,
    string Notice,
    string Rules,
    DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Method = null) : EvaluationFact(Evaluation, On);

/// <summary>D9: exactly what was under public notice. R56, R57.</summary>
public sealed record RankingPublished(
    string Evaluation,
    int Version,
    RankingResult Result,
    string ContentHash,
    string Notice,
    string Body,
    DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>In a published ranking: the entry stays visible, struck through, "barred since" (Q26).</summary>
public sealed record EntryStruck(string Evaluation, string Enterprise, string Ban, DateOnly BarredSince, DateOnly On)
    : EvaluationFact(Evaluation, On);

/// <summary>
/// The ban was void from the start: the entry, or the candidate of a ranking not yet published, is no longer struck (Q33).
/// </summary>
public sealed record EntryRestored(string Evaluation, string Enterprise, string Ban, DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>The standard of an entry was revised for the worse before the award: the body reviews the entry (Q22, Q58).</summary>
/// <param name="Version">The version in force now.</param>
public sealed record EntryReviewRequired(string Evaluation, string Declaration, string Enterprise, int Version, string Reason, DateOnly On)
    : EvaluationFact(Evaluation, On);

/// <summary>What the review came to; it holds for this version.</summary>
public sealed record EntryReviewConcluded(
    string Evaluation,
    string Declaration,
    string Enterprise,
    int Version,
    EntryReviewOutcome Outcome,
    string Reasons,
    DateOnly On) : EvaluationFact(Evaluation, On);

public enum EntryReviewOutcome
{
    /// <summary>The entry keeps its place in the list; the title rests on the version in force.</summary>
    Stands,

    /// <summary>No title on what the standard has become.</summary>
    PassedOver,
}

/// <summary>
/// A value laxer than a mandatory national standard kept a declaration out of the published ranking: reported to supervision. Q18;
/// Standardization Law art 21.
/// </summary>
public sealed record MandatoryBreachReported(
    string Evaluation,
    string Declaration,
    string Enterprise,
    string Number,
    string Detail,
    DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>A published entry is void: fraud without a title (Q52), or barred at publication and found out later (Q50).</summary>
public sealed record EntryAnnulled(string Evaluation, string Declaration, string Enterprise, string Ground, string Detail, DateOnly On)
    : EvaluationFact(Evaluation, On);

/// <summary>D11: how many, with a reason for each of the three considerations. R60.</summary>
/// <param name="Batch">From 1; a later batch adds to the list, it does not replace it (trap 23).</param>
/// <param name="PublicStandards">(c), filled in by the register: the standards in the frozen pool.</param>
public sealed record LeaderNumberDecided(string Evaluation, int Batch, int Number, string EaseOfChoice, string IndustrialDevelopment,
    int PublicStandards, string StandardsReason, DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>Q41: an enterprise may refuse to be listed, before publication.</summary>
public sealed record ListingRefused(string Evaluation, string Enterprise, string Reason, DateOnly On) : EvaluationFact(Evaluation, On);

/// <param name="Reserves">Who follows next and is covered by the notice, so that a place may pass on (Q41).</param>
/// <param name="PassedOver">R61: skipped, with the legal ground.</param>
/// <param name="TieNote">How a tie at the cut-off was settled; null where there was none (Q20).</param>
public sealed record LeaderListDrafted(
    string Evaluation,
    int Version,
    int Batch,
    int RankingVersion,
    IReadOnlyList<LeaderEntry> Leaders,
    IReadOnlyList<LeaderEntry> Reserves,
    IReadOnlyList<LeftOut> PassedOver,
    string? TieNote,
    string ContentHash,
    string Notice,
    string Rules,
    DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>D12. R63, R64.</summary>
public sealed record LeaderListPublished(
    string Evaluation,
    int Version,
    int Batch,
    IReadOnlyList<LeaderEntry> Leaders,
    IReadOnlyList<LeftOut> Dropped,
    string ContentHash,
    string Notice,
    string Body,
    DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>Q13: an error in the plan, or Q36: the body is disqualified. What was published stays, and is marked.</summary>
public sealed record EvaluationWithdrawn(string Evaluation, string Reason, DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>The body of published results was disqualified: they stand, marked (Q36).</summary>
public sealed record BodyDisqualificationMarked(string Evaluation, string Body, DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>The next evaluation is overdue: the cycle has ended and no new list is out. R66.</summary>
public sealed record AdjustmentReminded(string Evaluation, DateOnly CycleEndedOn, DateOnly On) : EvaluationFact(Evaluation, On);

/// <summary>
/// Something recorded later shows that a gate was passed that should not have been: a ban entered late, a relation learned later (Q50,
/// R50).
/// </summary>
public sealed record IncidentRaised(string Evaluation, string Kind, string Subject, string Detail, DateOnly On)
    : EvaluationFact(Evaluation, On)
{
    public const string UpheldAfterPublication = "objection-upheld-after-publication";
    public const string BarredAtPublication = "barred-at-publication";
    public const string StruckByVoidBan = "struck-by-void-ban";
}

/// <summary>
/// A ban that strikes the entries of an enterprise in a published ranking (Q26). Several may; each does until it is found void (Q31, Q33).
/// </summary>
/// <param name="BarredSince">First barred day, inclusive.</param>
public sealed record Strike(string Ban, DateOnly BarredSince)
{
    /// <summary>What strikes after one more fact, the earliest first.</summary>
    public static IReadOnlyList<Strike> After(IReadOnlyList<Strike> strikes, EvaluationFact fact) => fact switch
    {
        EntryStruck e => [.. strikes.Where(s => s.Ban != e.Ban).Append(new(e.Ban, e.BarredSince)).OrderBy(s => s.BarredSince).ThenBy(
            s => s.Ban,
            StringComparer.Ordinal)],
        EntryRestored e => [.. strikes.Where(s => s.Ban != e.Ban)],
        _ => strikes,
    };
}

public enum EvaluationStage { None, Evaluating, RankingNoticed, RankingPublished, ListNoticed, ListPublished, Withdrawn }

/// <summary>Where an evaluation stands after one more fact, told once: the rules decide by it, and documents are shaped from it.</summary>
public static class EvaluationCourse
{
    /// <param name="isNoticed">Whether the ranking drawn up last holds the enterprise, in its order or as not evaluable.</param>
    public static EvaluationStage After(EvaluationStage stage, EvaluationFact fact, Func<string, bool> isNoticed) => fact switch
    {
        EvaluationOpened => EvaluationStage.Evaluating,
        // A draft in notice that holds the enterprise has to be drawn again (Q26).
        EnterpriseStruck e when stage == EvaluationStage.RankingNoticed && isNoticed(e.Enterprise) => EvaluationStage.Evaluating,
        RankingDrafted => EvaluationStage.RankingNoticed,
        RankingPublished => EvaluationStage.RankingPublished,
        LeaderListDrafted => EvaluationStage.ListNoticed,
        LeaderListPublished => EvaluationStage.ListPublished,
        EvaluationWithdrawn => EvaluationStage.Withdrawn,
        _ => stage,
    };
}

/// <summary>The pool with what was left out of it (R58): everyone is in one of the two.</summary>
public sealed record FrozenPool(IReadOnlyList<Candidate> Candidates, IReadOnlyList<Exclusion> LeftOut)
{
    /// <summary>One that was left out may enter after all; others are readmitted where they are.</summary>
    public FrozenPool After(CandidateReadmitted e) => e.Entered is not { } entered
        ? this
        : new([.. Candidates, entered], [.. LeftOut.Where(x => x.Declaration != e.Declaration)]);
}

/// <summary>Stream: one per category and cycle.</summary>
public sealed record Evaluation : IState<Evaluation>
{
    public static Evaluation Initial { get; } = new();

    public EvaluationStage Stage { get; private init; }
    public bool Exists => Stage != EvaluationStage.None;
    public string Id { get; private init; } = "";
    public int Cycle { get; private init; }
    public string Category { get; private init; } = "";
    public string CategoryName { get; private init; } = "";
    public string Field { get; private init; } = "";
    public GoalSector Sector { get; private init; }
    public string PlanId { get; private init; } = "";
    public string Body { get; private init; } = "";
    public EvaluationPlan Plan { get; private init; } = null!;
    public DateOnly OpenedOn { get; private init; }
    public DateTimeOffset CutOff { get; private init; }
    public ImmutableList<Candidate> Pool { get; private init; } = [];
    public ImmutableList<Exclusion> LeftOutOfPool { get; private init; } = [];
    public ImmutableDictionary<string, ImmutableList<EvaluatedValue>> Values { get; private init; } =
        ImmutableDictionary<string, ImmutableList<EvaluatedValue>>.Empty;
    public ImmutableDictionary<string, CandidateExcluded> Exclusions { get; private init; } =
        ImmutableDictionary<string, CandidateExcluded>.Empty;

    /// <summary>By declaration, the reason of the last readmission.</summary>
    public ImmutableDictionary<string, string> Readmitted { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>By enterprise: out of the pool of a ranking not yet published. Gates go by the enterprise's bans, not by this.</summary>
    public ImmutableDictionary<string, EnterpriseStruck> Struck { get; private init; } =
        ImmutableDictionary<string, EnterpriseStruck>.Empty;

    /// <summary>By enterprise: the bans that strike its entries of the published ranking.</summary>
    public ImmutableDictionary<string, IReadOnlyList<Strike>> Strikes { get; private init; } =
        ImmutableDictionary<string, IReadOnlyList<Strike>>.Empty;
    public RankingDrafted? Draft { get; private init; }
    public RankingPublished? Ranking { get; private init; }
    /// <summary>By declaration, the last review of the entry (Q58).</summary>
    public ImmutableDictionary<string, EntryReviewConcluded> EntryReviews { get; private init; } =
        ImmutableDictionary<string, EntryReviewConcluded>.Empty;
    public ImmutableHashSet<string> AnnulledEntries { get; private init; } = [];
    public LeaderNumberDecided? Number { get; private init; }
    public ImmutableHashSet<string> Refusals { get; private init; } = [];
    public LeaderListDrafted? ListDraft { get; private init; }
    public ImmutableList<LeaderListPublished> Lists { get; private init; } = [];
    public int RankingVersions { get; private init; }
    public int ListVersions { get; private init; }

    /// <summary>The versions that this evaluation began with; lower ones belong to one that was withdrawn (Q13).</summary>
    public int FirstRankingVersion { get; private init; } = 1;
    public int FirstListVersion { get; private init; } = 1;

    /// <summary>By declaration, the last report to supervision (Q18).</summary>
    public ImmutableDictionary<string, MandatoryBreachReported> Breaches { get; private init; } =
        ImmutableDictionary.Create<string, MandatoryBreachReported>(StringComparer.Ordinal);

    public bool CycleEndReminded { get; private init; }
    public ImmutableList<IncidentRaised> Incidents { get; private init; } = [];
    public DateOnly? LastActOn { get; private init; }

    /// <summary>The first of them is "barred since"; empty where the entry is not struck.</summary>
    public IReadOnlyList<Strike> StrikesOf(string enterprise) => Strikes.GetValueOrDefault(enterprise) ?? [];

    public Candidate? Candidate(string declaration) => Pool.FirstOrDefault(c => c.Declaration == declaration);

    /// <summary>The day from which on a ban keeps an enterprise out (Q51).</summary>
    public DateOnly CutOffDay => Beijing.Day(CutOff);

    /// <summary>Of the next list: a batch is done when its list is published.</summary>
    public int NextBatch => Lists.Count + 1;

    public bool IsListed(string enterprise) => Lists.Any(l => l.Leaders.Any(e => e.Enterprise == enterprise));
    public bool HasCandidate(string enterprise) => Pool.Any(c => c.Enterprise == enterprise);

    public static Evaluation Evolve(Evaluation s, Fact fact)
    {
        if (fact is not EvaluationFact of) throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}");
        s = s with
        {
            LastActOn = Days.Later(fact.On, s.LastActOn),
            Stage = EvaluationCourse.After(s.Stage, of, enterprise => s.Draft!.Result.Holds(enterprise)),
        };
        return of switch
        {
            EvaluationOpened e => Initial with
            {
                LastActOn = s.LastActOn,
                Incidents = s.Incidents,
                Breaches = s.Breaches,
                RankingVersions = s.RankingVersions,
                ListVersions = s.ListVersions,
                FirstRankingVersion = s.RankingVersions + 1,
                FirstListVersion = s.ListVersions + 1,
                Stage = s.Stage,
                Id = e.Evaluation,
                Cycle = e.Cycle,
                Category = e.Category,
                CategoryName = e.CategoryName,
                Field = e.Field,
                Sector = e.Sector,
                PlanId = e.Plan,
                Body = e.Body,
                Plan = e.Content,
                CutOff = e.Content.CutOff,
                OpenedOn = e.On,
            },
            PoolFrozen e => s with { Pool = [.. e.Candidates], LeftOutOfPool = [.. e.LeftOut] },
            IndicatorsEvaluated e => s with { Values = s.Values.SetItem(e.Declaration, [.. e.Values]) },
            CandidateExcluded e => s with { Exclusions = s.Exclusions.SetItem(e.Declaration, e) },
            CandidateReadmitted e when new FrozenPool(s.Pool, s.LeftOutOfPool).After(e) is var pool => s with
            {
                Exclusions = s.Exclusions.Remove(e.Declaration),
                Readmitted = s.Readmitted.SetItem(e.Declaration, e.Reason),
                Pool = [.. pool.Candidates],
                LeftOutOfPool = [.. pool.LeftOut],
            },
            EnterpriseStruck e => s with { Struck = s.Struck.SetItem(e.Enterprise, e) },
            RankingDrafted e => s with { Draft = e, RankingVersions = e.Version },
            RankingPublished e => s with { Ranking = e },
            EntryStruck e => s with { Strikes = s.Strikes.SetItem(e.Enterprise, Strike.After(s.StrikesOf(e.Enterprise), e)) },
            EntryRestored e => s with
            {
                Struck = s.Struck.TryGetValue(e.Enterprise, out var struck) && struck.Ban == e.Ban
                    ? s.Struck.Remove(e.Enterprise)
                    : s.Struck,
                Strikes = s.Strikes.SetItem(e.Enterprise, Strike.After(s.StrikesOf(e.Enterprise), e)),
            },
            EvaluationWithdrawn or BodyDisqualificationMarked or EntryReviewRequired => s,
            MandatoryBreachReported e => s with { Breaches = s.Breaches.SetItem(e.Declaration, e) },
            EntryReviewConcluded e => s with { EntryReviews = s.EntryReviews.SetItem(e.Declaration, e) },
            EntryAnnulled e => s with { AnnulledEntries = s.AnnulledEntries.Add(e.Declaration) },
            LeaderNumberDecided e => s with { Number = e },
            ListingRefused e => s with { Refusals = s.Refusals.Add(e.Enterprise) },
            LeaderListDrafted e => s with { ListDraft = e, ListVersions = e.Version },
            LeaderListPublished e => s with { Lists = s.Lists.Add(e) },
            AdjustmentReminded => s with { CycleEndReminded = true },
            IncidentRaised e => s with { Incidents = s.Incidents.Add(e) },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class EvaluationLedger
{
    public static Evaluation Evaluation(this ILedger ledger, string id) => ledger.Read<Evaluation>(Streams.Evaluation(id));
}
