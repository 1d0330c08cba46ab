using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Projections.Views;

namespace Leader.Api.Adoptions;

internal static class AdoptionEndpoints
{
    public static void MapAdoptions(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RecordAdoption>("/v1/adoptions", (c, _) => c with { Adoption = NewIds.Of("adoption") }, roles: Role.ResultUser);
        app.MapCommand<EndAdoption>("/v1/adoptions/{id}/end", (c, h) => c with { Adoption = h.Id() }, roles: Role.ResultUser);
        app.MapCommand<RegisterPolicy>(
            "/v1/policies",
            (c, _) => c with { Policy = NewIds.Of("policy") },
            id => $"/v1/policies/{id}",
            [Role.LocalAuthority, Role.Department]);
        app.MapList("/v1/policies", LeaderViews.Policies);
        app.MapDocument("/v1/policies/{id}", LeaderViews.Policies, "policy");
    }
}
