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

/// <summary>What a drill needs beside two nodes on a database.</summary>
/// <param name="Megabytes">Of the disk that the database stands on, where it is one of its own; 0 where it is not.</param>
/// <param name="Standby">The database has a standby, which knows of every act before it is acknowledged; and a third node reads from
/// it.</param>
/// <param name="Witness">Another organisation's, which cosigns the log.</param>
/// <param name="Patroni">Keeps the database.</param>
/// <param name="Pooled">The nodes reach the database through PgBouncer, in session mode.</param>
/// <param name="HeapMegabytes">That the program of a node may have for its objects; 0 where only the machine bounds it.</param>
internal sealed record Stage(
    int Megabytes = 0,
    bool Standby = false,
    bool Witness = false,
    bool Patroni = false,
    bool Pooled = false,
    int HeapMegabytes = 0);

/// <summary>Nodes on a database, under load, and somebody who disturbs them and looks what comes of it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly NoteSigner Key = Signer("drills.leader.example/log"), AnotherKey = Signer("drills.leader.example/second-log"),
        WitnessKey = Signer("witness.drills.leader.example", SignatureType.Cosignature);

    /// <summary>Key of a log of another name.</summary>
    public static string Another => AnotherKey.Export();

    private readonly string _folder;
    private readonly Disk? _disk;
    private readonly Cluster? _cluster;
    private readonly List<Postgres> _databases = [];
    private Pooler? _pooler;
    private readonly List<Node> _nodes = [];
    private Node? _witness;
    private (double Write, double Views, double Checkpoint) _longest;
    private int _times;

    private Scene(string folder, Postgres? database, Cluster? cluster, Disk? disk)
    {
        (_folder, Database, _cluster, _disk, Load) = (folder, database!, cluster, disk, new(_nodes));
        if (database is not null) _databases.Add(database);
    }

    /// <summary>The primary.</summary>
    public Postgres Database { get; private set; }

    public Postgres? Standby { get; private set; }
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The node that reads from the standby.</summary>
    public Node Reader => Folding("reader");
    public Disk Disk => _disk!;
    public Load Load { get; private set; }

    /// <summary>What a drill has to tell beside its row.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>That Patroni keeps; in place of <see cref="Database"/>.</summary>
    public Cluster Cluster => _cluster!;

    /// <summary>Before the database.</summary>
    public Pooler Pooler => _pooler!;

    private string Connection(string node) => _cluster?.Connection(node) ?? Database.Connection(node);

    /// <returns>Null where the machine has not what the drill needs.</returns>
    public static async Task<Scene?> BeginAsync(Stage stage)
    {
        var folder = Directory.CreateTempSubdirectory("leader-drill-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
        var disk = stage.Megabytes > 0 ? Disk.Mount(Path.Combine(folder, "disk"), stage.Megabytes) : null;
        if (stage.Megabytes > 0 && disk is null || stage.Patroni && !Cluster.IsHere || stage.Pooled && !Pooler.IsHere) return null;
        var scene = stage.Patroni
            ? new Scene(folder, null, await Cluster.MakeAsync(Path.Combine(folder, "data")), disk)
            : new Scene(
                folder,
                // on a small disk its log has room of its own, so that it is the tables that cannot grow
                await Postgres.MakeAsync(
                    Path.Combine(disk?.Folder ?? folder, "data"),
                    disk is null ? "" : "-c min_wal_size=160MB -c max_wal_size=192MB"),
                null,
                disk);
        if (stage.Pooled) await (scene._pooler = new(scene.Database, Path.Combine(folder, "data"), "session")).StartAsync();
        if (stage.Witness) await scene.WitnessAsync();
        if (stage.Standby) await scene.FollowAsync();
        foreach (var name in (string[])["node1", "node2"])
        {
            scene._nodes.Add(scene.Made(
                name,
                scene.Standby is { } standby ? scene.Database.Connection(name, orElse: standby)
                    : scene._pooler?.Connection(name) ?? scene.Connection(name)));
            if (stage.HeapMegabytes > 0) scene.Nodes[^1].Set("DOTNET_GCHeapHardLimit", $"0x{stage.HeapMegabytes * 1_048_576L:x}");
            scene.Nodes[^1].Start();
        }
        foreach (var node in scene.Nodes) await node.ReadyAsync();
        if (stage.Standby)
        {
            await scene.ReplayedAsync();
            var reader = scene.Made("reader", scene.Standby!.Connection("reader"));
            reader.Records = false;
            reader.Set("Waits__Seconds", "3");
            scene._nodes.Add(reader);
            reader.Start();
            await reader.ReadyAsync();
        }
        await scene.Load.PrepareAsync();
        scene.Load.Begin();
        await Task.Delay(1000);
        return scene;
    }

    private Node Made(string name, string connection)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Leader"] = connection,
            ["Nodes__Several"] = "true",
            ["Auth__SigningKey"] = Load.SigningKey,
            ["Log__Key"] = Key.Export(),
            ["Sweep__Cron"] = "*/2 * * * * *",
            ["RateLimit__PerMinute"] = "100000",
        };
        if (_witness is not null) settings["Log__Witnesses__0"] = $"{_witness.Http.BaseAddress} {WitnessKey.Verifier}";
        return new(name, _folder, settings);
    }

    private static NoteSigner Signer(string name, SignatureType type = SignatureType.Ed25519) =>
        NoteSigner.Of(name, type, [.. Enumerable.Range(0, 32).Select(i => (byte)(i + name.Length))]);

    /// <summary>A witness that knows both logs.</summary>
    private async Task WitnessAsync()
    {
        var file = Path.Combine(_folder, "witness-key");
        await File.WriteAllTextAsync(file, WitnessKey.Export());
        _witness = new("witness", _folder, []);
        await _witness.WitnessAsync(file, Key.Verifier.ToString(), AnotherKey.Verifier.ToString());
    }

    /// <summary>The primary gets a standby, without which nothing is acknowledged.</summary>
    public async Task FollowAsync(int? port = null)
    {
        Database.Options = $"-c synchronous_standby_names={Postgres.Standby}";
        _databases.Add(Standby = await Database.StandbyAsync(Path.Combine(_folder, $"data{_databases.Count}"), port));
    }

    /// <summary>The standby is the primary from now on.</summary>
    public async Task PromoteAsync()
    {
        await Standby!.PromoteAsync();
        (Database, Standby) = (Standby, null);
    }

    /// <summary>The standby has all that the primary has now.</summary>
    public async Task ReplayedAsync()
    {
        var at = await Database.AskAsync<string>("select pg_current_wal_lsn()::text");
        await UntilAsync(() => Standby!.AskAsync<bool>($"select pg_last_wal_replay_lsn() >= '{at}'"), 60, "the standby does not follow");
    }

    /// <summary>Others write and read from now on; of what was acknowledged, what stands up to the position has to be there.</summary>
    public async Task BeginAnewAsync(long position)
    {
        var before = Load;
        Load = before.After(position);
        Load.Begin();
        await before.DisposeAsync();
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
        Load.Walks.ShouldBeGreaterThan(0);
        var (code, said) = await Nodes[0].CommandAsync("audit");
        code.ShouldBe(0, said);
        Notes.Add(string.Join(' ', said.Split('\n').SkipWhile(l => !l.StartsWith("Replayed", StringComparison.Ordinal)).Take(3)));
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
        await using var connection = new NpgsqlConnection(Connection("drill") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var column = new List<T>();
        while (await reader.ReadAsync()) column.Add(reader.GetFieldValue<T>(0));
        return column;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("drill") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Load.DisposeAsync();
        foreach (var node in Nodes) await node.DisposeAsync();
        if (_witness is not null) await _witness.DisposeAsync();
        _pooler?.Dispose();
        foreach (var database in _databases) await database.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        _disk?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
