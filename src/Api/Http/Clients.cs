using System.Net;
using System.Net.Sockets;
using System.Security.Claims;

namespace Leader.Api.Http;

/// <summary>
/// Of whom a request is, where shares are dealt out: of the subject of its token, else of its address. Of an address of IPv6 the first half
/// counts, as one client has all that begin so.
/// </summary>
internal static class Clients
{
    public static string Of(HttpContext context) => context.User.Identity?.IsAuthenticated == true
        ? $"token {context.User.FindFirstValue("sub")}"
        : Address(context.Connection.RemoteIpAddress);

    internal static string Address(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes().AsSpan()[..8], .. new byte[8]]).ToString()
            : address.ToString();
    }
}
