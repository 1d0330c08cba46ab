using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Leader.Api;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Architecture;

/// <summary>What may use what, folder by folder; a namespace is its folder.</summary>
/// <remarks>A constant leaves no trace where it is used: what is told here of types and members is not told of constants.</remarks>
public class Folders_point_one_way
{
    private static readonly ArchUnitNET.Domain.Architecture Leader =
        new ArchLoader().LoadAssemblies(typeof(ICommand).Assembly, typeof(LeaderStore).Assembly, typeof(LeaderApi).Assembly).Build();

    /// <summary>
    /// For each folder what it may use beside itself and the frame of the domain: the files that stand in no folder (act, fact, command,
    /// ledger).
    /// </summary>
    private static readonly Dictionary<string, string[]> May = new(StringComparer.Ordinal)
    {
        ["Domain"] = [],
        ["Domain.Values"] = [],
        ["Domain.Record"] = ["Domain.Values"],
        ["Domain.Rules"] = ["Domain.Values", "Domain.Record"],
        ["Domain.Process"] = ["Domain.Values", "Domain.Record", "Domain.Rules"],
        ["Domain.Why"] = ["Domain.Values", "Domain.Record", "Domain.Rules", "Domain.Process"],
        ["Projections.Log"] = [],
        // The list of all views: the one thing that the engine knows of the shapes.
        ["Projections.Views"] = ["Projections.Views.Engine", "Projections.Views.Shapes", "Projections.Log"],
        ["Projections.Views.Engine"] = ["Projections.Log", "Projections.Views"],
        ["Projections.Views.Shapes"] = ["Projections.Log", "Projections.Views.Engine"],
        // Of the shapes who leads and who is barred.
        ["Projections.Proof"] = ["Projections.Log", "Projections.Views", "Projections.Views.Engine", "Projections.Views.Shapes"],
    };

    private static readonly string[] Door = ["Api.Desk", "Api.Http"];

    private static readonly string[] Shown =
    [
        "Api.Http", "Api.Changes", "Api.Declarations", "Api.Enterprises", "Api.Evaluations", "Api.Feed", "Api.Guidance",
        "Api.Products", "Api.Proof", "Api.Search", "Api.Statistics", "Api.Supervision", "Api.Titles", "Api.Why",
    ];

    /// <summary>
    /// In the API: the desk decides and knows nothing of HTTP; the door knows the desk and no concept; a concept knows both, and no other
    /// concept but for whose names and proofs it shows. The root puts all of them together.
    /// </summary>
    private static readonly Dictionary<string, string[]> MayInApi = new(StringComparer.Ordinal)
    {
        ["Api.Desk"] = [],
        ["Api.Http"] = ["Api.Desk"],
        ["Api.Adoptions"] = [.. Door, "Api.Enterprises"],
        ["Api.Bans"] = Door,
        ["Api.Cases"] = Door,
        ["Api.Changes"] = Door,
        ["Api.Complaints"] = [.. Door, "Api.Persons"],
        ["Api.Declarations"] = Door,
        ["Api.Downloads"] = Door,
        ["Api.Enterprises"] = Door,
        ["Api.EvaluationPlans"] = [.. Door, "Api.Persons"],
        ["Api.Evaluations"] = Door,
        ["Api.Evidence"] = Door,
        ["Api.Feed"] = Door,
        ["Api.Guidance"] = [.. Door, "Api.Declarations"],
        ["Api.Imports"] = Door,
        ["Api.KeyFields"] = Door,
        ["Api.Organisations"] = Door,
        ["Api.Persons"] = Door,
        ["Api.Products"] = [.. Door, "Api.Enterprises"],
        ["Api.Promotion"] = Door,
        ["Api.Proof"] = Door,
        ["Api.PublicNotices"] = [.. Door, "Api.Persons"],
        ["Api.RuleSets"] = Door,
        ["Api.Search"] = Door,
        ["Api.SigningKeys"] = Door,
        ["Api.Statistics"] = Door,
        ["Api.Supervision"] = Door,
        ["Api.Titles"] = [.. Door, "Api.Proof"],
        ["Api.Why"] = Door,
        ["Api.Watches"] = Door,
        ["Api.WorkLists"] = [.. Door, "Api.Statistics", "Api.Watches"], // whatever may wait for somebody
        ["Api.Hosting.Postgres"] = [],
        ["Api.Hosting"] = ["Api.Desk", "Api.Http"], // whether acts are recorded; what is wrong with a setting
        ["Api.Seeding"] = [.. Door, "Api.Persons"],
        // A page shows the answers of concepts, in their shapes.
        ["Api.Portal"] = ["Api.Http", "Api.Portal.Forms", "Api.Portal.Frame", "Api.Portal.Pages", "Api.Portal.Parts"],
        // The forms of the desk; of evidence, which files are taken.
        ["Api.Portal.Forms"] = ["Api", "Api.Http", "Api.Evidence", "Api.Imports", "Api.WorkLists", "Api.Portal.Frame", "Api.Portal.Parts"],
        ["Api.Portal.Frame"] = ["Api.Http"],
        ["Api.Portal.Pages"] =
        [
            .. Shown, "Api.Adoptions", "Api.Downloads", "Api.Imports", "Api.KeyFields", "Api.Persons", "Api.Watches",
            "Api.Portal.Frame", "Api.Portal.Parts",
        ],
        ["Api.Portal.Parts"] = [.. Shown, "Api.Portal.Frame"],
        ["Api.CommandLine"] = ["Api", "Api.Http", "Api.Changes", "Api.Why", "Api.Proof", "Api.Hosting", "Api.Hosting.Postgres"],
    };

