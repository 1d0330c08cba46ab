using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Leader.Projections.Proof;

/// <summary>What a key signs: a note's text, or a cosignature's statement about a checkpoint.</summary>
public enum SignatureType : byte { Ed25519 = 1, Cosignature = 4 }

/// <summary>One line of signature of a note: <c>— name base64(key id ‖ signature)</c>.</summary>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Signature)
{
    public override string ToString()
    {
        var bytes = new byte[4 + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes, 4);
        return $"— {Name} {Convert.ToBase64String(bytes)}\n";
    }

    public static bool TryParse(ReadOnlySpan<char> line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith("— ", StringComparison.Ordinal)) return false;
        line = line[2..];
        var space = line.IndexOf(' ');
        if (space <= 0 || !Notes.IsName(line[..space]) || Notes.Base64(line[(space + 1)..]) is not { Length: >= 5 } bytes) return false;
        signature = new(line[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
        return true;
    }
}

/// <summary>A signed note (C2SP signed-note v1.0.0).</summary>
/// <param name="Text">With its last newline.</param>
public sealed record Note(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    public override string ToString() => Text + "\n" + string.Concat(Signatures);

    /// <summary>
    /// The well-formed signatures of keys that are known, verified; null where one of them does not hold, or none is there.
    /// </summary>
    public IReadOnlyList<(VerifierKey Key, NoteSignature Signature)>? VerifiedBy(params IReadOnlyCollection<VerifierKey> known)
    {
        var verified = new List<(VerifierKey, NoteSignature)>();
        foreach (var signature in Signatures)
        {
            if (known.FirstOrDefault(k => k.Name == signature.Name && k.Id == signature.KeyId) is not { } key) continue;
            if (!key.Verifies(Text, signature.Signature)) return null;
            if (!verified.Any(v => v.Item1 == key)) verified.Add((key, signature));
        }
        return verified.Count > 0 ? verified : null;
    }
}

/// <summary>Reads and writes notes.</summary>
public static class Notes
{
    private const int MostSignatures = 100, MostBytes = 1 << 20;

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Note? note)
    {
        note = null;
        if (bytes.Length > MostBytes) return false;
        string text;
        try { text = new UTF8Encoding(false, true).GetString(bytes); }
        catch (DecoderFallbackException) { return false; }
        return TryParse(text, out note);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Note? note)
    {
        note = null;
        if (text.Any(c => c < ' ' && c != '\n') || !text.EndsWith('\n')) return false;
        var split = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || split + 2 == text.Length) return false;
        var lines = text[(split + 2)..^1].Split('\n');
        if (lines.Length > MostSignatures) return false;
        var signatures = new List<NoteSignature>();
        foreach (var line in lines)
        {
            if (!NoteSignature.TryParse(line, out var signature)) return false;
            signatures.Add(signature);
        }
        note = new(text[..(split + 1)], signatures);
        return true;
    }

    internal static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (char.IsWhiteSpace(c) || c is '+' or < ' ') return false;
        }
        return name.Length > 0;
    }

    /// <summary>Standard base64 with its padding, and nothing else; null otherwise.</summary>
    internal static byte[]? Base64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return text.Length % 4 == 0 && !text.ContainsAny(" \t\r\n") && Convert.TryFromBase64Chars(text, bytes, out var length)
            && Convert.ToBase64String(bytes, 0, length).AsSpan().SequenceEqual(text)
            ? bytes[..length] : null;
    }

    internal static uint KeyId(string name, SignatureType type, byte[] publicKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]));

    /// <summary>What an Ed25519 cosignature is over (C2SP tlog-cosignature).</summary>
    internal static byte[] CosignedMessage(ulong time, string text) => Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time}\n{text}");
}

/// <summary>A public key as C2SP writes it: <c>name+hex(key id)+base64(type ‖ key)</c>.</summary>
public sealed record VerifierKey
{
    private readonly byte[] _key;

    private VerifierKey(string name, SignatureType type, byte[] key) =>
        (Name, Type, _key, Id) = (name, type, key, Notes.KeyId(name, type, key));

    public string Name { get; }
    public SignatureType Type { get; }
    public uint Id { get; }

