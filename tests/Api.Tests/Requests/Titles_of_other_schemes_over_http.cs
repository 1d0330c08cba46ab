using System.Net;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Api.Tests.Requests;

/// <summary>An enterprise that holds no title of the programme leads by the scheme of a province.</summary>
[Collection("api")]
public sealed class Titles_of_other_schemes_over_http(ApiFixture api)
{
    private static readonly Actor Province = new("other-province", Role.LocalAuthority);

    [Fact, Trait("Rule", "Q44")]
    public async Task They_are_shown_with_the_enterprise_apart_and_counted_nowhere()
    {
        await api.KnownAsync(Province, OrganisationKind.LocalAuthority);
        var by = Asking.Enterprise(Asking.Code("91110000TQ0000044"));
        var enterprise = by.Subject;
        var registered = await api.RecordAsync("/v1/enterprises", new { enterprise, name = "示例企业" }, by);
        string[] counted =
        [
            $"/v1/enterprises/{enterprise}/standing", $"/v1/titles?enterprise={enterprise}", $"/v1/enterprises/{enterprise}",
            "/v1/statistics",
        ];
        var before = await AnswersAsync(registered.Position);

        var recorded = await api.RecordAsync(
            "/v1/other-titles",
            new RecordOtherTitle(
                "示例省领先标准 · Example Province Leader", Region.Fujian, "示例省市场监管局 · Market Supervision", enterprise, "Q/TQ 001-2026",
                new(2026, 3, 1), "https://province.example.cn/2026"),
            Province);

        (await AnswersAsync(recorded.Position)).ShouldBe(before);
        var listed = (await api.GetAsync($"/v1/other-titles?enterprise={enterprise}&region=fujian&validOn=2026-03-01", recorded.Position))
            .GetProperty("items").EnumerateArray().Single();
        (listed.GetProperty("otherTitle").GetString(), listed.GetProperty("number").GetString()).ShouldBe((recorded.Id, "Q/TQ 001-2026"));
        (await PageAsync($"/v1/enterprises/{enterprise}")).ShouldContain("不是本制度的领跑者");
        (await PageAsync($"/v1/other-titles/{recorded.Id}?lang=en")).ShouldContain("no title of this programme");

        var ended = await api.RecordAsync(
            $"/v1/other-titles/{recorded.Id}/end", new EndOtherTitle(new(2026, 4, 30), "Revoked."), Province);
        var doc = await api.GetAsync($"/v1/other-titles/{recorded.Id}", ended.Position);
        (doc.GetProperty("validTo").GetString(), doc.GetProperty("endReason").GetString()).ShouldBe(("2026-04-30", "Revoked."));

        async Task<string[]> AnswersAsync(long position)
        {
            var answers = new List<string>();
            foreach (var address in counted)
            {
                answers.Add(string.Join('\n', (await api.GetAsync(address, position)).EnumerateObject()
                    .Where(m => m.Name is not ("position" or "knownAt")).Select(m => m.Value.GetRawText())));
            }
            return [.. answers];
        }
    }

    private async Task<string> PageAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", "text/html");
        using var page = await api.Http.SendAsync(request);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
