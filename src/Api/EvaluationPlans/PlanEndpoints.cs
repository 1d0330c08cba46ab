using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.EvaluationPlans;

internal static class PlanEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        app.MapCommand<OpenPlanCall>(
            "/v1/categories/{id}/calls",
            (c, h) => c with { Category = h.Id() },
            id => $"/v1/calls/{id}",
            Role.WorkingBody);
        app.MapCommand<SubmitPlan>(
            "/v1/calls/{id}/plans",
            (c, h) => c with { Call = h.Id() },
            id => $"/v1/plans/{id}",
            Role.EvaluationBody);
        app.MapCommand<PanelRequest, FormExpertPanel>("/v1/calls/{id}/panel", Panels.WithoutNamesAsync, roles: Role.WorkingBody);
        app.MapCommand<LapseCategory>("/v1/calls/{id}/lapse", (c, h) => c with { Call = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<WithdrawPlan>("/v1/plans/{id}/withdrawal", (c, h) => c with { Plan = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ReviewPlan>("/v1/plans/{id}/reviews", (c, h) => c with { Plan = h.Id() }, roles: Role.Expert);
        app.MapCommand<SelectPlan>("/v1/plans/{id}/selection", (c, h) => c with { Plan = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<MakePlanOfficial>("/v1/plans/{id}/adoption", (c, h) => c with { Plan = h.Id() }, roles: Role.WorkingBody);
        app.MapCommand<WithdrawSelection>(
            "/v1/plans/{id}/selection-withdrawal",
            (c, h) => c with { Plan = h.Id() },
            roles: Role.WorkingBody);
        app.MapView("/v1/calls", new(Panels.ListAsync), Parameters.List(LeaderViews.Plans)).ProducesList<CallDoc>();
        app.MapView("/v1/calls/{id}", new(Panels.GetAsync)).Produces<CallDoc>().ProducesProblem(404).AlsoRefuses("unknown-call");
        app.MapView("/v1/plans/{id}", new(async asked =>
        {
            var call = await asked.GetAsync(LeaderViews.Plans, Ids.CallOfPlan(asked.Id));
            return call?.Plans.FirstOrDefault(p => p.Plan == asked.Id) is { } plan
                ? await asked.ShownAsync(plan, reader => Task.FromResult(call.For(reader).Plans.First(p => p.Plan == asked.Id)))
                : ViewRoutes.Unknown("plan", asked.Id);
        })).Produces<PlanDoc>().ProducesProblem(404).AlsoRefuses("unknown-plan");
    }
}
