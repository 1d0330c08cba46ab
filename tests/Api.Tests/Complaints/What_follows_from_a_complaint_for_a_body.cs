using System.Net;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Complaints;

/// <summary>A complaint against an evaluation body says what followed for the body, and on which day.</summary>
public sealed class What_follows_from_a_complaint_for_a_body : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "Q36"), Trait("Rule", "R97")]
    public async Task Its_page_shows_the_consequence_from_the_day_of_the_sanction_on()
    {
        await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        var filed = await (await _api.PostAsync("/v1/complaints", new
        {
            subject = "evaluationBody",
            subjectId = "caq",
            ground = "feeCharged",
            source = "media",
            facts = "收取评估费 · It charges fees",
        })).JsonAsync();
        var id = Text(filed, "complaint");
        var sanction = new DisqualifyBody("收费 · Fees", "收取两家企业的费用 · It took fees from two enterprises", Complaint: id);
        await (await _api.PostAsync("/v1/organisations/caq/disqualification", sanction, ProgrammeWorld.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "complaint-not-upheld");
        await _api.RecordAsync($"/v1/complaints/{id}/acceptance", new AcceptComplaint(true), ProgrammeWorld.Samr);
        await _api.RecordAsync(
            $"/v1/complaints/{id}/conclusion", new ConcludeComplaint(ComplaintOutcome.Upheld, "属实 · It is so"), ProgrammeWorld.Samr);
        (await OneAsync("")).TryGetProperty("consequences", out _).ShouldBeFalse();

        _api.Clock.Now += TimeSpan.FromDays(3);
        var day = Beijing.Day(_api.Clock.Now);
        await (await _api.PostAsync("/v1/organisations/cheari/disqualification", sanction, ProgrammeWorld.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "complaint-about-another");
        await _api.RecordAsync("/v1/organisations/caq/disqualification", sanction, ProgrammeWorld.Samr);

        var one = Items(await OneAsync($"?asOf={day:yyyy-MM-dd}"), "consequences").ShouldHaveSingleItem();
        (Text(one, "kind"), Text(one, "organisation"), Text(one, "on"), Text(one, "lastDay"))
            .ShouldBe(("bodyDisqualified", "caq", $"{day:yyyy-MM-dd}", $"{day.AddYears(3):yyyy-MM-dd}"));
        (await OneAsync($"?asOf={day.AddDays(-1):yyyy-MM-dd}")).TryGetProperty("consequences", out _).ShouldBeFalse();
        Items(Items(await _api.GetAsync("/v1/complaints"), "items").Single(), "consequences").ShouldHaveSingleItem();
        Text(Items(await _api.GetAsync("/v1/organisations/caq"), "disqualifications").Single(), "complaint").ShouldBe(id);
        foreach (var page in new[] { $"/v1/complaints/{id}", "/v1/complaints" })
        {
            (await PageAsync(page)).ShouldContain("取消评估资格");
            (await PageAsync(page + "?lang=en")).ShouldContain("Body disqualified");
        }
        (await PageAsync("/v1/organisations/caq?lang=en")).ShouldContain("It follows from complaint");

        async Task<JsonElement> OneAsync(string query)
        {
            await _api.GetAsync("/v1/rule-sets"); // the views know all that was recorded
            using var answer = await _api.SendAsync(
                HttpMethod.Get, $"/v1/complaints/{id}{query}", ("Complaint-Secret", Text(filed, "secret")));
            return await answer.JsonAsync();
        }
    }

    private async Task<string> PageAsync(string address)
    {
        using var page = await _api.SendAsync(
            HttpMethod.Get,
            address,
            ("Accept", "text/html"),
            ("Authorization", $"Bearer {ApiFixture.Token(ProgrammeWorld.Samr.Role, ProgrammeWorld.Samr.Subject)}"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
