using System.Net;

namespace Leader.Api.Tests.Standings;

[Collection("api")]
public class Many_standings_are_asked_at_once(ApiFixture api)
{
    [Fact]
    public async Task A_thousand_are_answered_in_their_order()
    {
        var by = await api.RegisteredAsync("91110000TY0000001", "first");
        var renamed = await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "known", reason = "r" }, by);
        var items = Enumerable.Range(0, 1000).Select(i => new { creditCode = i == 500 ? by.Subject.ToLowerInvariant() : Asking.Code($"91110000TY9{i:D6}"), category = (string?)"air-purifier" }).ToArray();

        var answer = await api.PostAsync($"/v1/standings?minPosition={renamed.Position}", new { items });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
        var answers = (await answer.JsonAsync()).GetProperty("items").EnumerateArray().ToArray();
        answers.Select(a => a.GetProperty("creditCode").GetString()).ShouldBe(items.Select(i => i.creditCode.ToUpperInvariant()));
        answers.Count(a => a.GetProperty("known").GetBoolean()).ShouldBe(1);
        answers[500].GetProperty("name").GetString().ShouldBe("known");
        answers.ShouldAllBe(a => a.GetProperty("ban").GetString() == "never" && a.GetProperty("mayTakePart").GetBoolean());
    }

    [Fact]
    public async Task A_thousand_and_one_are_too_many() =>
        await (await api.PostAsync("/v1/standings", new { items = Enumerable.Range(0, 1001).Select(i => new { creditCode = $"{i}" }) })).ShouldBeMalformedAsync("items");
}
