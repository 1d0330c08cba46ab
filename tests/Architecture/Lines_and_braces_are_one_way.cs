using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Leader.Architecture;

/// <summary>What the analyzers cannot see: lines inside of texts, and bodies on a line of their own that have no braces.</summary>
public partial class Lines_and_braces_are_one_way
{
    private static readonly string[] Folders = ["src", "tests", "build"];

    [Fact]
    public void No_line_has_more_than_140_characters() =>
        Sources().SelectMany(f => f.Lines.Index().Where(l => l.Item.Length > 140).Select(l => $"{f.Name}:{l.Index + 1}")).ShouldBeEmpty();

    /// <summary>One on the line of its condition has none.</summary>
    [Fact]
    public void A_body_on_a_line_of_its_own_has_braces() =>
        Sources().SelectMany(f => f.Lines.Zip(f.Lines.Skip(1)).Index()
                .Where(l => Condition().IsMatch(l.Item.First) && !Opening().IsMatch(l.Item.Second))
                .Select(l => $"{f.Name}:{l.Index + 1}"))
            .ShouldBeEmpty();

    private static IEnumerable<(string Name, string[] Lines)> Sources([CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(here, "..", "..", ".."));
        return Folders
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(root, f), "*.cs", SearchOption.AllDirectories))
            .Select(f => (Name: Path.GetRelativePath(root, f).Replace('\\', '/'), Path: f))
            .Where(f => !Built().IsMatch(f.Name))
            .Select(f => (f.Name, File.ReadAllLines(f.Path)));
    }

    [GeneratedRegex(@"^\s*(?:else|(?:else )?(?:if|for|(?:await )?foreach|while|lock|(?:await )?using|fixed) \(.*\))$")]
    private static partial Regex Condition();

    /// <summary>A block, one more of several resources, or the rest of a condition.</summary>
    [GeneratedRegex(@"^\s*(?:\{|(?:await )?using \(|&&|\|\||\.|\?|:|\+|and |or |is )")]
    private static partial Regex Opening();

    [GeneratedRegex("(^|/)(bin|obj)/")]
    private static partial Regex Built();
}
