using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>The only two grounds of the policy. Clause 四(六), R69–R71.</summary>
public enum RevocationGround
{
    /// <summary>The product or service does not reach the level of its disclosed standard.</summary>
    BelowDisclosedLevel,

    /// <summary>Got in by fraud.</summary>
    Fraud,
}

/// <summary>R69: which indicator failed, as disclosed and as measured.</summary>
/// <param name="Disclosed">In words; since the limits are recorded too, made of them.</param>
/// <param name="DisclosedLimit">What the declaration says, taken from it by the register. Null, like all that follows, in facts that are
/// older than the rule.</param>
/// <param name="MeasuredLimit">The value measured, or the range of several.</param>
/// <param name="Declaration">Where it is disclosed: the declaration, its version and clause.</param>
public sealed record MeasuredShortfall(string Indicator, string Disclosed, string Measured, string TestReport,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Limit? DisclosedLimit = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Limit? MeasuredLimit = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Declaration = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Clause = null);

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record TitleFact(string Title, DateOnly On) : Fact(On)
{
    /// <summary>The holder's code.</summary>
    public abstract string Enterprise { get; init; }

    public override string Stream() => Streams.Title(Title);
}

/// <summary>D13. A title belongs to an enterprise by virtue of a standard, in a category and cycle. R1, R65.</summary>
/// <param name="On">First day of the title: the publication of the list.</param>
/// <param name="LastDay">Last day of the cycle, inclusive.</param>
/// <param name="GraceLastDay">Last day of the grace that runs while the next list is late, inclusive (Q23).</param>
public sealed record TitleAwarded(
    string Title,
    string Enterprise,
    string EnterpriseName,
    string Declaration,
    int DeclarationVersion,
    string Number,
    string Evaluation,
    int Cycle,
    string Category,
    string CategoryName,
    GoalSector Sector,
    string Body,
    int Place,
    IReadOnlyList<string> Products,
    DateOnly LastDay,
    DateOnly GraceLastDay,
    string Rules,
    DateOnly On) : TitleFact(Title, On);

/// <summary>
/// The next list of the category was published: the title ends on the eve. <paramref name="By"/> is the renewed title, if the holder is on
/// the new list.
/// </summary>
public sealed record TitleSuperseded(string Title, string Enterprise, string Evaluation, string? By, DateOnly On) : TitleFact(Title, On);

/// <summary>The standard was abolished without a successor: no ban (Q22).</summary>
public sealed record TitleLapsed(string Title, string Enterprise, string Declaration, string Reason, DateOnly On) : TitleFact(Title, On);

/// <summary>The enterprise gave the title up; a case already opened goes on.</summary>
public sealed record TitleWithdrawn(string Title, string Enterprise, string Reason, DateOnly On) : TitleFact(Title, On);

/// <summary>Issued in error: void from the start, without a ban (Q50).</summary>
public sealed record TitleAnnulled(string Title, string Enterprise, string Reason, string Detail, DateOnly On) : TitleFact(Title, On);

/// <summary>D16: decision and announcement in one. Clause 四(六), R71, R72, Q28.</summary>
/// <param name="Revocation">The id of the revocation, and of the ban.</param>
/// <param name="Announcement">The public text, with ground and facts.</param>
/// <param name="Evidence">SHA-256 digests, lower-case hex.</param>
public sealed record TitleRevoked(
    string Title,
    string Revocation,
    string Enterprise,
    string Category,
    string Evaluation,
    string Body,
    string Case,
    RevocationGround Ground,
    string Facts,
    MeasuredShortfall? Shortfall,
    IReadOnlyList<string> Evidence,
    string Announcement,
    string Rules,
    DateOnly On) : TitleFact(Title, On), INamesEvidence;

/// <summary>Set aside on review: the title is restored from this day, the ban void from its start (Q33).</summary>
public sealed record RevocationReversed(string Title, string Revocation, string Enterprise, string Reasons, string DecidedBy, DateOnly On)
    : TitleFact(Title, On);

/// <summary>The standard was revised with every core indicator equal or better: the title follows after the re-check (Q22).</summary>
public sealed record TitleFollowedRevision(string Title, string Enterprise, string Declaration, int DeclarationVersion, DateOnly On)
    : TitleFact(Title, On);

/// <summary>
/// The standard was revised for the worse, or passed to an heir without re-declaration: the body reviews the title (Q22, Q39).
/// </summary>
public sealed record TitleReviewRequired(string Title, string Enterprise, string Reason, DateOnly On) : TitleFact(Title, On);

/// <summary>The body has looked whether a ground of its own exists, or has re-checked the revised standard (Q22, Q25).</summary>
public sealed record TitleReviewClosed(
    string Title,
    string Enterprise,
    TitleReviewOutcome Outcome,
    string Reasons,
    string? Case,
    DateOnly On) : TitleFact(Title, On);

/// <summary>The key fields of the next cycle are without the category: no next evaluation is late, and no grace runs (Q23, Q59).</summary>
/// <param name="Cycle">Of the list of key fields.</param>
/// <param name="GraceLastDay">Last day of the title now, inclusive: that of its cycle or, in grace, the eve of the publication.</param>
public sealed record TitleGraceEnded(string Title, string Enterprise, int Cycle, DateOnly GraceLastDay, DateOnly On) : TitleFact(Title, On);

