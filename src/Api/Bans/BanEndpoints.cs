using Leader.Api.Http;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Bans;

internal static class BanEndpoints
{
    public static void MapBans(this IEndpointRouteBuilder app)
    {
        app.MapList("/v1/bans", LeaderViews.Bans);
        app.MapView(
            "/v1/bans/{creditCode}",
            ViewRoutes.ListOf(LeaderViews.Bans, h => ViewRoutes.Common(h) with { Enterprise = [h.Route("creditCode")] }),
            [Parameters.EnterpriseInPath, .. Parameters.List(LeaderViews.Bans, but: "enterprise")])
            .ProducesList<BanDoc>().ProducesProblem(404);
    }
}
