using System.Buffers.Text;
using System.Security.Cryptography;

namespace Leader.Domain.Values;

/// <summary>How acts are signed: Ed25519 (RFC 8032), or SM2 with SM3 (GB/T 32918).</summary>
public enum SigningAlgorithm { Ed25519, Sm2 }

/// <summary>How public keys are written, and what they are called by.</summary>
public static class SigningKeyForm
{
    /// <summary>Base64url without padding, in its one form; null otherwise.</summary>
    public static byte[]? Read(string? text)
    {
        if (text is not { Length: > 0 and <= 200 } || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return null;
        if (!Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    /// <summary>Bytes of a public key: of SM2 those of the point, not compressed.</summary>
    public static int LengthOf(SigningAlgorithm algorithm) => algorithm == SigningAlgorithm.Ed25519 ? 32 : 65;

    /// <summary>SHA-256 of the key's bytes, lower-case hex.</summary>
    public static string ThumbprintOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key));
}
