using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Leader.Projections.Log;

namespace Leader.Api.Portal.Forms;

public enum FieldKind { Text, LongText, Number, Day, Instant, Choice, YesNo, Check, Group, List, Map }

/// <summary>One member of a request, as a form asks for it: made of the type that the request is read as, and of nothing else.</summary>
/// <param name="Name">As in the JSON of the request; empty of an item of a list.</param>
/// <param name="Schema">The name of the type that has the member, for its label.</param>
public sealed record Field(string Name, FieldKind Kind, string Schema)
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Field>> Known = new();

    /// <summary>Texts of more than a line.</summary>
    private static readonly HashSet<string> Long = new(StringComparer.Ordinal)
    {
        "facts", "reason", "reasons", "text", "opinion", "conditions", "benefit", "rationale", "detail", "description", "announcement",
        "answer", "found", "lookedAt", "toPutRight", "consumerNeeds", "easeOfChoice", "industrialDevelopment", "standardsReason",
        "searchEvidence", "substitute",
    };

    /// <summary>Left out, the request cannot be read.</summary>
    public bool Required { get; init; }

    /// <summary>Has to be sent, be it as null, which says something.</summary>
    public bool SaysNothingByNull { get; init; }

    /// <summary>What it is where it is left out, as text: shown as filled in, so that nobody has to know.</summary>
    public string? Default { get; init; }

    /// <summary>Of a group.</summary>
    public IReadOnlyList<Field> Members { get; init; } = [];

    /// <summary>Of a list.</summary>
    public Field? Item { get; init; }

    /// <summary>Of a choice; the name of the list, for the labels of its words.</summary>
    public (string Name, IReadOnlyList<string> Words)? Choices { get; init; }

    /// <summary>What something is called in ids from then on: Latin letters, digits and hyphens.</summary>
    public bool IsNewCode => Kind == FieldKind.Text && Name is "code" or "id";

    /// <summary>Digests of files that are deposited beforehand.</summary>
    public bool TakesFiles => Kind == FieldKind.List && Name == "evidence";

    /// <summary>The members that a request of the type may have, but for those that its address sets.</summary>
    public static IReadOnlyList<Field> Of(Type request) => Known.GetOrAdd(request, static type =>
    [
        .. LeaderJson.Http.GetTypeInfo(type).Properties
            .Where(p => (p.Set is not null || p.AssociatedParameter is not null) && !LeaderJson.IsSetByTheAddress(p))
            .Select(p => Of(p, type)),
    ]);

    private static Field Of(JsonPropertyInfo member, Type of)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType);
        var nullable = type is not null || member.IsSetNullable;
        var field = Of(type ?? member.PropertyType, member.Name, of.Name, member.IsRequired && !nullable);
        return field with
        {
            SaysNothingByNull = member.IsRequired && nullable,
            Default = (member.AssociatedParameter is { } parameter ? parameter.DefaultValue : member.Get?.Invoke(Blank(of))) switch
            {
                bool yes => yes ? "true" : null,
                Enum word when !member.IsRequired => Camel(word.ToString()),
                int number when !member.IsRequired => number.ToString(CultureInfo.InvariantCulture),
                _ => null,
            },
        };
    }

    /// <summary>One of which nothing was said, as far as it has members that need not be said.</summary>
    private static object Blank(Type type)
    {
        var constructor = type.GetConstructors().MinBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters()
            .Select(p => p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
    }

    private static Field Of(Type type, string name, string schema, bool required)
    {
        var field = new Field(name, KindOf(type, name, required), schema) { Required = required };
        return field.Kind switch
        {
            FieldKind.Choice => field with { Choices = (type.Name, [.. Enum.GetNames(type).Select(Camel)]) },
            FieldKind.List => field with { Item = Of(LeaderJson.Http.GetTypeInfo(type).ElementType!, "", schema, true) },
            FieldKind.Group => field with { Members = Of(type) },
            _ => field,
        };
    }

    private static FieldKind KindOf(Type type, string name, bool required) =>
        type == typeof(string) ? Long.Contains(name) ? FieldKind.LongText : FieldKind.Text
        : type == typeof(bool) ? required ? FieldKind.YesNo : FieldKind.Check
        : type.IsEnum ? FieldKind.Choice
        : type == typeof(DateOnly) ? FieldKind.Day
        : type == typeof(DateTimeOffset) ? FieldKind.Instant
        : type.IsPrimitive || type == typeof(decimal) ? FieldKind.Number
        : type.IsAssignableTo(typeof(IReadOnlyDictionary<string, string>)) ? FieldKind.Map
        : type.IsAssignableTo(typeof(IEnumerable)) ? FieldKind.List
        : FieldKind.Group;

    private static string Camel(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
}
