using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Api.Portal.Frame;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;

namespace Leader.Api.Portal.Forms;

/// <summary>
/// What the form of an evaluation plan may begin with instead of blank: an official plan of the category, or the plan as it is practised,
/// with basic, core and innovative indicators and three levels. Opened with <c>like=</c> and the plan's id, or <c>levels</c>.
/// </summary>
internal static class PlanTemplates
{
    private const string Levels = "levels";

    /// <summary>Advanced, average, baseline (先进水平、平均水平、基准水平), from the best to the least.</summary>
    private static readonly int[] PointsOfLevels = [100, 80, 60];

    public static bool Fit(FormKind kind) => kind.Asks.Command == typeof(SubmitPlan);

    /// <summary>The newest official plans of the category of the call, and the template.</summary>
    public static async Task<IReadOnlyList<(string Like, string Name)>> OfferedAsync(PageContext page, string call)
    {
        var template = (Levels, page.T("三级水平模板（先进、平均、基准）", "the template of three levels (advanced, average, baseline)"));
        if (Ids.ParseCall(call) is not { } of
            || await page.GetAsync($"/v1/categories/{Uri.EscapeDataString(of.Category)}") is not { Ok: true, Json: var category })
        {
            return [template];
        }
        var plans = category.GetProperty("cycles").EnumerateArray().Reverse()
            .Where(c => c.GetProperty("evaluation").ValueKind == JsonValueKind.String)
            .Select(c => c.GetProperty("plan").GetString()).OfType<string>().Take(3);
        return [.. plans.Select(p => (p, page.CycleOf(p))), template];
    }

    /// <summary>The members of the plan, without the cut-off of its own cycle; null of a plan that is not known, or not public.</summary>
    public static async Task<JsonObject?> PlanAsync(PageContext page, string like)
    {
        if (like == Levels) return OfLevels();
        if (await page.GetAsync($"/v1/plans/{Uri.EscapeDataString(like)}") is not { Ok: true, Json: var plan }) return null;
        if (!plan.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Object) return null;
        var known = JsonObject.Create(content)!;
        known.Remove("coreIndicators");
        known.Remove("cutOff");
        return known;
    }

    private static JsonObject OfLevels() => new()
    {
        ["indicators"] = new JsonArray(
        [
            Indicator("basic"),
            .. Enumerable.Range(0, 3).Select(_ => Indicator("core", PointsOfLevels)),
            Indicator("innovative"),
        ]),
        ["cycleMonths"] = 12,
        ["form"] = "composite",
        ["gate"] = "atLeastOneStricter",
        ["comparison"] = "fullValue",
        ["decimals"] = 2,
        ["tieBreakers"] = new JsonArray("moreTopTierIndicators", "moreInnovativeIndicators", "greaterMargin"),
    };

    private static JsonObject Indicator(string of, params int[] points) => new()
    {
        ["class"] = of,
        ["direction"] = "higherIsBetter",
        ["weight"] = of == "core" ? null : 0,
        ["scale"] = new JsonArray([.. points.Select(p => new JsonObject { ["points"] = p })]),
    };
}
