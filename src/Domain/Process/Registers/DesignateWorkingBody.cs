using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// The regulator names the national standardisation research institute that does the day-to-day work, from the day of the act;
/// the one before it ends on the eve. Refuses: not-a-research-institute, working-body-designated-today.
/// </summary>
/// <remarks>Clause 四(三), A8, R46: exactly one at any time.</remarks>
public sealed record DesignateWorkingBody(string Organisation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Organisation, "organisation").Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 四(三)", "Only the regulator designates the working body.");

        var register = ledger.Organisations();
        if (register.Organisations.GetValueOrDefault(Organisation) is not { } organisation)
        {
            return Refusal.NotFound("organisation", Organisation);
        }
        if (register.WorkingBodyOn(act.On) == Organisation) return Decision.AlreadySo(Organisation);
        if (act.DayRefusal(register.LastActOn) is { } day) return day;

        if (!organisation.Kinds.Contains(OrganisationKind.ResearchInstitute))
        {
            return new Refusal("not-a-research-institute", "Clause 四(三)",
                $"The working body is a national standardisation research institute; '{Organisation}' is registered as "
                    + $"{string.Join(", ", organisation.Kinds)}.");
        }
        if (register.WorkingBodies.LastOrDefault() is { } last && last.On == act.On)
        {
            return new Refusal("working-body-designated-today", "Clause 四(三)",
                $"'{last.Organisation}' is the working body from {last.On:yyyy-MM-dd}. There is exactly one on a day.");
        }
        return Decision.Record(Organisation, new WorkingBodyDesignated(Organisation, act.On));
    }
}
