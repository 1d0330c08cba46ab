namespace Leader.Domain.Values;

/// <summary>
/// R30: the levels that a declarant may claim for its standard; a closed list, so that claims can be counted. A claim is not verified.
/// </summary>
public enum ClaimedLevel
{
    /// <summary>严于: than the national or industry standard that the claim names.</summary>
    Stricter,

    /// <summary>等同: with it.</summary>
    Equal,

    /// <summary>低于: than it.</summary>
    Lower,

    /// <summary>国际领先.</summary>
    InternationalLeading,

    /// <summary>国际先进.</summary>
    InternationalAdvanced,

    /// <summary>国内领先.</summary>
    DomesticLeading,

    /// <summary>国内先进.</summary>
    DomesticAdvanced,
}

public static class ClaimedLevels
{
    private static readonly (ClaimedLevel Level, string Word, string Zh)[] All =
    [
        (ClaimedLevel.Stricter, "stricter", "严于"),
        (ClaimedLevel.Equal, "equal", "等同"),
        (ClaimedLevel.Lower, "lower", "低于"),
        (ClaimedLevel.InternationalLeading, "internationalLeading", "国际领先"),
        (ClaimedLevel.InternationalAdvanced, "internationalAdvanced", "国际先进"),
        (ClaimedLevel.DomesticLeading, "domesticLeading", "国内领先"),
        (ClaimedLevel.DomesticAdvanced, "domesticAdvanced", "国内先进"),
    ];

    /// <summary>All words, for a refusal.</summary>
    public static string List { get; } = string.Join(", ", All.Select(l => $"{l.Word} {l.Zh}"));

    /// <summary>By its word in English or in Chinese, in capitals or not.</summary>
    /// <returns>Null for other words: claims of before the list was closed are kept as they are, unclassified.</returns>
    public static ClaimedLevel? Of(string? text) =>
        All.Where(l => string.Equals(l.Word, text?.Trim(), StringComparison.OrdinalIgnoreCase) || l.Zh == text?.Trim())
            .Select(l => (ClaimedLevel?)l.Level)
            .FirstOrDefault();
}
