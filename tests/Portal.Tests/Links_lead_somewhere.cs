using System.Net;
using System.Text.RegularExpressions;
using System.Web;

namespace Leader.Portal.Tests;

[Collection(nameof(Register))]
public partial class Links_lead_somewhere(Register register)
{
    /// <summary>Of each walk; of the three, more than 500.</summary>
    private const int Pages = 170;

    /// <summary>Relations of links that lead to another time, which is what they are for.</summary>
    private static readonly string[] ToAnotherTime = ["memento", "bookmark", "prev", "next", "original"];

    [Theory]
    [InlineData("/")]
    [InlineData("/?lang=en")]
    [InlineData("/?asOf=2022-01-18&position=3094")]
    public async Task A_crawl_meets_no_error_and_stays_at_its_clocks_and_in_its_language(string start)
    {
        var clocks = HttpUtility.ParseQueryString(new Uri(register.Address, start).Query);
        var (seen, waiting, faults) = (new HashSet<string> { start }, new Waiting(), new List<string>());
        waiting.Add(start, "the start");
        var shown = 0;
        for (; shown < Pages && waiting.Next() is { } link; shown++)
        {
            var (response, page) = await register.PageAsync(link.To);
            if ((int)response.StatusCode >= 400) faults.Add($"{link.To} on {link.From}: {(int)response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            faults.AddRange(Latin.In(page).Take(3).Select(word => $"{link.To}: {word}"));
            faults.AddRange(page.QuerySelectorAll("form:not([method=post])")
                .Where(f => f.HasAttribute("action")
                    && f.QuerySelector("input[name=lang]")?.GetAttribute("value") != clocks["lang"])
                .Select(f => $"the form to {f.GetAttribute("action")} on {link.To} leaves the language"));
            foreach (var a in page.QuerySelectorAll("a[href]"))
            {
                var to = a.GetAttribute("href")!.Split('#')[0];
                if (!to.StartsWith('/') || to.StartsWith("//", StringComparison.Ordinal)) continue;
                var asked = HttpUtility.ParseQueryString(new Uri(register.Address, to).Query);
                var otherTime = (a.GetAttribute("rel") ?? "").Split(' ').Intersect(ToAnotherTime).Any();
                if (clocks["asOf"] is not null && asked["asOf"] is not null && !otherTime
                    && (asked["asOf"] != clocks["asOf"] || asked["position"] != clocks["position"]))
                {
                    faults.Add($"{to} on {link.To} leaves the clocks");
                }
                if (otherTime || a.HasAttribute("hreflang") || asked["lang"] != clocks["lang"]) continue;
                if (seen.Add(to)) waiting.Add(to, link.To);
            }
        }
        faults.ShouldBeEmpty();
        shown.ShouldBe(Pages);
    }

    /// <summary>Links that were met, those to a kind of page that was seen less often first: so that a walk comes to every kind.</summary>
    private sealed partial class Waiting
    {
        private readonly SortedDictionary<string, (int Seen, Queue<(string To, string From)> Links)> _kinds = new(StringComparer.Ordinal);

        public void Add(string to, string from)
        {
            var kind = Id().Replace(to.Split('?')[0], "/*");
            if (!_kinds.TryGetValue(kind, out var met)) _kinds[kind] = met = (0, new());
            met.Links.Enqueue((to, from));
        }

        public (string To, string From)? Next()
        {
            var left = _kinds.Where(k => k.Value.Links.Count > 0).ToList();
            if (left.Count == 0) return null;
            var (kind, (seen, links)) = left.MinBy(k => k.Value.Seen);
            _kinds[kind] = (seen + 1, links);
            return links.Dequeue();
        }

        /// <summary>The third part of an address, and what begins with a digit.</summary>
        [GeneratedRegex(@"(?<=^/v1/[a-z-]+)/[^/]+|(?<=^/problems)/[^/]+|/\d[^/]*")]
        private static partial Regex Id();
    }

    [Fact]
    public async Task Where_nothing_is_a_page_says_so()
    {
        var (response, page) = await register.PageAsync("/v1/titles/none");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.QuerySelector("h1")!.TextContent.ShouldBe("没有找到");
        page.QuerySelector("html")!.GetAttribute("lang").ShouldBe("zh-CN");
    }

    [Fact]
    public async Task Programs_get_JSON_from_the_same_addresses()
    {
        using var response = await register.Http.GetAsync(new Uri("/v1/bans", UriKind.Relative));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Headers.Vary.ShouldContain("Accept");
    }
}
