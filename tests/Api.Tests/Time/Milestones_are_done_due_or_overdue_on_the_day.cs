using System.Net;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Time;

/// <summary>The implementing schemes of the demonstration (seeds/stories/implementing-schemes-2026.json).</summary>
[Collection("history"), Trait("Rule", "R110"), Trait("Rule", "D22")]
public class Milestones_are_done_due_or_overdue_on_the_day(HistoryFixture history)
{
    [Theory]
    [InlineData("s-2026", "work-guide", "2026-06-25", "due")]
    [InlineData("s-2026", "work-guide", "2026-06-26", "done")]
    [InlineData("s-2026", "work-guide", "2027-01-01", "done")]
    [InlineData("s-2026", "provinces", "2026-10-31", "due")]
    [InlineData("s-2026", "provinces", "2026-11-01", "overdue")]
    [InlineData("s-2026", "key-fields", "2026-11-20", "due")]
    [InlineData("s-2026", "credit", "2028-06-30", "due")]
    [InlineData("s-2026", "credit", "2028-07-01", "overdue")]
    [InlineData("s-2026-eprovince", "training", "2026-10-01", "overdue")]
    [InlineData("s-2026-eprovince", "training", "2026-10-11", "overdue")]
    [InlineData("s-2026-eprovince", "training", "2026-10-12", "done")]
    [InlineData("s-2025-ecity", "purchase", "2026-12-31", "due")]
    [InlineData("s-2025-ecity", "purchase", "2027-01-01", "dropped")]
    [InlineData("s-2025-ecity", "purchase", "2028-01-01", "dropped")]
    public async Task A_milestone_stands_as_its_days_say(string scheme, string milestone, string day, string status)
    {
        var doc = await history.GetAsync($"/v1/implementing-schemes/{scheme}?asOf={day}");
        Text(Items(doc, "milestones").Single(m => Text(m, "milestone") == milestone), "status").ShouldBe(status);
    }

    [Fact]
    public async Task What_was_added_later_is_in_no_earlier_timetable_and_the_amendment_says_why()
    {
        var before = await history.GetAsync("/v1/implementing-schemes/s-2026?asOf=2026-11-19");
        Items(before, "milestones").Select(m => Text(m, "milestone")).ShouldBe(["work-guide", "provinces", "key-fields", "review"]);
        Items(before, "amendments").ShouldBeEmpty();
        var after = await history.GetAsync("/v1/implementing-schemes/s-2026?asOf=2026-11-20");
        Items(after, "milestones").Select(m => Text(m, "milestone")).Last().ShouldBe("credit");
        Text(Items(after, "amendments").Single(), "reason").ShouldContain("Support by credit is added");
        using var none = await history.AskAsync("/v1/implementing-schemes/s-2026?asOf=2026-01-04");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_road_map_is_a_page_in_both_languages()
    {
        const string at = "/v1/implementing-schemes/s-2026?asOf=2026-11-20";
        (await PageAsync(at)).ShouldContain("5 个节点，完成 1 个，逾期 1 个。");
        (await PageAsync(at + "&lang=en")).ShouldContain("1 of 5 milestones are done, 1 overdue.");
        (await PageAsync("/v1/implementing-schemes?lang=en")).ShouldContain("Implementing scheme of Example City");

        async Task<string> PageAsync(string address)
        {
            using var page = await history.AskAsync(address, ("Accept", "text/html"));
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        }
    }
}
