using System.Text.RegularExpressions;

namespace Leader.Api.Portal.Frame;

/// <summary>Which parts of a text are in the other language than its page, and which are ids; numbers and units are neither.</summary>
internal static partial class Spoken
{
    /// <param name="english">The page is in English.</param>
    /// <returns>The text in pieces, each with its language where it is not that of the page.</returns>
    public static IEnumerable<(string Text, string? Lang, bool IsId)> Parts(string text, bool english) => english
        ? Apart(text, english)
        : Cut(text, Named()).SelectMany(part => part.IsCut ? [(part.Text, null, true)] : Apart(part.Text, english));

    private static IEnumerable<(string Text, string? Lang, bool IsId)> Apart(string text, bool english) => Languages(text, english)
        .SelectMany(part => part.Lang is null
            ? Cut(part.Text, Id()).Select(p => (p.Text, (string?)null, p.IsCut))
            : [(part.Text, part.Lang, false)]);

    private static IEnumerable<(string Text, bool IsCut)> Cut(string text, Regex what)
    {
        var from = 0;
        foreach (Match found in what.Matches(text))
        {
            if (found.Index > from) yield return (text[from..found.Index], false);
            yield return (found.Value, true);
            from = found.Index + found.Length;
        }
        if (from < text.Length) yield return (text[from..], false);
    }

    private static IEnumerable<(string Text, string? Lang)> Languages(string text, bool english)
    {
        var from = 0;
        foreach (Match run in (english ? Chinese() : Latin()).Matches(text))
        {
            if (!english && !IsEnglish(run.Value)) continue;
            if (run.Index > from) yield return (text[from..run.Index], null);
            yield return (run.Value, english ? "zh-CN" : "en");
            from = run.Index + run.Length;
        }
        if (from < text.Length) yield return (text[from..], null);
    }

    /// <summary>It has two words, or a long one, or is a name in capitals; words are letters only.</summary>
    private static bool IsEnglish(string run) =>
        run.Length > 2 && run.All(char.IsAsciiLetterUpper)
        || run.Split(' ').Where(w => Word().IsMatch(w)).ToArray() is var words && (words.Length > 1 || words is [{ Length: > 4 }]);

    /// <summary>From a Han character to the last one before Latin letters.</summary>
    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}(?:[^A-Za-z]*[\p{IsCJKUnifiedIdeographs}。，；：！？”’）》])?")]
    private static partial Regex Chinese();

    /// <summary>From a Latin letter to the last sign before Han characters and their punctuation.</summary>
    [GeneratedRegex(@"[A-Za-z](?:[^\u2E80-\uFFFF]*[A-Za-z0-9.,!?)])?")]
    private static partial Regex Latin();

    /// <summary>
    /// What a Chinese sentence names: in its quotes or brackets, or one of its list: <c>“cnis”</c>, <c>（none）</c>, <c>有 asOf、body。</c>
    /// </summary>
    [GeneratedRegex("(?<=“)[a-z][A-Za-z0-9-]*(?=”)|(?<=（)[a-z][A-Za-z0-9-]*(?=）)|(?<=、|有 )[a-z][A-Za-z0-9]*(?=、|。)")]
    private static partial Regex Named();

    /// <summary>In one piece, with a year and signs in it: <c>2020-air-purifier.91350203M000LP016Q</c>, <c>c-2021-001</c>.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9_./~-])(?:\d{4}-[a-z][a-z0-9-]*(?:[.@][A-Za-z0-9~_-]+)*|[a-z]{1,2}-\d{4}-[A-Za-z0-9-]+"
        + @"|[0-9A-Z]{18,20}\.[A-Z]+~[A-Za-z0-9_.-]+)(?![A-Za-z0-9_/~-])")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[(“‘""]?[A-Za-z][a-z]+(?:[-'’][A-Za-z]+)*[.,;:!?)”’""]*$")]
    private static partial Regex Word();
}
