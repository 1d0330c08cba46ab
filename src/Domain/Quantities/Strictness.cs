namespace Leader.Domain.Quantities;

public enum Verdict { Laxer, Equal, Stricter, NotComparable }

/// <summary>"Stricter" (严于) for one indicator.</summary>
/// <remarks>
/// Clause 四(四), Q14, Q15; GB/T 8170. Where one end matters, a limit counts by the worst value that it lets pass: "at least 5", "exactly 5" and
/// "5 to 9" are all worth 5 where higher is better, and "at most 5" promises nothing. Where the narrower is better, only ranges
/// and exact values count, and one is stricter when it lies inside the other. What cannot be compared is never stricter (Q17).
/// </remarks>
public static class Strictness
{
    /// <summary>Equal to the baseline is not stricter; at the same value "more than" is stricter than "at least".</summary>
    /// <param name="decimals">
    /// For <see cref="ComparisonMethod.RoundedValue"/>: the places, in the baseline's unit, to which both sides are rounded, once.
    /// </param>
    public static Verdict Compare(Limit own, Limit baseline, Direction direction, ComparisonMethod method = ComparisonMethod.FullValue, int decimals = 0)
    {
        if (In(own, baseline.Unit) is { } converted)
            return method == ComparisonMethod.FullValue
                ? CompareSameUnit(converted, baseline, direction)
                : CompareSameUnit(Rounded(converted, decimals), Rounded(baseline, decimals), direction);
        // the way back may be exact (50 min is no decimal part of an hour, but an hour is 60 min), and does as long as nothing is rounded
        return method == ComparisonMethod.FullValue && In(baseline, own.Unit) is { } back
            ? CompareSameUnit(own, back, direction)
            : Verdict.NotComparable;
    }

    /// <summary>How much better than the baseline, in the baseline's unit; positive is better. For ranges the gain in narrowness.</summary>
    /// <returns>Null when they do not compare, or when the baseline's unit cannot hold the value exactly.</returns>
    public static decimal? Margin(Limit own, Limit baseline, Direction direction) =>
        Compare(own, baseline, direction) != Verdict.NotComparable
        && Level(own, direction, baseline.Unit) is { } level && Level(baseline, direction, baseline.Unit) is { } floor
            ? level - floor : null;

    /// <summary>A number to order by: the higher, the better, whatever the direction.</summary>
    /// <param name="unit">The unit of the answer. Where lower is better the answer is the value negated, for ranges the width negated.</param>
    /// <returns>Null when the limit points the wrong way or does not convert exactly.</returns>
    public static decimal? Level(Limit limit, Direction direction, string unit)
    {
        if (In(limit, unit) is not { } same) return null;
        return direction == Direction.NarrowerIsBetter
            ? Range(same) is { } range ? range.Lower - range.Upper : null
            : Worst(same, direction) is { } worst ? worst.Level : null;
    }

    /// <summary>
    /// The strictest of the limits; of equal ones the first. Ranges that overlap have none that is strictest: the narrowest is taken, and
    /// where all of them must be met, compare with each.
    /// </summary>
    /// <param name="limits">At least one. Those that cannot be compared with the others in this direction are passed over.</param>
    public static Limit Strictest(IEnumerable<Limit> limits, Direction direction)
    {
        var all = limits.ToList();
        var readable = all.Where(l => Level(l, direction, l.Unit) is not null).ToList();
        return readable.Count == 0 ? all[0] : readable.Aggregate((best, next) => IsBetter(next, best, direction) ? next : best);
    }

    private static bool IsBetter(Limit next, Limit best, Direction direction) => Compare(next, best, direction) switch
    {
        Verdict.NotComparable => Level(next, direction, best.Unit) > Level(best, direction, best.Unit),
        var verdict => verdict == Verdict.Stricter,
    };

    private static Verdict CompareSameUnit(Limit own, Limit baseline, Direction direction)
    {
        if (direction != Direction.NarrowerIsBetter)
            return Worst(own, direction) is { } ours && Worst(baseline, direction) is { } theirs ? Of(ours.CompareTo(theirs)) : Verdict.NotComparable;
        if (Range(own) is not { } mine || Range(baseline) is not { } given) return Verdict.NotComparable;
        var (lower, upper) = (mine.Lower.CompareTo(given.Lower), given.Upper.CompareTo(mine.Upper));
        return lower * upper < 0 ? Verdict.NotComparable : Of(lower + upper);
    }

    private static Verdict Of(int comparison) => comparison switch { > 0 => Verdict.Stricter, < 0 => Verdict.Laxer, _ => Verdict.Equal };

    /// <summary>The worst value that the limit lets pass, as a level, and whether that value itself is left out.</summary>
    private static (decimal Level, bool Open)? Worst(Limit limit, Direction direction) => (direction, limit.Operator) switch
    {
        (Direction.HigherIsBetter, Operator.AtLeast or Operator.Exactly or Operator.Within) => (limit.Value, false),
        (Direction.HigherIsBetter, Operator.MoreThan) => (limit.Value, true),
        (Direction.LowerIsBetter, Operator.AtMost or Operator.Exactly) => (-limit.Value, false),
        (Direction.LowerIsBetter, Operator.LessThan) => (-limit.Value, true),
        (Direction.LowerIsBetter, Operator.Within) when limit.Upper is { } upper => (-upper, false),
        _ => null,
    };

    private static (decimal Lower, decimal Upper)? Range(Limit limit) => limit.Operator switch
    {
        Operator.Within when limit.Upper is { } upper => (limit.Value, upper),
        Operator.Exactly => (limit.Value, limit.Value),
        _ => null,
    };

    private static Limit? In(Limit limit, string unit)
    {
        if (!Units.TryConvert(limit.Value, limit.Unit, unit, out var value)) return null;
        var upper = limit.Upper;
        if (upper is { } end)
        {
            if (!Units.TryConvert(end, limit.Unit, unit, out end)) return null;
            upper = end;
        }
        return limit with { Value = value, Upper = upper, Unit = unit };
    }

    private static Limit Rounded(Limit limit, int decimals) => limit with
    {
        Value = Rounding.HalfToEven(limit.Value, decimals),
        Upper = limit.Upper is { } upper ? Rounding.HalfToEven(upper, decimals) : null,
    };
}
