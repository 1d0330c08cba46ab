using System.Globalization;
using System.Text.RegularExpressions;

namespace Leader.Api.Http;

/// <summary>
/// Instants as they are asked for: RFC 3339, always with an offset, as without one a text is another instant in every time zone.
/// </summary>
internal static partial class Instants
{
    private const string Example = "2026-05-10T08:00:00+08:00";

    /// <summary>Seconds may have a fraction of any length, of which seven digits count; <c>t</c> and <c>z</c> may be small.</summary>
    /// <param name="fault">What is wrong with the text; empty where it was read.</param>
    public static DateTimeOffset? Read(string text, out string fault)
    {
        fault = "";
        if (Form().Match(text) is { Success: true } m)
        {
            var (offset, fraction) = (m.Groups["offset"].Value, m.Groups["fraction"].Value.PadRight(7, '0')[..7]);
            if (offset.Length == 0)
            {
                fault = $"has no offset, and without one it is another instant in every time zone; it must be written as {Example}.";
            }
            else if (offset[0] == ' ')
            {
                fault = "has a blank where + was meant: in an address, + must be sent as %2B.";
            }
            else if (DateTimeOffset.TryParseExact(
                $"{m.Groups["day"].Value}T{m.Groups["time"].Value}.{fraction}{(offset is "Z" or "z" ? "+00:00" : offset)}",
                "yyyy-MM-ddTHH:mm:ss.fffffffzzz",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var instant))
            {
                return instant;
            }
        }
        if (fault.Length == 0) fault = $"must be an instant as {Example}.";
        return null;
    }

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?<fraction>[0-9]+))?"
            + @"(?<offset>[Zz]|[-+ ][0-9]{2}:[0-9]{2}|)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
