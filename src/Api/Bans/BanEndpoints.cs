using Leader.Api.Enterprises;
using Leader.Api.Http;
using Leader.Projections.Views;

namespace Leader.Api.Bans;

internal static class BanEndpoints
{
    public static void MapBans(this IEndpointRouteBuilder app)
    {
        app.MapList("/v1/bans", LeaderViews.Bans, ViewRoutes.Common);
        app.MapList("/v1/bans/{creditCode}", LeaderViews.Bans, h => new Filter(Enterprise: Codes.Normalise(h.Route("creditCode"))));
    }
}
