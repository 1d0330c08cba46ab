using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>
/// What becomes of a title when the standard under it changes: with every core indicator equal or better it follows, otherwise its body
/// reviews it.
/// </summary>
/// <remarks>Clause 四(六), Q22. The core indicators and what is better are those of the plan by which the title was won.</remarks>
public static class TitleAfterChange
{
    /// <param name="before">The disclosure on which the title rests.</param>
    /// <returns>Null where all is equal or better; else what is not, for the reviewer.</returns>
    public static string? WorseIn(Title title, Evaluation evaluation, Disclosure? before, Disclosure after) =>
        title.Awarded is { } awarded ? WorseIn(awarded.Category, evaluation, before, after) : null;

    /// <summary>The same of an entry that may win a title (Q58).</summary>
    public static string? WorseIn(string category, Evaluation evaluation, Disclosure? before, Disclosure after)
    {
        if (!evaluation.Exists || before is null) return "the evaluation or the version under the title is not on record";
        if (!after.Categories.Contains(category)) return $"the standard no longer covers the category '{category}'";
        var worse = evaluation.Plan.CoreIndicators
            .Where(core => Limit(before, core) is not { } old || Limit(after, core) is not { } now
                || Strictness.Compare(now, old, core.Direction) is not (Verdict.Equal or Verdict.Stricter))
            .Select(core =>
                $"{core.Code} ({Said(before, core)} → {Said(after, core)})")
            .ToList();
        return worse.Count == 0 ? null : "not equal or better: " + string.Join(", ", worse);
    }

    private static Limit? Limit(Disclosure disclosure, PlanIndicator core) => StatedClass.Of(disclosure, core)?.Limit;

    private static string Said(Disclosure disclosure, PlanIndicator core) =>
        Limit(disclosure, core) is { } limit ? StatedClass.Told(limit, core) ?? limit.ToString() : "missing";
}
