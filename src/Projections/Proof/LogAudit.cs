using System.Globalization;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Projections.Proof;

/// <param name="Size">Leaves gone through.</param>
/// <param name="Checkpoints">Signatures verified, and their roots held against the leaves.</param>
/// <param name="Behind">Facts that the log has not reached yet.</param>
/// <param name="Cosignatures">Held against the keys of witnesses that the auditor gave.</param>
/// <param name="Unverified">Cosignatures of witnesses whose keys the auditor did not give.</param>
public sealed record LogReport(
    string Origin,
    ulong Size,
    long Position,
    string Root,
    long Checkpoints,
    long Behind,
    long Cosignatures,
    long Unverified,
    IReadOnlyList<Difference> Differences);

/// <summary>
/// Holds every stored fact against its leaf, every tile against the leaves, and every checkpoint ever signed against both. Kinds of
/// difference: changed, deleted, inserted, swapped (facts); state (a state root); tree, checkpoint, cosignature (what was signed); head
/// (the log does not end with its newest checkpoint, or is none); behind (a checkpoint that somebody holds is not of this log, or of more
/// than it has).
/// </summary>
/// <param name="key">The auditor's: its name is the log that is asked for. Nothing of it is taken from the database.</param>
/// <param name="witnesses">Keys whose cosignatures are verified.</param>
public sealed class LogAudit(NpgsqlDataSource database, VerifierKey key, IReadOnlyList<VerifierKey>? witnesses = null)
{
    private const int Reported = 100;
    private const string Schema = LeaderStore.Schema;

    private readonly List<Difference> _found = [];
    private readonly List<Seen> _seen = [];
    private readonly Tiles.Frontier _tree = new();

    /// <summary>The hashes of each tile above the leaves, as they follow from these.</summary>
    private readonly Dictionary<(int Level, ulong N), byte[]> _above = [];
    private long _checkpoints, _states, _cosignatures, _unverified;

    /// <summary>Logs in the database whose keys were not given: nobody has looked at them.</summary>
    public static async Task<IReadOnlyList<Difference>> OthersAsync(
        NpgsqlDataSource database,
        IReadOnlyCollection<VerifierKey> keys,
        CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            select origin from (select origin from {Schema}.log_head union select origin from {Schema}.log_checkpoint
                union select origin from {Schema}.log_tile union select origin from {Schema}.log_state
                union select origin from {Schema}.log_cosignature) o where origin <> all($1) order by origin
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys.Select(k => k.Name)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var others = new List<Difference>();
        while (await reader.ReadAsync(ct))
        {
            others.Add(new("log", reader.GetString(0), null, 0, "origin", "there is a log of this name, and its key was not given"));
        }
        return others;
    }

    /// <param name="seen">Checkpoints that the auditor holds from before.</param>
    public async Task<LogReport> RunAsync(IReadOnlyList<Note> seen, Action<long, long>? progress, CancellationToken ct)
    {
        var newest = default(SignedCheckpoint);
        _seen.AddRange(seen.Select(n => (Note: n, Checkpoint: Checkpoint.TryParse(n.Text, out var c) ? c : null))
            .Where(s => s.Checkpoint is not null).Select(s => new Seen(s.Note, s.Checkpoint!)));
        try
        {
            newest = await new LogReader(database, key.Name).NewestAsync(ct);
            await HeadAsync(newest, ct);
            if (newest is not null) await WalkAsync(newest, progress, ct);
        }
        catch (InvalidDataException e) { Add("tree", newest?.Position ?? 0, "", e.Message); }
        if (newest is not null)
        {
            await WidthsAsync(newest.Position, ct);
            await AboveAsync(newest, ct);
            await StatesAsync(newest, ct);
        }
        await CosignedAsync(ct);
        foreach (var checkpoint in _seen.Where(s => s is { Held: false, Checkpoint.Size: > 0 }).Select(s => s.Checkpoint))
        {
            Add("behind", newest?.Position ?? 0, "", checkpoint.Size > (newest?.Checkpoint.Size ?? 0)
                ? $"a checkpoint of {checkpoint.Size} entries was seen, and the log has {newest?.Checkpoint.Size ?? 0}: the database is "
                    + "older"
                : $"the checkpoint of {checkpoint.Size} entries that was seen is not one of this log");
        }
        return new(
            key.Name,
            _tree.Size,
            newest?.Position ?? 0,
            Convert.ToBase64String(newest?.Checkpoint.Root ?? Merkle.Empty),
            _checkpoints,
            await BehindAsync(newest?.Position ?? 0, ct),
            _cosignatures,
            _unverified,
            [.. _found.OrderBy(d => d.Position).Take(Reported)]);
    }

