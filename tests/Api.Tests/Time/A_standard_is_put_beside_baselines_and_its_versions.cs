using System.Net;
using System.Text.Json;

namespace Leader.Api.Tests.Time;

/// <summary>By hand from seeds/declarations.csv, seeds/plans and seeds/stories.</summary>
[Collection("history")]
public class A_standard_is_put_beside_baselines_and_its_versions(HistoryFixture history)
{
    private const string Bank = "91330106LP00005302.Q~NA_131-2026", Mattress = "91350203LP0000266Q.Q~BO_071-2025";

    private async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await history.AskAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
        return await answer.JsonAsync();
    }

    [Fact, Trait("Rule", "R33")]
    public async Task Before_any_ranking_it_has_its_margins_over_the_baselines_in_force()
    {
        const string day = "?asOf=2026-08-20";
        (await GetAsync($"/v1/declarations/{Bank}{day}")).GetProperty("evaluations").GetArrayLength().ShouldBe(0);

        var beside = (await GetAsync($"/v1/declarations/{Bank}/comparison{day}")).GetProperty("beside")[0];
        var results = beside.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("indicator").GetString()!);
        beside.GetProperty("category").GetString().ShouldBe("online-banking");
        (Margin("availability"), Margin("response-time")).ShouldBe((0.47m, 4.3m));
        // 4.8 s is stricter than the 5.0 s of GB/T 32320
        results["response-time"].GetProperty("baseline").GetString().ShouldBe("JR/T 0068-2020");
        results["availability"].GetProperty("verdict").GetString().ShouldBe("stricter");

        decimal Margin(string indicator) => results[indicator].GetProperty("margin").GetDecimal();
    }

    [Fact, Trait("Rule", "R34")]
    public async Task What_a_version_changed_is_told_by_indicator_at_both_clocks()
    {
        var changes = (await GetAsync($"/v1/declarations/{Mattress}/comparison")).GetProperty("changes");
        changes.GetArrayLength().ShouldBe(1);
        (changes[0].GetProperty("version").GetInt32(), changes[0].GetProperty("from").GetString()).ShouldBe((2, "2025-08-18"));
        changes[0].GetProperty("indicators").EnumerateArray()
            .Select(c => (c.GetProperty("indicator").GetString(), c.GetProperty("change").GetString(), c.GetProperty("before").GetString(),
                c.GetProperty("after").GetString(), c.GetProperty("margin").ToString()))
            .ShouldBe([
                ("formaldehyde", "unchanged", "≤ 0.006 mg/(m²·h)", "≤ 0.006 mg/(m²·h)", ""),
                ("durability", "lowered", "≥ 96000 times", "≥ 65000 times", "-31000"),
                ("height-loss", "unchanged", "≤ 4 mm", "≤ 4 mm", ""),
            ]);

        (await GetAsync($"/v1/declarations/{Mattress}/comparison?asOf=2025-08-17")).GetProperty("changes").GetArrayLength().ShouldBe(0);
        using var none = await history.AskAsync($"/v1/declarations/{Mattress}/comparison?asOf=2025-05-26");
        await none.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-declaration");
    }

    [Fact, Trait("Rule", "R81")]
    public async Task Models_of_the_demonstration_are_found_by_barcode_and_by_a_name_that_two_brands_share()
    {
        var one = (await GetAsync("/v1/products?gtin=9520000020026")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (one.GetProperty("title").GetString(), one.GetProperty("specification").GetString())
            .ShouldBe(("2026-air-purifier.91440606LP0000012E", "带加湿"));
        (await GetAsync("/v1/products?model=bcd520w")).GetProperty("items").EnumerateArray()
            .Select(p => p.GetProperty("brand").GetString()).ShouldBe(["海棠", "青石"], ignoreOrder: true);
        (await GetAsync("/v1/products?gtin=9520000010027")).GetProperty("items")[0].GetProperty("status").GetString().ShouldBe("withdrawn");
    }
}
