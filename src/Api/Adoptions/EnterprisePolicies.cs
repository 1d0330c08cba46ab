using Leader.Api.Enterprises;
using Leader.Api.Http;
using Leader.Domain.Rules;
using Leader.Projections.Views;

namespace Leader.Api.Adoptions;

/// <summary>A supporting policy, and whether an enterprise may ask for it on the day. R109.</summary>
/// <param name="InRegion">It is nationwide, or of the region of the enterprise; null where the register knows no region of it.</param>
/// <param name="MayAsk">In its region, and with a title by which benefits may be claimed. Whether its conditions are met, its issuer
/// says.</param>
public sealed record PolicyForEnterprise(
    string Policy,
    string Name,
    string Issuer,
    string Region,
    string Benefit,
    string Conditions,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    bool? InRegion,
    bool MayAsk);

/// <param name="MayClaimBenefits">Of its standing: it holds a title, and no ban or suspension stands against it.</param>
/// <param name="Items">Those valid on the day; those that may be asked for first.</param>
public sealed record EnterprisePoliciesDoc(
    string CreditCode,
    string Name,
    string? Region,
    bool MayClaimBenefits,
    string Explanation,
    IReadOnlyList<PolicyForEnterprise> Items);

internal static class EnterprisePolicies
{
    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(PolicyForEnterprise));

    public static void MapEnterprisePolicies(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/enterprises/{creditCode}/policies", new(OfAsync, Costly: true), Parameters.EnterpriseInPath)
            .Produces<EnterprisePoliciesDoc>().ProducesProblem(404).AlsoRefuses("unknown-enterprise").AsTable(_ => Columns);

    private static async Task<ViewAnswer> OfAsync(Asked asked)
    {
        var code = asked.Context.Route("creditCode");
        var (answer, found, problem) = await Standings.OfAsync(asked, code);
        if (problem is not null) return new(Problem: problem);
        if (found is not { } file) return ViewRoutes.Unknown("enterprise", code);
        var day = asked.Clocks.AsOf;
        var policies = await asked.AllAsync(LeaderViews.Policies, new());
        asked.MayChangeOn(policies.Select(p => p.ValidTo?.AddDays(1)).OfType<DateOnly>());
        var may = answer!.MayClaimBenefits == true;
        var items = from policy in policies
                    where PolicyScope.IsValidOn(day, policy.ValidFrom, policy.ValidTo)
                    let inRegion = PolicyScope.Covers(policy.Region, file.Region)
                    let asks = may && inRegion == true
                    orderby asks descending, policy.Policy
                    select new PolicyForEnterprise(
                        policy.Policy, policy.Name, policy.Issuer, policy.Region, policy.Benefit, policy.Conditions, policy.ValidFrom,
                        policy.ValidTo, inRegion, asks);
        return ViewAnswer.Of(new EnterprisePoliciesDoc(
            file.CreditCode, file.Name, file.Region, may, answer.Explanation, [.. items]));
    }
}
