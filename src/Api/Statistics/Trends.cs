using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Statistics;

/// <summary>A core indicator in one cycle of its category. R25.</summary>
/// <param name="Indicator">Its code.</param>
/// <param name="Theme">Of the closed list (R17, R19, R21); null without one.</param>
/// <param name="Baseline">The strictest of the national and industry standards in force at the cut-off; null where none states it.</param>
/// <param name="Tiers">From the first tier on: the value that reaches it, in the unit of the indicator.</param>
/// <param name="Best">The strictest value of a ranked standard; null where none states it.</param>
/// <param name="BestOf">The declaration that has it.</param>
/// <param name="OfLeaders">The least strict value of those on the leader list, in the unit of the indicator; null without a list.</param>
/// <param name="Ranked">How many standards of the ranking state it.</param>
public sealed record TrendPoint(
    string Indicator,
    string Name,
    string? NameZh,
    Theme? Theme,
    string Unit,
    Direction Direction,
    int Cycle,
    string Evaluation,
    Limit? Baseline,
    IReadOnlyList<decimal> Tiers,
    Limit? Best,
    string? BestOf,
    Limit? OfLeaders,
    int Ranked);

public sealed record TrendsDoc(string Category, IReadOnlyList<TrendPoint> Items);

/// <summary>What became of baselines, thresholds and best values from cycle to cycle, as the published rankings say it. R25.</summary>
internal static class TrendsEndpoint
{
    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(TrendPoint));

    public static void MapTrends(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/categories/{id}/trends", new(TrendsAsync, Costly: true), Parameters.CategoryInPath).Produces<TrendsDoc>()
            .ProducesProblem(404).AlsoRefuses("unknown-category").AsTable(_ => Columns);

    private static async Task<ViewAnswer> TrendsAsync(Asked asked)
    {
        var rankings = await asked.AllAsync(
            LeaderViews.Rankings,
            new(Category: [asked.Id], Status: RankingView.Published),
            among: new(Category: [asked.Id]));
        return ViewAnswer.Of(new TrendsDoc(asked.Id,
        [
            .. from ranking in rankings
            from indicator in ranking.Indicators.Where(i => i.Class == IndicatorClass.Core)
            orderby indicator.Code, ranking.Cycle, ranking.Evaluation
            select Of(ranking, indicator),
        ]));
    }

    private static TrendPoint Of(RankingDoc ranking, PlanIndicator indicator)
    {
        var stated = ranking.Entries.Where(e => e.Annulled is null)
            .Select(e => (e.Declaration, Result: e.Results.FirstOrDefault(r => r.Indicator == indicator.Code)))
            .Where(e => e.Result is not null)
            .Select(e => (e.Declaration, e.Result!.Value, e.Result.BaselineLimit))
            .ToList();
        var best = stated.Count == 0 ? null : Strictness.Strictest(stated.Select(s => s.Value), indicator.Direction);
        var leaders = ranking.Lists.SelectMany(l => l.Leaders).Select(l => l.Declaration).ToHashSet(StringComparer.Ordinal);
        var levels = stated.Where(s => leaders.Contains(s.Declaration))
            .Select(s => (s.Value, Level: Strictness.Level(s.Value, indicator.Direction, indicator.Unit)))
            .Where(s => s.Level is not null)
            .ToList();
        return new(
            indicator.Code,
            indicator.Name,
            indicator.NameZh,
            Themes.Of(indicator.Theme),
            indicator.Unit,
            indicator.Direction,
            ranking.Cycle,
            ranking.Evaluation,
            stated.Select(s => s.BaselineLimit).FirstOrDefault(b => b is not null),
            [.. indicator.Scale.Select(s => s.Value)],
            best,
            best is null ? null : stated.First(s => s.Value == best).Declaration,
            levels.Count == 0 ? null : levels.MinBy(l => l.Level!.Value).Value,
            stated.Count);
    }
}
