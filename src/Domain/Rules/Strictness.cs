using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>"Stricter" (严于) for one indicator.</summary>
/// <remarks>
/// Clause 四(四), Q14, Q15, Q57; GB/T 8170. A limit is the set of values that it lets pass. Where one end matters it counts by the worst of
/// them: "at least 5", "exactly 5" and "5 to 9" are all worth 5 where higher is better; "at most 5" bounds nothing there, and is laxer than
/// whatever does. Where the narrower is better, one is stricter when its set lies inside the other; a set that lies partly outside lets
/// pass what the other forbids, and is laxer, whichever is the wider. Not comparable are only units that measure different things, and two
/// limits neither of which bounds the end that counts. What cannot be compared is never stricter (Q17).
/// </remarks>
public static class Strictness
{
    /// <summary>Places of a margin that no decimal holds: 10 min of an hour.</summary>
    public const int MarginPlaces = 10;

    /// <summary>
    /// Equal to the baseline is not stricter; at the same value "more than" is stricter than "at least". In whichever units of one
    /// dimension the two are stated: they are compared as fractions.
    /// </summary>
    /// <param name="decimals">
    /// For <see cref="ComparisonMethod.RoundedValue"/>: the places, in the baseline's unit, to which both sides are rounded, once.
    /// </param>
    public static Verdict Compare(
        Limit own,
        Limit baseline,
        Direction direction,
        ComparisonMethod method = ComparisonMethod.FullValue,
        int decimals = 0)
    {
        if (Ends(own, baseline, method, decimals) is not var (lower, upper)) return Verdict.NotComparable;
        return direction switch
        {
            Direction.HigherIsBetter => lower is { } order ? Of(order) : Verdict.NotComparable,
            Direction.LowerIsBetter => upper is { } order ? Of(order) : Verdict.NotComparable,
            _ => lower < 0 || upper < 0 ? Verdict.Laxer : Of((lower ?? 0) + (upper ?? 0)),
        };
    }

    /// <summary>Of two ranges neither lies inside the other.</summary>
    public static bool Cross(Limit one, Limit other, ComparisonMethod method = ComparisonMethod.FullValue, int decimals = 0) =>
        Ends(one, other, method, decimals) is var (lower, upper) && ((lower < 0 && upper > 0) || (lower > 0 && upper < 0));

    /// <summary>How much better than the baseline; positive is better. For ranges the gain in narrowness.</summary>
    /// <param name="unit">The unit of the answer. What no decimal of it holds is rounded once, half to even, to
    /// <see cref="MarginPlaces"/>.</param>
    /// <returns>Null when they do not compare, or when of two ranges neither lies inside the other.</returns>
    public static decimal? Margin(Limit own, Limit baseline, Direction direction, string unit)
    {
        if (Level(own, direction, unit) is not { } level || Level(baseline, direction, unit) is not { } floor) return null;
        if (direction == Direction.NarrowerIsBetter && Cross(own, baseline)) return null;
        // with the places that were written, 5.10 − 5 is 0.10, unless a decimal would have to round it
        if (Written(own, direction, unit) is { } written
            && Written(baseline, direction, unit) is { } mark
            && new Exact(written - mark) == level - floor)
        {
            return written - mark;
        }
        return (level - floor).Rounded(MarginPlaces).TryDecimal(out var margin) ? margin : null;
    }

    /// <summary>A number to order by: the higher, the better, whatever the direction.</summary>
    /// <param name="unit">The unit of the answer. Where lower is better the answer is the value negated, for ranges the width
    /// negated.</param>
    /// <returns>Null when the limit does not bound the end that counts, for ranges one of the two, or when the units measure different
    /// things.</returns>
    public static Exact? Level(Limit limit, Direction direction, string unit) =>
        Span.Of(limit, unit) is not { } span ? null : direction switch
        {
            Direction.HigherIsBetter => span.Lower.Level,
            Direction.LowerIsBetter => span.Upper.Level,
            _ => span.Lower.Level is { } lower && span.Upper.Level is { } upper ? lower + upper : null,
        };

