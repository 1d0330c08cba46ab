using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Leader.Domain;

/// <summary>
/// One text for one content: what is under public notice is pinned by its digest, and two requests are the same when their texts are.
/// </summary>
/// <remarks>
/// JSON in UTF-8 without white space; names in camelCase, sorted by code unit; enumerations by name; decimals as strings with
/// the places that they were written with ("0.50" is not "0.5"). Computed properties are left out.
/// </remarks>
public static class Canonical
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(), new WrittenDecimal() },
    };

    public static string Json(object content) =>
        Sorted(JsonSerializer.SerializeToNode(content, content.GetType(), Options))?.ToJsonString(Options) ?? "null";

    /// <summary>SHA-256 of <see cref="Json"/>, lower-case hex.</summary>
    public static string Hash(object content) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Json(content))));

    public static bool Same(object? one, object? other) =>
        one is null || other is null ? one is null && other is null : Json(one) == Json(other);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o =>
            new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private sealed class WrittenDecimal : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Canonical texts are written, never read.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
