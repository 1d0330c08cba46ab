using System.Collections.Frozen;

namespace Leader.Api.Http;

/// <summary>A clause of the policy, as the rule book tells it.</summary>
/// <param name="Number">As 四(六).</param>
public sealed record PolicyClause(string Number, (string Zh, string En) Subject, (string Zh, string En) Says);

/// <summary>A rule, prohibition, document, period or default of the rule book.</summary>
/// <param name="Number">As R71.</param>
/// <param name="Sentence">The policy's own words in Chinese, a few of them; a sentence in English.</param>
/// <param name="Clauses">That it rests on; none for a default, where the policy is silent.</param>
/// <param name="More">What else the book says of it, in English, under its headings.</param>
public sealed record PolicyRule(
    string Number,
    (string Zh, string En) Sentence,
    IReadOnlyList<string> Clauses,
    IReadOnlyList<(string Heading, string Text)> More);

/// <summary>The rule book (docs/rules.md) as data, in the program: pages and reasons quote it and tell nothing again.</summary>
public static class PolicyText
{
    /// <summary>In the order of the book.</summary>
    public static IReadOnlyList<PolicyClause> Clauses { get; }

    /// <summary>In the order of the book, by its sections.</summary>
    public static IReadOnlyList<(string Section, IReadOnlyList<PolicyRule> Rules)> Sections { get; }

    private static readonly FrozenDictionary<string, PolicyRule> ByNumber;

    static PolicyText()
    {
        using var text = new StreamReader(typeof(PolicyText).Assembly.GetManifestResourceStream("Leader.Api.rules.md")!);
        var (clauses, sections, heads) = (new List<PolicyClause>(), new List<(string, List<PolicyRule>)>(), Array.Empty<string>());
        while (text.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) sections.Add((line[3..].Trim(), []));
            if (!line.StartsWith("| ", StringComparison.Ordinal)) continue;
            var cells = line.Trim().Trim('|').Split('|').Select(c => c.Replace("`", "", StringComparison.Ordinal).Trim()).ToArray();
            if (cells[0] is "number" or "clause")
            {
                heads = cells;
            }
            else if (heads is ["clause", ..] && cells.Length == heads.Length)
            {
                var subject = cells[1].Split(' ');
                clauses.Add(new(cells[0], (subject[^1], string.Join(' ', subject[..^1])), (cells[^1], cells[2])));
            }
            else if (heads is ["number", ..] && cells.Length == heads.Length && IsNumber(cells[0]))
            {
                var (zh, clause) = (Array.IndexOf(heads, "中文"), Array.IndexOf(heads, "clause"));
                sections[^1].Item2.Add(new(
                    cells[0],
                    (zh < 0 ? cells[1] : cells[zh], cells[1]),
                    clause < 0 ? [] : [.. cells[clause].Split(", ")],
                    [.. Enumerable.Range(2, cells.Length - 2).Where(i => i != zh && i != clause && cells[i] is not ("" or "–"))
                        .Select(i => (heads[i], cells[i]))]));
            }
        }
        Clauses = clauses;
        Sections = [.. sections.Where(s => s.Item2.Count > 0).Select(s => (s.Item1, (IReadOnlyList<PolicyRule>)s.Item2))];
        ByNumber = sections.SelectMany(s => s.Item2).ToFrozenDictionary(r => r.Number, StringComparer.Ordinal);
    }

    public static PolicyClause? Clause(string number) => Clauses.FirstOrDefault(c => c.Number == number);
    public static PolicyRule? Rule(string number) => ByNumber.GetValueOrDefault(number);

    private static bool IsNumber(string cell) => cell.Length > 1 && "RPADTQ".Contains(cell[0], StringComparison.Ordinal)
        && cell.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
