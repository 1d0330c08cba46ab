using System.Text.RegularExpressions;

namespace Leader.Documents;

/// <summary>A document of the repository, and what in it can be tried.</summary>
/// <param name="Name">Path from the root of the repository, with slashes.</param>
public sealed partial record Page(string Name, string[] Lines)
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>README, the pages of <c>docs/</c>, and the others that a reader is sent to.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Root, "*.md")
        .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
        .Concat([Path.Combine(Root, "seeds", "README.md"), Path.Combine(Root, "tests", "RULES.md")])
        .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static Page Read(string name) => new(name, File.ReadAllText(Path.Combine(Root, name)).Split('\n'));

    public string Text => string.Join('\n', Lines);

    /// <summary>
    /// What is run, in the order of the page: of a <c>console</c> block each line that begins with "$ ", with the lines after it as its
    /// output; a <c>sql</c> block as a whole; and a <c>python</c> block as <c>program.py</c>, by the command in the comment above it:
    /// <c>tried: COMMAND =&gt; OUTPUT</c>.
    /// </summary>
    public IReadOnlyList<Step> Steps
    {
        get
        {
            var steps = new List<Step>();
            for (var at = 0; at < Lines.Length; at++)
            {
                if (Fence().Match(Lines[at]) is not { Success: true } fence) continue;
                var end = Array.FindIndex(Lines, at + 1, l => l.Trim() == "```");
                if (end < 0) throw new InvalidDataException($"{Name}:{at + 1}: the block does not end.");
                if (fence.Groups["kind"].Value == "sql") steps.Add(new(true, at + 1, at + 1, end, string.Join('\n', Lines[(at + 1)..end])));
                if (fence.Groups["kind"].Value == "python" && at > 0 && Tried().Match(Lines[at - 1]) is { Success: true } tried)
                {
                    var program = string.Join('\n', Lines[(at + 1)..end]);
                    steps.Add(new(false, at, at, at, $"cat > program.py <<'PROGRAM'\n{program}\nPROGRAM\n{tried.Groups["command"].Value}")
                    {
                        Shown = tried.Groups["shown"].Value,
                    });
                }
                if (fence.Groups["kind"].Value == "console") steps.AddRange(Commands(at + 1, end));
                at = end;
            }
            return steps;
        }
    }

    private IEnumerable<Step> Commands(int from, int end)
    {
        while (from < end)
        {
            if (!Lines[from].StartsWith("$ ", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{Name}:{from + 1}: a console block begins with a command.");
            }
            var (command, output) = (Lines[from][2..], from + 1);
            for (; output < end && GoesOn(command); output++) command += "\n" + Lines[output];
            var next = Array.FindIndex(Lines, output, end - output, l => l.StartsWith("$ ", StringComparison.Ordinal));
            if (next < 0) next = end;
            yield return new(false, from, output, next, command);
            from = next;
        }
    }

    private static bool GoesOn(string command) => command.EndsWith('\\') || command.Count(c => c == '\'') % 2 == 1;

    /// <summary>The output of a step as the page has it; a line that stands empty before the next command is layout.</summary>
    public string Expected(Step step) => step.Shown ?? string.Join('\n', Lines[step.Output..step.End]).TrimEnd('\n');

    /// <summary>The page with other outputs.</summary>
    public Page With(IEnumerable<(Step Step, string Output)> outputs)
    {
        var lines = Lines.ToList();
        foreach (var (step, output) in outputs.Where(o => o.Step.Shown is null).OrderByDescending(o => o.Step.Output))
        {
            var blank = step.End > step.Output && Lines[step.End - 1].Length == 0 ? 1 : 0;
            lines.RemoveRange(step.Output, step.End - blank - step.Output);
            if (output.Length > 0) lines.InsertRange(step.Output, output.Split('\n'));
        }
        return this with { Lines = [.. lines] };
    }

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "Leader.sln"))
            ? folder
            : Above(Path.GetDirectoryName(folder) ?? throw new InvalidDataException("There is no Leader.sln above the tests."));

    [GeneratedRegex("^```(?<kind>\\w*)")]
    private static partial Regex Fence();

    [GeneratedRegex("^<!-- tried: (?<command>.+) => (?<shown>.*) -->$")]
    private static partial Regex Tried();
}

/// <param name="Sql">Done by the superuser of the database, who leaves no trace in the register; otherwise by a shell.</param>
/// <param name="At">Index of the line of the command.</param>
/// <param name="Output">Index of the first line of its output.</param>
/// <param name="End">Index of the line after it.</param>
public sealed record Step(bool Sql, int At, int Output, int End, string Command)
{
    /// <summary>Of a program in Python what it says, which the page does not show; null of what the page shows.</summary>
    public string? Shown { get; init; }
}
