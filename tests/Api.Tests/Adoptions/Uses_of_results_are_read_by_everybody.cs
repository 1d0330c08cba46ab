using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Adoptions;

/// <summary>Clause 五(一), D18: what results are used for, and what becomes of it when a title ends.</summary>
[Collection("history")]
public class Uses_of_results_are_read_by_everybody(HistoryFixture history)
{
    private async Task<JsonElement> GetAsync(string address) =>
        JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address));

    private async Task<Dictionary<string, string>> TableAsync(string sql)
    {
        await using var command = history.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var table = new Dictionary<string, string>();
        while (await reader.ReadAsync()) table[reader.GetString(0)] = reader.GetString(1);
        return table;
    }

    /// <summary>Recomputed from the bare facts: which uses were never ended, and whose titles were superseded or given up.</summary>
    [Fact, Trait("Rule", "Q62"), Trait("Rule", "R78"), Trait("Rule", "R80"), Trait("Rule", "R82"), Trait("Rule", "R83")]
    public async Task Each_says_whether_it_goes_on_and_whether_its_title_does()
    {
        const string Events = "leader.mt_events";
        var recorded = await TableAsync($"select data->>'adoption', data->>'title' from {Events} where type = 'adoption_recorded.v1'");
        var ended = await TableAsync($"select data->>'adoption', data->>'on' from {Events} where type = 'adoption_ended.v1'");
        var gone = await TableAsync($"""
            select data->>'title', min(data->>'on') from {Events} where type in ('title_superseded.v1', 'title_lapsed.v1',
                'title_withdrawn.v1', 'title_revoked.v1') group by 1
            """);

        var uses = (await GetAsync("/v1/adoptions?limit=1000&asOf=2026-11-20")).GetProperty("items").EnumerateArray().ToArray();

        uses.Select(u => u.GetProperty("adoption").GetString()).ShouldBe(recorded.Keys, ignoreOrder: true);
        foreach (var use in uses)
        {
            var (id, title) = (use.GetProperty("adoption").GetString()!, use.GetProperty("title").GetString()!);
            title.ShouldBe(recorded[id]);
            (use.GetProperty("status").GetString(), use.GetProperty("endedOn").GetString())
                .ShouldBe((ended.ContainsKey(id) ? "ended" : "open", ended.GetValueOrDefault(id)), id);
            use.GetProperty("titleEndedOn").GetString().ShouldBe(ended.ContainsKey(id) ? null : gone.GetValueOrDefault(title), id);
        }
        uses.Count(u => u.GetProperty("titleEnd").ValueKind == JsonValueKind.String).ShouldBe(5, "C16: they were not flagged");
        uses.Select(u => u.GetProperty("kind").GetString()).Distinct().Count().ShouldBe(8, "award, brand value, procurement, …: each kind");
    }

    [Fact]
    public async Task One_is_found_by_its_user_its_kind_its_title_and_its_id_at_both_clocks()
    {
        var mine = (await GetAsync("/v1/adoptions?user=example-procurement-centre&asOf=2026-11-20")).GetProperty("items");
        mine.EnumerateArray().Select(u => u.GetProperty("adoption").GetString()).ShouldBe(["a-2020-001", "a-2024-001", "a-2026-005"]);
        (await GetAsync("/v1/adoptions?kind=credit&status=ended&asOf=2026-11-20")).GetProperty("items").GetArrayLength().ShouldBe(2);
        var use = await GetAsync("/v1/adoptions/a-2024-001?asOf=2026-11-20");
        (use.GetProperty("titleEndedOn").GetString(), use.GetProperty("titleEnd").GetString()).ShouldBe(("2024-12-31", "superseded"));

        // the eve of the end, and the day itself
        (await GetAsync("/v1/adoptions/a-2024-001?asOf=2024-12-30")).GetProperty("titleEndedOn").ValueKind.ShouldBe(JsonValueKind.Null);
        (await GetAsync("/v1/adoptions/a-2024-001?asOf=2024-12-31")).GetProperty("titleEndedOn").GetString().ShouldBe("2024-12-31");
        var before = await history.AskAsync("/v1/adoptions/a-2024-001?asOf=2019-01-01");
        await before.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-adoption");
    }

    [Fact, Trait("Rule", "R81")]
    public async Task A_purchaser_gets_a_text_that_claims_no_more_than_equal_conditions()
    {
        const string Product = "%E7%A9%BA%E6%B0%94%E5%87%80%E5%8C%96%E5%99%A8%20air%20PURIFIER"; // 空气净化器 Air purifier, in other letters
        var may = await GetAsync($"/v1/enterprises/91440606LP0000012E/tender?category=air-purifier&product={Product}&asOf=2026-11-20");
        may.GetProperty("mayBePreferred").GetBoolean().ShouldBeTrue();
        may.GetProperty("product").GetString().ShouldBe("空气净化器 Air purifier");
        var (zh, en) = (may.GetProperty("textZh").GetString()!, may.GetProperty("textEn").GetString()!);
        foreach (var part in new[]
        {
            "2026年11月20日", "示例晨风电器有限公司（91440606LP0000012E）", "“空气净化器”品类", "Q/CH 001-2025", "五(一)", "同等条件下可以优先", "不作任何担保",
        })
        {
            zh.ShouldContain(part);
        }
        foreach (var part in new[] { "2026-11-20", "Example Chenfeng Appliances", "Air purifiers", "equal conditions", "no warranty" })
        {
            en.ShouldContain(part);
        }

        // another product, another category, a day before the title, a holder that is barred: nothing may be preferred
        foreach (var asked in new[]
        {
            $"91440606LP0000012E/tender?category=air-purifier&product=CH-0&asOf=2026-11-20",
            $"91440606LP0000012E/tender?category=refrigerator&product={Product}&asOf=2026-11-20",
            $"91440606LP0000012E/tender?category=air-purifier&product={Product}&asOf=2018-01-01",
            $"91120116LP00005818/tender?category=express-delivery&product={Product}&asOf=2024-03-01",
        })
        {
            var answer = await history.AskAsync($"/v1/enterprises/{asked}");
            if (answer.StatusCode == HttpStatusCode.NotFound) continue; // not registered on that day
            var may0 = await answer.JsonAsync();
            may0.GetProperty("mayBePreferred").GetBoolean().ShouldBeFalse(asked);
            may0.GetProperty("textZh").GetString()!.ShouldContain("不能以领跑者称号为由优先选择");
            may0.GetProperty("textZh").GetString()!.ShouldNotContain("可以优先");
        }
        await (await history.AskAsync("/v1/enterprises/91440606LP0000012E/tender?category=air-purifier")).ShouldBeMalformedAsync("product");
    }

    [Fact, Trait("Rule", "R81")]
    public async Task The_text_has_an_image_of_its_day_whose_code_leads_to_the_answer_of_that_day_for_ever()
    {
        const string Query = "category=air-purifier&product=%E7%A9%BA%E6%B0%94%E5%87%80%E5%8C%96%E5%99%A8%20Air%20purifier";
        const string At = "/v1/enterprises/91440606LP0000012E/tender?" + Query;
        foreach (var (day, zh, en) in new[]
        {
            ("2026-11-20", "同等条件下可以优先选择", "May be preferred under equal conditions on 2026-11-20"),
            ("2018-09-01", "不能以称号为由优先选择", "No title by which it may be preferred on 2018-09-01"),
        })
        {
            var position = (await GetAsync($"{At}&asOf={day}")).GetProperty("position").GetInt64();
            using var answer = await history.AskAsync($"{At}&asOf={day}&format=svg");
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
            var svg = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            svg.ShouldContain(zh);
            svg.ShouldContain(en);
            svg.ShouldContain($"登记至第 {position} 号");
            using var code = new QRCoder.QRCodeGenerator().CreateQrCode(
                new Uri(history.Http.BaseAddress!, $"{At}&asOf={day}&position={position}").AbsoluteUri,
                QRCoder.QRCodeGenerator.ECCLevel.M);
            System.Text.RegularExpressions.Regex.Count(svg, "h1v1h-1z").ShouldBe(
                code.ModuleMatrix.Sum(row => row.Cast<bool>().Count(on => on)), "the code is that of the pinned address");
        }
    }

    [Fact, Trait("Rule", "R81")]
    public async Task Whoever_asks_for_a_product_is_told_the_same_by_its_name_its_model_and_its_barcode_and_in_the_text()
    {
        var products = (await GetAsync("/v1/products?status=inForce")).GetProperty("items").EnumerateArray().ToArray();
        products.Count(p => p.GetProperty("mayClaimBenefits").GetBoolean()).ShouldBeGreaterThan(5);
        foreach (var product in products)
        {
            var (may, at) = (product.GetProperty("mayClaimBenefits").GetBoolean(), $"/v1/enterprises/{product.GetProperty("enterprise")}");
            var model = Uri.EscapeDataString(product.GetProperty("model").GetString()!);
            string[] barcode = product.GetProperty("gtin") is { ValueKind: JsonValueKind.String } gtin ? [$"gtin={gtin}"] : [];
            foreach (var asked in barcode.Concat([$"product={model.ToLowerInvariant()}", $"model={model}"]))
            {
                var standing = await GetAsync($"{at}/standing?{asked}");
                standing.GetProperty("mayClaimBenefits").GetBoolean().ShouldBe(may, $"{at} {asked}");
                standing.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString())
                    .ShouldContain(product.GetProperty("model").GetString());
                var text = await GetAsync($"{at}/tender?category={product.GetProperty("category")}&{asked}");
                text.GetProperty("mayBePreferred").GetBoolean().ShouldBe(may, $"{at} {asked}");
                text.GetProperty("textZh").GetString()!.ShouldContain(product.GetProperty("model").GetString()!);
            }
        }
    }

    [Fact, Trait("Rule", "R85")]
    public async Task A_badge_says_in_both_languages_how_the_title_stands_and_is_asked_after_each_time()
    {
        var held = await history.AskAsync("/v1/titles/2026-air-purifier.91440606LP0000012E/badge.svg");
        held.Content.Headers.ContentType!.ToString().ShouldStartWith("image/svg+xml");
        held.Headers.CacheControl!.ToString().ShouldBe("public, no-cache");
        held.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);
        var svg = await held.TextAsync();
        svg.ShouldContain("有效");
        svg.ShouldContain("In force on");
        svg.ShouldContain("""role="img" aria-labelledby="t""");
        svg.ShouldContain("<title id=\"t\">企业标准“领跑者”：示例晨风电器有限公司，空气净化器，2026 年");
        System.Xml.Linq.XDocument.Parse(svg).Root!.Name.LocalName.ShouldBe("svg");
        (await history.AskAsync(
            "/v1/titles/2026-air-purifier.91440606LP0000012E/badge.svg",
            ("If-None-Match", held.Headers.ETag!.ToString())))
            .StatusCode.ShouldBe(HttpStatusCode.NotModified);

        var revoked = await (await history.AskAsync("/v1/titles/2023-express-delivery.91120116LP00005818/badge.svg")).TextAsync();
        revoked.ShouldContain("已于 2024-02-29 取消");
        revoked.ShouldContain("REVOKED on 2024-02-29");
        await (await history.AskAsync("/v1/titles/2023-none.91120116LP00005818/badge.svg"))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-title");
    }
}
