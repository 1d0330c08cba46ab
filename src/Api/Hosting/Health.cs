using Leader.Projections.Log;
using Prometheus;

namespace Leader.Api.Hosting;

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription();
        app.MapMetrics().ExcludeFromDescription();
        app.MapGet(
            "/health/ready",
            async (ViewProgress progress, Projections.Views.Engine.ViewCheck check, IConfiguration configuration, HttpContext context) =>
            {
                var state = await progress.LookAsync(context.RequestAborted);
                var status = !progress.HasCaughtUp
                    ? "starting"
                    : state.Behind.TotalSeconds > configuration.GetValue("Views:BehindSeconds", 60.0) ? "behind"
                    : "ready";
                if (status != "ready") context.Response.Headers.RetryAfter = "5";
                return Results.Json(new
                {
                    status,
                    state.Newest,
                    state.Views,
                    behindSeconds = Math.Round(
                    state.Behind.TotalSeconds,
                    1),
                    check = check.State
                }, LeaderJson.Http, statusCode: status == "ready" ? 200 : 503);
            }).ExcludeFromDescription();
    }
}
