using System.Globalization;

namespace Leader.Domain.Values;

public enum Operator { AtLeast, AtMost, MoreThan, LessThan, Exactly, Within }

public enum Direction
{
    HigherIsBetter,
    LowerIsBetter,

    /// <summary>A range, and the less of it the better: pH, a tolerance.</summary>
    NarrowerIsBetter,
}

/// <summary>What a standard promises or demands of an indicator.</summary>
/// <param name="Value">As written, trailing zeros kept: 0.50 is not the text 0.5, though it compares equal. For a range the lower end,
/// inclusive.</param>
/// <param name="Upper">For <see cref="Operator.Within"/> the upper end, inclusive; null for all others.</param>
/// <param name="Unit">One of <see cref="Units.All"/>.</param>
public sealed record Limit(Operator Operator, decimal Value, decimal? Upper, string Unit)
{
    /// <summary>No value lies further from zero; so differences and conversions stay within a decimal.</summary>
    public const decimal MaxMagnitude = 1_000_000_000_000_000m;

    /// <summary>A range has two ends in order, anything else has one, the values are of sensible size, and the unit is known.</summary>
    public bool IsWellFormed() => Units.IsKnown(Unit) && Math.Abs(Value) <= MaxMagnitude && Math.Abs(Upper ?? 0) <= MaxMagnitude
        && (Operator == Operator.Within ? Upper >= Value : Upper is null) && Enum.IsDefined(Operator);

    public override string ToString() => Operator switch
    {
        Operator.AtLeast => $"≥ {Text(Value)} {Unit}",
        Operator.AtMost => $"≤ {Text(Value)} {Unit}",
        Operator.MoreThan => $"> {Text(Value)} {Unit}",
        Operator.LessThan => $"< {Text(Value)} {Unit}",
        Operator.Within => $"{Text(Value)} – {Text(Upper)} {Unit}",
        _ => $"= {Text(Value)} {Unit}",
    };

    private static string Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