    public static TheoryData<string> Folders => [.. May.Keys];
    public static TheoryData<string> FoldersOfApi => [.. MayInApi.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder) => Arrows(folder, t => FolderOf(t.Namespace?.FullName, May.Keys))
        .Where(a => a.To != folder && a.To != "Domain" && !May[folder].Contains(a.To, StringComparer.Ordinal))
        .Where(a => !a.To!.StartsWith("Domain", StringComparison.Ordinal) || folder.StartsWith("Domain", StringComparison.Ordinal))
        .Select(a => a.ToString()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(FoldersOfApi))]
    public void A_folder_of_the_API_uses_only_what_it_may(string folder) => Types()
        .Where(t => t.Namespace.FullName == $"Leader.{folder}")
        .SelectMany(t => t.Dependencies.Where(d => d.Target.Namespace is { } n && n.FullName != t.Namespace.FullName
                && (n.FullName == "Leader.Api" || n.FullName.StartsWith("Leader.Api.", StringComparison.Ordinal))
                && !MayInApi[folder].Contains(n.FullName["Leader.".Length..], StringComparer.Ordinal))
            .Select(d => $"{t.FullName} -> {d.Target.FullName}"))
        .Distinct().ShouldBeEmpty();

    [Fact]
    public void No_step_of_the_process_uses_another()
    {
        var steps = Types().Select(t => t.Namespace.FullName)
            .Where(n => n.StartsWith("Leader.Domain.Process.", StringComparison.Ordinal)).Distinct().ToArray();
        steps.Length.ShouldBe(11);
        Arrows("Domain.Process", t => steps.FirstOrDefault(s => t.ResidesInNamespace(s)))
            .Where(a => a.From is not null && a.To is not null && a.From != a.To).Select(a => a.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void No_command_uses_another()
    {
        var command = Leader.GetITypeOfType(typeof(ICommand));
        var commands = Types().Where(t => t is Class && t.IsAssignableTo(command)).Select(t => t.FullName)
            .ToHashSet(StringComparer.Ordinal);
        Types().Where(t => commands.Contains(t.FullName))
            .SelectMany(t => t.Dependencies.Where(d => commands.Contains(d.Target.FullName) && d.Target.FullName != t.FullName)
                .Select(d => $"{t.Name} -> {d.Target.Name}"))
            .Distinct().ShouldBeEmpty();
    }

    /// <summary>So each request that is recorded can be read again, by its name.</summary>
    [Fact]
    public void Commands_are_the_domains_alone() => Types()
        .Where(t => t is Class && t.IsAssignableTo(Leader.GetITypeOfType(typeof(ICommand))))
        .Where(t => !t.Namespace.FullName.StartsWith("Leader.Domain.", StringComparison.Ordinal))
        .Select(t => t.FullName).ShouldBeEmpty();

    /// <summary>Every folder is told of above: a new one says what it may use.</summary>
    [Fact]
    public void Every_folder_is_told_of() => Types().Select(t => t.Namespace.FullName["Leader.".Length..])
        .Where(n => !n.StartsWith("Api", StringComparison.Ordinal) && n != "Projections").Distinct()
        .Where(n => !May.ContainsKey(n) && !n.StartsWith("Domain.Process.", StringComparison.Ordinal))
        .ShouldBeEmpty();

    [Fact]
    public void Every_folder_of_the_API_is_told_of() => Types().Select(t => t.Namespace.FullName)
        .Where(n => n.StartsWith("Leader.Api.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)
        .ShouldBe(MayInApi.Keys.Select(f => $"Leader.{f}").Order(StringComparer.Ordinal));

    private sealed record Arrow(string? From, string? To, string User, string Used)
    {
        public override string ToString() => $"{User} -> {Used}";
    }

    private static IEnumerable<Arrow> Arrows(string folder, Func<IType, string?> of) => Types()
        .Where(t => FolderOf(t.Namespace?.FullName, May.Keys) == folder)
        .SelectMany(t => t.Dependencies.Where(d => d.Target is not GenericParameter) // which are found by their name, in whatever method
            .Select(d => new Arrow(of(t), of(d.Target), t.FullName, d.Target.FullName)))
        .Where(a => a.To is not null).Distinct();

    private static IEnumerable<IType> Types() => Leader.Types
        .Where(t => t.Namespace is { } n && n.FullName.StartsWith("Leader.", StringComparison.Ordinal));

    private static string? FolderOf(string? name, IEnumerable<string> folders) => name is null ? null
        : folders.Where(f => name == $"Leader.{f}" || name.StartsWith($"Leader.{f}.", StringComparison.Ordinal)).MaxBy(f => f.Length);
}
