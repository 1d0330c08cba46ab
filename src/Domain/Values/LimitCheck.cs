namespace Leader.Domain.Values;

public static class LimitCheck
{
    /// <summary>A unit of the table; the nearest one is named.</summary>
    public static Check Unit(this Check check, string? unit, string field) =>
        check.That(unit is not null && Units.IsKnown(unit), field, $"'{unit}' is not a known unit{NearestUnit(unit ?? "")}.");

    /// <summary>What <see cref="Limit.IsWellFormed"/> asks for.</summary>
    public static Check Limit(this Check check, Limit limit, string field) => Units.IsKnown(limit.Unit)
        ? check.That(
            limit.IsWellFormed(),
            field,
            "needs both ends in order for a range, and one value for anything else, of a size that can be compared.")
        : check.Unit(limit.Unit, field);

    /// <summary>Powers are often typed as digits: m3/h is m³/h.</summary>
    private static string NearestUnit(string unit) =>
        Nearest.To(unit.Replace('3', '³').Replace('2', '²'), Units.All) is { } near ? $"; the nearest is '{near}'" : "";
}
