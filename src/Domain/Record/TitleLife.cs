using System.Collections.Immutable;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>How an act other than a revocation ended a title.</summary>
/// <param name="On">First day without the title; of one annulled its own first day, as it never was.</param>
/// <param name="Reason">In words; of one superseded the evaluation of the next list.</param>
/// <param name="RenewedBy">The next title of the same holder, where the next list names it again.</param>
public sealed record TitleEnding(TitleEnd End, DateOnly On, string? Reason, string? RenewedBy);

/// <param name="Id">The id of the revocation.</param>
/// <param name="On">First day without the title.</param>
public sealed record TitleRevocation(string Id, DateOnly On);

/// <summary>
/// What becomes of a title, told once: the rules decide by it, and every document about a title is shaped from it. It has no more in it
/// than documents say, so that it can be read from them again.
/// </summary>
/// <remarks>Clause 四(六), Q22, Q23, Q32, Q33, Q50, end states. All days are days in Beijing.</remarks>
/// <param name="From">First day of the title.</param>
/// <param name="LastDay">Last day of the cycle, inclusive.</param>
/// <param name="GraceLastDay">Last day of the grace, inclusive (Q23).</param>
/// <param name="Declaration">The declaration on which the title rests now: the one it was won with, or its successor (Q22).</param>
/// <param name="Number">The number of that standard.</param>
public sealed record TitleLife(
    DateOnly From,
    DateOnly LastDay,
    DateOnly GraceLastDay,
    string Declaration,
    int DeclarationVersion,
    string Number)
{
    /// <summary>By an act other than a revocation; a reversal of the revocation goes back to it.</summary>
    public TitleEnding? Ending { get; init; }

    /// <summary>Null where there was none, or it was set aside.</summary>
    public TitleRevocation? Revocation { get; init; }

    public ImmutableList<TitleGap> Gaps { get; init; } = [];

    /// <summary>In the order of their opening.</summary>
    public ImmutableList<string> OpenCases { get; init; } = [];

    /// <summary>The newest standard that changed the baseline (Q24).</summary>
    public string? BaselineChanged { get; init; }

    /// <summary>Why its body has to look at it again (Q22, Q39); null while it has not.</summary>
    public string? ReviewReason { get; init; }

    public static TitleLife Of(TitleAwarded e) => new(e.On, e.LastDay, e.GraceLastDay, e.Declaration, e.DeclarationVersion, e.Number);

    public TitleEnd End =>
        Ending is { End: TitleEnd.Annulled } ? TitleEnd.Annulled : Revocation is not null ? TitleEnd.Revoked : Ending?.End ?? TitleEnd.None;

    /// <summary>
    /// The day of the act that <see cref="End"/> is of: of a revoked title the day of its revocation, though it may have ended before.
    /// </summary>
    public DateOnly? EndActOn => End == TitleEnd.Revoked ? Revocation?.On : Ending?.On;

    /// <summary>
    /// First day without the title, where an act ended it; a revocation of a title that had ended before leaves the earlier day.
    /// </summary>
    public DateOnly? EndedOn => (Ending?.On, Revocation?.On) switch
    {
        ({ } ended, { } revoked) => ended < revoked ? ended : revoked,
        var (ended, revoked) => ended ?? revoked,
    };

    /// <summary>Held on the day: not ended by an act, within its cycle or grace, and not between a revocation and its reversal.</summary>
    public bool IsHeldOn(DateOnly day) => From <= day && day <= GraceLastDay && !(EndedOn <= day) && !Gaps.Any(g => g.Contains(day));

    /// <summary>What the title is on the day, from its dates and acts: no job has to run for a title to expire (trap 20).</summary>
    public TitleState StateOn(DateOnly day) =>
        Ending is { End: TitleEnd.Annulled } ? TitleState.Annulled
        : day < From ? TitleState.NotYetAwarded
        : Revocation?.On <= day || Gaps.Any(g => g.Contains(day)) ? TitleState.Revoked
        : Ending is { } ending && ending.On <= day ? ending.End switch
        {
            TitleEnd.Superseded => TitleState.Superseded,
            TitleEnd.Lapsed => TitleState.Lapsed,
            _ => TitleState.Withdrawn,
        }
        : day <= LastDay ? TitleState.Held
        : day <= GraceLastDay ? TitleState.InGrace
        : TitleState.Expired;

    /// <summary>The spans of days on which it is held, up to its end or the last day of its grace.</summary>
    public IEnumerable<Interval> Held()
    {
        var (from, last) = (From, EndedOn is { } end && end <= GraceLastDay ? end.AddDays(-1) : GraceLastDay);
        foreach (var gap in Gaps.Where(g => g.From <= last).OrderBy(g => g.From))
        {
            yield return new(from, gap.From.AddDays(-1));
            from = gap.Until;
        }
        yield return new(from, last);
    }

    public static TitleLife Evolve(TitleLife s, TitleFact fact) => fact switch
    {
        TitleAwarded e => Of(e),
        TitleSuperseded e => Ended(s, new(TitleEnd.Superseded, e.On, e.Evaluation, e.By)),
        TitleLapsed e => Ended(s, new(TitleEnd.Lapsed, e.On, e.Reason, null)),
        TitleWithdrawn e => Ended(s, new(TitleEnd.Withdrawn, e.On, e.Reason, null)),
        TitleAnnulled e => s with { Ending = new(TitleEnd.Annulled, s.From, $"{e.Reason}: {e.Detail}", null) },
        TitleRevoked e => s with { Revocation = new(e.Revocation, e.On) },
        RevocationReversed e =>
            s with { Revocation = null, Gaps = s.Revocation is { } r && r.On < e.On ? s.Gaps.Add(new(r.On, e.On)) : s.Gaps },
        TitleFollowedRevision e => s with
        {
            Declaration = e.Declaration,
            DeclarationVersion = e.DeclarationVersion,
            Number = e.Declaration == s.Declaration ? s.Number : StandardNumber.OfDeclaration(e.Declaration)?.Normalised ?? s.Number,
        },
        TitleGraceEnded e => s with { GraceLastDay = e.GraceLastDay < s.GraceLastDay ? e.GraceLastDay : s.GraceLastDay },
        TitleReviewRequired e => s with { ReviewReason = e.Reason },
        TitleReviewClosed => s with { ReviewReason = null },
        Record.BaselineChanged e => s with { BaselineChanged = e.Standard },
        TitleCaseOpened e => s with { OpenCases = s.OpenCases.Add(e.Case) },
        TitleCaseClosed e => s with { OpenCases = s.OpenCases.RemoveAll(c => c == e.Case) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };

    /// <summary>One that has run out is not ended again.</summary>
    private static TitleLife Ended(TitleLife s, TitleEnding ending) => ending.On > s.GraceLastDay ? s : s with { Ending = ending };
}
