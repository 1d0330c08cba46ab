using Leader.Api.Desk;
using Leader.Projections.Log;
using Npgsql;
using Prometheus;

namespace Leader.Api.Hosting;

/// <summary>
/// Looks every ten seconds whether this node is fit to work: by how much its own clock differs from the database's, which is the
/// register's, and whether its sessions are its own (<see cref="Sessions"/>); where they are not, it ends the program. At a standby of the
/// database every two seconds, how far that is behind; where it has become the primary, the node begins anew as one that records.
/// </summary>
internal sealed class NodeWatch(
    NpgsqlDataSource database,
    LogGuard guard,
    TimeProvider time,
    IHostApplicationLifetime host,
    ILogger<NodeWatch> log) : BackgroundService
{
    /// <summary>From here on a clock is off, and not only looked at slowly.</summary>
    internal static readonly TimeSpan Off = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10),
        PauseAtStandby = TimeSpan.FromSeconds(2),
        SaidAgain = TimeSpan.FromHours(1);
    private static readonly Gauge OffSeconds = Measures.Gauge(
        "leader_clock_off_seconds",
        "By how much the clock of this node is ahead of the database's; negative where it is behind.");

    private static readonly Gauge Behind = Measures.Gauge(
        "leader_standby_behind_seconds",
        "For how long the standby that this node reads from is behind its primary; 0 at a primary.");

    private readonly StandbyProgress _standby = new(TimeProvider.System);
    private readonly TimeProvider _node = (time as DatabaseClock)?.Node ?? TimeProvider.System;
    private readonly SemaphoreSlim _looking = new(1);
    private long _said;
    private double? _off, _behind;
    private int _promoted;

    /// <summary>By how many seconds the node's own clock is ahead of the database's, as it was last looked at; null before.</summary>
    public double? ClockOff => _off;

    /// <summary>By how many seconds the standby that is read from was behind its primary; null where none is.</summary>
    public double? StandbyBehind => _behind;

    /// <summary>The host was stopped because the standby that it read from is one no more.</summary>
    public bool BeginsAnew { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Behind.Set(0);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                if (guard.FromStandby && await IsPromotedAsync(stoppingToken))
                {
                    Promoted(log, null);
                    BeginsAnew = true;
                    host.StopApplication();
                    return;
                }
                if (await Sessions.ProblemAsync(database, stoppingToken) is { } problem)
                {
                    NotOurs(log, problem, null);
                    host.StopApplication();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { } // whoever asks for anything says so
            guard.Show();
            await Task.Delay(guard.FromStandby ? PauseAtStandby : Pause, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The quickest of three looks: the database's clock was read somewhere between asking and hearing. One at a time, so that what was
    /// looked at last is what is told.
    /// </summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        await _looking.WaitAsync(ct);
        try { await LookOnceAsync(ct); }
        finally { _looking.Release(); }
    }

    private async Task LookOnceAsync(CancellationToken ct)
    {
        var (best, off) = (TimeSpan.MaxValue, TimeSpan.Zero);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        for (var i = 0; i < 3; i++)
        {
            var (asked, start) = (_node.GetUtcNow(), TimeProvider.System.GetTimestamp());
            var told = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(ct))!);
            var took = TimeProvider.System.GetElapsedTime(start);
            if (took < best) (best, off) = (took, asked + (took / 2) - told);
        }
        var seconds = Math.Round(off.TotalSeconds, 1);
        OffSeconds.Set(seconds);
        _off = seconds;
        if (off.Duration() <= Off || (_said != 0 && TimeProvider.System.GetElapsedTime(_said) < SaidAgain)) return;
        _said = TimeProvider.System.GetTimestamp();
        ClockIsOff(log, Math.Abs(seconds), off > TimeSpan.Zero ? "ahead of" : "behind", null);
    }

    public override void Dispose()
    {
        base.Dispose();
        _looking.Dispose();
    }

    /// <summary>Seen twice in a row: of several hosts, one look may be at another one.</summary>
    private async Task<bool> IsPromotedAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::bigint,
                pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint, exists (select from pg_stat_wal_receiver)
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        _promoted = reader.GetBoolean(0) ? 0 : _promoted + 1;
        if (_promoted > 0) return _promoted > 1;
        _behind = _standby.Seen(reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3));
        Behind.Set(_behind.Value);
        return false;
    }

    private static readonly Action<ILogger, Exception?> Promoted = LoggerMessage.Define(
        LogLevel.Warning,
        new(3),
        "The database is no standby any more. This node begins anew, as one that records.");
    private static readonly Action<ILogger, double, string, Exception?> ClockIsOff = LoggerMessage.Define<double, string>(
        LogLevel.Warning,
        new(1),
        "The clock of this node is {Seconds} s {Where} the database's. Acts have the database's; tokens are judged by this one. Set it.");
    private static readonly Action<ILogger, string, Exception?> NotOurs =
        LoggerMessage.Define<string>(LogLevel.Critical, new(2), "{Problem}");
}
