using System.Diagnostics;
using Leader.Domain.Why;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;
using Prometheus;

namespace Leader.Api.Why;

/// <summary>
/// Follows the acts as they are recorded, so that <c>why</c> is known when it is asked: one node at a time, with half of one core at most.
/// <c>Why:Ahead</c> turns it off; then, and where it is behind, the causes are searched for when they are asked for.
/// </summary>
internal sealed class ActFollower(
    NpgsqlDataSource database,
    ViewReader views,
    ViewSignal signal,
    IConfiguration configuration,
    ILogger<ActFollower> log) : BackgroundService
{
    private const long Lock = 0x4C65_6164_6577; // "Leadew"
    private const int Acts = 250, Positions = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(10), Longest = TimeSpan.FromSeconds(30),
        Others = TimeSpan.FromDays(1);
    private static readonly Gauge Position = Metrics.CreateGauge("leader_why_position", "Position up to which why is known without a search.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!configuration.GetValue("Why:Ahead", true)) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            var (next, pause) = (signal.Next, Pause);
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                if (await IsOursAsync(connection, stoppingToken)) await FollowAsync(connection, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (ViewsNotThereException) { pause = Look; }
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { } // whoever asks for anything says so
            catch (Exception e) { Failed(log, e); }
            await Task.WhenAny(next, Task.Delay(pause, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>All acts up to the newest, as long as new ones come.</summary>
    private async Task FollowAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await FollowedActs.ForgetOthersAsync(connection, Others, ct);
            while (!ct.IsCancellationRequested)
            {
                var (next, start) = (signal.Next, Stopwatch.GetTimestamp());
                var more = await StepAsync(connection, (await views.NewestAsync(ct)).Position, ct);
                var took = Stopwatch.GetElapsedTime(start);
                await Task.WhenAny(more ? Task.Delay(took < Longest ? took : Longest, ct) : next, Task.Delay(more ? Longest : Pause, ct));
            }
        }
        finally
        {
            await using var unlock = new NpgsqlCommand($"select pg_advisory_unlock({Lock})", connection);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <param name="newest">The end of an act.</param>
    /// <returns>Whether acts are left, up to there.</returns>
    internal static async Task<bool> StepAsync(NpgsqlConnection connection, long newest, CancellationToken ct)
    {
        var past = new LogPast(connection, newest, ct);
        var from = FollowedActs.UpTo(past);
        Position.Set(from);
        if (from >= newest) return false;
        var to = Math.Min(from + Positions, newest);
        var acts = past.ActsAt([.. Enumerable.Range(1, (int)(to - from)).Select(i => from + i)]).Values
            .Where(a => a.Position > from && a.Position <= to).Distinct().OrderBy(a => a.Position).ToArray();
        var upTo = acts.Length > Acts ? acts[Acts].Position - 1 : to;
        var causes = FollowedActs.Known(past, from, ct);
        var found = await Task.Run(() => acts.Take(Acts).Select(a => (a, causes.Follow(a))).ToArray(), ct);
        await FollowedActs.KeepAsync(connection, found, from, upTo, ct);
        Position.Set(upTo);
        return upTo < newest;
    }

    private static async Task<bool> IsOursAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Lock})", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static readonly Action<ILogger, Exception?> Failed = LoggerMessage.Define(LogLevel.Error, new(1),
        "What acts rest on is not known in advance; whoever asks why waits longer. It is tried again.");
}
