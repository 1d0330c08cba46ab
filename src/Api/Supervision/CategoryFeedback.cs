using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Supervision;

/// <summary>Something that supervision brought up about a category, and what came of it so far.</summary>
/// <param name="Cycle">Whose evaluation, list or title it is about.</param>
/// <param name="Enterprise">Whose title, case, finding or declaration it is; null of a complaint, an objection and an incident.</param>
/// <param name="Open">Nothing came of it yet, so that the next evaluation has to look at it.</param>
/// <param name="Result">Null while it is open, and of what is a result itself, as a revocation.</param>
public sealed record FeedbackMatter(
    int Cycle,
    string Kind,
    string Id,
    string? Enterprise,
    string? Ground,
    DateOnly On,
    bool Open,
    string? Result,
    DateOnly? ResultOn);

/// <summary>
/// What is at hand for the next plan and pool of a category: cases, complaints and findings, open and past, beside revocations, annulled
/// entries, upheld objections and incidents; and what others found: the quality credit of those who took part, and how content consumers
/// are, of which nothing follows by itself. 四(引), 四(六), 五(二), R67, R91, R114.
/// </summary>
/// <param name="Open">How many are open.</param>
/// <param name="Matters">The newest first.</param>
/// <param name="QualityCredits">In force, of the enterprises in the pool of the ranking in force.</param>
/// <param name="Satisfaction">Of this category or of the whole programme, the newest period first.</param>
public sealed record CategoryFeedbackDoc(
    string Category,
    int Open,
    IReadOnlyList<FeedbackMatter> Matters,
    IReadOnlyList<QualityCreditDoc> QualityCredits,
    IReadOnlyList<ExternalFigureDoc> Satisfaction)
{
    internal const string Established = "established", NotEstablished = "notEstablished";

    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await asked.GetAsync(LeaderViews.Categories, asked.Id) is not { } category) return ViewRoutes.Unknown("category", asked.Id);
        var complaints = await asked.ManyAsync(LeaderViews.Complaints, Ids("complaint"), c => c.Complaint);
        var findings = await asked.ManyAsync(LeaderViews.Findings, Ids("finding"), f => f.Finding);
        var cases = await asked.ManyAsync(LeaderViews.Cases, Ids("case"), c => c.Case);
        var titles = await asked.ManyAsync(LeaderViews.Titles, Ids("revocation"), t => t.Title);
        var declarations = await asked.ManyAsync(LeaderViews.Declarations, Ids("entryAnnulled"), d => d.Declaration);
        var matters = category.Feedback.Select(told =>
        {
            var (open, result, on) = told.Kind switch
            {
                "complaint" when complaints.TryGetValue(told.Id, out var c) => (c.Outcome is null, c.Outcome, c.ConcludedOn),
                "finding" when findings.TryGetValue(told.Id, out var f) =>
                    (f.ClosedOn is null, f.ClosedOn is null ? null : SupervisionDoc.Closed, f.ClosedOn),
                "case" when cases.TryGetValue(told.Id, out var c) => (
                    c.DecidedOn is null,
                    c.DecidedOn is null ? null : c.EstablishedGround is null ? NotEstablished : Established,
                    c.DecidedOn),
                _ => (false, (string?)null, (DateOnly?)null),
            };
            var enterprise = told.Kind switch
            {
                "finding" => findings.GetValueOrDefault(told.Id)?.Enterprise,
                "case" => cases.GetValueOrDefault(told.Id)?.Enterprise,
                "revocation" => titles.GetValueOrDefault(told.Id)?.Enterprise,
                "entryAnnulled" => declarations.GetValueOrDefault(told.Id)?.Enterprise,
                _ => null,
            };
            return new FeedbackMatter(told.Cycle, told.Kind, told.Id, enterprise, told.Ground, told.On, open, result, on);
        }).ToList();
        return ViewAnswer.Of(new CategoryFeedbackDoc(
            category.Category,
            matters.Count(m => m.Open),
            [.. matters.OrderByDescending(m => m.On).ThenBy(m => m.Kind, StringComparer.Ordinal)
                .ThenBy(m => m.Id, StringComparer.Ordinal)],
            await CreditsAsync(asked, category.RankingInForce),
            await SatisfactionAsync(asked, category.Category)));

        IEnumerable<string> Ids(string kind) => category.Feedback.Where(f => f.Kind == kind).Select(f => f.Id);
    }

    private static async Task<IReadOnlyList<QualityCreditDoc>> CreditsAsync(Asked asked, string? evaluation)
    {
        if (evaluation is null || await asked.GetAsync(LeaderViews.Rankings, evaluation) is not { Pool.Count: > 0 } ranking) return [];
        string[] enterprises = [.. ranking.Pool.Select(c => c.Enterprise).Distinct(StringComparer.Ordinal)];
        return await asked.AllAsync(
            LeaderViews.QualityCredits, new(Enterprise: enterprises, Status: [Words.Of(QualityCreditStatus.InForce)]));
    }

    private static async Task<IReadOnlyList<ExternalFigureDoc>> SatisfactionAsync(Asked asked, string category)
    {
        var found = await asked.AllAsync(
            LeaderViews.ExternalFigures, new(Fields: [new("kind", Compare.Is, [Words.Of(ExternalFigureKind.Satisfaction)])]));
        return
        [
            .. found.Where(f => f.Category is null || f.Category == category)
                .OrderByDescending(f => f.To).ThenBy(f => f.Figure, StringComparer.Ordinal),
        ];
    }
}
