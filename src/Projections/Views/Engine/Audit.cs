using Leader.Domain.Rules;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <summary>One place where what is stored is not what the facts give.</summary>
/// <param name="View">The view; or log, evidence, persons, register, database for what stands there.</param>
/// <param name="Position">The first fact from which on it differs.</param>
/// <param name="Event">Stored name and stream of that fact; null where the log has none at the position.</param>
/// <param name="What">missing, unfounded (no fact gives the row), altered (days, filters or document), end (known until another position),
/// state (the document of the newest day is not what the rules decide by, or no state can take the fact), result, act (its facts are torn
/// apart, or have several instants), decided (the rules give other facts, or a refusal), unasked (a fact that nobody asked for),
/// unreadable, unerased (an act erased it), register and database (what the register rests on beside its facts).</param>
public sealed record Difference(string View, string Key, DateOnly? From, long Position, string What, string Detail, string? Event = null);

/// <param name="Results">Rankings and bans that were computed again from their inputs.</param>
/// <param name="Facts">All of the log, those among them that the views have not reached.</param>
/// <param name="Acts">Decided again from the request that is recorded with them.</param>
/// <param name="Told">Acts of before requests were recorded that were decided again by what their facts say was asked.</param>
/// <param name="Stated">Acts of before requests were recorded that cannot be decided again.</param>
/// <param name="Differing">All of them.</param>
/// <param name="Differences">The first by position.</param>
/// <param name="Took">The whole.</param>
/// <param name="Deciding">What of it the acts took that were decided again.</param>
public sealed record AuditReport(
    long Position,
    long Facts,
    long Rows,
    long Results,
    long Acts,
    long Told,
    long Stated,
    long Differing,
    IReadOnlyList<Difference> Differences,
    EvidenceReport Evidence,
    TimeSpan Took,
    TimeSpan Deciding);

/// <summary>
/// Replays the log and holds every row of every view against it, byte for byte, at every position there ever was; computes rankings and
/// bans again from their inputs; decides every act again, those among them that the views have not reached; holds every file of evidence
/// against its digest. Reads one snapshot, writes nothing. A rebuild waits for
/// it. In bounded memory: of the views no more than <paramref name="memory"/>, about; what results rest on is read from the log again.
/// </summary>
/// <param name="reported">So many differences are told one by one, at most.</param>
public sealed class Audit(NpgsqlDataSource database, long memory = 512L << 20, int reported = 100)
{
    private const int PageSize = 2_000;

    /// <param name="progress">Position reached, and position to reach.</param>
    public async Task<AuditReport> RunAsync(Action<long, long>? progress, CancellationToken ct)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var connection = await database.OpenConnectionAsync(ct);
        await Rebuild.ExecuteAsync(connection, $"select pg_advisory_lock_shared({Rebuild.Lock})", ct);
        try
        {
            await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            var upTo = await Rebuild.PositionAsync(connection, ct);
            var pass = new AuditPass(memory);
            await using var past = await database.OpenConnectionAsync(ct);
            var files = new EvidenceCheck();
            var (facts, results) = (0L, 0L);
            try
            {
                await FactsAsync();
            }
            catch (UnreadableFactException e)
            {
                pass.Found.Add(new("log", e.Stream, null, e.Position, "unreadable", e.Message));
            }
            foreach (var view in LeaderViews.All) await BeyondAsync(connection, view, pass, ct);
            var evidence = await files.RunAsync(connection, ct);
            pass.Found.AddRange(files.Found);
            pass.Found.AddRange(await RegisterCheck.RunAsync(connection, ct));
            var first = pass.Found.OrderBy(d => d.Position).Take(reported).ToArray();
            for (var i = 0; i < first.Length; i++) first[i] = first[i] with { Event = await EventAsync(connection, first[i].Position, ct) };
            var again = pass.Again;
            return new(upTo, facts, pass.Rows, results, again.Acts, again.Told, again.Stated, pass.Found.Count, first, evidence,
                watch.Elapsed, pass.Deciding);

            async Task FactsAsync()
            {
                await foreach (var page in new FactLog(database).PagesAsync(0, upTo, PageSize, ct, asked: true))
                {
                    foreach (var fact in page)
                    {
                        if (Recomputed.Is(fact.Fact))
                        {
                            results++;
                            if (Recomputed.Difference(fact.Fact, new PastLedger(past, fact.Position)) is { } detail)
                            {
                                pass.Found.Add(new("log", fact.Stream, null, fact.Position, "result", detail));
                            }
                        }
                        files.Take(fact.Position, fact.Fact);
                    }
                    await pass.StepAsync(connection, page, ct);
                    facts += page.Count;
                    progress?.Invoke(pass.Position, upTo);
                }
                for (var at = upTo; await BehindAsync(connection, at, ct) is { } page; at = page[^1].Position)
                {
                    pass.DecideAgain(connection, page);
                    facts += page.Count;
                }
                pass.EndOfActs(connection);
            }
        }
        finally
        {
            await Rebuild.ExecuteAsync(connection, $"select pg_advisory_unlock_shared({Rebuild.Lock})", CancellationToken.None);
        }
    }

    /// <summary>The next facts as the snapshot has them; null behind the last.</summary>
    private static async Task<IReadOnlyList<Recorded>?> BehindAsync(NpgsqlConnection connection, long after, CancellationToken ct)
    {
        await foreach (var page in FactLog.PagesAsync(connection, after, long.MaxValue, PageSize, ct, PageSize, asked: true)) return page;
        return null;
    }

    /// <summary>Rows of positions that the views have not reached.</summary>
    private static async Task BeyondAsync(NpgsqlConnection connection, View view, AuditPass pass, CancellationToken ct)
    {
        var position = pass.Position;
        await foreach (var (row, knownFrom, knownTo) in ViewTables.ReadAsync(
            connection,
            view,
            $"(known_from > $1 or known_to > $1 and known_to < {long.MaxValue}) and $2 = $2",
            position,
            position,
            ct))
        {
            pass.Found.Add(new(
                view.Name, row.Key, row.From, knownFrom > position ? knownFrom : knownTo, "unfounded",
                "the views have not reached this position"));
        }
    }

    private static async Task<string?> EventAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select type || ' ' || stream_id from {MartenTables.Events} where seq_id = $1",
            connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return await command.ExecuteScalarAsync(ct) as string;
    }
}
