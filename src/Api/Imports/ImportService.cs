using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Api.Imports;

/// <summary>
/// Decides the rows of imports, one import after the other, in the name of who sent it: each row is an act of its own, by the rules of a
/// request that is sent alone. Some rows are saved together, and with them how far the import has come; so it goes on from there, after
/// whatever happened.
/// </summary>
internal sealed class ImportService(
    ImportStore store,
    Desk.Desk desk,
    RequestLimits limits,
    ILogger<ImportService> log) : BackgroundService
{
    /// <summary>Rows that are decided and saved together: as many as are told of at once, and as are done again where somebody else acted on
    /// the same things.</summary>
    private const int Together = 200;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10), Forget = TimeSpan.FromDays(1);
    private readonly SemaphoreSlim _sent = new(0);

    /// <summary>There is one to begin with.</summary>
    public void Wake() => _sent.Release();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var forgot = TimeProvider.System.GetTimestamp() - TimeProvider.System.TimestampFrequency * 86_400; ;)
        {
            var pause = Look;
            try
            {
                foreach (var import in await store.OpenAsync(stoppingToken)) await RunAsync(import, stoppingToken);
                if (TimeProvider.System.GetElapsedTime(forgot) >= Forget)
                {
                    await store.ForgetAsync(stoppingToken);
                    forgot = TimeProvider.System.GetTimestamp();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e) when (IsTrouble(e))
            {
                pause = TimeSpan.FromSeconds(1); // what is saved tells where it goes on
            }
            catch (Exception e)
            {
                Fault(log, e);
            }
            try { await _sent.WaitAsync(pause, stoppingToken); }
            catch (OperationCanceledException) { return; }
        }
    }

    private async Task RunAsync(ImportDoc asked, CancellationToken ct)
    {
        if (await store.TakeAsync(asked.Import, ct) is not { } held) return;
        try
        {
            if (await store.GetAsync(asked.Import, ct) is not { Ended: null } import) return;
            await using var file = NamelessFile.Open();
            if (await store.CopyAsync(import.Sha256, file, ct) != Stored.Intact)
            {
                await store.EndAsync(import.Import, import.Line, ImportState.Failed, "The file is not what was sent any more. Send it again.", ct);
                return;
            }
            file.Position = 0;
            try
            {
                var own = import.By.Role == Role.Enterprise ? import.By.Subject : "";
                var line = import.Line;
                FileFaultException? ends = null;
                foreach (var rows in Parts(ImportRows.Read(file, import.MediaType, import.Of, own, limits.JsonDepth)
                    .SkipWhile(r => r.Line <= import.Line), e => ends = e))
                {
                    await DecideAsync(import, line, rows, ct);
                    line = rows[^1].Line;
                }
                await store.EndAsync(import.Import, line, ends is null ? ImportState.Done : ImportState.Failed, ends?.Message, ct);
            }
            catch (FileFaultException e)
            {
                await store.EndAsync(import.Import, import.Line, ImportState.Failed, e.Message, ct);
            }
        }
        finally
        {
            await ImportStore.LeaveAsync(held);
        }
    }

    /// <summary>Some rows at a time, also those before the place where the file cannot be read on.</summary>
    private static IEnumerable<ImportRow[]> Parts(IEnumerable<ImportRow> rows, Action<FileFaultException> ends)
    {
        using var all = rows.GetEnumerator();
        for (var more = true; more;)
        {
            var part = new List<ImportRow>(Together);
            try
            {
                while (part.Count < Together && (more = all.MoveNext())) part.Add(all.Current);
            }
            catch (FileFaultException e)
            {
                more = false;
                ends(e);
            }
            if (part.Count > 0) yield return [.. part];
        }
    }

    /// <summary>A row that meets a fault of the register keeps no other back: it is told so, and recorded nothing.</summary>
    /// <param name="behind">The line that the import stands at.</param>
    private async Task DecideAsync(ImportDoc import, long behind, ImportRow[] rows, CancellationToken ct)
    {
        try
        {
            await DecideTogetherAsync(import, behind, rows, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && !IsTrouble(e))
        {
            Fault(log, e);
            if (rows.Length == 1)
            {
                await store.SaveAloneAsync(
                    import.Import,
                    behind,
                    [new(rows[0].Line, rows[0].Name, "refused", null, "fault", null, null, "The register has a fault; nothing was recorded.")],
                    ct);
                return;
            }
            foreach (var row in rows)
            {
                await DecideAsync(import, behind, [row], ct);
                behind = row.Line;
            }
        }
    }

    /// <summary>It may go well another time.</summary>
    private static bool IsTrouble(Exception e) => DatabaseTrouble.Of(e) is not null
        || e is OutcomeUnknownException or ChangedMeanwhileException or LogRefusesException or TakenOverException;

    private async Task DecideTogetherAsync(ImportDoc import, long behind, ImportRow[] rows, CancellationToken ct)
    {
        var context = new CommandContext(import.By, import.Correlation);
        Request[] requests = [.. rows.Where(r => r.Command is not null).Select(r => new Request(r.Command!, context))];
        if (requests.Length == 0 || import.DryRun)
        {
            var outcomes = requests.Length == 0 ? [] : await desk.PreviewAllAsync(requests, ct);
            await store.SaveAloneAsync(import.Import, behind, Told(rows, outcomes), ct);
            return;
        }
        await desk.DecideAllAsync(
            requests,
            (connection, outcomes) => ImportStore.SaveAsync(
                connection,
                import.Import,
                behind,
                Told(rows, outcomes),
                outcomes.Where(o => o.Decision.Facts.Count > 0).Select(o => o.Position).DefaultIfEmpty().Max(),
                ct),
            ct);
    }

    private static List<ImportedRow> Told(ImportRow[] rows, IReadOnlyList<Outcome> outcomes)
    {
        var (told, next) = (new List<ImportedRow>(rows.Length), 0);
        foreach (var row in rows)
        {
            var outcome = row.Command is null ? null : outcomes[next++];
            if ((row.Refusal ?? outcome?.Decision.Refusal) is { } refusal)
            {
                var (column, reason) = row.Told(refusal);
                told.Add(new(row.Line, row.Name, "refused", null, refusal.Code, Given(refusal.Clause), Given(column), reason));
            }
            else
            {
                var decision = outcome!.Decision;
                told.Add(new(
                    row.Line, row.Name, decision.Facts.Count > 0 ? "accepted" : "already", decision.Id, null, null, null, null));
            }
        }
        return told;

        static string? Given(string text) => text.Length == 0 ? null : text;
    }

    private static readonly Action<ILogger, Exception?> Fault = LoggerMessage.Define(
        LogLevel.Error,
        new(1),
        "An import met a fault.");
}
