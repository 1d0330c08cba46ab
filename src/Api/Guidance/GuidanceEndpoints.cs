using Leader.Api.Http;

namespace Leader.Api.Guidance;

/// <summary>What consumers and enterprises may learn from results, beside what the programme decides. 五(三), R10, R12, R101, R102.</summary>
internal static class GuidanceEndpoints
{
    public static void MapGuidance(this IEndpointRouteBuilder app)
    {
        app.MapView("/v1/categories/{id}/guide", new(GuideDoc.AnswerAsync, Costly: true), Parameters.CategoryInPath)
            .Produces<GuideDoc>().ProducesProblem(404).AlsoRefuses("unknown-ranking");
        app.MapView("/v1/categories/{id}/gap", new(GapDoc.AnswerAsync), GapDoc.Reads)
            .Produces<GapDoc>().ProducesProblem(404).AlsoRefuses("unknown-ranking");
        app.MapView("/v1/indicators", new(IndicatorsDoc.AnswerAsync, Costly: true), IndicatorsDoc.Reads)
            .Produces<IndicatorsDoc>().AsTable(_ => IndicatorsDoc.Columns);
        app.MapView("/v1/comparison", new(UnofficialComparison.AnswerAsync), UnofficialComparison.Reads)
            .Produces<UnofficialComparison>().ProducesProblem(404).AlsoRefuses("unknown-declaration");
    }
}
