using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Api.Enterprises;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Products;

/// <summary>A product, and whether benefits may be claimed for it on the day. R81.</summary>
public sealed record ProductAnswer : ProductDoc
{
    [JsonConstructor]
    public ProductAnswer() { }

    [SetsRequiredMembers]
    public ProductAnswer(ProductDoc of) : base(of) { }

    /// <summary>The title held that day that covers it; null where none does.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// It was declared after the title was awarded: the title covers it all the same, as it is for the standard (R1, R81).
    /// </summary>
    public bool AddedAfterAward { get; init; }

    /// <summary>Null where the register does not know the enterprise on the day.</summary>
    public bool? MayClaimBenefits { get; init; }
    public BenefitsObstacle? Obstacle { get; init; }
    public string Explanation { get; init; } = "";
}

/// <summary>Products by barcode, brand and model: who declared them under which standard, and whether a title covers them.</summary>
internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        app.MapCommand<DeclareProduct>(
            "/v1/declarations/{id}/products",
            (c, h) => c with { Declaration = h.Id() },
            id => $"/v1/products/{Uri.EscapeDataString(id)}",
            Role.Enterprise);
        app.MapCommand<WithdrawProduct>(
            "/v1/products/{id}/withdrawal",
            (c, h) => c with { Product = h.Id() },
            roles: Role.Enterprise);
        app.MapView("/v1/products", new(async asked =>
            await ViewRoutes.PageAsync(asked, LeaderViews.Products, ViewRoutes.Common(asked.Context)) is var answer
                && answer.Page is { } page ? new(Page: page with { Items = await ToldAsync(asked, page.Items) }) : answer),
            Parameters.List(LeaderViews.Products)).ProducesList<ProductAnswer>();
        app.MapView("/v1/products/{id}", new(async asked =>
            await asked.BytesAsync(LeaderViews.Products, asked.Id) is { } found
                ? new((await ToldAsync(asked, [found]))[0]) : ViewRoutes.Unknown("product", asked.Id)))
            .Produces<ProductAnswer>().ProducesProblem(404).WithMetadata(new Refuses("unknown-product"));
    }

    private static async Task<IReadOnlyList<byte[]>> ToldAsync(Asked asked, IReadOnlyList<byte[]> found)
    {
        if (found.Count == 0) return found;
        ProductDoc[] products = [.. found.Select(p => JsonSerializer.Deserialize<ProductDoc>(p, LeaderJson.Http)!)];
        var files = (await asked.AllAsync(
            LeaderViews.Enterprises, new Filter(Enterprise: [.. products.Select(p => p.Enterprise).Distinct(StringComparer.Ordinal)])))
            .ToDictionary(f => f.CreditCode, StringComparer.Ordinal);
        asked.MayChangeOn(files.Values.SelectMany(Standings.DaysOf));
        return [.. products.Select(p =>
            JsonSerializer.SerializeToUtf8Bytes(Told(p, files.GetValueOrDefault(p.Enterprise), asked.Clocks.AsOf), LeaderJson.Http))];
    }

    private static ProductAnswer Told(ProductDoc product, EnterpriseDoc? file, DateOnly day)
    {
        var question = new StandingQuestion(product.Enterprise, Brand: product.Brand, Model: product.Model, Gtin: product.Gtin);
        var standing = Standings.Answer(question, file, day, new(product.WithdrawnOn is null ? [product] : []));
        var model = standing.Models?.SingleOrDefault();
        return new(product)
        {
            Title = model?.Title,
            AddedAfterAward = model?.AddedAfterAward == true,
            MayClaimBenefits = standing.MayClaimBenefits,
            Obstacle = standing.Obstacle,
            Explanation = product.WithdrawnOn is { } gone
                ? $"Withdrawn on {gone:yyyy-MM-dd}: its standard covers it no longer. {standing.Explanation}" : standing.Explanation,
        };
    }
}
