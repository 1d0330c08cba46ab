using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Leader.Api.Tests.Contract.The_OpenAPI_document_is_complete;

namespace Leader.Api.Tests.Contract;

/// <summary>Holds JSON against the schemas of our own OpenAPI document; no more of JSON Schema than it uses.</summary>
internal static class Schemas
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new();

    /// <param name="part">Of an <c>allOf</c>: the other parts may have members too.</param>
    public static void Check(
        JsonElement document,
        JsonElement schema,
        JsonElement value,
        string at,
        SortedSet<string> wrong,
        bool part = false)
    {
        if (schema.TryGetProperty("$ref", out var name))
        {
            var named = document.GetProperty("components").GetProperty("schemas").GetProperty(name.GetString()!.Split('/')[^1]);
            Check(document, named, value, name.GetString()!.Split('/')[^1], wrong, part);
            return;
        }
        foreach (var of in Parts(schema, "allOf")) Check(document, of, value, at, wrong, part: true);
        var any = Parts(schema, "oneOf").ToArray();
        if (any.Length > 0 && !any.Any(s => Fits(s)))
        {
            wrong.Add($"{at} is nothing of what it can be");
            return;
        }
        var types = Types(schema);
        if (types.Length > 0 && !types.Any(IsOf))
        {
            wrong.Add($"{at} is no {string.Join(" or ", types)}");
            return;
        }
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(w => w.GetString() == text))
        {
            wrong.Add($"{at} is none of the words: {value}");
        }
        var format = schema.TryGetProperty("format", out var said) ? said.GetString() : null;
        if (text is not null && (format == "date" && !DateOnly.TryParseExact(text, "yyyy-MM-dd", out _)
            || format == "date-time" && !DateTimeOffset.TryParse(text, out _)))
        {
            wrong.Add($"{at} is no {format}: {text}");
        }
        if (text is not null && schema.TryGetProperty("pattern", out var pattern) && !Matches(pattern.GetString()!, text))
        {
            wrong.Add($"{at} is not written as {pattern}: {text}");
        }
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray()) Check(document, items, item, at, wrong);
        }
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var required in Parts(schema, "required").Select(r => r.GetString()!))
        {
            if (!value.TryGetProperty(required, out _)) wrong.Add($"{at} lacks {required}");
        }
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var members) && members.TryGetProperty(member.Name, out var of))
            {
                Check(document, of, member.Value, $"{at}.{member.Name}", wrong);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            {
                Check(document, others, member.Value, $"{at}.{member.Name}", wrong);
            }
            else if (!part && members.ValueKind == JsonValueKind.Object)
            {
                wrong.Add($"{at} has {member.Name}");
            }
        }

        bool Fits(JsonElement one)
        {
            var faults = new SortedSet<string>(StringComparer.Ordinal);
            Check(document, one, value, at, faults);
            return faults.Count == 0;
        }

        bool IsOf(string type) => type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "string" => value.ValueKind == JsonValueKind.String,
            "array" => value.ValueKind == JsonValueKind.Array,
            _ => value.ValueKind == JsonValueKind.Object,
        };
    }

    private static bool Matches(string pattern, string text) =>
        Patterns.GetOrAdd(pattern, p => new(p, RegexOptions.ECMAScript)).IsMatch(text);
}
