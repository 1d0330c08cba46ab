using System.Globalization;
using Leader.Domain;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>
/// One side of a comparison as it is written: an instant (both clocks there), a position (both clocks at the instant at which it was
/// recorded), or a day and a position, <c>2024-05-10@3000</c>.
/// </summary>
internal static class ChangeClocks
{
    public static async Task<(ClockPair? Clocks, string? Problem)> ReadAsync(
        ViewReader views,
        string text,
        DateTimeOffset now,
        CancellationToken ct)
    {
        var (newest, _) = await views.NewestAsync(ct);
        if (text.Split('@') is [var day, var at]
            && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asOf)
            && asOf < DateOnly.MaxValue
            && Position(at) is { } pinned)
        {
            return pinned > newest ? (null, $"names position {pinned}, which has not been reached; the newest is {newest}.")
                : await views.InsideActAsync(pinned, ct) is { } within ? (null, $"names position {pinned}, which {within}")
                : (new(asOf, pinned), null);
        }
        if (Position(text) is { } position)
        {
            if (position > newest) return (null, $"has not been reached; the newest is {newest}.");
            if (await views.InsideActAsync(position, ct) is { } inside) return (null, inside);
            var recorded = (await views.PinnedAsync(Beijing.Day(now), position, ct)).KnownAt;
            return (new(recorded is { } r ? Beijing.Day(r) : DateOnly.MinValue, position), null);
        }
        if (Instants.Read(text, out var fault) is not { } instant)
        {
            return (null, fault.StartsWith("must", StringComparison.Ordinal)
                ? "must be an instant as 2026-05-10T08:00:00+08:00, a position, or a day and a position as 2026-05-10@3000."
                : fault);
        }
        return instant > now
            ? (null, "is in the future.")
            : (new(Beijing.Day(instant), await views.PositionAtAsync(instant, newest, ct)), null);
    }

    public static string Write(ClockPair clocks) =>
        string.Create(CultureInfo.InvariantCulture, $"{clocks.AsOf:yyyy-MM-dd}@{clocks.Position}");

    /// <summary>Both sides of a request, the later one now where it is not given; or what is wrong with them.</summary>
    public static async Task<(ClockPair From, ClockPair To, IResult? Problem)> ReadAsync(
        HttpContext context,
        ViewReader views,
        DateTimeOffset now)
    {
        var (request, ct) = (context.Request, context.RequestAborted);
        if (request.Value("from") is not { } earlier)
        {
            return (default, default, Problems.Malformed("from", "is missing: the earlier instant or position."));
        }
        var (from, wrongFrom) = await ReadAsync(views, earlier, now, ct);
        if (from is not { } a) return (default, default, Problems.Malformed("from", wrongFrom!));
        var later = request.Value("to") ?? now.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
        var (to, wrongTo) = await ReadAsync(views, later, now, ct);
        if (to is not { } b) return (a, default, Problems.Malformed("to", wrongTo!));
        return (a, b, b.AsOf < a.AsOf || b.Position < a.Position ? Problems.Malformed("to", "is before from.") : null);
    }

    private static long? Position(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
}
