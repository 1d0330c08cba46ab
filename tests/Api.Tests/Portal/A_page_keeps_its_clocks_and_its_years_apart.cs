using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Portal;

/// <summary>What leads from home stays at its clocks; what is written over the rails can be read.</summary>
[Collection("history")]
public partial class A_page_keeps_its_clocks_and_its_years_apart(HistoryFixture history)
{
    /// <summary>Four digits are narrower.</summary>
    private const double Label = 40;

    [Theory]
    [InlineData("2022-01-18", 3094)]
    [InlineData("2026-11-01", 3094)]
    [InlineData("2019-01-01", 3094)]
    public async Task The_week_from_home_ends_on_the_day_of_the_page(string asOf, long position)
    {
        foreach (var lang in new[] { "", "&lang=en" })
        {
            var home = await PageAsync($"/?asOf={asOf}&position={position}{lang}");
            var week = Changes().Matches(home).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ShouldHaveSingleItem();
            var asked = HttpUtility.ParseQueryString(week.Split('?')[1]);
            var first = DateOnly.Parse(asOf, CultureInfo.InvariantCulture).AddDays(-7);
            (asked["from"], asked["to"]).ShouldBe(($"{first:yyyy-MM-dd}@{position}", $"{asOf}@{position}"));
            (await PageAsync(week)).ShouldContain(asOf);
        }
    }

    [Fact]
    public async Task Today_the_week_is_of_both_clocks()
    {
        var week = Changes().Matches(await PageAsync("/")).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ShouldHaveSingleItem();
        week.ShouldMatch(@"^/v1/changes\?from=\d{4}-\d\d-\d\dT00:00:00%2B08:00$");
        await PageAsync(week);
    }

    /// <summary>A time map does not read it; what a page asks of one is asked without it.</summary>
    [Fact]
    public async Task A_word_for_tables_alone_breaks_no_page_and_leads_to_no_time_map()
    {
        var paths = JsonElement.Parse(await history.Http.GetStringAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Where(p => !p.Name.Contains('{', StringComparison.Ordinal) && p.Value.TryGetProperty("get", out var get)
                && get.TryGetProperty("parameters", out var all) && Names(all) is var names && names.Contains("bom")
                && names.Contains("asOf") && !Required(all)).Select(p => p.Name).ToArray();
        paths.Length.ShouldBeGreaterThan(30);
        paths.ShouldContain("/v1/supervision");
        foreach (var path in paths)
        {
            var page = await PageAsync($"{path}?bom=false&asOf=2021-06-27");
            Map().Matches(page).ShouldAllBe(m => !m.Value.Contains("bom"), path);
        }

        static string[] Names(JsonElement all) =>
            [.. all.EnumerateArray().Select(p => p.TryGetProperty("name", out var name) ? name.GetString()! : "")];
        static bool Required(JsonElement all) =>
            all.EnumerateArray().Any(p => p.TryGetProperty("required", out var required) && required.GetBoolean());
    }

    /// <summary>However many points there are after it: by the whole map, page by page.</summary>
    [Theory]
    [InlineData("2019-01-01"), InlineData("2021-06-27"), InlineData("2024-02-29"), InlineData("2026-11-01")]
    public async Task The_change_before_a_page_and_the_one_after_it_are_those_of_the_whole_map(string asOf)
    {
        var all = new List<DateOnly>();
        for (var map = "/v1/supervision/timemap?format=json"; map is not null;)
        {
            var page = JsonElement.Parse(await history.Http.GetStringAsync(map));
            all.AddRange(page.GetProperty("mementos").EnumerateArray().Select(m => DateOnly.Parse(
                m.GetProperty("asOf").GetString()!, CultureInfo.InvariantCulture)));
            map = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
        }
        all.Count.ShouldBeGreaterThan(100);
        var day = DateOnly.Parse(asOf, CultureInfo.InvariantCulture);
        var here = all.FindLastIndex(d => d <= day);

        var shown = Steps().Matches(await PageAsync($"/v1/supervision?asOf={asOf}"))
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        shown.GetValueOrDefault("prev").ShouldBe(here > 0 ? $"{all[here - 1]:yyyy-MM-dd}" : null);
        shown.GetValueOrDefault("next").ShouldBe(here + 1 < all.Count ? $"{all[here + 1]:yyyy-MM-dd}" : null);
    }

    [GeneratedRegex("rel=\"(prev|next)\" href=\"[^\"]*asOf=([0-9-]{10})[^\"]*position=")]
    private static partial Regex Steps();

    [GeneratedRegex("href=\"[^\"]*/timemap[^\"]*\"")]
    private static partial Regex Map();

    [Fact]
    public async Task Years_on_the_rails_stand_apart_and_the_last_is_told()
    {
        var list = JsonElement.Parse(await history.Http.GetStringAsync("/v1/enterprises?limit=1000")).GetProperty("items");
        var read = 0;
        foreach (var code in list.EnumerateArray().Select(e => e.GetProperty("creditCode").GetString()))
        {
            var page = await PageAsync($"/v1/enterprises/{code}/timemap?format=html");
            var years = Year().Matches(page)
                .Select(m => (X: double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture), Year: Number(m.Groups[2].Value))).ToArray();
            if (years.Length == 0) continue;
            read++;
            years.Zip(years.Skip(1)).ShouldAllBe(pair => pair.Second.X - pair.First.X >= Label, code);
            years.Zip(years.Skip(1)).ShouldAllBe(pair => pair.Second.Year > pair.First.Year, code);
            Number(Width().Match(page).Groups[1].Value).ShouldBeGreaterThanOrEqualTo((int)(years[^1].X + Label), $"{code} is cut");
            var last = Day().Matches(page).Max(m => Number(m.Groups[1].Value));
            if (years.Length > 1) years[^1].Year.ShouldBeGreaterThanOrEqualTo(last, code);
        }
        read.ShouldBeGreaterThan(50);
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private async Task<string> PageAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await history.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}\n{page}");
        return page;
    }

    [GeneratedRegex("href=\"(/v1/changes[^\"]*)\"")]
    private static partial Regex Changes();

    [GeneratedRegex("""<svg width="(\d+)" height="112""")]
    private static partial Regex Width();

    [GeneratedRegex("""class="year" x="([\d.]+)" y="14">(\d+)<""")]
    private static partial Regex Year();

    [GeneratedRegex("""rel="memento" href="[^"]*asOf=(\d{4})-""")]
    private static partial Regex Day();
}
