using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Leader.Domain.Values;

namespace Leader.Projections.Log;

/// <summary>A holder's own key, secret and all: it signs requests, and never leaves the holder.</summary>
public sealed class SigningSecret
{
    private readonly byte[] _secret;

    private SigningSecret(SigningAlgorithm algorithm, byte[] secret)
    {
        (Algorithm, _secret) = (algorithm, secret);
        var key = SigningAlgorithms.KeyOf(algorithm, secret);
        (PublicKey, Thumbprint) = (Base64Url.EncodeToString(key), SigningKeyForm.ThumbprintOf(key));
    }

    public SigningAlgorithm Algorithm { get; }

    /// <summary>Base64url without padding.</summary>
    public string PublicKey { get; }

    public string Thumbprint { get; }

    public static SigningSecret New(SigningAlgorithm algorithm) => new(algorithm, SigningAlgorithms.NewSecret(algorithm));

    /// <summary>The line of a key file: the algorithm, and the secret in base64url.</summary>
    public override string ToString() => $"{SigningAlgorithms.NameOf(Algorithm)} {Base64Url.EncodeToString(_secret)}";

    public static bool TryParse(string line, [NotNullWhen(true)] out SigningSecret? secret)
    {
        secret = null;
        if (line.Trim().Split(' ') is not [var name, var text] || SigningKeyForm.Read(text) is not { Length: 32 } bytes) return false;
        foreach (var algorithm in Enum.GetValues<SigningAlgorithm>())
        {
            if (SigningAlgorithms.NameOf(algorithm) != name || !SigningAlgorithms.IsSecret(algorithm, bytes)) continue;
            secret = new(algorithm, bytes);
            return true;
        }
        return false;
    }

    /// <summary>The headers with which a POST of the body to the address is signed by all of the keys.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers(
        Uri address,
        string body,
        DateTimeOffset created,
        params IReadOnlyList<SigningSecret> keys)
    {
        var signed = Request(address, body, created, keys);
        return
        [
            ("Content-Digest", signed.Components["content-digest"]),
            ("Signature-Input", string.Join(", ", signed.Signatures.Select(s => $"{s.Label}={s.Input}"))),
            ("Signature", string.Join(", ", signed.Signatures.Select(s => $"{s.Label}=:{s.Signature}:"))),
        ];
    }

    /// <summary>The same as it is recorded with the act.</summary>
    public static SignedRequest Request(Uri address, string body, DateTimeOffset created, params IReadOnlyList<SigningSecret> keys)
    {
        var components = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["@method"] = "POST",
            ["@target-uri"] = address.AbsoluteUri,
            ["content-digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}:",
        };
        return new(body, components, [.. keys.Select((k, i) => k.Sign($"sig{i + 1}", components, created))]);
    }

    private RequestSignature Sign(string label, Dictionary<string, string> components, DateTimeOffset created)
    {
        var signature = new HttpSignature(
            label,
            [.. components.Keys],
            [("created", created.ToUnixTimeSeconds()), ("keyid", Thumbprint)],
            []);
        var bytes = SigningAlgorithms.Sign(Algorithm, _secret, signature.Base(components)!);
        return new(label, signature.Input, Convert.ToBase64String(bytes));
    }
}
