using System.Globalization;
using System.Numerics;

namespace Leader.Domain.Values;

/// <summary>Numbers as people and programs write them: read with every digit, or refused; never rounded.</summary>
public static class WrittenNumber
{
    /// <summary>Digits from the first that is not 0, and places after the point.</summary>
    public const int MaxDigits = 28;

    /// <summary>Why a number is refused that is one.</summary>
    public const string TooManyDigits = "has more than 28 digits, or places after the point; numbers are not rounded here, so write it "
        + "with fewer.";

    /// <summary>JSON's grammar (RFC 8259), but for zeros and a plus sign in front. 0.50 keeps its places, 1.5e3 is 1500.</summary>
    /// <returns>False when it is no number, or has too many digits.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        if (!Split(text, out var negative, out var digits, out var scale)) return false;
        digits = digits.TrimStart('0');
        if (scale < 0)
        {
            (digits, scale) = (digits.Length == 0 ? "" : digits.PadRight((int)Math.Min(digits.Length - scale, MaxDigits + 1), '0'), 0);
        }
        if (digits.Length > MaxDigits || scale > MaxDigits) return false;
        var whole = digits.Length == 0 ? BigInteger.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var (low, middle, high) = ((uint)(whole & uint.MaxValue), (uint)((whole >> 32) & uint.MaxValue), (uint)(whole >> 64));
        value = new((int)low, (int)middle, (int)high, negative && !whole.IsZero, (byte)scale);
        return true;
    }

    /// <summary>Whether the text is a number at all, of however many digits.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => Split(text, out _, out _, out _);

    /// <param name="scale">Places after the point; below 0 zeros follow the digits.</param>
    private static bool Split(ReadOnlySpan<char> text, out bool negative, out string digits, out long scale)
    {
        (negative, digits, scale) = (text is ['-', ..], "", 0);
        if (text is ['-' or '+', ..]) text = text[1..];
        if (text.IndexOfAny('e', 'E') is var e and >= 0)
        {
            var exponent = text[(e + 1)..];
            if (!long.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)) return false;
            scale = -Math.Clamp(power, -100_000, 100_000);
            text = text[..e];
        }
        var point = text.IndexOf('.');
        if (point == 0 || point == text.Length - 1) return false;
        digits = point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]);
        if (point >= 0) scale += text.Length - point - 1;
        return digits.Length > 0 && digits.All(char.IsAsciiDigit);
    }
}
