using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// Whom the register takes an act from. A token says who somebody is; what it is, and that it is one of the programme, the register knows.
/// </summary>
public static class Identities
{
    private sealed record Known(string Clause, string Name, params OrganisationKind[] Kinds);

    private static readonly Dictionary<Role, Known> All = new()
    {
        [Role.Regulator] = new("Clause 四(二), A2", "a regulator", OrganisationKind.Regulator),
        [Role.Department] = new("Clause 四(二), A3", "a department", OrganisationKind.Department),
        [Role.LocalAuthority] = new("Clause 结, A4", "a local authority", OrganisationKind.LocalAuthority),
        [Role.Supervisor] = new("Clause 五(二), A20", "a supervision authority", OrganisationKind.SupervisionAuthority),
        [Role.TestingBody] = new("Clause 五(二), A14", "a testing or certification body", OrganisationKind.TestingOrCertificationBody),
        [Role.Registrar] = new("Clause 四(一), R28", "a registrar", OrganisationKind.Registrar),
        [Role.ProfessionalBody] = new(
            "Clause 五(三), 五(四), A13, A14, A21",
            "a professional body",
            OrganisationKind.ProfessionalStandardizationBody,
            OrganisationKind.ResearchInstitute,
            OrganisationKind.TechnicalInstitution,
            OrganisationKind.IndustryAssociation,
            OrganisationKind.TestingOrCertificationBody),
        [Role.ResultUser] = new(
            "Clause 五(一), A15–A19",
            "a user of results",
            OrganisationKind.Purchaser,
            OrganisationKind.AwardOrganiser,
            OrganisationKind.BrandEvaluator,
            OrganisationKind.FinancialInstitution,
            OrganisationKind.Fund,
            OrganisationKind.PlatformEnterprise,
            OrganisationKind.Department,
            OrganisationKind.LocalAuthority),
    };

    /// <summary>
    /// Authorities, testing bodies, registrars, professional bodies and users of results are registered, as what they act as, before they
    /// act. The regulator is the root: as long as none is registered a token with its role counts, and what it does first is to register
    /// itself. Refuses: actor-not-registered.
    /// </summary>
    /// <remarks>Enterprises, evaluation bodies, the working body and experts are known to the acts that are theirs; anyone else needs no
    /// registration.</remarks>
    public static Refusal? RefusalFor(Act act, ILedger ledger)
    {
        if (!All.TryGetValue(act.By.Role, out var known)) return null;
        var register = ledger.Organisations();
        if (act.By.Role == Role.Regulator && !register.HasRegulator) return null;
        return register.Organisations.GetValueOrDefault(act.By.Subject) is { } organisation && organisation.Kinds.Any(known.Kinds.Contains)
            ? null
            : new(
                "actor-not-registered",
                known.Clause,
                $"'{act.By.Subject}' is not registered as {known.Name}. It acts after the regulator, the working body or a registrar has "
                    + "registered it, with its kind.")
            { Kind = RefusalKind.Forbidden };
    }
}
