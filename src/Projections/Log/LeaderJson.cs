using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Values;

namespace Leader.Projections.Log;

/// <summary>How facts are stored, and how answers are written.</summary>
public static class LeaderJson
{
    /// <summary>
    /// Facts in the log: decimals as strings, exactly as written ("0.50"), so that no reader rounds them; enumerations by their
    /// names; what is computed is left out.
    /// </summary>
    public static readonly JsonSerializerOptions Stored = Make(o =>
    {
        o.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutComputed } };
        o.Converters.Add(new JsonStringEnumConverter());
        o.Converters.Add(new DecimalAsText());
    });

    /// <summary>
    /// Answers, and the documents of the views: decimals as JSON numbers with the digits as written, instants at the offset of Beijing.
    /// </summary>
    public static readonly JsonSerializerOptions Http = Make(o =>
    {
        Strict(o);
        o.Converters.Add(new InBeijing());
    });

    /// <summary>How every instant is written that is answered: in Beijing, with as many digits of the second as it has.</summary>
    public const string Instant = "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz";

    /// <summary>Bodies of requests: as <see cref="Http"/>; numbers may stand as text too, and none is rounded to be read.</summary>
    public static readonly JsonSerializerOptions Requests = Make(o =>
    {
        Strict(o);
        o.Converters.Add(new EveryDigit());
    });

    /// <summary>A copy of <see cref="Stored"/> that Marten may add its own settings to.</summary>
    public static JsonSerializerOptions ForMarten() => new(Stored);

    /// <summary>What is required in a request is refused when missing or null; text must be storable Unicode.</summary>
    public static void Strict(JsonSerializerOptions o)
    {
        Common(o);
        o.NumberHandling = JsonNumberHandling.AllowReadingFromString;
        o.RespectNullableAnnotations = true;
        o.RespectRequiredConstructorParameters = true;
        o.Converters.Add(new StorableText());
        o.Converters.Add(new OneWord());
        o.TypeInfoResolver =
            new DefaultJsonTypeInfoResolver { Modifiers = { NullableIsOptional, NothingIsNoItem, WithoutWhatTheAddressSets } };
    }

    /// <summary>Properties without a setter follow from the others (IgnoreReadOnlyProperties leaves out no lists).</summary>
    private static void WithoutComputed(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var computed in type.Properties.Where(p => p.AttributeProvider is System.Reflection.PropertyInfo { CanWrite: false })
            .ToArray())
        {
            type.Properties.Remove(computed);
        }
    }

    /// <summary>
    /// Whether the member of a command is none of its request: ids that the address or the register sets. The domain writes them last,
    /// empty where they are left out.
    /// </summary>
    public static bool IsSetByTheAddress(JsonPropertyInfo property) =>
        property.AssociatedParameter is { HasDefaultValue: true } parameter
            && parameter.DeclaringType.IsAssignableTo(typeof(ICommand))
            && (parameter.DefaultValue is "" || parameter.ParameterType == typeof(Held));

    private static void WithoutWhatTheAddressSets(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        foreach (var property in type.Properties.Where(IsSetByTheAddress)) property.ShouldSerialize = (_, _) => false;
    }

    public const string HoldsNull = "may not hold null.";

    /// <summary>No list of a request has places left empty.</summary>
    private static void NothingIsNoItem(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable) type.OnDeserialized = list => Refuse((System.Collections.IEnumerable)list);
        if (type.Kind == JsonTypeInfoKind.Dictionary && typeof(System.Collections.IDictionary).IsAssignableFrom(type.Type))
        {
            type.OnDeserialized = d => Refuse(((System.Collections.IDictionary)d).Values);
        }
        if (type.Kind == JsonTypeInfoKind.Dictionary && typeof(IReadOnlyDictionary<string, string>) == type.Type)
        {
            type.OnDeserialized = d => Refuse(((IReadOnlyDictionary<string, string>)d).Values);
        }

        static void Refuse(System.Collections.IEnumerable items)
        {
            if (items is string or byte[]) return;
            foreach (var item in items)
            {
                if (item is null) throw new JsonException(HoldsNull);
            }
        }
    }

    /// <summary>A field that may be null may also be left out.</summary>
    private static void NullableIsOptional(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.IsRequired
            && p.AttributeProvider?.IsDefined(typeof(JsonRequiredAttribute), true) != true
            && p.AssociatedParameter is { } parameter
                     && (Nullable.GetUnderlyingType(p.PropertyType) is not null || (!p.PropertyType.IsValueType && parameter.IsNullable))))
        {
            property.IsRequired = false;
        }
    }

    private static void Common(JsonSerializerOptions o)
    {
        o.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        o.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    private static JsonSerializerOptions Make(Action<JsonSerializerOptions> more)
    {
        var options = new JsonSerializerOptions();
        Common(options);
        more(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class DecimalAsText : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? decimal.Parse(
                    reader.GetString()!,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture)
                : reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The framework's own reader would round 29 digits, and make 0 of 1e-30.</summary>
    private sealed class EveryDigit : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)) throw new JsonException("must be a number.");
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()!
                : Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
            return WrittenNumber.TryParse(text, out var value) ? value
                : throw new JsonException(WrittenNumber.IsNumber(text) ? WrittenNumber.TooManyDigits : "must be a number.");
        }

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class InBeijing : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToOffset(Beijing.Offset).ToString(Instant, CultureInfo.InvariantCulture));
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
        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options)!;
        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }

    /// <summary>Enumerations by one of their words; the framework's converter would also add up several ("creditCode, lei").</summary>
    private sealed class OneWord : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;
        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

        private sealed class Of<T> : JsonConverter<T> where T : struct, Enum
        {
            private static readonly Dictionary<string, T> Values = Enum.GetValues<T>().ToDictionary(
                Words.Of,
                StringComparer.OrdinalIgnoreCase);

            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length < 100 && !reader.ValueIsEscaped
                    && Values.TryGetValue(reader.GetString()!, out var value) ? value
                : throw new JsonException($"must be one of: {string.Join(", ", Values.Keys)}.");

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(Words.Of(value));
        }
    }
}
