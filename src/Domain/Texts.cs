using System.Globalization;
using System.Text;

namespace Leader.Domain;

/// <summary>Text as people see it: what may stand in one, how long it is, where it may be cut.</summary>
public static class Texts
{
    /// <summary>A text of at most so many characters is one line: a name, a title, a clause.</summary>
    public const int MaxLine = 500;

    /// <summary>
    /// Why the text cannot be kept; null where it can. Refused everywhere: control characters but tab and line ends, code points that are
    /// no characters, and marks that turn the direction of what follows. Refused in a line: tab, line ends, and every mark that is not
    /// seen, as by it two names read the same.
    /// </summary>
    public static string? Fault(string text, bool line)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsRefused(rune, line))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"holds the character U+{rune.Value:X4}, which "
                        + $"{(Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? "is not seen" : "may not stand here")}.");
            }
        }
        return null;
    }

    private static bool IsRefused(Rune rune, bool line) =>
        (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF || Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => line || rune.Value is not ('\t' or '\n' or '\r'),
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => line,
            UnicodeCategory.Format => line || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069,
            _ => false,
        };

    /// <summary>Characters as people count them: a letter with its accents is one, and so is an emoji of several code points.</summary>
    public static int Length(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>Within so many characters, none of them made of more code units than any script needs.</summary>
    public static bool IsWithin(string text, int most) => text.Length <= most || text.Length <= 10 * most && Length(text) <= most;

    /// <summary>The text, or its beginning and an ellipsis, of at most so many characters; no character is cut in two.</summary>
    public static string Cut(string text, int most) =>
        IsWithin(text, most) ? text : new StringInfo(text).SubstringByTextElements(0, Math.Min(most - 1, Length(text) - 1)) + "…";
}
