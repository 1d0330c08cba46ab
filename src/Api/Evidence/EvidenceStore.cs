using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
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
    /// A copy that was checked whole before any of it is used: what is sent is the copy, so nothing can change between the check and the
    /// sending, and no connection waits for a slow reader.
    /// </summary>
    public async Task<Stored> CopyAsync(string digest, Stream to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await EvidenceChunks.CopyAsync(connection, digest, to, ct);
    }

    /// <summary>
    /// Whether the reader is party to something that names the file: the body in charge of a complaint, the parties of a case, who reported
    /// a finding, and who decides an objection or, of the working body, reviews its procedure. The regulator reads all.
    /// </summary>
    public async Task<bool> ConcernsAsync(Reader reader, string digest, DateOnly today, CancellationToken ct)
    {
        if (reader.IsRegulator) return true;
        var mine = reader.By.Role switch
        {
            Role.EvaluationBody => Named(LeaderViews.Cases, "body = $2") + " or " + Named(LeaderViews.Complaints, "body = $2") + " or "
                + Named(LeaderViews.Notices, "body = $2 and payload->>'subject' <> 'plan'"),
            Role.WorkingBody when reader.IsWorkingBody => Named(LeaderViews.Notices, "$2 = $2"),
            Role.Enterprise => Named(LeaderViews.Cases, "enterprise = any($3)"),
            Role.Supervisor => Named(LeaderViews.Findings, "body = $2"),
            _ => null,
        };
        if (mine is null) return false;
        await using var command = database.CreateCommand($"select $2::text is not null and $3::text[] is not null and ({mine})");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = digest });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reader.By.Subject });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. reader.Enterprises] });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = today });
        return (bool)(await command.ExecuteScalarAsync(ct))!;

        static string Named(View view, string party) =>
            $"exists (select from {ViewTables.Table(view)} where {party} and known_to = {long.MaxValue} and in_force_from <= $4 and "
                + "in_force_to > $4 and strpos(payload::text, $1) > 0)";
    }

    /// <summary>
    /// Puts a file back that was deposited and is no longer as it was. Whoever brings bytes with the digest brings the right ones.
    /// </summary>
    /// <returns>What stood there.</returns>
    public async Task<Stored> RestoreAsync(string digest, Stream file, CancellationToken ct)
    {
        var stream = Streams.Evidence(digest);
        var version = (await log.ReadAsync([stream], ct))[stream].Count;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // not erased meanwhile
        await using (var guard = new NpgsqlCommand($"select {LeaderStore.Schema}.guard(array[$1], array[$2], array[true])", connection))
        {
            guard.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
            guard.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
            try { await guard.ExecuteNonQueryAsync(ct); }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure)
            {
                throw new Desk.ChangedMeanwhileException(e);
            }
        }
        var stood = await EvidenceChunks.KeepAsync(connection, digest, file, ct);
        await transaction.CommitAsync(ct);
        return stood;
    }
}
