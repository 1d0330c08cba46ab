using System.Diagnostics;
using Xunit.Abstractions;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Leader.Drills;

/// <summary>
/// Failure drills: real nodes in processes of their own on a real PostgreSQL, under load. A short set in the suite; all of them, each
/// disturbance several times, by <c>LEADER_DRILLS=all dotnet test tests/Drills -c Release --logger "console;verbosity=detailed"</c>, which
/// writes the rows of the table in docs/figures.md.
/// </summary>
/// <remarks>After each: every acknowledged act there exactly once, none by half, all feeds gapless and in order, pages at a fixed position
/// the same, recorded instants in order, the audit clean, a checkpoint over everything, and views and deadlines that go on.</remarks>
public sealed class What_fails_loses_nothing(ITestOutputHelper said)
{
    private static readonly bool All = Environment.GetEnvironmentVariable("LEADER_DRILLS") == "all";

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
    };

    public static TheoryData<string> Set => [.. All ? Drills.Keys.Skip(1) : Drills.Keys.Take(1)];

    [Theory]
    [MemberData(nameof(Set))]
    public async Task After(string drill)
    {
        await using var scene = await Scene.BeginAsync(2);
        try { await Drills[drill](scene); }
        finally { said.WriteLine($"Refused: {scene.Load.Said()}"); }
        said.WriteLine((await scene.JudgeAsync(drill)).Row);
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
                async () => (await node.Operators.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n')
                    .Where(l => l.StartsWith("leader_clock_off_seconds ", StringComparison.Ordinal))
                    .Select(l => double.Parse(l.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))
                    .Any(off => Math.Abs(off - seconds) < 60),
                30,
                "the node does not say how far off its clock is");
            (await scene.ScalarAsync<bool>("select max(timestamp) <= clock_timestamp() from leader.mt_events")).ShouldBeTrue();
        }
    }
}
