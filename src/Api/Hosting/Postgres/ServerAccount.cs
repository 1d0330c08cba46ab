using System.ComponentModel;
using System.Diagnostics;

namespace Leader.Api.Hosting.Postgres;

/// <summary>Who runs the server: ourselves, or, because PostgreSQL refuses to run as root, another account.</summary>
internal sealed record ServerAccount(string Name, string[] Become)
{
    public sealed record Outcome(int Code, string Said);

    /// <summary>
    /// Stops the server when its input ends, which happens also when this program is killed. Ctrl-C reaches it too, but is not meant for
    /// it.
    /// </summary>
    private const string GuardScript = """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        server=$1; file=$2; tenths=$3; shift 3
        shown() { [ ! -e /proc/self/cmdline ] || grep -q . "/proc/$server/cmdline"; }
        runs() { [ "$(head -n 1 "$file")" = "$server" ] && kill -0 "$server" && shown; }
        read -r _
        if runs; then kill -INT "$server"; fi
        while runs && [ "$tenths" -gt 0 ]; do sleep 0.1; tenths=$((tenths - 1)); done
        runs || [ $# -eq 0 ] || rm -rf "$@"
        """;

    public static ServerAccount Ourselves { get; } = new(Environment.UserName, []);

    public bool IsAnother => Become.Length > 0;

    /// <summary>As root: the owner of an existing database, else <c>postgres</c>, else <c>nobody</c>.</summary>
    public static async Task<ServerAccount> FindAsync(string server, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess) return Ourselves;
        string[] owner = OperatingSystem.IsLinux() ? ["stat", "-L", "-c", "%U", server] : ["stat", "-L", "-f", "%Su", server];
        var candidates = new List<string> { "postgres", "nobody" };
        if (await Ourselves.RunAsync(owner, ct) is { Code: 0, Said: not "root" } known) candidates.Insert(0, known.Said);
        foreach (var name in candidates)
        {
            var (user, group) = (await Ourselves.RunAsync(["id", "-u", name], ct), await Ourselves.RunAsync(["id", "-g", name], ct));
            if (user.Code != 0 || group.Code != 0) continue;
            string[][] ways =
            [
                ["setpriv", $"--reuid={user.Said}", $"--regid={group.Said}", "--clear-groups", "--"],
                ["runuser", "-u", name, "--"],
                ["su", "-s", "/bin/sh", "-c", "exec \"$@\"", name, "--", "sh"],
            ];
            foreach (var way in ways)
            {
                var account = new ServerAccount(name, way);
                if (await account.RunAsync(["id", "-u"], ct) is { Code: 0 } became && became.Said == user.Said) return account;
            }
        }
        throw new EmbeddedPostgresException("PostgreSQL refuses to run as root, and neither setpriv, runuser nor su could become postgres "
            + "or nobody. Run Leader as an ordinary user, or name a running server in ConnectionStrings__Leader.");
    }

    public async Task<bool> TakeAsync(string folder, CancellationToken ct) =>
        !IsAnother || (await Ourselves.RunAsync(["chown", $"{Name}:", folder], ct)).Code == 0;

    public async Task<bool> CanUseAsync(string folder, CancellationToken ct) =>
        (await RunAsync(["sh", "-c", "cd \"$1\" && test -r . && test -w .", "sh", folder], ct)).Code == 0;

    /// <returns>Code 127 when there is no such program; otherwise what it said on both its outputs.</returns>
    public async Task<Outcome> RunAsync(string[] command, CancellationToken ct, string? input = null, string? libraryPath = null)
    {
        using var process = Start([.. Become, .. command], libraryPath);
        await using var cancelled = ct.Register(() => process.Kill(entireProcessTree: true));
        var (output, error) =
            (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            if (input is not null) await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException) { } // it ended without reading; its code tells why
        await process.WaitForExitAsync(CancellationToken.None);
        ct.ThrowIfCancellationRequested();
        return new(
            process.ExitCode,
            string.Join('\n', ((string[])[await output, await error]).Select(s => s.Trim()).Where(s => s.Length > 0)));
    }

    /// <param name="delete">Folders to remove once the server has stopped.</param>
    public static Process Guard(int server, string pidFile, int seconds, string[] delete) =>
        Start(["sh", "-c", GuardScript, "leader-postgres-guard", $"{server}", pidFile, $"{seconds * 10}", .. delete], null);

    private static Process Start(string[] command, string? libraryPath)
    {
        // Through sh, whose PATH has the system's folders also where ours has not.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; exec \"$@\"", "sh", .. command])
        {
            WorkingDirectory = "/", // ours may be closed to the account
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }
        start.Environment["LC_ALL"] = "C";
        if (libraryPath is not null) start.Environment["LD_LIBRARY_PATH"] = libraryPath;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EmbeddedPostgresException($"/bin/sh does not start: {e.Message}", e);
        }
    }
}
