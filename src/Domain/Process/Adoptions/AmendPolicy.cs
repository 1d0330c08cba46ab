using Leader.Domain.Record;

namespace Leader.Domain.Process.Adoptions;

/// <summary>
/// The issuer says what its policy reads from now on; what it was before stays on record. Refuses: unknown-policy, policy-over.
/// </summary>
/// <remarks>Clause 五(一), 结, R109, D21.</remarks>
/// <param name="ValidTo">Last day, inclusive, not before its first day; null while it lasts.</param>
public sealed record AmendPolicy(
    string Name,
    string Benefit,
    string Conditions,
    string Reason,
    DateOnly? ValidTo = null,
    string Policy = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Policy, "policy").Text(Name, "name", 500).Text(Benefit, "benefit").Text(Conditions, "conditions")
            .Text(Reason, "reason");
        if (check.Refusal is { } malformed) return malformed;
        if (PolicyIssuer.Refusal(act, ledger, Policy, out var policy) is { } refusal) return refusal;
        if (ValidTo is { } to && to < policy.ValidFrom)
        {
            return Refusal.Malformed("validTo", $"is before the first day of the policy, {policy.ValidFrom:yyyy-MM-dd}.");
        }
        var fact = new SupportingPolicyAmended(Policy, act.By.Subject, Name, Benefit, Conditions, ValidTo, Reason, act.On);
        return (policy.Name, policy.Benefit, policy.Conditions, policy.ValidTo) == (Name, Benefit, Conditions, ValidTo)
            ? Decision.AlreadySo(Policy)
            : Decision.Record(Policy, fact);
    }
}
