using System.Net;
using System.Web;

namespace Leader.Portal.Tests;

[Collection(nameof(Register))]
public class Links_lead_somewhere(Register register)
{
    private const int Pages = 500;

    /// <summary>Relations of links that lead to another time, which is what they are for.</summary>
    private static readonly string[] ToAnotherTime = ["memento", "bookmark", "prev", "next", "original"];

    [Theory]
    [InlineData("/")]
    [InlineData("/?lang=en")]
    [InlineData("/?asOf=2022-01-18&position=3094")]
    public async Task A_crawl_meets_no_error_and_stays_at_its_clocks_and_in_its_language(string start)
    {
        var clocks = HttpUtility.ParseQueryString(new Uri(register.Address, start).Query);
        var (seen, waiting, faults) = (new HashSet<string> { start }, new Queue<(string To, string From)>(), new List<string>());
        waiting.Enqueue((start, "the start"));
        for (var shown = 0; shown < Pages / 3 && waiting.TryDequeue(out var link); shown++)
        {
            var (response, page) = await register.PageAsync(link.To);
            if ((int)response.StatusCode >= 400) faults.Add($"{link.To} on {link.From}: {(int)response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
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
                if (seen.Add(to)) waiting.Enqueue((to, link.To));
            }
        }
        faults.ShouldBeEmpty();
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
