using System.Collections.Immutable;
using System.Globalization;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>How far a draft is from a step of the scale of an indicator.</summary>
/// <param name="Tier">The step; 1 is the best.</param>
/// <param name="Value">Where the step begins, in the indicator's unit.</param>
/// <param name="Missing">What is missing to it, in the indicator's unit; always above 0.</param>
public sealed record TierGap(int Tier, decimal Value, decimal Missing);

/// <summary>One indicator of a draft beside the plan.</summary>
/// <param name="Result">By the rules of rankings; null where the draft does not state the indicator.</param>
/// <param name="ToNext">To the next better step; null where the first is reached, or there are none.</param>
/// <param name="ToFirst">To the first step; null where it is reached, or there is none.</param>
public sealed record DraftIndicator(string Indicator, IndicatorResult? Result, TierGap? ToNext, TierGap? ToFirst);

/// <summary>Where a draft would have stood in a ranking that was drawn without it.</summary>
/// <param name="Place">Null where it would not have been in the order.</param>
/// <param name="Total">Its points; null beside a null place.</param>
/// <param name="Among">How many it would have been in the order with.</param>
/// <param name="Excluded">Why it would have been excluded; null where it would not.</param>
/// <param name="Detail">The reason in words, beside <paramref name="Excluded"/>.</param>
/// <param name="Missing">Core indicators without which it could not have been evaluated (Q17).</param>
public sealed record DraftStanding(
    int? Place,
    decimal? Total,
    int Among,
    ExclusionGround? Excluded,
    string? Detail,
    IReadOnlyList<string> Missing,
    IReadOnlyList<DraftIndicator> Indicators);

/// <summary>
/// An enterprise's own draft beside the ranking of its category: what it would have come to, by the very rules that draw rankings. A
/// service (五(三), R101), and nobody's decision: nothing of it is recorded.
/// </summary>
public static class Drafts
{
    /// <summary>What a value has to look like, for whoever wrote another.</summary>
    public const string Form = "must be an indicator, a colon and its value, as noise:61, noise:61 dB(A) or, of a range, ph:6..8.";

    private const string Draft = "";

    /// <summary>Reads one value of a draft, in the unit of the plan where it has none of its own; or says what is wrong with it.</summary>
    /// <param name="text"><c>noise:61</c>, <c>noise:0.061 kW</c>, <c>ph:6..8</c>, <c>filter:A</c>.</param>
    public static (EvaluatedValue? Value, string? Fault) Read(EvaluationPlan plan, string text)
    {
        if (text.IndexOf(':') is not (var at and > 0)) return (null, Form);
        var (code, said) = (text[..at].Trim(), text[(at + 1)..].Trim());
        if (plan.Indicators.FirstOrDefault(i => i.Code == code) is not { } indicator)
        {
            var known = string.Join(", ", plan.Indicators.Select(i => i.Code));
            return (null, $"names '{code}', which is no indicator of the plan; it has {known}.");
        }
        if (indicator.Classes is not null)
        {
            return StatedClass.Place(said, indicator) is { } place
                ? (new(code, new(Operator.Exactly, place, null, PlanIndicator.ClassUnit), ""), null)
                : (null, $"has no such class of '{code}'; they are {StatedClass.Told(indicator)}.");
        }
        return LimitOf(indicator, said) is not { } limit || !limit.IsWellFormed() ? (null, Form)
            : Strictness.Level(limit, indicator.Direction, indicator.Unit) is null
                ? (null, $"has no value of '{code}' in {indicator.Unit}.")
                : (new(code, limit, ""), null);
    }

    /// <param name="published">What stands in the ranking, with the values that it was drawn from.</param>
    /// <param name="cutOffDay">Of that ranking.</param>
    public static DraftStanding Beside(
        EvaluationPlan plan,
        IReadOnlyList<(Candidate Candidate, IReadOnlyList<EvaluatedValue> Values)> published,
        IReadOnlyList<EvaluatedValue> draft,
        DateOnly cutOffDay)
    {
        var values = published.ToImmutableDictionary(p => p.Candidate.Declaration, p => p.Values.ToImmutableList())
            .SetItem(Draft, [.. draft]);
        var result = Ranking.Draw(plan, [.. published.Select(p => p.Candidate), new(Draft, 1, "", "", "")], values, [], cutOffDay);
        var beside = Ranking.Beside(plan, draft, cutOffDay);
        var own = result.Entries.FirstOrDefault(e => e.Declaration == Draft);
        var excluded = result.Excluded.FirstOrDefault(e => e.Declaration == Draft);
        return new(
            own?.Place,
            own?.Total,
            result.Entries.Count(e => e.Declaration != Draft),
            excluded?.Ground,
            excluded?.Detail,
            result.NotEvaluable.FirstOrDefault(e => e.Declaration == Draft)?.MissingIndicators ?? [],
            [.. plan.Indicators.Select(i => Of(i, draft, beside))]);
    }

    private static DraftIndicator Of(PlanIndicator indicator, IReadOnlyList<EvaluatedValue> draft, IReadOnlyList<IndicatorResult> results)
    {
        var stated = draft.FirstOrDefault(v => v.Indicator == indicator.Code);
        var result = results.FirstOrDefault(r => r.Indicator == indicator.Code);
        if (stated is null || Strictness.Level(stated.Limit, indicator.Direction, indicator.Unit) is not { } level)
        {
            return new(indicator.Code, result, null, null);
        }
        var better = indicator.Scale.Index().TakeWhile(s => level < Level(indicator, s.Item)).Select(s => Gap(indicator, s, level))
            .ToList();
        return new(indicator.Code, result, better.LastOrDefault(), better.FirstOrDefault());
    }

    private static TierGap Gap(PlanIndicator indicator, (int Index, ScalePoint Item) step, Exact level) =>
        new(step.Index + 1, step.Item.Value,
            (Level(indicator, step.Item) - level).Rounded(Strictness.MarginPlaces).TryDecimal(out var missing) ? missing : 0);

    private static Exact Level(PlanIndicator indicator, ScalePoint step) =>
        new(indicator.Direction == Direction.HigherIsBetter ? step.Value : -step.Value);

    private static Limit? LimitOf(PlanIndicator indicator, string said)
    {
        var (number, unit) = said.IndexOf(' ') is var blank and > 0 ? (said[..blank], said[blank..].Trim()) : (said, indicator.Unit);
        if (number.Split("..") is [var from, var to])
        {
            return Number(from) is { } lower && Number(to) is { } upper ? new(Operator.Within, lower, upper, unit) : null;
        }
        return Number(number) is not { } value ? null
            : new(indicator.Direction switch
            {
                Direction.HigherIsBetter => Operator.AtLeast,
                Direction.LowerIsBetter => Operator.AtMost,
                _ => Operator.Exactly,
            }, value, null, unit);
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
