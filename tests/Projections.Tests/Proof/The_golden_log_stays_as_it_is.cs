using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Projections.Log;
using Leader.Projections.Proof;

namespace Leader.Projections.Tests.Proof;

/// <summary>
/// golden/ is a small log as it is served (C2SP tlog-tiles), for any client to read: a fact of every stored name, facts that only their
/// digest stands for, state roots. What was signed once is never written otherwise: a missing folder is written with LEADER_WRITE_GOLDEN=1,
/// and never again.
/// </summary>
public class The_golden_log_stays_as_it_is
{
    private const int Size = 300, Samples = 116;
    private static readonly string Root = FindRoot(), Folder = Path.Combine(Root, "tests", "Projections.Tests", "Proof", "golden");
    private static readonly NoteSigner Key = NoteSigner.Of(
        "golden.leader.example/log",
        SignatureType.Ed25519,
        [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly NoteSigner Witness = NoteSigner.Of(
        "golden.leader.example/witness",
        SignatureType.Cosignature,
        [.. Enumerable.Range(100, 32).Select(i => (byte)i)]);
    private static readonly DateTimeOffset Start = new(2026, 5, 11, 1, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_facts_give_the_same_bytes_tiles_roots_and_signatures()
    {
        var made = Made();
        if (!Directory.Exists(Folder) && Environment.GetEnvironmentVariable("LEADER_WRITE_GOLDEN") == "1")
        {
            foreach (var (path, bytes) in made)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
                File.WriteAllBytes(Path.Combine(Folder, path), bytes);
            }
        }
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'))
            .ShouldBe(made.Keys, ignoreOrder: true);
        foreach (var (path, bytes) in made) File.ReadAllBytes(Path.Combine(Folder, path)).ShouldBe(bytes, path);
    }

    [Fact]
    public void A_reader_who_knows_only_RFC_6962_finds_the_signed_root_and_every_entry_in_it()
    {
        var entries = new[] { "tile/entries/000", "tile/entries/001.p/44" }
            .SelectMany(p => Unbundled(File.ReadAllBytes(Path.Combine(Folder, p))))
            .ToList();
        entries.Count.ShouldBe(Size);
        Notes.TryParse(File.ReadAllBytes(Path.Combine(Folder, "checkpoint")), out var note).ShouldBeTrue();
        note!.VerifiedBy(Key.Verifier, Witness.Verifier)!.Count.ShouldBe(2);
        note.Text.Split('\n')[..3].ShouldBe([Key.Name, $"{Size}", Convert.ToBase64String(Mth([.. entries]))]);

        TlogProof.TryParse(File.ReadAllText(Path.Combine(Folder, "170.tlog-proof")), out var proof).ShouldBeTrue();
        proof!.Verify(entries[170], Key.Verifier).ShouldNotBeNull();
        proof.Verify(entries[171], Key.Verifier).ShouldBeNull();
        foreach (var (i, entry) in entries.Index()) Jcs.Write(entry).ShouldBe(entry, $"entry {i}");
    }

    /// <summary>RFC 6962, 2.1, as it is written there.</summary>
    private static byte[] Mth(ReadOnlySpan<byte[]> d)
    {
        if (d.Length == 1) return SHA256.HashData([0, .. d[0]]);
        var k = 1;
        while (k * 2 < d.Length) k *= 2;
        return SHA256.HashData([1, .. Mth(d[..k]), .. Mth(d[k..])]);
    }

    private static IEnumerable<byte[]> Unbundled(byte[] bundle)
    {
        for (var at = 0; at < bundle.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at));
            yield return bundle[(at + 2)..(at + 2 + length)];
            at += 2 + length;
        }
    }

    /// <summary>The files by their paths.</summary>
    private static Dictionary<string, byte[]> Made()
    {
        var files = new Dictionary<string, byte[]>();
        var entries = Entries().ToList();
        var hashes = entries.Select(e => Merkle.Leaf(e)).ToArray();
        var frontier = new Tiles.Frontier();
        foreach (var hash in hashes)
        {
            frontier.Append(hash, (level, index, tile) => files[$"tile/{level}/{Tiles.Path(index)}"] = [.. tile.SelectMany(h => h)]);
        }
        foreach (var (level, tile) in frontier.Open.Index())
        {
            if (tile.Count > 0)
            {
                files[$"tile/{level}/{Tiles.Path(frontier.Size >> (8 * (level + 1)))}.p/{tile.Count}"] = [.. tile.SelectMany(h => h)];
            }
        }
        files["tile/entries/000"] = Tiles.Bundle(entries.Take(256));
        files["tile/entries/001.p/44"] = Tiles.Bundle(entries.Skip(256));

        var checkpoint = new Checkpoint(Key.Name, frontier.Size, frontier.Root());
        var note = new Note(checkpoint.Text, [Key.Sign(checkpoint.Text), Witness.Sign(checkpoint.Text, Start)]);
        files["checkpoint"] = Encoding.UTF8.GetBytes(note.ToString());
        var path =
            Merkle.InclusionAsync(
                170,
                Size,
                (level, index) => ValueTask.FromResult(Merkle.Root(hashes.AsSpan((int)(index << level), 1 << level)))).AsTask().Result;
        files["170.tlog-proof"] = Encoding.UTF8.GetBytes(new TlogProof(170, path, note, entries[170]).ToString());
        return files;
    }

    private static IEnumerable<byte[]> Entries()
    {
        var samples = File.ReadLines(Path.Combine(Root, "tests", "Api.Tests", "Contract", "samples.jsonl")).Take(Samples)
            .Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToArray();
        for (var i = 0; i < Size; i++)
        {
            if (i % 60 == 59)
            {
                yield return LogEntry.Of(new StateRoot(
                    i % 120 == 59 ? "rankings" : "bans", i % 120 == 59 ? "2026-air-purifier" : "", i, 4, "scheme-1", i,
                    SHA256.HashData([(byte)i])));
                continue;
            }
            var (type, data) = (
                samples[i % Samples].GetProperty("type").GetString()!,
                Encoding.UTF8.GetBytes(samples[i % Samples].GetProperty("data").GetRawText()));
            if (i == 150) data = Encoding.UTF8.GetBytes($$"""{"long":"{{new string('领', 30_000)}}"}""");
            var stream = i == 150 ? "enterprise/long" : FactTypes.Read(type, data).Stream();
            // Positions have gaps, and what the register does not know is left out.
            yield return LogEntry.Of(new StoredFact(
                i + 1 + i / 97,
                stream,
                i % 7 + 1,
                Start.AddSeconds(i).AddMicroseconds(i * 7 % 1000),
                type,
                data,
                i % 3 == 0 ? null : $"actor-{i % 5} “𠮷”",
                i % 4 == 0 ? null : "EvaluationBody",
                i % 6 == 0 ? null : "scheme-1",
                i % 8 == 0 ? null : $"c-{i}",
                i % 9 == 0 ? $"cause-{i}" : null));
        }
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Leader.sln"))) return folder;
        }
        throw new DirectoryNotFoundException("Leader.sln");
    }
}
