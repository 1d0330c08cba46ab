using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <param name="BarredSince">The entry stays visible, struck through, from this day (Q26): that of the earliest ban that strikes
/// it.</param>
/// <param name="Ban">The earliest of them.</param>
/// <param name="StruckBy">All of them; the entry stays struck while there is one.</param>
/// <param name="UnderReview">Its standard was revised for the worse, and its body has not reviewed the entry yet (Q58).</param>
/// <param name="Annulled">The entry is void, with the ground (Q50, Q52).</param>
public sealed record RankedEntryDoc(
    int Place,
    int Tier,
    string Enterprise,
    string EnterpriseName,
    string Declaration,
    int DeclarationVersion,
    string Number,
    decimal Total,
    decimal? ToNext,
    IReadOnlyList<IndicatorResult> Results,
    DateOnly? BarredSince,
    string? Ban,
    string? Annulled,
    IReadOnlyList<Strike> StruckBy,
    string? UnderReview);

public sealed record LeaderNumberDoc(
    int Batch,
    int Number,
    string EaseOfChoice,
    string IndustrialDevelopment,
    int PublicStandards,
    string StandardsReason,
    DateOnly On);

public sealed record LeaderListDoc(
    int Version,
    int Batch,
    DateOnly PublishedOn,
    string Notice,
    string ContentHash,
    IReadOnlyList<LeaderEntry> Leaders,
    IReadOnlyList<LeftOut> PassedOver,
    IReadOnlyList<LeftOut> Dropped,
    string? TieNote);

public sealed record IncidentDoc(string Kind, string Subject, string Detail, DateOnly On);

/// <summary>One cycle's evaluation and ranking of a category.</summary>
/// <param name="Stage">evaluating, rankingNoticed, rankingPublished, listNoticed, listPublished, withdrawn.</param>
/// <param name="Pool">The frozen pool (R58): all are ranked, excluded with ground, or not evaluable once the ranking is drawn.</param>
/// <param name="Entries">What is published or, before that, what is under public notice.</param>
public sealed record RankingDoc(
    string Evaluation,
    string Stage,
    int Cycle,
    string Category,
    string CategoryName,
    string Field,
    GoalSector Sector,
    string Plan,
    string Body,
    DateTimeOffset CutOff,
    string Rules,
    RankingForm Form,
    IReadOnlyList<PlanIndicator> Indicators,
    IReadOnlyList<Baseline> Baselines,
    NoBaseline? NoBaseline,
    IReadOnlyList<Candidate> Pool,
    IReadOnlyList<Exclusion> LeftOutOfPool,
    int Version,
    string? Notice,
    string? ContentHash,
    DateOnly? PublishedOn,
    IReadOnlyList<RankedEntryDoc> Entries,
    IReadOnlyList<Exclusion> Excluded,
    IReadOnlyList<NotEvaluable> NotEvaluable,
    IReadOnlyList<Board> Boards,
    string? NothingToPublish,
    IReadOnlyList<LeaderNumberDoc> LeaderNumbers,
    LeaderListDraftDoc? ListInNotice,
    IReadOnlyList<LeaderListDoc> Lists,
    IReadOnlyList<IncidentDoc> Incidents,
    string? BodyDisqualified,
    string? Withdrawn);

public sealed record LeaderListDraftDoc(
    int Version,
    int Batch,
    string Notice,
    IReadOnlyList<LeaderEntry> Leaders,
    IReadOnlyList<LeaderEntry> Reserves,
    IReadOnlyList<LeftOut> PassedOver,
    string? TieNote);

/// <summary>Evaluations with their rankings and lists, keyed by evaluation id. D8, D9, D11, D12.</summary>
public sealed class RankingView : View<RankingDoc>
{
    public override string Name => "rankings";
    public override IReadOnlyList<string> Filters => ["category", "cycle", "sector", "body"];
    public override IReadOnlyList<string> Statuses =>
        ["evaluating", "rankingNoticed", "rankingPublished", "listNoticed", "listPublished", "withdrawn"];

    public override IEnumerable<string> KeysOf(Fact fact) =>
        fact is EvaluationFact e and not (IndicatorsEvaluated or AdjustmentReminded) ? [e.Evaluation] : [];

