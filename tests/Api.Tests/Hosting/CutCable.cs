using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Leader.Api.Tests.Hosting;

/// <summary>A cable to a server that can be cut: both ends lose their connection, and neither hears the other's last word.</summary>
internal sealed class CutCable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly int _server;

    public CutCable(int server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>While set, nobody gets through.</summary>
    public bool Out { get; set; }

    public void Cut()
    {
        while (_ends.TryTake(out var end)) end.Close();
    }

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                if (Out)
                {
                    near.Close();
                    continue;
                }
                var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, _server);
                _ends.Add(near);
                _ends.Add(far);
                _ = PassAsync(near, far);
                _ = PassAsync(far, near);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        try { await from.GetStream().CopyToAsync(to.GetStream()); }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException) { }
        finally { from.Close(); to.Close(); }
    }
}
