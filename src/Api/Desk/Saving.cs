using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Desk;

/// <summary>The connection was lost while the request was being saved, and what became of it could not be found out in time.</summary>
public sealed class OutcomeUnknownException(Exception inner) : Exception("It is not known whether the request was recorded.", inner);

/// <summary>
/// An act on its way into the log. Where the connection breaks in the commit, nobody has heard whether it was saved; the database knows,
/// and is asked on another connection.
/// </summary>
internal sealed class Saving
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6), Pause = TimeSpan.FromMilliseconds(100);

    private string? _transaction, _stream, _correlation;

    private IReadOnlyList<Outcome>? _outcomes;

    /// <param name="transaction">Its number.</param>
    /// <param name="stream">One that it writes.</param>
    /// <param name="correlation">Of what it writes there.</param>
    /// <param name="outcomes">What will have come of it.</param>
    public void Began(string transaction, string stream, string correlation, IReadOnlyList<Outcome> outcomes) =>
        (_transaction, _stream, _correlation, _outcomes) = (transaction, stream, correlation, outcomes);

    /// <summary>What came of it after all; null where nothing was saved, for certain.</summary>
    /// <exception cref="OutcomeUnknownException">The database does not answer, or has not decided yet.</exception>
    public async Task<IReadOnlyList<Outcome>?> FateAsync(NpgsqlDataSource database, Exception failure, CancellationToken ct)
    {
        if (_transaction is null) return null; // it had not begun to write
        for (var begun = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(begun) < Limit; await Task.Delay(Pause, ct))
        {
            try
            {
                // Two statements: what had ended when the first was asked is there when the second is.
                var ended = await HasEndedAsync(database, ct);
                if (await IsThereAsync(database, ct)) return _outcomes;
                if (ended) return null;
            }
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { }
        }
        throw new OutcomeUnknownException(failure);
    }

    private async Task<bool> HasEndedAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand("select pg_xact_status($1::xid8)");
            command.Parameters.Add(new() { Value = _transaction!, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown });
            return await command.ExecuteScalarAsync(ct) as string is not "in progress";
        }
        // of a primary that is gone; this one never heard of it
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidParameterValue) { return true; }
    }

    /// <summary>Whether what the transaction wrote is there. By its own number too: a correlation may be the sender's.</summary>
    private async Task<bool> IsThereAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select exists (select from {MartenTables.Events} where stream_id = $1 and "
            + "correlation_id = $2 and xmin::text = ($3::numeric % 4294967296)::text)");
        command.Parameters.Add(new() { Value = _stream! });
        command.Parameters.Add(new() { Value = _correlation! });
        command.Parameters.Add(new() { Value = decimal.Parse(_transaction!, System.Globalization.CultureInfo.InvariantCulture) });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
