using JasperFx;
using JasperFx.Events.Daemon;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Marten;
using Npgsql;

namespace Leader.Api.Hosting;

/// <summary>
/// Folds the views: on one node at a time, the one that holds a lock of the database, and judged by nothing but progress.
/// </summary>
/// <remarks>
/// Every node runs this. The lock is a session's, and the server ends that session when nothing was heard of it for <see cref="Silence"/>:
/// so a node that is lost or frozen is followed by another one. Whoever holds it starts the folding anew, whole, where facts wait and the
/// position stands; it lets go of the lock where that does not help, so that another node may try. Two that fold for a moment do no harm:
/// a page is saved only over the very position that it was folded from.
/// </remarks>
internal sealed class ViewKeeper(
    IDocumentStore store,
    ViewProgress progress,
    Func<NpgsqlDataSource> sessions,
    IConfiguration configuration,
    ILoggerFactory logs) : BackgroundService
{
    internal const long Lock = 0x4C65_6164_6576; // "Leadev"
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250),
        LookWhileIdle = TimeSpan.FromSeconds(1),
        LongestPause = TimeSpan.FromSeconds(30),
        Stopping = TimeSpan.FromSeconds(6),
        Aside = TimeSpan.FromSeconds(2),
        SaidAgain = TimeSpan.FromMinutes(1);
    private const int Tries = 4;

    /// <summary>
    /// For how long a page may take. Grows while starting anew does not help: a large page on a slow machine must come to its end.
    /// </summary>
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(configuration.GetValue("Views:StalledSeconds", 20.0));

    private readonly ILogger _log = logs.CreateLogger<ViewKeeper>(), _daemon = logs.CreateLogger("JasperFx.Events.Daemon");
    private TimeSpan _patient, _pause = Look;
    private long _position = -1, _moved, _begun, _said;
    private int _restarts;
    private bool _stands;
    private string _why = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _patient = _patience;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Look;
            try
            {
                // Its own pool of one, closed with it: a session that is given back would keep the lock.
                await using var source = sessions();
                await using var session = await source.OpenConnectionAsync(stoppingToken);
                await ExecuteAsync(session, $"set idle_session_timeout = '{Silence.TotalMilliseconds}ms'", stoppingToken);
                while (!await IsOursAsync(session, stoppingToken)) await Task.Delay(Look * 2, stoppingToken);
                await FoldAsync(session, stoppingToken);
                pause = Aside;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            // whoever asks for anything says so
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { pause = TimeSpan.FromSeconds(1); }
            catch (Exception e)
            {
                (pause, _pause) = (_pause > Aside ? _pause : Aside, Longer(_pause));
                if (_why != e.Message || Since(_said) >= SaidAgain) Failed(_log, e);
                (_why, _said) = (e.Message, TimeProvider.System.GetTimestamp());
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Takes the lock, if it is free, and the views are those of our folds: after an upgrade, nodes of the version before can save no page.
    /// </summary>
    private async Task<bool> IsOursAsync(NpgsqlConnection session, CancellationToken ct)
    {
        if ((await progress.LookAsync(session, ct)).Version != LeaderViews.Version) return false;
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Lock})", session);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Until the lock is lost, or starting anew has not helped.</summary>
    private async Task FoldAsync(NpgsqlConnection session, CancellationToken ct)
    {
        IProjectionDaemon? daemon = null;
        _moved = _begun = TimeProvider.System.GetTimestamp();
        try
        {
            var idle = false;
            for (var tries = 0; tries < Tries; await Task.Delay(idle ? LookWhileIdle : Look, ct))
            {
                var state = await progress.LookAsync(session, ct); // and the server hears of us
                idle = state.Views >= state.Newest;
                if (state.Version != LeaderViews.Version) return;
                if (state.Views != _position || state.Views >= state.Newest)
                {
                    if (_stands && state.Views != _position) Moves(_log, state.Views, state.Newest - state.Views, null);
                    if (state.Views != _position) (_stands, _restarts, tries, _patient, _pause) = (false, 0, 0, _patience, Look);
                    (_position, _moved) = (state.Views, TimeProvider.System.GetTimestamp());
                }
                var runs = daemon?.StatusFor($"{MartenTables.ViewProgress}") == AgentStatus.Running;
                if (daemon is not null && (runs ? Since(_moved) < _patient : Since(_begun) < _pause)) continue;
                if (daemon is not null)
                {
                    if (runs) _patient = Longer(_patient);
                    else _pause = Longer(_pause);
                    if (state.Views < state.Newest) Tell(state, ++_restarts, daemon);
                    if (runs || state.Views < state.Newest) tries++;
                    await EndAsync(daemon);
                }
                daemon = await store.BuildProjectionDaemonAsync(logger: _daemon);
                await daemon.StartAllAsync();
                _moved = _begun = TimeProvider.System.GetTimestamp();
            }
        }
        finally
        {
            if (daemon is not null) await EndAsync(daemon);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : pause > LongestPause ? pause : LongestPause;

    private static TimeSpan Since(long begun) => TimeProvider.System.GetElapsedTime(begun);

    private static async Task EndAsync(IProjectionDaemon daemon)
    {
        try { await daemon.StopAllAsync().WaitAsync(Stopping); }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or ObjectDisposedException
            || DatabaseTrouble.Of(e) is not null)
        { }
        finally { daemon.Dispose(); }
    }

    /// <summary>When they begin to stand, and once a minute from then on.</summary>
    private void Tell(ViewState state, int restarts, IProjectionDaemon daemon)
    {
        var why = daemon.CurrentAgents().Select(a => a.Failure?.Message).FirstOrDefault(m => m is not null) ?? "";
        if (_stands && _why == why && Since(_said) < SaidAgain) return;
        (_stands, _why, _said) = (true, why, TimeProvider.System.GetTimestamp());
        Stand(_log, state.Views, state.Newest - state.Views, restarts, why, null);
    }

    private static async Task ExecuteAsync(NpgsqlConnection session, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static readonly Action<ILogger, long, long, int, string, Exception?> Stand = LoggerMessage.Define<long, long, int, string>(
        LogLevel.Warning,
        new(1),
        "The views stand at position {Position}, with {Waiting} positions waiting; folding is started anew (attempt {Attempt}). {Reason}");
    private static readonly Action<ILogger, long, long, Exception?> Moves = LoggerMessage.Define<long, long>(
        LogLevel.Warning,
        new(2),
        "The views move again: position {Position}, {Waiting} positions waiting.");
    private static readonly Action<ILogger, Exception?> Failed = LoggerMessage.Define(
        LogLevel.Error,
        new(3),
        "The folding of the views ended with a fault and begins again.");
}
