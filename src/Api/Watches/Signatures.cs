using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Leader.Api.Watches;

/// <summary>Standard Webhooks 1.0: what a receiver knows the register by.</summary>
internal static class Signatures
{
    private const string Begins = "whsec_";

    /// <summary>256 bits drawn by chance.</summary>
    public static string NewSecret() => Begins + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <param name="secrets">All that hold now; one signature for each, parted by blanks.</param>
    /// <param name="at">Of the attempt, in whole seconds since 1970.</param>
    public static string Of(IEnumerable<string> secrets, string message, long at, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message}.{at}.{body}"));
        return string.Join(
            ' ',
            secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s[Begins.Length..]), signed))));
    }
}
