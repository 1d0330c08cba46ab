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

/// <summary>A request kept meeting others on the same streams; nothing of it was recorded, and asking again is safe.</summary>
public sealed class ChangedMeanwhileException(Exception inner) : Exception("The facts that the decision rests on kept changing.", inner);

/// <summary>
/// Where requests are decided. What a decision records is one act: saved in one transaction, under a check that no stream that the
/// decision looked at has changed since, with one identity and one instant. The instant is taken under that check from the database's
/// clock, and the act is decided with it. A request that lost a race is decided anew on the new facts.
/// </summary>
public sealed class Desk(
    IDocumentStore store,
    LogStreams log,
    IServiceScopeFactory scopes,
    NpgsqlDataSource database,
    LogGuard guard,
    TimeProvider clock)
{
    private const int Attempts = 12;

    /// <exception cref="LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<Outcome> DecideAsync(ICommand command, CommandContext context, CancellationToken ct)
    {
        guard.ThrowIfRefused();
        for (var attempt = 1; ; attempt++)
        {
            var (ledger, act, decision) = await LookAsync(command, context, ct);
            if (decision.Refusal is not null) return new(decision, 0, act.On);
            if (decision.Facts.Count == 0) return new(decision, await NewestAsync(ct), act.On);
            var saving = new Saving();
            try
            {
                if (await SaveAsync(command, decision, ledger, act, context, saving, ct) is { } outcome) return outcome;
                if (attempt == Attempts)
                {
                    throw new ChangedMeanwhileException(new InvalidOperationException("The decision was another at the instant of its "
                        + "entry."));
                }
            }
            catch (Exception e) when (IsRace(e) && !IdempotentAnswers.IsTaken(e))
            {
                if (attempt == Attempts) throw new ChangedMeanwhileException(e);
                await Task.Delay(Random.Shared.Next(5, 20 << Math.Min(attempt, 4)), ct);
            }
            catch (Exception e) when (e is not OperationCanceledException && !IsRace(e))
            {
                if (await saving.FateAsync(database, e, ct) is { } outcome) return outcome;
                throw;
            }
        }
    }

    /// <summary>What would come of the command, on the facts as they are: nothing is saved.</summary>
    /// <exception cref="LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<Outcome> PreviewAsync(ICommand command, CommandContext context, CancellationToken ct)
    {
        guard.ThrowIfRefused();
        var (_, act, decision) = await LookAsync(command, context, ct);
        return new(decision, 0, act.On);
    }

    /// <summary>Decides on all that the decision turns out to rest on.</summary>
    private async Task<(LoadedLedger Ledger, Act Act, Decision Decision)> LookAsync(
        ICommand command,
        CommandContext context,
        CancellationToken ct)
    {
        var (ledger, now) = (new LoadedLedger(log), clock.GetUtcNow());
        var act = context.At(now);
        var decision = command.DecideFor(act, ledger);
        while (await ledger.LoadAsync(ct, Streams.RuleSets) is { } read)
        {
            if (clock is DatabaseClock told) told.Tell(now = read);
            act = context.At(now);
            decision = command.DecideFor(act, ledger);
        }
        return (ledger, act, decision);
    }

    /// <returns>Null where the decision rests on other streams, or is of another size, at the instant of entry, as at midnight: nothing is
    /// saved then.</returns>
    private async Task<Outcome?> SaveAsync(
        ICommand command,
        Decision decision,
        LoadedLedger ledger,
        Act act,
        CommandContext context,
        Saving saving,
        CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.CorrelationId = context.CorrelationId;
        session.CausationId = context.CausationId;
        await session.BeginTransactionAsync(ct);
        var (written, count) = (decision.Facts.Select(f => f.Stream()).ToHashSet(StringComparer.Ordinal), decision.Facts.Count);
        var (instant, first) = await GuardAsync(session.Connection!, ledger, written, count, ct);
        if (context.At(instant) is var entered && entered != act)
        {
            var asked = ledger.Asked;
            (act, decision) = (entered, command.DecideFor(entered, ledger));
            if (ledger.Asked != asked || decision.Refusal is not null || !written.SetEquals(decision.Facts.Select(f => f.Stream()))
                || decision.Facts.Count != count)
            {
                return null;
            }
        }
        Append(
            session,
            command,
            decision.Facts,
            first,
            act,
            ledger.Peek<Domain.Record.RuleSets>(Streams.RuleSets).InEffectOn(act.On)?.Id,
            context);

        var outcome = new Outcome(decision, first + decision.Facts.Count - 1, act.On);
        await saving.BeganAsync(session.Connection!, decision.Facts[0].Stream(), context.CorrelationId, ct);
        saving.Outcome = outcome;
        await context.SaveAsync(session, outcome);
        var deadlines = decision.Facts.SelectMany(Deadlines.Of).ToArray();
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
        return outcome;
    }

    /// <summary>
    /// The rows are those that Marten makes; it would draw their positions one by one, so that acts run into each other, and give each
    /// stream an instant of its own.
    /// </summary>
    private void Append(
        IDocumentSession session,
        ICommand request,
        IReadOnlyList<Fact> facts,
        long first,
        Act act,
        string? rules,
        CommandContext context)
    {
        var events = facts.Select(((IEventRegistry)store.Options.Events).BuildEvent).ToArray();
        var serializer = store.Options.Serializer();
        var id = NewIds.Of("act");
        var headers = facts.Select((f, i) =>
        {
            var of = new Dictionary<string, object>
            {
                [LeaderStore.ActHeader] = id,
                ["role"] = act.By.Role.ToString(),
                ["rules"] = rules ?? "policy-defaults",
            };
            if (LogEntry.SaltFor(f.GetType()) is { } salt) of[LogEntry.SaltHeader] = salt;
            if (i == 0) of[LeaderStore.RequestHeader] = RequestTypes.Write(request, LogEntry.SaltFor(request, facts));
            return serializer.ToJson(of);
        }).ToArray();
        session.QueueSqlCommand(
            '^',
            $"select {LeaderStore.Schema}.append(^, ^, ^, ^, ^, ^, ^, ^, ^, ^, ^)",
            first,
            act.At.ToUniversalTime(),
            facts.Select(f => f.Stream()).ToArray(),
            events.Select(e => Guid.CreateVersion7()).ToArray(),
            events.Select(e => e.EventTypeName).ToArray(),
            events.Select(e => e.DotNetTypeName).ToArray(),
            facts.Select(f => serializer.ToJson(f)).ToArray(),
            context.CorrelationId,
            (object?)context.CausationId ?? DBNull.Value,
            headers,
            act.By.Subject);
    }

    /// <summary>
    /// Takes the locks on what is written and on what the decision rests on (an unread stream may have changed), and then the positions and
    /// the instant of the act.
    /// </summary>
    private async Task<(DateTimeOffset Instant, long First)> GuardAsync(
        NpgsqlConnection connection,
        LoadedLedger ledger,
        HashSet<string> written,
        int facts,
        CancellationToken ct)
    {
        var streams = ledger.Seen.Select(s => (s.Stream, Version: (long?)s.Version))
            .Concat(written.Where(w => !ledger.WasAsked(w)).Select(w => (Stream: w, Version: (long?)null)))
            .ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"select {LeaderStore.Schema}.guard($1, $2, $3)")
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
        batch.BatchCommands.Add(new($"select at, first from {LeaderStore.Schema}.draw($1, $2)")
        {
            Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = facts },
            new() { Value = set, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        }
        });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        var drawn = (Instant: reader.GetFieldValue<DateTimeOffset>(0), First: reader.GetInt64(1));
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
