using System.Globalization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>
/// The values that an indicator can have at all (Q63). What a standard promises beyond them is a mistake: on-time delivery in 100.3 of 100
/// cases.
/// </summary>
/// <param name="Lowest">In the indicator's unit, inclusive; null where there is none, for a share 0.</param>
/// <param name="Highest">In the indicator's unit, inclusive; null where there is none, for a share the whole: 100 %.</param>
/// <param name="Share">The indicator is the part of a whole. Not so by being stated in %: an efficiency may be 300 %.</param>
public sealed record PossibleValues(decimal? Lowest = null, decimal? Highest = null, bool Share = false)
{
    /// <summary>The lowest and the highest possible value in the unit; null where there is none.</summary>
    public (Exact? Lowest, Exact? Highest) In(string unit) => Share
        ? (Lowest ?? 0m, Highest is { } highest ? highest : Units.Exactly(1m, "ratio", unit))
        : (Lowest is { } low ? low : null, Highest is { } high ? high : null);

    /// <summary>
    /// Every value that the limit names is possible, and so is one that it lets pass. In units that measure different things: true.
    /// </summary>
    public bool Admits(Limit limit, string unit)
    {
        if (Units.Exactly(limit.Value, limit.Unit, unit) is not { } value
            || Units.Exactly(limit.Upper ?? limit.Value, limit.Unit, unit) is not { } upper)
        {
            return true;
        }
        var (lowest, highest) = In(unit);
        return !(value < lowest) && !(upper > highest)
            && !(limit.Operator == Operator.MoreThan && value == highest) && !(limit.Operator == Operator.LessThan && value == lowest);
    }

    /// <summary><c>from 0 to 100 %</c>.</summary>
    public string Text(string unit)
    {
        var (lowest, highest) = In(unit);
        return (lowest, highest) switch
        {
            ({ } from, { } to) => $"from {Number(from)} to {Number(to)} {unit}",
            ({ } from, null) => $"at least {Number(from)} {unit}",
            (null, { } to) => $"at most {Number(to)} {unit}",
            _ => "any",
        };

        static string Number(Exact value) => value.TryDecimal(out var number) ? number.ToString(CultureInfo.InvariantCulture) : "";
    }
}
