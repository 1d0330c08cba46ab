using System.Globalization;
using Leader.Api.Http;
using Leader.Domain;
using Npgsql;

namespace Leader.Api.Persons;

/// <param name="Next">The address of older ones; null where there are none.</param>
public sealed record ReadingsDoc(IReadOnlyList<Reading> Items, string? Next);

internal static class ReadingEndpoints
{
    private const int PageSize = 100;

    /// <summary>Who read what is not for everybody, the newest first; for the regulator, whose own reading is one of them.</summary>
    public static void MapReadings(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/readings", AnswerAsync).Produces<ReadingsDoc>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403)
            .Reads(Parameters.Readings).WithMetadata(new Asks(null, [Role.Regulator]), new Untagged());

    private static async Task<IResult> AnswerAsync(HttpContext context, NpgsqlDataSource database)
    {
        if (Commands.Stranger(context, [Role.Regulator], out _) is { } stranger) return stranger;
        var (before, ct) = (long.MaxValue, context.RequestAborted);
        if (context.Request.Value("after") is { } text
            && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            return Problems.Malformed("after", "is not a cursor of this list; follow its next link.");
        }
        await context.ReaderAsync();
        await using var command = database.CreateCommand(
            $"select id, at, role, reader, address from {Readings.Table} where id < $1 and ($2::text is null or reader = $2) "
                + $"and ($3::text is null or strpos(address, $3) > 0) order by id desc limit {PageSize + 1}");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = context.Request.Value("reader") });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = context.Request.Value("address") });
        var items = new List<Reading>();
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                items.Add(new(
                    row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4)));
            }
        }
        string? next = null;
        if (items.Count > PageSize)
        {
            items.RemoveAt(PageSize);
            var query = QueryString.Create([
                .. context.Request.Query.Where(q => q.Key != "after").Select(q => new KeyValuePair<string, string?>(q.Key, q.Value)),
                new("after", items[^1].Id.ToString(CultureInfo.InvariantCulture))]);
            next = context.Request.Path + query;
        }
        return Results.Json(new ReadingsDoc(items, next), Projections.Log.LeaderJson.Http);
    }
}
