using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Leader.Api.Tests.Hosting;

/// <summary>Another node on the database of a host, at the end of a cable.</summary>
internal sealed class NodeOnACable : IAsyncDisposable
{
    private readonly WebApplication _node;

    private NodeOnACable(CutCable cable, WebApplication node) =>
        (Cable, _node, Http) = (cable, node, new() { BaseAddress = new(node.Urls.First()) });

    public CutCable Cable { get; }
    public HttpClient Http { get; }

    public static async Task<NodeOnACable> StartAsync(ApiFixture api)
    {
        var direct = new NpgsqlConnectionStringBuilder(api.ConnectionString);
        var cable = new CutCable(direct.Port);
        var node = ApiFixture.Build(
            new NpgsqlConnectionStringBuilder(api.ConnectionString) { Host = "127.0.0.1", Port = cable.Port }.ConnectionString,
            api.Clock);
        await node.StartAsync();
        return new(cable, node);
    }

    public async ValueTask DisposeAsync()
    {
        Cable.Out = false;
        Http.Dispose();
        await _node.DisposeAsync();
        Cable.Dispose();
    }
}

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
