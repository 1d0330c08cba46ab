using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Projections.Views;

namespace Leader.Api.Titles;

/// <summary>Titles of other schemes, as of provinces. Q44.</summary>
internal static class OtherTitleEndpoints
{
    public static void MapOtherTitles(this IEndpointRouteBuilder app)
    {
        Role[] recorders = [Role.LocalAuthority, Role.Registrar, Role.Regulator];
        app.MapCommand<RecordOtherTitle>(
            "/v1/other-titles",
            (c, _) => c with { OtherTitle = NewIds.Of("other-title") },
            id => $"/v1/other-titles/{id}",
            recorders);
        app.MapList("/v1/other-titles", LeaderViews.OtherTitles);
        app.MapDocument("/v1/other-titles/{id}", LeaderViews.OtherTitles, "other-title");
        app.MapCommand<EndOtherTitle>("/v1/other-titles/{id}/end", (c, h) => c with { OtherTitle = h.Id() }, roles: recorders);
    }
}