    protected internal override Timeline<RankingDoc> Apply(string key, Timeline<RankingDoc> t, Recorded fact) => fact.Fact switch
    {
        EvaluationOpened e => t.From(e.On, new(
            e.Evaluation, "evaluating", e.Cycle, e.Category, e.CategoryName, e.Field, e.Sector, e.Plan, e.Body, e.Content.CutOff, e.Rules,
            e.Content.Form, e.Content.Indicators, e.Content.Baselines, e.Content.NoBaseline, [], [], 0, null, null, null, [], [], [], [],
            null, [], null, [], [], null, null)),
        PoolFrozen e => t.Change(e.On, d => d with { Pool = e.Candidates, LeftOutOfPool = e.LeftOut }),
        EnterpriseStruck e =>
            t.Change(
                e.On,
                d => d.Stage == "rankingNoticed"
                    ? d with { Stage = "evaluating", Entries = [], Excluded = [], NotEvaluable = [], Boards = [] }
                    : d),
        RankingDrafted e => t.Change(e.On, d => Ranked(d, e.Version, e.Result, e.ContentHash, e.Notice) with { Stage = "rankingNoticed" }),
        RankingPublished e => t.Change(
            e.On,
            d => Ranked(d, e.Version, e.Result, e.ContentHash, e.Notice) with { Stage = "rankingPublished", PublishedOn = e.On }),
        EntryStruck e => t.Change(e.BarredSince, d => Entries(d, r => r.Enterprise == e.Enterprise, r => Struck(r, e))),
        // void from the start (Q33)
        EntryRestored e => t.Change(DateOnly.MinValue, d => Entries(d, r => r.Enterprise == e.Enterprise, r => Struck(r, e))),
        EntryReviewRequired e =>
            t.Change(e.On, d => Entries(d, r => r.Declaration == e.Declaration, r => r with { UnderReview = e.Reason })),
        EntryReviewConcluded e => t.Change(e.On, d => Entries(d, r => r.Declaration == e.Declaration, r => r with { UnderReview = null })),
        EntryAnnulled e =>
            t.Change(e.On, d => Entries(d, r => r.Declaration == e.Declaration, r => r with { Annulled = $"{e.Ground}: {e.Detail}" })),
        LeaderNumberDecided e => t.Change(e.On, d => d with
        {
            LeaderNumbers =
            [
                .. d.LeaderNumbers,
                new(e.Batch, e.Number, e.EaseOfChoice, e.IndustrialDevelopment, e.PublicStandards, e.StandardsReason, e.On),
            ],
        }),
        LeaderListDrafted e => t.Change(e.On, d => d with
        {
            Stage = "listNoticed",
            ListInNotice = new(e.Version, e.Batch, e.Notice, e.Leaders, e.Reserves, e.PassedOver, e.TieNote),
        }),
        LeaderListPublished e => t.Change(e.On, d => d with
        {
            Stage = "listPublished",
            ListInNotice = null,
            Lists = [.. d.Lists, new(
                e.Version, e.Batch, e.On, e.Notice, e.ContentHash, e.Leaders, d.ListInNotice?.PassedOver ?? [], e.Dropped,
                d.ListInNotice?.TieNote)],
        }),
        EvaluationWithdrawn e => t.Change(e.On, d => d with { Stage = "withdrawn", Withdrawn = e.Reason }),
        BodyDisqualificationMarked e => t.Change(e.On, d => d with { BodyDisqualified = e.Body }),
        IncidentRaised e => t.Change(e.On, d => d with { Incidents = [.. d.Incidents, new(e.Kind, e.Subject, e.Detail, e.On)] }),
        _ => t,
    };

    private static RankingDoc Ranked(RankingDoc d, int version, RankingResult result, string hash, string notice) => d with
    {
        Version = version,
        ContentHash = hash,
        Notice = notice,
        Excluded = result.Excluded,
        NotEvaluable = result.NotEvaluable,
        Boards = result.Boards,
        NothingToPublish = result.NothingToPublish,
        Entries = [.. result.Entries.Select((e, i) =>
            new RankedEntryDoc(e.Place, e.Tier, e.Enterprise, e.EnterpriseName, e.Declaration, e.Version, e.Number, e.Total,
                result.Entries.Skip(i + 1).Where(n => n.Total < e.Total).Select(n => (decimal?)(e.Total - n.Total))
                    .FirstOrDefault(), e.Results, null, null, null, [], null))],
    };

    private static RankedEntryDoc Struck(RankedEntryDoc entry, EvaluationFact fact)
    {
        var strikes = Strike.After(entry.StruckBy, fact);
        return entry with
        {
            StruckBy = strikes,
            BarredSince = strikes is [var first, ..] ? first.BarredSince : null,
            Ban = strikes is [var one, ..] ? one.Ban : null,
        };
    }

    private static RankingDoc Entries(RankingDoc d, Func<RankedEntryDoc, bool> which, Func<RankedEntryDoc, RankedEntryDoc> change) =>
        d with { Entries = [.. d.Entries.Select(r => which(r) ? change(r) : r)] };

    protected internal override RowTags Tags(RankingDoc doc) => new(
        Category: doc.Category,
        Cycle: doc.Cycle,
        Sector: Words.Of(doc.Sector),
        Body: doc.Body,
        Status: doc.Stage,
        Sort: $"{doc.Category} {doc.Cycle}");
}
