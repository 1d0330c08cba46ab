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
        if (!ProofCommands.TryReadNotes(settings.Seen, out var seen, out var wrong)) return Exit.Wrong(wrong);
        return await WithDatabaseAsync(async database =>
        {
            var report = await ShownAsync(
                "Replaying the log against the views",
                json,
                progress => new Audit(database).RunAsync(progress, CancellationToken.None));
            var logs = new List<LogReport>();
            foreach (var key in await LogWalk.OriginsAsync(database, CancellationToken.None))
            {
                if (await ShownAsync(
                    $"Holding the facts against the log {key.Name}",
                    json,
                    progress => new LogAudit(database, key).RunAsync(
                        [.. seen.Where(n => n.Text.StartsWith(key.Name + "\n", StringComparison.Ordinal))],
                        progress,
                        CancellationToken.None)) is { } log)
                {
                    logs.Add(log);
                }
            }
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        report.Position,
                        report.Facts,
                        report.Rows,
                        report.Results,
                        report.Evidence,
                        report.Differing,
                        report.Differences,
                        report.Took,
                        logs,
                    },
                    LeaderJson.Http));
            }
            else
            {
                Say(report, logs);
            }
            return report.Differing == 0 && logs.All(l => l.Differences.Count == 0) ? Exit.Done : Exit.Differing;
        });
    }

    private static void Say(AuditReport report, IReadOnlyList<LogReport> logs)
    {
        var (evidence, digests) = (report.Evidence, report.Evidence.Files == 1 ? "its digest" : "their digests");
        Console.WriteLine($"""
            Replayed {report.Facts:N0} facts to position {report.Position:N0} in {report.Took.TotalSeconds:0.0} s.
            Compared {report.Rows:N0} rows of {LeaderViews.All.Count} views; recomputed {report.Results:N0} rankings and bans.
            """);
        Console.WriteLine($"Checked {Counted(evidence.Files, "file")} of evidence by {digests}; {evidence.Erased:N0} erased by an act; "
            + $"{Counted(evidence.NotDeposited, "digest")} named whose files were not deposited.");
        foreach (var log in logs)
        {
            Console.WriteLine($"Log {log.Origin}: {log.Size:N0} leaves and {log.Checkpoints:N0} signed checkpoints gone "
                + $"through{(log.Behind > 0 ? $"; {log.Behind:N0} facts are not in it yet" : "")}.");
        }
        var all = report.Differences.Concat(logs.SelectMany(l => l.Differences)).OrderBy(d => d.Position).ToArray();
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
        var count = report.Differing + logs.Sum(l => l.Differences.Count);
        Console.WriteLine($"\n{count:N0} {(count == 1 ? "difference" : "differences")}; the first one at position "
            + $"{all[0].Position:N0}.{Remedies(report)}");
    }

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
