using System.Text;
using System.Text.Json;
using Leader.Api.Proof;
using Leader.Projections.Log;
using Leader.Projections.Proof;

namespace Leader.Api.CommandLine;

/// <summary>
/// What <c>/v1/log/proofs/state</c> answers, verified with nothing but the log's key: that the rows of an enterprise, and no others, stand
/// under a root to which the log has committed.
/// </summary>
internal static class StateProofFile
{
    /// <summary>Bytes at most: a ranking's rows of one enterprise have far fewer.</summary>
    public const int Largest = 8 << 20;

    private static readonly JsonSerializerOptions Strict = new(LeaderJson.Http)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    /// <exception cref="InvalidDataException">It is no such answer.</exception>
    public static StateProofDoc Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<StateProofDoc>(bytes, Strict)
                ?? throw new InvalidDataException("The file holds no proof of a log.");
        }
        catch (JsonException) { throw new InvalidDataException("The file is neither an export nor a proof of a log."); }
    }

    /// <returns>Why it does not hold; null where it does.</returns>
    public static string? Fault(StateProofDoc doc, IReadOnlyList<VerifierKey> keys, IReadOnlyList<VerifierKey> witnesses)
    {
        try
        {
            return FaultOf(doc, keys, witnesses);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException or InvalidOperationException
            or KeyNotFoundException or JsonException or NullReferenceException or OverflowException)
        {
            return "it says what cannot be";
        }
    }

    private static string? FaultOf(StateProofDoc doc, IReadOnlyList<VerifierKey> keys, IReadOnlyList<VerifierKey> witnesses)
    {
        var log = doc.Log;
        if (!Notes.TryParse(log.Checkpoint, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint)
            || keys.FirstOrDefault(k => k.Name == checkpoint.Origin && note.VerifiedBy(k) is not null) is null)
        {
            return "the checkpoint is not signed by a key that was given";
        }
        if (witnesses.FirstOrDefault(w => note.VerifiedBy(w) is null) is { } absent) return $"{absent.Name} did not cosign the checkpoint";
        var entry = Convert.FromBase64String(log.Entry);
        if (log.Origin != checkpoint.Origin || log.Size != checkpoint.Size || log.Root != Convert.ToBase64String(checkpoint.Root))
        {
            return "it says of the checkpoint what the checkpoint does not";
        }
        if (!Merkle.IsIncluded(
            Merkle.Leaf(entry), log.Leaf, checkpoint.Size, checkpoint.Root, [.. log.Hashes.Select(Convert.FromBase64String)]))
        {
            return "the root of the rows does not stand in the log";
        }
        if (LogEntry.Read(entry).State is not { } state || !LogEntry.Of(state).AsSpan().SequenceEqual(entry))
        {
            return "the entry is no root of rows";
        }
        if (doc.View != state.View || doc.Scope != state.Scope || doc.Committed != state.Position || doc.Position < doc.Committed
            || doc.Count != state.Rows || doc.Root != Convert.ToBase64String(state.Root))
        {
            return "it says of the root what the root does not";
        }
        ProvedRow[] rows = [.. doc.Rows.Select(Row)];
        var proof = new StateProof(doc.Enterprise, rows, doc.Before is { } b ? Row(b) : null, doc.After is { } a ? Row(a) : null, state,
            new(new(log.Leaf, entry), [], new(checkpoint, state.Position, log.Checkpoint)));
        if (proof.Fault() is { } fault) return fault;
        var answer = rows.Any(r => r.Row.From <= doc.AsOf && doc.AsOf < r.Row.To && StateRows.Holds(doc.View, r.Row));
        return answer == doc.Answer ? null : "its answer is not the one that the rows give";
    }

    private static ProvedRow Row(StateRowDoc row)
    {
        var bytes = Encoding.UTF8.GetBytes(row.Row);
        var read = StateRow.Read(bytes);
        return read.Bytes().AsSpan().SequenceEqual(bytes)
            ? new(row.Index, read, [.. row.Hashes.Select(Convert.FromBase64String)])
            : throw new InvalidDataException("a row is not written as rows are");
    }
}
