using Leader.Api.Hosting;
using Leader.Api.Http;
using Leader.Domain;

namespace Leader.Api.CommandLine;

/// <summary>The program's commands: <c>run</c> (default), <c>token</c>, <c>audit</c>, <c>rebuild</c>, <c>replay</c>, <c>diff</c>, <c>help</c>.</summary>
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
              audit [--json]             replay the log and hold every row of every view,
                                         and every file of evidence, against it
              rebuild [--json]           fold the log into new views beside the old ones, and
                                         swap them
            Exit codes: 0 done, 1 could not be done, 2 wrongly called, 3 differences found
            Settings by environment: ConnectionStrings__Leader, Urls (http://127.0.0.1:5080),
            Auth__Authority, Auth__SigningKey, LEADER_DATA
            """);
        return code;
    }
}