/// <summary>
/// A newer national or industry standard is no longer laxer: kept to the end of the cycle, marked, not renewed unless stricter (Q24).
/// </summary>
public sealed record BaselineChanged(string Title, string Enterprise, string Standard, DateOnly InForceFrom, DateOnly On)
    : TitleFact(Title, On);

/// <summary>"Under review" from the day of the formal opening of a case (Q32); the only interim mark.</summary>
public sealed record TitleCaseOpened(string Title, string Enterprise, string Case, DateOnly On) : TitleFact(Title, On);

public sealed record TitleCaseClosed(string Title, string Enterprise, string Case, string Outcome, DateOnly On) : TitleFact(Title, On);

/// <summary>Q22, Q25: what a review of a title came to.</summary>
public enum TitleReviewOutcome
{
    /// <summary>Neither of the two grounds exists; the title stays.</summary>
    NoGround,

    /// <summary>One of the two grounds may exist for this title too: a case of its own is opened.</summary>
    OwnGround,

    /// <summary>Every core indicator of the revised standard is equal or better: the title follows to it (Q22).</summary>
    FollowsRevision,
}

/// <summary>
/// How a title ended by an act. That its cycle has ended (expired) or that it is in grace is read from its dates.
/// </summary>
public enum TitleEnd { None, Superseded, Lapsed, Withdrawn, Annulled, Revoked }

/// <summary>What a title is on a day. The six end states are distinct; only <see cref="Revoked"/> starts a ban.</summary>
public enum TitleState
{
    NotYetAwarded,
    Held,

    /// <summary>The cycle has ended and the next list is late (Q23); still held.</summary>
    InGrace,
    Expired,
    Superseded,
    Lapsed,
    Withdrawn,
    Annulled,
    Revoked,
}

/// <summary>Days without the title between a revocation and its reversal: it is restored from the reversal on, not before (Q33).</summary>
/// <param name="From">First day without the title, inclusive.</param>
/// <param name="Until">First day with the title again.</param>
public sealed record TitleGap(DateOnly From, DateOnly Until)
{
    public bool Contains(DateOnly day) => From <= day && day < Until;
}

/// <summary>Stream: one per enterprise, category and cycle.</summary>
public sealed record Title : IState<Title>
{
    public static Title Initial { get; } = new();

    public bool Exists => Awarded is not null;
    public string Id => Awarded?.Title ?? "";
    public TitleAwarded? Awarded { get; private init; }

    /// <summary>What has become of it; null before the award.</summary>
    public TitleLife? Life { get; private init; }

    /// <summary>The declaration on which the title rests now: the one it was won with, or its successor (Q22).</summary>
    public string Declaration => Life?.Declaration ?? "";

    public int DeclarationVersion => Life?.DeclarationVersion ?? 0;
    public TitleEnd End => Life?.End ?? TitleEnd.None;

    /// <summary>
    /// First day without the title, where an act ended it; a revocation of a title that had ended before leaves the earlier day.
    /// </summary>
    public DateOnly? EndedOn => Life?.EndedOn;

    public TitleRevoked? Revocation { get; private init; }
    public int Revocations { get; private init; }
    public ImmutableList<RevocationReversed> Reversals { get; private init; } = [];
    public ImmutableSortedSet<string> ChangedBaselines { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    public bool BaselineChanged => Life?.BaselineChanged is not null;
    public bool ReviewRequired => Life?.ReviewReason is not null;
    public ImmutableList<string> OpenCases => Life?.OpenCases ?? [];
    public TitleReviewClosed? LastReview { get; private init; }

    /// <summary>Cases ever opened against the title.</summary>
    public int Cases { get; private init; }
    public DateOnly? LastActOn { get; private init; }

    /// <summary>
    /// Held on the day: awarded, not ended by an act, within its cycle or grace, and not between a revocation and its reversal.
    /// </summary>
    public bool IsHeldOn(DateOnly day) => Life?.IsHeldOn(day) ?? false;

    /// <summary>What the title is on the day, from its dates and acts: no job has to run for a title to expire (trap 20).</summary>
    public TitleState StateOn(DateOnly day) => Life?.StateOn(day) ?? TitleState.NotYetAwarded;

    public static Title Evolve(Title s, Fact fact)
    {
        if (fact is not TitleFact of) throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}");
        s = s with
        {
            LastActOn = Days.Later(fact.On, s.LastActOn),
            Life = of is TitleAwarded awarded ? TitleLife.Of(awarded) : s.Life is { } life ? TitleLife.Evolve(life, of) : null,
        };
        return of switch
        {
            TitleAwarded e => s with { Awarded = e },
            TitleRevoked e => s with { Revocation = e, Revocations = s.Revocations + 1 },
            RevocationReversed e => s with { Revocation = null, Reversals = s.Reversals.Add(e) },
            TitleReviewClosed e => s with { LastReview = e },
            Record.BaselineChanged e => s with { ChangedBaselines = s.ChangedBaselines.Add(e.Standard) },
            TitleCaseOpened => s with { Cases = s.Cases + 1 },
            _ => s,
        };
    }
}

public static class TitleLedger
{
    public static Title Title(this ILedger ledger, string id) => ledger.Read<Title>(Streams.Title(id));
}
