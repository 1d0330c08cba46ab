using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
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
        ReadOnlySpan<byte> body,
        DateTimeOffset created,
        params IReadOnlyList<SigningSecret> keys)
    {
        var components = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["@method"] = "POST",
            ["@target-uri"] = address.AbsoluteUri,
            ["content-digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:",
        };
        var (inputs, signatures) = (new List<string>(), new List<string>());
        for (var i = 0; i < keys.Count; i++)
        {
            var signature = new HttpSignature(
                $"sig{i + 1}",
                [.. components.Keys],
                [("created", created.ToUnixTimeSeconds()), ("keyid", keys[i].Thumbprint)],
                []);
            var bytes = SigningAlgorithms.Sign(keys[i].Algorithm, keys[i]._secret, signature.Base(components)!);
            inputs.Add($"{signature.Label}={signature.Input}");
            signatures.Add($"{signature.Label}=:{Convert.ToBase64String(bytes)}:");
        }
        return
        [
            ("Content-Digest", components["content-digest"]), ("Signature-Input", string.Join(", ", inputs)),
            ("Signature", string.Join(", ", signatures)),
        ];
    }
}
