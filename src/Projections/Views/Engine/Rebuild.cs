using System.Threading.Channels;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>What a rebuild did.</summary>
/// <param name="Views">Those that were rebuilt.</param>
/// <param name="Position">The position of the rebuilt views.</param>
/// <param name="Indexing">What the indexes took of the time.</param>
public sealed record RebuildResult(
    IReadOnlyList<View> Views,
    long Facts,
    long Rows,
    long Position,
    TimeSpan Took,
    TimeSpan Indexing);

/// <summary>
/// Folds the whole log into tables beside those that are read, and puts them in their place in one transaction: readers see the old
/// rows or the new ones, never half of them, and the views go on meanwhile. Killed, it leaves the old tables as they were; what it left
/// of its own is dropped by the next one. One rebuild at a time; another one waits for it.
/// </summary>
/// <param name="memory">Bytes of documents held at most, about (the process weighs some three times of it); an eighth of the machine, if
/// not given. Keys not touched for long are written out and read again when needed, which is slow.</param>
/// <param name="pageSize">Facts that are folded between two looks at the memory.</param>
public sealed class Rebuild(NpgsqlDataSource database, long? memory = null, int pageSize = 5_000)
{
    private readonly long _memory = memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;

    private const string Beside = "_rebuilt";
    /// <summary>Held alone by a rebuild, shared by those who must not have tables swapped under them.</summary>
    internal const long Lock = 0x4C65_6164_6573; // "Leades"
    /// <summary>What a crash loses is begun again anyway, up to the swap.</summary>
    private static readonly string[] Careless =
        ["synchronous_commit = off", "maintenance_work_mem = '256MB'", "max_parallel_maintenance_workers = 0"];
    private const string Careful = "reset synchronous_commit; reset maintenance_work_mem; reset max_parallel_maintenance_workers";

    private const int PageBytes = 16 << 20;

    /// <summary>
    /// Rebuilds what other folds than ours made (<see cref="LeaderViews.ChangedSince"/>): after an upgrade, by the first node.
    /// </summary>
    /// <returns>Null where the views are ours.</returns>
    public async Task<RebuildResult?> WhereOutdatedAsync(Action<long, long>? progress, CancellationToken ct)
    {
        await using (var connection = await database.OpenConnectionAsync(ct))
        {
            if (await VersionAsync(connection, ct) == LeaderViews.Version) return null;
        }
        return await LockedAsync(
            async connection => await VersionAsync(connection, ct) is var version && version == LeaderViews.Version // of another node
                ? null
                : await RunAsync(connection, LeaderViews.ChangedSince(version), progress, ct),
            ct);
    }

    /// <summary>Rebuilds all views.</summary>
    /// <param name="progress">Position folded, and position to reach.</param>
    public async Task<RebuildResult> RunAsync(Action<long, long>? progress, CancellationToken ct) =>
        (await LockedAsync(async connection => await RunAsync(connection, LeaderViews.All, progress, ct), ct))!;

