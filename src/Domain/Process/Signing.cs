using System.Collections.Frozen;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process;

/// <summary>Q64: which acts may carry their sender's signature, which must, and by which keys.</summary>
/// <remarks>
/// Whether a signature is that of its key is found before; here it counts whose the key is, and when. All these acts come to nothing when
/// they are asked for again, so that a signature cannot be used twice.
/// </remarks>
public static class Signing
{
    /// <summary>Between the signing of a request and its entry, at most, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Of each act that may be signed whether a rule set asks for that.</summary>
    private static readonly FrozenDictionary<Type, Func<RuleSet, bool>> Signable = new Dictionary<Type, Func<RuleSet, bool>>
    {
        [typeof(PublishKeyFieldList)] = r => r.PublicationsSigned,
        [typeof(OpenRankingNotice)] = r => r.PublicationsSigned,
        [typeof(PublishRanking)] = r => r.PublicationsSigned,
        [typeof(OpenLeaderNotice)] = r => r.PublicationsSigned,
        [typeof(PublishLeaderList)] = r => r.PublicationsSigned,
        [typeof(RevokeTitle)] = r => r.RevocationsSigned,
        [typeof(ReverseRevocation)] = r => r.RevocationsSigned,
        [typeof(AnnulTitle)] = r => r.RevocationsSigned,
        [typeof(DecideCase)] = r => r.DecisionsSigned,
        [typeof(RuleOnObjection)] = r => r.DecisionsSigned,
        [typeof(DisqualifyBody)] = r => r.DecisionsSigned,
        [typeof(AdoptRuleSet)] = r => r.RuleSetsSigned,
        [typeof(RegisterSigningKey)] = _ => false, // these say themselves by which keys
        [typeof(RevokeSigningKey)] = _ => false,
    }.ToFrozenDictionary();

    public static IReadOnlyCollection<Type> Acts => Signable.Keys;

    /// <summary>
    /// Why the act is not taken as signed, or as not signed.
    /// Refuses: signature-needed, unknown-signing-key, signing-key-not-in-force, signed-at-another-time.
    /// </summary>
    public static Refusal? RefusalFor(ICommand command, Act act, ILedger ledger)
    {
        if (!Signable.TryGetValue(command.GetType(), out var asked)) return null;
        if (act.Signatures.Count == 0)
        {
            return act.By.Role != Role.System && asked(ledger.Rules(act.Today))
                ? new(
                    "signature-needed",
                    "Clause 结, Q64",
                    $"By the rule set '{ledger.Rules(act.Today).Id}' this act carries the signature of who acts, by a key of "
                        + $"'{act.By.Subject}' that is registered and in force.")
                : null;
        }
        var keys = ledger.Read<SigningKeys>(Streams.SigningKeys(act.By.Subject)).Keys;
        var registers = (command as RegisterSigningKey)?.Thumbprint();
        foreach (var signature in act.Signatures)
        {
            if ((signature.Created - act.At).Duration() > Window)
            {
                return new("signed-at-another-time", "Clause 结, Q64",
                    $"It was signed at {Said(signature.Created)}, and entered at {Said(act.At)} in Beijing; between the two are at most "
                        + $"{Window.TotalMinutes:0} minutes.");
            }
            if (signature.Key == registers) continue;
            if (keys.GetValueOrDefault(signature.Key) is not { } key)
            {
                return new("unknown-signing-key", "Clause 结, Q64", $"'{act.By.Subject}' has no key {signature.Key}.");
            }
            if (!key.IsInForceOn(act.Today))
            {
                return new("signing-key-not-in-force", "Clause 结, Q64",
                    $"The key {key.Key} is in force from {key.From:yyyy-MM-dd}{Until(key)}; today is {act.Today:yyyy-MM-dd}.");
            }
        }
        return null;

        static string Said(DateTimeOffset at) =>
            at.ToOffset(Beijing.Offset).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

        static string Until(SigningKey key) =>
            key.RevokedFrom is { } revoked && !(key.LastDay < revoked) ? $", and not trusted from {revoked:yyyy-MM-dd} on"
                : key.LastDay is { } last ? $" to {last:yyyy-MM-dd}" : "";
    }
}
