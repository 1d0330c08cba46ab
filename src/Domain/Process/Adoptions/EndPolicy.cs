using Leader.Domain.Record;

namespace Leader.Domain.Process.Adoptions;

/// <summary>
/// The issuer ends its policy before its time, or one that had no last day. Refuses: unknown-policy, policy-over.
/// </summary>
/// <remarks>Clause 五(一), 结, R109, D21.</remarks>
/// <param name="LastDay">Its last day, inclusive: today or later, and not after the one that it had.</param>
public sealed record EndPolicy(DateOnly LastDay, string Reason, string Policy = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Policy, "policy").Text(Reason, "reason")
            .That(LastDay >= act.On, "lastDay", "is before today: nobody loses what was granted.").Refusal is { } malformed)
        {
            return malformed;
        }
        if (ledger.Read<SupportingPolicy>(Streams.Policy(Policy)).Ended is { } ended
            && ended.Issuer == act.By.Subject && ended.LastDay == LastDay)
        {
            return Decision.AlreadySo(Policy);
        }
        if (PolicyIssuer.Refusal(act, ledger, Policy, out var policy) is { } refusal) return refusal;
        if (LastDay < policy.ValidFrom || policy.ValidTo is { } to && LastDay > to)
        {
            return Refusal.Malformed("lastDay", $"must be among the days of the policy, from {policy.ValidFrom:yyyy-MM-dd}"
                + $"{(policy.ValidTo is { } last ? $" to {last:yyyy-MM-dd}" : "")}.");
        }
        return Decision.Record(Policy, new SupportingPolicyEnded(Policy, act.By.Subject, LastDay, Reason, act.On));
    }
}

/// <summary>Who may change a policy, and which may still be changed.</summary>
internal static class PolicyIssuer
{
    /// <param name="policy">As it reads now, where there is no refusal.</param>
    public static Refusal? Refusal(Act act, ILedger ledger, string id, out SupportingPolicyRegistered policy)
    {
        var state = ledger.Read<SupportingPolicy>(Streams.Policy(id));
        policy = state.Current!;
        if (!act.By.Is(Role.LocalAuthority) && !act.By.Is(Role.Department))
        {
            return Domain.Refusal.Forbidden("Clause 结", "Supporting policies are changed by the region or department that issued them.");
        }
        if (policy is null) return Domain.Refusal.NotFound("policy", id);
        if (policy.Issuer != act.By.Subject)
        {
            return Domain.Refusal.Forbidden("Clause 结", $"The policy {id} was issued by '{policy.Issuer}'; nobody else may change it.");
        }
        if (act.DayRefusal(state.LastOn) is { } day) return day;
        return state.Ended is { } ended
            ? new(
                "policy-over",
                "Clause 结",
                $"The policy {id} was ended on {ended.On:yyyy-MM-dd}, with {ended.LastDay:yyyy-MM-dd} as last day.")
            : policy.ValidTo is { } to && to < act.On
                ? new("policy-over", "Clause 结", $"The policy {id} had its last day on {to:yyyy-MM-dd}.")
                : null;
    }
}
