using System.Runtime.CompilerServices;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Proof;

/// <summary>A leaf of the log beside what is stored for it.</summary>
/// <param name="Index">Null for a fact that is stored where the log has no leaf.</param>
/// <param name="Position">Position of the fact; of a state root the position that it is known at, negative.</param>
/// <param name="Hash">As the log has it; empty where there is no leaf.</param>
/// <param name="Entry">The bytes of what is stored now; null where it is gone.</param>
public sealed record WalkedLeaf(ulong? Index, long Position, byte[] Hash, byte[]? Entry, StoredFact? Fact)
{
    public bool Fits => Entry is not null && Hash.AsSpan().SequenceEqual(Merkle.Leaf(Entry));
}

/// <summary>Goes through a log from its first leaf, with the facts beside it: the way of audits and exports. In bounded memory.</summary>
public sealed class LogWalk(NpgsqlDataSource database, string origin)
{
    /// <param name="upTo">The checkpoint whose leaves, and the facts up to whose position, are gone through.</param>
    public async IAsyncEnumerable<WalkedLeaf> LeavesAsync(SignedCheckpoint upTo, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var forTiles = await database.OpenConnectionAsync(ct);
        await using var forFacts = await database.OpenConnectionAsync(ct);
        await using var forStates = await database.OpenConnectionAsync(ct);
        await using var facts = LogTables.FactsAsync(forFacts, 0, upTo.Position, null, ct).GetAsyncEnumerator(ct);
        await using var states = StatesAsync(forStates, ct).GetAsyncEnumerator(ct);
        var (fact, state) = (await facts.MoveNextAsync(), await states.MoveNextAsync());
        await using var command = LogTables.Command(
            forTiles,
            $"select n, hashes, positions from {LeaderStore.Schema}.log_tile where origin = $1 and level = 0 order by n",
            origin);
        await using var tiles = await command.ExecuteReaderAsync(ct);
        var index = 0UL;
        while (index < upTo.Checkpoint.Size && await tiles.ReadAsync(ct))
        {
            var (hashes, positions) = (LogTables.Split(tiles.GetFieldValue<byte[]>(1)), tiles.GetFieldValue<long[]>(2));
            if ((ulong)tiles.GetInt64(0) * Tiles.Width != index || hashes.Count != positions.Length)
            {
                throw new InvalidDataException($"Tile 0/{Tiles.Path(index / Tiles.Width)} of the log {origin} is gone.");
            }
            for (var i = 0; i < hashes.Count && index < upTo.Checkpoint.Size; i++, index++)
            {
                var position = positions[i];
                if (position < 0)
                {
                    while (state && states.Current.Leaf < index) state = await states.MoveNextAsync();
                    yield return new(index, position, hashes[i], state && states.Current.Leaf == index ? states.Current.Entry : null, null);
                    continue;
                }
                for (; fact && facts.Current.Position < position; fact = await facts.MoveNextAsync()) yield return Stray(facts.Current);
                if (!fact || facts.Current.Position > position) { yield return new(index, position, hashes[i], null, null); continue; }
                var entry = LogEntry.Of(facts.Current);
                yield return new(index, position, hashes[i], entry, facts.Current);
                fact = await facts.MoveNextAsync();
            }
        }
        if (index < upTo.Checkpoint.Size)
        {
            throw new InvalidDataException($"Tile 0/{Tiles.Path(index / Tiles.Width)} of the log {origin} is gone.");
        }
        for (; fact; fact = await facts.MoveNextAsync()) yield return Stray(facts.Current);
    }

    private static WalkedLeaf Stray(StoredFact fact) => new(null, fact.Position, [], LogEntry.Of(fact), fact);

    private async IAsyncEnumerable<(ulong Leaf, byte[] Entry)> StatesAsync(
        NpgsqlConnection connection,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = LogTables.Command(
            connection,
            $"select leaf, entry from {LeaderStore.Schema}.log_state where origin = $1 order by leaf",
            origin);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return ((ulong)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
    }

    /// <summary>All checkpoints up to a size, in order.</summary>
    /// <param name="cosigned">With their cosignatures.</param>
    public async IAsyncEnumerable<SignedCheckpoint> CheckpointsAsync(
        ulong upTo,
        [EnumeratorCancellation] CancellationToken ct,
        bool cosigned = true)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = LogTables.Command(connection, $"""
            select c.position, c.note || case when $3 then coalesce((select string_agg(line, '' order by witness collate "C")
                from {LeaderStore.Schema}.log_cosignature s where s.origin = c.origin and s.size = c.size), '') else '' end
            from {LeaderStore.Schema}.log_checkpoint c where c.origin = $1 and c.size <= $2 order by c.size
            """, origin, (long)upTo, cosigned);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return LogReader.Signed(reader.GetInt64(0), reader.GetString(1));
    }

    /// <summary>The logs that the database holds, with the keys that they were begun with.</summary>
    public static async Task<IReadOnlyList<VerifierKey>> OriginsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select key from {LeaderStore.Schema}.log_head order by origin");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var keys = new List<VerifierKey>();
        while (await reader.ReadAsync(ct))
        {
            keys.Add(VerifierKey.TryParse(reader.GetString(0), out var key)
                ? key
                : throw new InvalidDataException($"'{reader.GetString(0)}' is no key of a log."));
        }
        return keys;
    }
}
