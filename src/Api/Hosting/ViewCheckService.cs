using Leader.Api.Desk;
using Leader.Projections.Views.Engine;
using Npgsql;
using Prometheus;

namespace Leader.Api.Hosting;

/// <summary>
/// Runs the check with at most about a twentieth of one core, round after round, <c>Check:PauseSeconds</c> between rounds (600). Acts that
/// come meanwhile are decided again at once. A difference is logged as critical and counted; the register goes on: its operator decides.
/// </summary>
internal sealed class ViewCheckService(
    ViewCheck check,
    NewActs acts,
    ViewSignal views,
    IConfiguration configuration,
    ILogger<ViewCheckService> log) : BackgroundService
{
    private static readonly Gauge Position = Measures.Gauge(
        "leader_check_position",
        "Position up to which the views were compared with the facts in this round.");
    private static readonly Gauge Rounds = Measures.Gauge(
        "leader_check_rounds",
        "How often the whole log was compared since the start.");
    private static readonly Gauge Differing = Measures.Gauge(
        "leader_check_differences",
        "Rows of views that are not what the facts give.");

    private static readonly Gauge Forged = Measures.Gauge(
        "leader_check_acts",
        "Differences since the start among acts that were decided again as they came.");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RoundsAsync(stoppingToken), ActsAsync(stoppingToken));

    private async Task ActsAsync(CancellationToken ct)
    {
        Forged.Set(0);
        var more = false;
        while (!ct.IsCancellationRequested)
        {
            var next = views.Next;
            var pause = TimeSpan.FromMilliseconds(100);
            var start = TimeProvider.System.GetTimestamp();
            try
            {
                (var found, more) = await acts.LookAsync(ct);
                foreach (var difference in found) Undecided(log, difference.Position, difference.Key, difference.Detail, null);
                Forged.Inc(found.Count);
                pause = TimeSpan.FromMilliseconds(Math.Clamp(
                    TimeProvider.System.GetElapsedTime(start).TotalMilliseconds * 10, 100, 30_000));
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException && !ct.IsCancellationRequested)
            {
                pause = TimeSpan.FromSeconds(30); // the database is away, which others report
            }
            catch (OperationCanceledException) { return; }
            await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!more) await next.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundsAsync(CancellationToken stoppingToken)
    {
        Differing.Set(0);
        var between = TimeSpan.FromSeconds(configuration.GetValue("Check:PauseSeconds", 600));
        var pause = TimeSpan.FromSeconds(configuration.GetValue("Check:FirstAfterSeconds", 10)); // not while the program starts
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            var start = TimeProvider.System.GetTimestamp();
            try
            {
                var before = check.State.Differing;
                var more = await check.BiteAsync(stoppingToken);
                var state = check.State;
                Position.Set(state.Position);
                Rounds.Set(state.Rounds);
                Differing.Set(state.Differing);
                if (state.Differing > before && state.First is { } first)
                {
                    Differs(log, state.Differing, first.View, first.Key, first.Position, null);
                }
                var took = TimeProvider.System.GetElapsedTime(start);
                pause = more ? TimeSpan.FromMilliseconds(Math.Clamp(took.TotalMilliseconds * 20, 50, 30_000)) : between;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException && !stoppingToken.IsCancellationRequested)
            {
                pause = TimeSpan.FromSeconds(30); // the database is away, which others report
            }
            catch (OperationCanceledException) { return; }
        }
    }

    private static readonly Action<ILogger, long, string, string, Exception?> Undecided =
        LoggerMessage.Define<long, string, string>(LogLevel.Critical, new(2),
            "What stands at position {Position} in {Stream} is not what was decided: {Detail}. Run the audit.");
    private static readonly Action<ILogger, long, string, string, long, Exception?> Differs =
        LoggerMessage.Define<long, string, string, long>(LogLevel.Critical, new(1),
            "{Count} rows of views are not what the facts give; the first one in {View}, key {Key}, position {Position}. Run the audit.");
}
