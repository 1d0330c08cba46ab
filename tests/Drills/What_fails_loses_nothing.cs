using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Abstractions;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Leader.Drills;

/// <summary>
/// Failure drills: real nodes in processes of their own on a real PostgreSQL, under load. A short set in the suite; all of them, each
/// disturbance several times, by <c>LEADER_DRILLS=all dotnet test tests/Drills -c Release --logger "console;verbosity=detailed"</c>, which
/// writes the rows of the table in docs/figures.md.
/// </summary>
/// <remarks>
/// After each: every acknowledged act there exactly once, none by half, all feeds gapless and in order, recorded instants in order, the
/// audit clean, a checkpoint over everything, and views and deadlines that go on; in the whole set also pages at a fixed position the same.
/// </remarks>
public sealed class What_fails_loses_nothing(ITestOutputHelper said)
{
    internal static readonly bool All = Environment.GetEnvironmentVariable("LEADER_DRILLS") == "all";

    private static readonly Dictionary<string, Func<Scene, Task>> Drills = new()
    {
        ["a node is frozen, and a node is killed"] = async scene =>
        {
            await FrozenAsync(scene, 12);
            await KilledAsync(scene);
        },
        ["a node is killed (kill -9)"] = scene => AgainAsync(10, () => KilledAsync(scene)),
        ["a node is frozen for 12 s"] = scene => AgainAsync(3, () => FrozenAsync(scene, 12)),
        ["a node is frozen for 40 s"] = scene => AgainAsync(2, () => FrozenAsync(scene, 40)),
        ["a node is frozen, its sessions ended, another takes over, it goes on"] = scene => AgainAsync(2, () => DeposedAsync(scene)),
        ["a node is stopped (SIGTERM)"] = scene => AgainAsync(5, () => StoppedAsync(scene)),
        ["the postmaster is killed (kill -9)"] = scene => AgainAsync(6, () => scene.DisturbAsync(async () =>
        {
            scene.Database.Kill();
            await scene.Database.StartAsync();
        }, within: 90)),
        ["the database is restarted"] = scene => AgainAsync(6, () => scene.DisturbAsync(async () =>
        {
            await scene.Database.StopAsync();
            await scene.Database.StartAsync();
        }, within: 90)),
        ["all sessions are ended, for 10 s"] = scene => AgainAsync(3, () => scene.DisturbAsync(async () =>
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < 10; await Task.Delay(100))
            {
                await scene.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'node%'");
            }
        })),
        ["the database is read-only for 10 s"] = scene => AgainAsync(2, () => scene.DisturbAsync(async () =>
        {
            await scene.ExecuteAsync("alter database leader set default_transaction_read_only = on");
            await scene.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'node%'");
            await Task.Delay(10_000);
            await scene.ExecuteAsync("begin read write; alter database leader reset default_transaction_read_only; commit");
            await scene.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'node%'");
        })),
        ["no connection is left, for 10 s"] = scene => AgainAsync(2, () => scene.DisturbAsync(async () =>
        {
            await scene.ExecuteAsync("alter role leader connection limit 6"); // the superuser is not held by it, new sessions are
            await scene.ExecuteAsync("alter database leader connection limit 2");
            await scene.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'node%'");
            await Task.Delay(10_000);
            await scene.ExecuteAsync("alter database leader connection limit -1");
        })),
        ["other folds make the views, for 10 s (upgrade and back)"] = scene => AgainAsync(2, () => scene.DisturbAsync(async () =>
        {
            await scene.ExecuteAsync("update leader.view_generation set version = version + 1000, generation = generation + 1");
            await scene.UntilAsync(async () => await scene.WhoFoldsAsync() is null, 10, "the old node keeps views that it may not write");
            await Task.Delay(10_000);
            foreach (var node in scene.Nodes) Lines(node, "may not").ShouldBeLessThan(10, "it tries again and again");
            await scene.ExecuteAsync("update leader.view_generation set version = version - 1000, generation = generation + 1");
        })),
        ["a node's clock is set two days ahead, and back"] = scene => AgainAsync(1, () => ClockAsync(scene)),
        [Full] = scene => AgainAsync(2, () => FullAsync(scene)),
        [Followed] = scene => AgainAsync(2, () => FollowedAsync(scene)),
        [FailedOver] = FailedOverAsync,
        [Restored] = RestoredAsync,
        [Lost] = LostAsync,
        [Pooled] = scene => AgainAsync(2, () => PooledAsync(scene)),
        [Soak] = SoakAsync,
        ["two versions at a time, with other folds, and back"] = scene => AgainAsync(2, () => UpgradedAsync(scene)),
    };

    private const string Full = "the disk of the database is full for 20 s",
        Followed = "the standby that a node reads from stands still for 10 s, and is restarted",
        FailedOver = "the primary is killed, its synchronous standby takes over",
        Lost = "the machine of the primary is lost, under Patroni and etcd; it comes back, and is switched to",
        Pooled = "the nodes reach the database through PgBouncer, which is killed; then the database is restarted behind it",
        Soak = "nine minutes of load, and nothing else",
        Restored = "the database is restored to an earlier point, behind its witness";

    private static readonly Dictionary<string, Stage> Stages = new()
    {
        [Full] = new(Megabytes: 512),
        [Followed] = new(Standby: true),
        [FailedOver] = new(Standby: true),
        [Restored] = new(Witness: true),
        [Lost] = new(Patroni: true),
        [Pooled] = new(Pooled: true),
        [Soak] = new(HeapMegabytes: 384), // what is not let go of meets it; without one the collector takes what the machine has
    };

    public static TheoryData<string> Set => [.. All ? Drills.Keys.Skip(1) : Drills.Keys.Take(1)];

    [Theory]
    [MemberData(nameof(Set))]
    public async Task After(string drill)
    {
        await using var scene = await Scene.BeginAsync(Stages.GetValueOrDefault(drill) ?? new());
        if (scene is null)
        {
            said.WriteLine($"{drill}: left out. It needs {(drill == Lost ? "Debian's packages patroni and etcd-server"
                : drill == Pooled ? "Debian's package pgbouncer"
                : "a disk of its own, which only root can mount, on Linux")}.");
            return;
        }
        var row = "";
        try
        {
            await Drills[drill](scene);
            row = (await scene.JudgeAsync(drill)).Row;
        }
        finally
        {
            said.WriteLine($"Refused: {scene.Load.Said()}");
            foreach (var note in scene.Notes) said.WriteLine(note);
        }
        said.WriteLine(row);
    }

    private static async Task AgainAsync(int times, Func<Task> disturb)
    {
        for (var i = 0; i < times; i++) await disturb();
    }

    private static int Lines(Node node, string with) =>
        node.Said.Split('\n').Count(l => l.Contains(with, StringComparison.OrdinalIgnoreCase));

    /// <summary>The node that folds the views.</summary>
    private static async Task KilledAsync(Scene scene)
    {
        var node = await scene.FoldingAsync();
        await scene.DisturbAsync(() =>
        {
            node.Kill();
            return Task.CompletedTask;
        });
        node.Start();
        await node.ReadyAsync();
    }

    /// <summary>The node that folds the views; its sessions live, and nothing is heard of it.</summary>
    private static async Task FrozenAsync(Scene scene, int seconds)
    {
        var (node, watch) = (await scene.FoldingAsync(), Stopwatch.StartNew());
        await scene.DisturbAsync(() =>
        {
            node.Freeze();
            return Task.CompletedTask;
        });
        if (watch.Elapsed.TotalSeconds < seconds) await Task.Delay(TimeSpan.FromSeconds(seconds) - watch.Elapsed);
        if (seconds > Api.Hosting.Sessions.Silence + 5)
        {
            (await scene.ScalarAsync<long>($"select count(*) from pg_stat_activity where application_name = '{node.Name}'"))
                .ShouldBe(0, "what a frozen node holds is let go of");
            await scene.SweepsAsync();
        }
        node.Thaw();
        foreach (var each in scene.Nodes) await scene.MovesAsync(each);
    }

    private static async Task DeposedAsync(Scene scene)
    {
        var node = await scene.FoldingAsync();
        await scene.DisturbAsync(async () =>
        {
            node.Freeze();
            await scene.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{node.Name}'");
        });
        await Task.Delay(25_000);
        node.Thaw();
        for (var round = 0; round < 3; round++)
        {
            foreach (var each in scene.Nodes) await scene.MovesAsync(each);
            await Task.Delay(2000);
        }
        await scene.SweepsAsync();
    }

    private static async Task StoppedAsync(Scene scene)
    {
        var (node, took) = (await scene.FoldingAsync(), default(TimeSpan));
        await scene.DisturbAsync(async () => took = await node.StopAsync());
        took.TotalSeconds.ShouldBeLessThan(25);
        node.Start();
        await node.ReadyAsync();
    }

    /// <summary>By libfaketime, whose offset is read from a file while the node runs.</summary>
    private static async Task ClockAsync(Scene scene)
    {
        var library = new[] { "x86_64", "aarch64" }.Select(m => $"/usr/lib/{m}-linux-gnu/faketime/libfaketime.so.1")
            .FirstOrDefault(File.Exists);
        Assert.True(library is not null, "This drill needs libfaketime (Debian's package libfaketime).");
        var (node, offset) = (scene.Nodes[1], Path.GetTempFileName());
        await node.StopAsync();
        await File.WriteAllTextAsync(offset, "+2d");
        node.Start(
            ("LD_PRELOAD", library),
            ("FAKETIME_TIMESTAMP_FILE", offset),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"));
        await node.ReadyAsync();
        foreach (var (set, seconds) in new[] { ("+2d", 172_800), ("-2h", -7_200), ("-3d", -259_200), ("+0", 0) })
        {
            await scene.DisturbAsync(() => File.WriteAllTextAsync(offset, set));
            foreach (var each in scene.Nodes) await scene.MovesAsync(each);
            await scene.UntilAsync(
                async () => await node.MetricAsync("leader_clock_off_seconds") is { } off && Math.Abs(off - seconds) < 60,
                30,
                "the node does not say how far off its clock is");
            (await scene.ScalarAsync<bool>("select max(timestamp) <= clock_timestamp() from leader.mt_events")).ShouldBeTrue();
        }
    }

    /// <summary>Nothing can be written, all is read, and the log of the program does not fill what is left.</summary>
    private static async Task FullAsync(Scene scene)
    {
        var (lines, watch) = (scene.Nodes.Select(n => n.Said.Split('\n').Length).ToArray(), Stopwatch.StartNew());
        // segments of the database's log that are used again: what is drilled is tables that cannot grow
        for (var i = 0; i < 4; i++) await scene.ExecuteAsync("select pg_switch_wal(); checkpoint");
        scene.Disk.Fill();
        foreach (var node in scene.Nodes)
        {
            await scene.UntilAsync(async () => await NotRecordingAsync(node) == "database-full", 30, $"{node.Name} does not say so");
            (await node.MetricAsync("leader_recording")).ShouldBe(0);
        }
        for (var second = 0; second < 20; second++, await Task.Delay(1000))
        {
            foreach (var node in scene.Nodes)
            {
                foreach (var address in new[] { "/health/ready", "/v1/enterprises?limit=1", "/v1/events?limit=1" })
                {
                    using var answer = await node.Http.GetAsync(new Uri(address, UriKind.Relative));
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}: {await answer.Content.ReadAsStringAsync()}");
                }
            }
        }
        await scene.DisturbAsync(async () =>
        {
            scene.Disk.Free();
            if (!await scene.Database.RunsAsync()) await scene.Database.StartAsync();
        });
        scene.Load.Refused.Keys.ShouldContain("503 /problems/database-full");
        scene.Load.Refused.Keys.Where(k => k.StartsWith("500", StringComparison.Ordinal)).ShouldBeEmpty();
        foreach (var (node, before) in scene.Nodes.Zip(lines))
        {
            var written = node.Said.Split('\n')[(before - 1)..];
            written.Length.ShouldBeLessThan(8 + (4 * (int)watch.Elapsed.TotalMinutes), string.Join('\n', written));
            await scene.UntilAsync(async () => await NotRecordingAsync(node) is null, 70, $"{node.Name} still says so");
        }
    }

    private static async Task<string?> NotRecordingAsync(Node node)
    {
        try
        {
            return (await node.DetailsAsync()).GetProperty("notRecording") is { ValueKind: JsonValueKind.Object } why
                ? why.GetProperty("code").GetString()
                : null;
        }
        catch (HttpRequestException e) { return e.Message; }
    }

    private static async Task FollowedAsync(Scene scene)
    {
        var (reader, standby) = (scene.Reader, scene.Standby!);
        await scene.DisturbAsync(async () =>
        {
            await standby.AskAsync<object>("select pg_wal_replay_pause()");
            await Task.Delay(2000); // and three waits
            var newest = (await scene.PositionsAsync()).Newest;
            foreach (var ahead in new[] { "enterprises?position", "enterprises?minPosition", "events?after" })
            {
                using var answer = await reader.Http.GetAsync(new Uri($"/v1/{ahead}={newest}", UriKind.Relative));
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{ahead}: {await answer.Content.ReadAsStringAsync()}");
                answer.Headers.RetryAfter.ShouldNotBeNull(ahead);
            }
            (await reader.MetricAsync("leader_standby_behind_seconds")).ShouldNotBeNull().ShouldBeInRange(6, 60);
            (await reader.DetailsAsync()).GetProperty("standbyBehindSeconds").GetDouble().ShouldBeInRange(6, 60);
            await standby.AskAsync<object>("select pg_wal_replay_resume()");
        });
        await scene.MovesAsync(reader);
        await scene.UntilAsync(async () => await reader.MetricAsync("leader_standby_behind_seconds") < 3, 20, "it does not catch up");
        (await reader.MetricAsync("leader_recording")).ShouldBe(0);
        (await NotRecordingAsync(reader)).ShouldBe("database-read-only");
        using (var act = new HttpRequestMessage(HttpMethod.Post, "/v1/enterprises"))
        {
            act.Content = JsonContent.Create(new { enterprise = Load.NewCode(), name = "示例" });
            act.Headers.Authorization = new("Bearer", Load.Token(Domain.Role.Registrar, "registry"));
            using var answer = await reader.Http.SendAsync(act);
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, text);
            text.ShouldContain("database-read-only");
            text.ShouldContain("nodes at the primary");
        }
        await scene.DisturbAsync(async () => // meanwhile nothing is acknowledged
        {
            await standby.StopAsync();
            await Task.Delay(2000);
            await standby.StartAsync();
        });
        await scene.MovesAsync(reader);
    }

    /// <summary>And once more, back: the lost one comes back as the standby of the other.</summary>
    private static async Task FailedOverAsync(Scene scene)
    {
        for (var (round, reader) = (0, scene.Reader); round < 2; round++)
        {
            var (lost, promoted) = (scene.Database, 0L);
            await scene.ReplayedAsync();
            await scene.DisturbAsync(async () =>
            {
                lost.Kill();
                await Task.Delay(3000); // somebody has to see it, and decide
                await scene.PromoteAsync();
                promoted = TimeProvider.System.GetTimestamp();
            });
            var first = TimeProvider.System.GetElapsedTime(promoted, scene.Load.Acknowledged.First(a => a.At > promoted).At);
            scene.Notes.Add($"First act {first.TotalSeconds:0.0} s after the promotion.");
            first.TotalSeconds.ShouldBeLessThan(4);
            if (round > 0) return;

            await scene.UntilAsync(() => Task.FromResult(reader.Said.Contains("no standby any more", StringComparison.Ordinal)), 30,
                "the node at what was the standby does not see that it is the primary");
            await reader.ReadyAsync();
            await scene.UntilAsync(async () => await NotRecordingAsync(reader) is null, 30, "it does not begin to record");
            reader.Records = true;
            await scene.MovesAsync(reader);
            await reader.StopAsync();
            await scene.FollowAsync(lost.Port);
        }
    }

    private static async Task LostAsync(Scene scene)
    {
        var (lost, promoted) = ("", 0L);
        await scene.DisturbAsync(async () =>
        {
            lost = await scene.Cluster.LosePrimaryAsync();
            await scene.Cluster.UntilAsync(
                async () => await scene.Cluster.PrimaryAsync() is var now && now.Length > 0 && now != lost,
                "nobody takes over");
            promoted = TimeProvider.System.GetTimestamp();
        }, within: 90);
        var first = TimeProvider.System.GetElapsedTime(promoted, scene.Load.Acknowledged.First(a => a.At > promoted).At);
        scene.Notes.Add($"First act {first.TotalSeconds:0.0} s after Patroni said that the other is the primary.");
        first.TotalSeconds.ShouldBeLessThan(4);
        scene.Cluster.Start(lost);
        await scene.Cluster.SynchronousAsync();
        await scene.DisturbAsync(scene.Cluster.SwitchAsync);
        (await scene.Cluster.PrimaryAsync()).ShouldBe(lost);
        await scene.Cluster.SynchronousAsync();
    }

    private static async Task PooledAsync(Scene scene)
    {
        await scene.DisturbAsync(() =>
        {
            scene.Pooler.Kill();
            return scene.Pooler.StartAsync();
        });
        await scene.DisturbAsync(async () =>
        {
            await scene.Database.StopAsync();
            await scene.Database.StartAsync();
        }, within: 90);
        foreach (var node in scene.Nodes) await scene.MovesAsync(node);
    }

    /// <summary>Memory, handles and sessions settle, and the views keep up.</summary>
    private static async Task SoakAsync(Scene scene)
    {
        var samples = new List<(double Memory, double Handles, double Sessions, double Behind)>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalMinutes < 9; await Task.Delay(10_000))
        {
            var (newest, views, _) = await scene.PositionsAsync();
            samples.Add((
                scene.Nodes.Max(n => n.Megabytes),
                scene.Nodes.Max(n => n.Handles),
                await scene.ScalarAsync<long>("select count(*) from pg_stat_activity where application_name like 'node%'"),
                newest - views));
        }
        var thirds = samples.Chunk((samples.Count + 2) / 3).ToArray();
        foreach (var (what, of) in new (string, Func<(double Memory, double Handles, double Sessions, double Behind), double>)[]
        {
            ("memory of a node, MB", s => s.Memory), ("handles of a node", s => s.Handles), ("sessions", s => s.Sessions),
            ("facts that the views are behind", s => s.Behind),
        })
        {
            var medians = thirds.Select(t => t.Select(of).Order().ElementAt(t.Length / 2)).ToArray();
            scene.Notes.Add($"{what}: {string.Join(", ", medians.Select(m => $"{m:0}"))} in each third; {samples.Max(of):0} at most");
            medians[2].ShouldBeLessThan((1.25 * medians[1]) + 50, what);
        }
        await scene.DisturbAsync(() => Task.CompletedTask);
    }

    /// <summary>Positions are used again: whoever read them is told, and nothing is recorded until the operator has decided.</summary>
    private static async Task RestoredAsync(Scene scene)
    {
        await scene.Database.StopAsync();
        await scene.Database.KeepAsync();
        await scene.Database.StartAsync();
        await Task.Delay(12_000); // what will be lost
        await scene.Load.EndWritingAsync();
        var (before, read, acknowledged) = ((await scene.PositionsAsync()).Newest, default(JsonElement), scene.Load.Acknowledged.ToArray());
        const string cosigned = "select (select max(size) from leader.log_cosignature) = (select max(size) from leader.log_checkpoint)";
        await scene.UntilAsync(
            async () => (await scene.PositionsAsync()).Log >= before && await scene.ScalarAsync<bool>(cosigned),
            30,
            "it is not cosigned");
        async Task<bool> HasEndedAsync() =>
            (read = await EventsAsync(scene.Nodes[0], $"{before - 1}")).GetProperty("position").GetInt64() == before;
        await scene.UntilAsync(HasEndedAsync, 30, "the feed does not end");
        await scene.Load.EndReadingAsync();
        var cursor = read.GetProperty("cursor").GetString()!;
        cursor.ShouldStartWith($"{before}.");

        await scene.DisturbAsync(async () =>
        {
            foreach (var node in scene.Nodes) await node.StopAsync();
            await scene.Database.StopAsync();
            await scene.Database.PutBackAsync();
            await scene.Database.StartAsync();
            var restored = (await scene.PositionsAsync()).Newest;
            restored.ShouldBeLessThan(before);
            foreach (var node in scene.Nodes)
            {
                node.ForgetSigned(); // the witness alone knows
                node.Start();
            }
            foreach (var node in scene.Nodes)
            {
                await node.ReadyAsync();
                await ToldAsync(node, cursor);
                (await NotRecordingAsync(node)).ShouldBe("behind-witness");
                (await node.MetricAsync("leader_recording")).ShouldBe(0);
                Lines(node, "Nothing is recorded any more").ShouldBe(1);
            }
            using (var act = new HttpRequestMessage(HttpMethod.Post, "/v1/enterprises"))
            {
                act.Content = JsonContent.Create(new { enterprise = Load.NewCode(), name = "示例" });
                act.Headers.Authorization = new("Bearer", Load.Token(Domain.Role.Registrar, "registry"));
                using var answer = await scene.Nodes[0].Http.SendAsync(act);
                (await answer.Content.ReadAsStringAsync()).ShouldContain("behind-witness");
                (answer.StatusCode, answer.Headers.RetryAfter is not null).ShouldBe((HttpStatusCode.ServiceUnavailable, true));
            }
            (await scene.PositionsAsync()).Newest.ShouldBe(restored);

            foreach (var node in scene.Nodes) // as the operator's page says: a new log over the same facts
            {
                await node.StopAsync();
                node.Set("Log__Key", Scene.Another);
                node.Start();
            }
            foreach (var node in scene.Nodes) await node.ReadyAsync();
            await scene.BeginAnewAsync(restored);
            scene.Notes.Add($"{acknowledged.Count(a => a.Position > restored)} acts behind the point that was restored to, as said by the "
                + "witness; those before it are all there.");
        }, within: 120);
        await scene.UntilAsync(async () => (await scene.PositionsAsync()).Views > before, 30, "positions are not used again");
        foreach (var node in scene.Nodes)
        {
            await ToldAsync(node, cursor);
            (await NotRecordingAsync(node)).ShouldBeNull();
        }
    }

    private static async Task<JsonElement> EventsAsync(Node node, string after) =>
        JsonSerializer.Deserialize<JsonElement>(await node.Http.GetStringAsync(new Uri($"/v1/events?after={after}", UriKind.Relative)));

    /// <summary>The reader that had got there is told to begin anew, by a list and in a stream.</summary>
    private static async Task ToldAsync(Node node, string cursor)
    {
        using var list = await node.Http.GetAsync(new Uri($"/v1/events?cursor={cursor}", UriKind.Relative));
        list.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await list.Content.ReadAsStringAsync()).ShouldContain("unknown-position");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events/stream") { Headers = { { "Last-Event-ID", cursor } } };
        using var stream = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(patience.Token));
        while (await lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            line.ShouldContain("unknown-position");
            return;
        }
        Assert.Fail("The stream says nothing.");
    }

    /// <summary>The version with other folds rebuilds the views and keeps them; the one before gives them up, and serves on.</summary>
    private static async Task UpgradedAsync(Scene scene)
    {
        var (old, renewed) = (scene.Nodes[0], scene.Nodes[1]);
        await AnewAsync(scene, renewed, renewed.Name, StartupHook.Settings(Projections.Views.LeaderViews.Version + 1));
        await ServeAsync();
        await AnewAsync(scene, old, old.Name); // and back, while the newer one runs
        await ServeAsync();
        await AnewAsync(scene, renewed, null);

        async Task ServeAsync()
        {
            for (var round = 0; round < 3; round++)
            {
                foreach (var each in scene.Nodes) await scene.MovesAsync(each);
                await Task.Delay(1000);
            }
            foreach (var each in scene.Nodes) Lines(each, "may not").ShouldBeLessThan(10, "it tries again and again");
        }
    }

    /// <param name="folds">The node that folds the views from then on; null where it may be either.</param>
    private static async Task AnewAsync(Scene scene, Node node, string? folds, params (string Name, string Value)[] settings)
    {
        await scene.DisturbAsync(async () =>
        {
            await node.StopAsync();
            node.Start(settings);
            await node.ReadyAsync();
        });
        await scene.UntilAsync(
            async () => await scene.WhoFoldsAsync() is { } who && (folds is null || who == folds),
            30,
            "nobody of the version that made the views folds them");
    }
}
