using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Loader;
using Leader.Projections.Views;

/// <summary>
/// Runs in a node before its program (DOTNET_STARTUP_HOOKS): makes it one of another version, whose folds are numbered otherwise.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for it by this name.")]
internal static class StartupHook
{
    public const string Folds = "LEADER_DRILL_FOLDS";

    public static (string Name, string Value)[] Settings(int folds) =>
    [
        ("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location),
        (Folds, folds.ToString(CultureInfo.InvariantCulture)),
    ];

    public static void Initialize()
    {
        // libraries look through what is loaded, and find us among it
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!, $"{name.Name}.dll") is var file && File.Exists(file)
                ? context.LoadFromAssemblyPath(file)
                : null;
        typeof(LeaderViews).GetProperty(nameof(LeaderViews.Version))!
            .SetValue(null, int.Parse(Environment.GetEnvironmentVariable(Folds)!, CultureInfo.InvariantCulture));
    }
}
