using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests;

[Collection("api")]
public class Statistics(ApiFixture api)
{
    [Fact, Trait("Trap", "21"), Trait("Rule", "Q46")]
    public async Task Every_figure_names_what_it_counts_and_enterprises_titles_and_standards_are_counted_apart()
    {
        var figures = (await api.GetAsync("/v1/statistics")).GetProperty("items").EnumerateArray()
            .ToDictionary(f => f.GetProperty("id").GetString()!);

        figures.Values.ShouldAllBe(f =>
            f.GetProperty("definition").GetString()!.Length > 10 && f.GetProperty("nameZh").GetString()!.Length > 1);
        foreach (var sector in new[] { "consumer-goods", "equipment-and-emerging", "services" })
        {
            figures[$"leader-enterprises-{sector}"].GetProperty("unit").GetString().ShouldBe("enterprises");
            figures[$"leader-titles-{sector}"].GetProperty("unit").GetString().ShouldBe("titles");
            figures[$"leader-standards-{sector}"].GetProperty("unit").GetString().ShouldBe("standards");
        }
        figures["leader-enterprises-consumer-goods"].GetProperty("target").GetDecimal().ShouldBe(1000);
    }

    [Fact, Trait("Rule", "R30"), Trait("Rule", "R14")]
    public async Task Claimed_stricter_counts_the_closed_word_in_either_language_and_no_other_level()
    {
        var by = await api.RegisteredAsync("91110000TC0000091");
        var levels = new[] { "stricter", "严于", "internationalLeading", "等同" };
        long position = 0;
        foreach (var (i, level) in levels.Index())
        {
            position =
                (await api.RecordAsync("/v1/declarations", new
                {
                    enterprise = by.Subject,
                    number = $"Q/CLAIM {i}-2026",
                    disclosure = Asking.Disclosed() with { LevelClaim = new LevelClaim(level, "GB/T 18801-2022", "annex A") },
                }, by)).Position;
        }

        var claimed = (await api.GetAsync($"/v1/declarations?enterprise={by.Subject}&minPosition={position}"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(
                d => d.GetProperty("disclosure").GetProperty("levelClaim").GetProperty("level").GetString()!,
                d => d.GetProperty("claimedLevel").GetString());
        claimed.ShouldBe(
            new Dictionary<string, string?>
            {
                ["stricter"] = "stricter",
                ["严于"] = "stricter",
                ["internationalLeading"] = "internationalLeading",
                ["等同"] = "equal",
            },
            ignoreOrder: true);

        var own = (await api.GetAsync("/v1/declarations?limit=1000&status=inForce")).GetProperty("items").EnumerateArray()
            .Where(d => d.GetProperty("kind").GetString() == "enterprise").ToList();
        var stricter = own.Count(d => d.GetProperty("disclosure").GetProperty("levelClaim") is { ValueKind: JsonValueKind.Object } c
            && c.GetProperty("level").GetString() is "stricter" or "严于");
        var figures = (await api.GetAsync("/v1/statistics")).GetProperty("items").EnumerateArray().ToDictionary(
            f => f.GetProperty("id").GetString()!,
            f => f.GetProperty("value").GetDecimal());
        figures["claimed-stricter"].ShouldBe(decimal.Round(100m * stricter / own.Count, 1, MidpointRounding.ToEven));
    }
}
