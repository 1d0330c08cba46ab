using Leader.Domain;
using Leader.Domain.KeyFields;
using Leader.Domain.Titles;
using Leader.Projections.Log;

namespace Leader.Projections.Views;

/// <summary>In force and in grace are held; the other six are the end states, each distinct. Only a revoked title starts a ban.</summary>
public enum TitleStatus { InForce, InGrace, Expired, Superseded, Lapsed, Withdrawn, Annulled, Revoked }

public sealed record TitleRevocationDoc(string Revocation, RevocationGround Ground, string Facts, MeasuredShortfall? Shortfall, IReadOnlyList<string> Evidence, string Announcement,
    string Case, string Body, DateOnly On, string Rules);

/// <summary>A correction stays on the title for good (Q33).</summary>
public sealed record TitleCorrectionDoc(string Revocation, string Reasons, string DecidedBy, DateOnly On);

/// <summary>How a title had ended before it was revoked; a reversal goes back to it.</summary>
public sealed record TitleEndDoc(TitleStatus Status, DateOnly On, string? Reason, string? RenewedBy);

/// <param name="From">First day of the title.</param>
/// <param name="LastDay">Last day of the cycle, inclusive.</param>
/// <param name="GraceLastDay">Last day of the grace, inclusive; only when the next list is late (Q23).</param>
/// <param name="EndedOn">The day of the act that ended it, the one that <paramref name="EndReason"/> and the status are of: of a revoked title the day of its revocation, though it may have ended before (<paramref name="EndBeforeRevocation"/>).</param>
/// <param name="UnderReview">Cases formally opened against it (Q32).</param>
public sealed record TitleDoc(string Title, TitleStatus Status, string Enterprise, string EnterpriseName, string Category, string CategoryName, int Cycle, GoalSector Sector,
    string Declaration, int DeclarationVersion, string Number, IReadOnlyList<string> Products, string Evaluation, string Body, int Place,
    DateOnly From, DateOnly LastDay, DateOnly GraceLastDay, DateOnly? EndedOn, string? EndReason, string? RenewedBy,
    TitleRevocationDoc? Revocation, TitleEndDoc? EndBeforeRevocation, IReadOnlyList<TitleCorrectionDoc> Corrections, IReadOnlyList<string> UnderReview, string? BaselineChanged, string? ReviewReason, string Rules);

/// <summary>Titles, keyed by title id. Expired and in grace are segments of days known from the award on: no job has to flip anything.</summary>
public sealed class TitleView : View<TitleDoc>
{
    public override string Name => "titles";
    public override IReadOnlyList<string> Filters => ["enterprise", "category", "cycle", "sector", "body"];
    public override IReadOnlyList<string> Statuses => Words.All<TitleStatus>();

    public override IEnumerable<string> KeysOf(Fact fact) => fact is TitleFact e ? [e.Title] : [];

