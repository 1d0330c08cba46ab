using Leader.Api.Http;
using Leader.Domain.Rules;
using Leader.Projections.Views;

namespace Leader.Api.KeyFields;

/// <summary>
/// What the register counts for a proposed key field, at the clocks of the answer: the state of self-declaration and the degree of
/// differentiation. What stands in the record only; nobody's opinion.
/// </summary>
/// <param name="Categories">In the order of the proposal.</param>
public sealed record FieldFactorsDoc(string Proposal, int Cycle, IReadOnlyList<CategoryFigures> Categories)
{
    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await asked.GetAsync(LeaderViews.FieldProposals, asked.Id) is not { } proposal)
        {
            return ViewRoutes.Unknown("field-proposal", asked.Id);
        }
        var categories = proposal.Categories.Select(c => c.Id).ToArray();
        var inForce = await asked.AllAsync(
            LeaderViews.Declarations, new(Category: categories, Status: ["inForce"]), new(Category: categories));
        var declared = inForce.Select(d => new DeclaredInForce(d.Enterprise, d.Kind, d.Disclosure)).ToList();
        return ViewAnswer.Of(new FieldFactorsDoc(
            proposal.Proposal,
            proposal.Cycle,
            [.. categories.Select(c => FieldFigures.Of(c, declared))]));
    }
}
