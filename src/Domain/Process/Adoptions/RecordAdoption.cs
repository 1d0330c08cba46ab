using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Adoptions;

/// <summary>What results are used for. Clause 五(一), R78–R85.</summary>
public enum AdoptionKind { ScienceAndInnovationAward, QualityAward, BrandValue, Procurement, PublicFunding, Fund, Credit, Platform }

/// <summary>
/// A user of results reports a use: only of a title held on the day, of an enterprise that is not barred on the day, nor on any day
/// from then until today (an entry made late), and has not merged into another.
/// Refuses: use-not-of-this-user, unknown-title, benefits-barred, enterprise-merged-away, title-not-held, product-not-covered,
/// adoption-id-taken.
/// </summary>
/// <remarks>
/// Clause 四(六), 五(一), R75, R78–R85, D18; trap 19. Procurement may prefer leaders under equal conditions, and only for products
/// that meet the standard: it names products of the title.
/// </remarks>
/// <param name="Scope">What is used, in words: the award, tender, credit line, shop.</param>
/// <param name="Products">As the title names them; at least one for procurement, optional for others.</param>
/// <param name="Models">Products under the title's standard, by their ids as <c>/v1/products</c> has them or by their barcodes; they may
/// stand in place of <paramref name="Products"/>.</param>
/// <param name="Level">Of an award.</param>
public sealed record RecordAdoption(
    AdoptionKind Kind,
    string Title,
    string Scope,
    IReadOnlyList<string>? Products = null,
    string Adoption = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Models = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AwardLevel? Level = null) : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Adoption, "adoption").That(Enum.IsDefined(Kind), "kind", "is unknown.").Text(Title, "title", 200).Text(
            Scope,
            "scope")
            .That(
                Kind != AdoptionKind.Procurement || Products is { Count: > 0 } || Models is { Count: > 0 },
                "products",
                "is required for procurement: the products of the title that are bought.")
            .That(
                Level is null || Kind is AdoptionKind.QualityAward or AdoptionKind.ScienceAndInnovationAward,
                "level",
                "is that of an award; other uses have none.")
            .That(Level is null || Enum.IsDefined(Level.Value), "level", "is unknown.");
        for (var i = 0; i < (Models?.Count ?? 0); i++) check.Text(Models![i], $"models[{i}]", 300);
        for (var i = 0; i < (Products?.Count ?? 0); i++) check.Text(Products![i], $"products[{i}]", 500);
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.ResultUser)) return Refusal.Forbidden("Clause 五(一)", "Only users of results report their use.");

        var title = ledger.Title(Title);
        if (UsersOfResults.RefusalFor(act, ledger, Kind) is { } notTheirs) return notTheirs;
        if (title.Awarded is not { } awarded) return Refusal.NotFound("title", Title);
        var models = Models?.Select(m => (Asked: m.Trim(), Product: Covered(ledger, awarded, m.Trim(), act.On))).ToList();
        var enterprise = ledger.Enterprise(awarded.Enterprise);
        var fact = new AdoptionRecorded(
            awarded.Enterprise,
            Adoption,
            Kind.ToString(),
            act.By.Subject,
            Title,
            Scope,
            [.. (Products ?? []).Select(p => p.Trim())],
            act.On,
            models is { Count: > 0 } ? [.. models.Select(m => m.Product ?? m.Asked).Distinct(StringComparer.Ordinal)] : null,
            Level);

        if (enterprise.AdoptionIds.Contains(Adoption))
        {
            return enterprise.OpenAdoptions.TryGetValue(Adoption, out var known) && Canonical.Same(known with { On = act.On }, fact)
                ? Decision.AlreadySo(Adoption)
                : new Refusal(
                    "adoption-id-taken",
                    "Clause 五(一)",
                    $"There is an adoption '{Adoption}' with other content, or one that has ended.");
        }
        if (act.DayRefusal() is { } day) return day;
        if (enterprise.BanWithin(act.On, act.Today) is { } ban)
        {
            return new Refusal(
                "benefits-barred",
                "Clause 四(六)",
                $"{awarded.EnterpriseName} is barred from benefits from {ban.From:yyyy-MM-dd} to {ban.LastDay:yyyy-MM-dd}, both included "
                    + $"(ban {ban.Ban}).");
        }
        if (enterprise.MergedAwayBy(act.Today) is { } merger)
        {
            return new Refusal(
                "enterprise-merged-away",
                "Clause 五(一), Q39, Q61",
                $"{awarded.EnterpriseName} merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd} and may claim no benefits any more.");
        }
        if (TitleGate.NotHeld(title, act.On, "Clause 五(一)") is { } notHeld) return notHeld;
        if (fact.Products.FirstOrDefault(p => !awarded.Products.Contains(p, StringComparer.Ordinal)) is { } foreign)
        {
            return new Refusal(
                "product-not-covered",
                "Clause 五(一)",
                $"{awarded.EnterpriseName} is a leader, but not for '{foreign}': title {Title} covers "
                    + $"{string.Join(", ", awarded.Products)}.");
        }
        if (models?.Find(m => m.Product is null) is { Asked: { } unknown })
        {
            return new Refusal(
                "product-not-covered",
                "Clause 五(一)",
                $"'{unknown}' is no product that the standard of title {Title} covers on {act.On:yyyy-MM-dd} in the title's category.");
        }
        return Decision.Record(Adoption, fact);
    }

    /// <summary>The id of a product that the title covers on the day; null where it covers none such.</summary>
    private static string? Covered(ILedger ledger, TitleAwarded title, string asked, DateOnly day)
    {
        var (digits, fault) = Gtin.Read(asked);
        var named = Ids.ParseProduct(asked);
        var product = ledger.Declaration(title.Declaration).Products.Find(p => p.From <= day && !(p.WithdrawnOn <= day)
            && (p.Product.Category is not { } of || of == title.Category)
            && (named is { } id ? id.Declaration == title.Declaration && id.Number == p.Number
                : fault is null && p.Product.Gtin is { } gtin && gtin.PadLeft(14, '0') == digits.PadLeft(14, '0')));
        return product is null ? null : Ids.Product(title.Declaration, product.Number);
    }
}
