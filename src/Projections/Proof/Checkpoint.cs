using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Leader.Projections.Proof;

/// <summary>What a log says of itself at a size (C2SP tlog-checkpoint v1.0.0).</summary>
/// <param name="Extensions">Lines behind the root; ours have none.</param>
public sealed record Checkpoint(string Origin, ulong Size, byte[] Root, string Extensions = "")
{
    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n{Extensions}");

    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!text.EndsWith('\n')
            || text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var rest, ""]
            || !TryParseSize(size, out var count)
            || Notes.Base64(root) is not { Length: Merkle.HashSize } hash || rest.Any(l => l.Length == 0))
        {
            return false;
        }
        checkpoint = new(origin, count, hash, string.Concat(rest.Select(l => l + "\n")));
        return true;
    }

    /// <summary>Decimal, without sign and leading zeroes, up to 2^64 − 1.</summary>
    public static bool TryParseSize(ReadOnlySpan<char> text, out ulong size)
    {
        size = 0;
        return text is { Length: > 0 }
            && (text[0] != '0' || text.Length == 1)
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size);
    }

    public bool Equals(Checkpoint? other) => other is not null && Text == other.Text;
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A proof that an entry stands in a log, in one file that needs nothing else (C2SP tlog-proof v1).</summary>
/// <param name="Extra">Ours is the entry itself.</param>
/// <param name="Checkpoint">A signed note.</param>
public sealed record TlogProof(ulong Index, IReadOnlyList<byte[]> Hashes, Note Checkpoint, byte[]? Extra = null)
{
    public const string MediaType = "text/plain; charset=utf-8", FileEnd = ".tlog-proof";
    private const string Header = "c2sp.org/tlog-proof@v1";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Header}\n{(Extra is null ? "" : $"extra {Convert.ToBase64String(Extra)}\n")}index "
            + $"{Index}\n{string.Concat(Hashes.Select(h => Convert.ToBase64String(h) + "\n"))}\n{Checkpoint}");

    public static bool Is(string text) => text.StartsWith(Header + "\n", StringComparison.Ordinal);

    public static bool TryParse(string text, [NotNullWhen(true)] out TlogProof? proof)
    {
        proof = null;
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (!Is(text) || split < 0 || !Notes.TryParse(text[(split + 2)..], out var note)) return false;
        var lines = text[..split].Split('\n').AsSpan(1);
        byte[]? extra = null;
        if (lines.Length > 0 && lines[0].StartsWith("extra ", StringComparison.Ordinal))
        {
            if ((extra = Notes.Base64(lines[0].AsSpan(6))) is null) return false;
            lines = lines[1..];
        }
        if (lines.Length == 0 || !lines[0].StartsWith("index ", StringComparison.Ordinal)
            || !Proof.Checkpoint.TryParseSize(lines[0].AsSpan(6), out var index) || lines.Length > 64)
        {
            return false;
        }
        var hashes = new List<byte[]>();
        foreach (var line in lines[1..])
        {
            if (Notes.Base64(line) is not { Length: Merkle.HashSize } hash) return false;
            hashes.Add(hash);
        }
        proof = new(index, hashes, note, extra);
        return true;
    }

    /// <summary>The checkpoint that the entry is proved to stand under; null where anything does not hold.</summary>
    /// <param name="log">The key of the log; its name is the origin.</param>
    public Checkpoint? Verify(ReadOnlySpan<byte> entry, VerifierKey log) =>
        Checkpoint.VerifiedBy(log) is not null
            && Proof.Checkpoint.TryParse(Checkpoint.Text, out var checkpoint)
            && checkpoint.Origin == log.Name
        && Merkle.IsIncluded(Merkle.Leaf(entry), Index, checkpoint.Size, checkpoint.Root, Hashes) ? checkpoint : null;
}
