using System.Net;
using System.Text.RegularExpressions;
using QRCoder;

namespace Leader.Api.Tests.Portal;

/// <summary>One programme: A's title is revoked.</summary>
[Collection(nameof(RevokedTitle))]
public class Pages_tell_the_story_and_prove_it(RevokedTitle revoked)
{
    private static readonly DateOnly Start = RevokedTitle.Start;
    private readonly ApiFixture api = revoked.Api;
    private readonly Programme _programme = revoked.Programme;

    private string Title => $"/v1/titles/{Uri.EscapeDataString(_programme.TitleOfA)}";
    private static string Day(Station station) => $"{Programme.DayOf(Start, station):yyyy-MM-dd}";

    private async Task<string> PageAsync(string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
        using var answer = await api.Http.SendAsync(request);
        var html = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, html);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        Regex.Count(html, "<h1").ShouldBe(1);
        return WebUtility.HtmlDecode(html);
    }

    [Fact]
    public async Task A_title_says_its_state_with_the_day_and_each_step_of_its_life_with_event_and_proof()
    {
        var page = await PageAsync(Title);
        page.ShouldContain($"已于 {Day(Station.Revoked)} 取消");
        foreach (var (position, fact) in (await api.LogAsync($"title/{_programme.TitleOfA}")).Select(f => (f.Position, f.Fact)))
        {
            if (fact.GetType().Name is not ("TitleAwarded" or "TitleRevoked")) continue;
            page.ShouldContain($"/v1/events/{position}\"");
            page.ShouldContain($"/v1/log/proofs/{position}.tlog-proof");
        }
        (await PageAsync(Title + "?lang=en")).ShouldContain($"REVOKED on {Day(Station.Revoked)}");
    }

    [Fact]
    public async Task Its_points_of_change_are_links_to_the_page_as_it_was_then_in_their_order()
    {
        var map = await api.GetAsync(Title + "/timemap?format=json");
        var page = await PageAsync(Title + "/timemap");
        var mementos = map.GetProperty("mementos").EnumerateArray()
            .Select(m => $"asOf={m.GetProperty("asOf").GetString()}&position={m.GetProperty("position").GetInt64()}").ToArray();
        mementos.Length.ShouldBeGreaterThan(2);
        var list = page[page.IndexOf("<ol class=\"points\"", StringComparison.Ordinal)..];
        mementos.Select(m => list.IndexOf(m, StringComparison.Ordinal)).ShouldAllBe(at => at > 0);
        mementos.Select(m => list.IndexOf(m, StringComparison.Ordinal)).ShouldBeInOrder();
        // there, the place is marked, and the way goes on in both directions
        var then = await PageAsync($"{Title}?{mementos[1]}");
        then.ShouldContain("aria-current=\"true\"");
        then[then.IndexOf("rel=\"prev\"", StringComparison.Ordinal)..].ShouldContain(mementos[0]);
        then[then.IndexOf("rel=\"next\"", StringComparison.Ordinal)..].ShouldContain(mementos[2]);
    }

    [Fact]
    public async Task The_short_address_of_a_title_leads_to_it_and_the_code_of_its_certificate_leads_there()
    {
        var shortAddress = $"/t/{Uri.EscapeDataString(_programme.TitleOfA)}";
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Http.BaseAddress };
        using var answer = await client.GetAsync(shortAddress + "?lang=en");
        (answer.StatusCode, answer.Headers.Location!.OriginalString).ShouldBe((HttpStatusCode.SeeOther, Title + "?lang=en"));
        using var code = new QRCodeGenerator().CreateQrCode(new Uri(api.Http.BaseAddress!, shortAddress).ToString(),
            QRCodeGenerator.ECCLevel.M);
        var dark = code.ModuleMatrix.Sum(row => row.Cast<bool>().Count(on => on));
        var svg = await api.Http.GetStringAsync(Title + "/certificate?format=svg");
        Regex.Count(svg, "h1v1h-1z").ShouldBe(dark);
    }

    [Fact]
    public async Task Why_shows_the_five_parts_and_links_the_clauses_to_their_text()
    {
        var page = await PageAsync(Title + "/why");
        foreach (var heading in new[] { "结论", "事由和证据", "程序", "依据", "后果", "按期" }) page.ShouldContain(heading);
        page.ShouldContain("/policy#R71");
        (await PageAsync("/policy")).ShouldContain("id=\"R71\"");
    }

    [Fact]
    public async Task A_comparison_of_one_day_shows_what_was_known_then_and_what_is_known_now()
    {
        var page = await PageAsync($"/compare?view=titles&key={_programme.TitleOfA}&from={Day(Station.Adopted)}&to={Day(Station.Revoked)}");
        page.ShouldMatch("<del>\\s*inForce|<del>\\s*有效");
        page.ShouldMatch("<ins>\\s*revoked|<ins>\\s*已取消");
        (await PageAsync("/compare")).ShouldNotContain("<del>");
    }

    [Theory]
    [InlineData("/verify")]
    [InlineData("/about")]
    [InlineData("/policy")]
    [InlineData("/accessibility")]
    [InlineData("/v1/log")]
    [InlineData("/v1/events/1")]
    public async Task Every_page_of_proof_is_there_in_both_languages(string address)
    {
        (await PageAsync(address)).ShouldContain("lang=\"zh-CN\"");
        (await PageAsync(address + "?lang=en")).ShouldContain("<html lang=\"en\"");
    }

    [Fact, Trait("Rule", "R112"), Trait("Rule", "R113"), Trait("Rule", "R3")]
    public async Task The_page_about_the_programme_cites_it_and_names_who_does_what_from_the_register()
    {
        var page = await PageAsync("/about");
        foreach (var said in new[] { "国市监标准〔2018〕84号", "2018年6月27日", "人民银行", "参与自愿", "公示15日", "7个工作日", "3年内不得参与" })
        {
            page.ShouldContain(said);
        }
        foreach (var body in new[] { "samr", "cnis", "caq" }) page.ShouldContain($"href=\"/v1/organisations/{body}\"");
        var anchors = Regex.Matches(page, "<li><a href=\"#(\\w+)\"").Select(m => m.Groups[1].Value).ToArray();
        anchors.Length.ShouldBe(8);
        foreach (var anchor in anchors) Regex.Count(page, $"<h2 id=\"{anchor}\"").ShouldBe(1);
        (await PageAsync("/")).ShouldContain("href=\"/about\"");
    }
}
