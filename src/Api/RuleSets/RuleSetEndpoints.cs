using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Projections.Views;

namespace Leader.Api.RuleSets;

internal static class RuleSetEndpoints
{
    public static void MapRuleSets(this IEndpointRouteBuilder app)
    {
        app.MapCommand<AdoptRuleSet>("/v1/rule-sets", location: id => $"/v1/rule-sets/{id}", roles: Role.Regulator);
        app.MapCommand<AnnounceCalendar>("/v1/calendars", roles: Role.Regulator);
        app.MapList("/v1/rule-sets", LeaderViews.RuleSets);
        app.MapDocument("/v1/rule-sets/{id}", LeaderViews.RuleSets, "rule-set");

        Role[] issuers = [Role.Regulator, Role.Department, Role.LocalAuthority];
        app.MapCommand<IssueImplementingScheme>(
            "/v1/implementing-schemes",
            (c, _) => c with { ImplementingScheme = NewIds.Of("implementing-scheme") },
            id => $"/v1/implementing-schemes/{id}",
            issuers);
        app.MapList("/v1/implementing-schemes", LeaderViews.ImplementingSchemes);
        app.MapDocument("/v1/implementing-schemes/{id}", LeaderViews.ImplementingSchemes, "implementing-scheme");
        app.MapCommand<AmendImplementingScheme>(
            "/v1/implementing-schemes/{id}/amendment",
            (c, h) => c with { ImplementingScheme = h.Id() },
            roles: issuers);
        app.MapCommand<ReportMilestone>(
            "/v1/implementing-schemes/{id}/milestone",
            (c, h) => c with { ImplementingScheme = h.Id() },
            roles:
            [
                .. issuers, Role.WorkingBody, Role.EvaluationBody, Role.ProfessionalBody, Role.Supervisor, Role.ResultUser,
                Role.TestingBody, Role.Registrar,
            ]);
        app.MapCommand<EndImplementingScheme>(
            "/v1/implementing-schemes/{id}/end",
            (c, h) => c with { ImplementingScheme = h.Id() },
            roles: issuers);
    }
}
