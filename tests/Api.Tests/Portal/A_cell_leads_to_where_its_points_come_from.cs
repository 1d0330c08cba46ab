using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Portal;

/// <summary>Oracle: the facts themselves, as the feed has them.</summary>
[Collection("history")]
public class A_cell_leads_to_where_its_points_come_from(HistoryFixture history)
{
    [Theory]
    [InlineData("2018-air-purifier")]
    [InlineData("2019-air-purifier")] // the same standard was in both
    public async Task To_the_declaration_the_plan_and_the_evaluation_of_its_own_year(string evaluation)
    {
        const string declaration = "91440606LP0000012E.Q~CH_001-2018";
        var ranking = await JsonAsync($"/v1/evaluations/{evaluation}/ranking");
        var page = await PageAsync($"/v1/evaluations/{evaluation}/ranking/{declaration}/why");
        var cells = page.QuerySelectorAll("tr[id^=indicator-]");
        cells.Length.ShouldBe(ranking.GetProperty("entries").EnumerateArray().Single(Is).GetProperty("results").GetArrayLength());
        foreach (var cell in cells)
        {
            var facts = new List<JsonElement>();
            foreach (var at in cell.QuerySelectorAll("a.record")) facts.Add(await JsonAsync(at.GetAttribute("href")!));
            facts.Select(f => f.GetProperty("type").GetString()).ShouldBe(
                ["standard_declared.v1", "plan_submitted.v1", "indicators_evaluated.v1"]);
            Is(facts[0].GetProperty("data")).ShouldBeTrue();
            facts[1].GetProperty("data").GetProperty("call").GetString().ShouldBe(evaluation);
            facts[2].GetProperty("data").GetProperty("evaluation").GetString().ShouldBe(evaluation);
            Is(facts[2].GetProperty("data")).ShouldBeTrue();
        }
        (await PageAsync($"/v1/evaluations/{evaluation}/ranking"))
            .QuerySelectorAll($"a[href$='{declaration}/why#{cells[0].Id}']").Length.ShouldBe(1);

        // and the values of the others are those of that ranking
        page.QuerySelectorAll("details th[scope=row]").Length.ShouldBe(ranking.GetProperty("entries").GetArrayLength());

        static bool Is(JsonElement of) => of.GetProperty("declaration").GetString() == declaration;
    }

    private async Task<JsonElement> JsonAsync(string address) =>
        JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address));

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PageAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var answer = await history.Http.SendAsync(request);
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
    }
}
