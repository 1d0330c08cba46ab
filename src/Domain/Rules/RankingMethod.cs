using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>
/// The versions of the rules by which a ranking is drawn. Each draft records its own, and is recomputed by it for ever; what is drawn, or
/// published, today goes by <see cref="Current"/>.
/// </summary>
public static class RankingMethod
{
    /// <summary>
    /// Until November 2026. Not evaluable were also: a range partly outside that of the baseline, a limit that bounds the other end, and a
    /// value that no decimal of the plan's unit holds, as 50 min of an hour (Q57).
    /// </summary>
    public const int First = 1;

    public const int Current = 2;

    /// <summary>Units that the first rules kept apart from those of their dimension.</summary>
    private static readonly string[] KeptApart = ["L/d", "m³/h/W", "m³/(W·h)", "times/h", "times/s"];

    /// <summary>Whether the first rules compared the two at all.</summary>
    internal static bool FirstCompares(Limit own, Limit baseline, Direction direction, ComparisonMethod method) =>
        (Converts(own, baseline.Unit) || (method == ComparisonMethod.FullValue && Converts(baseline, own.Unit)))
        && Strictness.Level(own, direction, own.Unit) is not null && Strictness.Level(baseline, direction, baseline.Unit) is not null
        && !(direction == Direction.NarrowerIsBetter && Strictness.Cross(own, baseline, method, Places(baseline)));

    /// <summary>Whether the first rules gave the limit a level in the unit.</summary>
    internal static bool FirstLevels(Limit limit, string unit) => Converts(limit, unit);

    /// <summary>Rounded values are compared with the places of the limit as it is written (GB/T 8170).</summary>
    internal static int Places(Limit baseline) => Math.Max(baseline.Value.Scale, baseline.Upper?.Scale ?? 0);

    private static bool Converts(Limit limit, string unit) =>
        (limit.Unit == unit || !KeptApart.Contains(limit.Unit) && !KeptApart.Contains(unit))
        && Units.TryConvert(limit.Value, limit.Unit, unit, out _) && Units.TryConvert(limit.Upper ?? limit.Value, limit.Unit, unit, out _);
}
