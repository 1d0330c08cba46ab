using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Leader.Projections.Proof;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): one text for one content, whoever writes it. Names are sorted by UTF-16 code units,
/// numbers are written as ECMAScript writes doubles, strings with the fewest escapes.
/// </summary>
public static class Jcs
{
    public static byte[] Write(JsonElement content)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(content, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="json">UTF-8. Duplicate names are refused, as they have no canonical form.</param>
    public static byte[] Write(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false, MaxDepth = 128 });
        return Write(document.RootElement);
    }

    public static void Write(JsonElement content, IBufferWriter<byte> to)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Object:
                to.Write("{"u8);
                var properties = content.EnumerateObject().Select(p => (p.Name, p.Value)).ToArray();
                Array.Sort(properties, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
                for (var i = 0; i < properties.Length; i++)
                {
                    if (i > 0) to.Write(","u8);
                    Write(properties[i].Name, to);
                    to.Write(":"u8);
                    Write(properties[i].Value, to);
                }
                to.Write("}"u8);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var first = true;
                foreach (var item in content.EnumerateArray())
                {
                    if (!first) to.Write(","u8);
                    first = false;
                    Write(item, to);
                }
                to.Write("]"u8);
                break;
            case JsonValueKind.String: Write(content.GetString()!, to); break;
            case JsonValueKind.Number: to.Write(Encoding.ASCII.GetBytes(Number(content.GetDouble()))); break;
            case JsonValueKind.True: to.Write("true"u8); break;
            case JsonValueKind.False: to.Write("false"u8); break;
            default: to.Write("null"u8); break;
        }
    }

    public static void Write(string text, IBufferWriter<byte> to)
    {
        var escaped = text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || text.AsSpan().ContainsAny('"', '\\') ? Escaped(text) : text;
        to.Write("\""u8);
        var bytes = to.GetSpan(Strict.GetMaxByteCount(escaped.Length));
        to.Advance(Strict.GetBytes(escaped, bytes));
        to.Write("\""u8);
    }

    /// <summary>ECMAScript's Number::toString, on which RFC 8785 rests.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), "JSON has no such number.");
        if (value == 0) return "0";
        if (value < 0) return "-" + Number(-value);
        var (digits, exponent) = Digits(value.ToString("R", CultureInfo.InvariantCulture));
        if (digits.Length <= exponent && exponent <= 21) return digits + new string('0', exponent - digits.Length);
        if (exponent is > 0 and <= 21) return digits[..exponent] + "." + digits[exponent..];
        if (exponent is > -6 and <= 0) return "0." + new string('0', -exponent) + digits;
        var e = exponent - 1;
        return $"{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(e < 0 ? "-" : "+")}"
            + $"{Math.Abs(e).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>
    /// The digits without zeroes at either end, and the place of the point before or behind the first of them: 0.digits × 10^exponent.
    /// </summary>
    private static (string Digits, int Exponent) Digits(string round)
    {
        var e = round.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? round : round[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var exponent = (point < 0 ? mantissa.Length : point)
            + (e < 0 ? 0 : int.Parse(round.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), exponent - leading);
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
}
