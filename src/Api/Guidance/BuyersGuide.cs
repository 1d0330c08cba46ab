using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;

namespace Leader.Api.Guidance;

/// <summary>What an indicator means to whoever buys.</summary>
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
public sealed record GuideValue(string Code, Limit Value, int Stars, int OutOf, decimal? Margin);

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
/// The products of a category beside each other, in plain words: what each indicator means, and stars by the tiers of the published
/// ranking. 五(三), R12, R102. Left out are standards that are not in force on the day, and entries that are struck or annulled.
/// </summary>
public sealed record GuideDoc(
    string Category,
    string Evaluation,
    string Plan,
    int Cycle,
    DateOnly PublishedOn,
    string ConsumerNeeds,
    IReadOnlyList<GuideIndicator> Indicators,
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
                [.. entry.Results.Select(r => Of(r, content.Indicators.First(i => i.Code == r.Indicator)))]));
        }
        return ViewAnswer.Of(new GuideDoc(
            ranking.Category,
            ranking.Evaluation,
            plan.Plan,
            ranking.Cycle,
            ranking.PublishedOn ?? asked.Clocks.AsOf,
            content.ConsumerNeeds,
            [.. content.Indicators.Select(Of)],
            entries));
    }

    private static GuideValue Of(IndicatorResult result, PlanIndicator indicator) => new(
        result.Indicator,
        result.Value,
        Ranking.StepsReached(indicator, result),
        indicator.Scale.Count,
        result.Margin);

    private static GuideIndicator Of(PlanIndicator i) =>
        new(i.Code, i.Name, i.NameZh, i.Theme, i.Direction, i.Unit, i.Scale.Count, Meaning(i, zh: true), Meaning(i, zh: false));

    private static string Meaning(PlanIndicator indicator, bool zh)
    {
        var good = (indicator.Classes, indicator.Direction) switch
        {
            ({ } classes, _) => zh ? $"由优到劣为：{string.Join("、", classes)}。" : $"From the best to the least: {string.Join(", ", classes)}.",
            (_, Direction.HigherIsBetter) => zh ? "数值越高越好。" : "The higher, the better.",
            (_, Direction.LowerIsBetter) => zh ? "数值越低越好。" : "The lower, the better.",
            _ => zh ? "允许的范围越窄越好。" : "The narrower the range, the better.",
        };
        return !indicator.Method.Any(char.IsAsciiDigit) ? good // of a standard there is a number
            : good + (zh ? $"测定方法：{indicator.Method}。" : $" Measured by {indicator.Method}.");
    }
}
