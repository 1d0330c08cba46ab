using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>Where and when a supporting policy counts. Clause 结, R109.</summary>
public static class PolicyScope
{
    /// <param name="validTo">Last day, inclusive; null while it lasts.</param>
    public static bool IsValidOn(DateOnly day, DateOnly validFrom, DateOnly? validTo) => validFrom <= day && !(validTo < day);

    /// <summary>
    /// Whether a policy of the region is for who is in the other: a nationwide one is for all, and a province covers its cities. Regions
    /// are written in Chinese and English, or in one of them.
    /// </summary>
    /// <returns>Null where nobody knows where that is.</returns>
    public static bool? Covers(string region, string? other)
    {
        var wide = Typed.Letters(region);
        if (wide.Contains(Typed.Letters("全国"), StringComparison.Ordinal)) return true;
        if (string.IsNullOrWhiteSpace(other)) return null;
        var one = Typed.Letters(other);
        return one.Contains(wide, StringComparison.Ordinal) || Parts(region).Any(p => one.Contains(p, StringComparison.Ordinal));
    }

    /// <summary>What is written in Chinese, and what is not.</summary>
    private static IEnumerable<string> Parts(string region) => new[]
    {
        string.Concat(region.Where(c => !char.IsAscii(c))), string.Concat(region.Where(char.IsAscii)),
    }.Select(Typed.Letters).Where(p => p.Length > 1);
}
