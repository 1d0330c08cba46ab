using System.Security.Cryptography;
using Leader.Projections.Proof;

namespace Leader.Api.Hosting.Postgres;

/// <summary>
/// Where a development machine keeps the private database and keys: <c>LEADER_DATA</c>, or <c>.leader</c> beside the solution.
/// </summary>
public static class DataFolder
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("LEADER_DATA") is { Length: > 0 } set
        ? set
        : System.IO.Path.Combine(Root(), ".leader");

    /// <summary>The file that names the private server while the program runs; readable by its owner only.</summary>
    public static string Connection => System.IO.Path.Combine(Path, "connection");

    /// <summary>The folder of the solution, or the one that we run in.</summary>
    public static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Leader.sln"))) return at.FullName;
        }
        return Directory.GetCurrentDirectory();
    }

    /// <summary>The development signing key, made on first use.</summary>
    public static string SigningKey() =>
        Environment.GetEnvironmentVariable("Auth__SigningKey") is { Length: > 0 } set
            ? set
            : Secret("signing-key", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The development key of the transparency log, made on first use; each has an origin of its own.</summary>
    public static string LogKey() =>
        Secret(
            LogKeyName,
            () => NoteSigner.Of(
                $"leader.localhost/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}",
                SignatureType.Ed25519,
                RandomNumberGenerator.GetBytes(32)).Export());

    private const string LogKeyName = "log-key";

    /// <summary>The same where it was made; null where it was not.</summary>
    public static string? KnownLogKey() =>
        System.IO.Path.Combine(Path, LogKeyName) is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    /// <summary>A file of one line that is readable by its owner only.</summary>
    private static string Secret(string name, Func<string> make)
    {
        Directory.CreateDirectory(Path);
        var file = System.IO.Path.Combine(Path, name);
        if (!File.Exists(file))
        {
            using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(make()));
            }
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return File.ReadAllText(file).Trim();
    }
}
