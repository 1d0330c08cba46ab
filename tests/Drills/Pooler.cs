using System.Diagnostics;
using System.Net.Sockets;

namespace Leader.Drills;

/// <summary>PgBouncer (Debian's package pgbouncer) before a PostgreSQL.</summary>
internal sealed class Pooler(Postgres server, string folder, string mode) : IDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly int _port = Postgres.FreePort();
    private Process? _process;

    public static bool IsHere => File.Exists(Program);

    /// <summary>Through it.</summary>
    public string Connection(string node) =>
        server.Connection(node).Replace($"Port={server.Port}", $"Port={_port}", StringComparison.Ordinal);

    public async Task StartAsync()
    {
        var settings = Path.Combine(folder, $"pgbouncer-{mode}.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            leader = host=127.0.0.1 port={server.Port} user=leader
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {_port}
            auth_type = any
            pool_mode = {mode}
            max_client_conn = 400
            default_pool_size = 150
            server_reset_query = discard all
            unix_socket_dir =
            ignore_startup_parameters = options,extra_float_digits
            """);
        _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", server.AsServer($"{Program} -q {settings}")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", _port);
                return;
            }
            catch (SocketException) when (watch.Elapsed.TotalSeconds < 10) { }
        }
    }

    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }
}
