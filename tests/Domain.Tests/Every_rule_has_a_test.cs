using System.Globalization;
using System.Text.RegularExpressions;

namespace Leader.Domain.Tests;

/// <summary>
/// The rule book, the code that cites it and the tests that carry its numbers. <c>tests/RULES.md</c> is the table: number, sentence,
/// code, tests.
/// </summary>
public partial class Every_rule_has_a_test
{
    /// <summary>
    /// Entries that no test holds the register to: context, or not built. An entry leaves the list with its first test.
    /// </summary>
    private static readonly string[] WithoutTest =
    [
        "A1", "R11",
    ];

    [Fact]
    public void Every_entry_of_the_rule_book_has_a_test_but_for_these() =>
        Numbers.Except(Tested("Rule").Keys).Order(StringComparer.Ordinal).ShouldBe(WithoutTest.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_trap_has_a_test() => RuleBook.Traps.Select(t => t.Number).Except(Tested("Trap").Keys).ShouldBeEmpty();

    [Fact]
    public void The_rule_book_is_complete_and_says_each_number_once() => Numbers.Order(StringComparer.Ordinal).ShouldBe(((string[])
    [
        .. Series("A", 22), .. Series("D", 24), .. Series("P", 12), .. Series("Q", 66), .. Series("R", 114), .. Series("T", 11),
    ]).Order(StringComparer.Ordinal));

    [Fact]
    public void Whatever_code_and_tests_cite_has_an_entry_in_the_rule_book()
    {
        foreach (var file in RuleBook.Sources("src")) Holds(file, File.ReadAllText(file));
        foreach (var file in RuleBook.Sources("tests"))
        {
            var text = File.ReadAllText(file);
            Holds(file, string.Join(
                '\n',
                Comment().Matches(text).Select(m => m.Value).Concat(Trait().Matches(text).Select(m => $"{m.Groups[1]} {m.Groups[2]}"))));
        }

        static void Holds(string file, string text) => RuleBook.Cited(text).Except(Numbers)
            .Concat(RuleBook.CitedTraps(text).Except(RuleBook.Traps.Select(t => t.Number)).Select(t => $"trap {t}"))
            .Concat(RuleBook.CitedClauses(text).Except(RuleBook.Clauses))
            .Concat(Elsewhere().Matches(text).Select(m => m.Value))
            .ShouldBeEmpty($"{Path.GetRelativePath(RuleBook.Root, file)} cites what docs/rules.md does not have.");
    }

    [Fact]
    public void Every_parameter_of_a_rule_set_stands_in_the_rule_book_with_its_default()
    {
        var parameters = typeof(Record.RuleSet).GetProperties()
            .Where(p => p.Name is not (nameof(Record.RuleSet.Id) or "EqualityContract"));
        var defaults = new Record.RuleSet("defaults");

        parameters.Select(p => (p.Name, Value: Convert.ToString(p.GetValue(defaults), CultureInfo.InvariantCulture)!.ToLowerInvariant()))
            .Where(p => p.Name is not ("BanYears" or "LeastCoreIndicators") // fixed by the policy (R76), and said in a sentence (R43)
                ? !RuleBook.Text.Contains($"`{p.Name}` = {p.Value}", StringComparison.Ordinal)
                : !RuleBook.Text.Contains($"`{p.Name}`", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_is_no_period_has_an_address_at_which_it_is_met() => RuleBook.Entries.Select(e => e.Number)
        .Where(n => n[0] != 'T' && !RuleAddresses.ByNumber.ContainsKey(n)).ShouldBeEmpty();

    [Fact]
    public void The_table_of_rules_names_every_rule_its_code_and_its_tests() =>
        File.ReadAllText(Path.Combine(Root, "tests/RULES.md")).ShouldBe(Table(),
            "Run the tests with LEADER_WRITE_RULES=1 to write the table anew, and review the change.");

    static Every_rule_has_a_test()
    {
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_RULES") == "1")
        {
            File.WriteAllText(Path.Combine(Root, "tests/RULES.md"), Table());
        }
    }

    private static string Table()
    {
        var (rules, traps, code) = (Tested("Rule"), Tested("Trap"), Cited());
        return "# Rules, code, tests\n\n"
            + "Made from [the rule book](../docs/rules.md), from the numbers cited in `src/` and from the traits of the tests; "
            + "checked by `Every_rule_has_a_test`. Code that cites a number decides by it or shows it; the addresses are those whose "
            + "commands and documents that code is, and those that the rule book names. In a browser each GET is a page, and each POST "
            + "has its form on the desk. An entry with neither code nor test is context, or not built.\n\n"
            + string.Concat(RuleBook.Entries.Select(e =>
                Section(e.Number, Sentence(e), code.GetValueOrDefault(e.Number, []), rules.GetValueOrDefault(e.Number, []))))
            + "# Traps\n\n"
            + string.Concat(RuleBook.Traps.Select(e => Section($"Trap {e.Number}", e.Sentence, [], traps.GetValueOrDefault(e.Number, []))));
    }

    private static string Section(string number, string sentence, List<string> code, List<(string Name, string File)> tests) =>
        $"## {number}\n{sentence}\n\n"
        + string.Concat(code.Select(c => $"- code: [{c}](../src/{c})\n"))
        + string.Concat(RuleAddresses.ByNumber.GetValueOrDefault(number, []).Select(a => $"- address: `{a}`\n"))
        + string.Concat(tests.Select(t => $"- test: [{t.Name.Replace('_', ' ')}]({t.File})\n"))
        + (code.Count + tests.Count == 0 ? "- neither code nor test\n\n" : "\n");

    private static string Sentence(RuleBook.Entry entry) => entry.Number[0] == 'P' ? $"It is forbidden {entry.Sentence}" : entry.Sentence;

    private static IEnumerable<string> Numbers => RuleBook.Entries.Select(e => e.Number);

    /// <summary>The tests by the number that their trait carries.</summary>
    private static Dictionary<string, List<(string Name, string File)>> Tested(string trait) => RuleBook.Sources("tests")
        .SelectMany(f => TestMethod().Matches(File.ReadAllText(f)).Select(m => (File: f, Match: m)))
        .SelectMany(t => Trait().Matches(t.Match.Groups["traits"].Value).Where(m => m.Groups[1].Value == trait)
            .Select(m => (Number: m.Groups[2].Value, Test: (t.Match.Groups["name"].Value, File: Relative("tests", t.File)))))
        .GroupBy(t => t.Number).ToDictionary(g => g.Key, g => g.Select(t => t.Test).Distinct().Order().ToList());

    /// <summary>Texts that only explain a rule are not its code.</summary>
    private static Dictionary<string, List<string>> Cited() => RuleBook.Sources("src").Where(f => Path.GetFileName(f) != "Clauses.cs")
        .SelectMany(f => RuleBook.Cited(File.ReadAllText(f)).Select(n => (Number: n, File: Relative("src", f))))
        .GroupBy(c => c.Number).ToDictionary(g => g.Key, g => g.Select(c => c.File).Distinct().Order(StringComparer.Ordinal).ToList());

    private static string Relative(string folder, string file) => Path.GetRelativePath(Path.Combine(Root, folder), file).Replace('\\', '/');

    private static IEnumerable<string> Series(string letter, int to) => Enumerable.Range(1, to).Select(n => $"{letter}{n}");

    internal static string Root => RuleBook.Root;

    [GeneratedRegex(
        """(?<traits>(?:^[ \t]*\[[^\n]*\n(?:(?![ \t]*(?:public|\[|\n))[^\n]*\n)*)+)"""
            + """[ \t]*public (?:sealed |partial |static |async )*(?:class|[\w<>]+) (?<name>\w+)""",
        RegexOptions.Multiline)]
    private static partial Regex TestMethod();

    [GeneratedRegex("""Trait\("(Rule|Trap)", "(\w+)"\)""")]
    private static partial Regex Trait();

    /// <summary>Numbers of texts that the repository does not hold.</summary>
    [GeneratedRegex(@"\[[FS]\d+|\[[MP]\]|\b[Rr]equirements? \d")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();
}
