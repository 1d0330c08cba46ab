using Leader.Domain;
using Leader.Domain.Evaluations;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views;

/// <summary>One place where what is stored is not what the facts give.</summary>
/// <param name="Position">The first fact from which on it differs.</param>
/// <param name="Event">Stored name and stream of that fact; null where the log has none at the position.</param>
/// <param name="What">missing, unfounded (no fact gives the row), altered (days, filters or document), end (known until another position), result.</param>
public sealed record Difference(string View, string Key, DateOnly? From, long Position, string What, string Detail, string? Event = null);

/// <param name="Results">Rankings and bans that were computed again from their inputs.</param>
/// <param name="Differences">The first hundred by position.</param>
public sealed record AuditReport(long Position, long Facts, long Rows, long Results, long Differing, IReadOnlyList<Difference> Differences, TimeSpan Took);

/// <summary>
/// Replays the log and holds every row of every view against it, byte for byte, at every position there ever was; computes rankings and
/// bans again from their inputs. Reads one snapshot, writes nothing, needs the memory of a rebuild. A rebuild waits for it.
/// </summary>
public sealed class Audit(NpgsqlDataSource database, long memory = 512L << 20)
{
    private const int PageSize = 2_000, Reported = 100;

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
            var folds = LeaderViews.All.Select(v => new ViewFold(v)).ToArray();
            var ledger = new MemoryLedger();
            var found = new List<Difference>();
            var (after, facts, rows, results) = (0L, 0L, 0L, 0L);
            await foreach (var page in new FactLog(database).PagesAsync(0, upTo, PageSize, ct))
            {
                foreach (var fact in page)
                {
                    if (Recomputed.Is(fact.Fact))
                    {
                        results++;
                        if (Recomputed.Difference(fact.Fact, ledger) is { } detail) found.Add(new("log", fact.Stream, null, fact.Position, "result", detail));
                    }
                    ledger.Append(fact.Fact);
                }
                foreach (var fold in folds)
                {
                    if (fold.HasLetGo) await fold.LoadAsync(connection, fold.Missing(page), "", ct, after);
                    foreach (var fact in page) fold.Apply(fact);
                    fold.Finish();
                    rows += fold.Opened.Count;
                    await CompareAsync(connection, fold, after, page[^1].Position, found, ct);
                    fold.Opened.Clear();
                    fold.Closed.Clear();
                    fold.Shrink(memory / folds.Length);
                }
                facts += page.Count;
                after = page[^1].Position;
                progress?.Invoke(after, upTo);
            }
            foreach (var view in LeaderViews.All) await BeyondAsync(connection, view, after, found, ct);
            var first = found.OrderBy(d => d.Position).Take(Reported).ToArray();
            for (var i = 0; i < first.Length; i++) first[i] = first[i] with { Event = await EventAsync(connection, first[i].Position, ct) };
            return new(upTo, facts, rows, results, found.Count, first, watch.Elapsed);
        }
        finally
        {
            await Rebuild.ExecuteAsync(connection, $"select pg_advisory_unlock_shared({Rebuild.Lock})", CancellationToken.None);
        }
    }

    /// <summary>What the fold opened and closed over the stretch (after, upTo], against what the table says of that stretch, in both directions.</summary>
    private static async Task CompareAsync(NpgsqlConnection connection, ViewFold fold, long after, long upTo, List<Difference> found, CancellationToken ct)
    {
        var (name, opened) = (fold.View.Name, fold.Opened.ToDictionary(r => (r.Row.Key, r.Row.From, r.KnownFrom)));
        await foreach (var (row, knownFrom, knownTo) in ViewTables.ReadAsync(connection, fold.View, "known_from > $1 and known_from <= $2", after, upTo, ct))
        {
            if (!opened.Remove((row.Key, row.From, knownFrom), out var given)) found.Add(new(name, row.Key, row.From, knownFrom, "unfounded", "no fact gives this row"));
            else if (!given.Row.Payload.AsSpan().SequenceEqual(row.Payload)) found.Add(new(name, row.Key, row.From, knownFrom, "altered", "the document is not the one that the facts give"));
            else if (given.Row.To != row.To) found.Add(new(name, row.Key, row.From, knownFrom, "altered", $"in force to {row.To:yyyy-MM-dd}; the facts give {given.Row.To:yyyy-MM-dd}"));
            else if (given.Row.Tags != row.Tags) found.Add(new(name, row.Key, row.From, knownFrom, "altered", $"filtered as {row.Tags}; the facts give {given.Row.Tags}"));
            else if (given.KnownTo != (knownTo > upTo ? long.MaxValue : knownTo)) found.Add(new(name, row.Key, row.From, Math.Min(given.KnownTo, knownTo), "end", $"known until {knownTo}; the facts give {given.KnownTo}"));
        }
        found.AddRange(opened.Values.Select(r => new Difference(name, r.Row.Key, r.Row.From, r.KnownFrom, "missing", "the facts give a row that is not there")));

        var closed = fold.Closed.ToDictionary(c => (c.Key, c.From, c.KnownFrom), c => c.KnownTo);
        await foreach (var (row, knownFrom, knownTo) in ViewTables.ReadAsync(connection, fold.View, "known_to > $1 and known_to <= $2 and known_from <= $1", after, upTo, ct))
            if (!closed.Remove((row.Key, row.From, knownFrom), out var given) || given != knownTo)
                found.Add(new(name, row.Key, row.From, Math.Min(knownTo, given == 0 ? knownTo : given), "end", $"known until {knownTo}; the facts give {(given == 0 ? "another end" : given)}"));
        found.AddRange(closed.Where(c => !found.Any(f => f.View == name && f.Key == c.Key.Key && f.From == c.Key.From && f.Position <= c.Value))
            .Select(c => new Difference(name, c.Key.Key, c.Key.From, c.Value, "end", "still known; a fact ended it")));
    }

    /// <summary>Rows of positions that the views have not reached.</summary>
    private static async Task BeyondAsync(NpgsqlConnection connection, View view, long position, List<Difference> found, CancellationToken ct)
    {
        await foreach (var (row, knownFrom, knownTo) in ViewTables.ReadAsync(connection, view, $"(known_from > $1 or known_to > $1 and known_to < {long.MaxValue}) and $2 = $2", position, position, ct))
            found.Add(new(view.Name, row.Key, row.From, knownFrom > position ? knownFrom : knownTo, "unfounded", "the views have not reached this position"));
    }

    private static async Task<string?> EventAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select type || ' ' || stream_id from {LeaderStore.Schema}.mt_events where seq_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return await command.ExecuteScalarAsync(ct) as string;
    }
}
