using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Evaluations;
using Leader.Domain.LeaderLists;
using Leader.Projections.Views;

namespace Leader.Api.Evaluations;

internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        app.MapCommand<OpenEvaluation>("/v1/evaluations", location: id => $"/v1/evaluations/{id}", roles: Role.EvaluationBody);
        app.MapCommand<RecordValues>("/v1/evaluations/{id}/values", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ExcludeCandidate>("/v1/evaluations/{id}/exclusions", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ReadmitCandidate>("/v1/evaluations/{id}/readmissions", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<OpenRankingNotice>("/v1/evaluations/{id}/ranking-notice", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<PublishRanking>("/v1/evaluations/{id}/ranking-publication", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<DecideLeaderNumber>("/v1/evaluations/{id}/leader-number", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<RefuseListing>("/v1/evaluations/{id}/refusals", (c, h) => c with { Evaluation = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<OpenLeaderNotice>("/v1/evaluations/{id}/leader-notice", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<PublishLeaderList>("/v1/evaluations/{id}/leader-publication", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<WithdrawEvaluation>("/v1/evaluations/{id}/withdrawal", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<AnnulEntry>("/v1/evaluations/{id}/annulments", (c, h) => c with { Evaluation = h.Id() }, roles: [Role.EvaluationBody, Role.Regulator]);

        app.MapList("/v1/evaluations", LeaderViews.Rankings, ViewRoutes.Common);
        app.MapDocument("/v1/evaluations/{id}", LeaderViews.Rankings, "evaluation");
        app.MapGet("/v1/evaluations/{id}/ranking", (HttpContext context, ViewReader views, string id) => RankingAsync(context, views, (_, _) => Task.FromResult<string?>(id), id)).Produces<RankingDoc>().ProducesProblem(404);
        app.MapGet("/v1/categories/{id}/ranking", (HttpContext context, ViewReader views, string id) =>
            RankingAsync(context, views, async (clocks, ct) => (await views.GetAsync(LeaderViews.Categories, id, clocks, ct))?.RankingInForce, id)).Produces<RankingDoc>().ProducesProblem(404);
    }

    /// <summary>A ranking that is published or in notice; there is none before.</summary>
    private static async Task<IResult> RankingAsync(HttpContext context, ViewReader views, Func<Clocks, CancellationToken, Task<string?>> find, string asked)
    {
        var ct = context.RequestAborted;
        var (clocks, problem) = await views.ClocksAsync(context.Request, ct);
        if (clocks is null) return problem!;
        return await find(clocks, ct) is { } id && await views.GetAsync(LeaderViews.Rankings, id, clocks, ct) is { Version: > 0 } ranking
            ? ViewAnswers.One(context, clocks, ranking) : ViewRoutes.Unknown("ranking", asked);
    }
}
