namespace Leader.Domain.Values;

/// <summary>A name in Chinese and in English; null in a language in which the register has none.</summary>
public sealed record NameInBoth(string? Zh, string? En)
{
    private const string Between = " · ";

    /// <summary>
    /// A name as it is recorded in one text: <c>示例晨风 · Example Chenfeng</c>, either language first. A text that is not two names, one
    /// with Chinese characters and one without, is one name as it stands.
    /// </summary>
    public static NameInBoth Of(string written) =>
        written.Split(Between) is [var first, var second] && IsChinese(first) != IsChinese(second)
        ? IsChinese(first) ? new(first, second) : new(second, first)
        : IsChinese(written) ? new(written, null) : new(null, written);

    /// <summary>In one text, Chinese first.</summary>
    public string Written => string.Join(Between, new[] { Zh, En }.OfType<string>());

    private static bool IsChinese(string text) => text.EnumerateRunes()
        .Any(r => r.Value is >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF);
}
