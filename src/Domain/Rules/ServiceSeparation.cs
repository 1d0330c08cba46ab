using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// Services are kept apart from evaluation: nobody evaluates what it drafted, verified or assessed itself, and nobody is paid by those whom
/// it evaluates, whatever the payment is called.
/// </summary>
/// <remarks>
/// Clause 四(三), 五(三), R45, R103. Whoever is selected for a category evaluates it in that cycle and in the next year, when titles of
/// the cycle are still in force and their cases are its own to decide. The body counts as one with what stands above and below it.
/// </remarks>
public static class ServiceSeparation
{
    private const string Why = "Whoever evaluates a category offers its enterprises neither drafting, verification nor conformity "
        + "assessment, nor anything for a fee.";

    private static readonly ServiceKind[] OwnWork =
        [ServiceKind.Drafting, ServiceKind.Verification, ServiceKind.ConformityAssessment];

    /// <summary>Whoever evaluates may offer it all the same.</summary>
    public static bool IsHarmless(ServiceOffered offer) => offer.Fee is null && !OwnWork.Contains(offer.Kind);

    /// <summary>Refuses: service-conflicts-with-evaluation.</summary>
    public static Refusal? RefusalToOffer(OrganisationRegister register, ServiceOffered offer, DateOnly day, RuleSet rules)
    {
        if (IsHarmless(offer)) return null;
        foreach (var one in Independence.House(register, offer.Body, day, rules))
        {
            if (CallsOf(register, one, day).FirstOrDefault(c => Concerns(offer, Ids.ParseCall(c)!.Value.Category)) is { } call)
            {
                return new(
                    "service-conflicts-with-evaluation",
                    "Clause 四(三), 五(三), R45, R103",
                    $"'{one}' evaluates {Ids.ParseCall(call)!.Value.Category} ({call}). {Why}");
            }
        }
        return null;
    }

    /// <summary>Refuses: service-conflicts-with-evaluation.</summary>
    public static Refusal? RefusalToEvaluate(
        ILedger ledger,
        OrganisationRegister register,
        string body,
        string category,
        DateOnly day,
        RuleSet rules)
    {
        foreach (var one in Independence.House(register, body, day, rules))
        {
            var offers = ledger.Services(one).All.Where(s => s.IsOfferedOn(day)).Select(s => s.Offer);
            if (offers.FirstOrDefault(o => !IsHarmless(o) && Concerns(o, category)) is { } offer)
            {
                return new(
                    "service-conflicts-with-evaluation",
                    "Clause 四(三), 五(三), R45, R103",
                    $"'{one}' offers the service {offer.Service} to enterprises of {category}. {Why} It ends the offer first.");
            }
        }
        return null;
    }

    private static bool Concerns(ServiceOffered offer, string category) =>
        offer.Categories.Count == 0 || offer.Categories.Contains(category, StringComparer.Ordinal);

    private static IEnumerable<string> CallsOf(OrganisationRegister register, string body, DateOnly day) =>
        register.Engagements.Where(e => e.Organisation == body && !register.EndedCalls.Contains((e.Call, e.Organisation)))
            .Select(e => e.Call).Where(c => Ids.ParseCall(c) is var (cycle, _) && cycle >= day.Year - 1);
}
