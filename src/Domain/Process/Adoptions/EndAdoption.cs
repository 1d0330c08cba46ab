using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Adoptions;

/// <summary>The user of results reports that a use has ended. Clause 五(一), D18.</summary>
/// <param name="Enterprise">The enterprise whose title is used.</param>
public sealed record EndAdoption(string Enterprise, string Reason, string Adoption = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Adoption, "adoption").Text(Enterprise, "enterprise", 64).Text(Reason, "reason").Refusal is { } malformed)
        {
            return malformed;
        }
        if (!act.By.Is(Role.ResultUser)) return Refusal.Forbidden("Clause 五(一)", "Only users of results report their use.");
        var enterprise = ledger.Enterprise(EnterpriseCode.Normalised(Enterprise));
        if (!enterprise.AdoptionIds.Contains(Adoption)) return Refusal.NotFound("adoption", Adoption);
        if (!enterprise.OpenAdoptions.TryGetValue(Adoption, out var adoption)) return Decision.AlreadySo(Adoption);
        if (!act.By.Is(Role.ResultUser, adoption.User))
        {
            return Refusal.Forbidden("Clause 五(一)", $"Adoption {Adoption} was reported by '{adoption.User}'; nobody else may end it.");
        }
        return act.DayRefusal(adoption.On) is { } day
            ? day
            : Decision.Record(Adoption, new AdoptionEnded(enterprise.Code, Adoption, Reason, act.On));
    }
}
