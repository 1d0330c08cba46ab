namespace Leader.Domain.Values;

/// <summary>GB/T 8170-2008: how a value is judged against a limit.</summary>
public enum ComparisonMethod
{
    /// <summary>全数值比较法: as it is; the default where nothing is said.</summary>
    FullValue,

    /// <summary>修约值比较法: after rounding.</summary>
    RoundedValue,
}

public static class Rounding
{
    /// <summary>Half to even, a negative number by its absolute value. To be applied once: never round what was rounded.</summary>
    /// <param name="decimals">Places after the point; −1 rounds to tens.</param>
    /// <remarks>GB/T 8170-2008.</remarks>
    public static decimal HalfToEven(decimal value, int decimals)
    {
        if (decimals >= 0) return Math.Round(value, Math.Min(decimals, 28), MidpointRounding.ToEven);
        if (decimals < -28) return 0m;
        var unit = 1m;
        for (var i = decimals; i < 0; i++) unit *= 10m;
        var rest = value % unit; // exact, where a quotient might be rounded
        var down = value - rest;
        var (twice, sign) = (Math.Abs(rest) - (unit - Math.Abs(rest)), Math.Sign(rest));
        return twice < 0 || (twice == 0 && down / unit % 2 == 0) ? down : down + sign * unit;
    }
}
