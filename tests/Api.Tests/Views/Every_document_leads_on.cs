using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Views;

[Collection("history")]
public class Every_document_leads_on(HistoryFixture history)
{
    [Fact]
    public async Task To_itself_and_to_its_neighbours_and_no_link_leads_nowhere()
    {
        var followed = new HashSet<string>();
        foreach (var address in One_word_is_spelt_in_one_way.Addresses.Where(a => !a.StartsWith("/v1/changes") && a != "/v1/statistics"))
        {
            var answer = await GetAsync(address);
            var documents = answer.TryGetProperty("items", out var items) ? items.EnumerateArray().ToArray() : [answer];
            foreach (var (i, document) in documents.Index())
            {
                if (!document.TryGetProperty("links", out var links) && address.StartsWith("/v1/search")) continue; // an indicator
                links.ValueKind.ShouldBe(JsonValueKind.Object, address);
                if (!address.StartsWith("/v1/search")) links.TryGetProperty("self", out _).ShouldBeTrue($"{address}: {document}");
                foreach (var link in links.EnumerateObject())
                {
                    if (i > 2 && i < documents.Length - 1 || !followed.Add(link.Value.GetString()!)) continue;
                    if (link.Value.GetString()!.Contains("/why")) continue; // dear, and tried where they belong
                    var there = await history.AskAsync(link.Value.GetString()!);
                    var secret = link.Value.GetString()!.StartsWith("/v1/complaints/");
                    there.StatusCode.ShouldBeOneOf(
                        [HttpStatusCode.OK, secret ? HttpStatusCode.Forbidden : HttpStatusCode.OK],
                        $"{address}: {link.Name} {link.Value} {await there.TextAsync()}");
                }
            }
        }
        followed.Count.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task A_title_to_all_that_a_reader_would_ask_next()
    {
        const string title = "2020-air-purifier.91350203M000LP016Q";
        var links = (await GetAsync($"/v1/titles/{title}")).GetProperty("links").EnumerateObject()
            .ToDictionary(l => l.Name, l => l.Value.GetString());
        links["self"].ShouldBe($"/v1/titles/{title}");
        links["enterprise"].ShouldBe("/v1/enterprises/91350203M000LP016Q");
        links["evaluation"].ShouldBe("/v1/evaluations/2020-air-purifier");
        links["ranking"].ShouldBe("/v1/evaluations/2020-air-purifier/ranking");
        links["why"].ShouldBe($"/v1/titles/{title}/why");
        links["certificate"].ShouldBe($"/v1/titles/{title}/certificate");
        links["bans"].ShouldBe("/v1/bans/91350203M000LP016Q");
        links["case"].ShouldStartWith("/v1/cases/");
        links["declaration"].ShouldStartWith("/v1/declarations/91350203M000LP016Q.Q~");
        links["body"].ShouldStartWith("/v1/organisations/");
        (await GetAsync("/v1/titles?status=inForce&limit=1")).GetProperty("items")[0].GetProperty("links").TryGetProperty("case", out _)
            .ShouldBeFalse("it has none");
    }

    private async Task<JsonElement> GetAsync(string address) => await (await history.AskAsync(address)).JsonAsync();
}
