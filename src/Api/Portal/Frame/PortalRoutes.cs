using Leader.Api.Http;
using Microsoft.AspNetCore.Routing.Template;

namespace Leader.Api.Portal.Frame;

/// <summary>A page of the portal's own, without an address of the API.</summary>
/// <param name="Clocks">It takes <c>asOf</c> and <c>position</c>.</param>
/// <param name="Forms">It has forms that are sent to its own address, by POST.</param>
public sealed record OwnPage(TemplateMatcher Matcher, Type Component, bool Clocks, bool Forms = false);

/// <summary>Which addresses there are, and what they read, from the endpoints themselves.</summary>
public sealed class PortalRoutes(EndpointDataSource endpoints, IReadOnlyList<OwnPage> own)
{
    private readonly Lazy<(TemplateMatcher Matcher, bool Clocks, bool Shown)[]> _all = new(() =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && e.RoutePattern.RawText?.StartsWith("/v1/", StringComparison.Ordinal) == true)
            .OrderBy(e => e.RoutePattern.Parameters.Count)
            .Select(e => (new TemplateMatcher(TemplateParser.Parse(e.RoutePattern.RawText!.TrimStart('/')), []),
                e.Metadata.OfType<Parameter>().Any(p => p.Name == "asOf"), IsShown(e.Metadata))),
    ]);

    /// <summary>A file is saved, and a stream has no end.</summary>
    private static bool IsShown(EndpointMetadataCollection of) =>
        of.GetMetadata<SentAsKept>() is null && of.GetMetadata<Counts>() is not { As: Budget.Streams };

    /// <summary>The address takes <c>asOf</c> and <c>position</c>.</summary>
    public bool ReadsClocks(string address) => PathOf(address) is var path
        && (Match(path) is { } found ? found.Clocks : Own(path)?.Page?.Clocks == true);

    /// <summary>What is at the address is nothing to be shown: a file, or a stream.</summary>
    public bool IsNotShown(PathString path) => Match(path)?.Shown == false;

    /// <summary>There is a page at the address.</summary>
    public bool IsPage(string address) => PathOf(address) is var path
        && (Match(path) is not null || Own(path)?.Page is not null);

    /// <summary>The page of the portal's own at the path, with the ids in it.</summary>
    public (OwnPage Page, IReadOnlyDictionary<string, string> Ids)? Own(PathString path)
    {
        foreach (var page in own)
        {
            var values = new RouteValueDictionary();
            if (page.Matcher.TryMatch(path, values)) return (page, values.ToDictionary(v => v.Key, v => v.Value as string ?? ""));
        }
        return null;
    }

    private (TemplateMatcher Matcher, bool Clocks, bool Shown)? Match(PathString path)
    {
        foreach (var one in _all.Value)
        {
            if (one.Matcher.TryMatch(path, [])) return one;
        }
        return null;
    }

    private static PathString PathOf(string address) => address.Split('?', '#')[0];
}
