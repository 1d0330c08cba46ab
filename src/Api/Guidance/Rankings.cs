using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Guidance;

/// <summary>What guidance is taken from.</summary>
internal static class Rankings
{
    /// <summary>The ranking in force of a category with its plan; null where none is published.</summary>
    public static async Task<(RankingDoc Ranking, PlanDoc Plan, EvaluationPlan Content)?> InForceAsync(Asked asked, string category)
    {
        if (await asked.MemberAsync(LeaderViews.Categories, category, nameof(CategoryDoc.RankingInForce)) is not { } id
            || await asked.GetAsync(LeaderViews.Rankings, id) is not { } ranking
            || await asked.GetAsync(LeaderViews.Plans, Ids.CallOfPlan(ranking.Plan)) is not { } call
            || call.Plans.FirstOrDefault(p => p.Plan == ranking.Plan) is not { Content: { } content } plan)
        {
            return null;
        }
        return (ranking, plan, content);
    }
}
