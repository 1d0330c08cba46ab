using System.ComponentModel;
using System.Text.Json;
using Leader.Api.Hosting.Postgres;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;
using Spectre.Console.Cli;

namespace Leader.Api.CommandLine;

internal sealed class RebuildSettings : JsonSettings;

internal sealed class AuditSettings : JsonSettings
{
    [CommandOption("--key <KEY>"), Description("Public key of the log, or a file that holds it; may be repeated. That of Log__Key, or of "
        + "the data folder, if not given; never one of the database")]
    public string[] Key { get; init; } = [];

    [CommandOption("--witness <KEY>"), Description("Public key of a witness, or a file that holds it; may be repeated. Those of "
        + "Log__Witnesses, if not given")]
    public string[] Witness { get; init; } = [];

    [CommandOption("--seen <FILE>"), Description("A checkpoint kept from before, which the log must continue; may be repeated")]
    public string[] Seen { get; init; } = [];
}

/// <summary>
/// <c>rebuild</c> and <c>audit</c>. Exit codes: 0 done and in order, 1 could not be done, 2 wrongly called, 3 differences were found.
/// </summary>
internal static class ViewCommands
{
    public static Task<int> RebuildAsync(RebuildSettings settings) => WithDatabaseAsync(async database =>
    {
        var json = settings.Json;
        var result = await ShownAsync(
            "Folding the log beside the views",
            json,
            progress => new Rebuild(database).RunAsync(progress, CancellationToken.None));
        Console.WriteLine(json ? JsonSerializer.Serialize(result, LeaderJson.Http)
            : $"Rebuilt {LeaderViews.All.Count} views at position {result.Position:N0}: {result.Facts:N0} facts, {result.Rows:N0} rows, "
                + $"{result.Took.TotalSeconds:0.0} s.");
        return 0;
    });

