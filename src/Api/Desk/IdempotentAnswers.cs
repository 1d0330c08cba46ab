using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;
using Marten;
using Npgsql;

namespace Leader.Api.Desk;

/// <summary>The <c>Idempotency-Key</c> of a request, for the actor and the address. Kept 7 days.</summary>
/// <param name="Key">As it is kept.</param>
/// <param name="Digest">Of the body: SHA-256, lower-case hex.</param>
public sealed record IdempotencyKey(string Scope, string Key, string Digest);

/// <summary>What came of a request.</summary>
/// <param name="Outcome">As it was decided now, or before; null where only its answer is kept.</param>
/// <param name="Answer">As it was written when the request was decided.</param>
/// <param name="OtherRequest">The key was used for another request; nothing was decided.</param>
/// <param name="Tried">It was decided to see what would come of it; nothing was recorded, and no key used.</param>
public sealed record Decided(Outcome? Outcome = null, string? Answer = null, bool OtherRequest = false, bool Tried = false);

/// <summary>
/// A request with a key is decided once: asked again with the same body it gets the same answer, with another body it is refused.
/// The key is saved in the transaction of the facts, so that a crash cannot part them.
/// </summary>
public sealed class IdempotentAnswers(NpgsqlDataSource database)
{
    public const string Table = $"{LeaderStore.Schema}.idempotency";

    public const string Ddl = $"""
        create table if not exists {Table} (
            scope text not null, key text not null, digest text not null, id text, answer text, refusal json,
                at timestamptz not null default now(),
            primary key (scope, key));
        alter table {Table} add column if not exists persons text[];
        create index if not exists ix_idempotency_persons on {Table} using gin (persons) where persons is not null;
        create index if not exists ix_idempotency_at on {Table} (at);

        """;

    /// <param name="decide">Saves the key with the facts.</param>
    /// <param name="written">The answer, as it is kept.</param>
    public async Task<Decided> OnceAsync(
        IdempotencyKey? key,
        Func<Task<Outcome>> decide,
        Func<Outcome, string> written,
        CancellationToken ct)
    {
        if (key is null) return new(await decide());
        if (await StoredAsync(key, ct) is { } stored) return stored;
        try
        {
            var outcome = await decide();
            // A twin may have been first, with the facts that make this request already so: then its answer is the answer.
            try { return await KeepAsync(key, outcome, written, ct) ? new(outcome) : (await StoredAsync(key, ct))!; }
            catch (Exception e) when (outcome.Decision.Facts.Count > 0 && DatabaseTrouble.Of(e) is not null)
            {
                return new(outcome); // recorded, with the key
            }
        }
        catch (Exception e) when (IsTaken(e))
        {
            return await StoredAsync(key, ct) ?? throw new ChangedMeanwhileException(e);
        }
    }

    /// <summary>In the transaction of the facts.</summary>
    internal static void Save(IDocumentSession session, IdempotencyKey key, IReadOnlyList<string> persons, Outcome outcome) =>
        session.QueueSqlCommand(
            $"insert into {Table} (scope, key, digest, id, persons) values (?, ?, ?, ?, ?)",
            key.Scope,
            key.Key,
            key.Digest,
            outcome.Decision.Id ?? "",
            persons.ToArray());

    /// <summary>What is kept under the key; null when nothing is.</summary>
    private async Task<Decided?> StoredAsync(IdempotencyKey key, CancellationToken ct)
    {
        // Recorded, and not yet answered: either the twin is about to, or its process died in between; then that it is recorded is the
        // answer.
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(50))
        {
            var (stored, waiting) = await ReadAsync(key, ct);
            if (!waiting || waited >= TimeSpan.FromSeconds(2)) return stored;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    private async Task<(Decided? Stored, bool Waiting)> ReadAsync(IdempotencyKey key, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select digest, id, answer, refusal::text, (select coalesce(max(seq_id), 0) "
            + $"from {MartenTables.Events}) from {Table} where scope = $1 and key = $2");
        command.Parameters.Add(new() { Value = key.Scope });
        command.Parameters.Add(new() { Value = key.Key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return (null, false);
        if (reader.GetString(0) != key.Digest) return (new(OtherRequest: true), false);
        if (!await reader.IsDBNullAsync(2, ct)) return (new(Answer: reader.GetString(2)), false);
        return await reader.IsDBNullAsync(3, ct)
            ? (new(new Outcome(Decision.AlreadySo(reader.GetString(1)), reader.GetInt64(4))), true)
            : (new(new Outcome(JsonSerializer.Deserialize<Refusal>(reader.GetString(3), LeaderJson.Stored)!, 0)), false);
    }

    /// <summary>Keeps the answer, unless one is kept, or about to be, for the facts of a twin.</summary>
    private async Task<bool> KeepAsync(IdempotencyKey key, Outcome outcome, Func<Outcome, string> written, CancellationToken ct)
    {
        var refusal = outcome.Decision.Refusal;
        var recorded = outcome.Decision.Facts.Count > 0;
        await using var command = database.CreateCommand(recorded
            ? $"update {Table} set answer = $5 where scope = $1 and key = $2 and digest = $3 and id = $4 and $6::json is null"
            : $"insert into {Table} (scope, key, digest, id, answer, refusal) values ($1, $2, $3, $4, $5, $6::json) on conflict (scope, "
                + "key) do nothing");
        foreach (var value in new object[] { key.Scope, key.Key, key.Digest, outcome.Decision.Id ?? "" })
        {
            command.Parameters.Add(new() { Value = value });
        }
        command.Parameters.Add(new()
        {
            Value = refusal is null ? written(outcome) : DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        });
        command.Parameters.Add(new()
        {
            Value = refusal is null ? DBNull.Value : JsonSerializer.Serialize(refusal, LeaderJson.Stored),
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
        });
        return await command.ExecuteNonQueryAsync(ct) > 0 || recorded;
    }

    /// <summary>Forgets keys that are older than was promised to keep them.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"delete from {Table} where at < now() - interval '7 days'");
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static bool IsTaken(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "idempotency_pkey" }
            || (e.InnerException is { } inner && IsTaken(inner));
}
