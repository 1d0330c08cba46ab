using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>What a plan has to state to be one. Clause 四(三), R41–R44, R65; Q14–Q16, Q20, Q49.</summary>
public static class PlanShape
{
    public const int MaxCycleMonths = 36;
    public const int MaxDecimals = 10;

    /// <summary>Characters of what an indicator means: a sentence or two.</summary>
    public const int MaxMeaning = 500;

    /// <param name="at">The field of the request that holds the plan.</param>
    public static void Check(Check check, EvaluationPlan plan, string at)
    {
        check.Text(plan.ConsumerNeeds, at + ".consumerNeeds", 10_000)
            .That(plan.ComparedStandards.Count > 0, at + ".comparedStandards", "needs at least one standard.")
            .That(plan.ComparedStandards.All(s => !string.IsNullOrWhiteSpace(s)), at + ".comparedStandards", "has a blank entry.")
            .That(plan.CutOff > DateTimeOffset.UnixEpoch, at + ".cutOff", "must be an instant after 1970.")
            .That(plan.CycleMonths is >= 1 and <= MaxCycleMonths, at + ".cycleMonths", $"must be from 1 to {MaxCycleMonths}.")
            .That(plan.Decimals is >= 0 and <= MaxDecimals, at + ".decimals", $"must be from 0 to {MaxDecimals}.")
            .That(Enum.IsDefined(plan.Form), at + ".form", "is not a known form.")
            .That(Enum.IsDefined(plan.Gate), at + ".gate", "is not a known rule.")
            .That(Enum.IsDefined(plan.OpenFindings), at + ".openFindings", "is not a known effect.")
            .That(Enum.IsDefined(plan.Comparison), at + ".comparison", "is not a known method.")
            .That(
                plan.TieBreakers.All(Enum.IsDefined) && plan.TieBreakers.Distinct().Count() == plan.TieBreakers.Count,
                at + ".tieBreakers",
                "must be known and each named once.");
        Indicators(check, plan, at + ".indicators");
        LeadIndicator(check, plan, at + ".leadIndicator");
        Baselines(check, plan, at);
        RunningCosts.Check(check, plan, at + ".runningCosts");
    }

    private static void Indicators(Check check, EvaluationPlan plan, string at)
    {
        check.That(
            plan.Indicators.Select(i => i.Code).Distinct(StringComparer.Ordinal).Count() == plan.Indicators.Count,
            at,
            "names an indicator twice.");
        var core = plan.CoreIndicators.ToList();
        check.That(core.Count == 0 || Total(core) == 100m, at, "The weights of the core indicators must add up to exactly 100.");
        for (var i = 0; i < plan.Indicators.Count; i++)
        {
            var (indicator, here) = (plan.Indicators[i], $"{at}[{i}]");
            check.Slug(indicator.Code, here + ".code").Text(indicator.Name, here + ".name", 200).Text(indicator.Method, here + ".method")
                .That(Enum.IsDefined(indicator.Class), here + ".class", "is not a known class.")
                .That(Enum.IsDefined(indicator.Direction), here + ".direction", "must say which way is better.");
            Possible(check, indicator, here);
            Classes(check, indicator, here);
            if (indicator.Meaning is not null || indicator.MeaningZh is not null)
            {
                check.Text(indicator.Meaning, here + ".meaning", MaxMeaning).Text(indicator.MeaningZh, here + ".meaningZh", MaxMeaning);
            }
            if (indicator.Class != IndicatorClass.Core)
            {
                check.That(indicator.Weight == 0, here + ".weight", "must be 0: only core indicators are scored.");
                continue;
            }
            check.Unit(indicator.Unit, here + ".unit")
                .That(indicator.Weight is > 0 and <= 100, here + ".weight", "must be above 0 and at most 100.")
                .That(indicator.Scale.Count > 0, here + ".scale", "needs at least one step.")
                .That(indicator.Scale.All(s => s.Points is >= 0 and <= 100), here + ".scale", "has points outside 0 to 100.")
                .That(
                    FromBestToLeast(indicator),
                    here + ".scale",
                    "must go from the best value to the worst, with fewer points at each step.");
        }
    }

    /// <summary>R31: an order of words, counted by their places.</summary>
    private static void Classes(Check check, PlanIndicator indicator, string here)
    {
        if (indicator.Classes is not { } classes)
        {
            check.That(indicator.ClassesZh is null, here + ".classesZh", "stands beside classes only.");
            return;
        }
        for (var i = 0; i < classes.Count; i++) check.Text(classes[i], $"{here}.classes[{i}]", 100);
        if (indicator.ClassesZh is { } inChinese) ClassesZh(check, classes, inChinese, here + ".classesZh");
        check.That(classes.Count >= 2, here + ".classes", "needs two at least, from the best to the least.")
            .That(
                classes.Select(Typed.Letters).Distinct(StringComparer.Ordinal).Count() == classes.Count,
                here + ".classes",
                "names a class twice.")
            .That(
                indicator.Unit == PlanIndicator.ClassUnit,
                here + ".unit",
                $"must be '{PlanIndicator.ClassUnit}': classes count by their place, the best one 1.")
            .That(
                indicator.Direction == Direction.LowerIsBetter,
                here + ".direction",
                "must be lowerIsBetter: the best class is the first.")
            .That(indicator.Possible is null, here + ".possible", "belongs to indicators in numbers.")
            .That(
                indicator.Scale.All(s => StatedClass.IsOf(s.Value, classes)),
                here + ".scale",
                $"must go by the places of the classes, 1 to {classes.Count}.");
    }

