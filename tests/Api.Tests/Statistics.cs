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

    [Fact, Trait("Rule", "R100"), Trait("Rule", "D20"), Trait("Rule", "R22")]
    public async Task A_release_holds_uses_and_parts_as_the_register_answers_at_its_clocks_and_announces_those_to_come()
    {
        var samr = new Actor("samr", Role.Regulator);
        await api.RegisteredAsync("91110000TC0000105");
        var today = Domain.Beijing.Day(api.Clock.Now);
        object Asked(DateOnly next) => new
        {
            name = "本期 · This one",
            asOf = today,
            calendar = new[]
            {
                new { name = "下期 · The next", asOf = next, on = next },
                new { name = "再下期 · The one after", asOf = next.AddDays(90), on = next.AddDays(100) },
            },
        };
        await (await api.PostAsync("/v1/releases", Asked(today), samr)).ShouldBeMalformedAsync("calendar[0].on");
        var recorded = await api.RecordAsync("/v1/releases", Asked(today.AddDays(40)), samr);
        var release = await api.GetAsync($"/v1/releases/{recorded.Id}", recorded.Position);
        var clocks = $"asOf={release.GetProperty("figuresAsOf").GetString()}&position={release.GetProperty("figuresPosition").GetInt64()}";

        release.GetProperty("use").EnumerateArray().Select(f => (Text(f, "id"), f.GetProperty("value").GetDecimal())).ShouldBe(
            (await api.GetAsync($"/v1/statistics?about=use&{clocks}")).GetProperty("items").EnumerateArray()
                .Select(f => (Text(f, "id"), f.GetProperty("value").GetDecimal())).ToList());
        var parts = release.GetProperty("parts").EnumerateArray().ToList();
        foreach (var told in parts)
        {
            var now = await api.GetAsync($"/v1/statistics/{Text(told, "figure")}?by={Text(told, "toldBy")}&{clocks}");
            told.GetProperty("parts").EnumerateArray().Select(p => $"{Text(p, "part")} {p.GetProperty("count")} {p.GetProperty("of")}")
                .ShouldBe(now.GetProperty("parts").EnumerateArray()
                    .Select(p => $"{Text(p, "part")} {p.GetProperty("count")} {p.GetProperty("of")}").ToList());
        }
        foreach (var about in new[] { "goals", "use" })
        {
            foreach (var id in (await api.GetAsync($"/v1/statistics?about={about}")).GetProperty("items").EnumerateArray()
                .Select(f => Text(f, "id")))
            {
                (await api.GetAsync($"/v1/statistics/{id}")).GetProperty("canBeToldBy").EnumerateArray().Select(b => b.GetString()!)
                    .Where(b => b != "year")
                    .ShouldBe(parts.Where(p => Text(p, "figure") == id).Select(p => Text(p, "toldBy")).ToList(), id);
            }
        }
        Text(release, "nextOn").ShouldBe($"{today.AddDays(40):yyyy-MM-dd}");
        Portal.News_is_told_in_three_forms.Read(await api.Http.GetStringAsync("/feed.ics?lang=en"))
            .Where(e => e.Url!.AbsolutePath == $"/v1/releases/{recorded.Id}").Select(e => ($"{e.Start!.Value:yyyy-MM-dd}", e.Summary))
            .ShouldBe(
            [
                ($"{today.AddDays(40):yyyy-MM-dd}", "Release of statistics: The next"),
                ($"{today.AddDays(140):yyyy-MM-dd}", "Release of statistics: The one after"),
            ]);
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

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
