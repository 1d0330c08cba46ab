using Leader.Api.Http;

namespace Leader.Api.Supervision;

/// <summary>What supervision comes to: read from what is recorded, and recorded nowhere else. 五(二), R67, R68, R87–R90, R98, R114.</summary>
internal static class SupervisionEndpoints
{
    public static void MapSupervision(this IEndpointRouteBuilder app)
    {
        app.MapView("/v1/supervision", new(SupervisionDoc.AnswerAsync, Costly: true), SupervisionDoc.Reads)
            .Produces<SupervisionDoc>().AsTable(_ => Columns, "matters");
        app.MapView("/v1/categories/{id}/feedback", new(CategoryFeedbackDoc.AnswerAsync, Costly: true), Parameters.CategoryInPath)
            .Produces<CategoryFeedbackDoc>().ProducesProblem(404).AlsoRefuses("unknown-category");
        app.MapView("/v1/findings/{id}/consequences", new(FindingConsequencesDoc.AnswerAsync))
            .Produces<FindingConsequencesDoc>().ProducesProblem(404).AlsoRefuses("unknown-finding");
        app.MapView("/v1/enterprises/{creditCode}/commitments", new(Commitments.ListAsync), Commitments.Reads)
            .Produces<CommitmentsDoc>().ProducesProblem(404).AlsoRefuses("unknown-enterprise");
        app.MapView("/v1/enterprises/{creditCode}/commitments/{id}", new(Commitments.GetAsync), Parameters.EnterpriseInPath)
            .Produces<CommitmentAnswer>().ProducesProblem(404).AlsoRefuses("unknown-enterprise", "unknown-commitment");
    }

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(SupervisionMatter));
}
