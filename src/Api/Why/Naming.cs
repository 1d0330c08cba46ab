using System.Text.RegularExpressions;

namespace Leader.Api.Why;

/// <summary>
/// Puts names for the ids of organisations, enterprises, categories, and of what is called by cycle and category, into a sentence. In
/// brackets behind a name an id stays an id.
/// </summary>
internal static partial class Naming
{
    /// <summary>What may be an id: a credit code or LEI, what begins with cycle and category, or a word as ids are.</summary>
    public static IEnumerable<string> Mentioned(string text) => Token().Matches(text).Select(m => m.Value);

    /// <param name="name">Null for what is no id.</param>
    public static string In(string text, Func<string, string?> name) => Token().Replace(text, m =>
        (m.Index == 0 || text[m.Index - 1] is not ('(' or '（'))
            && name(m.Value) is { } called && !text.Contains(called, StringComparison.Ordinal)
                ? called
                : m.Value);

    [GeneratedRegex(@"(?<![A-Za-z0-9_./~-])(?:\d{4}-[a-z][a-z0-9-]*(?:\.[A-Za-z0-9~_-]+)*"
        + @"|[0-9A-Z]{18,20}\.[A-Z]+~[A-Za-z0-9_.-]+|[0-9A-Z]{18}|[0-9A-Z]{20}|[a-z][a-z0-9]*(?:-[a-z0-9]+)*)"
        + @"(?![A-Za-z0-9_/~-]|\.[A-Za-z0-9])")]
    private static partial Regex Token();
}
