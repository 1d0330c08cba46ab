using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// Q64: who holds a key says from which day on it is not to be trusted. While the holder has a key in force, the request is signed by one,
/// which may be the key itself. Refuses: unknown-signing-key, key-revoked, signing-key-needed, unknown-holder.
/// </summary>
/// <remarks>Clause 结, Q64. What was signed before the act of revocation stays as it is.</remarks>
/// <param name="From">First day on which it is not trusted, inclusive; today or later.</param>
public sealed record RevokeSigningKey(DateOnly From, string Reason, string Key = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().That(Digests.IsDigest(Key), "key", "must be the thumbprint of a key: 64 characters of lower-case hex.")
            .Text(Reason, "reason")
            .That(From >= act.On, "from", "is before today: what was signed in good faith stays.").Refusal is { } malformed)
        {
            return malformed;
        }
        if (Holders.Refusal(act, ledger) is { } stranger) return stranger;
        var keys = ledger.Read<SigningKeys>(Streams.SigningKeys(act.By.Subject)).Keys;
        if (keys.GetValueOrDefault(Key) is not { } key) return Refusal.NotFound("signing-key", Key);
        if (key.RevokedFrom is { } from)
        {
            return from == From ? Decision.AlreadySo(Key)
                : new Refusal("key-revoked", "Clause 结, Q64", $"The key {Key} was revoked, as not trusted from {from:yyyy-MM-dd} on.");
        }
        return Holders.NotSignedByKeyInForce(act, keys.Values) is { } unsigned ? unsigned
            : Decision.Record(Key, new SigningKeyRevoked(Key, act.By.Subject, From, Reason, act.On));
    }
}
