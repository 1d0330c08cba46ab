using System.Globalization;
using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;

namespace Leader.Api.Guidance;

/// <summary>What an indicator means to whoever buys.</summary>
/// <param name="MeaningZh">As the plan says it, which way is better, and by which standard it is measured.</param>
/// <param name="Steps">Of its scale: the most stars that a value can have. 0 where it is not graded.</param>
public sealed record GuideIndicator(
    string Code,
    string Name,
    string? NameZh,
    string? Theme,
    Direction Direction,
    string Unit,
    int Steps,
    string MeaningZh,
    string MeaningEn);

/// <param name="Stars">One for each step of the scale that the value reaches, the best value all of <paramref name="OutOf"/>; 0 below the
/// lowest step.</param>
/// <param name="Margin">How much better than what national and industry standards ask, in the indicator's unit; null where they say
/// nothing.</param>
/// <param name="Cost">What it costs to run; null where the plan does not say how to compute it of this indicator.</param>
public sealed record GuideValue(string Code, Limit Value, int Stars, int OutOf, decimal? Margin, YearlyCost? Cost);

/// <summary>What the yearly cost of running a product is computed from, as the plan says.</summary>
/// <param name="Price">In yuan.</param>
/// <param name="TextZh">For how much use and at which price, in a sentence.</param>
public sealed record GuideCost(
    string Indicator,
    decimal Use,
    string UseUnit,
    decimal Price,
    string PriceUnit,
    string Source,
    DateOnly PricedOn,
    string TextZh,
    string TextEn)
{
    internal static GuideCost Of(RunningCost cost, PlanIndicator? indicator)
    {
        var (use, unit, per) = (Exactly(cost.Use), Labels.Unit(cost.UseUnit), Labels.Unit(cost.PriceUnit));
        var (zh, en) = indicator is null || Units.Exactly(1m, cost.UseUnit, "a") is not null ? ("", "")
            : RunningCosts.IsShareOf(indicator)
                ? ($"以每年 {use} {unit.Zh} 为 100 %，", $"as a share of {use} {unit.En} a year, ")
            : indicator.Direction == Direction.HigherIsBetter
                ? ($"每年得到 {use} {unit.Zh}，", $"to get {use} {unit.En} a year, ")
            : ($"每年使用 {use} {unit.Zh}，", $"used for {use} {unit.En} a year, ");
        return new(
            cost.Indicator, cost.Use, cost.UseUnit, cost.Price, cost.PriceUnit, cost.Source, cost.PricedOn,
            $"{zh}每 {per.Zh} {Exactly(cost.Price)} 元。", Sentence($"{en}at {Exactly(cost.Price)} yuan per {per.En}."));

        static string Exactly(decimal value) => value.ToString(CultureInfo.InvariantCulture);
        static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
    }
}

public sealed record GuideModel(string Product, string Brand, string Model);

/// <param name="Title">The leader title that it holds on the day; null where it holds none.</param>
/// <param name="Products">As the standard discloses them.</param>
public sealed record GuideEntry(
    int Place,
    string? Title,
    string Enterprise,
    string EnterpriseName,
    string Declaration,
    string Number,
    IReadOnlyList<string> Products,
    IReadOnlyList<GuideModel> Models,
    IReadOnlyList<GuideValue> Values);

/// <summary>
/// The products of a category beside each other, in plain words: what each indicator means, stars by the tiers of the published
/// ranking, and what they cost to run where the plan says how. 五(三), R12, R102. Left out are standards that are not in force on the day,
/// and entries that are struck or annulled.
/// </summary>
public sealed record GuideDoc(
    string Category,
    string Evaluation,
    string Plan,
    int Cycle,
    DateOnly PublishedOn,
    string ConsumerNeeds,
    IReadOnlyList<GuideIndicator> Indicators,
    IReadOnlyList<GuideCost> RunningCosts,
    IReadOnlyList<GuideEntry> Entries)
{
    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await Rankings.InForceAsync(asked, asked.Id) is not { } found) return ViewRoutes.Unknown("ranking", asked.Id);
        var (ranking, plan, content) = found;
        var titles = (await asked.AllAsync(
            LeaderViews.Titles, new(Category: [asked.Id], Status: ["inForce", "inGrace"]), among: new(Category: [asked.Id])))
            .ToLookup(t => t.Declaration, StringComparer.Ordinal);
        var models = (await asked.AllAsync(
            LeaderViews.Products, new(Category: [asked.Id], Status: ["inForce"]), among: new(Category: [asked.Id])))
            .ToLookup(p => p.Declaration, StringComparer.Ordinal);
        var standing = ranking.Entries.Where(e => e.Annulled is null && e.StruckBy.Count == 0).ToList();
        var declarations = await asked.ManyAsync(LeaderViews.Declarations, standing.Select(e => e.Declaration), d => d.Declaration);
        var entries = new List<GuideEntry>();
        foreach (var entry in standing)
        {
            if (declarations.GetValueOrDefault(entry.Declaration) is not { Status: "inForce" } declared) continue;
            entries.Add(new(
                entry.Place,
                titles[entry.Declaration].FirstOrDefault()?.Title,
                entry.Enterprise,
                entry.EnterpriseName,
                entry.Declaration,
                entry.Number,
                declared.Disclosure.Products,
                [.. models[entry.Declaration].Select(m => new GuideModel(m.Product, m.Brand, m.Model))],
                [.. entry.Results.Select(r => Of(r, content.Indicators.First(i => i.Code == r.Indicator), content))]));
        }
        return ViewAnswer.Of(new GuideDoc(
            ranking.Category,
            ranking.Evaluation,
            plan.Plan,
            ranking.Cycle,
            ranking.PublishedOn ?? asked.Clocks.AsOf,
            content.ConsumerNeeds,
            [.. content.Indicators.Select(Of)],
            [.. (content.RunningCosts ?? []).Select(c => GuideCost.Of(c, content.Indicators.FirstOrDefault(i => i.Code == c.Indicator)))],
            entries));
    }

    private static GuideValue Of(IndicatorResult result, PlanIndicator indicator, EvaluationPlan plan) => new(
        result.Indicator,
        result.Value,
        Ranking.StepsReached(indicator, result),
        indicator.Scale.Count,
        result.Margin,
        plan.RunningCosts?.FirstOrDefault(c => c.Indicator == indicator.Code) is { } cost
            ? Domain.Rules.RunningCosts.Of(cost, indicator, result.Value, result.BaselineLimit)
            : null);

    private static GuideIndicator Of(PlanIndicator i) =>
        new(i.Code, i.Name, i.NameZh, i.Theme, i.Direction, i.Unit, i.Scale.Count, Meaning(i, zh: true), Meaning(i, zh: false));

    private static string Meaning(PlanIndicator indicator, bool zh)
    {
        var good = (StatedClass.Words(indicator, zh), indicator.Direction) switch
        {
            ({ } classes, _) => zh ? $"由优到劣为：{string.Join("、", classes)}。" : $"From the best to the least: {string.Join(", ", classes)}.",
            (_, Direction.HigherIsBetter) => zh ? "数值越高越好。" : "The higher, the better.",
            (_, Direction.LowerIsBetter) => zh ? "数值越低越好。" : "The lower, the better.",
            _ => zh ? "允许的范围越窄越好。" : "The narrower the range, the better.",
        };
        var plain = zh ? indicator.MeaningZh : indicator.Meaning is { } said ? said + " " : null;
        return plain + good + (!indicator.Method.Any(char.IsAsciiDigit) ? "" // of a standard there is a number
            : zh ? $"测定方法：{indicator.Method}。" : $" Measured by {indicator.Method}.");
    }
}