    public static async Task<int> AuditAsync(AuditSettings settings)
    {
        var json = settings.Json;
        if (!ProofCommands.TryReadNotes(settings.Seen, out var seen, out var wrong)
            || !ProofCommands.TryReadKeys(settings.Key, SignatureType.Ed25519, out var keys, out wrong)
            || !ProofCommands.TryReadKeys(settings.Witness, SignatureType.Cosignature, out var witnesses, out wrong))
        {
            return Exit.Wrong(wrong);
        }
        return await WithDatabaseAsync(async database =>
        {
            var own = KnownLog.Read();
            if (keys.Count == 0 && own is not null) keys.Add(own.Signer.Verifier);
            if (keys.Count == 0)
            {
                return Exit.Wrong("Which log is audited, and whose signatures count, is the auditor's to say: --key KEY, or Log__Key. The "
                    + "database is not believed.");
            }
            if (witnesses.Count == 0 && own is not null) witnesses.AddRange(own.Witnesses.Select(w => w.Key));
            var report = await ShownAsync(
                "Replaying the log against the views",
                json,
                progress => new Audit(database).RunAsync(progress, CancellationToken.None));
            var logs = new List<LogReport>();
            foreach (var key in keys)
            {
                logs.Add(await ShownAsync(
                    $"Holding the facts against the log {key.Name}",
                    json,
                    progress => new LogAudit(database, key, witnesses).RunAsync(
                        [.. seen.Where(n => IsOf(n, key))],
                        progress,
                        CancellationToken.None)));
            }
            var others = await LogAudit.OthersAsync(database, keys, CancellationToken.None);
            Difference[] beside =
            [
                .. others,
                .. seen.Where(n => !keys.Any(k => IsOf(n, k))).Select(n => new Difference(
                    "log", n.Text.Split('\n')[0], null, 0, "origin", "a checkpoint of this log was seen, and its key was not given")),
            ];
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        report.Position,
                        report.Facts,
                        report.Rows,
                        report.Results,
                        report.Acts,
                        report.Told,
                        report.Stated,
                        report.Evidence,
                        report.Differing,
                        report.Differences,
                        report.Took,
                        report.Deciding,
                        logs,
                        beside,
                    },
                    LeaderJson.Http));
            }
            else
            {
                Say(report, logs, beside);
            }
            return report.Differing == 0 && beside.Length == 0 && logs.All(l => l.Differences.Count == 0) ? Exit.Done : Exit.Differing;
        });
    }

    private static bool IsOf(Note seen, VerifierKey key) => seen.Text.StartsWith(key.Name + "\n", StringComparison.Ordinal);

    private static void Say(AuditReport report, IReadOnlyList<LogReport> logs, Difference[] beside)
    {
        var (evidence, digests) = (report.Evidence, report.Evidence.Files == 1 ? "its digest" : "their digests");
        Console.WriteLine($"""
            Replayed {report.Facts:N0} facts to position {report.Position:N0} in {report.Took.TotalSeconds:0.0} s.
            Compared {report.Rows:N0} rows of {LeaderViews.All.Count} views; recomputed {report.Results:N0} rankings and bans.
            Decided {Counted(report.Acts, "act")} again from the requests recorded with them{Earlier(report)}{Deciding(report)}.
            """);
        Console.WriteLine($"Checked {Counted(evidence.Files, "file")} of evidence by {digests}; {evidence.Erased:N0} erased by an act; "
            + $"{Counted(evidence.NotDeposited, "digest")} named whose files were not deposited.");
        foreach (var log in logs)
        {
            Console.WriteLine($"Log {log.Origin}: {log.Size:N0} leaves and {log.Checkpoints:N0} signed checkpoints gone "
                + $"through{Cosigned(log)}{(log.Behind > 0 ? $"; {log.Behind:N0} facts are not in it yet" : "")}.");
        }
        var all = report.Differences.Concat(logs.SelectMany(l => l.Differences)).Concat(beside).OrderBy(d => d.Position).ToArray();
        if (all.Length == 0)
        {
            Console.WriteLine("No difference: what is served is what the facts say, at every position; and the facts are those that were "
                + "logged.");
            return;
        }
        foreach (var d in all)
        {
            Console.WriteLine($"""

                Position {d.Position:N0}  {d.Event ?? (d.View == "log" ? "" : "no fact")}
                  {d.What}: {d.View} {d.Key}{(d.From is { } from ? $" from {from:yyyy-MM-dd}" : "")}
                  {d.Detail}
                """);
        }
        var count = report.Differing + logs.Sum(l => l.Differences.Count) + beside.Length;
        Console.WriteLine($"\n{count:N0} {(count == 1 ? "difference" : "differences")}; the first one at position "
            + $"{all[0].Position:N0}.{Remedies(report)}");
    }

    private static string Cosigned(LogReport log) =>
        (log.Cosignatures > 0 ? $"; {Counted(log.Cosignatures, "cosignature")} verified" : "")
        + (log.Unverified > 0 ? $"; {Counted(log.Unverified, "cosignature")} not verified: give the witnesses' keys with --witness" : "");

    private static string Deciding(AuditReport report) =>
        $", in {report.Deciding.TotalSeconds:0.0} of the {report.Took.TotalSeconds:0.0} s";

    private static string Earlier(AuditReport report) => report.Told + report.Stated == 0 ? ""
        : $"; of before requests were recorded {report.Told:N0} by what their facts say was asked, and {report.Stated:N0} that cannot be "
            + "decided again stand for themselves";

    private static string Remedies(AuditReport report)
    {
        var views = report.Differences.Any(d => LeaderViews.All.Any(v => v.Name == d.View));
        var files = report.Differences.Any(d => d is { View: "evidence", What: "missing" or "altered" });
        return (views ? " './leader rebuild' makes the views anew from the log." : "")
            + (files ? " A file of evidence is put back by depositing it again." : "");
    }

    private static string Counted(long count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    internal static async Task<int> WithDatabaseAsync(Func<NpgsqlDataSource, Task<int>> run)
    {
        try
        {
            await using var database = await OpenDatabase.OpenAsync();
            return await run(database.Source);
        }
        catch (Exception e) when (e is EmbeddedPostgresException or NpgsqlException)
        {
            await Console.Error.WriteLineAsync(
                e is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName }
                    ? "The database holds no register of this version; start it once with ./leader."
                    : e.Message);
            return 1;
        }
    }

    internal static async Task<T> ShownAsync<T>(string what, bool json, Func<Action<long, long>, Task<T>> work)
    {
        if (json) return await work((_, _) => { });
        return await Run.Progress().StartAsync(async context =>
        {
            var task = context.AddTask(what);
            var result = await work((at, of) => task.Value = 100.0 * at / Math.Max(1, of));
            task.Value = 100;
            return result;
        });
    }
}
