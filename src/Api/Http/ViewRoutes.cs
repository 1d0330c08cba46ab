using System.Globalization;
using Leader.Domain;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>Maps addresses of views, each with its time map.</summary>
public static class ViewRoutes
{
    internal static readonly string[] Clocks = ["asOf", "knownAt", "position"];

    /// <param name="filters">What narrows the answer, of the address and of its time map alike.</param>
    public static RouteHandlerBuilder MapView(
        this IEndpointRouteBuilder app,
        string pattern,
        ViewAddress address,
        params Parameter[] filters)
    {
        var wide = address.Costly || filters.Any(f => f.Name == "limit"); // a list, or what is counted
        var times = app.MapAsItIs("GET", pattern + Addresses.TimeMapEnd, context => TimeMaps.AnswerAsync(
            context, Views(context), address, context.RequestServices.GetRequiredService<Mementos>()))
            .Produces<TimeMapDoc>().AlsoAs("application/link-format").ProducesProblem(400).ProducesProblem(404)
            .Reads([.. Parameters.Clocks, Parameters.TimeMapPage, .. filters]);
        if (wide) times.CountsAs(Budget.Wide).WithMetadata(new Refuses("too-wide"));
        var route = app.MapAsItIs("GET", pattern, context => GetAsync(
            context, Views(context), address, context.RequestServices.GetRequiredService<Mementos>()))
            .ProducesProblem(400).Reads([.. Parameters.Clocks, Parameters.AcceptDatetime, .. filters]).WithMetadata(new StatesItsClocks());
        return wide ? route.CountsAs(Budget.Wide, only: IsWide) : route;

        static ViewReader Views(HttpContext context) => context.RequestServices.GetRequiredService<ViewReader>();

        // what is counted is remembered at the newest clocks
        bool IsWide(HttpContext c) =>
            c.Request.Headers.ContainsKey("Accept-Datetime") || address.Costly && Clocks.Any(c.Request.Query.ContainsKey);
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
        return app.MapView(pattern, new(async asked =>
        {
            var id = key(asked.Context);
            return await asked.BytesAsync(view, id) is { } bytes ? new(await asked.ShownAsync(view, bytes)) : Unknown(what, id);
        })).Produces<T>().ProducesProblem(404).WithMetadata(new Refuses($"unknown-{what}"));
    }

    public static RouteHandlerBuilder MapList<T>(this IEndpointRouteBuilder app, string pattern, View<T> view) where T : class =>
        app.MapView(pattern, ListOf(view, Common), Parameters.List(view)).ProducesList<T>();

    /// <summary>A list of documents of one view, as far as the reader may see them.</summary>
    /// <param name="publicly">To all as to the public.</param>
    public static ViewAddress ListOf(View view, Func<HttpContext, Filter> filter, bool publicly = false) => new(async asked =>
        await PageAsync(asked, view, filter(asked.Context)) is var answer && answer.Page is { } page
            ? new(Page: await ShownAsync(asked, page, view, publicly)) : answer);

    internal static async Task<ViewAnswer> PageAsync(Asked asked, View view, Filter filter)
    {
        var request = asked.Context.Request;
        var (limit, after) = (100, request.Value("after"));
        if (request.Limit(ref limit) is { } problem) return new(Problem: problem);
        var order = Order.Read(request.Value("sort"));
        if (after is not null && !Cursor.IsOne(after, ViewReader.Place(view, order)))
        {
            return new(Problem: Problems.Malformed("after", "is not a cursor of this list in this order; follow its next link."));
        }
        var check = new Check();
        if (Parameters.Conditions(view, request, check) is { Count: > 0 } conditions)
        {
            filter = filter with
            {
                Fields = conditions,

                // a field, not a tag of the rows
                Enterprise = view.Filters.Contains("enterprise") ? filter.Enterprise : null,
                Category = view.Filters.Contains("category") ? filter.Category : null,
                Cycle = view.Filters.Contains("cycle") ? filter.Cycle : null,
                Sector = view.Filters.Contains("sector") ? filter.Sector : null,
                Body = view.Filters.Contains("body") ? filter.Body : null,
            };
        }
        if (check.Refusal is { } refusal) return new(Problem: Problems.Of(refusal));
        return new(Page: await asked.ListAsync(view, filter, after, limit, countAll: request.Value("total") is not null, order));
    }

