using System.Globalization;
using Leader.Api;
using Leader.Api.Hosting;
using Leader.Api.Hosting.Postgres;
using Leader.Api.Seeding;
using Leader.Api.Why;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Domain.Why;
using Leader.Projections.Views.Engine;
using Marten;
using Npgsql;

namespace Leader.Benchmarks;

/// <summary>
/// How long <c>why</c> takes, asked first and asked again: titles, bans and places of the demonstration history, alone in the log and with
/// as many facts of others after it as are given. One client, in the program itself: question, causes and document. Processor time is of
/// this process alone; it counts where others use the machine.
/// </summary>
internal static class Whys
{
    private const int Warming = 3;

    private static readonly (string Kind, string Sql, Func<LogPast, string[], DateOnly, Question?> Ask)[] Kinds =
    [
        (
            "title",
            "select distinct data->>'title', '' from leader.mt_events where type = 'title_awarded.v1' order by 1",
            (past, of, day) => Questions.Title(past, of[0], day)),
        (
            "ban",
            "select distinct data->>'ban', data->>'enterprise' from leader.mt_events where type = 'ban_started.v1' order by 1",
            (past, of, _) => Questions.Ban(past, of[0], of[1])),
        (
            "place",
            "select distinct data->>'evaluation', c->>'declaration' from leader.mt_events, jsonb_array_elements(data->'candidates') c "
                + "where type = 'pool_frozen.v1' order by 1, 2",
            (past, of, _) => Questions.Place(past, of[0], of[1])),
    ];

    /// <param name="others">Facts of other evaluations in the log.</param>
    /// <param name="every">Asks every so manieth question; of bans all.</param>
    /// <param name="without">Holds the answers against the log decided again without every so manieth fact; 0: against none.</param>
    public static async Task<int> RunAsync(long others, int every, int without)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"leader-bench-{Environment.ProcessId}");
        await using var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(folder) { DeleteOnStop = true },
            null,
            CancellationToken.None);
        await using var database = LeaderApi.DataSource(server.ConnectionString);
        await using var host = LeaderApi.Build(server.ConnectionString, [], b => b.Configuration["Auth:SigningKey"] = Register.Key);
        await Schema.CreateAsync(host.Services, CancellationToken.None);
        var seeds = Path.Combine(DataFolder.Root(), "seeds");
        var import = new Import(host.Services.GetRequiredService<IDocumentStore>(), database);
        var facts = await import.IntoEmptyAsync(Story.Play(seeds), StoryPersons.Read(seeds), null, CancellationToken.None);
        var questions = new List<(string Kind, string[] Of, Func<LogPast, string[], DateOnly, Question?> Ask)>();
        foreach (var (kind, sql, ask) in Kinds)
        {
            var all = await AllAsync(database, sql);
            questions.AddRange(all.Where((_, i) => kind == "ban" || i % every == 0).Select(of => (kind, of, ask)));
        }
        if (others > 0) await Seeding.WriteAsync(new History(others, 10), database, facts);
        var clocks = new Clocks(new(2026, 11, 1), null, facts + others, true);
        Console.WriteLine($"\n{facts + others:N0} facts in the log, {questions.Count} questions\n");

        var (busyBefore, followed) = (Environment.CpuUsage.TotalTime, new Timings());
        await followed.OfAsync(() => ActFollower.ReachAsync(database, clocks.Position, null, CancellationToken.None));
        await using (var size = database.CreateCommand("select pg_total_relation_size('leader.followed_consequences') "
            + "+ pg_total_relation_size('leader.followed_acts'), pg_total_relation_size('leader.mt_events')"))
        await using (var row = await size.ExecuteReaderAsync())
        {
            await row.ReadAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All acts followed once: {followed.P50 / 1000:0} s, of the "
                + $"processor {(Environment.CpuUsage.TotalTime - busyBefore).TotalSeconds:0} s; {row.GetInt64(0) / 1e6:0.0} MB beside "
                + $"{row.GetInt64(1) / 1e6:0.0} MB of facts.\n"));
        }
        Console.WriteLine("| asked | question | n | p50 ms | "
            + "p99 ms | longest | p50 of processor ms | p99 |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        using var found = new FoundCauses();
        using (var warm = new FoundCauses())
        {
            foreach (var (_, of, ask) in questions.TakeLast(Warming)) await AskAsync(warm, of, ask);
        }
        foreach (var asked in new[] { "first", "again" })
        {
            var times = new Dictionary<string, (Timings Wall, Timings Own)>();
            foreach (var (kind, of, ask) in questions)
            {
                var busy = Environment.CpuUsage.TotalTime;
                var wall = new Timings();
                await wall.OfAsync(() => AskAsync(found, of, ask));
                foreach (var group in new[] { kind, "all" })
                {
                    if (!times.TryGetValue(group, out var both)) times[group] = both = (new(), new());
                    both.Wall.Add(wall);
                    both.Own.Add((Environment.CpuUsage.TotalTime - busy).TotalMilliseconds);
                }
            }
            foreach (var (kind, (wall, own)) in times)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {asked} | {kind} | {wall.Count} | {wall.P50:0} | "
                    + $"{wall.P99:0} | {wall.At(1):0} | {own.P50:0} | {own.P99:0} |"));
            }
        }
        return without == 0 ? 0 : await HoldAsync();

        async Task<int> HoldAsync()
        {
            await using var connection = await database.OpenConnectionAsync();
            var past = new LogPast(connection, facts);
            var acts = past.ActsFrom(1, facts);
            var asked = new List<(string Name, Subject Subject, string? Given, HashSet<long> Causes)>();
            var real = new LogWithout(acts, null);
            foreach (var (_, of, ask) in questions)
            {
                if (ask(past, of, clocks.AsOf) is not { } question) continue;
                var doc = await AskAsync(found, of, ask);
                asked.Add((question.Name, question.Subject, Answer(question.Subject, real), [.. doc!.Steps.Select(s => s.Position)]));
            }
            var (tried, causes, wrong) = (0, 0, 0);
            foreach (var position in acts.SelectMany(a => a.Facts).Select(f => f.Position).Where(p => p % without == 0))
            {
                var other = new LogWithout(acts, position);
                foreach (var (name, subject, given, told) in asked)
                {
                    var isCause = Answer(subject, other) != given;
                    (tried, causes) = (tried + 1, causes + (isCause ? 1 : 0));
                    if (isCause == told.Contains(position)) continue;
                    wrong++;
                    Console.WriteLine($"{name} Fact {position} is {(isCause ? "a" : "no")} cause.");
                }
            }
            Console.WriteLine($"\n{tried:N0} pairs of fact and question held against the log decided again: {causes:N0} causes, {wrong} "
                + "told wrongly.");
            return wrong == 0 ? 0 : 1;
        }

        static string? Answer(Subject subject, ILedger ledger)
        {
            try { return subject.Answer(ledger); }
            catch (Exception e) when (e is not OutOfMemoryException) { return "no sense"; }
        }

        async Task<WhyDoc?> AskAsync(FoundCauses known, string[] of, Func<LogPast, string[], DateOnly, Question?> ask) =>
            await WhyEndpoints.AnswerAsync(
                database,
                (_, _) => Task.CompletedTask,
                known,
                clocks,
                (past, day) => ask(past, of, day),
                Reader.Anyone,
                CancellationToken.None);
    }

    private static async Task<List<string[]>> AllAsync(NpgsqlDataSource database, string sql)
    {
        var all = new List<string[]>();
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) all.Add([reader.GetString(0), reader.GetString(1)]);
        return all;
    }
}
