using Leader.Api.Http;
using Leader.Projections.Views;

namespace Leader.Api.Bans;

internal static class BanEndpoints
{
    public static void MapBans(this IEndpointRouteBuilder app)
    {
        app.MapList("/v1/bans", LeaderViews.Bans, ViewRoutes.Common);
        app.MapGet("/v1/bans/{creditCode}", (HttpContext context, ViewReader views, string creditCode) =>
            ViewRoutes.ListAsync(context, views, LeaderViews.Bans, new Filter(Enterprise: Enterprises.Codes.Normalise(creditCode)))).Produces<IReadOnlyList<BanDoc>>();
    }
}
