using System.Security.Cryptography;
using System.Text;

namespace Leader.Projections.Views.Engine;

/// <summary>
/// The place of a row in a list, as a text. With a check: one that lost or changed a character, or is of another list or order, leads
/// nowhere, and not to another page.
/// </summary>
public static class Cursor
{
    /// <param name="of">The list and its order.</param>
    public static string Write((string Sort, string Key) at, string of) =>
        Convert.ToBase64String(Checked(at.Sort + "\n" + at.Key, of)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static (string Sort, string Key) Read(string text, string of)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        var bytes = text.Length <= 1000
            ? Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='))
            : throw new FormatException();
        var place = Encoding.UTF8.GetString(bytes.AsSpan(Math.Min(3, bytes.Length)));
        return bytes.AsSpan().SequenceEqual(Checked(place, of)) && place.Split('\n') is [var sort, var key] && !place.Contains('\0')
            ? (sort, key)
            : throw new FormatException();
    }

    public static bool IsOne(string text, string of)
    {
        try { return Read(text, of) is { Key.Length: > 0 } place && Write(place, of) == text; }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or ArgumentException) { return false; }
    }

    private static byte[] Checked(string place, string of)
    {
        var bytes = Encoding.UTF8.GetBytes(place);
        return [.. SHA256.HashData([.. bytes, 0, .. Encoding.UTF8.GetBytes(of)]).AsSpan(0, 3), .. bytes];
    }
}
