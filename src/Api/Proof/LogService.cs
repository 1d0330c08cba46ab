using Leader.Api.Desk;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views.Engine;
using Npgsql;
using Prometheus;

namespace Leader.Api.Proof;

/// <summary>
/// Keeps the transparency log behind the views: it is written when they have advanced. And takes its checkpoints to the witnesses. On
/// every node; the lock on the log's head lets one of them write. Before anything is served, the witnesses say where the log has been.
/// </summary>
internal sealed class LogService(
    NpgsqlDataSource database,
    LogSettings settings,
    Cosigners cosigners,
    LogGuard guard,
    ViewSignal views,
    TimeProvider time,
    ILogger<LogService> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), AfterFault = TimeSpan.FromSeconds(5);
    private static readonly Task Never = new TaskCompletionSource().Task;
    private static readonly Gauge Size = Measures.Gauge("leader_log_size", "Entries of the transparency log.");
    private static readonly Gauge Faults = Measures.Gauge(
        "leader_log_fault",
        "1 while the log cannot be written because what is stored of it is not what was signed.");

    private readonly LogWriter _writer =
        new(database, settings.Signer, time, last: new LastSigned(settings.Signer.Verifier, settings.SignedFolder));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try { await _writer.CheckAsync(cancellationToken); }
        catch (Exception e) when (e is LogForkException or InvalidDataException) { Refuse(e); }
        await cosigners.AskAsync(first: true, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(WriteAsync(stoppingToken), CosignAsync(stoppingToken));

    private async Task WriteAsync(CancellationToken ct)
    {
        var fault = "";
        while (!ct.IsCancellationRequested)
        {
            var (pause, advanced) = (Look, views.Next);
            try
            {
                if (guard.Refusal is not null)
                {
                    pause = AfterFault;
                }
                else
                {
                    while (await _writer.WriteAsync(ct) is { } written) Size.Set(written.Checkpoint.Size);
                    Faults.Set(0);
                }
            }
            catch (LogForkException e)
            {
                Refuse(e);
                pause = AfterFault;
            }
            catch (InvalidDataException e)
            {
                if (e.Message != fault) NotWritten(log, fault = e.Message, null);
                Faults.Set(1);
                pause = AfterFault;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException && !ct.IsCancellationRequested)
            {
                Waits(log, e.Message, DatabaseTrouble.Of(e) is null ? null : e);
                pause = AfterFault;
            }
            catch (OperationCanceledException) { return; }
            if (pause > Look) advanced = Never;
            await advanced.WaitAsync(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What goes on behind another history than the signed one would have to be thrown away: nothing is recorded.</summary>
    private void Refuse(Exception e)
    {
        Faults.Set(1);
        NotWritten(log, e.Message, null);
        guard.Set(settings.Signer.Name, e.Message);
    }

    private async Task CosignAsync(CancellationToken ct)
    {
        if (settings.Witnesses.Count == 0) return;
        while (!ct.IsCancellationRequested)
        {
            try { await cosigners.AskAsync(first: false, ct); }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException && !ct.IsCancellationRequested) { }
            catch (OperationCanceledException) { return; }
            await Task.Delay(guard.Refusal is null ? TimeSpan.FromMilliseconds(500) : AfterFault, ct)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static readonly Action<ILogger, string, Exception?> Waits = LoggerMessage.Define<string>(
        LogLevel.Warning,
        new(2),
        "The transparency log waits: {Reason}");
    private static readonly Action<ILogger, string, Exception?> NotWritten = LoggerMessage.Define<string>(
        LogLevel.Critical,
        new(1),
        "The transparency log is not written: {Reason}");
}
