using System.Security.Cryptography;
using System.Text.Json;
using Leader.Projections;
using Npgsql;

namespace Leader.Api.Complaints;

/// <summary>Name and contact of a person who complains or objects; never in a fact (Q48).</summary>
public sealed record Person(string? Name, string? Contact);

/// <summary>
/// Personal data beside the log: sealed with a key of its own for each person, under an opaque reference that facts may hold.
/// Erasing the key erases the data.
/// </summary>
public sealed class PersonalData(NpgsqlDataSource database)
{
    public const string Ddl = $"""
        create table if not exists {LeaderStore.Schema}.person_key (reference text primary key, key bytea not null);
        create table if not exists {LeaderStore.Schema}.person (reference text primary key, sealed bytea not null, at timestamptz not null default now());
        """;

    /// <returns>The opaque reference.</returns>
    public async Task<string> SealAsync(Person person, CancellationToken ct)
    {
        var reference = "person-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var key = RandomNumberGenerator.GetBytes(32);
        var nonce = RandomNumberGenerator.GetBytes(12);
        var plain = JsonSerializer.SerializeToUtf8Bytes(person, LeaderJson.Http);
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using (var aes = new AesGcm(key, 16)) aes.Encrypt(nonce, plain, cipher, tag);
        await using var command = database.CreateCommand($"""
            with k as (insert into {LeaderStore.Schema}.person_key (reference, key) values ($1, $2))
            insert into {LeaderStore.Schema}.person (reference, sealed) values ($1, $3)
            """);
        command.Parameters.Add(new() { Value = reference });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = (byte[])[.. nonce, .. tag, .. cipher] });
        await command.ExecuteNonQueryAsync(ct);
        return reference;
    }
}
