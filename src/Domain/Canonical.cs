using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
        Converters = { new JsonStringEnumConverter(), new WrittenDecimal(), new SortedMap() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Sorted } },
    };

    public static string Json(object content) => Encoding.UTF8.GetString(Utf8(content).WrittenSpan);

    /// <summary>SHA-256 of <see cref="Json"/>, lower-case hex.</summary>
    public static string Hash(object content) => Convert.ToHexStringLower(SHA256.HashData(Utf8(content).WrittenSpan));

    public static bool Same(object? one, object? other) =>
        one is null || other is null ? one is null && other is null : Json(one) == Json(other);

    private static ArrayBufferWriter<byte> Utf8(object content)
    {
        var text = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(text, new() { Encoder = Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, content, content.GetType(), Options);
        return text;
    }

    private static void Sorted(JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is not null || type.Type == typeof(JsonElement) || type.Type.IsAssignableTo(typeof(JsonNode)))
        {
            throw new NotSupportedException($"The members of {type.Type} have no order of their own.");
        }
        foreach (var (place, member) in type.Properties.OrderBy(m => m.Name, StringComparer.Ordinal).Index()) member.Order = place;
    }

    /// <summary>A map is an object whose names are its keys.</summary>
    private sealed class SortedMap : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => ValueOf(typeToConvert) is not null;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(typeToConvert, ValueOf(typeToConvert)!))!;

        private static Type? ValueOf(Type type) => type.GetInterfaces().Append(type)
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>)).Select(i => i.GetGenericArguments()[0])
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
                && i.GetGenericArguments()[0] == typeof(string))?.GetGenericArguments()[1];

        private sealed class Of<TMap, TValue> : Written<TMap> where TMap : IEnumerable<KeyValuePair<string, TValue>>
        {
            public override void Write(Utf8JsonWriter writer, TMap value, JsonSerializerOptions options)
            {
                writer.WriteStartObject();
                foreach (var (name, one) in value.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    JsonSerializer.Serialize(writer, one, options);
                }
                writer.WriteEndObject();
            }
        }
    }

    private sealed class WrittenDecimal : Written<decimal>
    {
        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private abstract class Written<T> : JsonConverter<T>
    {
        public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Canonical texts are written, never read.");
    }
}
