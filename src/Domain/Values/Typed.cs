using System.Text;

namespace Leader.Domain.Values;

/// <summary>Text as people type it, brought to one form.</summary>
/// <remarks>
/// Done by hand: <see cref="string.Normalize(System.Text.NormalizationForm)"/> leaves full-width characters as they are in a host
/// with invariant globalisation, and culture-free upper-casing knows more letters than our codes.
/// </remarks>
public static class Typed
{
    /// <summary>
    /// Full-width forms of ASCII become ASCII, the ideographic space a space, and the letters a to z capitals (part of NFKC).
    /// </summary>
    public static string Fold(string text) => Each(text, c => Capital(HalfWidth(c)));

    /// <summary>
    /// As <see cref="Fold"/> without the capitals, and without blanks around it: how a word or number of a question is read.
    /// </summary>
    public static string Plain(string text) => Each(text, HalfWidth).Trim();

    /// <summary>
    /// An id of this register in its one form: small letters, but for the credit codes and LEIs in it. The id of a declaration begins with
    /// one, and is all capitals. Two ids may be joined by an @.
    /// </summary>
    public static string Id(string text) =>
        string.Join('@', Plain(text).Split('@').Select(id => id.Split('.') is var parts && IsCode(parts[0]) ? Fold(id)
            : string.Join('.', parts.Select(part => IsCode(part) ? Fold(part) : Each(part, Small)))));

    /// <summary>
    /// What is left of a text to find it by: small letters, digits and characters of other scripts, without blanks, dashes, slashes and
    /// other marks. <c>Ｑ/CF 001—2024</c> and <c>q/cf001-2024</c> are the same.
    /// </summary>
    public static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var plain = Small(HalfWidth(c));
            if (plain < 0x80 ? char.IsAsciiLetterOrDigit(plain) : !IsMark(plain)) letters.Append(plain);
        }
        return letters.ToString();
    }

    private static bool IsMark(char c) => c is <= '\u00BF' or >= '\u2000' and <= '\u206F' or >= '\u3000' and <= '\u303F'
        or '\u30FB' or '\u00D7' or >= '\uFE10' and <= '\uFE6F';

    private static bool IsCode(string part) => CreditCode.TryParse(part, out _) || Lei.TryParse(part, out _);

    private static string Each(string text, Func<char, char> change) => string.Create(text.Length, (text, change), static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++) to[i] = from.change(from.text[i]);
    });

    private static char HalfWidth(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u3000' => ' ',
        _ => c,
    };

    private static char Capital(char c) => c is >= 'a' and <= 'z' ? (char)(c - 32) : c;
    private static char Small(char c) => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c;
}
