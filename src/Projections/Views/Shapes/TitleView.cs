using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>In force and in grace are held; the other six are the end states, each distinct. Only a revoked title starts a ban.</summary>
public enum TitleStatus { InForce, InGrace, Expired, Superseded, Lapsed, Withdrawn, Annulled, Revoked }

public sealed record TitleRevocationDoc(
    string Revocation,
    RevocationGround Ground,
    string Facts,
    MeasuredShortfall? Shortfall,
    IReadOnlyList<string> Evidence,
    string Announcement,
    string Case,
    string Body,
    DateOnly On,
    string Rules);

/// <summary>A correction stays on the title for good (Q33).</summary>
public sealed record TitleCorrectionDoc(string Revocation, string Reasons, string DecidedBy, DateOnly On);

/// <summary>How a title had ended before it was revoked; a reversal goes back to it.</summary>
public sealed record TitleEndDoc(TitleStatus Status, DateOnly On, string? Reason, string? RenewedBy);

/// <param name="From">First day of the title.</param>
/// <param name="LastDay">Last day of the cycle, inclusive.</param>
/// <param name="GraceLastDay">Last day of the grace, inclusive; only when the next list is late (Q23).</param>
/// <param name="EndedOn">The day of the act that ended it, the one that <paramref name="EndReason"/> and the status are of: of a revoked
/// title the day of its revocation, though it may have ended before (<paramref name="EndBeforeRevocation"/>).</param>
/// <param name="UnderReview">Cases formally opened against it (Q32).</param>
public sealed record TitleDoc(
    string Title,
    TitleStatus Status,
    string Enterprise,
    string EnterpriseName,
    string Category,
    string CategoryName,
    int Cycle,
    GoalSector Sector,
    string Declaration,
    int DeclarationVersion,
    string Number,
    IReadOnlyList<string> Products,
    string Evaluation,
    string Body,
    int Place,
    DateOnly From,
    DateOnly LastDay,
    DateOnly GraceLastDay,
    DateOnly? EndedOn,
    string? EndReason,
    string? RenewedBy,
    TitleRevocationDoc? Revocation,
    TitleEndDoc? EndBeforeRevocation,
    IReadOnlyList<TitleCorrectionDoc> Corrections,
    IReadOnlyList<string> UnderReview,
    string? BaselineChanged,
    string? ReviewReason,
    string Rules);

/// <summary>
/// Titles, keyed by title id. Expired and in grace are segments of days known from the award on: no job has to flip anything.
/// </summary>
public sealed class TitleView : View<TitleDoc>
{
    public override string Name => "titles";
    public override IReadOnlyList<string> Filters => ["enterprise", "category", "cycle", "sector", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<TitleStatus>();

    public override IEnumerable<string> KeysOf(Fact fact) => fact is TitleFact e ? [e.Title] : [];

    protected internal override Timeline<TitleDoc> Apply(string key, Timeline<TitleDoc> t, Recorded fact) => fact.Fact switch
    {
        TitleAwarded e => Run(Timeline<TitleDoc>.Empty.From(e.On, new(
            e.Title, TitleStatus.InForce, e.Enterprise, e.EnterpriseName, e.Category, e.CategoryName, e.Cycle, e.Sector, e.Declaration,
            e.DeclarationVersion, e.Number, e.Products, e.Evaluation, e.Body, e.Place, e.On, e.LastDay, e.GraceLastDay, null, null, null,
            null, null, [], [], null, null, e.Rules)), e),
        TitleFact e => Run(t, e),
        _ => t,
    };

    /// <summary>
    /// From the day of the fact on each day shows what the rules make of it; an annulment has effect from the first day (Q50).
    /// </summary>
    private static Timeline<TitleDoc> Run(Timeline<TitleDoc> t, TitleFact fact) =>
        t.Change(
            fact is TitleAnnulled ? DateOnly.MinValue : fact.On,
            t.Segments.SelectMany(s => new[] { s.Doc.LastDay.AddDays(1), s.Doc.GraceLastDay.AddDays(1) }).Concat(fact is TitleGraceEnded g
                ? [g.GraceLastDay.AddDays(1)]
                : []),
            (day, d) => Shaped(Told(d, fact), TitleLife.Evolve(Life(d), fact), day));

    /// <summary>What the documents say of it, as the rules know it.</summary>
    private static TitleLife Life(TitleDoc d) => new(d.From, d.LastDay, d.GraceLastDay, d.Declaration, d.DeclarationVersion, d.Number)
    {
        Ending = d.Status == TitleStatus.Revoked
            ? d.EndBeforeRevocation is { } before
                ? new(Words.Same<TitleStatus, TitleEnd>(before.Status), before.On, before.Reason, before.RenewedBy)
                : null
            : d.EndedOn is { } on ? new(Words.Same<TitleStatus, TitleEnd>(d.Status), on, d.EndReason, d.RenewedBy) : null,
        Revocation = d.Revocation is { } r ? new(r.Revocation, r.On) : null,
        OpenCases = [.. d.UnderReview],
        BaselineChanged = d.BaselineChanged,
        ReviewReason = d.ReviewReason,
    };

    /// <summary>The words of the fact.</summary>
    private static TitleDoc Told(TitleDoc d, TitleFact fact) => fact switch
    {
        TitleRevoked e => d with
        {
            Revocation = new(e.Revocation, e.Ground, e.Facts, e.Shortfall, e.Evidence, e.Announcement, e.Case, e.Body, e.On, e.Rules),
        },
        RevocationReversed e =>
            d with { Revocation = null, Corrections = [.. d.Corrections, new(e.Revocation, e.Reasons, e.DecidedBy, e.On)] },
        _ => d,
    };

    private static TitleDoc Shaped(TitleDoc d, TitleLife life, DateOnly day)
    {
        var state = life.StateOn(day);
        var (status, revoked) =
            (state == TitleState.Held ? TitleStatus.InForce : Words.Same<TitleState, TitleStatus>(state), state == TitleState.Revoked);
        return d with
        {
            Status = status,
            Declaration = life.Declaration,
            DeclarationVersion = life.DeclarationVersion,
            Number = life.Number,
            GraceLastDay = life.GraceLastDay,
            EndedOn = life.EndActOn,
            EndReason = revoked ? d.Revocation?.Ground.ToString() : life.Ending?.Reason,
            RenewedBy = life.Ending?.RenewedBy,
            EndBeforeRevocation = revoked && life.Ending is { } before
                ? new(Words.Same<TitleEnd, TitleStatus>(before.End), before.On, before.Reason, before.RenewedBy)
                : null,
            UnderReview = life.OpenCases,
            BaselineChanged = life.BaselineChanged,
            ReviewReason = life.ReviewReason,
        };
    }

    protected internal override RowTags Tags(TitleDoc doc) =>
        new(doc.Enterprise, doc.Category, doc.Cycle, Words.Of(doc.Sector), doc.Body, Words.Of(doc.Status),
            $"{doc.Category} {doc.Cycle} {doc.Place:D5} {doc.Enterprise}");
}
