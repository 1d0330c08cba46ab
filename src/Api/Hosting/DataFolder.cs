using System.Security.Cryptography;

namespace Leader.Api.Hosting;

/// <summary>Where a development machine keeps the private database and keys: <c>LEADER_DATA</c>, or <c>.leader</c> beside the solution.</summary>
public static class DataFolder
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("LEADER_DATA") is { Length: > 0 } set ? set : System.IO.Path.Combine(Root(), ".leader");

    /// <summary>The file that names the private server while the program runs; readable by its owner only.</summary>
    public static string Connection => System.IO.Path.Combine(Path, "connection");

    /// <summary>The folder of the solution, or the one that we run in.</summary>
    public static string Root()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Leader.sln"))) return at.FullName;
        return Directory.GetCurrentDirectory();
    }

    /// <summary>The development signing key, made on first use and readable by its owner only.</summary>
    public static string SigningKey()
    {
        if (Environment.GetEnvironmentVariable("Auth__SigningKey") is { Length: > 0 } set) return set;
        Directory.CreateDirectory(Path);
        var file = System.IO.Path.Combine(Path, "signing-key");
        if (!File.Exists(file))
        {
            using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write)) stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return File.ReadAllText(file).Trim();
    }
}
