using System.Globalization;
using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Time;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Guidance;

/// <summary>The oracles are the rankings as they were published, and their plans; nothing here asks the rules that draw them.</summary>
[Collection("history")]
public class What_buyers_and_makers_learn_from_a_ranking(HistoryFixture history)
{
    private const string Day = "asOf=2026-11-20";

    private static bool IsNull(JsonElement of, string member) =>
        !of.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null;

    private async Task<(string Category, JsonElement Ranking, JsonElement Plan)[]> RankingsAsync()
    {
        var all = new List<(string, JsonElement, JsonElement)>();
        var categories = await history.GetAsync($"/v1/categories?limit=100&{Day}");
        foreach (var category in Items(categories, "items").Where(c => !IsNull(c, "rankingInForce")))
        {
            var ranking = await history.GetAsync($"/v1/categories/{Text(category, "category")}/ranking?{Day}");
            var plan = (await history.GetAsync($"/v1/plans/{Text(ranking, "plan")}?{Day}")).GetProperty("content");
            all.Add((Text(category, "category"), ranking, plan));
        }
        return [.. all];
    }

    [Fact, Trait("Rule", "R101")]
    public async Task The_values_of_a_ranked_standard_as_a_draft_have_its_place_and_its_points()
    {
        var rankings = await RankingsAsync();
        rankings.Length.ShouldBeGreaterThan(10);
        foreach (var (category, ranking, plan) in rankings)
        {
            var standing = Items(ranking, "entries").Where(e => IsNull(e, "annulled")).ToArray();
            foreach (var entry in standing.Take(1).Concat(standing.TakeLast(1)))
            {
                var draft = string.Join(',', Items(entry, "results").Select(r => Draft(r, plan)));
                var gap = await history.GetAsync($"/v1/categories/{category}/gap?draft={Uri.EscapeDataString(draft)}&{Day}");
                var better = standing.Count(e => e.GetProperty("place").GetInt32() < entry.GetProperty("place").GetInt32());
                gap.GetProperty("place").GetInt32().ShouldBe(1 + better, $"{category} {draft}");
                gap.GetProperty("total").GetDecimal().ShouldBe(entry.GetProperty("total").GetDecimal());
                gap.GetProperty("among").GetInt32().ShouldBe(standing.Length);
            }
        }

        static string Draft(JsonElement result, JsonElement plan)
        {
            var indicator = Items(plan, "indicators").Single(i => Text(i, "code") == Text(result, "indicator"));
            var limit = result.GetProperty("value");
            var inWords = indicator.TryGetProperty("classes", out var classes) && classes.ValueKind != JsonValueKind.Null;
            return $"{Text(result, "indicator")}:" + (inWords
                ? classes[limit.GetProperty("value").GetInt32() - 1].GetString()
                : limit.GetProperty("value").GetRawText() + (IsNull(limit, "upper") ? "" : ".." + limit.GetProperty("upper").GetRawText())
                    + " " + Text(limit, "unit"));
        }
    }

