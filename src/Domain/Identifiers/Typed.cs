namespace Leader.Domain.Identifiers;

/// <summary>Text as people type it, brought to one form.</summary>
/// <remarks>
/// Done by hand: <see cref="string.Normalize(System.Text.NormalizationForm)"/> leaves full-width characters as they are in a host
/// with invariant globalisation, and culture-free upper-casing knows more letters than our codes.
/// </remarks>
internal static class Typed
{
    /// <summary>Full-width forms of ASCII become ASCII, the ideographic space a space, and the letters a to z capitals (part of NFKC).</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++) to[i] = Fold(from[i]);
    });

    private static char Fold(char c)
    {
        c = c switch
        {
            >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
            '\u3000' => ' ',
            _ => c,
        };
        return c is >= 'a' and <= 'z' ? (char)(c - 32) : c;
    }
}