    private static async Task<Page> ShownAsync(Asked asked, Page page, View view, bool publicly)
    {
        var items = new List<byte[]>(page.Items.Count);
        foreach (var item in page.Items)
        {
            items.Add(publicly ? view.Shown(item, Domain.Rules.Reader.Anyone) : await asked.ShownAsync(view, item));
        }
        return page with { Items = items };
    }

    public static ViewAnswer Unknown(string what, string id) => new(Problem: Problems.Of(Domain.Refusal.NotFound(what, id)));

    /// <summary>As asked; what the view cannot be filtered by was refused at the door.</summary>
    public static Filter Common(HttpContext context) => new(
        context.Request.Values("enterprise"),
        context.Request.Values("category"),
        context.Request.Values("cycle")?.Select(c => int.Parse(c, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray(),
        context.Request.Values("sector"),
        context.Request.Values("body"),
        context.Request.Values("status"));

    /// <summary>
    /// At the clocks of the query; with <c>Accept-Datetime</c>, both clocks at one instant (RFC 7089): the answer is what held from the
    /// last change not after it. An address pinned by day and position is a memento already and does not look at the header.
    /// </summary>
    private static async Task<IResult> GetAsync(
        HttpContext context,
        ViewReader views,
        ViewAddress address,
        Mementos mementos)
    {
        var (request, response) = (context.Request, context.Response);
        var (clocks, problem) = await views.ClocksAsync(request, context.RequestAborted);
        if (clocks is null) return problem!;
        if (clocks.Pinned || request.Headers["Accept-Datetime"] is not [{ } wanted, ..])
        {
            response.Headers.Link = TimeMaps.Links(request, [], -1);
            return await ViewAnswers.WriteAsync(context, clocks, await address.Answer(new(context, views, clocks)));
        }
        if (!Mementos.TryRead(wanted, out var until))
        {
            return Problems.Malformed("Accept-Datetime", "must be an HTTP date as Mon, 11 May 2026 01:00:00 GMT.");
        }
        if (Clocks.Any(n => request.Value(n) is not null))
        {
            return Problems.Malformed("Accept-Datetime", "stands beside asOf, knownAt or position; give one of the two.");
        }
        if (await mementos.OfAsync(context, address) is not { } all) return await AtAsync(until);
        if (all.Count == 0 && await address.Answer(new(context, views, clocks)) is { Problem: { } none }) return none;
        var at = all.Count - 1;
        while (at >= 0 && all[at].At > until) at--;
        response.Headers.Link = TimeMaps.Links(request, all, at);
        if (at < 0) return NotYet(until);
        var then = await views.PinnedAsync(all[at].AsOf, all[at].Position, context.RequestAborted);
        response.Headers.ContentLocation = Addresses.Pinned(request, then.AsOf, then.Position);
        return await WriteAsync(then, all[at].At);

        // Of an answer whose changes are too many to look for: as the register stood at that instant.
        async Task<IResult> AtAsync(DateTimeOffset instant)
        {
            if (instant > views.Now) instant = views.Now;
            var position = await views.PositionAtAsync(instant, clocks.Position, context.RequestAborted);
            response.Headers.Link = TimeMaps.Links(request, [], -1);
            if (position == 0) return NotYet(instant);
            var stood = await views.PinnedAsync(Beijing.Day(instant), position, context.RequestAborted);
            response.Headers.ContentLocation = Addresses.Pinned(request, stood.AsOf, stood.Position);
            return await WriteAsync(stood, stood.Memento ?? instant);
        }

        async Task<IResult> WriteAsync(Clocks at, DateTimeOffset since) => await ViewAnswers.WriteAsync(
            context,
            at with { Pinned = false, Memento = since },
            await address.Answer(new(context, views, at)));
    }

    private static IResult NotYet(DateTimeOffset until) => Problems.Of(
        404,
        "not-yet",
        "There was nothing yet.",
        $"The register had nothing to say here on {Mementos.Write(until)}. The first change is linked.");
}
