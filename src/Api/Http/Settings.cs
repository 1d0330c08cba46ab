using System.Globalization;
using Leader.Domain.Values;

namespace Leader.Api.Http;

/// <summary>What a setting takes.</summary>
internal enum Takes { Text, Number, TrueOrFalse, Address, Provider, Cron }

/// <param name="Key">As <c>Feed:Streams</c>; by environment <c>Feed__Streams</c>.</param>
/// <param name="Least">Of a number.</param>
/// <param name="Most">Of a number.</param>
internal sealed record Setting(string Key, Takes Takes = Takes.Text, double Least = 0, double Most = double.MaxValue);

/// <summary>
/// Every setting that the program reads. What is given is held against it before anything starts: a setting that nobody reads, or a value
/// that cannot be meant, is refused, with the one that was perhaps meant.
/// </summary>
internal static class Settings
{
    private const double Year = 366 * 86_400, Huge = 1L << 30;

    public static readonly IReadOnlyList<Setting> All =
    [
        new("Urls"), new("Management:Urls"),
        new("Nodes:Several", Takes.TrueOrFalse),
        new("Auth:Authority", Takes.Provider), new("Auth:Audience"), new("Auth:ClientId"), new("Auth:ClientSecret"), new("Auth:Scope"),
        new("Auth:SigningKey"),
        new("Log:Key"), new("Log:Signed"), new("Log:Witnesses"), new("Log:RequireWitnesses", Takes.TrueOrFalse),
        new("Public:Url", Takes.Address),
        new("Proxies:Trusted"),
        new("Register:Address", Takes.Address),
        new("Views:BehindSeconds", Takes.Number, 1, Year), new("Views:StalledSeconds", Takes.Number, 1, Year),
        new("Check:PauseSeconds", Takes.Number, 0, Year), new("Check:FirstAfterSeconds", Takes.Number, 0, Year),
        .. OfBudget("Downloads"), new("Downloads:Making", Takes.Number, 1, 1000), new("Downloads:KeptBytes", Takes.Number, 0, Huge),
        .. OfBudget("Why"), .. OfBudget("Wide"), new("Why:Seconds", Takes.Number, 1, 3600),
        new("Why:Ahead", Takes.TrueOrFalse),
        new("Answers:MegabytesKept", Takes.Number, 0, 1 << 20), new("Streams:MegabytesKept", Takes.Number, 0, 1 << 20),
        new("RateLimit:PerMinute", Takes.Number, 1, Huge),
        new("RateLimit:ComplaintsPerMinute", Takes.Number, 1, Huge), new("RateLimit:ObjectionsPerMinute", Takes.Number, 1, Huge),
        new("RateLimit:WitnessesPerMinute", Takes.Number, 1, Huge), new("RateLimit:EvidencePerMinute", Takes.Number, 1, Huge),
        new("Requests:BodyBytes", Takes.Number, 1024, Huge), new("Requests:HeaderBytes", Takes.Number, 1024, 1 << 20),
        new("Requests:JsonDepth", Takes.Number, 4, 1000), new("Requests:Seconds", Takes.Number, 1, 3600),
        new("TimeMaps:Rows", Takes.Number, 1, Huge),
        new("Waits:AtATime", Takes.Number, 1, 100_000), new("Waits:PerClient", Takes.Number, 1, 100_000),
        new("Waits:Seconds", Takes.Number, 0.05, 600),
        new("Feed:HeartbeatSeconds", Takes.Number, 0.05, 3600), new("Feed:Streams", Takes.Number, 1, 100_000),
        new("Feed:StreamsPerClient", Takes.Number, 1, 100_000), new("Feed:SlowSeconds", Takes.Number, 0.05, 3600),
        new("Evidence:Seconds", Takes.Number, 1, 86_400),
        new("Evidence:LargestBytes", Takes.Number, 1, Huge), new("Evidence:LargestPublicBytes", Takes.Number, 1, Huge),
        new("Evidence:PublicMegabytesPerDay", Takes.Number, 0, 1 << 20),
        new("Imports:LargestBytes", Takes.Number, 1, Huge), new("Imports:TurnSeconds", Takes.Number, 0, 3600),
        new("Watches:AnyAddress", Takes.TrueOrFalse), new("Watches:AnswerSeconds", Takes.Number, 0.05, 600),
        new("Watches:AtATime", Takes.Number, 1, 100_000), new("Watches:PerReceiver", Takes.Number, 1, 100_000),
        new("Watches:RetrySeconds", Takes.Number, 0.01, 3600), new("Watches:TryHours", Takes.Number, 0, Year),
        new("Watches:PauseDays", Takes.Number, 0, Year), new("Watches:KeepDays", Takes.Number, 1, Huge),
        new("Watches:OldSecretHours", Takes.Number, 0, Year), new("Watches:PerOwner", Takes.Number, 1, Huge),
        new("Sweep:Cron", Takes.Cron),
    ];

    private static IEnumerable<Setting> OfBudget(string name) =>
    [
        new($"{name}:PerClient", Takes.Number, 1, 100_000), new($"{name}:AtATime", Takes.Number, 1, 100_000),
        new($"{name}:Waiting", Takes.Number, 0, 100_000),
    ];

    /// <summary>The first words of those that are ours alone, so that whatever else stands there is a mistake.</summary>
    private static readonly string[] Ours = [.. All.Select(s => s.Key.Split(':')[0]).Where(s => s != "Urls").Distinct()];

    /// <exception cref="SettingException">A setting is not known, or cannot be read.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is null || !Ours.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)) continue;
            if (Known(key) is not { } setting)
            {
                throw new SettingException($"No setting is called {key}."
                    + (Nearest.To(key, All.Select(s => s.Key)) is { } near
                        ? $" Did you mean {near}?"
                        : " docs/operations.md has them all."));
            }
            if (value.Length > 0 && Wrong(setting, value.Trim()) is { } wrong)
            {
                throw new SettingException($"{setting.Key} is '{value}'; it takes {wrong}.");
            }
        }
        if (configuration["Auth:SigningKey"] is { Length: > 0 and < 32 } && configuration["Auth:Authority"] is null)
        {
            throw new SettingException("Auth:SigningKey is too short; it takes 32 characters or more, drawn by chance.");
        }
    }

    /// <summary>By its key; of a list, by that of one of its values.</summary>
    private static Setting? Known(string key) =>
        All.FirstOrDefault(s => s.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? (int.TryParse(key.Split(':')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? All.FirstOrDefault(s => s.Key.Equals(key[..key.LastIndexOf(':')], StringComparison.OrdinalIgnoreCase))
            : null);

    private static string? Wrong(Setting setting, string value) => setting.Takes switch
    {
        Takes.Number when !double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var number) || number < setting.Least || number > setting.Most =>
            string.Create(CultureInfo.InvariantCulture, $"a number from {setting.Least:0.##} to {setting.Most:0.##}"),
        Takes.TrueOrFalse when !bool.TryParse(value, out _) => "true or false",
        Takes.Address when !Uri.TryCreate(value, UriKind.Absolute, out var uri)
            || !uri.Scheme.StartsWith("http", StringComparison.Ordinal) =>
            "an address as https://register.example.cn",
        Takes.Provider when !Uri.TryCreate(value, UriKind.Absolute, out var uri)
            || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) =>
            "the https address of an OpenID Connect provider; plain http only on this machine",
        Takes.Cron when value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is not (5 or 6) =>
            "a cron expression as */10 * * * *",
        _ => null,
    };
}
