using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Proof;

/// <summary>An entry and its place.</summary>
public sealed record PlacedEntry(ulong Index, byte[] Bytes);

/// <summary>That an entry stands in the log.</summary>
public sealed record InclusionProof(PlacedEntry Entry, IReadOnlyList<byte[]> Hashes, SignedCheckpoint Checkpoint);

/// <summary>Reads one log: checkpoints, tiles, entries and proofs. Whatever is asked below a checkpoint's size never changes.</summary>
public sealed class LogReader(NpgsqlDataSource database, string origin)
{
    public string Origin => origin;

    public async Task<SignedCheckpoint?> NewestAsync(CancellationToken ct) => await OneAsync("true", 0, "size desc", ct);

    /// <summary>The first checkpoint that covers the position; null where it is not reached yet.</summary>
    public async Task<SignedCheckpoint?> CoveringAsync(long position, CancellationToken ct) =>
        await OneAsync("position >= $2", position, "position, size", ct);

    /// <summary>The last checkpoint whose facts are all at or before the position.</summary>
    public async Task<SignedCheckpoint?> UpToAsync(long position, CancellationToken ct) =>
        await OneAsync("position <= $2", position, "position desc, size desc", ct);

    public async Task<SignedCheckpoint?> OfSizeAsync(ulong size, CancellationToken ct) =>
        size > long.MaxValue ? null : await OneAsync("size = $2", (long)size, "size", ct);

    private async Task<SignedCheckpoint?> OneAsync(string where, long value, string order, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select position, note from {LeaderStore.Schema}.log_checkpoint where origin = $1 and {where} and $2 = $2 order by {order} "
                + "limit 1",
            origin,
            value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Signed(reader.GetInt64(0), reader.GetString(1)) : null;
    }

    internal static SignedCheckpoint Signed(long position, string text) =>
        Notes.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? new(checkpoint, position, text)
            : throw new InvalidDataException("A stored checkpoint is none.");

