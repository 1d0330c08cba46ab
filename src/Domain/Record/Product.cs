using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>A product or service as a buyer asks for it. R29, R81.</summary>
/// <param name="Brand">As on the product.</param>
/// <param name="Model">The maker's designation: <c>KJ800F-A1</c>; of a service its name.</param>
/// <param name="Specification">What tells variants of a model apart, where there are several: a size, a voltage, a colour.</param>
/// <param name="Gtin">The number under its barcode, as <see cref="Values.Gtin"/> has it.</param>
/// <param name="Category">Which of the standard's categories (品种) it is of; null where the standard has just one, or none.</param>
public sealed record ProductModel(
    string Brand,
    string Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Specification = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Gtin = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Category = null)
{
    /// <summary>Brand, model and specification, as people say them.</summary>
    public override string ToString() => string.Join(' ', new[] { Brand, Model, Specification }.Where(t => t is not null));

    /// <summary>Of a brand, whatever the spelling of both.</summary>
    public bool IsSameModelAs(ProductModel other) =>
        Typed.Letters(Brand) == Typed.Letters(other.Brand) && Typed.Letters(Model) == Typed.Letters(other.Model);
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>The declared standard covers this product from this day on. R29, R81.</summary>
/// <param name="Number">Within the declaration, from 1.</param>
/// <param name="Version">The version of the declaration under which it was declared.</param>
public sealed record ProductDeclared(string Declaration, int Number, string Enterprise, int Version, ProductModel Product, DateOnly On)
    : DeclarationFact(Declaration, On);

/// <summary>From this day on it is covered no longer.</summary>
/// <param name="Successor">The declaration that covers it instead, from the same day on.</param>
public sealed record ProductWithdrawn(string Declaration, int Number, string Reason, string? Successor, DateOnly On)
    : DeclarationFact(Declaration, On);

/// <summary>
/// An enterprise calls a product its own: by its barcode, and by its brand and model. In force while the declaration has such a product.
/// </summary>
public sealed record ProductClaimed(string Key, string Declaration, string Enterprise, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Product(Key);
}

/// <summary>A product under a declaration.</summary>
/// <param name="From">First day, inclusive.</param>
/// <param name="WithdrawnOn">First day without it; null while it is covered.</param>
public sealed record DeclaredProduct(int Number, int Version, ProductModel Product, DateOnly From, DateOnly? WithdrawnOn);

/// <summary>Stream: one per barcode, and one per brand and model: who ever claimed it.</summary>
public sealed record ProductClaims : IState<ProductClaims>
{
    public static ProductClaims Initial { get; } = new();

    public ImmutableList<ProductClaimed> All { get; private init; } = [];

    public static string OfBarcode(string gtin) => $"gtin/{gtin.PadLeft(14, '0')}";
    public static string OfModel(ProductModel product) => $"model/{Typed.Letters(product.Brand)}/{Typed.Letters(product.Model)}";

    public static ProductClaims Evolve(ProductClaims s, Fact fact) => fact switch
    {
        ProductClaimed e => s with { All = s.All.Add(e) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

public static class ProductLedger
{
    public static ProductClaims ProductClaims(this ILedger ledger, string key) => ledger.Read<ProductClaims>(Streams.Product(key));
}
