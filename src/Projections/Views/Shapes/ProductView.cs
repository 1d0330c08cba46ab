using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>A product that a declared standard covers, or covered.</summary>
public record ProductDoc
{
    public required string Product { get; init; }

    /// <summary><c>inForce</c> or <c>withdrawn</c>.</summary>
    public required string Status { get; init; }
    public required string Enterprise { get; init; }
    public required string Brand { get; init; }
    public required string Model { get; init; }
    public string? Specification { get; init; }

    /// <summary>The number under its barcode, without zeros that only fill up.</summary>
    public string? Gtin { get; init; }
    public string? Category { get; init; }
    public required string Declaration { get; init; }

    /// <summary>Of the standard.</summary>
    public required string Number { get; init; }

    /// <summary>The version of the declaration under which it was declared.</summary>
    public required int Version { get; init; }

    /// <summary>First day, inclusive.</summary>
    public required DateOnly From { get; init; }

    /// <summary>First day without it.</summary>
    public DateOnly? WithdrawnOn { get; init; }
    public string? WithdrawalReason { get; init; }

    /// <summary>The declaration that covers it instead.</summary>
    public string? Successor { get; init; }

    /// <summary>As the rules know it; null where it is covered no longer.</summary>
    public CoveredProduct? Covered() => WithdrawnOn is not null ? null
        : new(Product, Declaration, Version, new(Brand, Model, Specification, Gtin, Category), Category, From);
}

/// <summary>Products under declared standards, keyed by declaration and number. R29, R81.</summary>
public sealed class ProductView : View<ProductDoc>
{
    public override string Name => "products";
    public override IReadOnlyList<string> Filters => ["enterprise", "category"];
    public override IReadOnlyList<string> Statuses => ["inForce", "withdrawn"];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Member("gtin", "The number under a barcode, with 8, 12, 13 or 14 digits.", FieldKind.Barcode),
        Field.Member("model", "A model, whatever marks are in it.", FieldKind.Letters),
        Field.Member("brand", "A brand, whatever marks are in it.", FieldKind.Letters),
        Field.Member("declaration", "Declarations that products are under.", FieldKind.Key) with { Of = "declarations" },
        Field.Member("from", "Its first day.", FieldKind.Day),
        Field.Member("withdrawnOn", "The first day without it.", FieldKind.Day),
        Field.Member("number", "Numbers of the standards that cover it.", FieldKind.StandardNumber),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        ProductDeclared e => [Ids.Product(e.Declaration, e.Number)],
        ProductWithdrawn e => [Ids.Product(e.Declaration, e.Number)],
        _ => [],
    };

    protected internal override Timeline<ProductDoc> Apply(string key, Timeline<ProductDoc> t, Recorded fact) => fact.Fact switch
    {
        ProductDeclared e => t.From(e.On, new ProductDoc
        {
            Product = key,
            Status = "inForce",
            Enterprise = e.Enterprise,
            Brand = e.Product.Brand,
            Model = e.Product.Model,
            Specification = e.Product.Specification,
            Gtin = e.Product.Gtin,
            Category = e.Product.Category,
            Declaration = e.Declaration,
            Number = StandardNumber.OfDeclaration(e.Declaration)?.Normalised ?? "",
            Version = e.Version,
            From = e.On,
        }),
        ProductWithdrawn e => t.Change(e.On, d => d with
        {
            Status = "withdrawn",
            WithdrawnOn = e.On,
            WithdrawalReason = e.Reason,
            Successor = e.Successor,
        }),
        _ => t,
    };

    protected internal override RowTags Tags(ProductDoc doc) => new(
        Enterprise: doc.Enterprise,
        Category: doc.Category,
        Status: doc.Status,
        Sort: $"{Typed.Letters(doc.Brand)} {Typed.Letters(doc.Model)} {doc.Gtin}");
}
