using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>Results with legal effect, computed again from what they rest on. Clauses 四(四), 四(六).</summary>
public static class Recomputed
{
    /// <remarks>A ranking is drawn by the version of the rules that its draft names; a later version moves no earlier result.</remarks>
    /// <returns>Null where the fact is no result, or is what its inputs give; else in what it differs.</returns>
    /// <param name="before">All facts before this one.</param>
    public static string? Difference(Fact fact, ILedger before)
    {
        switch (fact)
        {
            case RankingDrafted e:
                var evaluation = before.Evaluation(e.Evaluation);
                if (Hash(evaluation, e.Result) != e.ContentHash) return "the ranking is not the one that its hash names";
                return Hash(
                    evaluation,
                    Ranking.Draw(evaluation, Barred.In(before, evaluation, e.On), e.Method ?? RankingMethod.First)) == e.ContentHash
                    ? null
                    : "the ranking is not the one that the recorded values give";
            case RankingPublished e:
                return Hash(before.Evaluation(e.Evaluation), e.Result) == e.ContentHash
                    ? null
                    : "the published ranking is not the one that its hash names";
            case BanStarted e:
                var lastDay = Periods.AfterYears(e.On, before.Rules(e.On).BanYears);
                return e.LastDay == lastDay
                    ? null
                    : $"the ban ends on {e.LastDay:yyyy-MM-dd}; its dates and the rules give {lastDay:yyyy-MM-dd}";
            default:
                return null;
        }
    }

    /// <summary>A result whose difference can be asked for.</summary>
    public static bool Is(Fact fact) => fact is RankingDrafted or RankingPublished or BanStarted;

    private static string Hash(Evaluation evaluation, RankingResult result) =>
        Canonical.Hash(new RankingContent(evaluation.Id, evaluation.PlanId, result));
}
