using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Domain.Why;

namespace Leader.Projections.Log;

/// <param name="Input">What it covers and its parameters, as <c>Signature-Input</c> has it.</param>
/// <param name="Signature">Base64.</param>
public sealed record RequestSignature(string Label, string Input, string Signature);

/// <summary>
/// The signatures that a request came with, and all that it takes to verify them again: stored with the request (<see
/// cref="RequestTypes"/>), and so in the leaf of the act.
/// </summary>
/// <param name="Body">The whole body of the request.</param>
/// <param name="Components">The values of what the signatures cover, by name.</param>
public sealed record SignedRequest(
    string Body,
    IReadOnlyDictionary<string, string> Components,
    IReadOnlyList<RequestSignature> Signatures)
{
    private static readonly string[] Needed = ["@method", "content-digest"];

    private sealed record Beside(DateOnly? On = null, LateEntry? Late = null);

    /// <summary>
    /// The signatures, each by the key that it says it is by, which verify the request; null where one does not, or the request is not
    /// what they cover.
    /// </summary>
    /// <param name="keys">The keys of who acts, by thumbprint.</param>
    /// <param name="fault">What is wrong, and with which header.</param>
    public IReadOnlyList<ActSignature>? Verified(
        ICommand command,
        Func<string, SigningKey?> keys,
        out (string Header, string Says)? fault)
    {
        var signed = HttpSignature.Read(
            string.Join(", ", Signatures.Select(s => $"{s.Label}={s.Input}")),
            string.Join(", ", Signatures.Select(s => $"{s.Label}=:{s.Signature}:")),
            out fault);
        if (fault is not null) return null;
        if (!Components.TryGetValue("content-digest", out var digest)
            || !HttpSignature.IsDigestOf(digest, Encoding.UTF8.GetBytes(Body)))
        {
            fault = ("Content-Digest", "must be that of the body (RFC 9530): sha-256=:base64:.");
            return null;
        }
        var found = new List<ActSignature>();
        foreach (var signature in signed)
        {
            fault = NotCovered(signature);
            if (fault is not null) return null;
            var id = signature.KeyId!;
            var own = command is RegisterSigningKey r && r.Thumbprint() == id
                ? new SigningKey(id, r.Algorithm, r.PublicKey, r.From, r.LastDay) : keys(id);
            if (own is null)
            {
                fault = ("Signature-Input", $"names the key '{id}', which is none of who acts. keyid is the thumbprint of a key that is "
                    + "registered: SHA-256 of the public key, in lower-case hex.");
            }
            else if (signature.Algorithm is { } named && named != SigningAlgorithms.NameOf(own.Algorithm))
            {
                fault = ("Signature-Input", $"names the algorithm '{named}'; the key is one of {SigningAlgorithms.NameOf(own.Algorithm)}.");
            }
            else if (signature.Base(Components) is not { } text
                || SigningKeyForm.Read(own.PublicKey) is not { } key
                || !SigningAlgorithms.Verifies(own.Algorithm, key, text, signature.Bytes))
            {
                fault = ("Signature", $"'{signature.Label}' is not that of the request by the key {id}.");
            }
            if (fault is not null) return null;
            found.Add(new(id, DateTimeOffset.FromUnixTimeSeconds(signature.Created!.Value)));
        }
        return found;
    }

    /// <summary>
    /// Whether the act is what was signed: its command that of the address and the body, but for what the register itself sets, and its day
    /// and lateness those of the body. Null where it is.
    /// </summary>
    public string? DiffersFrom(ICommand command, Act act)
    {
        if (SignedAddresses.Of(command.GetType()) is not { } pattern) return "acts of this kind are not signed";
        if (Components.GetValueOrDefault("@method") != "POST") return "no POST was signed";
        if (PathOf(Components) is not { } path || SignedAddresses.Match(pattern, path) is not { } ids)
        {
            return $"it was signed for another address than {pattern}";
        }
        object? asked;
        Beside? beside;
        try
        {
            asked = JsonSerializer.Deserialize(Body, command.GetType(), LeaderJson.Requests);
            beside = JsonSerializer.Deserialize<Beside>(Body, LeaderJson.Requests);
        }
        catch (JsonException) { return "the body that was signed cannot be read as what was asked"; }
        if (asked is null || beside is null) return "the body that was signed asks nothing";

        var (told, recorded) = (Members(asked), Members(command));
        var byRegister = new List<string>();
        foreach (var property in LeaderJson.Stored.GetTypeInfo(command.GetType()).Properties)
        {
            if (LeaderJson.IsSetByTheAddress(property))
            {
                if (recorded[property.Name] is JsonValue value) byRegister.Add(value.ToString());
            }
            else if (!JsonNode.DeepEquals(told[property.Name], recorded[property.Name]))
            {
                return $"'{property.Name}' is not what was signed";
            }
        }
        return ids.FirstOrDefault(id => !byRegister.Contains(id)) is { } other ? $"it was signed for '{other}'"
            : (beside.On ?? Beijing.Day(act.At)) != act.On ? "it was signed for another day"
            : !Alike.Same(beside.Late, act.Late) ? "'late' is not what was signed"
            : null;

        static JsonObject Members(object command) =>
            JsonSerializer.SerializeToNode(command, command.GetType(), LeaderJson.Stored)!.AsObject();
    }

    /// <summary>The keys that it says it is signed by, and when: to be shown, where it was verified before.</summary>
    public IReadOnlyList<ActSignature> Said() =>
    [
        .. HttpSignature.Read(
            string.Join(", ", Signatures.Select(s => $"{s.Label}={s.Input}")),
            string.Join(", ", Signatures.Select(s => $"{s.Label}=:{s.Signature}:")),
            out _).Where(s => s is { KeyId: not null, Created: not null })
            .Select(s => new ActSignature(s.KeyId!, DateTimeOffset.FromUnixTimeSeconds(s.Created!.Value))),
    ];

    private (string, string)? NotCovered(HttpSignature signature)
    {
        string[] needed =
        [
            .. Needed.Except(signature.Covered),
            .. signature.Covered.Contains("@path") || signature.Covered.Contains("@target-uri") ? Array.Empty<string>() : ["@target-uri"],
        ];
        return needed.Length > 0
            ? ("Signature-Input", $"has to cover \"{string.Join("\" and \"", needed)}\" as well.")
            : signature.Created is null || signature.KeyId is null
                ? ("Signature-Input", "has to have the parameters created and keyid.")
                : signature.Created > 253_402_300_799 // the year 9999
                    ? ("Signature-Input", "has an instant that is none, as created.")
                    : signature.Covered.FirstOrDefault(c => !Components.ContainsKey(c)) is { } missing
                        ? ("Signature-Input", $"covers \"{missing}\", which the request has not, or which is not verified here.") : null;
    }

    /// <summary>Null where a query was signed, or what was signed says two paths.</summary>
    private static string? PathOf(IReadOnlyDictionary<string, string> components)
    {
        var path = components.GetValueOrDefault("@path");
        if (components.GetValueOrDefault("@query") is not (null or "?")) return null;
        if (components.GetValueOrDefault("@target-uri") is not { } target) return path;
        var from = target.IndexOf("://", StringComparison.Ordinal) is var at and > 0 ? target.IndexOf('/', at + 3) : -1;
        if (from < 0 || target.AsSpan().ContainsAny('?', '#')) return null;
        return path is null || path == target[from..] ? target[from..] : null;
    }
}
