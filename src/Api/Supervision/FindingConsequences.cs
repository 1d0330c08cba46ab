using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Supervision;

/// <summary>A case that a finding opened.</summary>
/// <param name="Ground">What was established; null while it is undecided, or where nothing was.</param>
/// <param name="Revocation">By which the title was cancelled; null where it was not.</param>
public sealed record ConsequentCase(string Case, string Title, bool Decided, RevocationGround? Ground, string? Revocation);

/// <summary>A standard of the enterprise in a ranking.</summary>
/// <param name="Place">Null where it is not in the order.</param>
/// <param name="Consequence">
/// <c>struck</c>: barred by the revocation that the finding led to. <c>excluded</c>: left out for an open finding (R89).
/// <c>marked</c>: shown with the finding, which is serious and open. <c>none</c>.
/// </param>
/// <param name="Detail">Of an exclusion, as it was published.</param>
public sealed record ConsequentRow(string Evaluation, string Declaration, int? Place, string Consequence, string? Detail);

/// <summary>What a finding of supervision means for the programme: its cases, and the rows of rankings. 五(二), R87–R89.</summary>
/// <param name="Declaration">That it is about; where it is about a product, the one that covers it.</param>
/// <param name="Titles">Held on the day of the finding, whose product or standard it is about.</param>
/// <param name="Rows">Of the evaluations that the enterprise takes part in on the day of the finding or later.</param>
public sealed record FindingConsequencesDoc(
    string Finding,
    string Enterprise,
    string? Title,
    string? Declaration,
    string? Product,
    bool Serious,
    string Status,
    IReadOnlyList<string> Titles,
    IReadOnlyList<ConsequentCase> Cases,
    IReadOnlyList<ConsequentRow> Rows)
{
    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await asked.GetAsync(LeaderViews.Findings, asked.Id) is not { } finding) return ViewRoutes.Unknown("finding", asked.Id);
        var cases = new List<ConsequentCase>();
        foreach (var opened in finding.Cases)
        {
            if (await asked.GetAsync(LeaderViews.Cases, opened.Case) is not { } c) continue;
            var decided = c.DecidedOn is not null;
            cases.Add(new(c.Case, c.Title, decided, decided ? c.EstablishedGround : null, c.Revocation));
        }
        string[] revocations = [.. cases.Select(c => c.Revocation).OfType<string>()];
        var file = await asked.GetAsync(LeaderViews.Enterprises, finding.Enterprise);
        var product = finding.Product is { } named ? await asked.GetAsync(LeaderViews.Products, named) : null;
        var rows = new List<ConsequentRow>();
        foreach (var evaluation in (file?.Candidacies.Where(c => c.EndedOn is not { } ended || ended >= finding.On) ?? [])
            .Select(c => c.Evaluation).Concat(cases.Select(c => c.Title.Split('.')[0])).Distinct(StringComparer.Ordinal))
        {
            if (await asked.GetAsync(LeaderViews.Rankings, evaluation) is { } ranking) rows.AddRange(Of(ranking, finding, revocations));
        }
        return ViewAnswer.Of(new FindingConsequencesDoc(
            finding.Finding,
            finding.Enterprise,
            finding.Title,
            finding.Declaration,
            finding.Product,
            finding.Serious,
            finding.Status,
            [
                .. (file?.Titles ?? []).Where(t => t.Title == finding.Title
                        || (t.Declaration == finding.Declaration && (product?.Category is not { } of || t.Category == of)))
                    .Where(t => t.Held().Any(h => h.From <= finding.On && finding.On <= h.LastDay)).Select(t => t.Title)
                    .Order(StringComparer.Ordinal),
            ],
            cases,
            [.. rows.OrderBy(r => r.Evaluation, StringComparer.Ordinal).ThenBy(r => r.Declaration, StringComparer.Ordinal)]));
    }

    private static IEnumerable<ConsequentRow> Of(RankingDoc ranking, FindingDoc finding, IReadOnlyList<string> revocations)
    {
        var marks = finding is { Serious: true, Status: "open" };
        foreach (var out_ in ranking.Excluded.Where(e => e.Enterprise == finding.Enterprise))
        {
            yield return out_.Ground == ExclusionGround.OpenFinding
                ? new(ranking.Evaluation, out_.Declaration, null, "excluded", out_.Detail)
                : new(ranking.Evaluation, out_.Declaration, null, marks ? "marked" : "none", null);
        }
        foreach (var entry in ranking.Entries.Where(e => e.Enterprise == finding.Enterprise))
        {
            yield return new(
                ranking.Evaluation,
                entry.Declaration,
                entry.Place,
                entry.StruckBy.Any(s => revocations.Contains(s.Ban)) ? "struck" : marks ? "marked" : "none",
                null);
        }
        if (ranking.Version > 0) yield break; // its pool is told by what was drawn of it
        foreach (var candidate in ranking.Pool.Where(c => c.Enterprise == finding.Enterprise))
        {
            yield return new(ranking.Evaluation, candidate.Declaration, null, marks ? "marked" : "none", null);
        }
    }
}
