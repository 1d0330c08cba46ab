using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Npgsql;

namespace Leader.Projections.Log;

/// <summary>What stands in the table under a digest.</summary>
public enum Stored { Intact, Missing, Altered }

/// <summary>
/// The files of evidence, in pieces, so that none is ever whole in memory. Addressed by their content; the facts of the deposits are in the
/// log.
/// </summary>
public static class EvidenceChunks
{
    public const string Table = $"{LeaderStore.Schema}.evidence_chunk";
    private const int Size = 256 << 10;

    /// <summary>Files that were sent to be imported: no evidence, and gone when they have served.</summary>
    public const string Imported = $"{LeaderStore.Schema}.import_chunk";

    public static readonly string Ddl = string.Concat(new[] { Table, Imported }.Select(table => $"""
        create table if not exists {table} (digest text not null, n int not null, bytes bytea not null, primary key (digest, n));
        alter table {table} alter column bytes set storage external; -- pictures and office files are compressed already

        """));

    public const string Delete = $"delete from {Table} where digest = ?";

    /// <summary>
    /// Writes the whole file, unless it stands there intact. To be called in a transaction that holds the stream of the file.
    /// </summary>
    /// <returns>What stood there.</returns>
    /// <param name="table">Where files of its kind stand.</param>
    public static async Task<Stored> KeepAsync(
        NpgsqlConnection connection,
        string digest,
        Stream file,
        CancellationToken ct,
        string table = Table)
    {
        var stood = await CopyAsync(connection, digest, Stream.Null, ct, table);
        if (stood == Stored.Intact) return stood;
        await using (var delete = new NpgsqlCommand(
            $"delete from {table} where digest = $1",
            connection)
        { Parameters = { new NpgsqlParameter<string> { TypedValue = digest } } })
        {
            await delete.ExecuteNonQueryAsync(ct);
        }
        var (n, bytes) = (new NpgsqlParameter<int>(), new NpgsqlParameter<ReadOnlyMemory<byte>>());
        await using var insert = new NpgsqlCommand(
            $"insert into {table} (digest, n, bytes) values ($1, $2, $3)",
            connection)
        { Parameters = { new NpgsqlParameter<string> { TypedValue = digest }, n, bytes } };
        file.Position = 0;
        var buffer = new byte[Size];
        for (var read = 0; (read = await file.ReadAtLeastAsync(buffer, Size, throwOnEndOfStream: false, ct)) > 0; n.TypedValue++)
        {
            bytes.TypedValue = buffer.AsMemory(0, read);
            await insert.ExecuteNonQueryAsync(ct);
        }
        return stood;
    }

    /// <summary>Copies the file and checks the copy: its bytes may be used only if it is intact.</summary>
    public static async Task<Stored> CopyAsync(
        NpgsqlConnection connection,
        string digest,
        Stream to,
        CancellationToken ct,
        string table = Table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var any = false;
        await foreach (var (_, bytes) in ReadAsync(connection, table, "where digest = $1", ct, digest))
        {
            any = true;
            hash.AppendData(bytes);
            await to.WriteAsync(bytes, ct);
        }
        return !any ? Stored.Missing : Convert.ToHexStringLower(hash.GetHashAndReset()) == digest ? Stored.Intact : Stored.Altered;
    }

    /// <summary>The pieces of one file after the other, each file's in their order.</summary>
    internal static async IAsyncEnumerable<(string Digest, byte[] Bytes)> ReadAsync(
        NpgsqlConnection connection,
        string table,
        string where,
        [EnumeratorCancellation] CancellationToken ct,
        params string[] parameters)
    {
        await using var command = new NpgsqlCommand(
            $"select digest, bytes from {table} {where} order by digest, n",
            connection)
        { CommandTimeout = 0 };
        foreach (var value in parameters) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
    }
}
