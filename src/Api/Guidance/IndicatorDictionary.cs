using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Views;

namespace Leader.Api.Guidance;

/// <summary>An indicator as official plans define it; the words are those of the newest of these plans.</summary>
/// <param name="Indicator">The same code in another unit, or better in the other direction, is another entry.</param>
/// <param name="Theme">Of the closed list; null for indicators without one, or with other words.</param>
/// <param name="Meaning">What it means to whoever buys, in plain English; null where the plan does not say.</param>
/// <param name="MeaningZh">The same in Chinese; null where the plan does not say.</param>
/// <param name="Classes">Of an indicator in words its classes, from the best to the least; null of one in numbers.</param>
/// <param name="ClassesZh">The same in Chinese; null where the plan does not say.</param>
/// <param name="Categories">The categories whose plans have it, in the order of their ids.</param>
/// <param name="Plan">The newest of the plans.</param>
public sealed record KnownIndicator(
    string Indicator,
    string Name,
    string? NameZh,
    IndicatorClass Class,
    Theme? Theme,
    Direction Direction,
    string Unit,
    string Method,
    string? Meaning,
    string? MeaningZh,
    IReadOnlyList<string>? Classes,
    IReadOnlyList<string>? ClassesZh,
    IReadOnlyList<string> Categories,
    string Plan);

/// <summary>What a plan may name instead of inventing it. 四(三), R43.</summary>
/// <param name="Cycles">Whose official plans were read: those asked for, or those of the year and of the one before.</param>
/// <param name="Items">By code.</param>
public sealed record IndicatorsDoc(IReadOnlyList<int> Cycles, IReadOnlyList<KnownIndicator> Items)
{
    internal static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(KnownIndicator));

    internal static readonly Parameter[] Reads =
        [.. Parameters.List(LeaderViews.Plans, "body", "status").Where(p => p.Name is "category" or "cycle" or "sector")];

    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        var common = ViewRoutes.Common(asked.Context);
        var year = asked.Clocks.AsOf.Year;
        var of = common with { Cycle = common.Cycle is { Count: > 0 } given ? given : [year - 1, year], Status = ["official"] };
        var plans = from call in await asked.AllAsync(LeaderViews.Plans, of, among: of with { Status = null })
                    from plan in call.Plans
                    where plan is { Status: "official", Content: not null }
                    from indicator in plan.Content!.Indicators
                    select (call.Cycle, call.Category, plan.Plan, Of: indicator);
        var known = from use in plans
                    group use by (use.Of.Code, use.Of.Unit, use.Of.Direction) into one
                    orderby one.Key.Code, one.Key.Unit, one.Key.Direction
                    let newest = one.OrderBy(u => u.Cycle).ThenBy(u => u.Plan, StringComparer.Ordinal).Last()
                    select new KnownIndicator(
                        newest.Of.Code,
                        newest.Of.Name,
                        newest.Of.NameZh,
                        newest.Of.Class,
                        Themes.Of(newest.Of.Theme),
                        newest.Of.Direction,
                        newest.Of.Unit,
                        newest.Of.Method,
                        newest.Of.Meaning,
                        newest.Of.MeaningZh,
                        newest.Of.Classes,
                        newest.Of.ClassesZh,
                        [.. one.Select(u => u.Category).Distinct().Order(StringComparer.Ordinal)],
                        newest.Plan);
        return ViewAnswer.Of(new IndicatorsDoc([.. of.Cycle.Distinct().Order()], [.. known]));
    }
}
