using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Hosting;

/// <summary>
/// Hears when a page of the views was saved, on this node or another, and tells all that wait. Once a second it looks without being told,
/// in case a notification was lost. A standby of the database lets nobody listen: there it looks more often.
/// </summary>
internal sealed class ViewListener(
    ViewReader views,
    ViewSignal signal,
    Desk.LogGuard guard,
    Func<NpgsqlDataSource> sessions) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), LookAtStandby = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var again = false; !stoppingToken.IsCancellationRequested; again = true)
        {
            try
            {
                // Its own pool of one, closed with it: a session that is given back would go on listening.
                await using var source = sessions();
                await using var session = await source.OpenConnectionAsync(stoppingToken);
                if (again) signal.LostTouch();
                while (guard.FromStandby)
                {
                    await TellAsync(stoppingToken);
                    await Task.Delay(LookAtStandby, stoppingToken);
                }
                await using (var listen = new NpgsqlCommand($"listen {ViewSignal.Channel}", session))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }
                while (true)
                {
                    await TellAsync(stoppingToken);
                    await session.WaitAsync(Look, stoppingToken);
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested) { return; }
            // whoever asks for anything says so
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null || e is TimeoutException or InvalidOperationException) { }
            await Task.Delay(Look, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync(CancellationToken ct)
    {
        try { signal.Tell((await views.NewestAsync(ct)).Position, await views.GenerationAsync(ct)); }
        catch (ViewsNotThereException) { }
    }
}
