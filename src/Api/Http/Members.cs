using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Log;

namespace Leader.Api.Http;

/// <summary>
/// Holds a request against the members that it may have, before it is read as a command: a misspelt member would be passed over, and
/// another thing done than was asked for. Everything wrong is told at once, each with its path.
/// </summary>
internal static class Members
{
    /// <param name="types">Whose members may stand side by side in it.</param>
    /// <returns>Null where nothing is wrong, and where it is no object or no Unicode, which its reader tells.</returns>
    public static Refusal? Refusal(JsonElement body, params Type[] types)
    {
        try
        {
            var check = new Check();
            if (body.ValueKind == JsonValueKind.Object)
            {
                Object(check, body, [.. types.Select(LeaderJson.Http.GetTypeInfo)], "");
            }
            return check.Refusal;
        }
        catch (InvalidOperationException) { return null; } // half of a surrogate pair
    }

    private static void Object(Check check, JsonElement element, JsonTypeInfo[] types, string at)
    {
        var known = types.SelectMany(t => t.Properties).Where(p => p.Get is not null || p.Set is not null).DistinctBy(p => p.Name)
            .ToDictionary(p => p.Name, StringComparer.Ordinal);
        var (open, seen) = (
            known.Values.Where(p => !LeaderJson.IsSetByTheAddress(p)).Select(p => p.Name).ToArray(),
            new HashSet<string>(StringComparer.Ordinal));
        foreach (var member in element.EnumerateObject())
        {
            var here = at.Length == 0 ? member.Name : $"{at}.{member.Name}";
            check.That(seen.Add(member.Name), here, "is given twice.");
            if (!known.TryGetValue(member.Name, out var property))
            {
                check.That(
                    false,
                    here,
                    $"is not a member of this "
                        + $"request{Nearest.Hint(member.Name, open)}.{(open.Length == 0 ? "" : $" It has {string.Join(", ", open)}.")}");
            }
            else if (LeaderJson.IsSetByTheAddress(property))
            {
                check.That(false, here, "is set by the address or the token, not by the request.");
            }
            else
            {
                Value(check, member.Value, property.PropertyType, here);
            }
        }
    }

    private static void Value(Check check, JsonElement element, Type type, string at)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (element.ValueKind == JsonValueKind.String)
        {
            var text = element.GetString()!;
            if (type == typeof(string)) check.That(Texts.Fault(text, line: false) is null, at, Texts.Fault(text, line: false) ?? "");
            if (type == typeof(DateTimeOffset)) check.That(Instants.Read(text, out var fault) is not null, at, fault);
            return;
        }
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return;
        var info = LeaderJson.Http.GetTypeInfo(type);
        switch (info.Kind, element.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                Object(check, element, [info], at);
                break;
            case (JsonTypeInfoKind.Dictionary, JsonValueKind.Object):
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var entry in element.EnumerateObject())
                {
                    check.That(seen.Add(entry.Name), $"{at}.{entry.Name}", "is given twice.")
                        .That(Texts.Fault(entry.Name, line: true) is null, at, Texts.Fault(entry.Name, line: true) ?? "");
                    Value(check, entry.Value, info.ElementType!, $"{at}.{entry.Name}");
                }
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                foreach (var (i, item) in element.EnumerateArray().Index()) Value(check, item, info.ElementType!, $"{at}[{i}]");
                break;
        }
    }

    /// <summary>Objects and lists stand within each other more than so many times.</summary>
    public static bool IsDeeper(ReadOnlySpan<byte> json, int most)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= most) return true;
            }
        }
        catch (JsonException) { } // which is told where it is read
        return false;
    }

    /// <summary>UTF-8 may begin with a byte-order mark, as Windows programs write it (RFC 8259, 8.1).</summary>
    public static byte[] WithoutMark(byte[] body) =>
        body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
}
