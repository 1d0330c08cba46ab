using System.Globalization;
using System.Net;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Projections.Log;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Leader.Api.Watches;

internal static class WatchEndpoints
{
    private static readonly Parameter[] Page =
    [
        new("after", "Behind this id; from the beginning, if not given.", Parameters.Whole),
        new("limit", "Items of a page, 1 to 1000; 100, if not given.", Parameters.Whole),
    ];

    private static readonly Parameter State = new("state", "Only these.", List: ClosedLists.Of(typeof(DeliveryState)));

    public static void MapWatches(this IEndpointRouteBuilder app)
    {
        app.MapAsItIs("POST", "/v1/watches", http => WatchActs.DoAsync<KeepWatch, Subjects>(
            http,
            (r, h) => Subjects.ReadAsync(r.Name, r.Titles, r.Enterprises, r.Categories, r.Uses, r.Address, h),
            WatchActs.KeepAsync)).Takes<KeepWatch>(makes: true).AlsoRefuses("too-many-watches");
        Map<ChangeWatch, Subjects>(
            "change",
            (r, h) => Subjects.ReadAsync(r.Name, r.Titles, r.Enterprises, r.Categories, r.Uses, r.Address, h),
            WatchActs.ChangeAsync);
        Map<EndWatch, EndWatch>("end", Taken, WatchActs.EndAsync);
        Map<RenewWatchSecret, RenewWatchSecret>("secret", Taken, WatchActs.RenewAsync).AlsoRefuses("no-address");
        Map<ResumeWatch, ResumeWatch>("resumption", Taken, WatchActs.ResumeAsync).AlsoRefuses("no-address");
        Map<ReplayDeliveries, ReplayDeliveries>("replay", Taken, WatchActs.ReplayAsync).AlsoRefuses("no-address", "unknown-message");

        app.MapGet("/v1/watches", ListAsync).Produces<WatchesDoc>().Reading();
        app.MapGet("/v1/watches/{id}", GetAsync).Produces<WatchDoc>().Reading().OfOne();
        app.MapGet("/v1/watches/{id}/events", EventsAsync).Produces<WatchFeedDoc>().Reading().OfOne().Reads(Page).ProducesProblem(400);
        app.MapGet("/v1/watches/{id}/deliveries", DeliveriesAsync).Produces<DeliveriesDoc>().Reading().OfOne().Reads([.. Page, State])
            .ProducesProblem(400);

        RouteHandlerBuilder Map<T, TRead>(
            string what,
            Func<T, HttpContext, Task<(TRead? Read, Refusal? Refusal)>> read,
            Func<TRead, WatchWork, Task<Done>> work) where T : class where TRead : class =>
            app.MapAsItIs("POST", $"/v1/watches/{{id}}/{what}", http => WatchActs.DoAsync(http, read, work)).Takes<T>();

        static Task<(T? Read, Refusal? Refusal)> Taken<T>(T request, HttpContext http) where T : class =>
            Task.FromResult<(T?, Refusal?)>((request, null));
    }

    private static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, bool makes = false) where T : notnull => route
        .Accepts<T>("application/json").Produces<CommandAnswer>().ProducesProblem(400).ProducesProblem(422).ProducesProblem(401)
        .ProducesProblem(403).TakesCommand(typeof(T), typeof(T), WatchActs.Owners, makes);

    private static RouteHandlerBuilder Reading(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Asks(null, WatchActs.Owners), new Untagged()).ProducesProblem(401).ProducesProblem(403);

    private static RouteHandlerBuilder OfOne(this RouteHandlerBuilder route) => route.ProducesProblem(404).AlsoRefuses("unknown-watch");

    /// <summary>The watch in the address, if it is of who asks; whether there is another's is nobody's business.</summary>
    private static async Task<(WatchDoc? Found, IResult? Problem)> OwnAsync(HttpContext http, NpgsqlDataSource database)
    {
        if (Commands.Stranger(http, WatchActs.Owners, out var owner) is { } stranger) return (null, stranger);
        await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
        return await WatchReader.OfAsync(connection, owner.Subject, http.Id(), http.RequestAborted) is [var found]
            ? (found, null)
            : (null, Problems.Of(Refusal.NotFound("watch", http.Id())));
    }

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource database)
    {
        if (Commands.Stranger(http, WatchActs.Owners, out var owner) is { } stranger) return stranger;
        await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
        return Results.Json(
            new WatchesDoc(await WatchReader.OfAsync(connection, owner.Subject, null, http.RequestAborted)),
            LeaderJson.Http);
    }

    private static async Task<IResult> GetAsync(HttpContext http, NpgsqlDataSource database) =>
        await OwnAsync(http, database) is var own && own.Problem is { } problem ? problem : Results.Json(own.Found, LeaderJson.Http);

    private static async Task<IResult> EventsAsync(HttpContext http, NpgsqlDataSource database)
    {
        var own = await OwnAsync(http, database);
        if (own.Problem is { } problem) return problem;
        if (PageOf(http, out var after, out var limit) is { } malformed) return malformed;
        var items = await WatchReader.ToldAsync(database, own.Found!.Watch, after, limit + 1, http.RequestAborted);
        var (last, next) = Paged(http, items.Select(i => i.Id), after, limit);
        return Results.Json(new WatchFeedDoc([.. items.Take(limit)], last, next), LeaderJson.Http);
    }

    private static async Task<IResult> DeliveriesAsync(HttpContext http, NpgsqlDataSource database)
    {
        var own = await OwnAsync(http, database);
        if (own.Problem is { } problem) return problem;
        if (PageOf(http, out var after, out var limit) is { } malformed) return malformed;
        var state = http.Request.Value(State.Name);
        var items = await WatchReader.DeliveriesAsync(database, own.Found!.Watch, state, after, limit + 1, http.RequestAborted);
        var (last, next) = Paged(http, items.Select(i => i.Id), after, limit);
        return Results.Json(new DeliveriesDoc([.. items.Take(limit)], last, next), LeaderJson.Http);
    }

    private static IResult? PageOf(HttpContext http, out long after, out int limit)
    {
        (after, limit) = (0, 100);
        if (http.Request.Value("after") is { } id && !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return Problems.Malformed("after", "must be an id of this feed.");
        }
        return http.Request.Limit(ref limit);
    }

    /// <param name="ids">Of what was found: of the page, and of one behind it where there is one.</param>
    private static (long Last, string? Next) Paged(HttpContext http, IEnumerable<long> ids, long after, int limit)
    {
        long[] found = [.. ids];
        var last = found.Length > 0 ? found[Math.Min(limit, found.Length) - 1] : after;
        if (found.Length <= limit) return (last, null);
        var next = http.Request.Path + QueryString.Create(
        [
            .. http.Request.Query.Where(q => q.Key != "after").Select(q => KeyValuePair.Create<string, string?>(q.Key, q.Value)),
            new("after", last.ToString(CultureInfo.InvariantCulture)),
        ]);
        http.Response.Headers.Append("Link", $"<{next}>; rel=\"next\"");
        return (last, next);
    }
}

internal static class WatchServices
{
    /// <param name="standby">Nobody is told anything from here.</param>
    public static void AddWatches(this IServiceCollection services, bool standby)
    {
        services.TryAddSingleton<HostNames>((host, ct) => Dns.GetHostAddressesAsync(host, ct));
        services.AddSingleton<Receivers>();
        services.AddSingleton<WatchScan>();
        services.AddSingleton<Deliveries>();
        if (!standby) services.AddHostedService(sp => sp.GetRequiredService<Deliveries>());
    }
}
