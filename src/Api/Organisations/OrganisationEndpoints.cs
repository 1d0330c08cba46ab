using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Views;

namespace Leader.Api.Organisations;

internal static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RegisterOrganisation>(
            "/v1/organisations",
            location: id => $"/v1/organisations/{id}",
            roles: [Role.Regulator, Role.WorkingBody]);
        app.MapCommand<DesignateWorkingBody>(
            "/v1/organisations/{id}/designation",
            (c, h) => c with { Organisation = h.Id() },
            roles: Role.Regulator);
        app.MapCommand<DeclareRelation>(
            "/v1/organisations/{id}/relations",
            (c, h) => c with { Child = h.Id() },
            roles: [Role.Regulator, Role.WorkingBody, Role.EvaluationBody]);
        app.MapCommand<EndRelation>(
            "/v1/relations/{id}/end",
            (c, h) => c with { Relation = h.Id() },
            roles: [Role.Regulator, Role.WorkingBody, Role.EvaluationBody]);
        app.MapCommand<DeclareConflict>(
            "/v1/organisations/{id}/conflicts",
            (c, h) => c with { Organisation = h.Id() },
            roles: [Role.Regulator, Role.WorkingBody, Role.EvaluationBody]);
        app.MapCommand<RecordFee>(
            "/v1/organisations/{id}/fees",
            (c, h) => c with { Organisation = h.Id() },
            roles: [Role.Regulator, Role.WorkingBody]);
        app.MapCommand<DisqualifyBody>(
            "/v1/organisations/{id}/disqualification",
            (c, h) => c with { Organisation = h.Id() },
            roles: Role.Regulator);
        app.MapList("/v1/organisations", LeaderViews.Organisations);
        app.MapDocument("/v1/organisations/{id}", LeaderViews.Organisations, "organisation");
    }
}
