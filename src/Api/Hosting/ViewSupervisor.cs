using JasperFx;
using Leader.Projections.Views;

namespace Leader.Api.Hosting;

/// <summary>
/// Starts the views again where they were stopped by a failure: a lost connection, a rebuild that took their tables away under them.
/// A fact that cannot be folded stops them each time; the pauses grow to half a minute, and <c>/health/ready</c> says that they are behind.
/// </summary>
internal sealed class ViewSupervisor(Marten.Events.Daemon.Coordination.IProjectionCoordinator coordinator, ILogger<ViewSupervisor> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Shortest;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            try
            {
                var daemon = coordinator.DaemonForMainDatabase();
                var stopped = daemon.CurrentAgents().Where(a => a.Name.Name == ViewProjection.Name && a.Status == AgentStatus.Paused).ToArray();
                pause = stopped.Length == 0 ? Shortest : pause * 2 < Longest ? pause * 2 : Longest;
                foreach (var agent in stopped)
                {
                    daemon.EjectPausedShard(agent.Name.Identity);
                    await daemon.StartAgentAsync(agent.Name.Identity, stoppingToken);
                    Restarted(log, agent.Position, null);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NotRestarted(log, e);
            }
        }
    }

    private static readonly Action<ILogger, long, Exception?> Restarted = LoggerMessage.Define<long>(LogLevel.Warning, new(1), "The views had stopped at position {Position} and were started again.");
    private static readonly Action<ILogger, Exception?> NotRestarted = LoggerMessage.Define(LogLevel.Warning, new(2), "The views have stopped and could not be started again.");
}