    public static VerifierKey Of(string name, SignatureType type, byte[] publicKey) => new(name, type, publicKey);

    public static bool TryParse(string? text, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        if (text?.Trim().Split('+', 3) is not [var name, var hex, var base64]
            || !Notes.IsName(name)
            || Notes.Base64(base64) is not { Length: 33 } bytes
            || bytes[0] is not ((byte)SignatureType.Ed25519 or (byte)SignatureType.Cosignature))
        {
            return false;
        }
        key = new(name, (SignatureType)bytes[0], bytes[1..]);
        return hex == key.Id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture) || (key = null) is not null;
    }

    /// <param name="text">The note's text, with its last newline.</param>
    public bool Verifies(string text, ReadOnlySpan<byte> signature)
    {
        if (Type == SignatureType.Ed25519)
        {
            return signature.Length == Ed25519.SignatureSize && Verifies(Encoding.UTF8.GetBytes(text), signature);
        }
        return signature.Length == 8 + Ed25519.SignatureSize
            && Verifies(Notes.CosignedMessage(BinaryPrimitives.ReadUInt64BigEndian(signature), text), signature[8..]);
    }

    private bool Verifies(byte[] message, ReadOnlySpan<byte> signature) =>
        Ed25519.Verify(signature.ToArray(), 0, _key, 0, message, 0, message.Length);

    public bool Equals(VerifierKey? other) =>
        other is not null && Name == other.Name && Type == other.Type && _key.AsSpan().SequenceEqual(other._key);
    public override int GetHashCode() => HashCode.Combine(Name, Id);
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. _key])}");
}

/// <summary>A private key: <c>PRIVATE+KEY+name+hex(key id)+base64(type ‖ seed)</c>, as Go's note package writes it.</summary>
public sealed class NoteSigner
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly byte[] _seed;

    private NoteSigner(string name, SignatureType type, byte[] seed)
    {
        _seed = seed;
        Verifier = VerifierKey.Of(name, type, new Ed25519PrivateKeyParameters(seed).GeneratePublicKey().GetEncoded());
    }

    public VerifierKey Verifier { get; }
    public string Name => Verifier.Name;

    /// <param name="seed">32 bytes, drawn at random.</param>
    public static NoteSigner Of(string name, SignatureType type, byte[] seed) =>
        new(Notes.IsName(name) ? name : throw new ArgumentException("A key's name has no spaces and no plus.", nameof(name)), type, seed);

    public static bool TryParse(string? text, [NotNullWhen(true)] out NoteSigner? signer)
    {
        signer = null;
        text = text?.Trim();
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) != true
            || text[Prefix.Length..].Split('+', 3) is not [var name, var hex, var base64]
            || !Notes.IsName(name)
            || Notes.Base64(base64) is not { Length: 33 } bytes
            || bytes[0] is not ((byte)SignatureType.Ed25519 or (byte)SignatureType.Cosignature))
        {
            return false;
        }
        signer = new(name, (SignatureType)bytes[0], bytes[1..]);
        return hex == signer.Verifier.Id.ToString("x8", System.Globalization.CultureInfo.InvariantCulture) || (signer = null) is not null;
    }

    /// <summary>The private key itself. Keep it from everybody.</summary>
    public string Export() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Prefix}{Name}+{Verifier.Id:x8}+{Convert.ToBase64String([(byte)Verifier.Type, .. _seed])}");

    /// <param name="time">For cosignatures: the instant of which the statement is, in whole seconds.</param>
    public NoteSignature Sign(string text, DateTimeOffset time = default)
    {
        if (Verifier.Type == SignatureType.Ed25519) return new(Name, Verifier.Id, Sign(Encoding.UTF8.GetBytes(text)));
        var seconds = (ulong)time.ToUnixTimeSeconds();
        var signature = new byte[8 + Ed25519.SignatureSize];
        BinaryPrimitives.WriteUInt64BigEndian(signature, seconds);
        Sign(Notes.CosignedMessage(seconds, text)).CopyTo(signature, 8);
        return new(Name, Verifier.Id, signature);
    }

    private byte[] Sign(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }
}
