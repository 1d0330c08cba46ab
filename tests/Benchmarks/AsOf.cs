using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// Latency of questions about the past, at ten positions spread over histories of several sizes: it should depend neither on the length
/// of history nor on how far back the question goes. One client; each question in a round trip of its own. Everything is asked twice: of a
/// long history, the first answer has to be fetched from the disk, which tells of the disk; so both are told apart.
/// </summary>
internal static class AsOf
{
    private const int Positions = 10, Requests = 500, Warming = 100, Enough = 60;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly string[] Questions = ["ranking of 50", "one standing", "page of 100 bans"];

    public static async Task<int> RunAsync(long[] sizes, int[] versions)
    {
        var (lines, all) = (new List<string>(), new List<(long Size, int Versions, Answer Answer)>());
        foreach (var version in versions)
        {
            foreach (var size in sizes)
            {
                await using var register = await Register.CreateAsync(size, version);
                await using var weigh = register.Database.CreateCommand("select pg_database_size(current_database()) >> 20");
                Console.WriteLine($"database of {await weigh.ExecuteScalarAsync():N0} MB");
                foreach (var answer in await MeasureAsync(register))
                {
                    all.Add((size, version, answer));
                    var (first, whole, at) = (Timings.Of(answer.First), Timings.Of(answer.Again), answer.Again);
                    lines.Add($"| {size:N0} | {version} | {answer.Question} | {first.P50:0.00} / {first.P99:0.00} | {whole.P50:0.00} | "
                        + $"{whole.P99:0.00} | {(answer.Database is { } d ? d.ToString("0.000", CultureInfo.InvariantCulture) : "")} | "
                        + $"{at[0].P50:0.00} / {at[^1].P50:0.00} | {at[0].P99:0.00} / {at[^1].P99:0.00} | {at[0].P99 / at[^1].P99:0.00} | "
                        + $"{whole.Count:N0} |");
                    Console.WriteLine(lines[^1]);
                }
            }
        }
        Console.WriteLine("\n| events | versions | question | first asked, p50 / p99 ms | again, p50 ms | p99 ms | database ms | p50 "
            + "oldest / newest | p99 oldest / newest | oldest/newest | n |\n| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: "
            + "| ---: | ---: |");
        foreach (var line in lines) Console.WriteLine(line);
        foreach (var group in all.GroupBy(a => (a.Versions, a.Answer.Question)).Where(g => g.Count() > 1))
        {
            var (most, least) = (group.MaxBy(g => g.Size), group.MinBy(g => g.Size));
            Console.WriteLine($"p99 at {most.Size:N0} over p99 at {least.Size:N0}, {group.Key.Versions} versions, {group.Key.Question}: "
                + $"{Timings.Of(most.Answer.Again).P99 / Timings.Of(least.Answer.Again).P99:0.00}, first asked "
                + $"{Timings.Of(most.Answer.First).P99 / Timings.Of(least.Answer.First).P99:0.00}");
        }
        return 0;
    }

    /// <param name="First">By position; the question had not been asked before.</param>
    private sealed record Answer(string Question, Timings[] First, Timings[] Again, double? Database);

    private static async Task<Answer[]> MeasureAsync(Register register)
    {
        var (reader, history, random) = (register.Reader, register.History, new Random(7));
        await reader.NewestAsync(CancellationToken.None); // as every request does
        var clocks = new Clocks[Positions];
        for (var i = 0; i < Positions; i++) clocks[i] = await ClocksAsync(register, history.Events * (i + 1) / Positions);
        var keys = clocks.Select(c => Enumerable.Range(0, Requests + Warming)
            .Select(_ => history.BlockOf(random.Next(Published(history, c.AsOf))))
            .Select(b => (b.Evaluation, Enterprise: b.Enterprise(random.Next(Block.Ranked))))
            .ToArray()).ToArray();
        var asks = new Func<int, int, Task>[]
        {
            async (i, r) => Known(
                await reader.GetAsync((View)LeaderViews.Rankings, keys[i][r].Evaluation, clocks[i], CancellationToken.None),
                keys[i][r].Evaluation),
            async (i, r) => Known(
                await reader.GetAsync((View)LeaderViews.Enterprises, keys[i][r].Enterprise, clocks[i], CancellationToken.None),
                keys[i][r].Enterprise),
            (i, _) => reader.ListAsync(LeaderViews.Bans, new(), clocks[i], null, 100, CancellationToken.None),
        };
        var answers = new Answer[Questions.Length];
        for (var q = 0; q < Questions.Length; q++)
        {
            var ask = asks[q];
            await RoundsAsync((i, r) => ask(i, Requests + r), Warming);
            answers[q] = new(Questions[q], await RoundsAsync(ask, Requests), await RoundsAsync(ask, Requests), null);
        }
        var database = new Timings();
        for (var r = 0; r < 50; r++)
        {
            for (var i = 0; i < Positions; i++) database.Add(await ExplainAsync(register.Database, keys[i][r].Evaluation, clocks[i]));
        }
        answers[0] = answers[0] with { Database = database.P50 };
        return answers;

        // Round by round over all positions, so that a busy moment of the machine falls on all of them alike.
        static async Task<Timings[]> RoundsAsync(Func<int, int, Task> ask, int rounds)
        {
            var (times, spent) = (Enumerable.Range(0, Positions).Select(_ => new Timings()).ToArray(), Stopwatch.StartNew());
            for (var r = 0; r < rounds && (r < Math.Min(Enough, rounds / 2) || spent.Elapsed < Longest); r++)
            {
                for (var i = 0; i < Positions; i++) await times[i].OfAsync(() => ask(i, r));
            }
            return times;
        }

        static void Known(byte[]? doc, string key)
        {
            if (doc is null) throw new InvalidOperationException($"{key} is not known there.");
        }
    }

    /// <summary>As many of the first blocks have had their ranking published by the day, late entry included.</summary>
    private static int Published(History history, DateOnly day)
    {
        var blocks = 1;
        while (blocks < history.Blocks && Beijing.Day(history.BeginOf(blocks)).AddDays(Block.PublishedBy + 10) < day) blocks++;
        return blocks;
    }

    public static async Task<Clocks> ClocksAsync(Register register, long position)
    {
        await using var command = register.Database.CreateCommand($"select timestamp from leader.mt_events where seq_id = {position}");
        var at = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!, TimeSpan.Zero);
        return new(Beijing.Day(at), at, position, true);
    }

    /// <summary>
    /// What the server itself spends on the statement that <see cref="ViewReader.GetAsync(View, string, Clocks, CancellationToken)"/>
    /// sends.
    /// </summary>
    private static async Task<double> ExplainAsync(NpgsqlDataSource database, string key, Clocks clocks)
    {
        await using var command = database.CreateCommand($"""
            explain (analyze, format json) select payload from {ViewTables.Table(LeaderViews.Rankings)}
            where key = '{key}' and in_force_from <= '{clocks.AsOf:yyyy-MM-dd}' and in_force_to > '{clocks.AsOf:yyyy-MM-dd}'
            and known_from <= {clocks.Position} and known_to > {clocks.Position} order by known_from desc limit 1
            """);
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        return plan.RootElement[0].GetProperty("Execution Time").GetDouble();
    }
}
