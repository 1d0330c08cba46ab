using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>Where and when a supporting policy counts. Clause 结, R109.</summary>
public static class PolicyScope
{
    /// <param name="validTo">Last day, inclusive; null while it lasts.</param>
    public static bool IsValidOn(DateOnly day, DateOnly validFrom, DateOnly? validTo) => validFrom <= day && !(validTo < day);

    /// <summary>
    /// Whether a policy of the region is for who is in the other: a nationwide one is for all, and a province covers its cities.
    /// <see cref="Regions"/> reads both; within one division the names are compared.
    /// </summary>
    /// <returns>Null where nobody knows where that is.</returns>
    public static bool? Covers(string region, string? other)
    {
        var (wide, one) = (Regions.Read(region), Regions.Read(other));
        if (wide == Region.Nationwide) return true;
        if (string.IsNullOrWhiteSpace(other)) return null;
        if (wide is not null && one is not null && (wide != one || Regions.IsWhole(region))) return wide == one;
        var within = Typed.Letters(other);
        return Parts(region).Append(Typed.Letters(region)).Any(p => within.Contains(p, StringComparison.Ordinal)) ? true
            : wide is null || one is null ? null : false;
    }

    /// <summary>What is written in Chinese, and what is not.</summary>
    private static IEnumerable<string> Parts(string region) => new[]
    {
        string.Concat(region.Where(c => !char.IsAscii(c))), string.Concat(region.Where(char.IsAscii)),
    }.Select(Typed.Letters).Where(p => p.Length > 1);
}
