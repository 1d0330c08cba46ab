using System.ComponentModel;
using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed partial class RunSettings : CommandSettings
{
    [CommandOption("--empty"), Description("Without the demonstration history")]
    public bool Empty { get; init; }

    [CommandOption("--urls <URLS>"), Description("Where to listen; http://127.0.0.1:5080 if not given")]
    public string? Urls { get; init; }

    [CommandOption("--set <KEY=VALUE>"), Description("A setting, as Nodes:Several=true; --Nodes:Several=true is the same")]
    public string[] Set { get; init; } = [];

    /// <summary>The first words of the settings that the server reads.</summary>
    internal static readonly string[] Sections =
    [
        "AllowedHosts", "Environment", "Kestrel", "Logging", .. Http.Settings.All.Select(s => s.Key.Split(':')[0]).Distinct(),
    ];

    /// <summary>As the host reads them.</summary>
    public string[] Configuration => [.. Set.Select(s => "--" + s), .. Urls is null ? Array.Empty<string>() : ["--urls=" + Urls]];

    public override ValidationResult Validate()
    {
        foreach (var setting in Set)
        {
            if (!setting.Contains('=', StringComparison.Ordinal))
            {
                return ValidationResult.Error($"A setting is given as KEY=VALUE, not '{setting}'.");
            }
            var section = setting.Split('=', ':')[0];
            if (!Sections.Contains(section, StringComparer.OrdinalIgnoreCase))
            {
                return ValidationResult.Error($"The server reads no setting '{setting.Split('=')[0]}'.{DidYouMean.To(section, Sections)}");
            }
        }
        return ValidationResult.Success();
    }

    /// <summary>
    /// Settings as the host takes them (<c>--Key=value</c>, <c>/Key=value</c>, <c>Key=value</c>), as values of <c>--set</c>.
    /// </summary>
    internal static string[] Worded(string[] args) => [.. args.SelectMany((arg, i) =>
        HostSetting().Match(arg) is { Success: true } m
        && !arg.StartsWith("--set=", StringComparison.Ordinal) && (i == 0 || args[i - 1] != "--set")
            ? (string[])["--set", m.Groups[1].Value] : [arg])];

    [GeneratedRegex(@"^(?:--|/)?(\w+(?:[.:]\w+)*=.*)$")]
    private static partial Regex HostSetting();
}
