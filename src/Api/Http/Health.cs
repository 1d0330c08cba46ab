using Leader.Projections;
using Npgsql;
using Prometheus;

namespace Leader.Api;

internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription();
        app.MapMetrics().ExcludeFromDescription();
        app.MapGet("/health/ready", async (NpgsqlDataSource database, Projections.Views.ViewCheck check, CancellationToken ct) =>
        {
            await using var command = database.CreateCommand($"""
                select (select coalesce(max(seq_id), 0) from {MartenTables.Events}),
                       (select coalesce(max(last_seq_id), 0) from {MartenTables.Progression} where name = '{Projections.Views.ViewProjection.Name}:All')
                """);
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            var (newest, views) = (reader.GetInt64(0), reader.GetInt64(1));
            return Results.Json(new { status = newest - views < 10_000 ? "ready" : "behind", newest, views, check = check.State }, LeaderJson.Http, statusCode: newest - views < 10_000 ? 200 : 503);
        }).ExcludeFromDescription();
    }
}
