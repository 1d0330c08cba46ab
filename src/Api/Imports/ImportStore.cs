using System.Text.Json.Serialization;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Projections.Log;
using Npgsql;
using NpgsqlTypes;

namespace Leader.Api.Imports;

public enum ImportState
{
    /// <summary>Nothing of it is decided yet.</summary>
    Waiting,
    Running,

    /// <summary>Every row was decided.</summary>
    Done,

    /// <summary>The file could not be read to its end: the rows before that were decided.</summary>
    Failed,
}

/// <summary>A file of requests, and how far it has come. Every row counts in one of three: accepted, already so, or refused.</summary>
/// <param name="Of">What it asks for: <c>declarations</c> or <c>enterprises</c>.</param>
/// <param name="DryRun">Nothing is recorded; what is said to be accepted would be.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Line">The last line of the file whose row was decided; 0 before the first.</param>
/// <param name="Already">Rows that were so already: nothing is recorded again.</param>
/// <param name="Position">Of the last fact recorded: for minPosition; 0 before the first.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Ended">When the last row was decided.</param>
public sealed record ImportDoc(
    string Import,
    string Of,
    ImportState State,
    bool DryRun,
    string Sha256,
    long Bytes,
    long Line,
    long Rows,
    long Accepted,
    long Already,
    long Refused,
    long Position,
    string? Reason,
    DateTimeOffset Begun,
    DateTimeOffset? Ended)
{
    [JsonIgnore] public Actor By { get; init; } = null!;
    [JsonIgnore] public string MediaType { get; init; } = "";

    /// <summary>Ties the facts of all its rows together.</summary>
    [JsonIgnore] public string Correlation { get; init; } = "";
}

/// <param name="Next">The address of older ones; null where there are none.</param>
public sealed record ImportsDoc(IReadOnlyList<ImportDoc> Items, string? Next);

/// <param name="Name">The number of the standard, or the code of the enterprise.</param>
/// <param name="Id">Of what was made, or was there already.</param>
/// <param name="Column">Headings of the columns that are wrong; JSON Lines: paths.</param>
public sealed record ImportedRow(
    long Line,
    string Name,
    string Outcome,
    string? Id,
    string? Code,
    string? Clause,
    string? Column,
    string? Reason);

/// <summary>
/// Imports, with their files: how far one has come is saved in the transaction of what its rows recorded. So none is decided twice, however
/// the process ends.
/// </summary>
internal sealed class ImportStore(NpgsqlDataSource database)
{
    private const string Table = $"{LeaderStore.Schema}.import", Rows = $"{LeaderStore.Schema}.import_row";

    public const string Ddl = $"""
        create table if not exists {Table} (
            id text primary key, kind text not null, role text not null, subject text not null, dry_run bool not null,
            media_type text not null, digest text not null, bytes bigint not null, scope text, key text, correlation text not null,
            state text not null default 'Waiting', line bigint not null default 0, accepted bigint not null default 0,
            already bigint not null default 0, refused bigint not null default 0, position bigint not null default 0, reason text,
            begun timestamptz not null default now(), ended timestamptz, unique (scope, key));
        create index if not exists ix_import_open on {Table} (begun) where ended is null;
        create index if not exists ix_import_of on {Table} (subject, begun, id);
        create table if not exists {Rows} (
            import text not null, line bigint not null, name text not null, outcome text not null, id text, code text, clause text,
            place text, reason text, primary key (import, line));

        """;

    private const string Columns = "id, kind, role, subject, dry_run, media_type, digest, bytes, correlation, state, line, accepted, "
        + "already, refused, position, reason, begun, ended";

    /// <summary>Keeps the file; the same import again where the key is known.</summary>
    /// <returns>Null where the key was used for another file.</returns>
    public async Task<ImportDoc?> BeginAsync(ImportDoc import, IdempotencyKey? key, Stream file, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var insert = new NpgsqlCommand($"insert into {Table} (id, kind, role, subject, dry_run, media_type, digest, bytes, "
            + "correlation, scope, key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (scope, key) do nothing",
            connection);
        foreach (var value in new object?[]
        {
            import.Import, import.Of, import.By.Role.ToString(), import.By.Subject, import.DryRun, import.MediaType, import.Sha256,
            import.Bytes, import.Correlation, key?.Scope, key?.Key,
        })
        {
            insert.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }
        if (await insert.ExecuteNonQueryAsync(ct) == 0)
        {
            var known = (await ReadAsync("where scope = $1 and key = $2", ct, key!.Scope, key.Key)).SingleOrDefault();
            return known is not null && known.Sha256 == import.Sha256 && known.DryRun == import.DryRun ? known : null;
        }
        await EvidenceChunks.KeepAsync(connection, import.Sha256, file, ct, EvidenceChunks.Imported);
        await transaction.CommitAsync(ct);
        return (await GetAsync(import.Import, ct))!;
    }

    public async Task<ImportDoc?> GetAsync(string id, CancellationToken ct) => (await ReadAsync("where id = $1", ct, id)).SingleOrDefault();

    /// <summary>Of one sender, the newest first.</summary>
    /// <param name="after">Only older ones than this.</param>
    /// <returns>Null where that is none of the sender's.</returns>
    public async Task<List<ImportDoc>?> OfAsync(Actor by, string? after, int limit, CancellationToken ct)
    {
        if (after is not null && (await GetAsync(after, ct))?.By != by) return null;
        return await ReadAsync(
            $"where role = $1 and subject = $2 and ($3::text is null or (begun, id) < (select begun, id from {Table} where id = $3)) "
                + $"order by begun desc, id desc limit {limit}",
            ct,
            by.Role.ToString(),
            by.Subject,
            after);
    }

