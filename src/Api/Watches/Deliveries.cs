using System.Collections.Concurrent;
using System.Globalization;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Watches;

/// <summary>
/// Tells watchers: looks for what is new, and sends what is due. Each message is leased to the node that tries it; where that node dies, or
/// its answer is lost, another tries again under the same id, so that a receiver that knows ids gets each once. A receiver that does not
/// answer holds a few places of its own, and nobody else's.
/// </summary>
/// <remarks>
/// A message that fails is tried again after a quarter of a second, a half, one, … up to six hours, each time by chance up to a half
/// sooner; after <c>Watches:TryHours</c> it is given up, and waits to be asked for again. A watch at whose address nothing has arrived for
/// <c>Watches:PauseDays</c>, or that says that it is gone (410), is paused.
/// </remarks>
internal sealed class Deliveries(
    NpgsqlDataSource database,
    WatchScan scan,
    Receivers receivers,
    ViewSignal signal,
    IConfiguration configuration,
    ILogger<Deliveries> log) : BackgroundService
{
    private const int Gone = StatusCodes.Status410Gone;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromHours(6), AtMost = TimeSpan.FromHours(1);

    private readonly TimeSpan _lease = TimeSpan.FromSeconds(configuration.GetValue("Watches:AnswerSeconds", 15.0) * 2 + 5),
        _first = TimeSpan.FromSeconds(configuration.GetValue("Watches:RetrySeconds", 0.25)),
        _try = TimeSpan.FromHours(configuration.GetValue("Watches:TryHours", 72.0)),
        _pause = TimeSpan.FromDays(configuration.GetValue("Watches:PauseDays", 5.0)),
        _keep = TimeSpan.FromDays(configuration.GetValue("Watches:KeepDays", 90.0));

    private readonly int _atATime = configuration.GetValue("Watches:AtATime", 256),
        _perReceiver = configuration.GetValue("Watches:PerReceiver", 8);

    /// <summary>What this node is sending, by receiver.</summary>
    private readonly Dictionary<string, int> _busy = new(StringComparer.Ordinal);

    private readonly HashSet<Task> _sending = [];

    /// <summary>What came of attempts, and is not written down yet; one writes at a time.</summary>
    private readonly ConcurrentQueue<(Due One, Received Received)> _came = new();
    private readonly SemaphoreSlim _writing = new(1);

    private TaskCompletionSource _asked = New();
    private long _forgot;

    /// <summary>Something is due that no fact brought.</summary>
    public void Ask() => Interlocked.Exchange(ref _asked, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ct = stoppingToken;
        while (!ct.IsCancellationRequested)
        {
            var (advanced, asked, pause) = (signal.Next, Volatile.Read(ref _asked).Task, Look);
            try
            {
                while ((await scan.LookAsync(ct)).More) { }
                pause = await SendDueAsync(ct);
                await ForgetAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested) { break; }
            catch (ViewsNotThereException) { }
            catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { } // whoever asks for anything says so
            catch (Exception e) { Failed(log, e); }
            _sending.RemoveWhere(t => t.IsCompleted);
            await Task.WhenAny([advanced, asked, Task.Delay(pause, ct), .. _sending]);
        }
        await Task.WhenAll(_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="Until">The end of the lease, which tells it from every other.</param>
    private sealed record Due(
        long Id,
        string Watch,
        string Message,
        string Body,
        int Attempt,
        DateTime Until,
        string Address,
        string Receiver);

    /// <summary>Begins to send what is due, as far as there are places.</summary>
    /// <returns>How long nothing more is due.</returns>
    private async Task<TimeSpan> SendDueAsync(CancellationToken ct)
    {
        var free = _atATime - _sending.Count(t => !t.IsCompleted);
        if (free <= 0) return Look;
        var due = await LeaseAsync(free, ct);
        if (due.Count > 0)
        {
            var secrets = await Secrets.HoldingAsync(database, [.. due.Select(d => d.Watch).Distinct()], ct);
            foreach (var one in due)
            {
                Count(one.Receiver, 1);
                _sending.Add(SendAsync(one, [.. secrets[one.Watch]], ct));
            }
        }
        await using var next = database.CreateCommand(
            $"select min(due) - clock_timestamp() from {WatchTables.Told} where state = 'pending' and due > clock_timestamp()");
        return await next.ExecuteScalarAsync(ct) is TimeSpan wait ? TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 10, 1000))
            : Look;
    }

    /// <summary>
    /// Of each receiver as many as it has places, the longest due first. One that has failed for a minute has a single place.
    /// </summary>
    private async Task<List<Due>> LeaseAsync(int free, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            with busy(receiver, n) as (select * from unnest($1::text[], $2::int[])),
            due as (
                select e.id, row_number() over (partition by w.receiver order by e.due, e.id) as place,
                    case when w.failing_since < clock_timestamp() - interval '1 minute' then 1 else $3 end - coalesce(b.n, 0) as places
                from {WatchTables.Told} e join {WatchTables.Watch} w on w.id = e.watch left join busy b on b.receiver = w.receiver
                where e.state = 'pending' and e.due <= clock_timestamp() and w.address is not null and w.paused is null),
            taken as (
                select id from {WatchTables.Told} where id in (select id from due where place <= places limit $4)
                    and state = 'pending' and due <= clock_timestamp() for update skip locked)
            update {WatchTables.Told} e set attempts = attempts + 1, due = clock_timestamp() + $5, tried = clock_timestamp(),
                began = coalesce(began, clock_timestamp())
            from taken, {WatchTables.Watch} w where e.id = taken.id and w.id = e.watch
            returning e.id, e.watch, e.message, e.body, e.attempts, e.due, w.address, w.receiver
            """);
        KeyValuePair<string, int>[] busy;
        lock (_busy) busy = [.. _busy];
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. busy.Select(b => b.Key)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. busy.Select(b => b.Value)] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _perReceiver });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = free });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = _lease });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<Due>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetInt32(4),
                reader.GetDateTime(5),
                reader.GetString(6),
                reader.GetString(7)));
        }
        return due;
    }

    private async Task SendAsync(Due one, string[] secrets, CancellationToken ct)
    {
        try
        {
            var at = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var signature = Signatures.Of(secrets, one.Message, at, one.Body);
            var received = await receivers.SendAsync(one.Address, one.Message, at, signature, one.Body, ct);
            await WriteAsync(one, received, ct);
        }
        // it is tried again when its lease is over
        catch (OperationCanceledException) when (ct.IsCancellationRequested) { }
        catch (Exception e) when (DatabaseTrouble.Of(e) is not null) { }
        catch (Exception e) { Failed(log, e); }
        finally { Count(one.Receiver, -1); }
    }

    private void Count(string receiver, int more)
    {
        lock (_busy)
        {
            if ((_busy[receiver] = _busy.GetValueOrDefault(receiver) + more) == 0) _busy.Remove(receiver);
        }
    }

    /// <summary>
    /// Writes down what came of it, with whatever came of others meanwhile: many answers that come in together take one connection and
    /// one commit. What cannot be written is tried again when its lease is over.
    /// </summary>
    private async Task WriteAsync(Due one, Received received, CancellationToken ct)
    {
        _came.Enqueue((one, received));
        await _writing.WaitAsync(ct);
        try
        {
            var came = new List<(Due One, Received Received)>();
            while (_came.TryDequeue(out var next)) came.Add(next);
            if (came.Count > 0) await WriteAsync(came, ct);
        }
        finally { _writing.Release(); }
    }

    /// <summary>
    /// On the watches, and on the messages. Where the lease of one is over, or it was asked for again meanwhile, what came of this attempt
    /// says nothing of the message. All are locked first, watches before messages, each in the order of their ids: two nodes never wait for
    /// each other.
    /// </summary>
    private async Task WriteAsync(List<(Due One, Received Received)> came, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new($"select from {WatchTables.Watch} where id = any($1) order by id for no key update")
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. came.Select(c => c.One.Watch)] } },
        });
        batch.BatchCommands.Add(new($"select from {WatchTables.Told} where id = any($1) order by id for no key update")
        {
            Parameters = { new NpgsqlParameter<long[]> { TypedValue = [.. came.Select(c => c.One.Id)] } },
        });
        batch.BatchCommands.Add(
            new($"update {WatchTables.Watch} set failing_since = null, delivered = clock_timestamp() where id = any($1)")
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]> { TypedValue = [.. came.Where(c => c.Received.Ok).Select(c => c.One.Watch)] },
                },
            });
        var failing = came.GroupBy(c => c.One.Watch, StringComparer.Ordinal)
            .Select(w => w.LastOrDefault(c => c.Received.Status == Gone, w.Last())).Where(c => !c.Received.Ok).ToArray();
        batch.BatchCommands.Add(new($"""
            update {WatchTables.Watch} w set failing_since = coalesce(failing_since, clock_timestamp()), paused = case
                when gone then 'The receiver answered 410: the address is gone.'
                when failing_since < clock_timestamp() - $5 then 'Nothing has arrived there since '
                    || to_char(failing_since at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') || '. The last answer was: ' || words
                else paused end
            from unnest($1::text[], $2::text[], $3::bool[], $4::text[]) as failing(watch, sent_to, gone, words)
            where w.id = watch and w.address = sent_to
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. failing.Select(c => c.One.Watch)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. failing.Select(c => c.One.Address)] },
                new NpgsqlParameter<bool[]> { TypedValue = [.. failing.Select(c => c.Received.Status == Gone)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. failing.Select(c => $"{Status(c.Received)}{c.Received.Said}")] },
                new NpgsqlParameter<TimeSpan> { TypedValue = _pause },
            },
        });
        batch.BatchCommands.Add(new($"""
            update {WatchTables.Told} e set answered = status, said = words,
                state = case when ok then 'delivered' when clock_timestamp() - began + wait > $7 then 'dead' else 'pending' end,
                delivered = case when ok then clock_timestamp() end, due = case when not ok then clock_timestamp() + wait end
            from unnest($1::bigint[], $2::timestamptz[], $3::int[], $4::text[], $5::bool[], $6::interval[])
                as answer(told, until, status, words, ok, wait)
            where e.id = told and e.due = until
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = [.. came.Select(c => c.One.Id)] },
                new NpgsqlParameter<DateTime[]> { TypedValue = [.. came.Select(c => c.One.Until)] },
                new NpgsqlParameter<int?[]> { TypedValue = [.. came.Select(c => c.Received.Status)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. came.Select(c => c.Received.Said)] },
                new NpgsqlParameter<bool[]> { TypedValue = [.. came.Select(c => c.Received.Ok)] },
                new NpgsqlParameter<TimeSpan[]> { TypedValue = [.. came.Select(c => Wait(c.One.Attempt, c.Received))] },
                new NpgsqlParameter<TimeSpan> { TypedValue = _try },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static string Status(Received received) =>
        received.Status is { } status ? status.ToString(CultureInfo.InvariantCulture) + " " : "";

    /// <summary>
    /// Until the next attempt: longer each time, and by chance, so that those who failed together do not come back together.
    /// </summary>
    private TimeSpan Wait(int attempt, Received received)
    {
        var wait = _first * Math.Pow(2, Math.Min(attempt - 1, 30));
        if (wait > Longest) wait = Longest;
        wait *= 1 - (Random.Shared.NextDouble() / 2);
        return received.After is { } after && after > wait ? after < AtMost ? after : AtMost : wait;
    }

    /// <summary>Once an hour: what was told long ago and waits for nobody. The facts themselves stay in the log for ever.</summary>
    private async Task ForgetAsync(CancellationToken ct)
    {
        if (_forgot != 0 && TimeProvider.System.GetElapsedTime(_forgot) < TimeSpan.FromHours(1)) return;
        _forgot = TimeProvider.System.GetTimestamp();
        await using var command = database.CreateCommand($"delete from {WatchTables.Told} where at < clock_timestamp() - $1 and state is "
            + "distinct from 'pending'");
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = _keep });
        await command.ExecuteNonQueryAsync(ct);
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    private static readonly Action<ILogger, Exception?> Failed = LoggerMessage.Define(
        LogLevel.Error,
        new(1),
        "Telling watchers ended with a fault and begins again.");
}
