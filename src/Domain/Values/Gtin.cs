using System.Globalization;

namespace Leader.Domain.Values;

/// <summary>
/// The number under a barcode: GTIN-8, -12, -13 or -14 of GS1. One trade item has one number, however many zeros stand before it: the
/// twelve digits of 012345678905 and its thirteen are the same.
/// </summary>
public static class Gtin
{
    /// <summary>The one form that the register keeps.</summary>
    public const string Written = "(?:[0-9]{8}|[0-9]{12,14})";

    /// <param name="typed">Blanks, hyphens and full-width digits are put right.</param>
    /// <returns>
    /// The digits in their one form, without zeros that only fill up; or why it is no number that names a product. Of a wrong check digit
    /// it tells which one the other digits have.
    /// </returns>
    public static (string Digits, string? Fault) Read(string typed)
    {
        var digits = string.Concat(Typed.Plain(typed).Where(c => c is not (' ' or '-' or '\u2010' or '\u2011' or '\u2013')));
        if (!digits.All(char.IsAsciiDigit)) return (digits, "is no barcode: it has digits only.");
        if (digits.Length is not (8 or 12 or 13 or 14))
        {
            return (digits, string.Create(
                CultureInfo.InvariantCulture, $"is no barcode: it has 8, 12, 13 or 14 digits, not {digits.Length}."));
        }
        if (CheckDigit(digits[..^1]) is var right && right != digits[^1])
        {
            return (digits, $"is no barcode: by its other digits the last one should be {right}, not {digits[^1]}. Read it again.");
        }
        var one = OneForm(digits);
        return IsOfOneShop(one)
            ? (one, "is a number for use inside one shop or company, which others give to other things; it names no product.")
            : (one, null);
    }

    /// <summary>GS1, modulo 10: from the right the digits count three times and once, in turn.</summary>
    /// <param name="digits">Without the check digit.</param>
    public static char CheckDigit(string digits) =>
        (char)('0' + (10 - digits.Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 3 : 1)).Sum() % 10) % 10);

    private static string OneForm(string digits)
    {
        var all = digits.PadLeft(14, '0');
        return all.StartsWith("000000", StringComparison.Ordinal) ? all[6..]
            : all.StartsWith("00", StringComparison.Ordinal) ? all[2..]
            : all[0] == '0' ? all[1..] : all;
    }

    /// <summary>GS1 prefixes 02, 04 and 2, of eight digits 0 and 2: restricted circulation.</summary>
    private static bool IsOfOneShop(string one) => one.Length == 8 ? one[0] is '0' or '2'
        : one.PadLeft(14, '0')[1..3] is "02" or "04" or ['2', _];
}