    /// <summary>
    /// The strictest of the limits; of equal ones the first. Ranges that overlap have none that is strictest: the narrowest is taken, and
    /// where all of them must be met, compare with each.
    /// </summary>
    /// <param name="limits">At least one. Those that bound nothing in this direction are passed over.</param>
    public static Limit Strictest(IEnumerable<Limit> limits, Direction direction)
    {
        var all = limits.ToList();
        var binding = all.Where(l => Level(l, direction, l.Unit) is not null).ToList();
        return (binding.Count == 0 ? all : binding).Aggregate((best, next) => IsBetter(next, best, direction) ? next : best);
    }

    /// <summary>
    /// Whether what was measured does not reach what was promised, by the rules of rankings: a value outside of what the promise lets pass.
    /// To the places of the promise, where values are rounded (GB/T 8170).
    /// </summary>
    /// <param name="measured">A value (<see cref="Operator.Exactly"/>), or the range of several (<see cref="Operator.Within"/>), of which
    /// the worst counts.</param>
    /// <returns>Null where the units measure different things.</returns>
    public static bool? FallsShort(Limit measured, Limit promised, ComparisonMethod method) =>
        Compare(measured, promised, Direction.NarrowerIsBetter, method, Math.Max(promised.Value.Scale, promised.Upper?.Scale ?? 0)) switch
        {
            Verdict.Laxer => true,
            Verdict.NotComparable => null,
            _ => false,
        };

    private static bool IsBetter(Limit next, Limit best, Direction direction) =>
        Compare(next, best, direction) == Verdict.Stricter
        || (direction == Direction.NarrowerIsBetter && Level(next, direction, best.Unit) is { } narrow
            && Level(best, direction, best.Unit) is { } wide && narrow > wide);

    /// <summary>Each end of the first against that of the second, the stricter is the greater; null where neither bounds it.</summary>
    private static (int? Lower, int? Upper)? Ends(Limit own, Limit baseline, ComparisonMethod method, int decimals)
    {
        if (Span.Of(own, baseline.Unit) is not { } ours || Span.Of(baseline, baseline.Unit) is not { } theirs) return null;
        if (method == ComparisonMethod.RoundedValue) (ours, theirs) = (ours.Rounded(decimals), theirs.Rounded(decimals));
        return (ours.Lower.Against(theirs.Lower), ours.Upper.Against(theirs.Upper));
    }

    private static Verdict Of(int comparison) => comparison switch { > 0 => Verdict.Stricter, < 0 => Verdict.Laxer, _ => Verdict.Equal };

    /// <summary>The level with the places that it was written with; null where no decimal of the unit holds it.</summary>
    internal static decimal? Written(Limit limit, Direction direction, string unit)
    {
        if (!Units.TryConvert(limit.Value, limit.Unit, unit, out var value)
            || !Units.TryConvert(limit.Upper ?? limit.Value, limit.Unit, unit, out var upper))
        {
            return null;
        }
        return direction switch { Direction.HigherIsBetter => value, Direction.LowerIsBetter => -upper, _ => value - upper };
    }

    /// <summary>The values that a limit lets pass, in one unit.</summary>
    private readonly record struct Span(End Lower, End Upper)
    {
        public static Span? Of(Limit limit, string unit)
        {
            if (Units.Exactly(limit.Value, limit.Unit, unit) is not { } value
                || Units.Exactly(limit.Upper ?? limit.Value, limit.Unit, unit) is not { } upper)
            {
                return null;
            }
            return limit.Operator switch
            {
                Operator.AtLeast => new(new(value, false), default),
                Operator.MoreThan => new(new(value, true), default),
                Operator.AtMost => new(default, new(-value, false)),
                Operator.LessThan => new(default, new(-value, true)),
                _ => new(new(value, false), new(-upper, false)),
            };
        }

        public Span Rounded(int decimals) => new(Lower.Rounded(decimals), Upper.Rounded(decimals));
    }

    /// <summary>One end of a span, the upper one negated: so the higher, the stricter.</summary>
    /// <param name="Level">Null where it goes on without end.</param>
    /// <param name="Open">The level itself is left out.</param>
    private readonly record struct End(Exact? Level, bool Open)
    {
        public int? Against(End other) => (Level, other.Level) switch
        {
            (null, null) => null,
            (null, _) => -1,
            (_, null) => 1,
            ({ } one, { } two) => one.CompareTo(two) is var order and not 0 ? order : Open.CompareTo(other.Open),
        };

        public End Rounded(int decimals) => this with { Level = Level?.Rounded(decimals) };
    }
}
