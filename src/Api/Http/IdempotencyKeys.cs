using System.Security.Cryptography;
using System.Text;
using Leader.Api.Desk;
using Leader.Domain;

namespace Leader.Api.Http;

/// <summary>The <c>Idempotency-Key</c> of a request, as it is read.</summary>
/// <remarks>
/// Senders without a token are told apart by the key alone, so theirs has to be one that nobody else draws. It is kept as a digest only,
/// and the secret of a receipt is derived from it: so the sender, and nobody else, gets the same answer again.
/// </remarks>
internal static class IdempotencyKeys
{
    /// <summary>Characters of a key without a token: a UUID has 36, 128 bits in base 64 have 22.</summary>
    private const int Unguessable = 22;

    /// <param name="digest">Of the body: SHA-256, lower-case hex.</param>
    /// <param name="key">Null where none is sent.</param>
    /// <returns>What is wrong with the key.</returns>
    public static IResult? Read(HttpContext http, Actor actor, string digest, out IdempotencyKey? key)
    {
        key = null;
        if (Sent(http) is not { } sent) return null;
        var open = actor.Role == Role.Public;
        key = new(Scope(http, actor), open ? Digest(Encoding.UTF8.GetBytes(sent)) : sent, digest);
        return sent.Length <= 128 && sent.Length >= (open ? Unguessable : 1) ? null
            : Problems.Malformed(
                "Idempotency-Key",
                open
                    ? "must have 22 to 128 characters that nobody else draws, as a UUID: without a token it is all that tells you "
                        + "from others."
                    : "must have 1 to 128 characters.");
    }

    /// <summary>
    /// A secret for the receipt of a request without a token, 128 bits in lower-case hex: the same again for the same key, where one is
    /// sent.
    /// </summary>
    public static string NewSecret(HttpContext http) => Convert.ToHexStringLower(Sent(http) is { } sent
        ? HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(sent),
            16,
            info: Encoding.UTF8.GetBytes($"receipt {Scope(http, Domain.Rules.Reader.Anyone.By)}"))
        : RandomNumberGenerator.GetBytes(16));

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Digest(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    private static string? Sent(HttpContext http) =>
        http.Request.Headers.TryGetValue("Idempotency-Key", out var header) ? header.ToString().Trim().Trim('"') : null;

    private static string Scope(HttpContext http, Actor actor) =>
        $"{Identity.Name(actor.Role)}:{(actor.Role == Role.Public ? "public" : actor.Subject)} {http.Request.Path}";
}