    private sealed record Seen(Note Note, Checkpoint Checkpoint)
    {
        public bool Held { get; set; }
    }

    /// <summary>The log ends with its newest checkpoint, and was begun with the auditor's key.</summary>
    private async Task HeadAsync(SignedCheckpoint? newest, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select h.key, h.size, h.position, coalesce(c.size, 0), coalesce(c.position, 0), exists (select from {MartenTables.Events}
                where type <> '{FactLog.Tombstone}')
            from (values (1)) one left join {Schema}.log_head h on h.origin = $1
                left join lateral (select size, position from {Schema}.log_checkpoint where origin = $1 order by size desc limit 1) c
                    on true
            """, key.Name);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (await reader.IsDBNullAsync(0, ct))
        {
            if (newest is not null) Add("head", newest.Position, "", "the log has checkpoints, and no head");
            else if (reader.GetBoolean(5)) Add("head", 0, "", "the database holds no log of this name");
            return;
        }
        var (size, position) = (reader.GetInt64(1), reader.GetInt64(2));
        if (reader.GetString(0) != key.ToString()) Add("head", position, "", "the log says that it was begun with another key");
        if (size != reader.GetInt64(3) || position != reader.GetInt64(4))
        {
            Add("head", Math.Min(position, reader.GetInt64(4)), "", $"the log is said to have {size} entries up to position {position}, "
                + $"and its newest checkpoint is of {reader.GetInt64(3)} up to position {reader.GetInt64(4)}");
        }
    }

    private async Task WalkAsync(SignedCheckpoint newest, Action<long, long>? progress, CancellationToken ct)
    {
        var (walk, changed) = (new LogWalk(database, key.Name), new List<WalkedLeaf>());
        await using var signed = walk.CheckpointsAsync(newest.Checkpoint.Size, ct, cosigned: false).GetAsyncEnumerator(ct);
        var next = await signed.MoveNextAsync();
        var (lastFact, lastState, lastSigned) = (0L, 0L, 0UL);
        try
        {
            await foreach (var leaf in walk.LeavesAsync(newest, ct))
            {
                if (leaf.Index is null)
                {
                    Add("inserted", leaf.Position, leaf.Fact!.Stream, "a fact stands where the log has none");
                    continue;
                }
                if (!leaf.Fits) Fits(leaf);
                if (lastState != 0 && leaf.Position != lastState) EndOfPage();
                if (leaf.Position < 0)
                {
                    _states++;
                    if (-leaf.Position != lastFact)
                    {
                        Add("tree", -leaf.Position, "", "the log says that a state root is of this position, and it stands behind the "
                            + $"fact at {lastFact}");
                    }
                }
                (lastFact, lastState) = leaf.Position < 0 ? (lastFact, leaf.Position) : (leaf.Position, 0);
                _tree.Append(leaf.Hash, (level, n, hashes) => { if (level > 0) _above[(level, n)] = LogTables.Joined(hashes); });
                while (next && signed.Current.Checkpoint.Size <= _tree.Size)
                {
                    Check(signed.Current, lastFact);
                    _checkpoints++;
                    lastSigned = signed.Current.Checkpoint.Size;
                    next = await signed.MoveNextAsync();
                }
                foreach (var known in _seen.Where(s => s.Checkpoint.Size == _tree.Size))
                {
                    known.Held = known.Checkpoint.Origin == key.Name && known.Note.VerifiedBy(key) is not null
                        && known.Checkpoint.Root.AsSpan().SequenceEqual(_tree.Root());
                    if (known.Held && lastSigned != _tree.Size) Gone(" that was seen");
                }
                if (_tree.Size % 5000 == 0) progress?.Invoke((long)_tree.Size, (long)newest.Checkpoint.Size);
            }
            if (lastState != 0) EndOfPage();
        }
        finally { Name(changed); }

        // State roots stand at the end of a page, and with every page a checkpoint was signed.
        void EndOfPage()
        {
            if (lastSigned != _tree.Size) Gone();
        }

        void Gone(string what = "") => Add("checkpoint", lastFact, "", $"the checkpoint of {_tree.Size} entries{what} is gone");

        void Fits(WalkedLeaf leaf)
        {
            if (leaf.Position < 0)
            {
                Add("state", -leaf.Position, "", leaf.Entry is null ? "a state root is gone" : "a state root is not the one that was "
                    + "logged");
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
    }

    private void Check(SignedCheckpoint checkpoint, long lastFact)
    {
        var (size, position) = (checkpoint.Checkpoint.Size, checkpoint.Position);
        if (!Notes.TryParse(checkpoint.Note, out var note) || note.VerifiedBy(key) is null || note.Signatures.Count != 1)
        {
            Add("checkpoint", position, "", $"the checkpoint of {size} entries is not signed by {key.Name}, and by it alone");
        }
        else if (size != _tree.Size
            || checkpoint.Checkpoint.Origin != key.Name
            || !checkpoint.Checkpoint.Root.AsSpan().SequenceEqual(_tree.Root()))
        {
            Add("checkpoint", position, "", $"the checkpoint of {size} entries does not have the root of the leaves");
        }
        else if (position != lastFact)
        {
            Add("checkpoint", Math.Min(position, lastFact), "", $"the checkpoint of {size} entries is said to be of position {position}, "
                + $"and its last fact is that at {lastFact}");
        }
    }

    /// <summary>Two facts that changed places each fit the other's leaf, but for the position.</summary>
    private void Name(List<WalkedLeaf> leaves)
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

    /// <summary>Each tile has as many hashes as the size of the log gives, no more and no fewer; there is no other.</summary>
    private async Task WidthsAsync(long position, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select coalesce(h.size, 0), t.level, t.n, length(t.hashes), coalesce(cardinality(t.positions), -1), coalesce(t.first, -1),
                coalesce(abs(t.positions[1]), -1)
            from {Schema}.log_tile t left join {Schema}.log_head h using (origin) where t.origin = $1 order by t.level, t.n
            """, key.Name);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (counts, size) = (new Dictionary<int, long>(), 0UL);
        while (await reader.ReadAsync(ct))
        {
            size = (ulong)reader.GetInt64(0);
            var (level, n, bytes) = (reader.GetInt32(1), reader.GetInt64(2), reader.GetInt32(3));
            var width = level < 0 || n < 0 ? 0 : Tiles.WidthOf(level, (ulong)n, size);
            counts[level] = counts.GetValueOrDefault(level) + (width > 0 ? 1 : 0);
            var (positions, first, begins) = (reader.GetInt32(4), reader.GetInt64(5), reader.GetInt64(6));
            if (bytes != width * Merkle.HashSize || positions != (level == 0 ? width : -1) || first != begins)
            {
                Add("tree", position, "", $"tile {level}/{Written(n)} holds {bytes} bytes of hashes and {positions} "
                    + $"positions from {first} on; a log of {size} entries has {width} hashes in it");
            }
        }
        for (var level = 0; size >> (Tiles.Height * level) > 0; level++)
        {
            var tiles = (long)(((size >> (Tiles.Height * level)) + Tiles.Width - 1) / Tiles.Width);
            if (counts.GetValueOrDefault(level) != tiles)
            {
                Add("tree", position, "", $"{tiles - counts.GetValueOrDefault(level)} of {tiles} tiles of level {level} are gone");
            }
        }

