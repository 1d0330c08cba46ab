using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace Leader.Api.Tests.Portal;

/// <summary>Whoever begins at the home page and follows links comes to each list of the register in three clicks at most.</summary>
public sealed class Every_list_is_three_clicks_from_home : IAsyncLifetime
{
    private const int Clicks = 3;

    /// <summary>For those who are signed in, and linked from their desk.</summary>
    private static readonly string[] NotForEverybody =
    [
        "/v1/imports", "/v1/readings", "/v1/watches", "/v1/watches/{id}/deliveries", "/v1/watches/{id}/events",
    ];

    /// <summary>Long to answer, and they lead back to where they came from.</summary>
    private static readonly string[] Dear = ["/timemap", "/why", "/changes"];

    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.Revoked);
        await _api.GetAsync("/v1/rule-sets", p.World.Position);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R6")]
    public async Task Links_alone_lead_there()
    {
        var (lists, patterns) = await OperationsAsync();
        var found = new HashSet<string>(StringComparer.Ordinal);
        var next = new List<string> { "/" };
        for (var click = 1; click <= Clicks; click++)
        {
            var pages = next;
            next = [];
            foreach (var page in pages)
            {
                foreach (var link in await LinksAsync(page))
                {
                    var path = link.Split('?')[0];
                    var kind = patterns.FirstOrDefault(p => p.Form.IsMatch(path)).Pattern
                        ?? (path.StartsWith("/problems/", StringComparison.Ordinal) ? "/problems" : path);
                    // a list with a filter is the list, and one of each kind leads to what all of it lead to
                    if (found.Add(kind) && !Dear.Any(d => kind.EndsWith(d, StringComparison.Ordinal))) next.Add(link);
                }
            }
        }
        lists.Except(NotForEverybody).Except(found).ShouldBeEmpty("no link leads to it");
        lists.Length.ShouldBeGreaterThan(35);
    }

    /// <summary>Lists by their patterns, and all patterns, those without ids first.</summary>
    private async Task<(string[] Lists, (string Pattern, Regex Form)[] All)> OperationsAsync()
    {
        var document = await _api.GetAsync("/openapi/v1.json");
        var gets = document.GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)).ToArray();
        return (
            [
                .. gets.Where(p => !p.Name.EndsWith("/timemap", StringComparison.Ordinal) && IsList(p.Value.GetProperty("get")))
                    .Select(p => p.Name),
            ],
            [
                .. gets.OrderBy(p => p.Name.Count(c => c == '{')).Select(p => (
                    p.Name,
                    new Regex("^" + Regex.Replace(Regex.Escape(p.Name).Replace("\\{", "{"), "{[^/]+}", "[^/]+") + "$"))),
            ]);

        bool IsList(JsonElement get) => get.GetProperty("responses").TryGetProperty("200", out var ok)
            && ok.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json)
            && Properties(json.GetProperty("schema")).Contains("items");

        IEnumerable<string> Properties(JsonElement schema)
        {
            if (schema.TryGetProperty("$ref", out var name))
            {
                schema = document.GetProperty("components").GetProperty("schemas").GetProperty(name.GetString()!.Split('/')[^1]);
            }
            var own = schema.TryGetProperty("properties", out var members) ? members.EnumerateObject().Select(m => m.Name) : [];
            return schema.TryGetProperty("allOf", out var all) ? own.Concat(all.EnumerateArray().SelectMany(Properties)) : own;
        }
    }

    private async Task<string[]> LinksAsync(string page)
    {
        using var answer = await _api.SendAsync(HttpMethod.Get, page, ("Accept", "text/html"));
        if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html") return [];
        var html = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        return
        [
            .. html.QuerySelectorAll("a[href], form[method=get][action]")
                .Select(a => a.GetAttribute("href") ?? a.GetAttribute("action")!)
                .Select(h => h.StartsWith('/') ? h : h.StartsWith(_api.Http.BaseAddress!.ToString(), StringComparison.Ordinal)
                    ? "/" + h[_api.Http.BaseAddress!.ToString().Length..] : "")
                .Where(h => h.Length > 0).Select(h => h.Split('#')[0]).Distinct(),
        ];
    }
}
