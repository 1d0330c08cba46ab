using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Leader.Api.Tests.Portal;

/// <summary>One programme: A's title is revoked, so A is barred; B and C lead.</summary>
[Collection(nameof(RevokedTitle))]
public class Pages_say_what_the_register_says(RevokedTitle revoked)
{
    private static readonly DateOnly Start = RevokedTitle.Start;
    private readonly ApiFixture api = revoked.Api;
    private readonly Programme _programme = revoked.Programme;

    private string Ranking => $"/v1/evaluations/{_programme.Evaluation}/ranking";
    private static DateOnly Today => Programme.DayOf(Start, Station.Revoked);

    private async Task<(string Text, string Html, HttpResponseMessage Answer)> PageAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
        var answer = await api.Http.SendAsync(request);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Regex.Count(html, "<h1").ShouldBe(1, html);
        return (Regex.Replace(Regex.Replace(html, "<[^>]*>", " "), @"\s+", " "), html, answer);
    }

    private async Task<JsonElement> SaidAsync(string address) => await api.GetAsync(address, _programme.World.Position);

    [Fact]
    public async Task A_ranking_shows_each_place_total_and_value_and_why_it_is_so()
    {
        var said = await SaidAsync(Ranking);
        var (text, html, _) = await PageAsync(Ranking);
        var rows = Regex.Matches(html, "<tr[^>]*>.*?</tr>", RegexOptions.Singleline).Select(m => m.Value).ToArray();
        said.GetProperty("entries").GetArrayLength().ShouldBeGreaterThan(2);
        foreach (var entry in said.GetProperty("entries").EnumerateArray())
        {
            var declaration = entry.GetProperty("declaration").GetString()!;
            var row = rows.Single(r => r.Contains($"/ranking/{Uri.EscapeDataString(declaration)}/why\"", StringComparison.Ordinal));
            row.ShouldContain($"<td class=\"n\">{entry.GetProperty("place").GetInt32()}<");
            row.ShouldContain($">{entry.GetProperty("total").GetDecimal():0.####}<");
            row.ShouldContain(entry.GetProperty("number").GetString()!);
            foreach (var result in entry.GetProperty("results").EnumerateArray())
            {
                row.ShouldContain(result.GetProperty("value").GetProperty("value").GetRawText());
                row.ShouldContain($"{result.GetProperty("points").GetDecimal():0.##} 分");
            }
        }
        foreach (var excluded in said.GetProperty("excluded").EnumerateArray())
        {
            text.Replace(" ", "", StringComparison.Ordinal).ShouldContain(
                Http.Reasons.InChinese(excluded.GetProperty("detail").GetString()!).Replace(" ", "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/api", "D14：质量承诺，就一个品类或者全部品类作出。 企业", "查看评估方案。")]
    [InlineData("/api?lang=en", "D14: a quality commitment, for one category or for all. Enterprise", "Get a plan. Anyone")]
    public async Task The_list_of_the_API_describes_each_operation_in_its_language(string address, string said, string unsaid)
    {
        var (text, html, _) = await PageAsync(address);
        text.ShouldContain(said);
        text.ShouldNotContain(unsaid);
        html.ShouldContain("<code>/v1/statistics</code>");
    }

    [Fact]
    public async Task A_barred_enterprise_stays_in_the_ranking_struck_with_its_first_barred_day_and_the_list_ends_at_a_line()
    {
        var (text, html, _) = await PageAsync(Ranking);
        Regex.Match(html, "<del>.*?</del>", RegexOptions.Singleline).Value.ShouldContain($"/v1/enterprises/{_programme.A}");
        text.ShouldContain($"自 {Today:yyyy-MM-dd} 起禁入");
        Regex.Count(html, "<tr class=\"cut\">").ShouldBe(1);
        var (number, leaders) = (
            (await SaidAsync(Ranking)).GetProperty("leaderNumbers")[0].GetProperty("number").GetInt32(),
            (await SaidAsync(Ranking)).GetProperty("lists")[0].GetProperty("leaders").GetArrayLength());
        text.ShouldContain($"名额 {number}");
        text.ShouldContain($"入围 {leaders}");
    }

    [Fact]
    public async Task The_head_of_each_column_of_a_ranking_leads_to_the_table_in_its_order_at_the_same_clocks_and_in_the_same_language()
    {
        var said = await SaidAsync(Ranking);
        var clocks = $"asOf={Today:yyyy-MM-dd}&position={said.GetProperty("position")}";
        var html = (await PageAsync($"{Ranking}?{clocks}&lang=en")).Html;
        var heads = Heads(html);
        string[] columns = ["place", "enterpriseName", "number", "total", "toNext",
            .. said.GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)];
        heads.Select(h => h.Sort.TrimStart('-')).Except(columns).ShouldBeEmpty();
        columns.Take(5).Except(heads.Select(h => h.Sort.TrimStart('-'))).ShouldBeEmpty();
        heads.Length.ShouldBeGreaterThan(5, "there are indicators, too");
        foreach (var (address, sort) in heads)
        {
            address.ShouldContain(clocks);
            address.ShouldContain("lang=en");
            var (_, sorted, _) = await PageAsync(address.Split('#')[0]);
            var order = (await SaidAsync($"{Ranking}?{clocks}&sort={sort}")).GetProperty("entries").EnumerateArray()
                .Select(e => Uri.EscapeDataString(e.GetProperty("declaration").GetString()!))
                .Select(d => sorted.IndexOf($"/ranking/{d}/why", StringComparison.Ordinal)).ToArray();
            order.ShouldBe(order.Order());
            order[0].ShouldBeGreaterThan(0);
            sorted.ShouldContain($"aria-sort=\"{(sort[0] == '-' ? "descending" : "ascending")}\"");
            Heads(sorted).Select(h => h.Sort).ShouldContain(sort[0] == '-' ? sort[1..] : "-" + sort); // and back
            sorted.Contains("class=\"cut\"", StringComparison.Ordinal).ShouldBe(sort == "place");
        }

        static (string Address, string Sort)[] Heads(string page) =>
            [.. Regex.Matches(page, "<a class=\"sort\"[^>]*href=\"([^\"]*)\"").Select(m => m.Groups[1].Value)
                .Select(a => (a, Regex.Match(a, "[?&]sort=([^&#]*)").Groups[1].Value))];
    }

    [Theory]
    [InlineData("?embed=1", "frame-ancestors *")]
    [InlineData("", "frame-ancestors 'none'")]
    [InlineData("?embed=0", "frame-ancestors 'none'")]
    public async Task Only_the_frame_of_a_ranking_stands_on_other_sites(string query, string ancestors)
    {
        var (_, html, answer) = await PageAsync(Ranking + query);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith(ancestors);
        html.Contains("<header", StringComparison.Ordinal).ShouldBe(!ancestors.EndsWith('*'));
        html.ShouldContain("<table class=\"ranking\"");
        var other = (await PageAsync("/v1/bans" + query)).Answer;
        other.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("frame-ancestors 'none'");
    }

    [Fact]
    public async Task The_ban_register_counts_the_days_that_are_left_the_last_one_with_them()
    {
        var ban = (await SaidAsync("/v1/bans")).GetProperty("items")[0];
        var last = DateOnly.Parse(ban.GetProperty("lastDay").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var left = 0;
        for (var day = Today; day <= last; day = day.AddDays(1)) left++; // by counting, not by subtracting
        (await PageAsync("/v1/bans")).Text.ShouldContain($"还有 {left:N0} 天");
        (await PageAsync($"/v1/bans?asOf={last:yyyy-MM-dd}")).Text.ShouldContain("今天为最后一天");
        var after = (await PageAsync($"/v1/bans?asOf={last.AddDays(1):yyyy-MM-dd}")).Text;
        after.ShouldNotContain("还有");
        after.ShouldContain($"{last:yyyy-MM-dd}"); // it stays, ended
    }

    [Fact]
    public async Task An_enterprise_has_two_answers_which_a_ban_makes_no_and_no_answer_where_the_register_does_not_know_it()
    {
        var barred = (await PageAsync($"/v1/enterprises/{_programme.A}")).Text;
        Regex.Count(barred, " 不可以 ").ShouldBe(2);
        var leader = (await PageAsync($"/v1/enterprises/{_programme.B}")).Text;
        Regex.Count(leader, " 可以 ").ShouldBe(2);
        leader.ShouldNotContain(" 不可以 ");
        var unknown = (await PageAsync($"/v1/enterprises/{ProgrammeWorld.NewCode()}/standing")).Text;
        unknown.ShouldNotContain(" 可以 ");
        unknown.ShouldContain("也不能说它没有被禁入");
    }

    [Fact]
    public async Task Whoever_asks_for_a_product_that_a_title_does_not_cover_is_told_no()
    {
        var file = await SaidAsync($"/v1/enterprises/{_programme.B}");
        var covered = file.GetProperty("titles")[0].GetProperty("products")[0].GetString()!;
        var address = $"/v1/enterprises/{_programme.B}/standing?product=";
        (await PageAsync(address + Uri.EscapeDataString(covered))).Text.ShouldNotContain(" 不可以 ");
        (await PageAsync(address + Uri.EscapeDataString("某个别的产品"))).Text.ShouldContain(" 不可以 ");
    }

    [Theory]
    [InlineData("/v1/bans")]
    [InlineData("/v1/titles")]
    [InlineData("/v1/notices")]
    [InlineData("/v1/declarations")]
    [InlineData("/v1/evaluations")]
    public async Task A_list_is_narrowed_by_a_form_with_all_that_its_address_reads(string list)
    {
        var document = await api.GetAsync("/openapi/v1.json");
        string[] notAsked = ["asOf", "knownAt", "position", "minPosition", "limit", "after", "total", "bom", "format", "lang"];
        var read = document.GetProperty("paths").GetProperty(list).GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)
            .Except(notAsked).ToArray();
        var form = Regex.Match((await PageAsync(list)).Html, "<details class=\"filters\".*?</details>", RegexOptions.Singleline).Value;
        read.ShouldAllBe(name => form.Contains($"name=\"{name}\"", StringComparison.Ordinal));
    }

    /// <summary>The register does not hold the words of the policy, so that none of its own may look like a quotation of them.</summary>
    [Theory]
    [InlineData("/policy", "没有一句是引文", "R73", "三年内不得参与排行榜")]
    [InlineData("/policy?lang=en", "Nothing here is a quotation", "R73", "three years")]
    public async Task The_page_of_the_policy_says_that_it_quotes_nothing(string address, string said, string rule, string words)
    {
        var (text, html, _) = await PageAsync(address);
        text.ShouldContain(said);
        var rules = Regex.Matches(html, @"<dt id=""(?<number>\w+)"">.*?<dd>(?<words>.*?)</dd>", RegexOptions.Singleline);
        rules.Single(r => r.Groups["number"].Value == rule).Groups["words"].Value.ShouldContain(words);
        rules.Select(r => r.Groups["words"].Value.Trim()).Where(w => w.StartsWith('“') && w.EndsWith('”'))
            .ShouldBeSubsetOf(["“领跑者”"]); // is called so
    }

    [Theory]
    [InlineData("/v1/search?q=91350203M000LP016X", "最后一位校验码应为 5")]
    [InlineData("/v1/search?q=91350203M000LP016X&lang=en", "its check character should be 5")]
    [InlineData("/v1/enterprises/91350203M000LP016X", "最后一位校验码应为 5")]
    [InlineData("/v1/bans?asOf=2022-02-30", "须为日期，写法如 2026-05-10")]
    public async Task Whoever_types_a_wrong_code_or_day_is_told_what_would_be_right(string address, string said) =>
        (await PageAsync(address)).Text.ShouldContain(said);

    [Fact]
    public async Task A_name_is_text_whatever_it_is_made_of()
    {
        const string Name = "示例<script>alert(1)</script>\"'&𠮷 שלום 12 · Example </title><b>bold";
        var code = ProgrammeWorld.NewCode();
        var recorded = await api.RecordAsync("/v1/enterprises", new { enterprise = code, name = Name }, Asking.Enterprise(code));
        (await api.GetAsync($"/v1/enterprises/{code}", recorded.Position)).GetProperty("name").GetString().ShouldBe(Name);
        foreach (var address in new[]
        {
            $"/v1/enterprises/{code}", $"/v1/search?q={code}", $"/v1/bans/{code}", $"/v1/events/{recorded.Position}",
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
            var html = await (await api.Http.SendAsync(request)).Content.ReadAsStringAsync(); // not decoded
            html.ShouldNotContain("<script>alert");
            html.ShouldNotContain("<b>bold");
            Regex.Count(html, "</title>").ShouldBe(1, address);
            WebUtility.HtmlDecode(html).ShouldContain("示例<script>alert(1)</script>\"'&𠮷 שלום 12", customMessage: address);
        }
    }

    [Fact]
    public async Task The_home_page_with_all_that_it_loads_weighs_less_than_a_hundred_kilobytes_and_names_what_is_open()
    {
        var (_, html, answer) = await PageAsync("/");
        var weight = (await answer.Content.ReadAsByteArrayAsync()).Length;
        foreach (var asset in Regex.Matches(html, "(?:href|src)=\"(/assets/[^\"]+)\"").Select(m => m.Groups[1].Value).Distinct())
        {
            weight += (await api.Http.GetByteArrayAsync(asset)).Length;
        }
        weight.ShouldBeLessThan(100_000);
        var open = (await SaidAsync("/v1/notices?status=open")).GetProperty("items").EnumerateArray().ToArray();
        foreach (var notice in open) html.ShouldContain($"/v1/notices/{notice.GetProperty("notice").GetString()}");
        html.ShouldContain($"/v1/enterprises/{_programme.A}"); // the newest ban
    }

    [Fact]
    public async Task A_figure_stands_with_its_unit_its_past_and_the_rows_behind_it()
    {
        var figures = (await SaidAsync("/v1/statistics")).GetProperty("items").EnumerateArray().ToArray();
        var (text, html, _) = await PageAsync("/v1/statistics");
        foreach (var figure in figures)
        {
            text.ShouldContain(figure.GetProperty("nameZh").GetString()!);
            html.ShouldContain($"id=\"{figure.GetProperty("id").GetString()}\"");
        }
        var bans = figures.Single(f => f.GetProperty("id").GetString() == "bans-current").GetProperty("value").GetInt32();
        bans.ShouldBe((await SaidAsync("/v1/bans?status=current")).GetProperty("items").GetArrayLength());
        html.ShouldContain("/v1/bans?status=current");
    }
}
