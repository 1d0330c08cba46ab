using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Leader.Api.Http;

/// <summary>Kinds of requests that have a budget of their own, so that none of them uses up another's.</summary>
public enum Budget
{
    /// <summary>Complaints without a token, a minute.</summary>
    Complaints,

    /// <summary>Objections, and what objectors do with their secret, a minute.</summary>
    Objections,

    /// <summary>Cosignatures that witnesses bring, a minute.</summary>
    Witnesses,

    /// <summary>Files of evidence without a token, a minute.</summary>
    Evidence,

    /// <summary>Answers to <c>…/why</c>, at a time: each takes a core for seconds.</summary>
    Why,

    /// <summary>Reads of much of history, at a time: changes, time maps, lists and statistics of another day.</summary>
    Wide,

    /// <summary>Files of whole views, at a time, until the client has taken them.</summary>
    Downloads,

    /// <summary>Event streams, at a time.</summary>
    Streams,
}

/// <summary>Metadata of an address: what asking it is counted as.</summary>
/// <param name="Only">Where given, other requests to it are not counted.</param>
internal sealed record Counts(Budget As, Func<HttpContext, bool>? Only = null);

/// <summary>
/// How much of each kind is taken, from one client and from all (<see cref="Clients"/>). The one place: an address only says which budget
/// it is counted in. What a client has too many of waits in its own line, as far as that goes, and then for a place among all; so each
/// client that waits has one place in the common line, however much it asks.
/// </summary>
internal static class RateLimits
{
    /// <param name="PerClient">At a time.</param>
    /// <param name="Waiting">Of one client; of all sixteen times as many.</param>
    private sealed record AtATime(int PerClient, int All, int Waiting);

    public static T CountsAs<T>(this T address, Budget budget, Func<HttpContext, bool>? only = null) where T : IEndpointConventionBuilder =>
        address.WithMetadata(new Counts(budget, only));

    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration) => services.AddRateLimiter(o =>
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        o.OnRejected = RejectedAsync;
        var perMinute = new[] { Budget.Complaints, Budget.Objections, Budget.Witnesses, Budget.Evidence }.ToDictionary(b => b, b =>
            configuration.GetValue($"RateLimit:{b}PerMinute", configuration.GetValue("RateLimit:PerMinute", 30)));
        var half = Math.Max(1, Environment.ProcessorCount / 2);
        var atATime = new Dictionary<Budget, AtATime>
        {
            [Budget.Why] = Of("Why", half, Math.Max(1, half / 2), 16),
            [Budget.Wide] = Of("Wide", half, Math.Max(1, half / 2), 16),
            [Budget.Downloads] = Of("Downloads", 16, 2, 4),
            [Budget.Streams] = new(configuration.GetValue("Feed:StreamsPerClient", 40), configuration.GetValue("Feed:Streams", 200), 0),
        };
        o.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, (Budget, string)>(c => Counted(c) is not { } budget
                ? RateLimitPartition.GetNoLimiter((Budget.Why, ""))
                : perMinute.TryGetValue(budget, out var minute)
                    ? RateLimitPartition.GetFixedWindowLimiter(
                        (budget, Clients.Address(c.Connection.RemoteIpAddress)), // a token is had for nothing by some
                        _ => new() { Window = TimeSpan.FromMinutes(1), PermitLimit = minute })
                    : RateLimitPartition.GetConcurrencyLimiter(
                        (budget, Clients.Of(c)),
                        _ => new() { PermitLimit = atATime[budget].PerClient, QueueLimit = atATime[budget].Waiting })),
            PartitionedRateLimiter.Create<HttpContext, string>(c => Counted(c) is { } budget && atATime.TryGetValue(budget, out var all)
                ? RateLimitPartition.GetConcurrencyLimiter(
                    budget.ToString(),
                    _ => new() { PermitLimit = all.All, QueueLimit = all.Waiting * 16 })
                : RateLimitPartition.GetNoLimiter("")));

        AtATime Of(string name, int all, int perClient, int waiting) => new(
            configuration.GetValue($"{name}:PerClient", perClient),
            configuration.GetValue($"{name}:AtATime", all),
            configuration.GetValue($"{name}:Waiting", waiting));
    });

    /// <summary>Its turn has come.</summary>
    private sealed record Turn
    {
        public static readonly Turn Come = new();
    }

    /// <summary>
    /// Each in its turn. Whose time is over in the line, the framework's limiter leaves without a word, which would be an empty 200; that
    /// is told as of any other whose time is over.
    /// </summary>
    public static void Use(WebApplication app)
    {
        app.Use(next => async context =>
        {
            await next(context);
            if (context.Features.Get<Turn>() is null && !context.Response.HasStarted) context.RequestAborted.ThrowIfCancellationRequested();
        });
        app.UseRateLimiter();
        app.Use(next => context =>
        {
            context.Features.Set(Turn.Come);
            return next(context);
        });
    }

    private static Budget? Counted(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Counts>() is { } counts && counts.Only?.Invoke(context) != false ? counts.As : null;

    private static async ValueTask RejectedAsync(OnRejectedContext rejected, CancellationToken ct)
    {
        var context = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        await Problems.Of(429, "too-many-requests", "Too many requests; try again later.", Counted(context) switch
        {
            Budget.Streams => "One client has so many event streams at a time, and the register so many in all. End one, or come back.",
            Budget.Downloads => "One client has so many downloads at a time, and the register so many in all. End one, or come back.",
            Budget.Why or Budget.Wide => "Questions like this are costly: one client has few at a time, and the register not many more.",
            _ => "One client sends so many of these a minute.",
        }).WithHeader("Retry-After", ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture)).ExecuteAsync(context);
    }
}
