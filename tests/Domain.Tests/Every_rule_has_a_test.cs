using System.Text.RegularExpressions;

namespace Leader.Domain.Tests;

/// <summary>
/// The rules that the register enforces, each with at least one test that carries its number; and nothing carries a number that
/// does not exist. <c>tests/RULES.md</c> is the table: rule, code, tests.
/// </summary>
public partial class Every_rule_has_a_test
{
    private static readonly string[] Rules =
    [
        .. Numbers("R", 27, 77), "R86", "R87", "R88", "R89", "R90", "R97",
        .. Numbers("Q", 1, 41), "Q42", "Q43", "Q48", .. Numbers("Q", 49, 52),
        .. Numbers("P", 1, 12),
        .. Numbers("A", 2, 3), "A5", "A7", "A8", "A9", "A10", "A14", "A20", "A22",
        .. Numbers("D", 1, 17), "D22", "D23", "D24",
    ];

    private static readonly string[] Traps = [.. Enumerable.Range(1, 24).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    [Fact]
    public void Every_rule_default_prohibition_actor_and_document_has_a_test() => Rules.Except(Tested("Rule").Keys).ShouldBeEmpty();

    [Fact]
    public void Every_trap_has_a_test() => Traps.Except(Tested("Trap").Keys).ShouldBeEmpty();

    [Fact]
    public void The_table_of_rules_names_every_rule_its_code_and_its_tests() => File.ReadAllText(Path.Combine(Root, "tests/RULES.md")).ShouldBe(Table(),
        "Run the tests with LEADER_WRITE_RULES=1 to write the table anew, and review the change.");

    [Fact]
    public void Every_rule_in_the_table_of_the_README_is_where_it_says()
    {
        var rows = ReadmeRow().Matches(File.ReadAllText(Path.Combine(Root, "README.md")));

        rows.Count.ShouldBeGreaterThan(5);
        rows.Where(r => !File.ReadAllText(Path.Combine(Root, r.Groups["file"].Value)).Contains(r.Groups["name"].Value.Split('.')[^1], StringComparison.Ordinal)
                     || !File.Exists(Path.Combine(Root, r.Groups["test"].Value))).Select(r => r.Value).ShouldBeEmpty();
    }

    static Every_rule_has_a_test()
    {
        if (Environment.GetEnvironmentVariable("LEADER_WRITE_RULES") == "1") File.WriteAllText(Path.Combine(Root, "tests/RULES.md"), Table());
    }

    private static string Table()
    {
        var tested = Tested("Rule");
        var code = Cited();
        return "# Rules, code, tests\n\nMade from the traits of the tests and the clauses cited in `src/`; checked by `Every_rule_has_a_test`. The rules: R requirements of the policy, Q defaults where it is silent, P prohibitions, A actors, D documents.\n\n"
            + "| rule | code | tests |\n|---|---|---|\n"
            + string.Concat(Rules.Select(r => $"| {r} | {string.Join("<br>", code.GetValueOrDefault(r, []).Take(4))} | {string.Join("<br>", tested.GetValueOrDefault(r, []).Take(4).Select(t => t.Replace('_', ' ')))} |\n"))
            + "\n| trap | tests |\n|---|---|\n"
            + string.Concat(Traps.Select(t => $"| {t} | {string.Join("<br>", Tested("Trap").GetValueOrDefault(t, []).Take(4).Select(x => x.Replace('_', ' ')))} |\n"));
    }

    /// <summary>The names of the tests by the number that their trait carries.</summary>
    private static Dictionary<string, List<string>> Tested(string trait) => Sources("tests")
        .SelectMany(f => TestMethod().Matches(File.ReadAllText(f)))
        .SelectMany(m => Trait().Matches(m.Groups["traits"].Value).Where(t => t.Groups[1].Value == trait).Select(t => (Number: t.Groups[2].Value, Name: m.Groups["name"].Value)))
        .GroupBy(t => t.Number).ToDictionary(g => g.Key, g => g.Select(t => t.Name).Distinct().Order(StringComparer.Ordinal).ToList());

    /// <summary>Texts that only explain a rule are not its code.</summary>
    private static Dictionary<string, List<string>> Cited() => Sources("src").Where(f => Path.GetFileName(f) != "StepTexts.cs")
        .SelectMany(f => Number().Matches(File.ReadAllText(f)).Select(m => (Number: m.Value, File: Path.GetRelativePath(Path.Combine(Root, "src"), f).Replace('\\', '/'))))
        .GroupBy(c => c.Number).ToDictionary(g => g.Key, g => g.Select(c => c.File).Distinct().Order(StringComparer.Ordinal).ToList());

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Numbers(string letter, int from, int to) => Enumerable.Range(from, to - from + 1).Select(n => $"{letter}{n}");

    internal static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Leader.sln"))) at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex(@"^\| .+ \| .+ \| \[`(?<name>[\w.]+)`\]\((?<file>[^)]+)\) \| \[.+\]\((?<test>[^)]+)\) \|$", RegexOptions.Multiline)]
    private static partial Regex ReadmeRow();

    [GeneratedRegex("""(?<traits>(?:^[ \t]*\[[^\n]*\n)+)[ \t]*public (?:sealed |partial |static |async )*(?:class|[\w<>]+) (?<name>\w+)""", RegexOptions.Multiline)]
    private static partial Regex TestMethod();

    [GeneratedRegex("""Trait\("(Rule|Trap)", "(\w+)"\)""")]
    private static partial Regex Trait();

    [GeneratedRegex(@"\b[RQPAD]\d{1,3}\b")]
    private static partial Regex Number();
}
