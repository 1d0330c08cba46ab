using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Promotion;

/// <summary>
/// A professional body offers a service of standardisation, from today on, with its fee in the open. It is kept apart from evaluation:
/// whoever evaluates a category offers its enterprises neither drafting, verification nor conformity assessment, nor anything for a fee.
/// Refuses: unknown-category, service-conflicts-with-evaluation.
/// </summary>
/// <remarks>Clause 五(三), R103, R104, A21.</remarks>
/// <param name="Contact">An https address.</param>
/// <param name="Free">Free of charge for everybody.</param>
/// <param name="Fee">What it costs; left out where it is free.</param>
/// <param name="Categories">For enterprises of these categories only; of all, if left out.</param>
public sealed record OfferService(
    ServiceKind Kind,
    string Name,
    string Description,
    Region Region,
    string Contact,
    bool Free,
    string? Fee = null,
    IReadOnlyList<string>? Categories = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        IReadOnlyList<string> categories = Categories ?? [];
        var check = new Check().That(Enum.IsDefined(Kind), "kind", "is not a known kind.").Text(Name, "name", 200)
            .Text(Description, "description")
            .That(Enum.IsDefined(Region), "region", "is not a known region.")
            .Address(Contact, "contact")
            .That(Free || !string.IsNullOrWhiteSpace(Fee), "fee", "is required of a service that is not free of charge.")
            .That(!Free || Fee is null, "fee", "stands beside 'free of charge'; leave one of them out.")
            .OptionalText(Fee, "fee", 500)
            .That(categories.Distinct(StringComparer.Ordinal).Count() == categories.Count, "categories", "names a category twice.");
        for (var i = 0; i < categories.Count; i++) check.Slug(categories[i], $"categories[{i}]");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.ProfessionalBody))
        {
            return Refusal.Forbidden("Clause 五(三)", "Services of standardisation are offered by professional bodies, each its own.");
        }
        foreach (var category in categories)
        {
            if (ledger.CategoryRefusal(category, act) is { } unknown) return unknown;
        }
        var services = ledger.Services(act.By.Subject);
        var offer = new ServiceOffered(
            Ids.Service(act.By.Subject, services.All.Count + 1), act.By.Subject, Kind, Name, Description, Region, categories, Contact, Fee,
            act.On);
        if (services.All.Find(s => s.IsOfferedOn(act.On) && Canonical.Same(s.Offer with { Service = offer.Service, On = act.On }, offer))
            is { } known)
        {
            return Decision.AlreadySo(known.Offer.Service);
        }
        if (act.DayRefusal(services.LastActOn) is { } day) return day;
        return ServiceSeparation.RefusalToOffer(ledger.Organisations(), offer, act.On, ledger.Rules(act.On)) is { } conflict
            ? conflict
            : Decision.Record(offer.Service, offer);
    }
}
