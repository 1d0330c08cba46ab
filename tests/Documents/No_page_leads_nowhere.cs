using System.Text;
using System.Text.RegularExpressions;

namespace Leader.Documents;

/// <summary>Links between pages, files and headings, and names of files, settings, commands and addresses in the text.</summary>
public partial class No_page_leads_nowhere
{
    public static TheoryData<string> Pages => [.. Page.All];

    [Theory, MemberData(nameof(Pages))]
    public void Links_lead_to_files_and_headings_that_exist(string name) =>
        Link().Matches(Prose(name)).Select(m => m.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal)).Distinct()
            .Where(to => !Exists(name, to)).ShouldBeEmpty($"{name} links to what is not there.");

    [Theory, MemberData(nameof(Pages))]
    public void Files_that_are_named_exist(string name) =>
        NamedFile().Matches(Prose(name)).Select(m => m.Groups[1].Value).Distinct()
            .Where(file => !File.Exists(Path.Combine(Page.Root, file)) && !Directory.Exists(Path.Combine(Page.Root, file)))
            .ShouldBeEmpty($"{name} names files that are not there.");

    [Theory, MemberData(nameof(Pages))]
    public void Commands_stand_where_they_are_tried(string name)
    {
        if (!name.StartsWith("docs/", StringComparison.Ordinal)) return;
        Page.Read(name).Lines.Count(l => l.StartsWith("$ ", StringComparison.Ordinal))
            .ShouldBe(Page.Read(name).Steps.Count(s => !s.Sql && s.Shown is null), $"{name} shows commands outside of console blocks.");
    }

    /// <summary>Without the blocks of code.</summary>
    private static string Prose(string name) => Block().Replace(Page.Read(name).Text, "");

    private static bool Exists(string page, string link)
    {
        var (path, anchor) = link.Split('#') is [var p, var a] ? (p, a) : (link, null);
        var file = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page) ?? "", path);
        var full = Path.Combine(Page.Root, file);
        return anchor is null ? File.Exists(full) || Directory.Exists(full) : File.Exists(full) && Anchors(full).Contains(anchor);
    }

    /// <summary>The anchors that GitHub makes of headings.</summary>
    private static IEnumerable<string> Anchors(string file) => Heading().Matches(File.ReadAllText(file)).Select(m =>
        new StringBuilder(m.Groups[1].Value.Trim().ToLowerInvariant()).Replace(' ', '-').ToString())
        .Select(h => NotInAnchor().Replace(h, ""));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    /// <summary>In code, from one of the folders of the repository, without wildcard or member.</summary>
    [GeneratedRegex(@"`((?:src|tests|docs|seeds|build)/[\w./-]+)`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w-]")]
    private static partial Regex NotInAnchor();
}
