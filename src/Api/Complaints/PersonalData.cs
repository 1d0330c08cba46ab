using System.Security.Cryptography;
using System.Text.Json;
using Leader.Projections;
using Marten;

namespace Leader.Api.Complaints;

/// <summary>Name and contact of a person who complains or objects; never in a fact (Q48).</summary>
public sealed record Person(string? Name, string? Contact);

/// <summary>
/// Personal data beside the log: sealed with a key of its own for each person, under an opaque reference that facts may hold.
/// Erasing the key erases the data.
/// </summary>
public static class PersonalData
{
    public const string Ddl = $"""
        create table if not exists {LeaderStore.Schema}.person_key (reference text primary key, key bytea not null);
        create table if not exists {LeaderStore.Schema}.person (reference text primary key, sealed bytea not null, at timestamptz not null default now());
        """;

    /// <summary>Seals the data in the transaction of the facts that refer to it.</summary>
    public static (string Reference, Action<IDocumentSession> Save) Seal(Person person)
    {
        var reference = "person-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var (key, nonce) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(12));
        var plain = JsonSerializer.SerializeToUtf8Bytes(person, LeaderJson.Http);
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using (var aes = new AesGcm(key, 16)) aes.Encrypt(nonce, plain, cipher, tag);
        return (reference, session =>
        {
            session.QueueSqlCommand($"insert into {LeaderStore.Schema}.person_key (reference, key) values (?, ?)", reference, key);
            session.QueueSqlCommand($"insert into {LeaderStore.Schema}.person (reference, sealed) values (?, ?)", reference, (byte[])[.. nonce, .. tag, .. cipher]);
        }
        );
    }
}