    /// <summary>Those that are not at their end, the oldest first.</summary>
    public Task<List<ImportDoc>> OpenAsync(CancellationToken ct) => ReadAsync("where ended is null order by begun, id", ct);

    public async Task<int> OpenOfAsync(Actor by, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"select count(*)::int from {Table} where ended is null and role = $1 and subject = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by.Role.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by.Subject });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Copies the file of an import, and checks the copy.</summary>
    public async Task<Stored> CopyAsync(string digest, Stream to, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await EvidenceChunks.CopyAsync(connection, digest, to, ct, EvidenceChunks.Imported);
    }

    /// <summary>
    /// Held by whoever works on the import, until it is closed: no two nodes do. Null where another has it.
    /// </summary>
    public async Task<NpgsqlConnection?> TakeAsync(string id, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"import/{id}" });
        if ((bool)(await command.ExecuteScalarAsync(ct))!) return connection;
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Lets others have it: the connection goes back to a pool, and would keep the lock.</summary>
    public static async Task LeaveAsync(NpgsqlConnection connection)
    {
        await using (connection)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>What came of rows, and how far the import has come with them: to be saved with what they recorded.</summary>
    /// <param name="behind">The line that it stood at; where it does not stand there any more, another node works on it.</param>
    public static async Task SaveAsync(
        NpgsqlConnection connection,
        string import,
        long behind,
        IReadOnlyList<ImportedRow> rows,
        long position,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        var update = new NpgsqlBatchCommand($"update {Table} set state = 'Running', line = $3, accepted = accepted + $4, "
            + "already = already + $5, refused = refused + $6, position = greatest(position, $7) where id = $1 and line = $2 "
            + "and ended is null");
        foreach (var value in new object[]
        {
            import, behind, rows[^1].Line, Count("accepted"), Count("already"), Count("refused"), position,
        })
        {
            update.Parameters.Add(new() { Value = value });
        }
        var insert = new NpgsqlBatchCommand($"insert into {Rows} (import, line, name, outcome, id, code, clause, place, reason) "
            + "select $1, * from unnest($2, $3, $4, $5, $6, $7, $8, $9)");
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = import });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(r => r.Line)] });
        foreach (var of in new Func<ImportedRow, string?>[]
        {
            r => r.Name, r => r.Outcome, r => r.Id, r => r.Code, r => r.Clause, r => r.Column, r => r.Reason,
        })
        {
            insert.Parameters.Add(new() { Value = rows.Select(of).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        }
        batch.BatchCommands.Add(update);
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(ct);
        if (update.RecordsAffected != 1) throw new TakenOverException();

        long Count(string outcome) => rows.Count(r => r.Outcome == outcome);
    }

    /// <summary>The same of rows that recorded nothing.</summary>
    public async Task SaveAloneAsync(string import, long behind, IReadOnlyList<ImportedRow> rows, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await SaveAsync(connection, import, behind, rows, 0, ct);
        await transaction.CommitAsync(ct);
    }

    /// <param name="line">The last one that was decided.</param>
    public async Task EndAsync(string import, long line, ImportState state, string? reason, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"update {Table} set state = $3, reason = $4, ended = now() where id = $1 and line = $2 and ended is null");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = import });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = line });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = reason });
        if (await command.ExecuteNonQueryAsync(ct) != 1) throw new TakenOverException();
    }

    /// <summary>In order of lines, all or those of one outcome.</summary>
    public async IAsyncEnumerable<ImportedRow> RowsAsync(
        string import,
        string? outcome,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select line, name, outcome, id, code, clause, place, reason from {Rows} "
            + "where import = $1 and ($2::text is null or outcome = $2) order by line");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = import });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = outcome });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Text(3), Text(4), Text(5), Text(6), Text(7));
        }

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Files are forgotten a month after their last row was decided; what came of their rows is kept.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand($"delete from {EvidenceChunks.Imported} c where not exists (select from {Table} i "
            + "where i.digest = c.digest and (i.ended is null or i.ended > now() - interval '30 days'))");
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<ImportDoc>> ReadAsync(string where, CancellationToken ct, params string?[] values)
    {
        await using var command = database.CreateCommand($"select {Columns} from {Table} {where}");
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<ImportDoc>();
        while (await reader.ReadAsync(ct))
        {
            var (accepted, already, refused) = (reader.GetInt64(11), reader.GetInt64(12), reader.GetInt64(13));
            found.Add(new(
                reader.GetString(0), reader.GetString(1), Enum.Parse<ImportState>(reader.GetString(9)), reader.GetBoolean(4),
                reader.GetString(6), reader.GetInt64(7), reader.GetInt64(10), accepted + already + refused, accepted, already, refused,
                reader.GetInt64(14), reader.IsDBNull(15) ? null : reader.GetString(15), reader.GetFieldValue<DateTimeOffset>(16),
                reader.IsDBNull(17) ? null : reader.GetFieldValue<DateTimeOffset>(17))
            {
                By = new(reader.GetString(3), Enum.Parse<Role>(reader.GetString(2))),
                MediaType = reader.GetString(5),
                Correlation = reader.GetString(8),
            });
        }
        return found;
    }
}

/// <summary>Another node works on the import; nothing of these rows was recorded.</summary>
internal sealed class TakenOverException() : Exception("Another node works on the import.");