    protected internal override Timeline<TitleDoc> Apply(string key, Timeline<TitleDoc> t, Recorded fact) => fact.Fact switch
    {
        TitleAwarded e => Life(new(e.Title, TitleStatus.InForce, e.Enterprise, e.EnterpriseName, e.Category, e.CategoryName, e.Cycle, e.Sector, e.Declaration, e.DeclarationVersion,
            e.Number, e.Products, e.Evaluation, e.Body, e.Place, e.On, e.LastDay, e.GraceLastDay, null, null, null, null, null, [], [], null, null, e.Rules)),
        TitleSuperseded e => End(t, e.On, d => Ended(d, new(TitleStatus.Superseded, e.On, e.Evaluation, e.By))),
        TitleLapsed e => End(t, e.On, d => Ended(d, new(TitleStatus.Lapsed, e.On, e.Reason, null))),
        TitleWithdrawn e => End(t, e.On, d => Ended(d, new(TitleStatus.Withdrawn, e.On, e.Reason, null))),
        TitleAnnulled e => t.At(e.On) is { } d ? End(t, d.From, t => t with { Status = TitleStatus.Annulled, EndedOn = d.From, EndReason = $"{e.Reason}: {e.Detail}" }) : t,
        TitleRevoked e => End(t, e.On, d => d with
        {
            Status = TitleStatus.Revoked,
            EndedOn = e.On,
            EndReason = e.Ground.ToString(),
            EndBeforeRevocation = d.EndedOn is { } ended ? new(d.Status, ended, d.EndReason, d.RenewedBy) : null,
            Revocation = new(e.Revocation, e.Ground, e.Facts, e.Shortfall, e.Evidence, e.Announcement, e.Case, e.Body, e.On, e.Rules),
        }),
        RevocationReversed e => Restore(t, e),
        TitleFollowedRevision e => t.Change(e.On, d => d with { DeclarationVersion = e.DeclarationVersion }),
        TitleReviewRequired e => t.Change(e.On, d => d with { ReviewReason = e.Reason }),
        Domain.Titles.BaselineChanged e => t.Change(e.On, d => d with { BaselineChanged = e.Standard }),
        TitleReviewClosed e => t.Change(e.On, d => d with { ReviewReason = null }),
        TitleCaseOpened e => t.Change(e.On, d => d with { UnderReview = [.. d.UnderReview, e.Case] }),
        TitleCaseClosed e => t.Change(e.On, d => d with { UnderReview = [.. d.UnderReview.Where(c => c != e.Case)] }),
        _ => t,
    };

    private static Timeline<TitleDoc> Life(TitleDoc doc) => Life(Timeline<TitleDoc>.Empty, doc.From, doc);

    /// <summary>From the day on, what the dates of the title say.</summary>
    private static Timeline<TitleDoc> Life(Timeline<TitleDoc> timeline, DateOnly from, TitleDoc doc)
    {
        foreach (var (start, status) in new[] { (doc.From, TitleStatus.InForce), (doc.LastDay.AddDays(1), TitleStatus.InGrace), (doc.GraceLastDay.AddDays(1), TitleStatus.Expired) })
            timeline = timeline.From(start > from ? start : from, doc with { Status = status });
        return timeline;
    }

    private static Timeline<TitleDoc> End(Timeline<TitleDoc> timeline, DateOnly on, Func<TitleDoc, TitleDoc> end) =>
        (timeline.At(on) ?? timeline.Latest) is { } doc && end(doc) is var ended && !ReferenceEquals(ended, doc) ? timeline.From(on, ended) : timeline;

    /// <summary>One that has run out is not ended again.</summary>
    private static TitleDoc Ended(TitleDoc doc, TitleEndDoc end) =>
        end.On > doc.GraceLastDay ? doc : doc with { Status = end.Status, EndedOn = end.On, EndReason = end.Reason, RenewedBy = end.RenewedBy };

    private static Timeline<TitleDoc> Restore(Timeline<TitleDoc> timeline, RevocationReversed e)
    {
        if (timeline.At(e.On) is not { } doc) return timeline;
        var before = doc.EndBeforeRevocation;
        var restored = doc with
        {
            EndedOn = before?.On,
            EndReason = before?.Reason,
            RenewedBy = before?.RenewedBy,
            Revocation = null,
            EndBeforeRevocation = null,
            Corrections = [.. doc.Corrections, new(e.Revocation, e.Reasons, e.DecidedBy, e.On)],
        };
        return before is { } end ? timeline.From(e.On, restored with { Status = end.Status }) : Life(timeline, e.On, restored);
    }

    protected internal override RowTags Tags(TitleDoc doc) => new(doc.Enterprise, doc.Category, doc.Cycle, Words.Of(doc.Sector), doc.Body, Words.Of(doc.Status),
        $"{doc.Category} {doc.Cycle} {doc.Place:D5} {doc.Enterprise}");
}
