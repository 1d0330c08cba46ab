using System.Globalization;
using System.Text.RegularExpressions;

namespace Leader.Domain.Tests;

/// <summary><c>docs/rules.md</c> as data, and where code and tests cite it.</summary>
internal static partial class RuleBook
{
    public sealed record Entry(string Number, string Sentence);

    public static string Root { get; } = FindRoot();

    public static string Text { get; } = File.ReadAllText(Path.Combine(Root, "docs/rules.md"));

    /// <summary>The rows that begin with a number (R27, Q20), in the order of the book.</summary>
    public static IReadOnlyList<Entry> Entries { get; } = [.. Row().Matches(Text)
        .Select(m => new Entry(m.Groups["number"].Value, m.Groups["text"].Value))];

    public static IReadOnlyList<Entry> Traps { get; } = [.. TrapRow().Matches(Text)
        .Select(m => new Entry(m.Groups["number"].Value, m.Groups["text"].Value))];

    /// <summary>四(六), 结 and so on.</summary>
    public static IReadOnlyList<string> Clauses { get; } = [.. ClauseRow().Matches(Text).Select(m => m.Groups[1].Value)];

    /// <summary>The numbers in a text; a range (R73–R77) cites each number in it.</summary>
    public static IEnumerable<string> Cited(string text) => Citation().Matches(text).SelectMany(m =>
    {
        var (letter, from) = (m.Groups["letter"].Value, int.Parse(m.Groups["from"].Value, CultureInfo.InvariantCulture));
        var to = m.Groups["to"].Success ? int.Parse(m.Groups["to"].Value, CultureInfo.InvariantCulture) : from;
        return Enumerable.Range(from, Math.Max(1, to - from + 1)).Select(n => letter + n);
    });

    public static IEnumerable<string> CitedTraps(string text) =>
        TrapCitation().Matches(text).SelectMany(m => Digits().Matches(m.Value).Select(d => d.Value));

    public static IEnumerable<string> CitedClauses(string text) =>
        ItemCitation().Matches(text).Select(m => m.Value).Concat(PartCitation().Matches(text).Select(m => m.Groups[1].Value));

    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Leader.sln"))) at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex(@"^\| (?<number>[RPQADT]\d+) \| (?<text>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (?<number>\d+) \| (?<text>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex TrapRow();

    [GeneratedRegex(@"^\| ([前一二三四五结]言?(?:\([一二三四五六引]\))?) \|", RegexOptions.Multiline)]
    private static partial Regex ClauseRow();

    /// <summary>Neither a cell of a workbook nor the end of a model's designation (KJ800F-A1).</summary>
    [GeneratedRegex(@"(?<!-|topLeftCell=..)\b(?<letter>[RPQADT])(?<from>\d{1,3})(?:–\k<letter>?(?<to>\d{1,3}))?\b")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\b[Tt]raps? \d+(?:(?:, | and )\d+)*")]
    private static partial Regex TrapCitation();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"[一二三四五六七八九十]\([一二三四五六七八九十引]\)")]
    private static partial Regex ItemCitation();

    [GeneratedRegex(@"Clause (前言|结|[一二三四五六七八九十]\b(?!\())")]
    private static partial Regex PartCitation();
}
