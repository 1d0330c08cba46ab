using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Leader.Projections;

/// <summary>How facts are stored, and how answers are written.</summary>
public static class LeaderJson
{
    /// <summary>
    /// Facts in the log: decimals as strings, exactly as written ("0.50"), so that no reader rounds them; enumerations by their
    /// names; what is computed is left out.
    /// </summary>
    public static readonly JsonSerializerOptions Stored = Make(o =>
    {
        o.IgnoreReadOnlyProperties = true;
        o.Converters.Add(new JsonStringEnumConverter());
        o.Converters.Add(new DecimalAsText());
    });

    /// <summary>Requests and answers: decimals as JSON numbers with the digits as written; requests may give them as strings too.</summary>
    public static readonly JsonSerializerOptions Http = Make(Strict);

    /// <summary>A copy of <see cref="Stored"/> that Marten may add its own settings to.</summary>
    public static JsonSerializerOptions ForMarten() => new(Stored);

    /// <summary>What is required in a request is refused when missing or null; text must be storable Unicode.</summary>
    public static void Strict(JsonSerializerOptions o)
    {
        Common(o);
        o.NumberHandling = JsonNumberHandling.AllowReadingFromString;
        o.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        o.RespectNullableAnnotations = true;
        o.RespectRequiredConstructorParameters = true;
        o.Converters.Add(new StorableText());
        o.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NullableIsOptional } };
    }

    /// <summary>A field that may be null may also be left out.</summary>
    private static void NullableIsOptional(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.IsRequired && p.AssociatedParameter is { } parameter
                     && (Nullable.GetUnderlyingType(p.PropertyType) is not null || (!p.PropertyType.IsValueType && parameter.IsNullable))))
            property.IsRequired = false;
    }

    private static void Common(JsonSerializerOptions o)
    {
        o.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        o.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    private static JsonSerializerOptions Make(Action<JsonSerializerOptions> more)
    {
        var options = new JsonSerializerOptions();
        if (more != Strict) Common(options);
        more(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class DecimalAsText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? decimal.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                : reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>PostgreSQL cannot store U+0000, and UTF-8 has no lone surrogates: refused instead of altered.</summary>
    private sealed class StorableText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? text;
            try { text = reader.GetString(); }
            catch (InvalidOperationException) { throw new JsonException("The text holds half of a surrogate pair."); }
            return text?.Contains('\0') == true ? throw new JsonException("The text holds the character U+0000.") : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
