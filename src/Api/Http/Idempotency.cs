using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Projections;
using Marten;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>The <c>Idempotency-Key</c> of a request, for the actor and the address. Kept 7 days.</summary>
public sealed record IdempotencyKey(string Scope, string Key, string Digest)
{
    public IResult? Malformed { get; private init; }

    public static IdempotencyKey? Of(HttpContext context, Actor actor, byte[] body)
    {
        if (!context.Request.Headers.TryGetValue("Idempotency-Key", out var header)) return null;
        var key = header.ToString().Trim().Trim('"');
        return new($"{Identity.Name(actor.Role)}:{actor.Subject} {context.Request.Path}", key, Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            Malformed = key.Length is > 0 and <= 128 ? null : Problems.Malformed("Idempotency-Key", "must have 1 to 128 characters."),
        };
    }
}

/// <summary>
/// A request with a key is decided once: asked again with the same body it gets the same answer, with another body it is refused.
/// The key is saved in the transaction of the facts, so that a crash cannot part them.
/// </summary>
public sealed class IdempotentAnswers(NpgsqlDataSource database)
{
    public const string Table = $"{LeaderStore.Schema}.idempotency";

    public const string Ddl = $"""
        create table if not exists {Table} (
            scope text not null, key text not null, digest text not null, id text, answer text, refusal json, at timestamptz not null default now(),
            primary key (scope, key));
        """;

    public async Task<IResult> OnceAsync(IdempotencyKey key, Func<Func<IDocumentSession, Outcome, Task>?, Task<Outcome>> run, Func<Outcome, IResult> answer, Func<Outcome, string> written, CancellationToken ct)
    {
        if (await StoredAsync(key, ct) is { } stored) return stored(answer);
        try
        {
            var outcome = await run((session, o) =>
            {
                session.QueueSqlCommand($"insert into {Table} (scope, key, digest, id) values (?, ?, ?, ?)", key.Scope, key.Key, key.Digest, o.Decision.Id ?? "");
                return Task.CompletedTask;
            });
            await KeepAsync(key, outcome, written, ct);
            return answer(outcome);
        }
        catch (Exception e) when (IsTaken(e))
        {
            return await StoredAsync(key, ct) is { } other ? other(answer) : throw new ChangedMeanwhileException(e);
        }
    }

    private async Task<Func<Func<Outcome, IResult>, IResult>?> StoredAsync(IdempotencyKey key, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select digest, id, answer, refusal::text, (select coalesce(max(seq_id), 0) from {LeaderStore.Schema}.mt_events) from {Table} where scope = $1 and key = $2");
        command.Parameters.Add(new() { Value = key.Scope });
        command.Parameters.Add(new() { Value = key.Key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        if (reader.GetString(0) != key.Digest)
            return _ => Problems.Of(422, "idempotency-key-reused", "The key was used for another request.", "An Idempotency-Key stands for one request; this body differs from the first.");
        if (!await reader.IsDBNullAsync(2, ct))
        {
            var text = reader.GetString(2);
            return _ => Results.Text(text, "application/json", Encoding.UTF8);
        }
        // The process died between recording and answering: it is recorded, and that is the answer.
        var outcome = await reader.IsDBNullAsync(3, ct)
            ? new Outcome(Decision.AlreadySo(reader.GetString(1)), reader.GetInt64(4))
            : new Outcome(JsonSerializer.Deserialize<Refusal>(reader.GetString(3), LeaderJson.Stored)!, 0);
        return answer => answer(outcome);
    }

    private async Task KeepAsync(IdempotencyKey key, Outcome outcome, Func<Outcome, string> written, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"""
            insert into {Table} (scope, key, digest, id, answer, refusal) values ($1, $2, $3, $4, $5, $6::json)
            on conflict (scope, key) do update set answer = excluded.answer where {Table}.digest = excluded.digest
            """);
        foreach (var value in new object[] { key.Scope, key.Key, key.Digest, outcome.Decision.Id ?? "" }) command.Parameters.Add(new() { Value = value });
        var refusal = outcome.Decision.Refusal;
        command.Parameters.Add(new() { Value = refusal is null ? written(outcome) : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = refusal is null ? DBNull.Value : JsonSerializer.Serialize(refusal, LeaderJson.Stored), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static bool IsTaken(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "idempotency_pkey" } || (e.InnerException is { } inner && IsTaken(inner));
}