    /// <summary>Drops what a rebuild left that was killed, unless one is under way.</summary>
    /// <returns>How many tables.</returns>
    public async Task<int> ClearAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand($"""
            select relname from pg_class where relnamespace = '{LeaderStore.Schema}'::regnamespace and relkind = 'r'
                and relname = any($1) and pg_try_advisory_xact_lock({Lock})
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. LeaderViews.All.Select(v => ViewTables.Table(v, Beside).Split('.')[^1])],
        });
        var left = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) left.Add(reader.GetString(0));
        }
        foreach (var table in left) await ExecuteAsync(connection, $"drop table {LeaderStore.Schema}.{table}", ct);
        await transaction.CommitAsync(ct);
        return left.Count;
    }

    /// <summary>Of the folds that made the views.</summary>
    internal static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select version from {LeaderStore.Schema}.view_generation", connection);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<RebuildResult?> LockedAsync(Func<NpgsqlConnection, Task<RebuildResult?>> run, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", ct);
        try { return await run(connection); }
        finally { await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None); }
    }

    private async Task<RebuildResult> RunAsync(
        NpgsqlConnection connection,
        IReadOnlyList<View> views,
        Action<long, long>? progress,
        CancellationToken ct)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var writing = Task.CompletedTask;
        try
        {
            await ExecuteAsync(connection, string.Join("; ", Careless.Select(s => $"set {s}")), ct);
            foreach (var view in views)
            {
                await ExecuteAsync(
                    connection,
                    $"drop table if exists {ViewTables.Table(view, Beside)}; {ViewTables.Ddl(view, Beside)} {Vacuum(view, off: true)}",
                    ct);
            }
            var folds = views.Select(v => new ViewFold(v)).ToArray();
            var (facts, rows, position, indexing) = (0L, 0L, 0L, TimeSpan.Zero);

            // The views go on while this runs: fold until little is left, and the rest under the lock that holds them.
            for (var (target, indexed) = (await PositionAsync(connection, ct), false); ; target = await PositionAsync(connection, ct))
            {
                if (indexed && target - position < pageSize) break;
                await FoldAsync(target);
                if (indexed) continue;
                await TwoAtATimeAsync(Known(), ct);
                var written = watch.Elapsed;
                await IndexAsync(views, ct);
                (indexed, indexing) = (true, watch.Elapsed - written);
            }
            await ExecuteAsync(connection, Careful, ct);
            await using var swap = await connection.BeginTransactionAsync(ct);
            // waits for a page that is being saved, and holds the next
            await ExecuteAsync(
                connection,
                $"update {LeaderStore.Schema}.view_generation set generation = generation + 1, version = {LeaderViews.Version}",
                ct);
            await FoldAsync(await PositionAsync(connection, ct));
            await FinishAsync();
            foreach (var view in views) await ExecuteAsync(connection, ViewTables.Swap(view, Beside), ct);
            await swap.CommitAsync(ct);
            return new(views, facts, rows, position, watch.Elapsed, indexing);

            async Task FoldAsync(long upTo)
            {
                // Reading and deserialising runs ahead of folding by a few pages.
                var pages = Channel.CreateBounded<IReadOnlyList<Recorded>>(4);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var reading = Task.Run(async () =>
                {
                    try
                    {
                        await foreach (var page in new FactLog(database).PagesAsync(position, upTo, pageSize, stop.Token))
                        {
                            await pages.Writer.WriteAsync(page, stop.Token);
                        }
                        pages.Writer.Complete();
                    }
                    catch (Exception e) { pages.Writer.Complete(e); }
                }, ct);
                try
                {
                    await foreach (var page in pages.Reader.ReadAllAsync(ct))
                    {
                        foreach (var fold in folds)
                        {
                            if (fold.Returning(page) is not { Length: > 0 } keys) continue;
                            await WriteAsync(fold);
                            await writing;
                            await ExecuteAsync(connection, ViewTables.PrimaryKey(fold.View, Beside), ct);
                            await fold.LoadAsync(connection, keys, Beside, ct);
                        }
                        await Parallel.ForEachAsync(folds, ct, (fold, _) =>
                        {
                            foreach (var fact in page) fold.Apply(fact);
                            return ValueTask.CompletedTask;
                        });
                        facts += page.Count;
                        var largest = folds.Sum(f => f.Held) > _memory ? folds.MaxBy(f => f.Held) : null;
                        foreach (var fold in folds) fold.Shrink(fold == largest ? fold.Held - 1 : long.MaxValue);
                        foreach (var fold in folds)
                        {
                            if (fold.Opened.Count + fold.Closed.Count >= pageSize
                                || fold.Opened.Sum(r => (long)r.Row.Payload.Length) > PageBytes)
                            {
                                await WriteAsync(fold);
                            }
                        }
                        progress?.Invoke(page[^1].Position, upTo);
                    }
                }
                finally
                {
                    await stop.CancelAsync();
                    await reading;
                }
                await writing;
                position = upTo;
            }

            // One write at a time, while the next page is folded.
            async Task WriteAsync(ViewFold fold)
            {
                await writing;
                var (opened, closed) = fold.Take();
                rows += opened.Length;
                writing = Task.Run(() => ViewTables.CopyAsync(connection, fold.View, opened, closed, Beside, ct), ct);
            }

            // What is known now, of every key, comes at once, when nothing is left to fold.
            IEnumerable<Func<NpgsqlConnection, CancellationToken, Task>> Known()
            {
                foreach (var fold in folds)
                {
                    fold.Finish();
                    var (opened, closed) = fold.Take();
                    rows += opened.Length;
                    if (closed.Length > 0) yield return (c, ct) => ViewTables.CopyAsync(c, fold.View, [], closed, Beside, ct);
                    foreach (var part in opened.Chunk(pageSize))
                    {
                        yield return (c, ct) => ViewTables.CopyAsync(c, fold.View, part, [], Beside, ct);
                    }
                }
            }

            async Task FinishAsync()
            {
                foreach (var fold in folds)
                {
                    fold.Finish();
                    await WriteAsync(fold);
                }
                await writing;
            }
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ExecuteAsync(connection, Careful, CancellationToken.None);
        }
    }

    private async Task IndexAsync(IReadOnlyList<View> views, CancellationToken ct)
    {
        var sizes = new List<(View View, long Size)>();
        foreach (var view in views)
        {
            await using var size = database.CreateCommand($"select pg_table_size('{ViewTables.Table(view, Beside)}')");
            sizes.Add((view, (long)(await size.ExecuteScalarAsync(ct))!));
        }
        var largestFirst = sizes.OrderByDescending(v => v.Size).Select(v => v.View).ToArray(); // it may be most of all
        await TwoAtATimeAsync(
            largestFirst.SelectMany(v => ViewTables.Indexes(v, Beside).Prepend(ViewTables.UniqueIndex(v, Beside))).Select(Sql),
            ct);
        await TwoAtATimeAsync(
            largestFirst.Select(v =>
                Sql($"{ViewTables.PrimaryKey(v, Beside)} {Vacuum(v, off: false)} analyze {ViewTables.Table(v, Beside)};")),
            ct);

        static Func<NpgsqlConnection, CancellationToken, Task> Sql(string sql) => (connection, ct) => ExecuteAsync(connection, sql, ct);
    }

    private Task TwoAtATimeAsync(IEnumerable<Func<NpgsqlConnection, CancellationToken, Task>> work, CancellationToken ct) =>
        Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct }, async (run, ct) =>
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await ExecuteAsync(connection, string.Join("; ", Careless.Select(s => $"set local {s}")), ct);
            await run(connection, ct);
            await transaction.CommitAsync(ct);
        });

    /// <summary>Next to nothing in the tables beside is dead; whoever looks for it in a table that grows only takes time from it.</summary>
    private static string Vacuum(View view, bool off) =>
        $"alter table {ViewTables.Table(view, Beside)} " + (off
            ? "set (autovacuum_enabled = false, toast.autovacuum_enabled = false);"
            : "reset (autovacuum_enabled, toast.autovacuum_enabled);");

    internal static async Task<long> PositionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select coalesce(max(last_seq_id), 0) from {MartenTables.Progression} where name = '{MartenTables.ViewProgress}'",
            connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
