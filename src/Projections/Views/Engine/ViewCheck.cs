using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <param name="Position">Compared up to here in the round that runs.</param>
/// <param name="Rounds">How often the whole log was gone through.</param>
/// <param name="WholeAt">When the last whole round ended.</param>
/// <param name="Differing">Differences of the last whole round, or of the one that runs where it has found more.</param>
public sealed record CheckState(long Position, long Rounds, DateTimeOffset? WholeAt, long Differing, Difference? First);

/// <summary>The audit in small bites beside the running service: round after round, what is served is held against the facts.</summary>
public sealed class ViewCheck(NpgsqlDataSource database, TimeProvider time)
{
    private const int BiteSize = 500;
    private const long Memory = 64L << 20;
    private AuditPass _pass = new(Memory);
    private (long Differing, Difference? First) _last;

    public CheckState State { get; private set; } = new(0, 0, null, 0, null);

    /// <returns>False when nothing is left to compare: the round is whole, and the next bite begins a new one.</returns>
    public async Task<bool> BiteAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var free = new NpgsqlCommand($"select pg_try_advisory_xact_lock_shared({Rebuild.Lock})", connection);
        if (!(bool)(await free.ExecuteScalarAsync(ct))!) return true; // a rebuild runs: later
        var upTo = await WholeAsync(connection, await Rebuild.PositionAsync(connection, ct), ct);
        await using var pages = new FactLog(database).PagesAsync(_pass.Position, upTo, BiteSize, ct, BiteSize, asked: true)
            .GetAsyncEnumerator(ct);
        var more = false;
        try
        {
            var ours = await Rebuild.VersionAsync(connection, ct) == LeaderViews.Version;
            if (!ours) _pass = new(Memory); // what other folds make of the facts, as in an upgrade, is theirs to compare
            more = ours && await pages.MoveNextAsync();
            if (more)
            {
                await _pass.StepAsync(connection, pages.Current, ct);
            }
            else
            {
                if (ours) _pass.EndOfActs(connection);
                _pass.Found.AddRange(await RegisterCheck.RunAsync(connection, ct));
            }
        }
        catch (UnreadableFactException e)
        {
            // nothing behind it can be compared: the round ends here
            more = false;
            _pass.Found.Add(new("log", e.Stream, null, e.Position, "unreadable", e.Message));
        }
        catch
        {
            _pass = new(Memory); // half a step is folded
            throw;
        }
        var (found, first) = (Math.Max(_last.Differing, _pass.Found.Count), _last.First ?? _pass.Found.MinBy(d => d.Position));
        if (!more)
        {
            _last = (_pass.Found.Count, _pass.Found.MinBy(d => d.Position));
            State = new(_pass.Position, State.Rounds + 1, time.GetUtcNow(), _last.Differing, _last.First);
            _pass = new(Memory);
        }
        else
        {
            State = State with { Position = _pass.Position, Differing = found, First = first };
        }
        return more;
    }

    /// <summary>No act is known by half there.</summary>
    internal static async Task<long> WholeAsync(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {LeaderStore.Schema}.complete($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
