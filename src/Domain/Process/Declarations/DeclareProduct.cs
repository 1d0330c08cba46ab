using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Declarations;

/// <summary>
/// A product that the declared standard covers from this day on, so that a buyer can ask for just this model. A title that rests on the
/// standard covers it at once: the title is for the standard, not for a list of models. Refuses: declaration-abolished,
/// enterprise-merged-away, product-category-unclear, barcode-taken, model-taken.
/// </summary>
/// <remarks>Clause 四(一), R29, R81; Q39.</remarks>
/// <param name="Gtin">8, 12, 13 or 14 digits with the GS1 check digit.</param>
public sealed record DeclareProduct(
    string Brand,
    string Model,
    string? Specification = null,
    string? Gtin = null,
    string? Category = null,
    string Declaration = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var asked = new ProductModel(Brand, Model, Specification, Gtin, Category);
        var check = new Check().Text(Declaration, "declaration", 200);
        ProductRules.Check(check, asked, "");
        if (check.Refusal is { } malformed) return malformed;

        var declaration = ledger.Declaration(Declaration);
        if (!declaration.Exists) return Refusal.NotFound("declaration", Declaration);
        if (!act.By.IsFor(declaration.Enterprise))
        {
            return Refusal.Forbidden("Clause 四(一)", $"Only {declaration.Enterprise} declares products under its standard.");
        }
        var enterprise = ledger.Enterprise(declaration.Enterprise);
        var version = declaration.Versions[^1];
        var product = ProductRules.Recorded(asked, version.Disclosure);
        if (declaration.ProductsInForce.FirstOrDefault(p => p.Product == product) is { } known)
        {
            return Decision.AlreadySo(Ids.Product(Declaration, known.Number));
        }
        if (act.DayRefusal(declaration.LastActOn) is { } day) return day;
        if (declaration.AbolishedOn is { } end)
        {
            return new Refusal("declaration-abolished", "Clause 四(一)", $"{declaration.Number} was abolished on {end:yyyy-MM-dd}.");
        }
        if (enterprise.MergedAwayBy(act.On) is { } merger)
        {
            return new Refusal(
                "enterprise-merged-away",
                "Clause 四(一), Q39",
                $"{declaration.Enterprise} merged into {merger.Heirs[0]} on {merger.On:yyyy-MM-dd}, which may declare the standard anew.");
        }
        if (ProductRules.Refusal(ledger, enterprise, version.Disclosure, [product], _ => "") is { } refusal) return refusal;
        var number = declaration.Products.Count + 1;
        return Decision.Record(
            Ids.Product(Declaration, number),
            ProductRules.Facts(Declaration, declaration.Enterprise, version.Number, number, [product], act.On));
    }
}
