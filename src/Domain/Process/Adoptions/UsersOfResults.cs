using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Adoptions;

/// <summary>Which users of results report which uses. Clause 五(一), R78–R85, A15–A19, Q65.</summary>
public static class UsersOfResults
{
    /// <summary>Governments buy, fund and give awards themselves, too.</summary>
    public static IReadOnlyList<OrganisationKind> Of(AdoptionKind kind) => kind switch
    {
        AdoptionKind.ScienceAndInnovationAward or AdoptionKind.QualityAward =>
            [OrganisationKind.AwardOrganiser, OrganisationKind.Department, OrganisationKind.LocalAuthority],
        AdoptionKind.BrandValue => [OrganisationKind.BrandEvaluator],
        AdoptionKind.Procurement => [OrganisationKind.Purchaser, OrganisationKind.Department, OrganisationKind.LocalAuthority],
        AdoptionKind.PublicFunding => [OrganisationKind.Department, OrganisationKind.LocalAuthority],
        AdoptionKind.Fund => [OrganisationKind.Fund],
        AdoptionKind.Credit => [OrganisationKind.FinancialInstitution],
        AdoptionKind.Platform => [OrganisationKind.PlatformEnterprise],
        _ => [],
    };

    /// <summary>Where the rule set says so; whether somebody is registered is asked elsewhere. Refuses: use-not-of-this-user.</summary>
    internal static Refusal? RefusalFor(Act act, ILedger ledger, AdoptionKind kind) =>
        !ledger.Rules(act.On).UsesFitTheirUsers
            || ledger.Organisations().Organisations.GetValueOrDefault(act.By.Subject) is not { } user
            || user.Kinds.Any(Of(kind).Contains)
            ? null
            : new("use-not-of-this-user", "Clause 五(一)", $"'{act.By.Subject}' is not registered as one who reports a use of type {kind}.");
}
