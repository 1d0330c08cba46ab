using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Imports;

/// <summary>
/// Decides the rows of imports in the name of who sent them: each row is an act of its own, by the rules of a request that is sent alone.
/// Some rows are saved together, and with them how far the import has come; so it goes on from there, after whatever happened. Senders
/// take turns, so that nobody's large file is in the way of another's small one; the imports of one are decided in the order in which they
/// came.
/// </summary>
internal sealed class ImportService(
    ImportStore store,
    Desk.Desk desk,
    RequestLimits limits,
    IConfiguration configuration,
    ILogger<ImportService> log) : BackgroundService
{
    /// <summary>Rows that are decided and saved together: as many as are told of at once, and as are done again where somebody else acted
    /// on the same things.</summary>
    private const int Together = 200;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10), Forget = TimeSpan.FromDays(1);
    private readonly SemaphoreSlim _sent = new(0);

    /// <summary>There is one to begin with.</summary>
    public void Wake() => _sent.Release();

    /// <summary>A turn of one sender, where others wait: so long, or three times as long as it took to come to where it goes on.</summary>
    private readonly TimeSpan _turn = TimeSpan.FromSeconds(configuration.GetValue("Imports:TurnSeconds", 1.0));

    /// <summary>When each sender had a turn last.</summary>
    private readonly Dictionary<Actor, long> _served = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var forgot = TimeProvider.System.GetTimestamp() - TimeProvider.System.TimestampFrequency * 86_400; ;)
        {
            var pause = Look;
            try
            {
                while (await NextAsync(stoppingToken)) { }
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

    /// <summary>Goes on with an import of who has waited longest for a turn; false where other nodes work on all there are.</summary>
    private async Task<bool> NextAsync(CancellationToken ct)
    {
        var open = await store.OpenAsync(ct);
        foreach (var gone in _served.Keys.Except(open.Select(i => i.By)).ToArray()) _served.Remove(gone);
        foreach (var import in open.OrderBy(i => _served.GetValueOrDefault(i.By)).ThenBy(i => i.Begun)) // else as they came
        {
            _served[import.By] = TimeProvider.System.GetTimestamp(); // also where it fails: the others are next
            if (await RunAsync(import, ct)) return true;
        }
        return false;
    }

    /// <summary>Works on the import to its end, or as long as its sender's turn is; false where another node works on it.</summary>
    private async Task<bool> RunAsync(ImportDoc asked, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (await store.TakeAsync(asked.Import, ct) is not { } held) return false;
        try
        {
            if (await store.GetAsync(asked.Import, ct) is not { Ended: null } import) return true;
            await using var file = NamelessFile.Open();
            if (await store.CopyAsync(import.Sha256, file, ct) != Stored.Intact)
            {
                await store.EndAsync(import.Import, import.Line, ImportState.Failed, "The file is not what was sent. Send it again.", ct);
                return true;
            }
            file.Position = 0;
            var own = import.By.Role == Role.Enterprise ? import.By.Subject : "";
            using var rows = ImportRows.Read(file, import.MediaType, import.Of, own, limits.JsonDepth)
                .SkipWhile(r => r.Line <= import.Line).GetEnumerator();
            var (line, next) = (import.Line, Task.Run(() => Part(rows), ct));
            try
            {
                await next;
                var (there, turn) = (TimeProvider.System.GetElapsedTime(began), _turn);
                if (turn > TimeSpan.Zero && turn < 3 * there) turn = 3 * there;
                for (; ; )
                {
                    var (part, ends) = await next;
                    var isLast = part.Length < Together;
                    if (!isLast) next = Task.Run(() => Part(rows), ct); // is read while this one is decided
                    if (part.Length > 0)
                    {
                        await DecideAsync(import, line, part, ct);
                        line = part[^1].Line;
                    }
                    if (isLast)
                    {
                        await store.EndAsync(
                            import.Import, line, ends is null ? ImportState.Done : ImportState.Failed, ends?.Message, ct);
                        return true;
                    }
                    if (TimeProvider.System.GetElapsedTime(began) < turn) continue;
                    if ((await store.OpenAsync(ct)).Any(i => i.By != import.By)) return true;
                    began = TimeProvider.System.GetTimestamp();
                }
            }
            finally
            {
                await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        finally
        {
            await ImportStore.LeaveAsync(held);
        }
    }

    /// <summary>
    /// The next rows, fewer than are decided together where they are the last; also those before the place where it cannot be read on.
    /// </summary>
    private static (ImportRow[] Rows, FileFaultException? Ends) Part(IEnumerator<ImportRow> rows)
    {
        var part = new List<ImportRow>(Together);
        try
        {
            while (part.Count < Together && rows.MoveNext()) part.Add(rows.Current);
        }
        catch (FileFaultException e)
        {
            return ([.. part], e);
        }
        return ([.. part], null);
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
                    [
                        new(
                            rows[0].Line, rows[0].Name, "refused", null, "fault", null, null,
                            "The register has a fault; nothing was recorded."),
                    ],
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
