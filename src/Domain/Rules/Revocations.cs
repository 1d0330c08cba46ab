using System.Globalization;

namespace Leader.Domain.Rules;

/// <summary>The id of a revocation, and of its ban, is that of the title with a number: <c>{title}.r1</c>.</summary>
public static class Revocations
{
    public static string Id(string title, int number) => string.Create(CultureInfo.InvariantCulture, $"{title}.r{number}");

    /// <summary>Null where it is no id of a revocation.</summary>
    public static string? TitleOf(string revocation) =>
        revocation.LastIndexOf(".r", StringComparison.Ordinal) is > 0 and var dot
        && int.TryParse(revocation.AsSpan(dot + 2), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? revocation[..dot] : null;
}
