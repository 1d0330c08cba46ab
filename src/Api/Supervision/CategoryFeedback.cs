using Leader.Api.Http;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Supervision;

/// <summary>Something that supervision brought up about a category, and what came of it so far.</summary>
/// <param name="Cycle">Whose evaluation, list or title it is about.</param>
/// <param name="Open">Nothing came of it yet, so that the next evaluation has to look at it.</param>
/// <param name="Result">Null while it is open, and of what is a result itself, as a revocation.</param>
public sealed record FeedbackMatter(
    int Cycle,
    string Kind,
    string Id,
    string? Ground,
    DateOnly On,
    bool Open,
    string? Result,
    DateOnly? ResultOn);

/// <summary>
/// What is at hand for the next plan and pool of a category: cases, complaints and findings, open and past, beside revocations, annulled
/// entries, upheld objections and incidents. 四(引), 四(六), R67, R114.
/// </summary>
/// <param name="Open">How many are open.</param>
/// <param name="Matters">The newest first.</param>
public sealed record CategoryFeedbackDoc(string Category, int Open, IReadOnlyList<FeedbackMatter> Matters)
{
    internal const string Established = "established", NotEstablished = "notEstablished";

    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await asked.GetAsync(LeaderViews.Categories, asked.Id) is not { } category) return ViewRoutes.Unknown("category", asked.Id);
        var matters = new List<FeedbackMatter>();
        foreach (var told in category.Feedback)
        {
            var (open, result, on) = await ResultAsync(asked, told);
            matters.Add(new(told.Cycle, told.Kind, told.Id, told.Ground, told.On, open, result, on));
        }
        return ViewAnswer.Of(new CategoryFeedbackDoc(
            category.Category,
            matters.Count(m => m.Open),
            [.. matters.OrderByDescending(m => m.On).ThenBy(m => m.Kind, StringComparer.Ordinal)
                .ThenBy(m => m.Id, StringComparer.Ordinal)]));
    }

    private static async Task<(bool Open, string? Result, DateOnly? On)> ResultAsync(Asked asked, FeedbackDoc told) => told.Kind switch
    {
        "complaint" => await asked.GetAsync(LeaderViews.Complaints, told.Id) is { } c
            ? (c.Outcome is null, c.Outcome, c.ConcludedOn) : default,
        "finding" => await asked.GetAsync(LeaderViews.Findings, told.Id) is { } f
            ? (f.ClosedOn is null, f.ClosedOn is null ? null : SupervisionDoc.Closed, f.ClosedOn) : default,
        "case" => await asked.GetAsync(LeaderViews.Cases, told.Id) is { } c
            ? (c.DecidedOn is null,
                c.DecidedOn is null ? null : c.EstablishedGround is null ? NotEstablished : Established,
                c.DecidedOn)
            : default,
        _ => default,
    };
}
