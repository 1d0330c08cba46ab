namespace Leader.Documents;

/// <summary>A test that needs what a reader of the pages needs, a shell and curl. Without them it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TriedAttribute : TheoryAttribute
{
    public static string? Lacks { get; } = OperatingSystem.IsWindows() ? "The pages are for a Unix shell."
        : Missing("bash") ?? Missing("curl");

    /// <summary>Programs in Python are tried where there is one.</summary>
    public static bool HasPython { get; } = Missing("python3") is null;

    public TriedAttribute() => Skip = Lacks!;

    private static string? Missing(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"The commands of the documents are not tried: there is no {program} on the PATH.";
}
