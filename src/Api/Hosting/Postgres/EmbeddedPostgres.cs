using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Leader.Api.Hosting.Postgres;

/// <summary>How the private PostgreSQL is kept.</summary>
/// <param name="DataFolder">The server's files are below its subfolder <c>postgres</c>.</param>
public sealed record EmbeddedPostgresOptions(string DataFolder)
{
    /// <summary>False trades what a crash leaves behind for speed: only for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Deletes the data folder when the server stops, also when this program is killed.</summary>
    public bool DeleteOnStop { get; init; }

    /// <summary>Tried first; a free one is taken when another program has it.</summary>
    public int? Port { get; init; }

    /// <summary>Folders of server programs to choose from, instead of <c>LEADER_PG_BIN</c> or the usual ones.</summary>
    public IReadOnlyList<string>? BinFolders { get; init; }

    /// <summary>Libraries that the server loads when it starts, separated by commas: of its own, to measure it.</summary>
    public string? Preload { get; init; }

    /// <summary>A fast, empty server for tests that leaves nothing behind.</summary>
    public static EmbeddedPostgresOptions Throwaway() =>
        new(Path.Combine(Path.GetTempPath(), $"leader-{Guid.NewGuid():n}")) { Durable = false, DeleteOnStop = true };
}

/// <summary>The private PostgreSQL cannot be had; the message tells a person why and what to do.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A PostgreSQL server of this program alone: on loopback, behind a password, gone when the program is gone.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Name = "leader"; // of the database and of its only role

    /// <summary>Recovery after a crash replays at most <c>max_wal_size</c>; a slow disk needs minutes for it.</summary>
    private const int StartSeconds = 600;

    private const int StopSeconds = 60;

    private const long LargestLog = 16 << 20;

    private readonly EmbeddedPostgresOptions _options;
    private readonly ServerFolder _folder;
    private readonly ServerAccount _account;
    private readonly PostgresBinaries _binaries;
    private readonly Action<string> _say;
    private Process? _guard;
    private int _disposed;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ServerFolder folder, PostgresBinaries binaries, Action<string> say)
    {
        _options = options;
        _folder = folder;
        _account = folder.Account;
        _binaries = binaries;
        _say = say;
    }

    public string ConnectionString { get; private set; } = "";

    /// <summary>The postmaster.</summary>
    public int ProcessId { get; private set; }

    public string Version => _binaries.Version;

    /// <param name="say">Told, in whole sentences, what a person who waits or searches would want to know.</param>
    /// <exception cref="EmbeddedPostgresException">No server programs, another Leader on the same folder, or a server that does not
    /// start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, Action<string>? say, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException("Leader starts its own PostgreSQL on Linux and macOS only. Name a running server in "
                + "ConnectionStrings__Leader.");
        }
        say ??= _ => { };
        var folder = await ServerFolder.ClaimAsync(options.DataFolder, say, ct);
        EmbeddedPostgres? server = null;
        try
        {
            var binaries = await PostgresBinaries.FindAsync(options, folder, ct);
            server = new EmbeddedPostgres(options, folder, binaries, say);
            await server.ClearLeftoversAsync(ct);
            var password = await server.PasswordAsync(ct);
            await server.InitialiseAsync(password, ct);
            await server.StartAsync(password, ct);
            return server;
        }
        catch
        {
            if (server is not null) await server.DisposeAsync();
            else folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        try
        {
            if (_guard is not null)
            {
                _guard.StandardInput.Close();
                await _guard.WaitForExitAsync();
                _guard.Dispose();
            }
            await ClearLeftoversAsync(CancellationToken.None); // the guard itself may have been killed
            if (_options.DeleteOnStop) _folder.Delete();
        }
        finally
        {
            _folder.Dispose();
        }
    }

    private void OnProcessExit(object? sender, EventArgs e)
    {
        _guard?.StandardInput.Close();
        _guard?.WaitForExit(TimeSpan.FromSeconds(StopSeconds));
    }

    /// <summary>
    /// Stops a server that a killed program left running on our folder, and disarms a pid file whose number is another program's by now.
    /// </summary>
    private async Task ClearLeftoversAsync(CancellationToken ct)
    {
        var pidFile = new FileInfo(Path.Combine(_folder.Cluster, Postmaster.FileName));
        // a power cut between making and writing it; the lock is ours, so no server runs
        if (pidFile is { Exists: true, Length: 0 }) pidFile.Delete();
        var left = Postmaster.Read(_folder.Cluster);
        if (left is null || left.Id == Postmaster.Nobody) return;
        if (await left.RunsAsync(_folder.Cluster, ct))
        {
            if (_disposed == 0) _say($"Stopping the PostgreSQL (process {left.Id}) that an earlier run left behind.");
            var stop = await ToolAsync("pg_ctl", ["stop", "-D", _folder.Cluster, "-m", "fast", "-w", "-t", $"{StopSeconds}"], ct);
            if (stop.Code != 0 && Postmaster.Read(_folder.Cluster) is not null)
            {
                throw new EmbeddedPostgresException($"PostgreSQL (process {left.Id}) in {_folder.Cluster} does not stop: {stop.Said}");
            }
        }
        else
        {
            // The rest of the file must stay: by it PostgreSQL knows whether orphans of the old server still write.
            var lines = await File.ReadAllLinesAsync(left.File, ct);
            lines[0] = Postmaster.Nobody.ToString(CultureInfo.InvariantCulture);
            await File.WriteAllLinesAsync(left.File, lines, ct);
        }
    }

    private async Task<string> PasswordAsync(CancellationToken ct)
    {
        var file = Path.Combine(_folder.Root, "password");
        if (File.Exists(file) && (await File.ReadAllTextAsync(file, ct)).Trim() is { Length: > 0 } known) return known;
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        if (_folder.HasCluster) // the file was lost: a server without network takes a new one
        {
            var reset = await ToolAsync(
                "postgres",
                ["--single", "-D", _folder.Cluster, "postgres"],
                ct,
                $"alter role {Name} password '{password}'\n");
            if (reset.Code != 0)
            {
                throw new EmbeddedPostgresException($"The password file {file} is gone and a new password could not be set: {reset.Said}");
            }
        }
        ServerFolder.WriteSecret(file, password);
        return password;
    }

    /// <summary>Makes the cluster aside and moves it into place, so that a start that was killed leaves none or a whole one.</summary>
    private async Task InitialiseAsync(string password, CancellationToken ct)
    {
        if (_folder.HasCluster) return;
        _say($"Making a private PostgreSQL {_binaries.Version} database in {_folder.Cluster}.");
        var making = _folder.Cluster + ".new";
        var passwordFile = making + ".password";
        await _account.RunAsync(["rm", "-rf", making, passwordFile], ct);
        try
        {
            Require(
                await _account.RunAsync(["sh", "-c", "umask 077; cat > \"$1\"", "sh", passwordFile], ct, input: password),
                "write the password");
            string[] sync = _options.Durable ? [] : ["--no-sync"];
            Require(
                await ToolAsync(
                    "initdb",
                    [
                        "-D", making, "-U", Name, "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", $"--pwfile={passwordFile}",
                        "--data-checksums", .. sync,
                    ],
                    ct),
                "make a database");
        }
        finally
        {
            await _account.RunAsync(["rm", "-f", passwordFile], CancellationToken.None);
        }
        Directory.Move(making, _folder.Cluster);

        static void Require(ServerAccount.Outcome outcome, string what)
        {
            if (outcome.Code != 0) throw new EmbeddedPostgresException($"PostgreSQL could not {what}: {outcome.Said}");
        }
    }

    private async Task StartAsync(string password, CancellationToken ct)
    {
        var port = await StartOnSomePortAsync(ct);
        ProcessId = Postmaster.Read(_folder.Cluster)?.Id
            ?? throw new EmbeddedPostgresException($"PostgreSQL stopped right after its start; see {_folder.Log}.");
        _guard = ServerAccount.Guard(
            ProcessId,
            Path.Combine(_folder.Cluster, Postmaster.FileName),
            StopSeconds,
            _options.DeleteOnStop ? _folder.Whole : []);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = IPAddress.Loopback.ToString(),
            Port = port,
            Database = Name,
            Username = Name,
            Password = password,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        ConnectionString = connection.ConnectionString;
        await CreateDatabaseAsync(connection, ct);
        if (_options.Durable) await CompressLogAsync(ct);
    }

    private async Task<int> StartOnSomePortAsync(CancellationToken ct)
    {
        if (File.Exists(_folder.Log) && new FileInfo(_folder.Log).Length > LargestLog)
        {
            File.Move(_folder.Log, _folder.Log + ".old", overwrite: true);
        }
        var watch = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var port = attempt == 1 && _options.Port is { } wanted ? wanted : FreePort();
            var before = File.Exists(_folder.Log) ? new FileInfo(_folder.Log).Length : 0;
            var start = await ToolAsync(
                "pg_ctl",
                ["start", "-D", _folder.Cluster, "-l", _folder.Log, "-w", "-t", $"{StartSeconds}", "-o", Settings(port)],
                ct);
            if (start.Code == 0) return port;
            var logged = await LoggedSinceAsync(before, ct);
            var portTaken = logged.Contains("could not bind", StringComparison.Ordinal) && attempt < 10;
            // sessions of a killed server on their way out
            var orphans = logged.Contains("still in use", StringComparison.Ordinal) && watch.Elapsed < TimeSpan.FromSeconds(StopSeconds);
            if (orphans)
            {
                await Task.Delay(300, ct);
            }
            else if (!portTaken)
            {
                throw new EmbeddedPostgresException($"PostgreSQL {_binaries.Version} does not start in {_folder.Cluster}. Its last words "
                    + $"in {_folder.Log}:\n{(logged.Length > 0 ? logged : start.Said)}");
            }
        }
    }

    private string Settings(int port)
    {
        Dictionary<string, string> settings = new()
        {
            ["listen_addresses"] = IPAddress.Loopback.ToString(),
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "''", // a socket's path may not be longer than 107 bytes, ours may
            ["max_connections"] = "300", // three nodes with pools of 100
            ["shared_buffers"] = _options.Durable ? "256MB" : "64MB",
            ["max_wal_size"] = "4GB",
            ["jit"] = "off",
            ["idle_in_transaction_session_timeout"] = "60s",
            ["timezone"] = "GMT", // the one that needs no time zone files
            ["log_timezone"] = "GMT",
            ["lc_messages"] = "C", // LoggedSince is read for its words
        };
        if (_options.Preload is { } libraries) settings["shared_preload_libraries"] = libraries;
        foreach (var safety in (string[])["fsync", "synchronous_commit", "full_page_writes"])
        {
            settings[safety] = _options.Durable ? "on" : "off";
        }
        return string.Join(' ', settings.Select(s => $"-c {s.Key}={s.Value}"));
    }

    private async Task<string> LoggedSinceAsync(long position, CancellationToken ct)
    {
        if (!File.Exists(_folder.Log)) return "";
        await using var log = new FileStream(_folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Position = Math.Min(position, log.Length);
        return (await new StreamReader(log).ReadToEndAsync(ct)).Trim();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        try { listener.Start(); }
        catch (SocketException e)
        {
            throw new EmbeddedPostgresException(
                $"Leader's own PostgreSQL listens on 127.0.0.1, which cannot be had: {e.Message}. Bring it up, or name a database in "
                    + "ConnectionStrings__Leader.",
                e);
        }
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task CreateDatabaseAsync(NpgsqlConnectionStringBuilder connection, CancellationToken ct)
    {
        try
        {
            await using var ours =
                new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false }.ConnectionString);
            await ours.OpenAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var first = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection.ConnectionString)
            {
                Database = "postgres",
                Pooling = false,
            }.ConnectionString);
            await first.OpenAsync(ct);
            await using var create = new NpgsqlCommand($"create database {Name}", first);
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>
    /// Whole pages, as of new indexes, where the server was built with what compresses them quickly; the other way takes longer than
    /// writing them.
    /// </summary>
    private async Task CompressLogAsync(CancellationToken ct)
    {
        await using var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var can = new NpgsqlCommand(
            "select 'lz4' = any(enumvals) and setting <> 'lz4' from pg_settings where name = 'wal_compression'",
            connection);
        if (await can.ExecuteScalarAsync(ct) is not true) return;
        foreach (var sql in (string[])["alter system set wal_compression = lz4", "select pg_reload_conf()"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private Task<ServerAccount.Outcome> ToolAsync(string tool, string[] arguments, CancellationToken ct, string? input = null) =>
        _account.RunAsync([Path.Combine(_binaries.Folder, tool), .. arguments], ct, input, _binaries.LibraryPath);
}

/// <summary>What a cluster's pid file says of its server.</summary>
internal sealed record Postmaster(string File, int Id, string Folder)
{
    public const string FileName = "postmaster.pid";

    /// <summary>No process has this number.</summary>
    public const int Nobody = int.MaxValue;

    public static Postmaster? Read(string cluster)
    {
        var file = Path.Combine(cluster, FileName);
        try
        {
            return System.IO.File.ReadAllLines(file) is [var id, var folder, ..]
                && int.TryParse(id, CultureInfo.InvariantCulture, out var number) ? new(file, number, folder) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A copied cluster has its original's pid file, so the folder must be ours too.</summary>
    public async Task<bool> RunsAsync(string cluster, CancellationToken ct) =>
        Folder == cluster && $"{await CommandAsync(ct)} ".Contains($" -D {cluster} ", StringComparison.Ordinal);

    /// <returns>Empty when there is no such process, or one that ended and was never waited for.</returns>
    private async Task<string> CommandAsync(CancellationToken ct)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return (await ServerAccount.Ourselves.RunAsync(["ps", "-p", $"{Id}", "-o", "command="], ct)).Said;
        }
        try
        {
            return (await System.IO.File.ReadAllTextAsync($"/proc/{Id}/cmdline", ct)).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
