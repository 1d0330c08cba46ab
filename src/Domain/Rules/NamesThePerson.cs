using System.Text;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>Whether words that are kept for ever, and in public, name a person whose data stands sealed.</summary>
/// <remarks>
/// Q48. Not only the name as a whole: each of its words, two characters together of a Chinese name, each part of an address, six digits
/// together of a number; whatever the width, the case, and the blanks or hyphens between. Words that no sentence is without are no names.
/// </remarks>
public static class NamesThePerson
{
    private const int Digits = 6;
    private static readonly HashSet<string> Common =
    [
        "of", "to", "in", "at", "by", "on", "or", "is", "no", "it", "as", "an", "be", "we", "he", "so", "if", "the", "and", "for", "she",
        "her", "his", "com", "org", "net",
    ];

    public static bool In(string words, string? name, string? contact)
    {
        var (said, spoken) = (Folded(words), new HashSet<string>(Words(Folded(words)), StringComparer.Ordinal));
        var (run, digits) = (string.Concat(said.EnumerateRunes().Where(Rune.IsLetterOrDigit)), string.Concat(said.Where(char.IsDigit)));
        return new[] { (Text: name, Least: 2), (Text: contact, Least: 3) }.Where(p => !string.IsNullOrWhiteSpace(p.Text)).Any(p =>
            Words(Folded(p.Text!)).Any(w =>
                w.EnumerateRunes().Count() >= p.Least && !Common.Contains(w) && spoken.Contains(w) && !IsDomainEnd(w, p.Text!))
            || Pairs(Folded(p.Text!)).Any(run.Contains)
            || Windows(string.Concat(Folded(p.Text!).Where(char.IsDigit))).Any(digits.Contains));
    }

    private static string Folded(string text) => Typed.Fold(text).ToLowerInvariant();

    /// <summary>The end of an address, as <c>example.cn</c>, says where, not who.</summary>
    private static bool IsDomainEnd(string word, string contact) =>
        contact.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at && !Words(Folded(contact[..at])).Contains(word);

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) { word.Append(rune); continue; }
            if (word.Length > 0) yield return word.ToString();
            word.Clear();
        }
        if (word.Length > 0) yield return word.ToString();
    }

    /// <summary>Two characters together of what is written without blanks between words.</summary>
    private static IEnumerable<string> Pairs(string text)
    {
        Rune? before = null;
        foreach (var rune in text.EnumerateRunes().Where(r => !Rune.IsWhiteSpace(r)))
        {
            var character = Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.OtherLetter ? rune : (Rune?)null;
            if (before is { } b && character is { } c) yield return $"{b}{c}";
            before = character;
        }
    }

    private static IEnumerable<string> Windows(string digits) =>
        Enumerable.Range(0, Math.Max(0, digits.Length - Digits + 1)).Select(i => digits.Substring(i, Digits));
}
