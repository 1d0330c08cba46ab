using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Leader.Api.Http;

/// <summary>The addresses of a view: its own (original and time gate), pinned to two clocks (a memento), and its time map.</summary>
internal static class Addresses
{
    public const string TimeMapEnd = "/timemap";

    private static readonly string[] Clocks = ["asOf", "knownAt", "position", "minPosition", "after", "page"];

    /// <summary>
    /// The path as it is written in an address that leads to it. The framework's own way leaves what looks escaped as it is, and so writes
    /// another path.
    /// </summary>
    public static string Written(this PathString path) =>
        new PathString(path.Value?.Replace("%", "%25", StringComparison.Ordinal)).ToUriComponent();

    /// <summary>The same view at the same two clocks, for ever; behind the cursor, if there is one. Relative to the host.</summary>
    public static string Pinned(HttpRequest request, DateOnly asOf, long position, string? after = null)
    {
        var query = Filters(request, map: false).Add("asOf", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Add(
            "position",
            position.ToString(CultureInfo.InvariantCulture));
        return View(request) + (after is null ? query : query.Add("after", after));
    }

    public static string Original(HttpRequest request) => View(request) + Filters(request, map: false);
    public static string TimeMap(HttpRequest request, int page = 1) => View(request)
        + TimeMapEnd
        + (page == 1 ? Filters(request, map: true) : Filters(request, map: true).Add("page", page.ToString(CultureInfo.InvariantCulture)));

    public static string Absolute(HttpRequest request, string address) =>
        UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase) is var host ? host.TrimEnd('/') + address : address;

    private static string View(HttpRequest request) => IsTimeMap(request, out var path) ? path[..^TimeMapEnd.Length] : path;

    private static bool IsTimeMap(HttpRequest request, out string path) =>
        (path = request.Path.ToUriComponent()).EndsWith(TimeMapEnd, StringComparison.Ordinal);

    /// <summary>Whether a parameter narrows a view and its time map alike; what is for tables alone, the map does not read.</summary>
    public static bool Narrows(string parameter) => !Clocks.Contains(parameter) && parameter != Parameters.Mark.Name;

    /// <summary>What narrows the answer. A time map has other forms than its view: a word for one leads to none of the other.</summary>
    private static QueryString Filters(HttpRequest request, bool map) =>
        QueryString.Create(request.Query.Where(q => map ? Narrows(q.Key) : !Clocks.Contains(q.Key))
            .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
            .Concat(IsTimeMap(request, out _) == map ? Formats.Kept(request) : []));
}
