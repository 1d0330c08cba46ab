using System.Globalization;
using Leader.Domain;
using Leader.Projections.Views.Engine;
using Microsoft.Extensions.Primitives;

namespace Leader.Api.Http;

/// <summary>What is read of a request.</summary>
internal static class Requests
{
    public static string Route(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
    public static string Id(this HttpContext context) => context.Route("id");

    /// <summary>A parameter of the query; null where it is not given.</summary>
    public static string? Value(this HttpRequest request, string name) =>
        request.Query[name] is { Count: > 0 } v && v != StringValues.Empty && v[0]!.Length > 0 ? v[0] : null;

    /// <summary>How many items a page has, 1 to 1000; what is not given stays as it is. The problem is null where it can be read.</summary>
    public static IResult? Limit(this HttpRequest request, ref int limit) => request.Value("limit") is { } text
        && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000)
        ? Problems.Malformed("limit", "must be a number from 1 to 1000.")
        : null;

    /// <summary>All values of a parameter that may have several; null where it is not given.</summary>
    public static IReadOnlyList<string>? Values(this HttpRequest request, string name) => request.Value(name)?.Split(',');

    /// <summary>The clocks of a request: its <c>asOf</c>, <c>knownAt</c>, <c>position</c> and <c>minPosition</c>.</summary>
    public static async Task<(Clocks? Clocks, IResult? Problem)> ClocksAsync(
        this ViewReader views,
        HttpRequest request,
        CancellationToken ct)
    {
        var asOf = Beijing.Day(views.Now);
        if (request.Value("asOf") is { } day
            && !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out asOf)
            || asOf == DateOnly.MaxValue)
        {
            return (null, Problems.Malformed("asOf", "must be a day as 2026-05-10."));
        }
        if (request.Value("minPosition") is not null && Waits.Position(request) is null)
        {
            return (null, Problems.Malformed("minPosition", "must be a position of the log."));
        }
        if (request.Value("asOf") is not null && request.Value("knownAt") is null
            && long.TryParse(request.Value("position"), NumberStyles.None, CultureInfo.InvariantCulture, out var known)
            && views.Remembered(asOf, known) is { } remembered)
        {
            await views.ThereAsync(ct);
            return (remembered, null);
        }
        var (newest, newestAt) = await views.NewestAsync(ct);
        if (request.Value("position") is { } text)
        {
            if (request.Value("knownAt") is not null)
            {
                return (null, Problems.Malformed("position", "stands beside knownAt; give one of the two."));
            }
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return (null, Problems.Malformed("position", "must be a position of the log."));
            }
            if (position > newest) return (null, Problems.Malformed("position", $"has not been reached; the newest is {newest}."));
            if (views.Remembered(asOf, position) is null && await views.InsideActAsync(position, ct) is { } inside)
            {
                return (null, Problems.Malformed("position", inside));
            }
            var pinned = await views.PinnedAsync(asOf, position, ct);
            return (request.Value("asOf") is null ? new(asOf, pinned.KnownAt, position, false) : pinned, null);
        }
        if (request.Value("knownAt") is not { } instantText) return (new(asOf, newestAt, newest, false), null);
        if (Instants.Read(instantText, out var noInstant) is not { } instant) return (null, Problems.Malformed("knownAt", noInstant));
        if (instant > views.Now) return (null, Problems.Malformed("knownAt", "is in the future."));
        return (new(asOf, instant, await views.PositionAtAsync(instant, newest, ct), false), null);
    }
}
