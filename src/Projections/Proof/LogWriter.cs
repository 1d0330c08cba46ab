using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Projections.Proof;

/// <summary>A checkpoint with what the register knows of it.</summary>
/// <param name="Position">Position of the last fact under it.</param>
/// <param name="Note">Signed by the log; cosignatures stand apart.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, long Position, string Note);

/// <summary>
/// Writes the log: page by page, each in one transaction with its checkpoint, under a lock on the log's head. So nodes take turns, a crash
/// leaves whole pages only, and there is one tree. What is written has been reached by the views, so positions are final. No page ends
/// within an act: what is signed, and the rows that it commits to, are complete.
/// </summary>
/// <param name="pageSize">Facts of a page; a twentieth of what is left where that is more, up to 20,000: each page commits to all rows of
/// what it changes.</param>
/// <param name="last">What was signed last, over restarts; if not given, by this writer alone.</param>
public sealed class LogWriter(
    NpgsqlDataSource database,
    NoteSigner signer,
    TimeProvider time,
    int pageSize = 1000,
    LastSigned? last = null)
{
    private readonly LastSigned _last = last ?? new(signer.Verifier);
    private Tiles.Frontier? _frontier;

    public string Origin => signer.Name;

    /// <summary>The version of the folds that made the rows of the views.</summary>
    public int Folds { get; init; } = LeaderViews.Version;

    /// <summary>One page of facts, the state roots that they change, and a checkpoint over all.</summary>
    /// <returns>Null where nothing is left to write, another node is writing, or other folds made the views, as in an upgrade: to their
    /// rows a node of their version commits.</returns>
    /// <exception cref="InvalidDataException">What is stored of the log is not what was signed: nothing more is signed.</exception>
    public async Task<SignedCheckpoint?> WriteAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await HeadAsync(connection, ct) is not { } head) return null;
        await ContinuesAsync(head.Size, ct);
        if (!await AreOursAsync(connection, ct)) return null;
        var upTo = await UpToAsync(connection, head.Position, ct);
        if (upTo <= head.Position) return null;
        var frontier = _frontier?.Size == head.Size ? _frontier : await LoadAsync(connection, head.Size, ct);
        _frontier = null; // half a page may be in it until it is committed

        var page = new Page(frontier);
        StoredFact? newest = null;
        var (scopes, rules) = (new SortedSet<(string View, string Scope)>(), default(string));
        await foreach (var fact in LogTables.FactsAsync(connection, head.Position, upTo, null, ct))
        {
            page.Append(Merkle.Leaf(LogEntry.Of(fact)), fact.Position);
            if (StateRows.ChangedBy(fact.Stream, fact.Type) is { } scope) scopes.Add(scope);
            (newest, rules) = (fact, fact.Rules ?? rules);
        }
        if (newest is null) return null; // numbers were drawn, and nothing was recorded under them
        scopes.UnionWith(await OfOtherFoldsAsync(connection, ct));

        await using var batch = new NpgsqlBatch(connection);
        foreach (var (view, scope) in scopes)
        {
            if (StateRows.Of(view, await RowsAsync(connection, view, scope, newest.Position, ct)) is not { } rows) continue;
            var entry = LogEntry.Of(new StateRoot(
                view, scope, newest.Position, Folds, rules, rows.Count, StateRows.Root(rows)));
            batch.Add(
                $"insert into {LeaderStore.Schema}.log_state (origin, leaf, view, scope, position, entry) values ($1, $2, $3, $4, $5, $6)",
                Origin,
                (long)frontier.Size,
                view,
                scope,
                newest.Position,
                entry);
            page.Append(Merkle.Leaf(entry), -newest.Position);
        }
        foreach (var (level, n, hashes, positions) in page.Tiles())
        {
            batch.Add($"""
                insert into {LeaderStore.Schema}.log_tile (origin, level, n, hashes, positions, first) values ($1, $2, $3, $4, $5, $6)
                on conflict (origin, level, n) do update
                    set hashes = log_tile.hashes || substr(excluded.hashes, length(log_tile.hashes) + 1),
                    positions = log_tile.positions || excluded.positions[cardinality(log_tile.positions) + 1:]
                """, Origin, level, n, LogTables.Joined(hashes), (object?)positions ?? DBNull.Value, positions is null
                    ? DBNull.Value
                    : Math.Abs(positions[0]));
        }
        var checkpoint = new Checkpoint(Origin, frontier.Size, frontier.Root());
        var note = new Note(checkpoint.Text, [signer.Sign(checkpoint.Text)]);
        batch.Add(
            $"insert into {LeaderStore.Schema}.log_checkpoint (origin, size, position, note, at) values ($1, $2, $3, $4, $5)",
            Origin,
            (long)frontier.Size,
            newest.Position,
            note.ToString(),
            time.GetUtcNow());
        batch.Add(
            $"update {LeaderStore.Schema}.log_head set size = $2, position = $3 where origin = $1",
            Origin,
            (long)frontier.Size,
            newest.Position);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        _frontier = frontier;
        _last.Keep(checkpoint, note);
        return new(checkpoint, newest.Position, note.ToString());
    }

    /// <summary>
    /// What earlier folds made the rows of, where ours have not committed to anything yet: theirs say nothing of the rows that there are.
    /// </summary>
    private async Task<List<(string View, string Scope)>> OfOtherFoldsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using (var command = LogTables.Command(
            connection,
            $"select entry from {LeaderStore.Schema}.log_state where origin = $1 order by leaf desc limit 1",
            Origin))
        {
            if (await command.ExecuteScalarAsync(ct) is not byte[] last || LogEntry.Read(last).State!.Fold == Folds) return [];
        }
        await using var all = LogTables.Command(
            connection,
            $"select distinct view, scope from {LeaderStore.Schema}.log_state where origin = $1",
            Origin);
        await using var reader = await all.ExecuteReaderAsync(ct);
        var scopes = new List<(string, string)>();
        while (await reader.ReadAsync(ct)) scopes.Add((reader.GetString(0), reader.GetString(1)));
        return scopes;
    }

    /// <summary>Holds the database's log against what was signed last, where anything was.</summary>
    /// <exception cref="LogForkException">It does not continue that.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select coalesce(max(size), 0) from {LeaderStore.Schema}.log_head where origin = $1",
            Origin);
        await ContinuesAsync((ulong)(long)(await command.ExecuteScalarAsync(ct))!, ct);
    }

    private async Task ContinuesAsync(ulong size, CancellationToken ct)
    {
        if (_last.Checkpoint is not { } signed) return;
        if (size < signed.Size)
        {
            throw new LogForkException($"The register signed {signed.Size} entries of the log {Origin}, and the database has {size}: "
                + $"it was "
                + "restored from an older backup. Nothing more is signed. Restore a newer one, or begin a new log with a new key and "
                + "origin.");
        }
        if (!(await new LogReader(database, Origin).RootAsync(signed.Size, ct)).AsSpan().SequenceEqual(signed.Root))
        {
            throw new LogForkException($"The register signed another tree of {signed.Size} entries of the log {Origin} than the "
                + $"database has: "
                + "its history was changed. Nothing more is signed. Restore what was signed, or begin a new log with a new key and "
                + "origin.");
        }
    }

    /// <summary>Where the page ends: with the act in which it is full, or where the views are.</summary>
    private async Task<long> UpToAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        var reached = await Rebuild.PositionAsync(connection, ct);
        var size = Math.Clamp((reached - after) / 20, pageSize, Math.Max(pageSize, 20_000));
        await using var command = LogTables.Command(connection, $"""
            select least({LeaderStore.Schema}.complete($2), (select {LeaderStore.Schema}.act_end(full_at) from (
                select seq_id as full_at from {MartenTables.Events} where seq_id > $1 and seq_id <= $2
                    and type <> '{Log.FactLog.Tombstone}' order by seq_id offset $3 limit 1) p))
            """, after, reached, size - 1);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The views are of our folds, and stay so until all is written.</summary>
    private async Task<bool> AreOursAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select version from {LeaderStore.Schema}.view_generation for share", connection);
        return (int)(await command.ExecuteScalarAsync(ct))! == Folds;
    }

    /// <summary>Where the log has got to, locked for this transaction; null while another node holds it.</summary>
    private async Task<(ulong Size, long Position)?> HeadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var make = LogTables.Command(
            connection,
            $"insert into {LeaderStore.Schema}.log_head (origin, key, size, position) select $1, $2, 0, 0 where not exists (select from "
                + $"{LeaderStore.Schema}.log_head where origin = $1) on conflict do nothing",
            Origin,
            signer.Verifier.ToString());
        await make.ExecuteNonQueryAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select size, position, key from {LeaderStore.Schema}.log_head where origin = $1 for update skip locked",
            Origin);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        if (reader.GetString(2) != signer.Verifier.ToString())
        {
            throw new InvalidDataException($"The log {Origin} was begun with another key ({reader.GetString(2)}). A new key needs a new "
                + "origin.");
        }
        return ((ulong)reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The open tiles, held against the checkpoint of that size.</summary>
    private async Task<Tiles.Frontier> LoadAsync(NpgsqlConnection connection, ulong size, CancellationToken ct)
    {
        var open = new List<IEnumerable<byte[]>>();
        for (var level = 0; size >> (Tiles.Height * level) > 0; level++)
        {
            var hashes = size >> (Tiles.Height * level);
            var width = (int)(hashes % Tiles.Width);
            if (width == 0) { open.Add([]); continue; }
            await using var tile = LogTables.Command(
                connection,
                $"select hashes from {LeaderStore.Schema}.log_tile where origin = $1 and level = $2 and n = $3",
                Origin,
                level,
                (long)(hashes / Tiles.Width));
            var stored = LogTables.Split(await tile.ExecuteScalarAsync(ct) as byte[] ?? []);
            if (stored.Count != width)
            {
                throw new InvalidDataException($"The log {Origin} lacks hashes of tile {level}/{Tiles.Path(hashes / Tiles.Width)}.");
            }
            open.Add(stored);
        }
        var frontier = Tiles.Frontier.At(size, open);
        if (size == 0) return frontier;
        await using var command = LogTables.Command(
            connection,
            $"select note from {LeaderStore.Schema}.log_checkpoint where origin = $1 and size = $2",
            Origin,
            (long)size);
        if (!Notes.TryParse(await command.ExecuteScalarAsync(ct) as string ?? "", out var note)
            || note.VerifiedBy(signer.Verifier) is null
            || note.Text != new Checkpoint(Origin, size, frontier.Root()).Text)
        {
            throw new InvalidDataException($"The tiles of the log {Origin} are not those of its checkpoint of size {size}.");
        }
        return frontier;
    }

    internal static async Task<List<Row>> RowsAsync(
        NpgsqlConnection connection,
        string view,
        string scope,
        long position,
        CancellationToken ct)
    {
        var mine = view switch { StateRows.Rankings => "key = $2", StateRows.Leaders => "category = $2", _ => "$2 = ''" };
        await using var command = LogTables.Command(
            connection,
            $"select {ViewTables.Columns} from {ViewTables.Table(StateRows.ViewOf(view))} where {mine} and known_from <= $1 and known_to "
                + "> $1",
            position,
            scope);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct)) rows.Add(ViewTables.Read(reader).Row);
        return rows;
    }

    /// <summary>What a page adds to the tree: every tile that it touches, whole.</summary>
    private sealed class Page(Tiles.Frontier frontier)
    {
        private readonly List<(int Level, ulong N, IReadOnlyList<byte[]> Hashes)> _full = [];
        private readonly List<long> _positions = [];
        private readonly ulong _before = frontier.Size;

        public void Append(byte[] leaf, long position)
        {
            frontier.Append(leaf, (level, n, hashes) => _full.Add((level, n, hashes)));
            _positions.Add(position);
        }

        /// <summary>Tiles of level 0 come with the positions of those leaves that are new.</summary>
        public IEnumerable<(int Level, long N, IReadOnlyList<byte[]> Hashes, long[]? Positions)> Tiles()
        {
            for (var level = 0; level < frontier.Open.Count; level++)
            {
                if (frontier.Open[level].Count > 0)
                {
                    _full.Add((level, (frontier.Size >> (Proof.Tiles.Height * level)) / Proof.Tiles.Width, frontier.Open[level]));
                }
            }
            foreach (var (level, n, hashes) in _full)
            {
                if (level > 0) { yield return (level, (long)n, hashes, null); continue; }
                var start = n * Proof.Tiles.Width;
                yield return (level, (long)n, hashes, [.. Enumerable.Range(0, hashes.Count)
                    .Select(i => start + (ulong)i < _before ? 0 : _positions[(int)(start + (ulong)i - _before)])]);
            }
        }
    }
}

internal static class Batches
{
    public static void Add(this NpgsqlBatch batch, string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var p in parameters) command.Parameters.Add(new NpgsqlParameter { Value = p });
        batch.BatchCommands.Add(command);
    }
}
