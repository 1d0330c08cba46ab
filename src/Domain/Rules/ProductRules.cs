using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>
/// Products under a declaration. A barcode is of one product in the world (GS1), and a model of a brand is one enterprise's: who comes
/// second is refused, with the place where the first stands, as long as the first is in force. Whether the first was right is for a
/// complaint to find out, not for the register. The same model name of another brand is another product.
/// </summary>
/// <remarks>Clause 四(一), R29, R81. An heir takes over what its predecessor claimed (Q39).</remarks>
public static class ProductRules
{
    /// <summary>Products that one request declares, at most.</summary>
    public const int MostAtOnce = 500;

    /// <param name="at">The field of the request that holds the product, with a dot behind; empty where the request is the product.</param>
    public static void Check(Check check, ProductModel product, string at)
    {
        check.Text(product.Brand, at + "brand", 100).Text(product.Model, at + "model", 100)
            .That(Named(product.Brand), at + "brand", "needs a letter or a digit.")
            .That(Named(product.Model), at + "model", "needs a letter or a digit.")
            .That(product.Specification is null || product.Specification.Trim().Length > 0, at + "specification", "is blank.")
            .OptionalText(product.Specification, at + "specification", 200);
        if (product.Gtin is { } typed && Gtin.Read(typed) is { Fault: { } fault }) check.That(false, at + "gtin", $"'{typed}' {fault}");
        if (product.Category is { } category) check.Slug(category, at + "category");

        static bool Named(string? text) => string.IsNullOrWhiteSpace(text) || Typed.Letters(text).Length > 0;
    }

    /// <summary>As it is recorded: without blanks around it, the barcode in its one form, the category named where there is one.</summary>
    public static ProductModel Recorded(ProductModel product, Disclosure disclosure) => new(
        product.Brand.Trim(),
        product.Model.Trim(),
        product.Specification?.Trim(),
        product.Gtin is { } typed ? Gtin.Read(typed).Digits : null,
        product.Category ?? (disclosure.Categories is [var only] ? only : null));

    /// <summary>It is of one of the standard's categories, where that has any.</summary>
    public static bool MayStandUnder(ProductModel product, Disclosure disclosure) =>
        product.Category is { } category ? disclosure.Categories.Contains(category) : disclosure.Categories.Count <= 1;

    /// <summary>Why they cannot be declared. Refuses: malformed, product-category-unclear, barcode-taken, model-taken.</summary>
    /// <param name="products">As recorded.</param>
    /// <param name="at">The field of each, with a dot behind.</param>
    public static Refusal? Refusal(
        ILedger ledger,
        Enterprise enterprise,
        Disclosure disclosure,
        IReadOnlyList<ProductModel> products,
        Func<int, string> at)
    {
        var claims = products.Select(p => (
            Product: p,
            Barcode: p.Gtin is { } gtin ? ledger.ProductClaims(ProductClaims.OfBarcode(gtin)) : null,
            Model: ledger.ProductClaims(ProductClaims.OfModel(p)))).ToList();
        var declarations = claims.SelectMany(c => c.Model.All.Concat(c.Barcode?.All ?? [])).Select(c => c.Declaration).Distinct()
            .ToDictionary(d => d, ledger.Declaration, StringComparer.Ordinal);
        foreach (var (i, (product, barcode, model)) in claims.Index())
        {
            if (!MayStandUnder(product, disclosure))
            {
                return new("product-category-unclear", "Clause 四(一), R29",
                    $"'{product}' has to be of one of the categories of the standard: {string.Join(", ", disclosure.Categories)}. "
                        + $"Name it in '{at(i)}category'.");
            }
            if (products.Take(i).FirstOrDefault(p =>
                p.Gtin is not null && p.Gtin == product.Gtin && !p.IsSameModelAs(product)) is { } twice)
            {
                return Domain.Refusal.Malformed(at(i) + "gtin", $"is that of '{twice}', too; each product has a barcode of its own.");
            }
            if (Taken(barcode, p => p.Gtin == product.Gtin, own: p => !p.IsSameModelAs(product)) is var (by, standing))
            {
                return new("barcode-taken", "Clause 四(一), R29",
                    $"The barcode {product.Gtin} is that of '{standing.Product}', which {by.Enterprise} declared on "
                        + $"{standing.From:yyyy-MM-dd} under {by.Id}, and stands while that is in force. Where it is yours, file a "
                        + "complaint about that declaration.");
            }
            if (Taken(model, p => p.IsSameModelAs(product), own: _ => false) is var (other, same))
            {
                return new("model-taken", "Clause 四(一), R29",
                    $"'{product.Brand} {product.Model}' is declared by {other.Enterprise} since {same.From:yyyy-MM-dd} under {other.Id}, "
                        + "and stands while that is in force. Where it is yours, file a complaint about that declaration.");
            }
        }
        return null;

        (Declaration By, DeclaredProduct Standing)? Taken(ProductClaims? all, Func<ProductModel, bool> same, Func<ProductModel, bool> own)
        {
            foreach (var by in (all?.All ?? []).Select(c => declarations[c.Declaration]).DistinctBy(d => d.Id))
            {
                var ours = by.Enterprise == enterprise.Code || enterprise.Predecessors.Contains(by.Enterprise);
                if (by.ProductsInForce.FirstOrDefault(p => same(p.Product) && (!ours || own(p.Product))) is { } standing)
                {
                    return (by, standing);
                }
            }
            return null;
        }
    }

    /// <param name="first">The number of the first of them.</param>
    /// <param name="products">As recorded.</param>
    public static IEnumerable<Fact> Facts(
        string declaration,
        string enterprise,
        int version,
        int first,
        IReadOnlyList<ProductModel> products,
        DateOnly on)
    {
        foreach (var (i, product) in products.Index())
        {
            yield return new ProductDeclared(declaration, first + i, enterprise, version, product, on);
        }
        foreach (var key in products.SelectMany(KeysOf).Distinct(StringComparer.Ordinal))
        {
            yield return new ProductClaimed(key, declaration, enterprise, on);
        }
    }

    private static IEnumerable<string> KeysOf(ProductModel product) =>
        product.Gtin is { } gtin ? [ProductClaims.OfBarcode(gtin), ProductClaims.OfModel(product)] : [ProductClaims.OfModel(product)];
}