    [Fact, Trait("Rule", "R101")]
    public async Task It_is_said_in_words_how_far_a_draft_is_and_nothing_of_it_is_recorded()
    {
        var plan = (await RankingsAsync()).Single(r => r.Category == "air-purifier").Plan;
        var scale = Items(plan, "indicators").Single(i => Text(i, "code") == "noise").GetProperty("scale");
        var first = scale[0].GetProperty("value").GetDecimal();
        var noise = (first + 2).ToString(CultureInfo.InvariantCulture);
        var before = await CountAsync();
        var gap = await history.GetAsync($"/v1/categories/air-purifier/gap?draft=cadr:650,noise:{noise},energy-efficiency:12&{Day}");
        var missing = Items(gap, "draft").Single(d => Text(d, "indicator") == "noise").GetProperty("toFirst").GetProperty("missing");
        missing.GetDecimal().ShouldBe(2m);
        Text(gap, "textEn").ShouldContain("Noise at full speed: 2 dB(A) from the first tier.");
        Text(gap, "textZh").ShouldContain("噪声距第一档还差 2 dB(A)。");
        Text(gap, "textEn").ShouldContain("would have been");
        (await CountAsync()).ShouldBe(before);

        async Task<long> CountAsync()
        {
            await using var command = history.Database.CreateCommand("select count(*) from leader.mt_events");
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }

    [Theory, Trait("Rule", "R101")]
    [InlineData("draft=weight:5", "names 'weight', which is no indicator of the plan; it has cadr, noise")]
    [InlineData("draft=noise", "must be an indicator, a colon and its value")]
    [InlineData("draft=noise:61,noise:60", "names an indicator twice.")]
    [InlineData("draft=noise:61 kg", "has no value of 'noise' in dB(A).")]
    public async Task A_draft_that_cannot_be_read_is_refused_by_the_field_and_its_right_form(string query, string fault)
    {
        using var answer = await history.AskAsync($"/v1/categories/air-purifier/gap?{query}");
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        problem.GetProperty("errors").GetProperty("draft")[0].GetString()!.ShouldStartWith(fault);
    }

    [Fact, Trait("Rule", "R102"), Trait("Rule", "R12"), Trait("Rule", "A11")]
    public async Task Stars_are_the_steps_of_the_scale_that_a_value_reaches()
    {
        foreach (var (category, ranking, plan) in await RankingsAsync())
        {
            var guide = await history.GetAsync($"/v1/categories/{category}/guide?{Day}");
            var shown = Items(guide, "entries").Select(e => Text(e, "declaration")).ToArray();
            shown.ShouldBeSubsetOf(Items(ranking, "entries").Where(e => IsNull(e, "annulled") && IsNull(e, "ban")).Select(e =>
                Text(e, "declaration")));
            var leaders = Items(await history.GetAsync($"/v1/categories/{category}/leaders?limit=1000&{Day}"), "items").ToDictionary(
                t => Text(t, "declaration"), t => Text(t, "title"));
            foreach (var entry in Items(guide, "entries"))
            {
                (IsNull(entry, "title") ? null : Text(entry, "title")).ShouldBe(leaders.GetValueOrDefault(Text(entry, "declaration")));
                foreach (var value in Items(entry, "values"))
                {
                    var indicator = Items(plan, "indicators").Single(i => Text(i, "code") == Text(value, "code"));
                    var limit = value.GetProperty("value");
                    if (Text(limit, "unit") != Text(indicator, "unit") || !IsNull(limit, "upper")) continue; // by hand as written
                    var steps = Items(indicator, "scale").Select(s => s.GetProperty("value").GetDecimal()).ToArray();
                    var own = limit.GetProperty("value").GetDecimal();
                    value.GetProperty("stars").GetInt32().ShouldBe(
                        steps.Count(s => Text(indicator, "direction") == "higherIsBetter" ? own >= s : own <= s),
                        $"{category} {Text(entry, "declaration")} {Text(value, "code")}");
                }
            }
        }
        using var none = await history.AskAsync("/v1/categories/air-purifier/guide?asOf=2018-07-01");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("Rule", "R102"), Trait("Rule", "R43")]
    public async Task What_an_indicator_means_is_told_as_the_plan_says_it_in_the_guide_and_in_the_dictionary()
    {
        const string en = "How much clean air it gives in an hour: the more, the larger the room that it cleans in the same time.";
        const string zh = "每小时送出的洁净空气量：越大，同样时间里能净化的房间越大。";
        var plan = (await RankingsAsync()).Single(r => r.Category == "air-purifier").Plan;
        var planned = Items(plan, "indicators").Single(i => Text(i, "code") == "cadr");
        (Text(planned, "meaning"), Text(planned, "meaningZh")).ShouldBe((en, zh));
        var guide = await history.GetAsync($"/v1/categories/air-purifier/guide?{Day}");
        var shown = Items(guide, "indicators").Single(i => Text(i, "code") == "cadr");
        Text(shown, "meaningEn").ShouldBe($"{en} The higher, the better. Measured by GB/T 18801.");
        Text(shown, "meaningZh").ShouldBe($"{zh}数值越高越好。测定方法：GB/T 18801。");
        var unsaid = Items(guide, "indicators").Single(i => Text(i, "code") == "app-air-quality");
        Text(unsaid, "meaningEn").ShouldBe("The higher, the better.");
        var dictionary = Items(await history.GetAsync($"/v1/indicators?{Day}"), "items").ToArray();
        var known = dictionary.Single(i => Text(i, "indicator") == "cadr");
        (Text(known, "meaning"), Text(known, "meaningZh")).ShouldBe((en, zh));
        IsNull(dictionary.Single(i => Text(i, "indicator") == "app-air-quality"), "meaning").ShouldBeTrue();

        foreach (var page in new[] { "/v1/categories/air-purifier/guide", "/v1/indicators", "/v1/categories/air-purifier/ranking" })
        {
            using var answer = await history.AskAsync($"{page}?{Day}", ("Accept", "text/html"));
            WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()).ShouldContain(zh);
        }
    }

