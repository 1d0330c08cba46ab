using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Adoptions;

/// <summary>A region or department registers a supporting policy. Refuses: policy-id-taken, no-such-region.</summary>
/// <remarks>Clause 五(一), 结, R109, D21.</remarks>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
public sealed record RegisterPolicy(
    string Region,
    string Name,
    string Benefit,
    string Conditions,
    DateOnly ValidFrom,
    DateOnly? ValidTo = null,
    string Policy = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Policy, "policy").Text(Region, "region", 200).Text(Name, "name", 500).Text(Benefit, "benefit").Text(
            Conditions,
            "conditions")
            .That(ValidTo is not { } to || to >= ValidFrom, "validTo", "is before validFrom.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.LocalAuthority) && !act.By.Is(Role.Department))
        {
            return Refusal.Forbidden("Clause 结", "Supporting policies are registered by regions and departments.");
        }
        var policy = ledger.Read<SupportingPolicy>(Streams.Policy(Policy));
        var fact = new SupportingPolicyRegistered(Policy, act.By.Subject, Region, Name, Benefit, Conditions, ValidFrom, ValidTo, act.On);
        if (policy.Registered is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(Policy)
                : new Refusal(
                    "policy-id-taken",
                    "Clause 结",
                    $"There is a policy '{Policy}' with other content, registered on {known.On:yyyy-MM-dd}.");
        }
        if (ledger.RegionRefusal(Region, act, "Clause 结") is { } nowhere) return nowhere;
        return act.DayRefusal() is { } day ? day : Decision.Record(Policy, fact);
    }
}
