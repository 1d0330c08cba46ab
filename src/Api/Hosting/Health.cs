using Leader.Projections.Log;
using Prometheus;

namespace Leader.Api.Hosting;

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription().WithMetadata(new ForOperators());
        app.MapMetrics().ExcludeFromDescription().WithMetadata(new ForOperators(Alone: true));
        app.MapGet(
            "/health/ready",
            async (
                ViewProgress progress,
                Projections.Views.Engine.ViewCheck check,
                IConfiguration configuration,
                Management management,
                NodeWatch node,
                Desk.LogGuard guard,
                HttpContext context) =>
            {
                var state = await progress.LookAsync(context.RequestAborted);
                var longest = Math.Max(state.Behind.TotalSeconds, node.StandbyBehind ?? 0);
                var status = !progress.HasCaughtUp
                    ? "starting"
                    : longest > configuration.GetValue("Views:BehindSeconds", 60.0) ? "behind"
                    : "ready";
                if (status != "ready") context.Response.Headers.RetryAfter = "5";
                var behind = Math.Round(state.Behind.TotalSeconds, 1);
                return Results.Json(
                    management.Has(context)
                        ? new
                        {
                            status,
                            state.Newest,
                            state.Views,
                            behindSeconds = behind,
                            clockOffSeconds = node.ClockOff,
                            standbyBehindSeconds = node.StandbyBehind,
                            notRecording = guard.Why is { } why ? new { why.Code, why.Reason } : null,
                            check = check.State,
                        }
                        : (object)new { status },
                    LeaderJson.Http,
                    statusCode: status == "ready" ? 200 : 503);
            }).ExcludeFromDescription().WithMetadata(new ForOperators());
    }
}
