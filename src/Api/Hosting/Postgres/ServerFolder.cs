using System.Security.Cryptography;
using System.Text;

namespace Leader.Api.Hosting.Postgres;

/// <summary>The folder <c>postgres</c> of a data folder, held by one program at a time.</summary>
/// <remarks><c>server</c> in it belongs to the account that runs the server; it is a link when that account cannot come here (a repository
/// below /root).</remarks>
internal sealed class ServerFolder : IDisposable
{
    private const int ReadOnly = 30; // EROFS
    private readonly FileStream _lock;

    private ServerFolder(string data, string root, string server, ServerAccount account, FileStream @lock)
    {
        Data = data;
        Root = root;
        Server = server;
        Account = account;
        _lock = @lock;
    }

    public string Data { get; }
    public string Root { get; }
    public string Server { get; }
    public ServerAccount Account { get; }
    public string Cluster => Path.Combine(Server, "cluster");
    public string Log => Path.Combine(Server, "postgres.log");
    public bool HasCluster => File.Exists(Path.Combine(Cluster, "PG_VERSION"));
    public string[] Whole => [Server, Data];

    public static async Task<ServerFolder> ClaimAsync(string dataFolder, Action<string> say, CancellationToken ct)
    {
        var root = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
        try
        {
            Directory.CreateDirectory(root);
            root = await RealPathAsync(root, ct);
            var held = Lock(root);
            try
            {
                var account = await ServerAccount.FindAsync(Path.Combine(root, "server"), ct);
                return new ServerFolder(Path.GetDirectoryName(root)!, root, await PlaceAsync(root, account, say, ct), account, held);
            }
            catch
            {
                await held.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException { HResult: ReadOnly })
        {
            throw new EmbeddedPostgresException(
                $"Leader may not write in {root}: {e.Message} Run it as the folder's owner, or name another folder in LEADER_DATA.",
                e);
        }
    }

    public void Dispose() => _lock.Dispose();

    public void Delete()
    {
        foreach (var folder in Whole)
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Written whole or not at all, and never readable by others.</summary>
    public static void WriteSecret(string file, string text)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        var making = file + ".new";
        File.Delete(making);
        using (var stream = new FileStream(making, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(making, file, overwrite: true);
    }

    private static FileStream Lock(string root)
    {
        var holder = Path.Combine(root, "running"); // beside the lock: a held lock cannot be read
        try
        {
            var held = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, $"process {Environment.ProcessId}, since {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss zzz}");
            return held;
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException or { HResult: ReadOnly }))
        {
            var who = File.Exists(holder) ? $" ({File.ReadAllText(holder)})" : "";
            throw new EmbeddedPostgresException(
                $"Leader already runs with the data folder {Path.GetDirectoryName(root)}{who}. Stop it, or name another folder in "
                    + "LEADER_DATA.",
                e);
        }
    }

    /// <summary>PostgreSQL writes real paths to its pid file, and is recognised by them.</summary>
    private static async Task<string> RealPathAsync(string path, CancellationToken ct)
    {
        var real = await ServerAccount.Ourselves.RunAsync(["sh", "-c", "cd \"$1\" && pwd -P", "sh", path], ct);
        return real.Code == 0 ? real.Said : throw new UnauthorizedAccessException(real.Said);
    }

    private static async Task<string> PlaceAsync(string root, ServerAccount account, Action<string> say, CancellationToken ct)
    {
        var here = Path.Combine(root, "server");
        if (new FileInfo(here).LinkTarget is { } there)
        {
            if (!Directory.Exists(there))
            {
                throw new EmbeddedPostgresException($"The database was kept in {there}, which is gone. Bring it back, or remove {here} to "
                    + "begin with an empty one.");
            }
            return there;
        }
        if (Directory.Exists(here))
        {
            return await account.CanUseAsync(here, ct)
                ? here
                : throw new EmbeddedPostgresException($"The database in {here} cannot be used by {account.Name}. Run Leader as its owner, "
                    + "or name another folder in LEADER_DATA.");
        }
        if (await TryAsync(here)) return here;
        if (account.IsAnother)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
            foreach (var parent in (string[])["/var/lib", "/var/tmp", Path.GetTempPath()])
            {
                var elsewhere = Path.Combine(parent, $"leader-{hash}");
                if (!Directory.Exists(parent)) continue;
                if (Directory.Exists(elsewhere)) // of a data folder at this path that was deleted since
                {
                    var aside = $"{elsewhere}-{DateTime.UtcNow:yyyyMMddHHmmss}";
                    Directory.Move(elsewhere, aside);
                    say($"An older database of this folder was found and set aside as {aside}.");
                }
                if (!await TryAsync(elsewhere)) continue;
                File.CreateSymbolicLink(here, elsewhere);
                say($"PostgreSQL runs as {account.Name}, who cannot reach {root}: the database is kept in {elsewhere}.");
                return elsewhere;
            }
        }
        throw new EmbeddedPostgresException($"No folder was found that {account.Name} can keep a database in; tried "
            + $"{here}{(account.IsAnother ? ", /var/lib, /var/tmp and the temporary folder" : "")}. Name another folder in LEADER_DATA, "
            + "or a running server in ConnectionStrings__Leader.");

        async Task<bool> TryAsync(string folder)
        {
            if (OperatingSystem.IsWindows()) return false;
            try
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                if (await account.TakeAsync(folder, ct) && await account.CanUseAsync(folder, ct)) return true;
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
            return false;
        }
    }
}
