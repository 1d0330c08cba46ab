using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Projections.Log;
using Marten;
using Npgsql;

namespace Leader.Api.Http;

/// <summary>The <c>Idempotency-Key</c> of a request, for the actor and the address. Kept 7 days.</summary>
/// <remarks>
/// Senders without a token are told apart by the key alone, so theirs has to be one that nobody else draws. It is kept as a digest only,
/// and the secret of a receipt is derived from it: so the sender, and nobody else, gets the same answer again.
/// </remarks>
/// <param name="Key">As it is kept.</param>
/// <param name="Digest">Of the body: SHA-256, lower-case hex.</param>
public sealed record IdempotencyKey(string Scope, string Key, string Digest)
{
    /// <summary>Characters of a key without a token: a UUID has 36, 128 bits in base 64 have 22.</summary>
    private const int Unguessable = 22;

    public IResult? Malformed { get; private init; }

    /// <summary>References to those whose data is in the body, and so in its digest.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];

    /// <summary>128 bits, lower-case hex, for the receipt of a request without a token; null for those with one.</summary>
    public string? Secret { get; private init; }

    public static IdempotencyKey? Of(HttpContext context, Actor actor, byte[] body) =>
        Of(context, actor, Convert.ToHexStringLower(SHA256.HashData(body)));

    /// <summary>A secret for the receipt of a request without a token: the same again for the same key, where one is sent.</summary>
    public static string NewSecret(HttpContext context) =>
        Of(context, Domain.Rules.Reader.Anyone.By, "")?.Secret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <param name="digest">Of the body: SHA-256, lower-case hex.</param>
    public static IdempotencyKey? Of(HttpContext context, Actor actor, string digest)
    {
        if (!context.Request.Headers.TryGetValue("Idempotency-Key", out var header)) return null;
        var (key, open) = (header.ToString().Trim().Trim('"'), actor.Role == Role.Public);
        var scope = $"{Identity.Name(actor.Role)}:{(open ? "public" : actor.Subject)} {context.Request.Path}";
        return new(scope, open ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) : key, digest)
        {
            Secret = open
                ? Convert.ToHexStringLower(HKDF.DeriveKey(
                    HashAlgorithmName.SHA256,
                    Encoding.UTF8.GetBytes(key),
                    16,
                    info: Encoding.UTF8.GetBytes($"receipt {scope}")))
                : null,
            Malformed = key.Length <= 128 && key.Length >= (open ? Unguessable : 1) ? null
                : Problems.Malformed(
                    "Idempotency-Key",
                    open
                        ? "must have 22 to 128 characters that nobody else draws, as a UUID: without a token it is all that tells you "
                            + "from others."
                        : "must have 1 to 128 characters."),
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
            scope text not null, key text not null, digest text not null, id text, answer text, refusal json,
                at timestamptz not null default now(),
            primary key (scope, key));
        alter table {Table} add column if not exists persons text[];
        create index if not exists ix_idempotency_persons on {Table} using gin (persons) where persons is not null;
        create index if not exists ix_idempotency_at on {Table} (at);

        """;

    public async Task<IResult> OnceAsync(
        IdempotencyKey key,
        Func<Func<IDocumentSession, Outcome, Task>?, Task<Outcome>> run,
        Func<Outcome, IResult> answer,
        Func<Outcome, string> written,
        Func<string, IResult> replay,
        CancellationToken ct)
    {
        if (await StoredAsync(key, ct) is { } stored) return stored.Answer(answer, replay);
        try
        {
            var outcome = await run((session, o) =>
            {
                session.QueueSqlCommand(
                    $"insert into {Table} (scope, key, digest, id, persons) values (?, ?, ?, ?, ?)",
                    key.Scope,
                    key.Key,
                    key.Digest,
                    o.Decision.Id ?? "",
                    key.Persons.ToArray());
                return Task.CompletedTask;
            });
            // A twin may have been first, with the facts that make this request already so: then its answer is the answer.
            try
            {
                return await KeepAsync(key, outcome, written, ct) ? answer(outcome) : (await StoredAsync(key, ct))!.Answer(answer, replay);
            }
            // recorded, with the key
            catch (Exception e) when (outcome.Decision.Facts.Count > 0 && Hosting.DatabaseTrouble.Of(e) is not null)
            {
                return answer(outcome);
            }
        }
        catch (Exception e) when (IsTaken(e))
        {
            return await StoredAsync(key, ct) is { } other ? other.Answer(answer, replay) : throw new ChangedMeanwhileException(e);
        }
    }

    /// <summary>What is kept of an answer.</summary>
    private sealed record Stored(bool OtherBody = false, string? Body = null, Outcome? Outcome = null, bool Waiting = false)
    {
        public IResult Answer(Func<Outcome, IResult> answer, Func<string, IResult> replay) =>
            OtherBody
                ? Problems.Of(
                    422,
                    "idempotency-key-reused",
                    "The key was used for another request.",
                    "An Idempotency-Key stands for one request; this body differs from the first.")
                : Outcome is not null ? answer(Outcome)
                : replay(Body!);
    }

    /// <summary>What is kept under the key; null when nothing is.</summary>
    private async Task<Stored?> StoredAsync(IdempotencyKey key, CancellationToken ct)
    {
        // Recorded, and not yet answered: either the twin is about to, or its process died in between; then that it is recorded is the
        // answer.
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(50))
        {
            var stored = await ReadAsync(key, ct);
            if (stored is not { Waiting: true } || waited >= TimeSpan.FromSeconds(2)) return stored;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    private async Task<Stored?> ReadAsync(IdempotencyKey key, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select digest, id, answer, refusal::text, (select coalesce(max(seq_id), 0) "
            + $"from {MartenTables.Events}) from {Table} where scope = $1 and key = $2");
        command.Parameters.Add(new() { Value = key.Scope });
        command.Parameters.Add(new() { Value = key.Key });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        if (reader.GetString(0) != key.Digest) return new(OtherBody: true);
        if (!await reader.IsDBNullAsync(2, ct)) return new(Body: reader.GetString(2));
        return await reader.IsDBNullAsync(3, ct)
            ? new(Outcome: new(Decision.AlreadySo(reader.GetString(1)), reader.GetInt64(4)), Waiting: true)
            : new(Outcome: new(JsonSerializer.Deserialize<Refusal>(reader.GetString(3), LeaderJson.Stored)!, 0));
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
