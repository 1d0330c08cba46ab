using System.Text.RegularExpressions;

namespace Leader.Documents;

/// <summary>
/// Every command of README and docs is given to the real program, in the order of its page, and what comes is what the page shows.
/// With LEADER_WRITE_DOCS=1 the pages are written anew: what still fits stays as it is.
/// </summary>
public partial class The_documents_say_what_happens(Register register) : IClassFixture<Register>
{
    private static bool Writes => Environment.GetEnvironmentVariable("LEADER_WRITE_DOCS") == "1";

    public static TheoryData<string> Pages => [.. Page.All.Where(p => Page.Read(p).Steps.Count > 0)];

    public static TheoryData<string> Named => [.. Page.All.Where(p => p != "tests/RULES.md")];

    [Tried, MemberData(nameof(Pages))]
    public async Task Each_command_of_a_page_says_what_the_page_shows(string name)
    {
        var page = Page.Read(name);
        await using var running = await register.RunAsync(page);
        var differing = new List<(Step Step, string Shown, string Came)>();
        foreach (var step in page.Steps.Where(s => s.Shown is null || TriedAttribute.HasPython))
        {
            var came = step.Command == "./leader" ? register.FirstStart.TrimEnd('\n') : await running.DoAsync(step);
            var shown = page.Expected(step);
            if (!step.Sql && !Likeness.Is(shown, came)) differing.Add((step, shown, came));
        }

        if (Writes)
        {
            var written = page.With(differing.Select(d => (d.Step, Likeness.Write(d.Shown, d.Came))));
            await File.WriteAllTextAsync(Path.Combine(Page.Root, name), written.Text);
        }
        else if (differing.Count > 0)
        {
            Assert.Fail(string.Join("\n\n", differing.Select(d => Told(name, d.Step, d.Shown, d.Came)))
                + "\n\nIf the page is out of date, LEADER_WRITE_DOCS=1 dotnet test tests/Documents writes it; look at what changed.\n");
        }
    }

    [Tried, MemberData(nameof(Named))]
    public void Addresses_commands_and_options_that_a_page_names_exist(string name)
    {
        var code = Code().Matches(Page.Read(name).Text).Select(m => m.Groups[1].Value).ToList();

        code.SelectMany(c => Address().Matches(c).Select(m => m.Groups[1].Value)).Distinct()
            .Where(a => !register.Addresses.Any(
                known => known == a || a.EndsWith('…') && known.StartsWith(a[..^1], StringComparison.Ordinal)))
            .ShouldBeEmpty($"{name} names addresses that the program does not have.");
        code.SelectMany(c => Called().Matches(c)).Where(m => m.Groups["command"].Success)
            .Where(m => !register.Help.TryGetValue(m.Groups["command"].Value, out var help)
                || m.Groups["option"].Captures.Any(o => !help.Contains($"{o.Value} ", StringComparison.Ordinal)))
            .Select(m => m.Value).ShouldBeEmpty($"{name} names commands or options that the program does not have.");
    }

    private static string Told(string name, Step step, string shown, string came)
    {
        var (lines, written) = (shown.Split('\n'), Likeness.Write(shown, came).Split('\n'));
        return $"""
            {name}:{step.At + 1}: $ {step.Command}
            The page shows, and should show:
            {string.Join('\n', lines.Except(written).Select(l => "- " + l).Concat(written.Except(lines).Select(l => "+ " + l)))}
            What came{(came.Count(c => c == '\n') < Most ? "" : $", its first {Most} lines")}:
            {string.Join('\n', came.Split('\n').Take(Most))}
            """;
    }

    private const int Most = 20;

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?:^|POST )(/v1/[^?\s]*)")]
    private static partial Regex Address();

    [GeneratedRegex(@"\./leader(?: (?<command>[a-z]+))?(?: (?<option>--[a-z-]+)| [^-\s]\S*)*")]
    private static partial Regex Called();
}
