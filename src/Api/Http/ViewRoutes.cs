using System.Globalization;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>Maps addresses of views, each with its time map.</summary>
public static class ViewRoutes
{
    private static readonly string[] Clocks = ["asOf", "knownAt", "position"];

    /// <param name="filters">What narrows the answer, of the address and of its time map alike.</param>
    public static RouteHandlerBuilder MapView(
        this IEndpointRouteBuilder app,
        string pattern,
        ViewAddress address,
        params Parameter[] filters)
    {
        app.MapGet(
            pattern + Addresses.TimeMapEnd,
            (HttpContext context, ViewReader views, Mementos mementos) => TimeMaps.AnswerAsync(new(context, views), address, mementos))
            .Produces<TimeMapDoc>().AlsoAs("application/link-format").ProducesProblem(400).ProducesProblem(404)
            .Reads([.. Parameters.Clocks, Parameters.TimeMapPage, .. filters]);
        return app.MapGet(
            pattern,
            (HttpContext context, ViewReader views, Mementos mementos) => GetAsync(new(context, views), address, mementos))
            .ProducesProblem(400).Reads([.. Parameters.Clocks, Parameters.AcceptDatetime, .. filters]).WithMetadata(new StatesItsClocks());
    }

    /// <summary>One document of a view, as far as the reader may see it.</summary>
    public static RouteHandlerBuilder MapDocument<T>(
        this IEndpointRouteBuilder app,
        string pattern,
        View<T> view,
        string what,
        Func<HttpContext, string>? key = null) where T : class
    {
        key ??= context => context.Id();
        return app.MapView(pattern, new(async (asked, clocks) =>
        {
            var id = key(asked.Context);
            return await asked.Views.GetAsync((View)view, id, clocks, asked.Aborted) is { } bytes
                ? new(view.Shown(bytes, await asked.ReaderAsync()))
                : Unknown(what, id);
        }, asked => Task.FromResult(new Sources(Of(view, key(asked.Context)))))).Produces<T>().ProducesProblem(404);
    }

    public static RouteHandlerBuilder MapList<T>(this IEndpointRouteBuilder app, string pattern, View<T> view) where T : class =>
        app.MapView(pattern, ListOf(view, Common), Parameters.List(view)).ProducesList<T>();

    /// <summary>A list of documents of one view, as far as the reader may see them.</summary>
    /// <param name="publicly">To all as to the public.</param>
    public static ViewAddress ListOf(View view, Func<HttpContext, Filter> filter, bool publicly = false) => new(
        async (asked, clocks) => await PageAsync(asked, view, filter(asked.Context), clocks) is var answer && answer.Page is { } page
            ? new(Page: Shown(page, view, publicly ? Domain.Rules.Reader.Anyone : await asked.ReaderAsync())) : answer,
        asked => Task.FromResult(new Sources(new Source(view, filter(asked.Context)))));

    internal static async Task<ViewAnswer> PageAsync(Asked asked, View view, Filter filter, Clocks clocks)
    {
        var (limit, after) = (100, ViewReader.Value(asked.Context.Request, "after"));
        if (ViewReader.Value(asked.Context.Request, "limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000))
        {
            return new(Problem: Problems.Malformed("limit", "must be a number from 1 to 1000."));
        }
        if (after is not null && !ViewReader.IsCursor(after))
        {
            return new(Problem: Problems.Malformed("after", "is not a cursor of this list; follow its next link."));
        }
        return new(Page: await asked.Views.ListAsync(
            view, filter, clocks, after, limit, asked.Aborted, ViewReader.Value(asked.Context.Request, "total") is not null));
    }

    private static Page Shown(Page page, View view, Domain.Rules.Reader reader) =>
        page with { Items = [.. page.Items.Select(i => view.Shown(i, reader))] };

    public static Source Of(View view, string key) => new(view, new Filter(Key: key));
    public static ViewAnswer Unknown(string what, string id) => new(Problem: Problems.Of(Domain.Refusal.NotFound(what, id)));

    /// <summary>As asked; what the view cannot be filtered by was refused at the door.</summary>
    public static Filter Common(HttpContext context) => new(
        ViewReader.Values(context.Request, "enterprise"), ViewReader.Values(context.Request, "category"),
        ViewReader.Values(context.Request, "cycle")?.Select(c => int.Parse(c, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray(),
        ViewReader.Values(
            context.Request,
            "sector"), ViewReader.Values(context.Request, "body"), ViewReader.Values(context.Request, "status"));

    /// <summary>
    /// At the clocks of the query; with <c>Accept-Datetime</c>, both clocks at one instant (RFC 7089): the answer is what held from the
    /// last change not after it. An address pinned by day and position is a memento already and does not look at the header.
    /// </summary>
    private static async Task<IResult> GetAsync(Asked asked, ViewAddress address, Mementos mementos)
    {
        var (request, response) = (asked.Context.Request, asked.Context.Response);
        response.Headers.Vary = "Accept, Accept-Datetime";
        var (clocks, problem) = await asked.Views.ClocksAsync(request, asked.Aborted);
        if (clocks is null) return problem!;
        if (clocks.Pinned || request.Headers["Accept-Datetime"] is not [{ } wanted, ..])
        {
            response.Headers.Link = TimeMaps.Links(request, [], -1);
            return ViewAnswers.Write(asked.Context, clocks, await address.Answer(asked, clocks));
        }
        if (!Mementos.TryRead(wanted, out var until))
        {
            return Problems.Malformed("Accept-Datetime", "must be an HTTP date as Mon, 11 May 2026 01:00:00 GMT.");
        }
        if (Clocks.Any(n => ViewReader.Value(request, n) is not null))
        {
            return Problems.Malformed("Accept-Datetime", "stands beside asOf, knownAt or position; give one of the two.");
        }
        var all = await mementos.OfAsync(asked, address);
        if (all.Count == 0 && await address.Answer(asked, clocks) is { Problem: { } none }) return none;
        var at = all.Count - 1;
        while (at >= 0 && all[at].At > until) at--;
        response.Headers.Link = TimeMaps.Links(request, all, at);
        if (at < 0)
        {
            return Problems.Of(
                404,
                "not-yet",
                "There was nothing yet.",
                $"The register had nothing to say here on {Mementos.Write(until)}. The first change is linked.");
        }
        var then = await asked.Views.PinnedAsync(all[at].AsOf, all[at].Position, asked.Aborted);
        response.Headers.ContentLocation = Addresses.Pinned(request, then.AsOf, then.Position);
        return ViewAnswers.Write(asked.Context, then with { Pinned = false, Memento = all[at].At }, await address.Answer(asked, then));
    }
}
