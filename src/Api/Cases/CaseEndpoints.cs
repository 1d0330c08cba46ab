using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Cases;
using Leader.Projections.Views;

namespace Leader.Api.Cases;

internal static class CaseEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder app)
    {
        app.MapCommand<ReceiveFinding>("/v1/findings", (c, _) => c with { Finding = NewIds.Of("finding") }, id => $"/v1/findings/{id}", Role.Supervisor);
        app.MapCommand<CloseFinding>("/v1/findings/{id}/closing", (c, h) => c with { Finding = h.Id() }, roles: Role.Supervisor);
        app.MapCommand<StateFacts>("/v1/cases/{id}/facts", (c, h) => c with { Case = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<FileDefence>("/v1/cases/{id}/defence", (c, h) => c with { Case = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<FileEvidence>("/v1/cases/{id}/evidence", (c, h) => c with { Case = h.Id() }, roles: [Role.EvaluationBody, Role.Enterprise, Role.TestingBody]);
        app.MapCommand<DecideCase>("/v1/cases/{id}/decision", (c, h) => c with { Case = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ReassignCase>("/v1/cases/{id}/reassignment", (c, h) => c with { Case = h.Id() }, roles: Role.WorkingBody);
        app.MapList("/v1/cases", LeaderViews.Cases);
        app.MapDocument("/v1/cases/{id}", LeaderViews.Cases, "case");
        app.MapList("/v1/findings", LeaderViews.Findings);
        app.MapDocument("/v1/findings/{id}", LeaderViews.Findings, "finding");
        app.MapList("/v1/reports", LeaderViews.Reports);
        app.MapDocument("/v1/reports/{id}", LeaderViews.Reports, "report");
    }
}
