using System.Security.Cryptography;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Marten;
using Npgsql;

namespace Leader.Api.Persons;

/// <summary>Who a person is that complains, objects or reviews; never in a fact (Q48).</summary>
public sealed record PersonalDetails(string? Name, string? Contact = null);

/// <summary>Sealed details that are not saved yet.</summary>
/// <param name="Subject">The id that the person acts under, for those who act under one.</param>
public sealed record SealedPerson(string Reference, string? Subject, byte[] Key, byte[] Sealed)
{
    public void Save(IDocumentSession session)
    {
        session.QueueSqlCommand($"insert into {PersonalData.Keys} (reference, key) values (?, ?)", Reference, Key);
        if (Subject is null)
        {
            session.QueueSqlCommand($"insert into {PersonalData.Table} (reference, sealed) values (?, ?)", Reference, Sealed);
        }
        else
        {
            session.QueueSqlCommand(
                $"insert into {PersonalData.Table} (reference, sealed, subject) values (?, ?, ?)",
                Reference,
                Sealed,
                Subject);
        }
    }
}

/// <summary>
/// Personal data beside the log: sealed with a key of its own for each person, under an opaque reference that facts may hold.
/// Erasing deletes both; what else holds the reference stays as it is.
/// </summary>
public sealed class PersonalData(NpgsqlDataSource database)
{
    internal const string Table = $"{LeaderStore.Schema}.person", Keys = $"{LeaderStore.Schema}.person_key";

    public const string Ddl = $"""
        create table if not exists {Keys} (reference text primary key, key bytea not null);
        create table if not exists {Table} (reference text primary key, sealed bytea not null, at timestamptz not null default now());
        alter table {Table} add column if not exists subject text;
        create index if not exists ix_person_subject on {Table} (subject) where subject is not null;

        """;

    public static SealedPerson Seal(PersonalDetails person, string? subject = null) =>
        Seal("person-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), person, subject);

    /// <param name="reference">Given only by a history that is the same each time it is played.</param>
    internal static SealedPerson Seal(string reference, PersonalDetails person, string? subject)
    {
        var (key, made) = Sealing.Seal(
            JsonSerializer.SerializeToUtf8Bytes(person, LeaderJson.Http),
            Sealing.Person(reference, subject));
        return new(reference, subject, key, made);
    }

    /// <summary>
    /// Deletes key and data for good. What is kept of requests to recognise them again is made from their bodies, and goes too.
    /// </summary>
    public static void Erase(IDocumentSession session, string reference)
    {
        session.QueueSqlCommand($"delete from {Keys} where reference = ?", reference);
        session.QueueSqlCommand($"delete from {Table} where reference = ?", reference);
        session.QueueSqlCommand($"update {IdempotentAnswers.Table} set digest = '', answer = null where persons @> array[?]", reference);
    }

    /// <summary>Who is behind the references; those behind whom nobody stands, or stands any more, are left out.</summary>
    public async Task<Dictionary<string, PersonalDetails>> OpenAsync(IReadOnlyCollection<string> references, CancellationToken ct) =>
        (await ReadAsync("reference", references, ct)).ToDictionary(p => p.Reference, p => p.Details, StringComparer.Ordinal);

    /// <summary>The references of those who act under these ids, by id and name.</summary>
    public async Task<ILookup<(string? Subject, string? Name), string>> ReferencesAsync(
        IReadOnlyCollection<string> subjects,
        CancellationToken ct) =>
        (await ReadAsync("subject", subjects, ct)).ToLookup(p => (p.Subject, p.Details.Name), p => p.Reference);

    /// <summary>Of the references, those that were erased by an act.</summary>
    public async Task<HashSet<string>> ErasedAsync(IReadOnlyCollection<string> references, CancellationToken ct)
    {
        await using var command = database.CreateCommand($"select substr(id, 8) from {MartenTables.Streams} where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. references.Select(Domain.Streams.Person)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var erased = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) erased.Add(reader.GetString(0));
        return erased;
    }

    /// <param name="words">What is about to be recorded for ever.</param>
    public async Task<Held> HeldAsync(string reference, string[] words, CancellationToken ct) =>
        !(await OpenAsync([reference], ct)).TryGetValue(reference, out var person) ? Held.Nothing
        : words.Any(w => NamesThePerson.In(w, person.Name, person.Contact)) ? Held.DataThatTheRequestRepeats : Held.Data;

    private async Task<List<(string Reference, string? Subject, PersonalDetails Details)>> ReadAsync(
        string column,
        IReadOnlyCollection<string> values,
        CancellationToken ct)
    {
        if (values.Count == 0) return [];
        await using var command = database.CreateCommand($"select reference, subject, key, sealed from {Table} join {Keys} using "
            + $"(reference) where {column} = any($1) order by at, reference");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. values] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(string, string?, PersonalDetails)> found = [];
        while (await reader.ReadAsync(ct))
        {
            var (reference, subject) = (reader.GetString(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1));
            var plain = Sealing.Unseal(
                reader.GetFieldValue<byte[]>(2),
                reader.GetFieldValue<byte[]>(3),
                Sealing.Person(reference, subject));
            found.Add((reference, subject, JsonSerializer.Deserialize<PersonalDetails>(plain, LeaderJson.Http)!));
        }
        return found;
    }
}
