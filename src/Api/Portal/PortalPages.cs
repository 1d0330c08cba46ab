using Leader.Api.Portal.Pages;
using Microsoft.AspNetCore.Routing.Template;

namespace Leader.Api.Portal;

/// <summary>A page of the portal's own, without an address of the API.</summary>
/// <param name="Clocks">It takes <c>asOf</c> and <c>position</c>.</param>
public sealed record OwnPage(TemplateMatcher Matcher, Type Component, bool Clocks);

/// <summary>Which component shows which address.</summary>
internal static class PortalPages
{
    /// <summary>By the pattern of the endpoint; whatever has no page of its own is shown by <see cref="DocumentPage"/>.</summary>
    private static readonly Dictionary<string, Type> Views = new(StringComparer.Ordinal)
    {
    };

    private static readonly OwnPage[] OwnPages =
    [
        Page<HomePage>("", clocks: true),
    ];

    public static Type Of(Answer answer) => !answer.Ok ? typeof(ProblemPage)
        : answer.Pattern is { } pattern && Views.TryGetValue(pattern, out var page) ? page
        : typeof(DocumentPage);

    public static OwnPage? Own(PathString path, out IReadOnlyDictionary<string, string> ids)
    {
        foreach (var page in OwnPages)
        {
            var values = new RouteValueDictionary();
            if (!page.Matcher.TryMatch(path, values)) continue;
            ids = values.ToDictionary(v => v.Key, v => v.Value as string ?? "");
            return page;
        }
        ids = new Dictionary<string, string>();
        return null;
    }

    private static OwnPage Page<T>(string pattern, bool clocks = false) => new(new(TemplateParser.Parse(pattern), []), typeof(T), clocks);
}
