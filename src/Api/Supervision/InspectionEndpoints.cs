using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Views;

namespace Leader.Api.Supervision;

/// <summary>Inspections of bodies, of enterprises and of the programme in a region. 结, R111.</summary>
internal static class InspectionEndpoints
{
    private static readonly Role[] Inspectors = [Role.Department, Role.LocalAuthority, Role.Regulator];

    public static void MapInspections(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RecordInspection>(
            "/v1/inspections",
            (c, _) => c with { Inspection = NewIds.Of("inspection") },
            id => $"/v1/inspections/{id}",
            Inspectors);
        app.MapCommand<FollowUpInspection>(
            "/v1/inspections/{id}/follow-up",
            (c, h) => c with { Inspection = h.Id() },
            roles: Inspectors);
        app.MapList("/v1/inspections", LeaderViews.Inspections);
        app.MapDocument("/v1/inspections/{id}", LeaderViews.Inspections, "inspection");
    }
}
