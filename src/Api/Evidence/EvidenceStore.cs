using Leader.Domain;
using Leader.Domain.Evidence;
using Leader.Projections;
using Leader.Projections.Evidence;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Evidence;

/// <summary>Files of evidence, beside the facts of their deposits.</summary>
internal sealed class EvidenceStore(NpgsqlDataSource database, LogStreams log)
{
    public async Task<EvidenceFile> FileAsync(string digest, CancellationToken ct)
    {
        var stream = Streams.Evidence(digest);
        return (await log.ReadAsync([stream], ct))[stream].Aggregate(EvidenceFile.Initial, EvidenceFile.Evolve);
    }

    /// <summary>
    /// A copy that was checked whole before any of it is used: what is sent is the copy, so nothing can change between the check and the sending,
    /// and no connection waits for a slow reader.
    /// </summary>
    public async Task<Stored> CopyAsync(string digest, Stream to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await EvidenceChunks.CopyAsync(connection, digest, to, ct);
    }

    /// <summary>Puts a file back that was deposited and is no longer as it was. Whoever brings bytes with the digest brings the right ones.</summary>
    /// <returns>What stood there.</returns>
    public async Task<Stored> RestoreAsync(string digest, Stream file, CancellationToken ct)
    {
        var stream = Streams.Evidence(digest);
        var version = (await log.ReadAsync([stream], ct))[stream].Count;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var guard = new NpgsqlCommand($"select {LeaderStore.Schema}.guard(array[$1], array[$2], array[true])", connection)) // not erased meanwhile
        {
            guard.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
            guard.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
            try { await guard.ExecuteNonQueryAsync(ct); }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure) { throw new Desk.ChangedMeanwhileException(e); }
        }
        var stood = await EvidenceChunks.KeepAsync(connection, digest, file, ct);
        await transaction.CommitAsync(ct);
        return stood;
    }
}
