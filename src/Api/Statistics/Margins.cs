using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Statistics;

/// <summary>How far the ranked standards of a cycle are above the baselines, in the indicators of a theme. R17, R19, R21.</summary>
/// <param name="Theme">Of the closed list; null for indicators without one, or with other words.</param>
/// <param name="Margins">How many were told: one for each standard and indicator with a baseline.</param>
/// <param name="Stricter">How many of them are above 0.</param>
/// <param name="Least">In percent of the baseline, to two places, half to even; positive is better, as are all that follow.</param>
/// <param name="LowerQuartile">The least that a quarter of them do not exceed.</param>
/// <param name="Median">The least that half of them do not exceed.</param>
/// <param name="UpperQuartile">The least that three quarters of them do not exceed.</param>
public sealed record ThemeMargins(
    Theme? Theme,
    int Cycle,
    int Margins,
    int Stricter,
    decimal Least,
    decimal LowerQuartile,
    decimal Median,
    decimal UpperQuartile,
    decimal Greatest);

/// <param name="Definition">What is counted, and in which unit.</param>
public sealed record MarginsDoc(string Definition, IReadOnlyList<ThemeMargins> Items);

internal static class MarginsEndpoint
{
    private const string Definition = "Entries of published rankings that are not annulled, each indicator with a baseline once: "
        + "its margin over the baseline in percent of the baseline. Baselines of 0, and ranges of which neither lies in the other, have "
        + "no such share.";

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(ThemeMargins));

    private static readonly Parameter[] Reads =
        [.. Parameters.List(LeaderViews.Rankings, "body", "status").Where(p => p.Name is "category" or "cycle" or "sector")];

    public static void MapMargins(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/statistics/margins", new(MarginsAsync, Costly: true), Reads).Produces<MarginsDoc>().AsTable(_ => Columns);

    private static async Task<ViewAnswer> MarginsAsync(Asked asked)
    {
        var rankings = await asked.AllAsync(
            LeaderViews.Rankings,
            ViewRoutes.Common(asked.Context) with { Status = RankingView.Published },
            among: ViewRoutes.Common(asked.Context));
        var told = from ranking in rankings
                   from entry in ranking.Entries
                   where entry.Annulled is null
                   from result in entry.Results
                   where result is { Margin: not null, BaselineLimit: not null }
                   let indicator = ranking.Indicators.First(i => i.Code == result.Indicator)
                   let share = Share(result, indicator)
                   where share is not null
                   group share.Value by (Theme: Themes.Of(indicator.Theme), ranking.Cycle) into one
                   orderby one.Key.Cycle, one.Key.Theme is null, one.Key.Theme
                   select Of(one.Key.Theme, one.Key.Cycle, [.. one.Order()]);
        return ViewAnswer.Of(new MarginsDoc(Definition, [.. told]));
    }

    /// <summary>In percent of the baseline; null where the baseline is 0 or bounds nothing.</summary>
    private static decimal? Share(IndicatorResult result, PlanIndicator indicator) =>
        Strictness.Level(result.BaselineLimit!, indicator.Direction, indicator.Unit) is { } level
            && level.Rounded(Strictness.MarginPlaces).TryDecimal(out var baseline) && baseline != 0
            ? decimal.Round(100 * result.Margin!.Value / Math.Abs(baseline), 2, MidpointRounding.ToEven)
            : null;

    private static ThemeMargins Of(Theme? theme, int cycle, decimal[] shares) => new(
        theme,
        cycle,
        shares.Length,
        shares.Count(s => s > 0),
        shares[0],
        At(shares, 1),
        At(shares, 2),
        At(shares, 3),
        shares[^1]);

    /// <summary>The least that so many quarters of them do not exceed.</summary>
    private static decimal At(decimal[] shares, int quarters) => shares[(shares.Length * quarters + 3) / 4 - 1];
}
