using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Leader.Api.Hosting.Postgres;
using Npgsql;

namespace Leader.Drills;

/// <summary>A real PostgreSQL of the drill's own, on loopback, that can be killed, restarted, copied and put back.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly ServerFolder _folder;
    private readonly PostgresBinaries _programs;

    private Postgres(ServerFolder folder, PostgresBinaries programs, int? port = null) =>
        (_folder, _programs, Port) = (folder, programs, port ?? FreePort());

    public int Port { get; }

    /// <summary>Options of the server from its next start on, as <c>-c name=value</c>.</summary>
    public string Options { get; set; } = "";

    /// <param name="node">Named in the database's list of sessions.</param>
    /// <param name="orElse">Another one, where this one is not the primary.</param>
    public string Connection(string node, Postgres? orElse = null) => (orElse is null
            ? $"Host=127.0.0.1;Port={Port};"
            : $"Host=127.0.0.1:{Port},127.0.0.1:{orElse.Port};Target Session Attributes=primary;")
        + $"Database=leader;Username=leader;Application Name={node};SSL Mode=Disable;GSS Encryption Mode=Disable;Timeout=5";

    public static async Task<Postgres> MakeAsync(string data, string options = "")
    {
        var folder = await ServerFolder.ClaimAsync(data, _ => { }, CancellationToken.None);
        var programs = await PostgresBinaries.FindAsync(new(data), folder, CancellationToken.None);
        var server = new Postgres(folder, programs) { Options = options };
        await server.DoAsync("initdb", "-D", folder.Cluster, "-U", "leader", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync");
        await server.StartAsync();
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.Connection("drill"))
        {
            Database = "postgres",
            Pooling = false,
        }.ConnectionString);
        await admin.OpenAsync();
        await using var create = new NpgsqlCommand("create database leader", admin);
        await create.ExecuteNonQueryAsync();
        return server;
    }

    /// <summary>Orphans of a server that was killed may be on their way out.</summary>
    public async Task StartAsync()
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(200))
        {
            var started = await RunAsync(
                "pg_ctl", "start", "-D", _folder.Cluster, "-l", _folder.Log, "-w", "-o",
                $"-c listen_addresses=127.0.0.1 -c port={Port} -c unix_socket_directories='' -c max_connections=200 -c timezone=GMT "
                    + Options);
            if (started.Code == 0) return;
            if (watch.Elapsed.TotalSeconds > 60) throw new InvalidOperationException($"PostgreSQL does not start: {started.Said}");
        }
    }

    /// <summary>A standby that streams from this one: a copy of it, for which it is stopped and started again.</summary>
    /// <param name="port">That it is to have; a free one, if not given.</param>
    public async Task<Postgres> StandbyAsync(string data, int? port = null)
    {
        await StopAsync();
        var standby = new Postgres(await ServerFolder.ClaimAsync(data, _ => { }, CancellationToken.None), _programs, port);
        var source = $"host=127.0.0.1 port={Port} user=leader application_name={Standby}";
        await OkAsync("cp", "-a", _folder.Cluster, standby._folder.Cluster);
        await OkAsync("sh", "-c", $"cd \"$1\" && touch standby.signal && echo \"primary_conninfo = '{source}'\" >> postgresql.auto.conf",
            "sh", standby._folder.Cluster);
        await StartAsync();
        await standby.StartAsync();
        return standby;
    }

    /// <summary>How a standby is called by its primary.</summary>
    public const string Standby = "standby";

    public Task PromoteAsync() => DoAsync("pg_ctl", "promote", "-D", _folder.Cluster, "-w");

    public async Task<bool> RunsAsync() => (await RunAsync("pg_ctl", "status", "-D", _folder.Cluster)).Code == 0;

    public async Task<T?> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("drill") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T told ? told : default;
    }

    public Task StopAsync(string mode = "fast") => DoAsync("pg_ctl", "stop", "-D", _folder.Cluster, "-m", mode, "-w");

    /// <summary>As when the machine's memory is short: the postmaster alone; the rest ends by itself.</summary>
    public void Kill() => Signal.Send("KILL", int.Parse(
        File.ReadLines(Path.Combine(_folder.Cluster, "postmaster.pid")).First(), CultureInfo.InvariantCulture));

    /// <summary>Of the server that does not run.</summary>
    public Task KeepAsync() => OkAsync("cp", "-a", _folder.Cluster, _folder.Cluster + ".kept");

    /// <summary>The server that does not run is again what was kept.</summary>
    public async Task PutBackAsync()
    {
        await OkAsync("rm", "-rf", _folder.Cluster);
        await OkAsync("mv", _folder.Cluster + ".kept", _folder.Cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "stop", "-D", _folder.Cluster, "-m", "immediate", "-w");
        _folder.Dispose();
        _folder.Delete();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>As the account that the server runs as.</summary>
    public Task<ServerAccount.Outcome> AsServerAsync(params string[] command) =>
        _folder.Account.RunAsync(command, CancellationToken.None);

    /// <summary>A line for a shell that does this as the account that the server runs as.</summary>
    public string AsServer(string line) => $"exec {string.Join(' ', _folder.Account.Become)} {line}";

    private Task<ServerAccount.Outcome> RunAsync(string program, params string[] with) =>
        _folder.Account.RunAsync(
            [Path.Combine(_programs.Folder, program), .. with],
            CancellationToken.None,
            libraryPath: _programs.LibraryPath);

    private async Task DoAsync(string program, params string[] with)
    {
        var done = await RunAsync(program, with);
        if (done.Code != 0) throw new InvalidOperationException($"{program}: {done.Said}");
    }

    private async Task OkAsync(params string[] command)
    {
        var done = await AsServerAsync(command);
        if (done.Code != 0) throw new InvalidOperationException($"{command[0]}: {done.Said}");
    }
}

internal static class Signal
{
    public static void Send(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }
}