    /// <summary>The checkpoint's note with all cosignatures that witnesses gave it.</summary>
    public async Task<string> CosignedAsync(SignedCheckpoint checkpoint, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select line from {LeaderStore.Schema}.log_cosignature where origin = $1 and size = $2 order by witness collate \"C\"",
            origin,
            (long)checkpoint.Checkpoint.Size);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var note = checkpoint.Note;
        while (await reader.ReadAsync(ct)) note += reader.GetString(0);
        return note;
    }

    /// <summary>The first hashes of a tile; null where it has not so many.</summary>
    public async Task<byte[]?> TileAsync(int level, ulong n, int width, CancellationToken ct)
    {
        if (n > long.MaxValue) return null;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select hashes from {LeaderStore.Schema}.log_tile where origin = $1 and level = $2 and n = $3",
            origin,
            level,
            (long)n);
        return await command.ExecuteScalarAsync(ct) is byte[] hashes && hashes.Length >= width * Merkle.HashSize
            ? hashes[..(width * Merkle.HashSize)]
            : null;
    }

    /// <summary>The first entries of a tile of level 0; null where it has not so many.</summary>
    /// <exception cref="InvalidDataException">A fact of the log is gone.</exception>
    public async Task<IReadOnlyList<byte[]>?> EntriesAsync(ulong n, int width, CancellationToken ct)
    {
        if (n > long.MaxValue / Tiles.Width) return null;
        await using var connection = await database.OpenConnectionAsync(ct);
        var positions = await PositionsAsync(connection, n, ct);
        return positions is null || positions.Length < width
            ? null
            : await EntriesAsync(connection, n * Tiles.Width, positions.AsMemory(0, width), ct);
    }

    private async Task<long[]?> PositionsAsync(NpgsqlConnection connection, ulong n, CancellationToken ct)
    {
        await using var command = LogTables.Command(
            connection,
            $"select positions from {LeaderStore.Schema}.log_tile where origin = $1 and level = 0 and n = $2",
            origin,
            (long)n);
        return await command.ExecuteScalarAsync(ct) as long[];
    }

    private async Task<IReadOnlyList<byte[]>> EntriesAsync(
        NpgsqlConnection connection,
        ulong start,
        ReadOnlyMemory<long> positions,
        CancellationToken ct)
    {
        var (facts, states) = (new Dictionary<long, byte[]>(), new Dictionary<ulong, byte[]>());
        var known = positions.ToArray();
        if (known.Any(p => p > 0))
        {
            await foreach (var fact in LogTables.FactsAsync(connection, known.Where(p => p > 0).Min() - 1, known.Max(), null, ct))
            {
                facts[fact.Position] = LogEntry.Of(fact);
            }
        }
        if (known.Any(p => p < 0))
        {
            await using var command = LogTables.Command(
                connection,
                $"select leaf, entry from {LeaderStore.Schema}.log_state where origin = $1 and leaf >= $2 and leaf < $3",
                origin,
                (long)start,
                (long)start + known.Length);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct)) states[(ulong)reader.GetInt64(0)] = reader.GetFieldValue<byte[]>(1);
        }
        return [.. known.Select((p, i) => (p > 0 ? facts.GetValueOrDefault(p) : states.GetValueOrDefault(start + (ulong)i))
            ?? throw new InvalidDataException(p > 0
                ? $"The fact at position {p} is gone."
                : $"The state root at leaf {start + (ulong)i} is gone."))];
    }

    /// <summary>The leaf of the fact at the position; null where none has been written.</summary>
    public async Task<ulong?> LeafOfAsync(long position, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select n, positions from {LeaderStore.Schema}.log_tile where origin = $1 and level = 0 and first <= $2
                and (first < $2 or positions[1] = $2) order by first desc, n desc limit 1
            """, origin, position);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var at = Array.IndexOf(reader.GetFieldValue<long[]>(1), position);
        return at < 0 ? null : (ulong)reader.GetInt64(0) * Tiles.Width + (ulong)at;
    }

    /// <summary>That the fact at the position stands in the log, under the newest checkpoint or one of another size.</summary>
    /// <returns>Null where the log, or that checkpoint, has not got there.</returns>
    public async Task<InclusionProof?> InclusionAsync(long position, ulong? size, CancellationToken ct) =>
        position > 0 && await LeafOfAsync(position, ct) is { } leaf ? await InclusionOfLeafAsync(leaf, size, ct) : null;

    public async Task<InclusionProof?> InclusionOfLeafAsync(ulong leaf, ulong? size, CancellationToken ct)
    {
        if ((size is { } wanted ? await OfSizeAsync(wanted, ct) : await NewestAsync(ct)) is not { } checkpoint
            || leaf >= checkpoint.Checkpoint.Size)
        {
            return null;
        }
        await using var connection = await database.OpenConnectionAsync(ct);
        var (n, at) = (leaf / Tiles.Width, (int)(leaf % Tiles.Width));
        if (await PositionsAsync(connection, n, ct) is not { } positions || positions.Length <= at) return null;
        var entry = (await EntriesAsync(connection, leaf, positions.AsMemory(at, 1), ct))[0];
        return new(new(leaf, entry), await Merkle.InclusionAsync(leaf, checkpoint.Checkpoint.Size, Nodes(connection, ct)), checkpoint);
    }

    /// <summary>The proof between two sizes of the log, neither larger than the newest checkpoint; null otherwise.</summary>
    public async Task<IReadOnlyList<byte[]>?> ConsistencyAsync(ulong first, ulong second, CancellationToken ct)
    {
        if (first > second || await NewestAsync(ct) is not { } newest || second > newest.Checkpoint.Size) return null;
        await using var connection = await database.OpenConnectionAsync(ct);
        return await Merkle.ConsistencyAsync(first, second, Nodes(connection, ct));
    }

    public async Task<byte[]> RootAsync(ulong size, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await Merkle.RootAsync(size, Nodes(connection, ct));
    }

    /// <summary>Nodes from the tiles, each of which is read once.</summary>
    private NodeReader Nodes(NpgsqlConnection connection, CancellationToken ct)
    {
        var tiles = new Dictionary<(int, ulong), List<byte[]>>();
        return async (level, index) =>
        {
            var (tileLevel, height) = (level / Tiles.Height, level % Tiles.Height);
            var n = index >> (Tiles.Height - height);
            if (!tiles.TryGetValue((tileLevel, n), out var hashes))
            {
                await using var command = LogTables.Command(
                    connection,
                    $"select hashes from {LeaderStore.Schema}.log_tile where origin = $1 and level = $2 and n = $3",
                    origin,
                    tileLevel,
                    (long)n);
                tiles[(tileLevel, n)] = hashes = LogTables.Split(await command.ExecuteScalarAsync(ct) as byte[] ?? []);
            }
            var start = (int)((index << height) - n * Tiles.Width);
            return start + (1 << height) <= hashes.Count
                ? Merkle.Root([.. hashes.Skip(start).Take(1 << height)])
                : throw new InvalidDataException($"Tile {tileLevel}/{Tiles.Path(n)} of the log lacks hashes.");
        };
    }

    /// <summary>The last state root of a scope at or before a position; null where there is none.</summary>
    public async Task<(ulong Leaf, StateRoot State)?> StateAsync(string view, string scope, long position, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(
            connection,
            $"select leaf, entry from {LeaderStore.Schema}.log_state where origin = $1 and view = $2 and scope = $3 and position <= $4 "
                + "order by position desc limit 1",
            origin,
            view,
            scope,
            position);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ((ulong)reader.GetInt64(0), LogEntry.Read(reader.GetFieldValue<byte[]>(1)).State!) : null;
    }

    /// <summary>
    /// Whether a fact in (after, upTo] may have changed the scope: then what was committed to before does not speak of the position.
    /// </summary>
    public async Task<bool> HasChangedAsync(string view, string scope, long after, long upTo, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var table = Views.Engine.ViewTables.Table(StateRows.ViewOf(view));
        var mine = view switch { StateRows.Rankings => "key = $1", StateRows.Leaders => "category = $1", _ => "$1 = ''" };
        await using var command = LogTables.Command(
            connection,
            $"select exists (select from {table} where {mine} and (known_from > $2 and known_from <= $3 or known_to > $2 and known_to <= "
                + "$3))",
            scope,
            after,
            upTo);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<List<StateRow>> RowsAsync(string view, string scope, long position, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return StateRows.Of(view, await LogWriter.RowsAsync(connection, view, scope, position, ct)) ?? [];
    }
}
