using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.EvaluationPlans;
using Leader.Projections.Views;

namespace Leader.Api.Plans;

internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        app.MapCommand<OpenPlanCall>("/v1/categories/{id}/calls", (c, h) => c with { Category = h.Id() }, id => $"/v1/calls/{id}", Role.WorkingBody);
        app.MapCommand<SubmitPlan>("/v1/calls/{id}/plans", (c, h) => c with { Call = h.Id() }, id => $"/v1/plans/{id}", Role.EvaluationBody);
        app.MapCommand<FormExpertPanel>("/v1/calls/{id}/panel", (c, h) => c with { Call = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<LapseCategory>("/v1/calls/{id}/lapse", (c, h) => c with { Call = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<WithdrawPlan>("/v1/plans/{id}/withdrawal", (c, h) => c with { Plan = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ReviewPlan>("/v1/plans/{id}/reviews", (c, h) => c with { Plan = h.Id() }, roles: Role.Expert);
        app.MapCommand<SelectPlan>("/v1/plans/{id}/selection", (c, h) => c with { Plan = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<MakePlanOfficial>("/v1/plans/{id}/adoption", (c, h) => c with { Plan = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<WithdrawSelection>("/v1/plans/{id}/selection-withdrawal", (c, h) => c with { Plan = h.Id() }, roles: Role.WorkingBody);
        app.MapList("/v1/calls", LeaderViews.Plans, ViewRoutes.Common, c => c.ForThePublic());
        app.MapDocument("/v1/calls/{id}", LeaderViews.Plans, "call", publicly: c => c.ForThePublic());
        app.MapGet("/v1/plans/{id}", async (HttpContext context, ViewReader views, string id) =>
        {
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            var call = await views.GetAsync(LeaderViews.Plans, Ids.CallOfPlan(id), clocks, context.RequestAborted);
            return call?.ForThePublic().Plans.FirstOrDefault(p => p.Plan == id) is { } plan ? ViewAnswers.One(context, clocks, plan) : ViewRoutes.Unknown("plan", id);
        }).Produces<PlanDoc>().ProducesProblem(404);
    }
}
