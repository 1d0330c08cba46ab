using System.Security.Cryptography;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <param name="Files">Deposited and not erased.</param>
/// <param name="Erased">Erased by an act; not missing.</param>
/// <param name="NotDeposited">Digests that facts name and whose files are not here: kept by whoever named them, which is no
/// difference.</param>
public sealed record EvidenceReport(long Files, long Bytes, long Erased, long NotDeposited);

/// <summary>
/// Holds what stands beside the log against it: every file of evidence against its digest and its deposit, and that what an act erased is
/// gone.
/// </summary>
public sealed class EvidenceCheck
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Deposited, long? Erased)> _files = new(StringComparer.Ordinal);

    public List<Difference> Found { get; } = [];

    public void Take(Fact fact)
    {
        if (fact is INamesEvidence { Evidence: { } named }) _named.UnionWith(named.Where(Digests.IsDigest));
    }

    /// <param name="snapshot">In a transaction that sees deposits and files as of one instant.</param>
    public async Task<EvidenceReport> RunAsync(NpgsqlConnection snapshot, CancellationToken ct)
    {
        await foreach (var (position, fact) in FactsAsync(snapshot, "evidence/", ct))
        {
            if (fact is EvidenceDeposited deposited) _files.TryAdd(deposited.Digest, (position, null));
            if (fact is EvidenceErased erased) _files[erased.Digest] = _files.GetValueOrDefault(erased.Digest) with { Erased = position };
        }
        var bytes = await FilesAsync(snapshot, ct);
        await PersonsAsync(snapshot, ct);
        return new(
            _files.Values.Count(f => f.Erased is null),
            bytes,
            _files.Values.Count(f => f.Erased is not null),
            _named.Count(n => !_files.ContainsKey(n)));
    }

    private async Task<long> FilesAsync(NpgsqlConnection snapshot, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (there, file, bytes) = (new HashSet<string>(StringComparer.Ordinal), default(string), 0L);
        await foreach (var (digest, piece) in EvidenceChunks.ReadAsync(snapshot, EvidenceChunks.Table, "", ct))
        {
            if (digest != file) Finish();
            file = digest;
            bytes += piece.Length;
            hash.AppendData(piece);
        }
        Finish();
        foreach (var (digest, known) in _files.Where(f => f.Value.Erased is null && !there.Contains(f.Key)))
        {
            Add(digest, known.Deposited, "missing", "the deposited file is not there");
        }
        return bytes;

        void Finish()
        {
            if (file is null) return;
            there.Add(file);
            var right = Convert.ToHexStringLower(hash.GetHashAndReset()) == file;
            if (!_files.TryGetValue(file, out var known)) Add(file, 0, "unfounded", "nobody deposited this file");
            else if (known.Erased is { } erased) Add(file, erased, "unerased", "erased by an act, and still there");
            else if (!right) Add(file, known.Deposited, "altered", "its bytes are not those that were deposited");
        }

        void Add(string digest, long position, string what, string detail) =>
            Found.Add(new("evidence", digest, null, position, what, detail));
    }

    private async Task PersonsAsync(NpgsqlConnection snapshot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select seq_id, substr(stream_id, 8) from {MartenTables.Events} where stream_id like 'person/%'
            and (exists (select from {LeaderStore.Schema}.person where reference = substr(stream_id, 8))
                or exists (select from {LeaderStore.Schema}.person_key where reference = substr(stream_id, 8)))
            """, snapshot) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            Found.Add(new("persons", reader.GetString(1), null, reader.GetInt64(0), "unerased", "erased by an act, and still there"));
        }
    }

    private static async IAsyncEnumerable<(long Position, Fact Fact)> FactsAsync(
        NpgsqlConnection snapshot,
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select seq_id, type, data from {MartenTables.Events} where stream_id like '{prefix}%' order by seq_id",
            snapshot)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return (reader.GetInt64(0), FactTypes.Read(reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        }
    }
}
