using Leader.Domain;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record RankedEntryDoc
{
    public required int Place { get; init; }
    public required int Tier { get; init; }
    public required string Enterprise { get; init; }
    public required string EnterpriseName { get; init; }
    public required string Declaration { get; init; }
    public required int DeclarationVersion { get; init; }
    public required string Number { get; init; }
    public required decimal Total { get; init; }
    public decimal? ToNext { get; init; }
    public required IReadOnlyList<IndicatorResult> Results { get; init; }

    /// <summary>The entry stays visible, struck through, from this day (Q26): that of the earliest ban that strikes it.</summary>
    public DateOnly? BarredSince { get; init; }

    /// <summary>The earliest of them.</summary>
    public string? Ban { get; init; }

    /// <summary>The entry is void (Q50, Q52).</summary>
    public AnnulledDoc? Annulled { get; init; }

    /// <summary>All of them; the entry stays struck while there is one.</summary>
    public required IReadOnlyList<Strike> StruckBy { get; init; }

    /// <summary>Its standard was revised for the worse, and its body has not reviewed the entry yet (Q58).</summary>
    public string? UnderReview { get; init; }
}

/// <param name="Ground">A word of the closed list, or of an annulled title another: <c>barred-at-publication</c>.</param>
public sealed record AnnulledDoc(string Ground, string Detail);

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
public sealed record RankingDoc
{
    public required string Evaluation { get; init; }

