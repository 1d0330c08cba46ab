using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Declarations;

/// <summary>
/// The standard covers the product no longer, from this day on: it is made no more, or by another standard. Its barcode and model are free
/// again. Refuses: product-withdrawn.
/// </summary>
/// <remarks>Clause 四(一), R29, R81.</remarks>
public sealed record WithdrawProduct(string Reason, string Product = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Product, "product", 200).Text(Reason, "reason").Refusal is { } malformed) return malformed;
        if (Ids.ParseProduct(Product) is not var (id, number)) return Refusal.NotFound("product", Product);

        var declaration = ledger.Declaration(id);
        var product = declaration.Products.Find(p => p.Number == number);
        if (product is null) return Refusal.NotFound("product", Product);
        if (!act.By.IsFor(declaration.Enterprise))
        {
            return Refusal.Forbidden("Clause 四(一)", $"Only {declaration.Enterprise} withdraws its products.");
        }
        if (product.WithdrawnOn is { } gone)
        {
            return gone == act.On ? Decision.AlreadySo(Product)
                : new Refusal(
                    "product-withdrawn", "Clause 四(一), R29", $"'{product.Product}' was withdrawn on {gone:yyyy-MM-dd} already.");
        }
        if (act.DayRefusal(declaration.LastActOn) is { } day) return day;
        return Decision.Record(Product, new ProductWithdrawn(id, number, Reason, null, act.On));
    }
}
