namespace Leader.Api.Tests;

[Collection("api")]
public class Statistics(ApiFixture api)
{
    [Fact, Trait("Trap", "21"), Trait("Rule", "Q46")]
    public async Task Every_figure_names_what_it_counts_and_enterprises_titles_and_standards_are_counted_apart()
    {
        var figures = (await api.GetAsync("/v1/statistics")).GetProperty("items").EnumerateArray().ToDictionary(f => f.GetProperty("id").GetString()!);

        figures.Values.ShouldAllBe(f => f.GetProperty("definition").GetString()!.Length > 10 && f.GetProperty("nameZh").GetString()!.Length > 1);
        foreach (var sector in new[] { "consumer-goods", "equipment-and-emerging", "services" })
        {
            figures[$"leader-enterprises-{sector}"].GetProperty("unit").GetString().ShouldBe("enterprises");
            figures[$"leader-titles-{sector}"].GetProperty("unit").GetString().ShouldBe("titles");
            figures[$"leader-standards-{sector}"].GetProperty("unit").GetString().ShouldBe("standards");
        }
        figures["leader-enterprises-consumer-goods"].GetProperty("target").GetDecimal().ShouldBe(1000);
    }
}
