using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Leader.Api.Http;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Api.Portal.Frame;

/// <summary>What the members of the documents are, by the names of the OpenAPI document: read from their types.</summary>
internal static class Documents
{
    private static readonly FrozenDictionary<(string Schema, string Member), Type> Members = All();

    /// <summary>The closed list that a member's words are of; null where it holds no such word.</summary>
    public static string? List(string schema, string member) =>
        Members.TryGetValue((schema, member), out var type) && type.IsEnum ? type.Name : ClosedLists.OfText(schema, member)?.Name;

    /// <summary>What a document within a document is called, or each of a list of them.</summary>
    public static string? Schema(string? schema, string member) =>
        schema is not null && Members.TryGetValue((schema, member), out var type) && !type.IsEnum ? type.Name : null;

    private static FrozenDictionary<(string, string), Type> All()
    {
        var found = new Dictionary<(string, string), Type>();
        var seen = new HashSet<Type>();
        foreach (var view in LeaderViews.Documents) Take(view.Document);
        return found.ToFrozenDictionary();

        void Take(Type type)
        {
            if (!seen.Add(type)) return;
            foreach (var member in LeaderJson.Http.GetTypeInfo(type).Properties.Where(p => p.Get is not null))
            {
                var of = Of(member.PropertyType);
                var info = LeaderJson.Http.GetTypeInfo(of);
                if (!of.IsEnum && info.Kind != JsonTypeInfoKind.Object) continue;
                found[(type.Name, member.Name)] = of;
                if (!of.IsEnum) Take(of);
            }
        }
    }

    private static Type Of(Type member)
    {
        var type = Nullable.GetUnderlyingType(member) ?? member;
        return LeaderJson.Http.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } ? Of(item) : type;
    }
}
