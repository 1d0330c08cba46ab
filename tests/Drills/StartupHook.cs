using System.Diagnostics.CodeAnalysis;
using System.Globalization;
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

    public static void Initialize() => typeof(LeaderViews).GetProperty(nameof(LeaderViews.Version))!
        .SetValue(null, int.Parse(Environment.GetEnvironmentVariable(Folds)!, CultureInfo.InvariantCulture));
}
