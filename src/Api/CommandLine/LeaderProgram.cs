using System.ComponentModel;
using System.Reflection;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

/// <summary>The program: its commands, how they are called, and what is said where they are called wrongly.</summary>
public static class LeaderProgram
{
    private static readonly Verb[] Verbs =
    [
        Verb.Of<RunSettings>("run",
            "Starts the register (default). Loads the demonstration history into an empty private database",
            s => Run.RunAsync(s.Empty, s.Configuration), ["run", "--empty", "--urls", "http://127.0.0.1:5081"]),
        Verb.Of<TokenSettings>("token", "Makes a development token", TokenCommand.Run, ["token", "evaluation-body", "ehaa"]),
        Verb.Of<ReplaySettings>("replay", "Folds the log in memory, shows what held on a day, and compares it with what is served",
            TimeCommands.ReplayAsync, ["replay", "bans", "--as-of", "2024-03-01"]),
        Verb.Of<DiffSettings>("diff", "Shows what differs between two instants, and why", TimeCommands.DiffAsync,
            ["diff", "--from", "2024-02-28@8010", "--to", "2024-03-01@8010", "--view", "titles"]),
        Verb.Of<WhySettings>(
            "why",
            "Shows the facts that a title or ban rests on: remove any one and the result changes",
            WhyCommand.RunAsync,
            ["why", "2019-air-purifier.91320594LP0000151F", "--lang", "zh"]),
        Verb.Of<AuditSettings>("audit",
            "Replays the log, and compares it with every row of every view, every leaf, tile and checkpoint, and every file of evidence",
            ViewCommands.AuditAsync, ["audit", "--seen", "seen.txt"]),
        Verb.Of<RebuildSettings>("rebuild", "Folds the log into new views beside the old ones, and swaps them",
            ViewCommands.RebuildAsync, ["rebuild"]),
        Verb.Of<ExportSettings>("export", "Writes all that an auditor needs into one file",
            ProofCommands.ExportAsync, ["export", "leader.zip"]),
        Verb.Of<VerifySettings>("verify", "Verifies an export, or a proof, without database or server", ProofCommands.VerifyAsync,
            ["verify", "leader.zip", "--key", "log-key.txt", "--seen", "seen.txt"]),
        Verb.Of<KeySettings>("key", "Makes a key for a log, or for a witness", ProofCommands.Key, ["key", "register.example.cn/log"]),
        Verb.Of<SigningKeySettings>("signing-key", "Makes a key that an organisation or enterprise signs its acts with",
            SigningCommands.Key, ["signing-key", "our-key.txt", "--algorithm", "sm2"]),
        Verb.Of<SignSettings>("sign", "Writes the headers that sign a request, as 'curl -H @FILE' takes them", SigningCommands.SignAsync,
            ["sign", "http://127.0.0.1:5080/v1/signing-keys", "body.json", "--key", "our-key.txt"]),
        Verb.Of<WitnessSettings>("witness", "Runs a witness that cosigns the checkpoints of logs", WitnessCommand.RunAsync,
            ["witness", "--key", "witness-key.txt", "--log", "log-key.txt"]),
    ];

    private static readonly string[] Version = ["-v", "--version"], Help = ["-h", "--help", "-?"];

    /// <returns>0 done, 1 could not be done, 2 wrongly called, 3 differences were found.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var words = Worded(args);
        if (words is [var name, .., var last] && Verbs.Any(v => v.Name == name && v.Options.GetValueOrDefault(last)))
        {
            return Wrong(words, $"{last} needs a value.");
        }
        var app = new CommandApp();
        app.Configure(c =>
        {
            c.SetApplicationName("./leader");
            var version = typeof(LeaderProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
            c.SetApplicationVersion(version.InformationalVersion);
            c.SetHelpProvider(new ProgramHelp(c.Settings));
            c.Settings.MaximumIndirectExamples = 0;
            c.UseStrictParsing();
            c.PropagateExceptions();
            foreach (var verb in Verbs) verb.AddTo(c);
        });
        try
        {
            return await app.RunAsync(words);
        }
        catch (CommandAppException e)
        {
            return Wrong(words, Unknown(words) ?? e.Message);
        }
        catch (Http.SettingException e)
        {
            return Exit.Failed(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Exit.Failed($"A file or folder cannot be used: {e.Message}");
        }
    }

    private static int Wrong(string[] words, string why) =>
        Exit.Wrong(why, words is [var name, ..] && Verbs.Any(v => v.Name == name) ? $"./leader {name} --help" : "./leader --help");

    /// <summary>
    /// What stands for something else: no command for <c>run</c>, <c>help X</c> for <c>X --help</c>, settings of the host for <c>--set</c>.
    /// </summary>
    private static string[] Worded(string[] args) => args switch
    {
        ["help", .. var of] => [.. of.Take(1), "--help"],
        [] => ["run"],
        [var first, ..] when Help.Contains(first) || Version.Contains(first) => args,
        ["run", .. var rest] => ["run", .. RunSettings.Worded(rest)],
        [var first, ..] when first.StartsWith('-') => ["run", .. RunSettings.Worded(args)],
        _ => args,
    };

    /// <summary>The command or option that does not exist, and the one that was perhaps meant; null where all exist.</summary>
    private static string? Unknown(string[] words)
    {
        if (words is not [var name, .. var rest]) return null;
        if (Verbs.FirstOrDefault(v => v.Name == name) is not { } verb)
        {
            return $"There is no command '{name}'.{DidYouMean.To(name, [.. Verbs.Select(v => v.Name), "help"])}";
        }
        return rest.TakeWhile(w => w != "--").Where(w => w.StartsWith('-')).Select(w => w.Split('=')[0])
            .FirstOrDefault(o => !verb.Options.ContainsKey(o) && !Help.Contains(o)) is { } option
            ? $"{name} has no option '{option}'.{DidYouMean.To(option, [.. verb.Options.Keys, "--help"])}"
            : null;
    }

    /// <param name="Options">With their dashes, and whether they take a value.</param>
    private sealed record Verb(string Name, Dictionary<string, bool> Options, Action<IConfigurator> AddTo)
    {
        public static Verb Of<TSettings>(string name, string description, Func<TSettings, Task<int>> run, params string[][] examples)
            where TSettings : CommandSettings => new(name,
            typeof(TSettings).GetProperties().Select(p => p.GetCustomAttribute<CommandOptionAttribute>()).OfType<CommandOptionAttribute>()
                .SelectMany(o => o.LongNames.Select(n => (Name: "--" + n, HasValue: o.ValueName is not null)))
                .ToDictionary(o => o.Name, o => o.HasValue),
            c =>
            {
                var command = c.AddAsyncDelegate<TSettings>(name, (_, settings, _) => run(settings)).WithDescription(description);
                foreach (var example in examples) command.WithExample(example);
            });
    }
}

/// <summary>Settings of a command that can answer for machines.</summary>
internal abstract class JsonSettings : CommandSettings
{
    [CommandOption("--json"), Description("Answers in JSON, for machines")]
    public bool Json { get; init; }
}
