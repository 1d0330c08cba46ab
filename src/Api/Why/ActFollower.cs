using System.Diagnostics;
using Leader.Api.Desk;
using Leader.Domain.Why;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;
using Prometheus;

namespace Leader.Api.Why;

/// <summary>
/// Follows the acts as they are recorded, so that <c>why</c> is known when it is asked: one node at a time, with half of one core at most
/// unless somebody waits. <c>Why:Ahead</c> turns that off; then acts are followed when somebody asks.
/// </summary>
internal sealed class ActFollower(
    NpgsqlDataSource database,
    ViewReader views,
    ViewSignal signal,
    IConfiguration configuration,
    ILogger<ActFollower> log) : BackgroundService
{
    private const long Lock = 0x4C65_6164_6577; // "Leadew"
    private const int Acts = 1000, Positions = 4000;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20), Look = TimeSpan.FromMilliseconds(100),
        Pause = TimeSpan.FromSeconds(10), Others = TimeSpan.FromDays(1);
    private static readonly Gauge Position = Measures.Gauge(
        "leader_why_position",
        "Position up to which the acts are followed for why.");

    private int _waiting;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.GetValue("Why:Ahead", true)) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await WhereOursAsync(connection, () => FollowAsync(connection, stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (ViewsNotThereException) { }
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { } // whoever asks for anything says so
            catch (Exception e) { Failed(log, e); }
            await Task.Delay(Pause / 10, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>All acts up to the newest, and new ones as they come.</summary>
    private async Task FollowAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await FollowedActs.ForgetOthersAsync(connection, Others, ct);
        while (true)
        {
            var (next, start) = (signal.Next, Stopwatch.GetTimestamp());
            var more = await StepAsync(connection, (await views.NewestAsync(ct)).Position, ct);
            for (var until = Stopwatch.GetElapsedTime(start) * 2; _waiting == 0 && Stopwatch.GetElapsedTime(start) < until;)
            {
                await Task.Delay(Look, ct);
            }
            if (!more) await Task.WhenAny(next, Task.Delay(Pause, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends when all acts up to the position are followed.</summary>
    public async Task ReachAsync(long position, CancellationToken ct)
    {
        Interlocked.Increment(ref _waiting);
        try { await ReachAsync(database, position, null, ct); }
        finally { Interlocked.Decrement(ref _waiting); }
    }

    /// <summary>Ends when all acts up to the position are followed, by this program or another.</summary>
    /// <param name="tell">Told how far it is, after each step.</param>
    public static async Task ReachAsync(NpgsqlDataSource database, long position, Action<long>? tell, CancellationToken ct)
    {
        for (var more = true; more;)
        {
            await using (var connection = await database.OpenConnectionAsync(ct))
            {
                more = await IsBehindAsync(connection);
                if (more) await WhereOursAsync(connection, () => StepsAsync(connection), ct);
            }
            if (more) await Task.Delay(Look, ct);
        }

        async Task StepsAsync(NpgsqlConnection connection)
        {
            while (await StepAsync(connection, position, ct)) await IsBehindAsync(connection);
        }

        async Task<bool> IsBehindAsync(NpgsqlConnection connection)
        {
            var upTo = await Task.Run(() => FollowedActs.UpTo(new LogPast(connection, position, ct)), ct);
            if (upTo < position) tell?.Invoke(upTo);
            return upTo < position;
        }
    }

    /// <summary>Follows the next acts, for some seconds at most.</summary>
    /// <param name="newest">The end of an act.</param>
    /// <returns>Whether acts are left, up to there.</returns>
    internal static async Task<bool> StepAsync(NpgsqlConnection connection, long newest, CancellationToken ct)
    {
        var (found, from, upTo) = await Task.Run(() => Step(connection, newest, ct), ct);
        if (from < upTo) await FollowedActs.KeepAsync(connection, found, from, upTo, ct);
        Position.Set(upTo);
        return upTo < newest;
    }

    private static (List<(PastAct, Followed)> Found, long From, long UpTo) Step(
        NpgsqlConnection connection,
        long newest,
        CancellationToken ct)
    {
        var (start, past, found) = (Stopwatch.GetTimestamp(), new LogPast(connection, newest, ct), new List<(PastAct, Followed)>());
        var from = FollowedActs.UpTo(past);
        var to = Math.Min(from + Positions, newest);
        if (from >= newest) return (found, from, from);
        var causes = FollowedActs.Known(past, from, ct);
        foreach (var act in past.ActsFrom(from + 1, to))
        {
            if (found.Count == Acts || found.Count > 0 && Stopwatch.GetElapsedTime(start) > AtOnce) return (found, from, act.Position - 1);
            found.Add((act, causes.Follow(act)));
        }
        return (found, from, to);
    }

    private static async Task WhereOursAsync(NpgsqlConnection connection, Func<Task> work, CancellationToken ct)
    {
        await using (var take = new NpgsqlCommand($"select pg_try_advisory_lock({Lock})", connection))
        {
            if (!(bool)(await take.ExecuteScalarAsync(ct))!) return;
        }
        try { await work(); }
        finally
        {
            await using var give = new NpgsqlCommand($"select pg_advisory_unlock({Lock})", connection);
            await give.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static readonly Action<ILogger, Exception?> Failed = LoggerMessage.Define(LogLevel.Error, new(1),
        "Acts could not be followed, so that why they are as they are is not known. It is tried again.");
}
