using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// A2–A4, A7–A9, A12–A21: an organisation and all that it is; an association or a platform may be an evaluation body too.
/// A regulator is registered by the regulator; the first one by itself. Refuses: organisation-id-taken, first-regulator-is-another.
/// </summary>
/// <param name="CreditCode">Where it is an enterprise too: it may not evaluate its own brands (Q38).</param>
public sealed record RegisterOrganisation(string Organisation, string Name, IReadOnlyList<OrganisationKind> Kinds, string? NameZh = null,
    string? CreditCode = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        string? code = null;
        var check = new Check().Slug(Organisation, "organisation").Text(Name, "name", 200)
            .OptionalText(NameZh, "nameZh", 200)
            .That(Kinds.Count > 0, "kinds", "needs at least one kind.")
            .That(Kinds.Distinct().Count() == Kinds.Count, "kinds", "names a kind twice.")
            .That(Kinds.All(Enum.IsDefined), "kinds", "has an unknown kind.")
            .That(
                CreditCode is null || Values.CreditCode.TryParse(CreditCode, out code),
                "creditCode",
                "must have 18 characters of the alphabet of credit codes.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator) && act.By.Role != Role.WorkingBody && !act.By.Is(Role.Registrar))
        {
            return Refusal.Forbidden("Clause 四(二)", "Organisations are registered by the regulator, the working body or a registrar.");
        }

        var register = ledger.Organisations();
        if (code is not null && ledger.CodeRefusal(code, "creditCode") is { } noCode) return noCode;
        if (act.By.Role == Role.WorkingBody
            && WorkingBody.Only(act, register, "registers organisations beside the regulator") is { } notYours)
        {
            return notYours;
        }
        if (Kinds.Contains(OrganisationKind.Regulator))
        {
            if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 四(二), A2", "A regulator is registered by the regulator.");
            if (!register.HasRegulator && Organisation != act.By.Subject)
            {
                return new Refusal(
                    "first-regulator-is-another",
                    "Clause 四(二), A2",
                    $"No regulator is registered yet. The first is the one that acts, '{act.By.Subject}': register it, and it registers "
                        + "others.");
            }
        }
        var fact = new OrganisationRegistered(Organisation, Name.Trim(), NameZh?.Trim(), [.. Kinds.Order()], code, act.On);
        if (register.Organisations.GetValueOrDefault(Organisation) is { } known)
        {
            return Canonical.Same(known with { On = act.On }, fact)
                ? Decision.AlreadySo(Organisation)
                : new Refusal(
                    "organisation-id-taken",
                    "Clause 四(三)",
                    $"'{Organisation}' is registered as {known.Name}, with other particulars.");
        }
        return act.DayRefusal(register.LastActOn) is { } day ? day : Decision.Record(Organisation, fact);
    }
}
