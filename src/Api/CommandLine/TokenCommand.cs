using System.ComponentModel;
using System.Globalization;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Http;
using Leader.Domain;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class TokenSettings : CommandSettings
{
    [CommandArgument(0, "<ROLE>"), Description("regulator, working-body, evaluation-body, enterprise and so on")]
    public string Role { get; init; } = "";

    [CommandArgument(1, "<SUBJECT>"), Description("Who acts: a credit code, the id of an organisation")]
    public string Subject { get; init; } = "";

    [CommandArgument(2, "[DAYS]"), Description("For how many days; 30 if not given")]
    public string Days { get; init; } = "30";

    public override ValidationResult Validate() =>
        TokenCommand.Of(Role) is null
            ? ValidationResult.Error(
                $"There is no role '{Role}'.{DidYouMean.To(Role, [.. TokenCommand.Roles])} Roles: {string.Join(' ', TokenCommand.Roles)}.")
        : !int.TryParse(Days, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 36_500
            ? ValidationResult.Error($"DAYS is a whole number from 1 to 36,500, not '{Days}'.")
        : ValidationResult.Success();
}

internal static class TokenCommand
{
    private static readonly Dictionary<string, Role> ByName =
        Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Public)).ToDictionary(Identity.Name);

    public static IEnumerable<string> Roles => ByName.Keys;

    public static Role? Of(string name) => ByName.TryGetValue(name, out var role) ? role : null;

    public static Task<int> Run(TokenSettings settings)
    {
        var days = TimeSpan.FromDays(int.Parse(settings.Days, CultureInfo.InvariantCulture));
        Console.WriteLine(Identity.Token(DataFolder.SigningKey(), ByName[settings.Role], settings.Subject, DateTimeOffset.UtcNow, days));
        return Task.FromResult(Exit.Done);
    }
}
