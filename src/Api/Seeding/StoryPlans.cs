using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Seeding;

/// <summary>
/// The plans of <c>plans/{category}.json</c>. What a cycle changes stands under <c>cycles</c> and holds from that cycle on: any field of
/// the plan, and under <c>scales</c> the scale of single indicators. Of the baselines those in force at the cut-off are taken.
/// </summary>
internal sealed class StoryPlans(string folder)
{
    /// <summary>
    /// How long beforehand the end of an edition is known: its successor is published some months before it comes into force.
    /// </summary>
    private const int DaysKnownBefore = 200;
    private static readonly string[] Extra = ["category", "note", "cycles", "scales", "cutOff"];
    private readonly Dictionary<string, JsonObject> _plans = new(StringComparer.Ordinal);

    /// <summary>
    /// All indicators that any plan of the category names: what a declaration calls them, how they are measured, and which way is better.
    /// </summary>
    public IReadOnlyDictionary<string, PlanIndicator> Indicators(string category, string where) =>
        Versions(category, where).SelectMany(v => v["indicators"]?.AsArray() ?? [])
            .Select(i => StoryJson.As<PlanIndicator>(i, $"plans/{category}.json"))
            .GroupBy(i => i.Code, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public EvaluationPlan Plan(string category, int cycle, DateTimeOffset cutOff, string where)
    {
        var file = $"plans/{category}.json";
        var plan = Versions(category, where)[0].DeepClone().AsObject();
        var indicators = (JsonArray)plan["indicators"]!;
        foreach (var (from, change) in (plan["cycles"]?.AsObject() ?? [])
            .Where(c => int.Parse(c.Key, System.Globalization.CultureInfo.InvariantCulture) <= cycle)
            .OrderBy(c => c.Key, StringComparer.Ordinal)
            .ToList())
        {
            foreach (var (name, value) in change!.AsObject().Where(p => p.Key != "scales")) plan[name] = value?.DeepClone();
            indicators = (JsonArray)plan["indicators"]!;
            foreach (var (code, scale) in change["scales"]?.AsObject() ?? [])
            {
                (indicators.FirstOrDefault(i => (string)i!["code"]! == code)
                    ?? throw new StoryException(file, from, $"there is no indicator '{code}'."))["scale"] = scale!.DeepClone();
            }
        }
        foreach (var extra in Extra) plan.Remove(extra);
        plan["cutOff"] = JsonSerializer.SerializeToNode(cutOff);
        var read = StoryJson.As<EvaluationPlan>(plan, file);
        var day = Beijing.Day(cutOff);
        return read with
        {
            Baselines = [.. read.Baselines.Where(b => b.IsInForceOn(day))
                .Select(b => b.InForceTo > day.AddDays(DaysKnownBefore) ? b with { InForceTo = null } : b)
                .Select(b => b with { Values = [.. b.Values.Where(v => read.CoreIndicators.Any(i => i.Code == v.Indicator))] })],
        };
    }

    /// <summary>The plan itself, and what its cycles change.</summary>
    private List<JsonNode> Versions(string category, string where)
    {
        if (!_plans.TryGetValue(category, out var plan))
        {
            var path = Path.Combine(folder, "plans", category + ".json");
            if (!File.Exists(path)) throw new StoryException(where, "", $"there is no plans/{category}.json.");
            _plans[category] = plan = StoryJson.File(path).AsObject();
        }
        return [plan, .. (plan["cycles"]?.AsObject() ?? []).Select(c => c.Value!)];
    }
}
