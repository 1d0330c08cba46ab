using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>
/// The stored name of every fact. A name outlives the class; a change of fields is a new version with an upcaster
/// (see tests/Api.Tests/Contract/events.txt).
/// </summary>
public static class FactTypes
{
    private static readonly FrozenDictionary<string, Upcaster> Earlier = Upcasters.All.ToFrozenDictionary(
        u => u.From,
        StringComparer.Ordinal);

    /// <summary>All facts of the domain with the names that they are stored by now, for example <c>title_revoked.v1</c>.</summary>
    public static readonly FrozenDictionary<string, Type> ByName = typeof(Fact).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(Fact)))
        .ToFrozenDictionary(t => Newest($"{JsonNamingPolicy.SnakeCaseLower.ConvertName(t.Name)}.v1"), StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> Names = ByName.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>Every name that the log may hold, earlier versions among them.</summary>
    public static IEnumerable<string> Readable => ByName.Keys.Concat(Earlier.Keys);

    public static string NameOf(Type type) => Names[type];

    /// <summary>The number of the format: 2 of <c>case_overdue.v2</c>.</summary>
    public static int FormatOf(string name) =>
        int.Parse(name.AsSpan(name.LastIndexOf(".v", StringComparison.Ordinal) + 2), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The type that facts of the name are read as.</summary>
    public static Type TypeOf(string name) => ByName[Newest(name)];

    /// <param name="name">The name that it was stored by.</param>
    public static Fact Read(string name, ReadOnlySpan<byte> json)
    {
        if (ByName.TryGetValue(name, out var type)) return (Fact)JsonSerializer.Deserialize(json, type, LeaderJson.Stored)!;
        var fact = JsonNode.Parse(json)!.AsObject();
        for (; Earlier.TryGetValue(name, out var upcaster); name = upcaster.To) fact = upcaster.Change(fact);
        return (Fact)fact.Deserialize(ByName[name], LeaderJson.Stored)!;
    }

    private static string Newest(string name)
    {
        while (Earlier.TryGetValue(name, out var upcaster)) name = upcaster.To;
        return name;
    }
}
