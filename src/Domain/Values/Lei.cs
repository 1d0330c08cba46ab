using System.Text.RegularExpressions;

namespace Leader.Domain.Values;

/// <summary>Legal Entity Identifier, ISO 17442: for enterprises without a credit code (Q43).</summary>
public static partial class Lei
{
    public const int Length = 20;

    public const string Written = "[0-9A-Z]{18}[0-9]{2}";

    /// <summary>18 letters or digits and two check digits, the whole 1 modulo 97 (A = 10 … Z = 35).</summary>
    /// <param name="normalised">The identifier; empty when the answer is false.</param>
    public static bool TryParse(string? text, out string normalised)
    {
        var lei = Typed.Fold(text ?? "").Trim();
        var ok = Form().IsMatch(lei) && Modulo97(lei) == 1;
        normalised = ok ? lei : "";
        return ok;
    }

    /// <summary>The two digits that the first 18 characters ask for; null where those are none of an LEI.</summary>
    public static string? CheckDigits(string lei) =>
        lei.Length >= Length - 2 && lei[..(Length - 2)] is var first && first.All(char.IsAsciiLetterOrDigit)
            ? (98 - Modulo97(Typed.Fold(first) + "00")).ToString("00", System.Globalization.CultureInfo.InvariantCulture) : null;

    private static int Modulo97(string lei) =>
        lei.Aggregate(0, (rest, c) => char.IsAsciiDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97);

    [GeneratedRegex($@"^{Written}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
