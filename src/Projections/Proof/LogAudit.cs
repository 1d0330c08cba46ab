using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Projections.Proof;

/// <param name="Size">Leaves gone through.</param>
/// <param name="Checkpoints">Signatures verified, and their roots held against the leaves.</param>
/// <param name="Behind">Facts that the log has not reached yet.</param>
public sealed record LogReport(
    string Origin,
    ulong Size,
    long Position,
    string Root,
    long Checkpoints,
    long Behind,
    IReadOnlyList<Difference> Differences);

/// <summary>
/// Holds every stored fact against its leaf, every tile against the leaves, and every checkpoint ever signed against both. Kinds of
/// difference: changed, deleted, inserted, swapped (facts); state (a state root); tree, checkpoint (what was signed); behind (a checkpoint
/// that somebody holds is not of this log, or of more than it has).
/// </summary>
public sealed class LogAudit(NpgsqlDataSource database, VerifierKey key)
{
    private const int Reported = 100;

    /// <param name="seen">Checkpoints that the auditor holds from before.</param>
    public async Task<LogReport?> RunAsync(IReadOnlyList<Note> seen, Action<long, long>? progress, CancellationToken ct)
    {
        var (reader, walk, found) = (new LogReader(database, key.Name), new LogWalk(database, key.Name), new List<Difference>());
        if (await reader.NewestAsync(ct) is not { } newest) return null;
        var (tree, checkpoints, changed) = (new Tiles.Frontier(), 0L, new List<WalkedLeaf>());
        var roots = seen.Select(n => (Note: n, Checkpoint: Checkpoint.TryParse(n.Text, out var c) ? c : null))
            .Where(s => s.Checkpoint is not null)
            .ToList();
        var held = roots.ToDictionary(r => r.Note, _ => false);
        await using var signed = walk.CheckpointsAsync(newest.Checkpoint.Size, ct).GetAsyncEnumerator(ct);
        var next = await signed.MoveNextAsync();
        try
        {
            await foreach (var leaf in walk.LeavesAsync(newest, ct))
            {
                if (leaf.Index is null)
                {
                    Add("inserted", leaf.Position, leaf.Fact!.Stream, "a fact stands where the log has none");
                    continue;
                }
                if (!leaf.Fits)
                {
                    if (leaf.Position < 0)
                    {
                        Add(
                            "state",
                            -leaf.Position,
                            "",
                            leaf.Entry is null ? "a state root is gone" : "a state root is not the one that was logged");
                    }
                    else if (leaf.Entry is null)
                    {
                        Add("deleted", leaf.Position, "", "the log has a fact here, and it is gone");
                    }
                    else
                    {
                        changed.Add(leaf);
                    }
                }
                tree.Append(leaf.Hash);
                while (next && signed.Current.Checkpoint.Size <= tree.Size)
                {
                    Check(signed.Current, tree);
                    checkpoints++;
                    next = await signed.MoveNextAsync();
                }
                foreach (var (note, checkpoint) in roots)
                {
                    if (checkpoint!.Size == tree.Size)
                    {
                        held[note] = checkpoint.Origin == key.Name
                            && note.VerifiedBy(key) is not null
                            && checkpoint.Root.AsSpan().SequenceEqual(tree.Root());
                    }
                }
                if (tree.Size % 5000 == 0) progress?.Invoke((long)tree.Size, (long)newest.Checkpoint.Size);
            }
        }
        catch (InvalidDataException e) { Add("tree", newest.Position, "", e.Message); }
        Name(changed);
        await TilesAsync(newest, ct);
        foreach (var (note, checkpoint) in roots)
        {
            if (!held[note] && !(checkpoint!.Size == 0))
            {
                Add("behind", newest.Position, "", checkpoint.Size > newest.Checkpoint.Size
                    ? $"a checkpoint of {checkpoint.Size} entries was seen, and the log has {newest.Checkpoint.Size}: the database is older"
                    : $"the checkpoint of {checkpoint.Size} entries that was seen is not one of this log");
            }
        }
        return new(
            key.Name,
            tree.Size,
            newest.Position,
            Convert.ToBase64String(newest.Checkpoint.Root),
            checkpoints,
            await BehindAsync(newest.Position, ct),
            [.. found.OrderBy(d => d.Position).Take(Reported)]);

        void Add(string what, long position, string stream, string detail, string? type = null) =>
            found.Add(new(
                "log", stream.Length == 0 ? key.Name : stream, null, position, what, detail, type is null ? null : $"{type} {stream}"));

        void Check(SignedCheckpoint checkpoint, Tiles.Frontier at)
        {
            if (!Notes.TryParse(checkpoint.Note, out var note) || note.VerifiedBy(key) is null)
            {
                Add(
                    "checkpoint",
                    checkpoint.Position,
                    "",
                    $"the checkpoint of {checkpoint.Checkpoint.Size} entries is not signed by {key.Name}");
            }
            else if (checkpoint.Checkpoint.Size != at.Size
                || checkpoint.Checkpoint.Origin != key.Name
                || !checkpoint.Checkpoint.Root.AsSpan().SequenceEqual(at.Root()))
            {
                Add(
                    "checkpoint",
                    checkpoint.Position,
                    "",
                    $"the checkpoint of {checkpoint.Checkpoint.Size} entries does not have the root of the leaves");
            }
        }

        // Two facts that changed places each fit the other's leaf, but for the position.
        void Name(List<WalkedLeaf> leaves)
        {
            foreach (var leaf in leaves)
            {
                var other = leaves.Count > 1_000
                    ? null
                    : leaves.FirstOrDefault(o =>
                        o != leaf && Merkle.Leaf(LogEntry.Of(o.Fact! with { Position = leaf.Position })).AsSpan().SequenceEqual(leaf.Hash));
                Add(other is null ? "changed" : "swapped", leaf.Position, leaf.Fact!.Stream, other is null
                    ? "the fact is not the one that was logged"
                    : $"the fact that was logged here stands at position {other.Position}", leaf.Fact.Type);
            }
        }

        // The tiles above the leaves are what proofs are made of.
        async Task TilesAsync(SignedCheckpoint upTo, CancellationToken token)
        {
            await using var connection = await database.OpenConnectionAsync(token);
            await using var command = LogTables.Command(connection, $"""
                select t.level, t.n from {LeaderStore.Schema}.log_tile t where t.origin = $1 and t.level > 0
                """, key.Name);
            var above = new List<(int Level, long N)>();
            await using (var rows = await command.ExecuteReaderAsync(token))
            {
                while (await rows.ReadAsync(token)) above.Add((rows.GetInt32(0), rows.GetInt64(1)));
            }
            foreach (var (level, n) in above)
            {
                var hashes = LogTables.Split(await reader.TileAsync(level, (ulong)n, 0, token) is null
                    ? []
                    : (await reader.TileAsync(level, (ulong)n, Tiles.WidthOf(level, (ulong)n, upTo.Checkpoint.Size), token)) ?? []);
                for (var i = 0; i < hashes.Count; i++)
                {
                    var below = await reader.TileAsync(level - 1, (ulong)n * Tiles.Width + (ulong)i, Tiles.Width, token);
                    if (below is null || !Merkle.Root([.. LogTables.Split(below)]).AsSpan().SequenceEqual(hashes[i]))
                    {
                        Add("tree", upTo.Position, "", $"tile {level}/{Tiles.Path((ulong)n)} does not follow from the tiles below it");
                    }
                }
            }
        }
    }

    private async Task<long> BehindAsync(long position, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select count(*) from {MartenTables.Events} where seq_id > $1 and type <> 'tombstone'",
            position);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
