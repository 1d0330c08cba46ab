using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Portal.Frame;

/// <summary>What the members of documents and facts are, from their types: of which list a word is, and of which record a value.</summary>
internal static class Shapes
{
    private static readonly FrozenDictionary<string, Type?> Members =
        new[] { typeof(Fact), typeof(TitleDoc), typeof(Shapes) }.SelectMany(t => t.Assembly.GetTypes())
            .Where(t => t is { IsClass: true, IsPublic: true, IsGenericType: false } && t.GetMethod("<Clone>$") is not null)
            .SelectMany(t => t.GetProperties().Select(p =>
                (Name: $"{t.Name}.{JsonNamingPolicy.CamelCase.ConvertName(p.Name)}", Type: Inner(p.PropertyType))))
            .GroupBy(m => m.Name, m => m.Type, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Distinct().ToImmutableArray() is [var one] ? one : null, StringComparer.Ordinal);

    /// <summary>The closed list that the member is a word of; null where it is none.</summary>
    public static string? List(string? schema, string member) => schema is null ? null
        : ClosedLists.OfText(schema, member)?.Name ?? (Of(schema, member) is { IsEnum: true } words ? words.Name : null);

    /// <summary>What the value of the member is called, or each of its items.</summary>
    public static string? Schema(string? schema, string member) =>
        schema is not null && Of(schema, member) is { IsClass: true } type && type != typeof(string) ? type.Name : null;

    private static Type? Of(string schema, string member) => Members.GetValueOrDefault($"{schema}.{member}");

    private static Type Inner(Type type) => Nullable.GetUnderlyingType(type)
        ?? (type.IsGenericType && type.GetGenericArguments() is [var item] ? item : type);
}
