using System.Text.Json;

namespace Leader.Api.Tests.Why;

/// <summary>One programme: A's title is revoked, C is no leader.</summary>
[Collection(nameof(RevokedTitle))]
public class The_answer_is_read_aloud_in_five_parts(RevokedTitle revoked)
{
    private static readonly DateOnly Start = RevokedTitle.Start;
    private readonly ApiFixture api = revoked.Api;
    private readonly Programme _programme = revoked.Programme;

    private async Task<JsonElement[]> PartsAsync(string address) =>
        [.. (await api.GetAsync(address, _programme.World.Position)).GetProperty("parts").EnumerateArray()];

    private static JsonElement[] Lines(JsonElement[] parts, string part) =>
        [.. parts.Single(p => p.GetProperty("part").GetString() == part).GetProperty("lines").EnumerateArray()];

    private static string En(JsonElement line) => line.GetProperty("text").GetProperty("en").GetString()!;
    private static string? Day(JsonElement line, string member = "on") => line.TryGetProperty(member, out var day) ? day.GetString() : null;
    private static string At(Station station) => $"{Programme.DayOf(Start, station):yyyy-MM-dd}";

    [Fact]
    public async Task What_was_decided_on_which_facts_how_under_which_clause_and_what_follows()
    {
        var parts = await PartsAsync($"/v1/titles/{_programme.TitleOfA}/why");
        parts.Select(p => p.GetProperty("heading").GetProperty("zh").GetString()).ShouldBe(["结论", "事由和证据", "程序", "依据", "后果"]);
        Lines(parts, "decision").ShouldContain(l => Day(l) == At(Station.Revoked));
        Lines(parts, "facts").Select(En).ShouldContain(l => l.Contains("disclosed", StringComparison.Ordinal)
            && l.Contains("measured", StringComparison.Ordinal));
        var basis = Lines(parts, "basis").Select(l => l.GetProperty("text").GetProperty("zh").GetString()).ToArray();
        basis.ShouldContain(l => l!.Contains("未达到其公开标准水平", StringComparison.Ordinal)); // R69
        basis.ShouldContain(l => l!.Contains("三年内不得参与排行榜", StringComparison.Ordinal)); // R73
        // three years are counted from the day after the revocation (Q27): the last day is the corresponding one
        var revoked = Programme.DayOf(Start, Station.Revoked);
        Lines(parts, "consequences").Select(En).ShouldContain(l => l.Contains(
            $"From {revoked:yyyy-MM-dd} to {revoked.AddYears(3):yyyy-MM-dd}, both inclusive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_procedure_tells_each_step_with_its_last_day_and_that_it_was_kept_those_that_changed_nothing_too()
    {
        var procedure = Lines(await PartsAsync($"/v1/titles/{_programme.TitleOfA}/why"), "procedure");
        procedure.Select(l => Day(l)).OfType<string>().ShouldBeInOrder(); // what is still to be done stands at the end
        foreach (var station in new[]
        {
            Station.Complained, Station.CaseOpened, Station.FactsStated, Station.Defended, Station.Decided, Station.Revoked,
        })
        {
            procedure.ShouldContain(l => Day(l) == At(station), $"{station}");
        }
        var file = await api.GetAsync($"/v1/cases/{_programme.Complaint}", _programme.World.Position);
        string Due(string member) => file.GetProperty(member).GetString()!;
        var defence = procedure.Single(l => En(l).StartsWith("The enterprise defends itself", StringComparison.Ordinal));
        (Day(defence, "dueOn"), defence.GetProperty("kept").GetBoolean()).ShouldBe((Due("defenceDueOn"), true));
        var decided = procedure.Single(l => En(l).StartsWith("The case is decided", StringComparison.Ordinal));
        (Day(decided, "dueOn"), decided.GetProperty("kept").GetBoolean())
            .ShouldBe((new[] { Due("decideDueOn"), Due("decisionDueOn") }.Min(), true));
    }

    [Fact]
    public async Task Of_who_is_no_leader_it_says_how_many_points_are_missing_and_in_which_indicators()
    {
        var parts = await PartsAsync($"/v1/enterprises/{_programme.C}/standing/why?category={_programme.Category}");
        Lines(parts, "decision").Select(En).ShouldContain("The number of leaders is 2.");
        Lines(parts, "consequences").Select(En).ShouldContain(l => l.Contains("points short of", StringComparison.Ordinal));
        Lines(parts, "procedure").ShouldContain(l => Day(l) == At(Station.RankingPublished));
    }

    [Fact]
    public async Task The_text_says_the_same_in_either_language()
    {
        await api.GetAsync("/v1/bans", _programme.World.Position);
        var zh = await api.Http.GetStringAsync($"/v1/bans/{_programme.RevocationOfA}/why?format=text&lang=zh");
        var en = await api.Http.GetStringAsync($"/v1/bans/{_programme.RevocationOfA}/why?format=text&lang=en");
        foreach (var heading in new[] { "结论", "事由和证据", "程序", "依据", "后果", "按期" }) zh.ShouldContain(heading);
        foreach (var heading in new[] { "Decision", "Facts and evidence", "Procedure", "Legal basis", "Consequences", ", kept" })
        {
            en.ShouldContain(heading);
        }
    }
}
