using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Evaluations;

internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        app.MapCommand<OpenEvaluation>("/v1/evaluations", location: id => $"/v1/evaluations/{id}", roles: Role.EvaluationBody);
        app.MapCommand<RecordValues>("/v1/evaluations/{id}/values", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ExcludeCandidate>(
            "/v1/evaluations/{id}/exclusions",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<ReadmitCandidate>(
            "/v1/evaluations/{id}/readmissions",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<OpenRankingNotice>(
            "/v1/evaluations/{id}/ranking-notice",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<PublishRanking>(
            "/v1/evaluations/{id}/ranking-publication",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<DecideLeaderNumber>(
            "/v1/evaluations/{id}/leader-number",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<RefuseListing>("/v1/evaluations/{id}/refusals", (c, h) => c with { Evaluation = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<OpenLeaderNotice>(
            "/v1/evaluations/{id}/leader-notice",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<PublishLeaderList>(
            "/v1/evaluations/{id}/leader-publication",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<ConcludeEntryReview>(
            "/v1/evaluations/{id}/entry-reviews",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<WithdrawEvaluation>(
            "/v1/evaluations/{id}/withdrawal",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<AnnulEntry>(
            "/v1/evaluations/{id}/annulments",
            (c, h) => c with { Evaluation = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);

        app.MapList("/v1/evaluations", LeaderViews.Rankings);
        app.MapDocument("/v1/evaluations/{id}", LeaderViews.Rankings, "evaluation");
        app.MapView("/v1/evaluations/{id}/ranking", new(asked => RankingAsync(asked, asked.Id)), Parameters.RankingOrder)
            .Produces<RankingDoc>().ProducesProblem(404).AlsoRefuses("unknown-ranking")
            .AsTable(RankingTable.Columns, RankingTable.Rows);
        app.MapView(
            "/v1/categories/{id}/ranking",
            new(async asked => await RankingAsync(
                asked,
                await asked.MemberAsync(LeaderViews.Categories, asked.Id, nameof(CategoryDoc.RankingInForce)))),
            Parameters.CategoryInPath,
            Parameters.RankingOrder)
            .Produces<RankingDoc>().ProducesProblem(404).AlsoRefuses("unknown-ranking")
            .AsTable(RankingTable.Columns, RankingTable.Rows);
    }

    /// <summary>A ranking that is published or under public notice; there is none before.</summary>
    private static async Task<ViewAnswer> RankingAsync(Asked asked, string? evaluation) =>
        evaluation is not null
            && await asked.BytesAsync(LeaderViews.Rankings, evaluation) is { } ranking
            && Payload.Member(ranking, nameof(RankingDoc.Version)) is not "0"
            ? RankingTable.Ordered(ranking, asked.Context.Request.Value("sort")) : ViewRoutes.Unknown("ranking", asked.Id);
}
