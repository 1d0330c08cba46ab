using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// Q64: an organisation or enterprise registers a key of its own, with which it then signs its acts. The request is signed by the new key,
/// and, while another key of the same holder is in force, by that one too.
/// Refuses: key-taken, key-not-proven, signing-key-needed, unknown-holder.
/// </summary>
/// <remarks>Clause 结, Q64. Who holds a key keeps in its own hand which keys speak for it, against the operator too.</remarks>
/// <param name="PublicKey">Base64url without padding: 32 bytes of Ed25519; of SM2 the 65 bytes of the point, not compressed.</param>
/// <param name="From">First day, inclusive; today or later.</param>
/// <param name="LastDay">Last day, inclusive; null while it lasts.</param>
public sealed record RegisterSigningKey(SigningAlgorithm Algorithm, string PublicKey, DateOnly From, DateOnly? LastDay = null) : ICommand
{
    /// <summary>What the new key is called by; null where it is none.</summary>
    public string? Thumbprint() => SigningKeyForm.Read(PublicKey) is { } bytes ? SigningKeyForm.ThumbprintOf(bytes) : null;

    public Decision Decide(Act act, ILedger ledger)
    {
        var bytes = SigningKeyForm.Read(PublicKey);
        var check = new Check().That(Enum.IsDefined(Algorithm), "algorithm", "must be ed25519 or sm2.");
        if (Enum.IsDefined(Algorithm))
        {
            var length = SigningKeyForm.LengthOf(Algorithm);
            check.That(
                bytes?.Length == length && (Algorithm != SigningAlgorithm.Sm2 || bytes[0] == 4),
                "publicKey",
                $"must be {length} bytes in base64url without padding{(Algorithm == SigningAlgorithm.Sm2
                    ? ": the byte 4, and the two coordinates of the point" : "")}.");
        }
        if (check.That(From >= act.On, "from", "is before today: no act of earlier is signed by it.")
            .That(LastDay is not { } last || last >= From, "lastDay", "is before from.").Refusal is { } malformed)
        {
            return malformed;
        }
        if (Holders.Refusal(act, ledger) is { } stranger) return stranger;

        var (key, holder) = (Thumbprint()!, act.By.Subject);
        var keys = ledger.Read<SigningKeys>(Streams.SigningKeys(holder)).Keys;
        if (keys.GetValueOrDefault(key) is { } known)
        {
            return known.From == From && known.LastDay == LastDay && known.Algorithm == Algorithm ? Decision.AlreadySo(key)
                : new Refusal("key-taken", "Clause 结, Q64", $"The key {key} is registered already, with other days.");
        }
        if (ledger.Read<SigningKeyClaims>(Streams.SigningKey(key)).Holder is { } other)
        {
            return new Refusal("key-taken", "Clause 结, Q64", $"The key {key} is held by '{other}': each holder has keys of its own.");
        }
        if (act.Signatures.All(s => s.Key != key))
        {
            return new Refusal(
                "key-not-proven",
                "Clause 结, Q64",
                $"The request is to be signed by the key that it registers, {key}: so that nobody registers a key that he does not hold.");
        }
        return Holders.NotSignedByKeyInForce(act, keys.Values) is { } unsigned ? unsigned
            : Decision.Record(
                key,
                new SigningKeyRegistered(key, holder, Algorithm, PublicKey, From, LastDay, act.On),
                new SigningKeyClaimed(key, holder, act.On));
    }
}

/// <summary>Who holds keys, and by which of them changes are signed.</summary>
internal static class Holders
{
    /// <summary>Organisations and enterprises of the register hold keys.</summary>
    public static Refusal? Refusal(Act act, ILedger ledger)
    {
        var known = act.By.Role switch
        {
            Role.Public or Role.Expert or Role.System => false,
            Role.Enterprise => ledger.Enterprise(act.By.Subject).Exists,
            _ => ledger.Organisations().Organisations.ContainsKey(act.By.Subject),
        };
        return known ? null
            : new(
                "unknown-holder",
                "Clause 结, Q64",
                $"Keys are held by organisations and enterprises that are registered; '{act.By.Subject}' is none.")
            { Kind = RefusalKind.Forbidden };
    }

    public static Refusal? NotSignedByKeyInForce(Act act, IEnumerable<SigningKey> keys)
    {
        var inForce = keys.Where(k => k.IsInForceOn(act.On)).Select(k => k.Key).Order(StringComparer.Ordinal).ToArray();
        return inForce.Length == 0 || act.Signatures.Any(s => inForce.Contains(s.Key)) ? null
            : new(
                "signing-key-needed",
                "Clause 结, Q64",
                $"'{act.By.Subject}' has a key in force, and signs this by it: {string.Join(" or ", inForce)}.");
    }
}
