using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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

    public static string Json(object content) => Encoding.UTF8.GetString(Utf8(content).WrittenSpan);

    /// <summary>SHA-256 of <see cref="Json"/>, lower-case hex.</summary>
    public static string Hash(object content) => Convert.ToHexStringLower(SHA256.HashData(Utf8(content).WrittenSpan));

    public static bool Same(object? one, object? other) =>
        one is null || other is null ? one is null && other is null : Json(one) == Json(other);

    private static ArrayBufferWriter<byte> Utf8(object content)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        using var json = JsonSerializer.SerializeToDocument(content, content.GetType(), Options);
        using var writer = new Utf8JsonWriter(text, new() { Encoder = Options.Encoder, SkipValidation = true });
        Sorted(json.RootElement, writer);
        writer.Flush();
        return text;
    }

    private static void Sorted(JsonElement element, Utf8JsonWriter writer)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(member.Name);
                Sorted(member.Value, writer);
            }
            writer.WriteEndObject();
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in element.EnumerateArray()) Sorted(item, writer);
            writer.WriteEndArray();
        }
        else
        {
            element.WriteTo(writer);
        }
    }

    private sealed class WrittenDecimal : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Canonical texts are written, never read.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
