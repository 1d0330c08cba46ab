using JasperFx;
using JasperFx.Events;
using Leader.Domain;
using Leader.Domain.Process;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Wolverine.Marten;

namespace Leader.Api.Desk;

/// <summary>What came of a request.</summary>
/// <param name="Position">The place in the log of the last fact recorded; of the newest fact of all where nothing was recorded.</param>
/// <param name="On">The day of the act that was decided; null where it was decided earlier.</param>
public sealed record Outcome(Decision Decision, long Position, DateOnly? On = null);

/// <summary>A request on its way to be decided.</summary>
public sealed record Request(ICommand Command, CommandContext Context);

/// <summary>A request kept meeting others on the same streams; nothing of it was recorded, and asking again is safe.</summary>
public sealed class ChangedMeanwhileException(Exception inner) : Exception("The facts that the decision rests on kept changing.", inner);

/// <summary>
/// Where requests are decided. What a decision records is one act: saved in one transaction, under a check that no stream that the
/// decision looked at has changed since, with one identity and one instant. The instant is taken under that check from the database's
/// clock, and the act is decided with it. A request that lost a race is decided anew on the new facts. Acts that come in at once are
/// saved together, in one transaction, each decided on the facts of those before it.
/// </summary>
public sealed partial class Desk(
    IDocumentStore store,
    LogStreams log,
    KeptStates kept,
    IServiceScopeFactory scopes,
    NpgsqlDataSource database,
    LogGuard guard,
    TimeProvider clock)
{
    private const int Attempts = 12;

    /// <exception cref="LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<Outcome> DecideAsync(ICommand command, CommandContext context, CancellationToken ct) =>
        (await DecideAllAsync([new(command, context)], null, ct))[0];

    /// <summary>
    /// Requests of one sender, each decided on the facts of those before it and each an act of its own, but saved in one transaction: all
    /// that are granted, or none. One that is refused keeps no other back.
    /// </summary>
    /// <param name="requests">Tied together by one correlation.</param>
    /// <param name="also">Saved in the transaction, with what came of them; where nothing is recorded, in one of its own.</param>
    /// <exception cref="LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<IReadOnlyList<Outcome>> DecideAllAsync(
        IReadOnlyList<Request> requests,
        Func<NpgsqlConnection, IReadOnlyList<Outcome>, Task>? also,
        CancellationToken ct)
    {
        var alone = false;
        for (var attempt = 1; ; attempt++)
        {
            guard.ThrowIfRefused();
            var (ledger, decided) = await LookAsync(requests, ct);
            if (decided.All(d => d.Decision.Facts.Count == 0))
            {
                var newest = decided.Any(d => d.Decision.Refusal is null) ? await NewestAsync(ct) : 0;
                Outcome[] outcomes = [.. decided.Select(d => new Outcome(d.Decision, d.Decision.Refusal is null ? newest : 0, d.Act.On))];
                if (also is not null)
                {
                    await using var connection = await database.OpenConnectionAsync(ct);
                    await using var transaction = await connection.BeginTransactionAsync(ct);
                    await also(connection, outcomes);
                    await transaction.CommitAsync(ct);
                }
                return outcomes;
            }
            try
            {
                var saved = !alone && also is null && IsSmall(requests, decided, ledger)
                    ? await SaveWithOthersAsync(requests[0], decided[0], ledger, ct)
                    : new(await SaveAloneAsync(requests, decided, ledger, also, ct), alone);
                if (saved.Outcomes is { } outcomes) return outcomes;
                alone = saved.Alone;
                if (attempt == Attempts)
                {
                    throw new ChangedMeanwhileException(new InvalidOperationException("The decision was another at the instant of its "
                        + "entry."));
                }
            }
            catch (Exception e) when (IsRace(e) && !IdempotentAnswers.IsTaken(e))
            {
                if (attempt == Attempts) throw new ChangedMeanwhileException(e);
                alone = false;
                await Task.Delay(Random.Shared.Next(5, 20 << Math.Min(attempt, 4)), ct);
            }
        }
    }

    /// <summary>In a transaction of their own.</summary>
    /// <returns>As <see cref="SaveAsync"/>.</returns>
    private async Task<IReadOnlyList<Outcome>?> SaveAloneAsync(
        IReadOnlyList<Request> requests,
        Decided[] decided,
        LoadedLedger ledger,
        Func<NpgsqlConnection, IReadOnlyList<Outcome>, Task>? also,
        CancellationToken ct)
    {
        var saving = new Saving();
        try
        {
            var outcomes = await SaveAsync(requests, decided, ledger, also, saving, ct);
            if (outcomes is not null) guard.Succeeded();
            return outcomes;
        }
        catch (Exception e) when (e is not OperationCanceledException && !IsRace(e))
        {
            if (DatabaseTrouble.Of(e) is { } trouble) guard.Failed(trouble);
            if (await saving.FateAsync(database, e, ct) is { } outcomes) return outcomes;
            throw;
        }
    }

    /// <summary>What would come of the command, on the facts as they are: nothing is saved.</summary>
    /// <exception cref="LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<Outcome> PreviewAsync(ICommand command, CommandContext context, CancellationToken ct) =>
        (await PreviewAllAsync([new(command, context)], ct))[0];

    /// <summary>The same of several, as <see cref="DecideAllAsync"/> would decide them.</summary>
    /// <exception cref="LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<IReadOnlyList<Outcome>> PreviewAllAsync(IReadOnlyList<Request> requests, CancellationToken ct)
    {
        guard.ThrowIfRefused();
        var (_, decided) = await LookAsync(requests, ct);
        return [.. decided.Select(d => new Outcome(d.Decision, 0, d.Act.On))];
    }

    /// <param name="Rules">The rule set of its day; null for the policy's defaults.</param>
    /// <param name="Unread">It asked for a stream that was not loaded: it is to be decided anew.</param>
    private readonly record struct Decided(Act Act, Decision Decision, string? Rules, bool Unread)
    {
        /// <summary>Of the same size as what the locks and positions were taken for, on the same streams.</summary>
        public bool Fits(Decided before) => !Unread && Decision.Facts.Count == before.Decision.Facts.Count
            && Decision.Refusal is null == before.Decision.Refusal is null
            && Decision.Facts.Select(f => f.Stream()).SequenceEqual(before.Decision.Facts.Select(f => f.Stream()));
    }

    /// <summary>Decides on all that the decisions turn out to rest on.</summary>
    private async Task<(LoadedLedger Ledger, Decided[] Decided)> LookAsync(IReadOnlyList<Request> requests, CancellationToken ct)
    {
        var (ledger, now) = (kept.Ledger(), clock.GetUtcNow());
        var decided = Decide(requests, now, ledger);
        while (await ledger.LoadAsync(ct, Streams.RuleSets) is { } read)
        {
            if (clock is DatabaseClock told) told.Tell(now = read);
            decided = Decide(requests, now, ledger);
        }
        return (ledger, decided);
    }

    private static Decided[] Decide(IReadOnlyList<Request> requests, DateTimeOffset instant, LoadedLedger ledger)
    {
        ledger.TakeBack();
        return [.. requests.Select(r =>
        {
            var (act, asked) = (r.Context.At(instant), ledger.Asked);
            var decision = r.Command.DecideFor(act, ledger);
            var rules = ledger.Peek<Domain.Record.RuleSets>(Streams.RuleSets).InEffectOn(act.On)?.Id;
            ledger.Add(decision.Facts);
            return new Decided(act, decision, rules, ledger.Asked != asked);
        })];
    }

    /// <param name="decided">As they were looked at.</param>
    /// <param name="soon">Not to wait long for what others change.</param>
    /// <returns>Null where one rests on other streams, or is of another size, at the instant of entry, as at midnight: nothing is saved
    /// then.</returns>
    private async Task<IReadOnlyList<Outcome>?> SaveAsync(
        IReadOnlyList<Request> requests,
        Decided[] decided,
        LoadedLedger ledger,
        Func<NpgsqlConnection, IReadOnlyList<Outcome>, Task>? also,
        Saving saving,
        CancellationToken ct,
        bool soon = false)
    {
        var sender = requests[0].Context;
        await using var session = store.LightweightSession();
        session.CorrelationId = sender.CorrelationId;
        session.CausationId = sender.CausationId;
        await session.BeginTransactionAsync(ct);
        var written = decided.SelectMany(d => d.Decision.Facts).Select(f => f.Stream()).ToHashSet(StringComparer.Ordinal);
        var count = decided.Sum(d => d.Decision.Facts.Count);
        var (instant, first, transaction) = await GuardAsync(session.Connection!, ledger, written, count, soon, ct);
        var before = decided;
        decided = Decide(requests, instant, ledger);
        if (decided.Zip(before).Any(d => !d.First.Fits(d.Second))) return null;
        Append(session, requests, decided, first, instant);

        var (outcomes, last) = (new List<Outcome>(decided.Length), first + count - 1);
        var position = first - 1;
        foreach (var (act, decision, _, _) in decided)
        {
            position += decision.Facts.Count;
            outcomes.Add(new(decision, decision.Refusal is not null ? 0 : decision.Facts.Count > 0 ? position : last, act.On));
        }
        var (recorder, recorded) = requests.Zip(decided).First(d => d.Second.Decision.Facts.Count > 0);
        saving.Began(transaction, recorded.Decision.Facts[0].Stream(), recorder.Context.CorrelationId, outcomes);
        foreach (var (request, outcome) in requests.Zip(outcomes).Where(o => o.Second.Decision.Facts.Count > 0))
        {
            await request.Context.SaveAsync(session, outcome);
        }
        if (also is not null) await also(session.Connection!, outcomes);
        var deadlines = decided.SelectMany(d => d.Decision.Facts).SelectMany(Deadlines.Of).ToArray();
        if (deadlines.Length == 0)
        {
            await session.SaveChangesAsync(ct);
        }
        else
        {
            await using var scope = scopes.CreateAsyncScope();
            var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
            outbox.Enroll(session);
            foreach (var deadline in deadlines) await outbox.PublishAsync(deadline, new() { ScheduledTime = deadline.DueAt });
            await session.SaveChangesAsync(ct);
        }
        return outcomes;
    }

    /// <summary>
    /// The rows are those that Marten makes; it would draw their positions one by one, so that acts run into each other, and give each
    /// stream an instant of its own.
    /// </summary>
    private void Append(
        IDocumentSession session,
        IReadOnlyList<Request> requests,
        Decided[] decided,
        long first,
        DateTimeOffset instant)
    {
        var serializer = store.Options.Serializer();
        for (var next = 0; next < decided.Length;)
        {
            var (from, sender) = (next, requests[next].Context);
            while (next < decided.Length && IsOf(sender, requests[next].Context)) next++;
            var facts = decided[from..next].SelectMany(d => d.Decision.Facts).ToArray();
            if (facts.Length == 0) continue;
            var events = facts.Select(((IEventRegistry)store.Options.Events).BuildEvent).ToArray();
            var headers = Enumerable.Range(from, next - from).SelectMany(i => Headers(requests[i], decided[i])).Select(serializer.ToJson);
            session.QueueSqlCommand(
                '^',
                $"select {LeaderStore.Schema}.append(^, ^, ^, ^, ^, ^, ^, ^, ^, ^, ^)",
                first,
                instant.ToUniversalTime(),
                facts.Select(f => f.Stream()).ToArray(),
                events.Select(e => Guid.CreateVersion7()).ToArray(),
                events.Select(e => e.EventTypeName).ToArray(),
                events.Select(e => e.DotNetTypeName).ToArray(),
                facts.Select(f => serializer.ToJson(f)).ToArray(),
                sender.CorrelationId,
                (object?)sender.CausationId ?? DBNull.Value,
                headers.ToArray(),
                sender.By.Subject);
            first += facts.Length;
        }

        static bool IsOf(CommandContext sender, CommandContext other) => other.CorrelationId == sender.CorrelationId
            && other.CausationId == sender.CausationId && other.By.Subject == sender.By.Subject;

        IEnumerable<Dictionary<string, object>> Headers(Request request, Decided of)
        {
            var id = NewIds.Of("act");
            return of.Decision.Facts.Select((f, i) =>
            {
                var header = new Dictionary<string, object>
                {
                    [LeaderStore.ActHeader] = id,
                    ["role"] = of.Act.By.Role.ToString(),
                    ["rules"] = of.Rules ?? "policy-defaults",
                };
                if (LogEntry.SaltFor(f.GetType()) is { } ofFact) header[LogEntry.SaltHeader] = ofFact;
                if (i == 0)
                {
                    var salt = LogEntry.SaltFor(request.Command, of.Decision.Facts);
                    header[LeaderStore.RequestHeader] = RequestTypes.Write(request.Command, salt, request.Context.SignedRequest);
                }
                return header;
            });
        }
    }

    /// <summary>
    /// Takes the locks on what is written and on what the decision rests on (an unread stream may have changed), and then the positions and
    /// the instant of the act.
    /// </summary>
    /// <returns>Also the transaction's number.</returns>
    private async Task<(DateTimeOffset Instant, long First, string Transaction)> GuardAsync(
        NpgsqlConnection connection,
        LoadedLedger ledger,
        HashSet<string> written,
        int facts,
        bool soon,
        CancellationToken ct)
    {
        var streams = ledger.Seen.Select(s => (s.Stream, Version: (long?)s.Version))
            .Concat(written.Where(w => !ledger.WasAsked(w)).Select(w => (Stream: w, Version: (long?)null)))
            .ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"select {LeaderStore.Schema}.{(soon ? "guard_soon" : "guard")}($1, $2, $3)")
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. streams.Select(s => s.Stream)] },
                new NpgsqlParameter<long?[]> { TypedValue = [.. streams.Select(s => s.Version)] },
                new NpgsqlParameter<bool[]> { TypedValue = [.. streams.Select(s => written.Contains(s.Stream))] },
            },
        });
        var told = clock as DatabaseClock;
        var set = told is null ? (object)clock.GetUtcNow() : DBNull.Value;
        batch.BatchCommands.Add(new($"select at, first, pg_current_xact_id()::text from {LeaderStore.Schema}.draw($1, $2)")
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = facts },
                new() { Value = set, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var drawn = (Instant: reader.GetFieldValue<DateTimeOffset>(0), First: reader.GetInt64(1), Transaction: reader.GetString(2));
        told?.Tell(drawn.Instant);
        return drawn;
    }

    private async Task<long> NewestAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select coalesce(max(seq_id), 0) from {MartenTables.Events}");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static bool IsRace(Exception e) => e switch
    {
        ConcurrencyException or Marten.Exceptions.ExistingStreamIdCollisionException => true,
        PostgresException p => p.SqlState is PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.UniqueViolation,
        { InnerException: { } inner } => IsRace(inner),
        _ => false,
    };
}
