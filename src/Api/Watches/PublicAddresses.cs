using System.Net;
using System.Net.Sockets;

namespace Leader.Api.Watches;

/// <summary>Where the register may send something on the word of others: only to the public internet.</summary>
internal static class PublicAddresses
{
    /// <summary>IANA's special-purpose registries, and the addresses at which clouds serve their metadata.</summary>
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Of IPv6 nothing else is given to anybody; an address that holds one of IPv4 is judged by that.</summary>
    private static readonly IPNetwork Given = IPNetwork.Parse("2000::/3");

    public static bool Has(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetwork || Given.Contains(address)) && !Closed.Any(n => n.Contains(address));
    }

    /// <summary>What is wrong with an address that somebody gives for messages; null where nothing is that can be seen in it.</summary>
    /// <param name="anywhere">Plain http, and private addresses, are allowed too.</param>
    public static string? Fault(string address, bool anywhere, out Uri? uri)
    {
        if (address.Length > 2000 || address.Any(c => c <= ' ') || !Uri.TryCreate(address, UriKind.Absolute, out uri)
            || uri.Scheme != Uri.UriSchemeHttps && !(anywhere && uri.Scheme == Uri.UriSchemeHttp) || uri.Host.Length == 0)
        {
            uri = null;
            return "must be an https address, as https://bank.example/leader.";
        }
        if (uri.UserInfo.Length > 0) return "has a name or password in it; the signature is what shows that the register sends.";
        if (uri.Fragment.Length > 0) return "has a fragment (#…), which is never sent.";
        if (anywhere) return null;
        // decimal, octal and hexadecimal spellings of an IPv4 address are read as that address already
        var host = uri.IdnHost.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(host, out var ip)
            ? Has(ip) ? null : Private
            : host.Contains('.', StringComparison.Ordinal) && !Local.Any(l => host.EndsWith(l, StringComparison.OrdinalIgnoreCase))
                ? null
                : Private;
    }

    public const string Private = "leads to a private, loopback or otherwise special address; the register sends to the public internet "
        + "only.";

    private static readonly string[] Local = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet", ".corp"];
}

/// <summary>The addresses of a host by its name.</summary>
internal delegate Task<IPAddress[]> HostNames(string host, CancellationToken ct);
