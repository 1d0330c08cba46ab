using System.Globalization;
using Leader.Domain.Values;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary><c>minPosition</c>: waited for once a request, by a clock, and by a bounded number of requests at a time.</summary>
/// <remarks>
/// At a standby of the database a position that a request names is waited for in the same way: it was read at a node that is ahead.
/// </remarks>
internal sealed class Waits(ViewReader views, ViewSignal signal, Desk.LogGuard guard, IConfiguration configuration)
{
    public const string Name = "minPosition";

    /// <summary>Milliseconds over which those that are not let in are told so.</summary>
    private const int Spread = 1000;

    private readonly WaitLimits _limits = new(
        configuration.GetValue("Waits:AtATime", 200),
        configuration.GetValue("Waits:PerClient", 50),
        TimeSpan.FromSeconds(configuration.GetValue("Waits:Seconds", 10.0)));

    /// <summary>
    /// To be called before anything else looks at the views, and before a request is counted: who waits takes nobody's place. What is no
    /// position is refused by the address.
    /// </summary>
    public static void Use(WebApplication app) => app.Use(async (context, next) =>
    {
        var waits = context.RequestServices.GetRequiredService<Waits>();
        if (waits.Wanted(context) is { } wanted && await waits.ProblemAsync(wanted, context) is { } notYet)
        {
            await notYet.ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    });

    /// <summary>The position that was waited for; null where none was.</summary>
    public static long? Position(HttpRequest request) =>
        long.TryParse(Typed.Plain(request.Value(Name) ?? ""), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? wanted
            : null;

    private long? Wanted(HttpContext context)
    {
        var named = context.GetEndpoint()?.Metadata.OfType<Parameter>() ?? [];
        return named.Select(p => p.Name == Name ? Position(context.Request)
            : p.InLog && guard.FromStandby && context.Request.Value(p.Name) is { } text ? Place.Of(text.Split('@')[^1])?.Position
            : null).Max();
    }

    private async Task<IResult?> ProblemAsync(long wanted, HttpContext context)
    {
        var waited = await signal.ReachesAsync(
            wanted,
            async () => (await views.NewestAsync(context.RequestAborted)).Position,
            _limits,
            Clients.Of(context),
            context.RequestAborted);
        // those who are refused at once would come back at once: each is told at a time of its own
        if (waited == Waited.TooMany) await Task.Delay(Random.Shared.Next(Spread), context.RequestAborted);
        return waited switch
        {
            Waited.Reached => null,
            Waited.TooMany => Problems.Later(
                "too-many-waits",
                "Too many wait for the views already.",
                "Ask again later, or without minPosition: the answer says how far the views are."),
            _ => Problems.Later(
                "view-behind",
                "The views are not there yet.",
                $"Position {wanted} has not reached the views; try again."),
        };
    }
}