    /// <summary>The same classes in the same order; no word stands for two of them.</summary>
    private static void ClassesZh(Check check, IReadOnlyList<string> classes, IReadOnlyList<string> inChinese, string at)
    {
        for (var i = 0; i < inChinese.Count; i++) check.Text(inChinese[i], $"{at}[{i}]", 100);
        check.That(inChinese.Count == classes.Count, at, $"must name as many as classes, {classes.Count}, in the same order.").That(
            classes.Zip(inChinese).SelectMany(c => new[] { c.First, c.Second }.Select(Typed.Letters).Distinct(StringComparer.Ordinal))
                .GroupBy(w => w, StringComparer.Ordinal).All(w => w.Count() == 1),
            at,
            "names a class twice.");
    }

    private static void Possible(Check check, PlanIndicator indicator, string here)
    {
        if (indicator.Possible is not { } possible) return;
        check.That(Units.IsKnown(indicator.Unit), here + ".possible", "needs an indicator with a known unit.")
            .That(
                possible.Share || possible.Lowest is not null || possible.Highest is not null,
                here + ".possible",
                "is empty: give the lowest value, the highest, or share.")
            .That(
                !possible.Share || Units.Exactly(1m, "ratio", indicator.Unit) is not null,
                here + ".possible.share",
                "belongs to shares, in %, ‰, ppm or as a ratio.");
        var (lowest, highest) = possible.In(indicator.Unit);
        check.That(!(lowest > highest), here + ".possible", "has a lowest value above the highest.")
            .That(
                indicator.Scale.All(s => !(s.Value < lowest) && !(s.Value > highest)),
                here + ".scale",
                $"has a step that no value can reach: possible is {possible.Text(indicator.Unit)}.");
    }

    /// <summary>Weights far out of range are refused above; here they must only not overflow.</summary>
    private static decimal Total(List<PlanIndicator> core) => core.Sum(i => Math.Clamp(i.Weight, -1000m, 1000m));

    private static bool FromBestToLeast(PlanIndicator indicator) => indicator.Scale.Zip(indicator.Scale.Skip(1)).All(step =>
        step.First.Points > step.Second.Points
        && (indicator.Direction == Direction.HigherIsBetter ? step.First.Value > step.Second.Value : step.First.Value < step.Second.Value));

    private static void LeadIndicator(Check check, EvaluationPlan plan, string at)
    {
        if (plan.Form == RankingForm.SingleIndicator)
        {
            check.That(
                plan.CoreIndicators.Any(i => i.Code == plan.LeadIndicator),
                at,
                "must be a core indicator: the leaders are taken from its board.");
        }
        else
        {
            check.That(plan.LeadIndicator is null, at, "belongs to single-indicator rankings only.");
        }
    }

    private static void Baselines(Check check, EvaluationPlan plan, string at)
    {
        if (plan.NoBaseline is { } none)
        {
            check.That(plan.Baselines.Count == 0, at + ".noBaseline", "cannot stand beside baselines.")
                .Text(none.SearchEvidence, at + ".noBaseline.searchEvidence", 10_000).Text(none.Substitute, at + ".noBaseline.substitute");
        }
        else
        {
            check.That(
                plan.Baselines.Count > 0,
                at + ".baselines",
                "needs the national and industry standards, or noBaseline with the evidence of the search.");
        }

        for (var i = 0; i < plan.Baselines.Count; i++)
        {
            var (baseline, here) = (plan.Baselines[i], $"{at}.baselines[{i}]");
            check.Text(baseline.Standard, here + ".standard", 100)
                .That(Enum.IsDefined(baseline.Kind), here + ".kind", "is not a known kind.")
                .That(
                    baseline.InForceTo is not { } to || to >= baseline.InForceFrom,
                    here + ".inForceTo",
                    "is before the first day in force.")
                .That(baseline.Values.Count > 0, here + ".values", "needs at least one value of a core indicator.")
                .That(
                    baseline.Values.Select(v => v.Indicator).Distinct(StringComparer.Ordinal).Count() == baseline.Values.Count,
                    here + ".values",
                    "names an indicator twice.");
            for (var j = 0; j < baseline.Values.Count; j++)
            {
                var (value, there) = (baseline.Values[j], $"{here}.values[{j}]");
                var indicator = plan.CoreIndicators.FirstOrDefault(c => c.Code == value.Indicator);
                check.That(indicator is not null, there + ".indicator", "is not a core indicator of the plan.")
                    .Limit(value.Limit, there + ".limit")
                    .That(indicator is null || Strictness.Level(value.Limit, indicator.Direction, indicator.Unit) is not null,
                        there + ".limit", $"must be in the unit of the indicator, {indicator?.Unit}, or one of its dimension, and bound "
                            + "it in the direction that counts.")
                    .That(
                        indicator?.Possible?.Admits(value.Limit, indicator.Unit) != false,
                        there + ".limit",
                        $"is not possible by the plan: {indicator?.Possible?.Text(indicator.Unit)}.")
                    .That(
                        indicator?.Classes is not { } classes
                            || value.Limit.Operator != Operator.Within && StatedClass.IsOf(value.Limit.Value, classes),
                        there + ".limit",
                        $"must be the place of one of the classes: {StatedClass.Told(indicator)}.")
                    .Text(value.Clause, there + ".clause", 200);
            }
        }
    }
}
