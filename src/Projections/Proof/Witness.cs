using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Leader.Projections.Proof;

/// <summary>What a witness answers to <c>add-checkpoint</c>.</summary>
public sealed record WitnessReply(int Status, string Body, string ContentType = "text/plain; charset=utf-8");

/// <summary>A request to <c>add-checkpoint</c>: <c>old N</c>, the consistency proof, an empty line, the checkpoint.</summary>
public sealed record AddCheckpoint(ulong Old, IReadOnlyList<byte[]> Proof, Note Note)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"old {Old}\n{string.Concat(Proof.Select(h => Convert.ToBase64String(h) + "\n"))}\n{Note}");

    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AddCheckpoint? request)
    {
        request = null;
        string text;
        try { text = new UTF8Encoding(false, true).GetString(body); }
        catch (DecoderFallbackException) { return false; }
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || text[..split].Split('\n') is not [var first, .. var proof] || proof.Length > 63
            || !first.StartsWith("old ", StringComparison.Ordinal)
            || !Checkpoint.TryParseSize(first.AsSpan(4), out var old) || !Notes.TryParse(text[(split + 2)..], out var note))
        {
            return false;
        }
        var hashes = new List<byte[]>();
        foreach (var line in proof)
        {
            if (Notes.Base64(line) is not { Length: Merkle.HashSize } hash) return false;
            hashes.Add(hash);
        }
        request = new(old, hashes, note);
        return true;
    }
}

/// <summary>
/// A witness (C2SP tlog-witness v1.0.0): cosigns a log's checkpoint only if it continues the last one that it cosigned. What it knows
/// stands in a folder, a file a log; it is on the disk before the cosignature goes out, and one request at a time is decided.
/// </summary>
public sealed class Witness : IDisposable
{
    private readonly NoteSigner _signer;
    private readonly ILookup<string, VerifierKey> _logs;
    private readonly CheckpointFiles _files;
    private readonly TimeProvider _time;
    private readonly FileStream _alone;
    private readonly SemaphoreSlim _one = new(1);

    /// <param name="signer">A key for cosignatures.</param>
    /// <param name="logs">The logs that it watches; the name of a key is the origin of its log.</param>
    /// <exception cref="IOException">Another process has the folder.</exception>
    public Witness(NoteSigner signer, IEnumerable<VerifierKey> logs, string folder, TimeProvider time)
    {
        if (signer.Verifier.Type != SignatureType.Cosignature)
        {
            throw new ArgumentException("A witness needs a key for cosignatures.", nameof(signer));
        }
        (_signer, _logs, _files, _time) = (signer, logs.ToLookup(k => k.Name, StringComparer.Ordinal), new(folder), time);
        _alone = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public VerifierKey Verifier => _signer.Verifier;

    /// <summary>The last checkpoint that it cosigned for the log; null where it never did.</summary>
    public Checkpoint? Latest(string origin) =>
        _files.Read(origin) is { } note && Checkpoint.TryParse(note.Text, out var checkpoint) ? checkpoint : null;

    /// <summary>The names of the logs that it watches.</summary>
    public IEnumerable<string> Logs => _logs.Select(l => l.Key);

    /// <summary>The same with the signature of the log, and its own: what anybody may hold against what he was shown.</summary>
    /// <returns>Null for a log that it does not watch, or has not cosigned yet.</returns>
    public Note? Cosigned(string origin) => !_logs.Contains(origin) ? null : _files.Read(origin);

    /// <returns>200 with the cosignature; 400, 403, 404, 409, 422 as the specification says.</returns>
    public async Task<WitnessReply> AddAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (!AddCheckpoint.TryParse(body.Span, out var request) || !Checkpoint.TryParse(request.Note.Text, out var checkpoint))
        {
            return new(400, "not a request to add a checkpoint\n");
        }
        if (!_logs.Contains(checkpoint.Origin)) return new(404, "unknown origin\n");
        if (request.Note.VerifiedBy([.. _logs[checkpoint.Origin]]) is null) return new(403, "no valid signature of the log\n");
        if (request.Old > checkpoint.Size) return new(400, "the old size is larger than the checkpoint\n");
        await _one.WaitAsync(ct);
        try
        {
            var latest = Latest(checkpoint.Origin);
            if (request.Old != (latest?.Size ?? 0))
            {
                return new(409, string.Create(CultureInfo.InvariantCulture, $"{latest?.Size ?? 0}\n"), "text/x.tlog.size");
            }
            if (checkpoint.Size == 0 && !checkpoint.Root.AsSpan().SequenceEqual(Merkle.Empty))
            {
                return new(422, "an empty tree has another root\n");
            }
            if (!Merkle.IsConsistent(request.Old, latest?.Root ?? Merkle.Empty, checkpoint.Size, checkpoint.Root, request.Proof))
            {
                return new(422, "the checkpoint does not continue the last one\n");
            }
            var own = _signer.Sign(checkpoint.Text, _time.GetUtcNow());
            var logs = request.Note.VerifiedBy([.. _logs[checkpoint.Origin]])!.Select(v => v.Signature);
            _files.Write(checkpoint.Origin, new(checkpoint.Text, [.. logs, own]));
            return new(200, own.ToString());
        }
        finally { _one.Release(); }
    }

    public void Dispose()
    {
        _alone.Dispose();
        _one.Dispose();
    }
}
