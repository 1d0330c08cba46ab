using System.Text.RegularExpressions;

namespace Leader.Domain.Values;

/// <summary>Unified social credit code (统一社会信用代码), GB 32100-2015: the identity of an enterprise for life; names change.</summary>
public static partial class CreditCode
{
    public const int Length = 18;

    /// <summary>31 symbols; I, O, S, V and Z are left out.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>As an expression. Those of all ids hold in .NET and in JSON Schema, and have no anchors.</summary>
    public const string Written = "[0-9A-HJ-NPQRTUWXY]{18}";

    /// <summary>Reads a code as typed: spaces around it, lower case and full-width characters are put right.</summary>
    /// <param name="normalised">The code; empty when the answer is false.</param>
    /// <returns>
    /// False for a wrong length or alphabet. The check character is not looked at, as real codes of the pilot era fail it:
    /// see <see cref="CheckCharacterHolds"/>.
    /// </returns>
    public static bool TryParse(string? text, out string normalised)
    {
        var code = Typed.Fold(text ?? "").Trim();
        var ok = Form().IsMatch(code);
        normalised = ok ? code : "";
        return ok;
    }

    /// <summary>Whether position 18 is what positions 1 to 17 ask for. Where not, a code needs the attestation of the registry.</summary>
    public static bool CheckCharacterHolds(string code) =>
        TryParse(code, out var normalised) && CheckCharacter(normalised.AsSpan(0, 17)) == normalised[17];

    /// <summary>The character for position 18: 31 minus the sum of value times 3^(position − 1), modulo 31.</summary>
    /// <exception cref="ArgumentException">Not 17 characters of the alphabet.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> first17)
    {
        if (first17.Length != Length - 1) throw new ArgumentException("17 characters are needed.", nameof(first17));
        var (sum, weight) = (0, 1);
        foreach (var c in first17)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0) throw new ArgumentException($"'{c}' does not occur in credit codes.", nameof(first17));
            (sum, weight) = ((sum + value * weight) % 31, weight * 3 % 31);
        }
        return Alphabet[(31 - sum) % 31];
    }

    [GeneratedRegex($@"^{Written}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