    [Fact, Trait("Rule", "R102")]
    public async Task What_products_cost_to_run_stands_beside_the_baseline_where_the_plan_says_how()
    {
        var guide = await history.GetAsync($"/v1/categories/room-air-conditioner/guide?{Day}");
        var cost = Items(guide, "runningCosts").Single();
        Text(cost, "textEn").ShouldBe("To get 1800 kWh a year, at 0.56 yuan per kWh.");
        Text(cost, "textZh").ShouldBe("每年得到 1800 kWh，每 kWh 0.56 元。");
        var entries = Items(guide, "entries").ToArray();
        entries.ShouldNotBeEmpty();
        foreach (var entry in entries)
        {
            var apf = Items(entry, "values").Single(v => Text(v, "code") == "apf");
            var own = Yuan(apf.GetProperty("value").GetProperty("value").GetDecimal());
            var said = apf.GetProperty("cost");
            said.GetProperty("yuan").GetDecimal().ShouldBe(own);
            said.GetProperty("ofBaseline").GetDecimal().ShouldBe(247.06m); // 4.08 of the standard
            said.GetProperty("saved").GetDecimal().ShouldBe(247.06m - own);
            Items(entry, "values").Where(v => Text(v, "code") != "apf").ShouldAllBe(v => IsNull(v, "cost"));
        }
        using var page = await history.AskAsync($"/v1/categories/room-air-conditioner/guide?{Day}", ("Accept", "text/html"));
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        html.ShouldContain("一年约 ");
        html.ShouldContain("比基准少 ");
        Items(await history.GetAsync($"/v1/categories/air-purifier/guide?{Day}"), "runningCosts").ShouldBeEmpty();

        static decimal Yuan(decimal apf) => decimal.Round(1800m / apf * 0.56m, 2, MidpointRounding.ToEven);
    }

    [Fact, Trait("Rule", "R10")]
    public async Task Standards_are_put_beside_each_other_and_labelled_as_unofficial()
    {
        var guide = await history.GetAsync($"/v1/categories/air-purifier/guide?{Day}");
        string[] ids = [.. Items(guide, "entries").Take(3).Select(e => Text(e, "declaration"))];
        var compared = await history.GetAsync($"/v1/comparison?declaration={Uri.EscapeDataString(string.Join(',', ids))}&{Day}");
        compared.GetProperty("official").GetBoolean().ShouldBeFalse();
        Text(compared, "labelZh").ShouldStartWith("非官方");
        Items(compared, "standards").Select(s => Text(s, "declaration")).ShouldBe(ids);
        var noise = Items(Items(compared, "indicators").Single(i => Text(i, "code") == "noise"), "values").ToArray();
        var values = noise.Select(v => decimal.Parse(Text(v, "value").Split(' ')[1], CultureInfo.InvariantCulture)).ToArray();
        noise.Select(v => v.GetProperty("best").GetBoolean()).ShouldBe(values.Select(v => v == values.Min() && values.Max() > v));

        foreach (var (some, code) in new[] { (ids[..1], "malformed"), ([ids[0], ids[0]], "malformed") })
        {
            using var refused = await history.AskAsync($"/v1/comparison?declaration={Uri.EscapeDataString(string.Join(',', some))}");
            await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, code);
        }
    }
}
