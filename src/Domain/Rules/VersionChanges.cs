using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>What became of an indicator from one version of a standard to the next. R34.</summary>
public enum IndicatorChange
{
    /// <summary>Stated now, and not before.</summary>
    Added,

    /// <summary>Stated before, and no longer.</summary>
    Dropped,

    /// <summary>Promises more.</summary>
    Raised,

    /// <summary>Promises less; lets pass what it forbade.</summary>
    Lowered,

    /// <summary>Stated otherwise, and neither more nor less; or no plan says which class is the better one.</summary>
    Changed,
    Unchanged,
}

/// <param name="Before">As the earlier version states it; null where it does not.</param>
/// <param name="Margin">How much more it promises, in <paramref name="Unit"/>; below 0 less. Null where that is no amount.</param>
public sealed record ChangedIndicator(
    string Indicator,
    string Name,
    string? Before,
    string? After,
    IndicatorChange Change,
    decimal? Margin,
    string? Unit);

/// <summary>Continuous raising of core indicators, read off the versions.</summary>
/// <remarks>
/// Clause 四(一), R34. What is better, the plan says; without one the limits themselves: what lets fewer values pass promises more, and for
/// classes nothing can be said.
/// </remarks>
public static class VersionChanges
{
    /// <param name="plans">Indicators of the plans of the standard's categories; the first of a code counts.</param>
    public static IReadOnlyList<ChangedIndicator> Between(
        Disclosure before,
        Disclosure after,
        IReadOnlyList<PlanIndicator> plans)
    {
        var (old, now) = (Stated(before), Stated(after));
        return [.. now.Select(s => s.Code).Concat(old.Select(s => s.Code)).Distinct(StringComparer.Ordinal).Select(code =>
            Of(old.Find(s => s.Code == code), now.Find(s => s.Code == code), plans.FirstOrDefault(p => p.Code == code)))];
    }

    private sealed record Said(string Code, string Name, Limit? Limit, string? Word)
    {
        public string Text => Word ?? Limit!.ToString();
    }

    private static List<Said> Stated(Disclosure disclosure) =>
    [
        .. disclosure.Indicators.Select(i => new Said(i.Code, i.Name, i.Limit, null)),
        .. (disclosure.Qualities ?? []).Select(q => new Said(q.Code, q.Name, null, q.Value)),
    ];

    private static ChangedIndicator Of(Said? before, Said? after, PlanIndicator? plan)
    {
        var either = (after ?? before)!;
        var (change, margin, unit) = (before, after) switch
        {
            (null, _) => (IndicatorChange.Added, null, null),
            (_, null) => (IndicatorChange.Dropped, null, null),
            ({ Limit: { } old }, { Limit: { } now }) => Of(old, now, plan?.Classes is null ? plan?.Direction : null),
            ({ Word: { } old }, { Word: { } now }) => Of(old, now, plan),
            _ => (IndicatorChange.Changed, (decimal?)null, (string?)null),
        };
        return new(either.Code, either.Name, before?.Text, after?.Text, change, margin, unit);
    }

    private static (IndicatorChange, decimal?, string?) Of(Limit old, Limit now, Direction? better)
    {
        var direction = better ?? (old.Operator, now.Operator) switch
        {
            (Operator.AtLeast or Operator.MoreThan, Operator.AtLeast or Operator.MoreThan) => Direction.HigherIsBetter,
            (Operator.AtMost or Operator.LessThan, Operator.AtMost or Operator.LessThan) => Direction.LowerIsBetter,
            _ => Direction.NarrowerIsBetter,
        };
        var change = Strictness.Compare(now, old, direction) switch
        {
            Verdict.Stricter => IndicatorChange.Raised,
            Verdict.Laxer => Strictness.Cross(now, old) ? IndicatorChange.Changed : IndicatorChange.Lowered,
            Verdict.Equal => IndicatorChange.Unchanged,
            _ => IndicatorChange.Changed,
        };
        var margin = change == IndicatorChange.Unchanged ? null : Strictness.Margin(now, old, direction, now.Unit);
        return (change, margin, margin is null ? null : now.Unit);
    }

    private static (IndicatorChange, decimal?, string?) Of(string old, string now, PlanIndicator? plan)
    {
        var (from, to) = plan is null ? (null, null) : (StatedClass.Place(old, plan), StatedClass.Place(now, plan));
        return Typed.Letters(old) == Typed.Letters(now) || from is not null && from == to ? (IndicatorChange.Unchanged, null, null)
            : from is null || to is null ? (IndicatorChange.Changed, null, null)
            : (to < from ? IndicatorChange.Raised : IndicatorChange.Lowered, from - to, PlanIndicator.ClassUnit);
    }
}
