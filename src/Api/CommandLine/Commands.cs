using Leader.Api.Hosting;
using Leader.Api.Http;
using Leader.Domain;

namespace Leader.Api.CommandLine;

/// <summary>The program's commands; <see cref="Help"/> lists them.</summary>
public static class Commands
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (name, rest) = args is [var first, ..] && !first.StartsWith('-') ? (first, args[1..]) : ("run", args);
        return name switch
        {
            "run" => await Run.RunAsync(rest),
            "token" => Token(rest),
            "audit" => await ViewCommands.AuditAsync(rest),
            "rebuild" => await ViewCommands.RebuildAsync(rest),
            "replay" => await TimeCommands.ReplayAsync(rest),
            "diff" => await TimeCommands.DiffAsync(rest),
            "why" => await WhyCommand.RunAsync(rest),
            "export" => await ProofCommands.ExportAsync(rest),
            "verify" => await ProofCommands.VerifyAsync(rest),
            "key" => ProofCommands.Key(rest),
            "witness" => await WitnessCommand.RunAsync(rest),
            "help" => Help(0),
            _ => Help(2),
        };
    }

    /// <summary>Makes a development token: <c>token ROLE SUBJECT [DAYS]</c>.</summary>
    private static int Token(string[] args)
    {
        if (args is not [var roleName, var subject, ..] || Enum.GetValues<Role>().Where(r => Identity.Name(r) == roleName && r is not (Role.System or Role.Public)).Cast<Role?>().FirstOrDefault() is not { } role)
        {
            Console.Error.WriteLine($"token ROLE SUBJECT [DAYS]; roles: {string.Join(' ', Enum.GetValues<Role>().Where(r => r is not (Role.System or Role.Public)).Select(Identity.Name))}");
            return 2;
        }
        var days = args.Length > 2 && int.TryParse(args[2], out var d) ? d : 30;
        Console.WriteLine(Identity.Token(DataFolder.SigningKey(), role, subject, DateTimeOffset.UtcNow, TimeSpan.FromDays(days)));
        return 0;
    }

    private static int Help(int code)
    {
        Console.WriteLine("""
            leader [command]
              run                        start the register (default); loads the demonstration
                                         history into an empty private database
              token ROLE SUBJECT [DAYS]  make a development token
              replay VIEW [KEY] [--as-of DAY] [--known-at TIME | --position N] [--json]
                                         fold the log in memory up to there, show what held on
                                         the day, and hold it against what is served
              diff --from TIME [--to TIME] [--view VIEW] [--key KEY] [--json]
                                         what differs between two instants, positions, or days
                                         as known at positions (2026-05-10@3000), and why
              why TITLE|BAN [--as-of DAY] [--position N] [--lang zh|en] [--json]
                                         the facts without any one of which it would be otherwise
              audit [--seen FILE] [--json]
                                         replay the log and hold every row of every view, every
                                         leaf, tile and checkpoint, and every file of evidence
                                         against it; --seen: a checkpoint held from before
              rebuild [--json]           fold the log into new views beside the old ones, and
                                         swap them
              export FILE [--position N] [--rows-at N,N]
                                         all that an auditor needs, in one file
              verify FILE [--key KEY] [--witness KEY] [--seen FILE] [--json]
                                         verify an export or a proof without database or server
              key NAME [--witness]       make a key for a log, or for a witness
              witness --key FILE --log KEY [--folder FOLDER]
                                         run a witness that cosigns the checkpoints of logs
            Exit codes: 0 done, 1 could not be done, 2 wrongly called, 3 differences found
            Settings by environment: ConnectionStrings__Leader, Urls (http://127.0.0.1:5080),
            Auth__Authority, Auth__SigningKey, Log__Key, Log__Witnesses__0, LEADER_DATA
            """);
        return code;
    }
}
