using JasperFx;
using JasperFx.Events;
using Leader.Domain;
using Leader.Projections;
using Leader.Projections.Log;
using Marten;
using Npgsql;
using Wolverine.Marten;

namespace Leader.Api.Desk;

/// <summary>What came of a request.</summary>
/// <param name="Position">The place in the log of the last fact recorded; of the newest fact of all where nothing was recorded.</param>
public sealed record Outcome(Decision Decision, long Position);

/// <summary>Where a request comes from; kept with every fact that it leads to.</summary>
public sealed record Origin(string CorrelationId, string? CausationId = null, Func<IDocumentSession, Outcome, Task>? BeforeSave = null);

/// <summary>A request kept meeting others on the same streams; nothing of it was recorded, and asking again is safe.</summary>
public sealed class ChangedMeanwhileException(Exception inner) : Exception("The facts that the decision rests on kept changing.", inner);

/// <summary>
/// Where requests are decided. The facts of a decision are saved in one transaction, under a check that no stream that the
/// decision looked at has changed since: a request that lost a race is decided anew on the new facts.
/// </summary>
public sealed class Desk(IDocumentStore store, LogStreams log, IServiceScopeFactory scopes, NpgsqlDataSource database, Proof.LogGuard guard)
{
    private const int Attempts = 12;

    /// <exception cref="Proof.LogRefusesException">The database is behind what witnesses have seen of it.</exception>
    public async Task<Outcome> DecideAsync(ICommand command, Act act, Origin origin, CancellationToken ct)
    {
        guard.ThrowIfRefused();
        for (var attempt = 1; ; attempt++)
        {
            var ledger = new LoadedLedger(log);
            Decision decision;
            do decision = command.Decide(act, ledger);
            while (await ledger.LoadAsync(ct, Streams.RuleSets));
            if (decision.Refusal is not null) return new(decision, 0);
            if (decision.Facts.Count == 0) return new(decision, await NewestAsync(ct));
            try
            {
                return await SaveAsync(decision, ledger, act, origin, ct);
            }
            catch (Exception e) when (IsRace(e) && !Http.IdempotentAnswers.IsTaken(e))
            {
                if (attempt == Attempts) throw new ChangedMeanwhileException(e);
                await Task.Delay(Random.Shared.Next(5, 20 << Math.Min(attempt, 4)), ct);
            }
        }
    }

    private async Task<Outcome> SaveAsync(Decision decision, LoadedLedger ledger, Act act, Origin origin, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.CorrelationId = origin.CorrelationId;
        session.CausationId = origin.CausationId;
        session.LastModifiedBy = act.By.Subject;
        session.SetHeader("role", act.By.Role.ToString());
        session.SetHeader("rules", (ledger.Peek<Domain.RuleSets.RuleSets>(Streams.RuleSets).InEffectOn(act.On)?.Id) ?? "policy-defaults");

        var written = new List<StreamAction>();
        foreach (var stream in decision.Facts.GroupBy(f => f.Stream()))
        {
            object[] facts = [.. stream];
            written.Add(!ledger.WasAsked(stream.Key) ? session.Events.Append(stream.Key, facts)
                : ledger.Version(stream.Key) == 0 ? session.Events.StartStream(stream.Key, facts)
                : session.Events.Append(stream.Key, ledger.Version(stream.Key) + facts.Length, facts));
        }
        await GuardAsync(session, ledger, [.. written.Select(w => w.Key!)], ct);

        var outcome = new Outcome(decision, 0);
        if (origin.BeforeSave is { } beforeSave) await beforeSave(session, outcome);
        var deadlines = decision.Facts.SelectMany(Deadlines.Of).ToArray();
        if (deadlines.Length == 0) await session.SaveChangesAsync(ct);
        else
        {
            await using var scope = scopes.CreateAsyncScope();
            var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
            outbox.Enroll(session);
            foreach (var deadline in deadlines) await outbox.PublishAsync(deadline, new() { ScheduledTime = deadline.DueAt });
            await session.SaveChangesAsync(ct);
        }
        return outcome with { Position = written.Max(w => w.Events[^1].Sequence) };
    }

    /// <summary>Opens the transaction with the locks on what is written and on what the decision rests on. An unread stream may have changed.</summary>
    private static async Task GuardAsync(IDocumentSession session, LoadedLedger ledger, HashSet<string> written, CancellationToken ct)
    {
        var streams = ledger.Seen.Select(s => (s.Stream, Version: (long?)s.Version)).Concat(written.Where(w => !ledger.WasAsked(w)).Select(w => (Stream: w, Version: (long?)null))).ToArray();
        await session.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand($"select {LeaderStore.Schema}.guard($1, $2, $3)", session.Connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. streams.Select(s => s.Stream)] });
        command.Parameters.Add(new NpgsqlParameter<long?[]> { TypedValue = [.. streams.Select(s => s.Version)] });
        command.Parameters.Add(new NpgsqlParameter<bool[]> { TypedValue = [.. streams.Select(s => written.Contains(s.Stream))] });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<long> NewestAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select coalesce(max(seq_id), 0) from {LeaderStore.Schema}.mt_events");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static bool IsRace(Exception e) => e switch
    {
        ConcurrencyException or Marten.Exceptions.ExistingStreamIdCollisionException => true,
        PostgresException p => p.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
        { InnerException: { } inner } => IsRace(inner),
        _ => false,
    };
}
