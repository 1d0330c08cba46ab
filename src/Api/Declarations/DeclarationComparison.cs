using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Declarations;

/// <summary>Beside the baselines of a plan: as a ranking would put it, and outside of any. R33.</summary>
/// <param name="Plan">The official plan of the newest cycle of the category.</param>
/// <param name="Indicators">Those of the plan, by which results are read.</param>
/// <param name="Results">Of each indicator of the plan that the standard states.</param>
public sealed record ComparedWithPlan(
    string Category,
    string Plan,
    int Cycle,
    IReadOnlyList<PlanIndicator> Indicators,
    IReadOnlyList<IndicatorResult> Results);

/// <summary>What a version changed of the one before it. R34.</summary>
public sealed record VersionChange(int Version, DateOnly From, IReadOnlyList<ChangedIndicator> Indicators);

/// <summary>
/// What a declared standard promises beside the national and industry standards in force on the day, and beside its own earlier versions.
/// It is reckoned from what is recorded, at both clocks, and is nobody's decision.
/// </summary>
/// <param name="Version">The version in force, which is compared.</param>
/// <param name="Beside">For each category that has an official plan.</param>
/// <param name="Changes">The newest first; none where there is one version only.</param>
public sealed record DeclarationComparison(
    string Declaration,
    string Enterprise,
    int Version,
    IReadOnlyList<ComparedWithPlan> Beside,
    IReadOnlyList<VersionChange> Changes)
{
    internal static async Task<ViewAnswer> AnswerAsync(Asked asked)
    {
        if (await asked.GetAsync(LeaderViews.Declarations, asked.Id) is not { } declaration)
        {
            return ViewRoutes.Unknown("declaration", asked.Id);
        }
        var plans = await OfficialAsync(asked, declaration.Disclosure.Categories);
        asked.MayChangeOn(plans.SelectMany(p => p.Plan.Content!.Baselines)
            .SelectMany(b => new[] { b.InForceFrom, b.InForceTo?.AddDays(1) ?? b.InForceFrom }));
        PlanIndicator[] indicators = [.. plans.SelectMany(p => p.Plan.Content!.Indicators)];
        return ViewAnswer.Of(new DeclarationComparison(
            declaration.Declaration,
            declaration.Enterprise,
            declaration.Version,
            [.. plans.Select(p => new ComparedWithPlan(
                p.Call.Category,
                p.Plan.Plan,
                p.Call.Cycle,
                p.Plan.Content!.Indicators,
                Ranking.Beside(p.Plan.Content, declaration.Disclosure, asked.Clocks.AsOf)))],
            [.. declaration.Versions.Zip(declaration.Versions.Skip(1)).Reverse().Select(v => new VersionChange(
                v.Second.Version,
                v.Second.From,
                VersionChanges.Between(v.First.Disclosure, v.Second.Disclosure, indicators)))]));
    }

    /// <summary>The official plan of the newest cycle of each category that has one, by category.</summary>
    internal static async Task<(CallDoc Call, PlanDoc Plan)[]> OfficialAsync(Asked asked, IReadOnlyList<string> categories)
    {
        var calls = categories.Count == 0 ? [] : await asked.AllAsync(
            LeaderViews.Plans, new(Category: categories, Status: ["official"]), among: new(Category: categories));
        return [.. calls.GroupBy(c => c.Category).Select(c => c.MaxBy(call => call.Cycle)!)
            .OrderBy(c => c.Category, StringComparer.Ordinal)
            .Select(c => (Call: c, Plan: c.Plans.FirstOrDefault(p => p is { Status: "official", Content: not null })!))
            .Where(c => c.Plan is not null)];
    }
}