        static string Written(long n) => n < 0 ? n.ToString(CultureInfo.InvariantCulture) : Tiles.Path((ulong)n);
    }

    /// <summary>The tiles above the leaves are what proofs are made of.</summary>
    private async Task AboveAsync(SignedCheckpoint newest, CancellationToken ct)
    {
        if (_tree.Size != newest.Checkpoint.Size) return; // the walk ended early, and that was named
        for (var level = 1; level < _tree.Open.Count; level++)
        {
            if (_tree.Open[level].Count > 0)
            {
                _above[(level, (_tree.Size >> (Tiles.Height * level)) / Tiles.Width)] = LogTables.Joined(_tree.Open[level]);
            }
        }
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select level, n, hashes from {Schema}.log_tile where origin = $1 and level > 0
            """, key.Name);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (level, n, hashes) = (reader.GetInt32(0), (ulong)reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
            if (_above.TryGetValue((level, n), out var expected) && !hashes.AsSpan().StartsWith(expected))
            {
                Add("tree", newest.Position, "", $"tile {level}/{Tiles.Path(n)} does not follow from the tiles below it");
            }
        }
    }

    /// <summary>What stands beside a state root, by which it is found, is what the root says.</summary>
    private async Task StatesAsync(SignedCheckpoint newest, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select leaf, view, scope, position, entry from {Schema}.log_state where origin = $1 and leaf < $2 order by leaf
            """, key.Name, (long)newest.Checkpoint.Size);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var stored = 0L;
        while (await reader.ReadAsync(ct))
        {
            stored++;
            var (leaf, position) = (reader.GetInt64(0), reader.GetInt64(3));
            StateRoot? state = null;
            try { state = LogEntry.Read(reader.GetFieldValue<byte[]>(4)).State; }
            catch (InvalidDataException) { }
            if (state is null || state.View != reader.GetString(1) || state.Scope != reader.GetString(2) || state.Position != position)
            {
                Add("state", Math.Min(position, state?.Position ?? position), "",
                    $"what is said of the state root at leaf {leaf} is not what it says");
            }
        }
        if (_tree.Size == newest.Checkpoint.Size && stored > _states)
        {
            Add("state", newest.Position, "", $"{stored - _states} state roots stand where the log has none");
        }
    }

    private async Task CosignedAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select s.size, s.witness, s.line, c.note, coalesce(c.position, 0) from {Schema}.log_cosignature s
                left join {Schema}.log_checkpoint c using (origin, size) where s.origin = $1 order by s.size, s.witness
            """, key.Name);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (size, name, position) = (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(4));
            if (await reader.IsDBNullAsync(3, ct))
            {
                Add("checkpoint", position, "", $"the checkpoint of {size} entries that {name} cosigned is gone");
            }
            else if (!reader.GetString(2).EndsWith('\n') || !NoteSignature.TryParse(reader.GetString(2).AsSpan()[..^1], out var signature)
                || signature.Name != name)
            {
                Add("cosignature", position, "", $"what is kept as a cosignature of {name} under {size} entries is none");
            }
            else if ((witnesses ?? []).Where(w => w.Name == name).ToArray() is not { Length: > 0 } known)
            {
                _unverified++;
            }
            else if (known.Any(w => w.Id == signature.KeyId && Notes.TryParse(reader.GetString(3), out var note)
                && w.Verifies(note.Text, signature.Signature)))
            {
                _cosignatures++;
            }
            else
            {
                Add("cosignature", position, "", $"{name} did not cosign the checkpoint of {size} entries");
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

    private void Add(string what, long position, string stream, string detail, string? type = null) =>
        _found.Add(new(
            "log", stream.Length == 0 ? key.Name : stream, null, position, what, detail, type is null ? null : $"{type} {stream}"));
}
