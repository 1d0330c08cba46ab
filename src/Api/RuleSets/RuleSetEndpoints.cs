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
    }
}
