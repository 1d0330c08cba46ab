using System.Collections.Frozen;
using System.Text.Json;
using Leader.Domain;

namespace Leader.Projections.Log;

/// <summary>
/// The stored name of every fact. A name outlives the class; a change of fields is a new version with an upcaster
/// (see tests/Api.Tests/Contract/events.txt).
/// </summary>
public static class FactTypes
{
    /// <summary>All facts of the domain with their stored names, for example <c>title_revoked.v1</c>.</summary>
    public static readonly FrozenDictionary<string, Type> ByName = typeof(Fact).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(Fact)))
        .ToFrozenDictionary(t => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(t.Name)}.v1", StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> Names = ByName.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>Every name that the log may hold.</summary>
    public static IEnumerable<string> Readable => ByName.Keys;

    public static string NameOf(Type type) => Names[type];

    public static Fact Read(string name, ReadOnlySpan<byte> json) => (Fact)JsonSerializer.Deserialize(json, ByName[name], LeaderJson.Stored)!;
}