    /// <summary>evaluating, rankingNoticed, rankingPublished, listNoticed, listPublished, withdrawn.</summary>
    public required string Stage { get; init; }
    public required int Cycle { get; init; }
    public required string Category { get; init; }
    public required string CategoryName { get; init; }
    public required string Field { get; init; }
    public required GoalSector Sector { get; init; }
    public required string Plan { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset CutOff { get; init; }
    public required string Rules { get; init; }
    public required RankingForm Form { get; init; }
    public required IReadOnlyList<PlanIndicator> Indicators { get; init; }
    public required IReadOnlyList<Baseline> Baselines { get; init; }
    public NoBaseline? NoBaseline { get; init; }

    /// <summary>The frozen pool (R58): all are ranked, excluded with ground, or not evaluable once the ranking is drawn.</summary>
    public required IReadOnlyList<Candidate> Pool { get; init; }
    public required IReadOnlyList<Exclusion> LeftOutOfPool { get; init; }
    public required int Version { get; init; }
    public string? Notice { get; init; }
    public string? ContentHash { get; init; }
    public DateOnly? PublishedOn { get; init; }

    /// <summary>What is published or, before that, what is under public notice.</summary>
    public required IReadOnlyList<RankedEntryDoc> Entries { get; init; }
    public required IReadOnlyList<Exclusion> Excluded { get; init; }
    public required IReadOnlyList<NotEvaluable> NotEvaluable { get; init; }
    public required IReadOnlyList<Board> Boards { get; init; }
    public string? NothingToPublish { get; init; }
    public required IReadOnlyList<LeaderNumberDoc> LeaderNumbers { get; init; }
    public LeaderListDraftDoc? ListInNotice { get; init; }
    public required IReadOnlyList<LeaderListDoc> Lists { get; init; }
    public required IReadOnlyList<IncidentDoc> Incidents { get; init; }
    public string? BodyDisqualified { get; init; }
    public string? Withdrawn { get; init; }
}

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

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Cycle,
        Field.Word<RankingForm>("form", "How the ranking is ordered."),
        Field.Member("field", "The key field, by its id.", FieldKind.Letters) with { IsOfRows = true },
        Field.Keys("enterprise", "Enterprises in the pool.", "enterprises", "pool", "$[*].enterprise"),
        Field.Keys("declaration", "Declarations in the pool.", "declarations", "pool", "$[*].declaration"),
        Field.Member("publishedOn", "The day of the publication of the ranking.", FieldKind.Day),
    ];

    /// <summary>Stages in which the ranking is published.</summary>
    public static IReadOnlyList<string> Published { get; } = ["rankingPublished", "listNoticed", "listPublished"];

    public override IEnumerable<string> KeysOf(Fact fact) =>
        fact is EvaluationFact e and not (IndicatorsEvaluated or AdjustmentReminded) ? [e.Evaluation] : [];

    protected internal override Timeline<RankingDoc> Apply(string key, Timeline<RankingDoc> t, Recorded fact) => fact.Fact switch
    {
        EvaluationOpened e => t.From(e.On, new RankingDoc
        {
            Evaluation = e.Evaluation,
            Stage = "evaluating",
            Cycle = e.Cycle,
            Category = e.Category,
            CategoryName = e.CategoryName,
            Field = e.Field,
            Sector = e.Sector,
            Plan = e.Plan,
            Body = e.Body,
            CutOff = e.Content.CutOff,
            Rules = e.Rules,
            Form = e.Content.Form,
            Indicators = e.Content.Indicators,
            Baselines = e.Content.Baselines,
            NoBaseline = e.Content.NoBaseline,
            Pool = [],
            LeftOutOfPool = [],
            Version = 0,
            Entries = [],
            Excluded = [],
            NotEvaluable = [],
            Boards = [],
            LeaderNumbers = [],
            Lists = [],
            Incidents = t.Latest?.Incidents ?? [],
        }),
        PoolFrozen e => t.Change(e.On, d => d with { Pool = e.Candidates, LeftOutOfPool = e.LeftOut }),
        CandidateReadmitted e => t.Change(e.On, d => new FrozenPool(d.Pool, d.LeftOutOfPool).After(e) is var pool
            ? d with { Pool = pool.Candidates, LeftOutOfPool = pool.LeftOut }
            : d),
        EnterpriseStruck e => t.Change(e.On, d => Staged(d, e) is var after && after.Stage != d.Stage
            ? after with { Entries = [], Excluded = [], NotEvaluable = [], Boards = [] }
            : d),
        RankingDrafted e => t.Change(e.On, d => Staged(Ranked(d, e.Version, e.Result, e.ContentHash, e.Notice), e)),
        RankingPublished e => t.Change(
            e.On,
            d => Staged(Ranked(d, e.Version, e.Result, e.ContentHash, e.Notice), e) with { PublishedOn = e.On }),
        EntryStruck e => t.Change(e.BarredSince, d => Entries(d, r => r.Enterprise == e.Enterprise, r => Struck(r, e))),
        // void from the start (Q33)
        EntryRestored e => t.Change(DateOnly.MinValue, d => Entries(d, r => r.Enterprise == e.Enterprise, r => Struck(r, e))),
        EntryReviewRequired e =>
            t.Change(e.On, d => Entries(d, r => r.Declaration == e.Declaration, r => r with { UnderReview = e.Reason })),
        EntryReviewConcluded e => t.Change(e.On, d => Entries(d, r => r.Declaration == e.Declaration, r => r with { UnderReview = null })),
        EntryAnnulled e => t.Change(e.On, d => Entries(
            d,
            r => r.Declaration == e.Declaration,
            r => r with { Annulled = new(Words.Answered<AnnulmentGround>(e.Ground), e.Detail) })),
        LeaderNumberDecided e => t.Change(e.On, d => d with
        {
            LeaderNumbers =
            [
                .. d.LeaderNumbers,
                new(e.Batch, e.Number, e.EaseOfChoice, e.IndustrialDevelopment, e.PublicStandards, e.StandardsReason, e.On),
            ],
        }),
        LeaderListDrafted e => t.Change(e.On, d => Staged(d, e) with
        {
            ListInNotice = new(e.Version, e.Batch, e.Notice, e.Leaders, e.Reserves, e.PassedOver, e.TieNote),
        }),
        LeaderListPublished e => t.Change(e.On, d => Staged(d, e) with
        {
            ListInNotice = null,
            Lists = [.. d.Lists, new(
                e.Version, e.Batch, e.On, e.Notice, e.ContentHash, e.Leaders, d.ListInNotice?.PassedOver ?? [], e.Dropped,
                d.ListInNotice?.TieNote)],
        }),
        EvaluationWithdrawn e => t.Change(e.On, d => Staged(d, e) with { Withdrawn = e.Reason }),
        BodyDisqualificationMarked e => t.Change(e.On, d => d with { BodyDisqualified = e.Body }),
        IncidentRaised e => t.Change(e.On, d => d with { Incidents = [.. d.Incidents, new(e.Kind, e.Subject, e.Detail, e.On)] }),
        _ => t,
    };

    /// <summary>Where it stands after the fact, by the rules.</summary>
    private static RankingDoc Staged(RankingDoc d, EvaluationFact fact) => d with
    {
        Stage = Words.Of(EvaluationCourse.After(Enum.Parse<EvaluationStage>(d.Stage, true), fact,
            enterprise => d.Entries.Any(e => e.Enterprise == enterprise) || d.NotEvaluable.Any(e => e.Enterprise == enterprise))),
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
            new RankedEntryDoc
            {
                Place = e.Place,
                Tier = e.Tier,
                Enterprise = e.Enterprise,
                EnterpriseName = e.EnterpriseName,
                Declaration = e.Declaration,
                DeclarationVersion = e.Version,
                Number = e.Number,
                Total = e.Total,
                ToNext = result.Entries.Skip(i + 1).Where(n => n.Total < e.Total).Select(n => (decimal?)(e.Total - n.Total))
                    .FirstOrDefault(),
                Results = e.Results,
                StruckBy = [],
            })],
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
