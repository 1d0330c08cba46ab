using System.Net;
using System.Net.Sockets;

namespace Leader.Api.Http;

/// <summary>Whether the program can listen where it is told to: asked before a database is started and anything is recorded.</summary>
internal static class Ports
{
    /// <param name="urls">Parted by semicolons.</param>
    /// <exception cref="SettingException">An address cannot be read, or another program has its port.</exception>
    public static void Check(string urls)
    {
        foreach (var url in Each(urls))
        {
            var address = Read(url);
            if (address.IsUnixPipe || address.IsNamedPipe || address.Port == 0) continue;
            var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var given) ? given
                : address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.Any;
            try
            {
                using var listener = new TcpListener(ip, address.Port);
                listener.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new SettingException(
                    $"Another program has the port of {url}; choose one with --urls http://127.0.0.1:{(address.Port % 60_000) + 1}.");
            }
            catch (SocketException e)
            {
                throw new SettingException($"The program cannot listen at {url}: {e.Message}.");
            }
        }
    }

    /// <param name="urls">Where the operator looks; null or empty where that is nowhere.</param>
    /// <param name="others">Where everybody else is answered.</param>
    /// <exception cref="SettingException">They have no ports of their own.</exception>
    public static HashSet<int> OfOperators(string? urls, string? others)
    {
        if (urls is not { Length: > 0 }) return [];
        var ports = Of(urls);
        return ports.Contains(0) || ports.Overlaps(Of(others ?? ""))
            ? throw new SettingException($"Management:Urls is '{urls}'; it takes a port of its own, as http://127.0.0.1:9464.")
            : ports;
    }

    private static HashSet<int> Of(string urls) =>
        [.. Each(urls).Select(Read).Where(a => !a.IsUnixPipe && !a.IsNamedPipe).Select(a => a.Port)];

    private static string[] Each(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static BindingAddress Read(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address.Port is >= 0 and <= 65_535 && address.Scheme is "http" or "https") return address;
        }
        catch (FormatException) { }
        throw new SettingException($"'{url}' is no address to listen at; it is written as http://127.0.0.1:5080.");
    }
}
