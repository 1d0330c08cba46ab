namespace Leader.Domain.Values;

/// <summary>
/// What an indicator is about: the closed list of the goals of clause 三, so that margins can be told by theme. R17 for consumer goods,
/// R19 for equipment and emerging industries, R21 for services.
/// </summary>
public enum Theme
{
    /// <summary>健康安全 (R17).</summary>
    HealthAndSafety,

    /// <summary>产品功能 (R17).</summary>
    ProductFunction,

    /// <summary>用户体验 (R17, R21).</summary>
    UserExperience,

    /// <summary>安全: of major equipment (R19), and of services (R21).</summary>
    Safety,

    /// <summary>节能 (R19).</summary>
    EnergySaving,

    /// <summary>环保 (R19).</summary>
    Environment,

    /// <summary>可靠性 (R19).</summary>
    Reliability,

    /// <summary>效能 (R19).</summary>
    Efficiency,

    /// <summary>寿命 (R19).</summary>
    ServiceLife,

    /// <summary>舒适 (R21).</summary>
    Comfort,

    /// <summary>便捷 (R21).</summary>
    Convenience,
}

public static class Themes
{
    private static readonly (Theme Theme, string Word, string Zh)[] All =
    [
        (Theme.HealthAndSafety, "health and safety", "健康安全"),
        (Theme.ProductFunction, "product function", "产品功能"),
        (Theme.UserExperience, "user experience", "用户体验"),
        (Theme.Safety, "safety", "安全"),
        (Theme.Safety, "safety of equipment", "重大装备安全"),
        (Theme.EnergySaving, "energy saving", "节能"),
        (Theme.Environment, "environment", "环保"),
        (Theme.Reliability, "reliability", "可靠性"),
        (Theme.Efficiency, "efficiency", "效能"),
        (Theme.ServiceLife, "service life", "寿命"),
        (Theme.Comfort, "comfort", "舒适"),
        (Theme.Convenience, "convenience", "便捷"),
    ];

    /// <summary>All words, for a form to pick from.</summary>
    public static IReadOnlyList<string> List { get; } = [.. All.Select(t => t.Word)];

    /// <summary>By its words in English or in Chinese, or both as in the list, in capitals or not, as one word or several.</summary>
    /// <returns>
    /// Null for other words, which are kept as they are, unclassified: refusing them would leave acts in the log that the rules no longer
    /// decide as they were decided.
    /// </returns>
    public static Theme? Of(string? text)
    {
        var given = Typed.Letters(text ?? "");
        return given.Length == 0 ? null : All.Where(t =>
            given == Typed.Letters(t.Word) || given == Typed.Letters(t.Zh) || given == Typed.Letters($"{t.Word} {t.Zh}"))
            .Select(t => (Theme?)t.Theme).FirstOrDefault();
    }
}
