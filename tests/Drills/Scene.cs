using System.Diagnostics;
using System.Globalization;
using Leader.Api.Hosting;
using Leader.Projections.Proof;
using Npgsql;

namespace Leader.Drills;

/// <summary>What came of a drill: a row of the table in docs/figures.md.</summary>
/// <param name="Seconds">From the first disturbance to the first act begun after it, to views and a checkpoint behind it: the longest of
/// all.</param>
internal sealed record Outcome(
    string Drill,
    int Times,
    int Acknowledged,
    int Lost,
    int Doubled,
    int Half,
    int Gaps,
    (double Write, double Views, double Checkpoint) Seconds)
{
    public string Row => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Drill} | {Times} | {Acknowledged:N0} | {Lost} | {Doubled} | {Half} | {Gaps} | {Seconds.Write:0.0} | {Seconds.Views:0.0} | "
            + $"{Seconds.Checkpoint:0.0} |");
}

/// <summary>Nodes on a database, under load, and somebody who disturbs them and looks what comes of it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly string Key = NoteSigner.Of(
        "drills.leader.example/log",
        SignatureType.Ed25519,
        [.. Enumerable.Range(0, 32).Select(i => (byte)i)]).Export();

    private readonly string _folder;
    private (double Write, double Views, double Checkpoint) _longest;
    private int _times;

    private Scene(string folder, Postgres database, IReadOnlyList<Node> nodes) =>
        (_folder, Database, Nodes, Load) = (folder, database, nodes, new(nodes));

    public Postgres Database { get; }
    public IReadOnlyList<Node> Nodes { get; }
    public Load Load { get; }

    /// <param name="connection">Of a node, by its name; the database's own where none is given.</param>
    public static async Task<Scene> BeginAsync(int nodes, Func<Postgres, string, string>? connection = null)
    {
        var folder = Directory.CreateTempSubdirectory("leader-drill-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        var database = await Postgres.MakeAsync(Path.Combine(folder, "data"));
        Node Made(string name) => new(name, folder, new Dictionary<string, string>
        {
            ["ConnectionStrings__Leader"] = connection?.Invoke(database, name) ?? database.Connection(name),
            ["Nodes__Several"] = "true",
            ["Auth__SigningKey"] = Load.SigningKey,
            ["Log__Key"] = Key,
            ["Sweep__Cron"] = "*/2 * * * * *",
            ["RateLimit__PerMinute"] = "100000",
        });
        var scene = new Scene(folder, database, [.. Enumerable.Range(1, nodes).Select(i => Made($"node{i}"))]);
        foreach (var node in scene.Nodes) node.Start();
        foreach (var node in scene.Nodes) await node.ReadyAsync();
        await scene.Load.PrepareAsync();
        scene.Load.Begin();
        await Task.Delay(1000);
        return scene;
    }

    public Node Folding(string name) => Nodes.Single(n => n.Name == name);

    /// <summary>The node that folds the views; null while none does.</summary>
    public async Task<string?> WhoFoldsAsync() => await ScalarAsync<string>($"""
        select a.application_name from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.granted
            and (l.classid::bigint << 32 | l.objid::bigint) = {ViewKeeper.Lock}
        """);

    public async Task<Node> FoldingAsync()
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            if (await WhoFoldsAsync() is { } name) return Folding(name);
            watch.Elapsed.TotalSeconds.ShouldBeLessThan(60, "nobody folds");
        }
    }

    /// <summary>Does it, and waits until acts, views and checkpoints go on behind it.</summary>
    /// <param name="disturb">Ends when the harm is done.</param>
    public async Task DisturbAsync(Func<Task> disturb, int within = 60)
    {
        _times++;
        var before = await PositionsAsync();
        var (begun, watch) = (TimeProvider.System.GetTimestamp(), Stopwatch.StartNew());
        await disturb();
        var (write, views, checkpoint) = (double.NaN, double.NaN, double.NaN);
        for (; double.IsNaN(write) || double.IsNaN(views) || double.IsNaN(checkpoint); await Task.Delay(50))
        {
            var seconds = watch.Elapsed.TotalSeconds;
            if (double.IsNaN(write) && Load.Acknowledged.FirstOrDefault(a => a.At > begun) is { } first)
            {
                write = TimeProvider.System.GetElapsedTime(begun, first.At).TotalSeconds;
            }
            try
            {
                var now = await PositionsAsync();
                if (double.IsNaN(views) && now.Views > before.Newest) views = seconds;
                if (double.IsNaN(checkpoint) && now.Log > before.Newest) checkpoint = seconds;
            }
            catch (NpgsqlException) { } // it is away
            if (seconds > within + 60)
            {
                Assert.Fail($"After {seconds:0} s: first act {write:0.0}, views {views:0.0}, checkpoint {checkpoint:0.0}. Nodes said:\n"
                    + string.Join('\n', Nodes.Select(n => $"{n.Name}:\n{n.Said}")));
            }
        }
        _longest = (Math.Max(_longest.Write, write), Math.Max(_longest.Views, views), Math.Max(_longest.Checkpoint, checkpoint));
        Math.Max(write, Math.Max(views, checkpoint)).ShouldBeLessThan(within);
    }

    /// <summary>What must be true after whatever happened.</summary>
    public async Task<Outcome> JudgeAsync(string drill)
    {
        await Load.EndWritingAsync();
        foreach (var node in Nodes.Where(n => n.Lives)) await MovesAsync(node);
        await SweepsAsync();
        var newest = (await PositionsAsync()).Newest;
        await UntilAsync(async () => (await PositionsAsync()).Log >= newest, 30, "no checkpoint has the newest act");
        var facts = await ColumnAsync<long>("select seq_id from leader.mt_events where type <> 'tombstone' order by seq_id");
        await UntilAsync(() => Task.FromResult(Load.Feeds.Values.All(f => { lock (Load.Feeds) return f.Count >= facts.Count; })), 30,
            "a reader of the feed has not got all", orGoOn: true);
        await Load.EndReadingAsync();

        var acknowledged = Load.Acknowledged.ToArray();
        var registered =
            await ColumnAsync<string>("select data->>'enterprise' from leader.mt_events where type = 'enterprise_registered.v1'");
        var merged = await ColumnAsync<string>("select (data->>'enterprise') || ' ' || (data->'heirs'->>0) || ' ' || (headers->>'act') "
            + "from leader.mt_events where type = 'enterprise_succeeded.v1'");
        var entered = await ColumnAsync<string>("select (data->>'predecessor') || ' ' || (data->>'enterprise') || ' ' || (headers->>'act') "
            + "from leader.mt_events where type = 'succession_entered.v1'");
        var places = (await ColumnAsync<string>("select (data->>'enterprise') || ' ' || coalesce(data->'heirs'->>0, '') || '@' || seq_id "
            + "from leader.mt_events where type in ('enterprise_registered.v1', 'enterprise_succeeded.v1')"))
            .Select(p => p.Split('@')).ToLookup(p => p[0], p => long.Parse(p[1], CultureInfo.InvariantCulture));
        // an answer that was lost is told with the newest position, when it is asked for again
        var lost = acknowledged.Where(a => !places[$"{a.Code} {a.Heir}"].Any(p => p <= a.Position)).ToArray();
        var doubled = registered.Count - registered.Distinct().Count()
            + merged.Count - merged.Select(m => m.Split(' ')[0]).Distinct().Count();
        var half = merged.Except(entered).Count() + entered.Except(merged).Count()
            + (int)await ScalarAsync<long>("select count(*) from (select headers->>'act' from leader.mt_events where headers ? 'act' group "
                + "by 1 having max(seq_id) - min(seq_id) <> count(*) - 1 or count(distinct timestamp) > 1) halves");
        var gaps = Load.Feeds.Values.Count(f => !f.SequenceEqual(facts));
        var outcome = new Outcome(drill, _times, acknowledged.Length, lost.Length, doubled, half, gaps, _longest);

        Load.Wrong.ShouldBeEmpty();
        lost.ShouldBeEmpty(outcome.Row);
        var (fed, twice) = (Load.Feeds.Select(f => $"{f.Key}: {f.Value.Count} of {facts.Count}, left out "
            + string.Join(' ', facts.Except(f.Value).Take(9))), Load.Feeds.Sum(f => f.Value.Count - f.Value.Distinct().Count()));
        (doubled, half, gaps, twice).ShouldBe((0, 0, 0, 0), $"{outcome.Row}\n{string.Join('\n', fed)}");
        registered.Except(Load.Sent).ShouldBeEmpty("nobody asked for it");
        (await ScalarAsync<bool>("select bool_and(timestamp >= before) from (select timestamp, lag(timestamp) over (order by seq_id) as "
            + "before from leader.mt_events) t where before is not null")).ShouldBeTrue("recorded instants went back");
        Load.Walks.ShouldBeGreaterThan(1);
        var (code, said) = await Nodes[0].CommandAsync("audit");
        code.ShouldBe(0, said);
        return outcome;
    }

    /// <summary>A node answers with an act that is recorded now.</summary>
    public async Task MovesAsync(Node node, int within = 30)
    {
        var code = Load.NewCode();
        Load.Sent.Add(code);
        var body = new { enterprise = code, name = "示例" };
        var at = await Load.RecordAsync("/v1/enterprises", body, Domain.Role.Registrar, "registry", CancellationToken.None);
        Load.Acknowledged.Enqueue(new(code, null, at, TimeProvider.System.GetTimestamp()));
        await UntilAsync(async () =>
        {
            try
            {
                using var answer = await node.Http.GetAsync(new Uri($"/v1/enterprises/{code}?minPosition={at}", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException) { return false; }
        }, within, $"{node.Name} does not show an act of {within} s ago");
    }

    /// <summary>Somebody keeps deadlines: what a sweep forgets is forgotten.</summary>
    public async Task SweepsAsync()
    {
        await ExecuteAsync("insert into leader.idempotency (scope, key, digest, at) values ('drill', gen_random_uuid(), '', "
            + "now() - interval '8 days')");
        await UntilAsync(async () => await ScalarAsync<long>("select count(*) from leader.idempotency where scope = 'drill'") == 0, 60,
            "no sweep begins");
    }

    public async Task UntilAsync(Func<Task<bool>> holds, int seconds, string otherwise, bool orGoOn = false)
    {
        for (var watch = Stopwatch.StartNew(); !await holds(); await Task.Delay(100))
        {
            if (watch.Elapsed.TotalSeconds <= seconds) continue;
            if (orGoOn) return;
            Assert.Fail($"{otherwise}. Nodes said:\n{string.Join('\n', Nodes.Select(n => $"{n.Name}:\n{n.Said}"))}");
        }
    }

    public async Task<(long Newest, long Views, long Log)> PositionsAsync()
    {
        var row = await ColumnAsync<long>("""
            select coalesce(max(seq_id), 0) from leader.mt_events
            union all select coalesce(max(last_seq_id), 0) from leader.mt_event_progression where name = 'Views:All'
            union all select coalesce(max(position), 0) from leader.log_head
            """);
        return (row[0], row[1], row[2]);
    }

    public async Task<T?> ScalarAsync<T>(string sql) => (await ColumnAsync<T>(sql)).FirstOrDefault();

    public async Task<List<T>> ColumnAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Connection("drill") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var column = new List<T>();
        while (await reader.ReadAsync()) column.Add(reader.GetFieldValue<T>(0));
        return column;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.Connection("drill") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
