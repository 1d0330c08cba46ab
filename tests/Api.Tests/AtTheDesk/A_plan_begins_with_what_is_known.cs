using AngleSharp.Html.Parser;
using Leader.Api.Http;
using Leader.Api.Portal.Forms;
using Leader.Api.Tests.Time;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Values;
using Leader.Projections.Log;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.AtTheDesk;

[Collection("history")]
public class A_plan_begins_with_what_is_known(HistoryFixture history)
{
    private const string Form = "/desk/do/submit-plan?id=2026-air-purifier";

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> OpenAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", "text/html");
        using var answer = await history.Http.SendAsync(request);
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
    }

    private static string Typed(AngleSharp.Html.Dom.IHtmlDocument page, string name) =>
        page.QuerySelectorAll("input, textarea").Single(f => f.GetAttribute("name") == name) is { } field
            ? field.GetAttribute("value") ?? field.TextContent
            : "";

    [Fact, Trait("Rule", "R44")]
    public async Task The_form_offers_the_newest_official_plans_of_the_category_and_is_filled_with_the_one_chosen()
    {
        var blank = await OpenAsync(Form);
        blank.QuerySelectorAll("[name^='plan.indicators[1]']").ShouldBeEmpty();
        var like = blank.QuerySelector("a[href*='like=']")!.GetAttribute("href")!;

        var filled = await OpenAsync(like);

        var plan = Uri.UnescapeDataString(like[(like.IndexOf("like=", StringComparison.Ordinal) + 5)..].Split('&')[0]);
        var content = (await history.GetAsync($"/v1/plans/{plan}")).GetProperty("content");
        var indicators = Items(content, "indicators").ToArray();
        indicators.Length.ShouldBeGreaterThan(2);
        for (var i = 0; i < indicators.Length; i++)
        {
            Typed(filled, $"plan.indicators[{i}].code").ShouldBe(Text(indicators[i], "code"));
            Typed(filled, $"plan.indicators[{i}].method").ShouldBe(Text(indicators[i], "method"));
            foreach (var (step, n) in Items(indicators[i], "scale").Select((s, n) => (s, n)))
            {
                Typed(filled, $"plan.indicators[{i}].scale[{n}].value").ShouldBe(step.GetProperty("value").ToString());
            }
        }
        Typed(filled, "plan.cutOff").ShouldBeEmpty("each cycle has its own");
    }

    [Fact, Trait("Rule", "R102")]
    public async Task What_an_indicator_means_is_offered_as_official_plans_say_it()
    {
        var page = await OpenAsync(Form + "&like=levels");
        var dictionary = Items(await history.GetAsync("/v1/indicators"), "items")
            .Where(i => i.GetProperty("meaning").ValueKind == System.Text.Json.JsonValueKind.String).ToArray();
        dictionary.Length.ShouldBeGreaterThan(10);
        foreach (var (member, list) in new[] { ("meaning", "of-meaning"), ("meaningZh", "of-meaningZh") })
        {
            page.QuerySelector($"input[name='plan.indicators[1].{member}']")!.GetAttribute("list").ShouldBe(list);
            page.QuerySelectorAll($"#{list} option").Select(o => o.GetAttribute("value"))
                .ShouldBe(dictionary.Select(i => Text(i, member)).Distinct(), ignoreOrder: true);
        }
    }

    [Theory, Trait("Rule", "R109")]
    [InlineData("/desk/do/register-policy")]
    [InlineData("/desk/do/register-enterprise")]
    public async Task A_region_that_is_recorded_as_text_is_picked_from_the_closed_list(string form)
    {
        var page = await OpenAsync(form);
        page.QuerySelector("input[name='region']")!.GetAttribute("list").ShouldBe("of-region");
        var offered = page.QuerySelectorAll("#of-region option").Select(o => o.GetAttribute("value")!).ToArray();
        offered.Length.ShouldBe(Enum.GetValues<Region>().Length);
        offered.ShouldContain("内蒙古 Inner Mongolia");
        var regions = Items(await history.GetAsync("/v1/enterprises?limit=1000"), "items").Select(e => Text(e, "region")).Distinct()
            .ToArray();
        regions.Length.ShouldBeGreaterThan(10);
        regions.ShouldBeSubsetOf(offered);
        offered.Select(Regions.Read).ShouldBe(Enum.GetValues<Region>().Select(r => (Region?)r));
        foreach (var region in Enum.GetValues<Region>()) // what pages say is what is read
        {
            Labels.Value(nameof(Region), Words.Of(region)).ShouldBe(Regions.Name(region));
        }
    }

    [Fact, Trait("Rule", "R102")]
    public async Task The_classes_of_an_indicator_are_told_in_the_language_of_the_page()
    {
        foreach (var (lang, own, others) in new[] { ("zh", "一级", "Grade 1"), ("en", "Grade 1", "一级") })
        {
            foreach (var address in new[]
            {
                "/v1/plans/2026-range-hood.ekt", "/v1/evaluations/2026-range-hood/ranking", "/v1/categories/range-hood/guide",
                "/v1/indicators",
            })
            {
                var page = await OpenAsync($"{address}?lang={lang}");
                page.Body!.TextContent.ShouldContain(own, Case.Sensitive, address);
                page.Body.TextContent.ShouldNotContain(others, Case.Sensitive, address);
            }
        }
    }

    /// <summary>Its words of both languages beside the place, as the plan orders them.</summary>
    [Fact, Trait("Rule", "R31")]
    public async Task A_class_stands_in_the_table_of_a_ranking_by_its_words()
    {
        string[] classes = ["Grade 1", "Grade 2", "Grade 3", "Grade 4", "Grade 5"],
            inChinese = ["一级", "二级", "三级", "四级", "五级"];
        var lines = (await history.Http.GetStringAsync("/v1/evaluations/2026-range-hood/ranking?format=csv"))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(',')).ToArray();
        var place = Array.IndexOf(lines[0], "energy-grade.value.value");
        var (word, wordZh) = (Array.IndexOf(lines[0], "energy-grade.class"), Array.IndexOf(lines[0], "energy-grade.classZh"));
        var stated = lines[1..].Where(l => l[place].Length > 0).ToArray();
        stated.Length.ShouldBeGreaterThan(3);
        stated.ShouldAllBe(l => l[word] == classes[int.Parse(l[place]) - 1] && l[wordZh] == inChinese[int.Parse(l[place]) - 1]);
        lines[0].Count(c => c.EndsWith(".class", StringComparison.Ordinal)).ShouldBe(1, "of indicators in numbers there is none");
    }

    [Fact, Trait("Rule", "R44")]
    public async Task The_template_has_basic_core_and_innovative_indicators_and_three_levels()
    {
        var page = await OpenAsync(Form + "&like=levels");

        page.QuerySelectorAll("select[name$='.class'] option[selected]").Select(o => o.GetAttribute("value"))
            .ShouldBe(["basic", "core", "core", "core", "innovative"]);
        Enumerable.Range(0, 3).Select(i => Typed(page, $"plan.indicators[1].scale[{i}].points")).ShouldBe(["100", "80", "60"]);
    }

    [Theory]
    [InlineData("空气净化器", "kongqijinghuaqi")]
    [InlineData("空气 净化器 2", "kongqijinghuaqi2")]
    [InlineData("air-purifier", "air-purifier")]
    [InlineData("净化器“甲”", "净化器“甲”")]
    public void A_code_typed_in_Chinese_becomes_its_pinyin(string typed, string code)
    {
        const string of = "fields[0].categories[0]";
        var read = new Filled(new Dictionary<string, string> { [$"{of}.id"] = typed, [$"{of}.name"] = typed })
            .Read(Field.Of(typeof(PublishKeyFieldList)));

        var category = read["fields"]![0]!["categories"]![0]!;
        category["id"]!.GetValue<string>().ShouldBe(code);
        category["name"]!.GetValue<string>().ShouldBe(typed);
    }

    [Fact, Trait("Rule", "R43")]
    public async Task The_dictionary_has_each_indicator_of_the_official_plans_of_two_years_once()
    {
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var call in Items(await history.GetAsync("/v1/calls?limit=1000&asOf=2026-11-20"), "items"))
        {
            if (call.GetProperty("cycle").GetInt32() is not (2025 or 2026)) continue;
            foreach (var plan in Items(call, "plans").Where(p => Text(p, "status") == "official"))
            {
                foreach (var i in Items(plan.GetProperty("content"), "indicators"))
                {
                    expected.Add($"{Text(i, "code")} {Text(i, "unit")} {Text(i, "direction")} {Text(call, "category")}");
                }
            }
        }
        expected.Count.ShouldBeGreaterThan(20);

        var told = Items(await history.GetAsync("/v1/indicators?asOf=2026-11-20"), "items").ToArray();

        told.SelectMany(i => Items(i, "categories").Select(c =>
                $"{Text(i, "indicator")} {Text(i, "unit")} {Text(i, "direction")} {c.GetString()}"))
            .Order(StringComparer.Ordinal).ShouldBe(expected);
        told.Select(i => (Text(i, "indicator"), Text(i, "unit"), Text(i, "direction"))).Distinct().Count().ShouldBe(told.Length);
    }
}
