namespace Leader.Domain.Identifiers;

/// <summary>Legal Entity Identifier, ISO 17442: for enterprises without a credit code (Q43).</summary>
public static class Lei
{
    public const int Length = 20;

    /// <summary>18 letters or digits and two check digits, the whole 1 modulo 97 (A = 10 … Z = 35).</summary>
    /// <param name="normalised">The identifier; empty when the answer is false.</param>
    public static bool TryParse(string? text, out string normalised)
    {
        var lei = Typed.Fold(text ?? "").Trim();
        var ok = lei.Length == Length && lei.All(char.IsAsciiLetterOrDigit) && char.IsAsciiDigit(lei[18]) && char.IsAsciiDigit(lei[19]) && Modulo97(lei) == 1;
        normalised = ok ? lei : "";
        return ok;
    }

    private static int Modulo97(string lei) =>
        lei.Aggregate(0, (rest, c) => char.IsAsciiDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97);
}
