using System.Globalization;
using Leader.Projections.Views;

namespace Leader.Api.Http;

/// <summary>The two kinds of address that most views have: one document, and a list.</summary>
public static class ViewRoutes
{
    public static RouteHandlerBuilder MapDocument<T>(this IEndpointRouteBuilder app, string pattern, View<T> view, string what, Func<HttpContext, string>? key = null, Func<T, T>? publicly = null) where T : class =>
        app.MapGet(pattern, async (HttpContext context, ViewReader views) =>
        {
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            var id = key is null ? (string)context.Request.RouteValues["id"]! : key(context);
            if (publicly is null) return await views.GetAsync((View)view, id, clocks, context.RequestAborted) is { } bytes ? ViewAnswers.Raw(context, clocks, bytes) : Unknown(what, id);
            return await views.GetAsync(view, id, clocks, context.RequestAborted) is { } doc ? ViewAnswers.One(context, clocks, publicly(doc)) : Unknown(what, id);
        }).Produces<T>().ProducesProblem(400).ProducesProblem(404);

    public static RouteHandlerBuilder MapList<T>(this IEndpointRouteBuilder app, string pattern, View<T> view, Func<HttpRequest, Filter>? filter = null, Func<T, T>? publicly = null) where T : class =>
        app.MapGet(pattern, (HttpContext context, ViewReader views) => ListAsync(context, views, view, filter?.Invoke(context.Request) ?? new(), publicly)).Produces<IReadOnlyList<T>>().ProducesProblem(400);

    public static async Task<IResult> ListAsync<T>(HttpContext context, ViewReader views, View<T> view, Filter filter, Func<T, T>? publicly = null) where T : class
    {
        var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
        if (clocks is null) return problem!;
        if (Paging(context.Request, out var limit, out var after) is { } malformed) return malformed;
        var page = await views.ListAsync(view, filter, clocks, after, limit, context.RequestAborted);
        if (publicly is not null)
            page = page with { Items = [.. page.Items.Select(i => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(publicly(System.Text.Json.JsonSerializer.Deserialize<T>(i, Projections.LeaderJson.Http)!), Projections.LeaderJson.Http))] };
        return ViewAnswers.Many(context, clocks, page);
    }

    public static IResult? Paging(HttpRequest request, out int limit, out string? after)
    {
        (limit, after) = (100, ViewReader.Value(request, "after"));
        if (ViewReader.Value(request, "limit") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000))
            return Problems.Malformed("limit", "must be a number from 1 to 1000.");
        if (ViewReader.Value(request, "cycle") is { } cycle && !int.TryParse(cycle, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return Problems.Malformed("cycle", "must be a year.");
        return after is null || ViewReader.IsCursor(after) ? null : Problems.Malformed("after", "is not a cursor of this list; follow its next link.");
    }

    public static IResult Unknown(string what, string id) => Problems.Of(Domain.Refusal.NotFound(what, id));

    /// <summary>The filters that all lists share.</summary>
    public static Filter Common(HttpRequest request) => new(
        ViewReader.Value(request, "enterprise"), ViewReader.Value(request, "category"),
        int.TryParse(ViewReader.Value(request, "cycle"), NumberStyles.None, CultureInfo.InvariantCulture, out var cycle) ? cycle : null,
        ViewReader.Value(request, "sector"), ViewReader.Value(request, "body"),
        ViewReader.Value(request, "status") is { } status ? status.Split(',') : null);
}
