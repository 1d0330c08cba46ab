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

    public static TheoryData<string> Folders => [.. May.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder) => Arrows(folder, t => FolderOf(t.Namespace?.FullName, May.Keys))
        .Where(a => a.To != folder && a.To != "Domain" && !May[folder].Contains(a.To, StringComparer.Ordinal))
        .Where(a => !a.To!.StartsWith("Domain", StringComparison.Ordinal) || folder.StartsWith("Domain", StringComparison.Ordinal))
        .Select(a => a.ToString()).ShouldBeEmpty();

    [Fact]
    public void No_step_of_the_process_uses_another()
    {
        var steps = Types().Select(t => t.Namespace.FullName)
            .Where(n => n.StartsWith("Leader.Domain.Process.", StringComparison.Ordinal)).Distinct().ToArray();
        steps.Length.ShouldBe(9);
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

    /// <summary>Every folder is told of above: a new one says what it may use.</summary>
    [Fact]
    public void Every_folder_is_told_of() => Types().Select(t => t.Namespace.FullName)
        .Where(n => !n.StartsWith("Leader.Api", StringComparison.Ordinal) && n != "Leader.Projections").Distinct()
        .Select(n => FolderOf(n, May.Keys)).Where(f => f is not null).Distinct().Order(StringComparer.Ordinal)
        .ShouldBe(May.Keys.Order(StringComparer.Ordinal));

    private sealed record Arrow(string? From, string? To, string User, string Used)
    {
        public override string ToString() => $"{User} -> {Used}";
    }

    private static IEnumerable<Arrow> Arrows(string folder, Func<IType, string?> of) => Types()
        .Where(t => FolderOf(t.Namespace?.FullName, May.Keys) == folder)
        .SelectMany(t => t.Dependencies.Select(d => new Arrow(of(t), of(d.Target), t.FullName, d.Target.FullName)))
        .Where(a => a.To is not null).Distinct();

    private static IEnumerable<IType> Types() => Leader.Types
        .Where(t => t.Namespace is { } n && n.FullName.StartsWith("Leader.", StringComparison.Ordinal));

    private static string? FolderOf(string? name, IEnumerable<string> folders) => name is null ? null
        : folders.Where(f => name == $"Leader.{f}" || name.StartsWith($"Leader.{f}.", StringComparison.Ordinal)).MaxBy(f => f.Length);
}
