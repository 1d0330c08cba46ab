using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Npgsql;

namespace Leader.Projections.Views.Engine;

/// <param name="Files">Deposited and not erased.</param>
/// <param name="Erased">Erased by an act; not missing.</param>
/// <param name="Persons">Records of persons that open with their keys, and belong to their references.</param>
/// <param name="Unbound">Records that open with their keys, of before they were bound to their references.</param>
/// <param name="NotDeposited">Digests that facts name and whose files are not here: kept by whoever named them, which is no
/// difference.</param>
public sealed record EvidenceReport(long Files, long Bytes, long Erased, long NotDeposited, long Persons = 0, long Unbound = 0);

/// <summary>
/// Holds what stands beside the log against it: every file of evidence against its digest and its deposit, and that what an act erased is
/// gone.
/// </summary>
public sealed partial class EvidenceCheck
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Deposited, long? Erased)> _files = new(StringComparer.Ordinal);

    public List<Difference> Found { get; } = [];

    private readonly Dictionary<string, long> _persons = new(StringComparer.Ordinal);
    private readonly HashSet<string> _erasedPersons = new(StringComparer.Ordinal);
    private long _bound, _unbound;

    public void Take(long position, Fact fact)
    {
        if (fact.Stream().StartsWith("person/", StringComparison.Ordinal)) _erasedPersons.Add(fact.Stream()["person/".Length..]);
        foreach (var person in PersonsIn(fact).Where(p => Drawn().IsMatch(p))) _persons.TryAdd(person, position);
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
            _named.Count(n => !_files.ContainsKey(n)),
            _bound,
            _unbound);
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

    /// <summary>A reference that the register drew when it sealed a person's data; a history that was brought in has others.</summary>
    [GeneratedRegex("^person-[0-9a-f]{24}$")]
    private static partial Regex Drawn();

    /// <summary>References to persons whose data stands beside the log.</summary>
    private static IEnumerable<string> PersonsIn(Fact fact) => fact switch
    {
        ComplaintReceived { Complainant: { } complainant } => [complainant],
        ExpertPanelFormed panel => panel.Experts.Select(e => e.Person).OfType<string>(),
        ObjectionLodged { Objector: var objector } when objector.StartsWith("person-", StringComparison.Ordinal) => [objector],
        _ => [],
    };

    private async Task PersonsAsync(NpgsqlConnection snapshot, CancellationToken ct)
    {
        await using (var command = new NpgsqlCommand($"""
            select seq_id, substr(stream_id, 8) from {MartenTables.Events} where stream_id like 'person/%'
            and (exists (select from {LeaderStore.Schema}.person where reference = substr(stream_id, 8))
                or exists (select from {LeaderStore.Schema}.person_key where reference = substr(stream_id, 8)))
            """, snapshot) { CommandTimeout = 0 })
        {
            await using var erased = await command.ExecuteReaderAsync(ct);
            while (await erased.ReadAsync(ct))
            {
                Add(erased.GetString(1), erased.GetInt64(0), "unerased", "erased by an act, and still there");
            }
        }
        await using var all = new NpgsqlCommand($"""
            select reference, subject, key, sealed from {LeaderStore.Schema}.person
            full join {LeaderStore.Schema}.person_key using (reference) order by reference
            """, snapshot) { CommandTimeout = 0 };
        await using var reader = await all.ExecuteReaderAsync(ct);
        var there = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var (reference, subject) = (reader.GetString(0), await reader.IsDBNullAsync(1, ct) ? null : reader.GetString(1));
            there.Add(reference);
            if (_erasedPersons.Contains(reference)) continue; // named above
            if (await reader.IsDBNullAsync(2, ct) || await reader.IsDBNullAsync(3, ct))
            {
                Add(reference, _persons.GetValueOrDefault(reference), "missing", "the data, or the key that opens it, is not there");
                continue;
            }
            try
            {
                var person = Sealing.Person(reference, subject);
                Sealing.Unseal(reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3), person, out var isBound);
                if (isBound) _bound++;
                else _unbound++;
            }
            catch (CryptographicException)
            {
                Add(reference, _persons.GetValueOrDefault(reference), "altered", "what is sealed was changed, or is another person's");
            }
        }
        foreach (var (reference, position) in _persons.Where(p => !there.Contains(p.Key) && !_erasedPersons.Contains(p.Key)))
        {
            Add(reference, position, "missing", "a fact names the person, nobody erased the data, and it is not there");
        }

        void Add(string reference, long position, string what, string detail) =>
            Found.Add(new("persons", reference, null, position, what, detail));
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
