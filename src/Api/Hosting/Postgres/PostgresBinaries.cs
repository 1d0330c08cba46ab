using System.Globalization;
using System.Text.RegularExpressions;

namespace Leader.Api.Hosting.Postgres;

/// <summary>The server programs of one PostgreSQL.</summary>
/// <param name="LibraryPath">Where programs that were only unpacked find their libraries; null for installed ones.</param>
internal sealed partial record PostgresBinaries(string Folder, string Version, int Major, string? LibraryPath)
{
    /// <summary>The oldest version that Leader is tested with.</summary>
    public const int Oldest = 15;

    /// <summary>Filled by <c>build/ensure-postgres.sh</c>: a folder for each PostgreSQL, with its libraries.</summary>
    private static readonly string Brought = Path.Combine(Path.GetFullPath(DataFolder.Path), "pgsql");

    private static readonly string[] Programs = ["initdb", "postgres", "pg_ctl"];

    private static readonly string[] Installed =
    [
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
        "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    /// <summary>The first that fits in the order of the search; for an existing database only one of its own major version does.</summary>
    public static async Task<PostgresBinaries> FindAsync(EmbeddedPostgresOptions options, ServerFolder folder, CancellationToken ct)
    {
        int? needed = folder.HasCluster
            ? int.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Cluster, "PG_VERSION"), ct), CultureInfo.InvariantCulture)
            : null;
        var looked = new List<string>();
        var seen = new HashSet<string>();
        await foreach (var (where, bin) in FoldersAsync(options, folder, ct))
        {
            if (bin is null || Programs.Any(p => !File.Exists(Path.Combine(bin, p))))
            {
                looked.Add($"{bin ?? where}: {(bin is null ? "nothing" : "not all of " + string.Join(", ", Programs))}");
            }
            else if (seen.Add(bin))
            {
                var (found, problem) = await TryAsync(bin, folder, ct);
                if (found is null)
                {
                    looked.Add($"{bin}: {problem}");
                }
                else if (found.Major < Oldest)
                {
                    looked.Add($"{bin}: PostgreSQL {found.Version} is too old");
                }
                else if (needed is not null && found.Major != needed)
                {
                    looked.Add($"{bin}: PostgreSQL {found.Version}, and the database in {folder.Cluster} is of {needed}");
                }
                else
                {
                    return found;
                }
            }
        }
        throw new EmbeddedPostgresException(
            $"Leader found no PostgreSQL to start. It needs the programs {string.Join(", ", Programs)} of "
                + $"PostgreSQL {(needed is null ? $"{Oldest} or newer" : $"{needed}")} and looked in\n"
                + $"{string.Join('\n', looked.Distinct().Select(l => "  " + l))}\n"
                + "Install PostgreSQL (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql), "
                + "name its folder of programs in LEADER_PG_BIN, or name a running server in ConnectionStrings__Leader.");
    }

    private static async IAsyncEnumerable<(string Where, string? Bin)> FoldersAsync(
        EmbeddedPostgresOptions options,
        ServerFolder folder,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var named = options.BinFolders ?? (Environment.GetEnvironmentVariable("LEADER_PG_BIN") is { Length: > 0 } set ? [set] : null);
        if (named is not null)
        {
            foreach (var bin in named) yield return (bin, bin);
            yield break;
        }
        var config = await ServerAccount.Ourselves.RunAsync(["pg_config", "--bindir"], ct);
        yield return ("pg_config --bindir", config.Code == 0 ? config.Said : null);
        foreach (var pattern in Installed)
        {
            var parts = pattern.Split('*');
            var parent = parts.Length > 1 ? Path.GetDirectoryName(parts[0])! : pattern;
            var found = parts.Length == 1
                ? Directory.Exists(pattern) ? [pattern] : []
                : Directory.Exists(parent) ? Directory.GetDirectories(parent, Path.GetFileName(parts[0]) + "*").Select(d => d + parts[1])
                    .Where(Directory.Exists).ToArray() : [];
            if (found.Length == 0) yield return (pattern, null);
            foreach (var bin in found.OrderByDescending(Number)) yield return (pattern, bin);
        }
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Where(p => p.Length > 0 && File.Exists(Path.Combine(p, "postgres"))).ToArray();
        if (path.Length == 0) yield return ("PATH", null);
        foreach (var bin in path) yield return ("PATH", bin);
        var brought = Directory.Exists(Brought)
            ? Directory.EnumerateFiles(Brought, "initdb", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!).ToArray()
            : [];
        if (brought.Length == 0) yield return (Brought, null);
        foreach (var bin in brought.OrderByDescending(Number)) yield return (Brought, bin);
    }

    private static async Task<(PostgresBinaries? Found, string Problem)> TryAsync(string bin, ServerFolder folder, CancellationToken ct)
    {
        if (!bin.StartsWith(Brought + "/", StringComparison.Ordinal)) return await AskAsync(bin, null, folder.Account, ct);
        var name = bin[(Brought.Length + 1)..].Split('/')[0];
        var whole = Path.Combine(Brought, name);
        var answer = await AskAsync(bin, LibraryPathOf(whole), folder.Account, ct);
        if (answer.Found is not null || !folder.Account.IsAnother) return answer;

        // The account that runs the server cannot come here (a repository below /root): it gets a copy.
        var copy = Path.Combine(folder.Server, name);
        if (!Directory.Exists(copy))
        {
            var copied = await ServerAccount.Ourselves.RunAsync(
                [
                    "sh",
                    "-c",
                    "rm -rf \"$2.new\" && cp -R \"$1\" \"$2.new\" && chmod -R a+rX \"$2.new\" && mv \"$2.new\" \"$2\"",
                    "sh",
                    whole,
                    copy,
                ],
                ct);
            if (copied.Code != 0) return (null, copied.Said);
        }
        return await AskAsync(copy + bin[whole.Length..], LibraryPathOf(copy), folder.Account, ct);
    }

    private static async Task<(PostgresBinaries? Found, string Problem)> AskAsync(
        string bin,
        string? libraryPath,
        ServerAccount account,
        CancellationToken ct)
    {
        var answer = await account.RunAsync([Path.Combine(bin, "postgres"), "--version"], ct, libraryPath: libraryPath);
        var version = VersionOf().Match(answer.Said);
        if (answer.Code != 0 || !version.Success) return (null, $"postgres --version fails as {account.Name}: {answer.Said}");
        return (new(bin, version.Groups[1].Value, int.Parse(version.Groups[2].Value, CultureInfo.InvariantCulture), libraryPath), "");
    }

    private static string LibraryPathOf(string folder) =>
        string.Join(':', Directory.EnumerateFiles(folder, "lib*.so*", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!)
            .Distinct().Order());

    /// <summary>The last number in a path, so that 15 comes before 9.</summary>
    private static decimal Number(string path) =>
        Numbers().Matches(path) is { Count: > 0 } numbers
            && decimal.TryParse(numbers[^1].Value, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\(PostgreSQL\) ((\d+)[.\w]*)")]
    private static partial Regex VersionOf();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Numbers();
}
