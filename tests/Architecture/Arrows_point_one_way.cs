using System.Reflection;
using System.Text.RegularExpressions;
using Leader.Api;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Architecture;

/// <summary>Domain ← Projections ← Api; and the rules are functions of what they are given.</summary>
public partial class Arrows_point_one_way
{
    private static readonly Assembly Domain = typeof(ICommand).Assembly;
    private static readonly Assembly Projections = typeof(LeaderStore).Assembly;
    private static readonly Assembly Api = typeof(LeaderApi).Assembly;

    [Fact]
    public void The_domain_rests_on_the_framework_alone() =>
        Used.Assemblies(Domain).Where(a => !a.StartsWith("System.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Projections_rest_on_the_domain_and_know_nothing_of_HTTP() => Used.Assemblies(Projections)
        .Where(a => a.StartsWith("Leader.", StringComparison.Ordinal) && a != "Leader.Domain"
            || a.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || a.StartsWith("Wolverine", StringComparison.Ordinal))
        .ShouldBeEmpty();

    [Fact]
    public void The_API_rests_on_both() =>
        Used.Assemblies(Api)
            .Where(a => a.StartsWith("Leader.", StringComparison.Ordinal))
            .ShouldBe(["Leader.Domain", "Leader.Projections"]);

    /// <summary>The day and the instant of an act are given to it; so are ids, which the host draws.</summary>
    [Fact]
    public void The_domain_has_no_clock_and_draws_no_ids()
    {
        Used.Types(Domain).Intersect(
        [
            "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Random",
            "System.Security.Cryptography.RandomNumberGenerator",
        ]).ShouldBeEmpty();
        Used.Members(Domain).Intersect(
        [
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
            "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
            "System.Guid.NewGuid", "System.Guid.CreateVersion7",
            "System.TimeZoneInfo.get_Local", "System.DateTime.ToLocalTime", "System.DateTimeOffset.ToLocalTime",
        ]).ShouldBeEmpty();
        Used.Members(Domain).Where(m => m.StartsWith("System.Environment.", StringComparison.Ordinal))
            .Except(["System.Environment.get_CurrentManagedThreadId"]) // iterators ask for it
            .ShouldBeEmpty();
    }

    /// <summary>What goes with a command is told in its context; no step leaves anything beside the request for another to find.</summary>
    [Fact]
    public void Nothing_is_handed_on_hidden_beside_a_request() =>
        Used.Members(Api).ShouldNotContain("Microsoft.AspNetCore.Http.HttpContext.get_Items");

    [Fact]
    public void What_these_tests_look_for_is_found_where_it_is()
    {
        Used.Members(Api).ShouldContain("System.DateTimeOffset.get_UtcNow");
        Used.Members(Api).ShouldContain("System.Guid.CreateVersion7");
        Used.Types(Api).ShouldContain("System.TimeProvider");
        Used.Types(Projections).ShouldContain("System.Threading.Tasks.Task");
    }

    [Fact]
    public void The_domain_neither_reads_nor_writes_anything_outside_itself() => Used.Types(Domain).Where(t =>
            t is "System.Console" or "System.IO.File" or "System.IO.Directory" or "System.IO.FileStream" or "System.IO.FileInfo"
            || t.StartsWith("System.Net.", StringComparison.Ordinal) || t.StartsWith("System.Data.", StringComparison.Ordinal)
            || t.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal)
            || t is "System.Threading.Thread" or "System.Diagnostics.Process")
        .ShouldBeEmpty();

    /// <summary>Numbers are decimal: a place may not depend on how a binary fraction is rounded.</summary>
    [Fact]
    public void Nothing_in_the_domain_is_a_binary_fraction() => Domain.GetTypes()
        .SelectMany(t => t.GetFields(All).Select(f => (Member: $"{t.Name}.{f.Name}", Type: f.FieldType))
            .Concat(t.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)
                .Select(type => (Member: $"{t.Name}.{m.Name}", Type: type)))))
        .Where(m => (Nullable.GetUnderlyingType(m.Type) ?? m.Type) is var type && (type == typeof(double) || type == typeof(float)))
        .Select(m => m.Member).ShouldBeEmpty();

    [Fact]
    public void Nothing_in_the_domain_is_shared_and_changes() => Domain.GetTypes()
        .SelectMany(t => t.GetFields(All)).Where(f => f is { IsStatic: true, IsInitOnly: false, IsLiteral: false })
        .Where(f => f.DeclaringType!.Name[0] != '<') // the compiler keeps its delegates there
        .Select(f => $"{f.DeclaringType!.Name}.{f.Name}").ShouldBeEmpty();

    [Fact]
    public void Facts_and_commands_are_values() => Domain.GetTypes()
        .Where(t => t is { IsInterface: false } && (t.IsAssignableTo(typeof(Fact)) || t.IsAssignableTo(typeof(ICommand))))
        .SelectMany(t => t.GetProperties(All).Where(p => p.SetMethod is { } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
            .Select(p => $"{t.Name}.{p.Name}")).ShouldBeEmpty();

    [Fact]
    public void One_class_alone_names_the_tables_of_Marten() => Sources().Where(f => MartensTable().IsMatch(File.ReadAllText(f)))
        .Select(Path.GetFileName).ShouldBe(["MartenTables.cs"]);

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Leader.sln"))) at = at.Parent!;
        return at.FullName;
    }

    [GeneratedRegex(@"\bmt_\w+")]
    private static partial Regex MartensTable();

    private const BindingFlags All =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
}
