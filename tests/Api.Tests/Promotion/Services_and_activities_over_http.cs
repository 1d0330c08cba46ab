using System.Net;
using Leader.Api.Tests.Portal;
using Leader.Domain;
using Leader.Domain.Process.Promotion;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Api.Tests.ProgrammeWorld;

namespace Leader.Api.Tests.Promotion;

/// <summary>An association is selected to evaluate a category; an academy sells to its enterprises, and trains them.</summary>
public sealed class Services_and_activities_over_http : IAsyncLifetime
{
    private static readonly Actor Academy = new("academy", Role.ProfessionalBody), Association = new("caq", Role.ProfessionalBody);
    private readonly ApiFixture _api = new();
    private Programme _programme = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _programme = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.Selected);
        await _api.RecordAsync(
            "/v1/organisations",
            new RegisterOrganisation("academy", "Academy", [OrganisationKind.ProfessionalStandardizationBody]),
            Samr);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    private DateOnly Today => Beijing.Day(_api.Clock.Now);

    [Fact, Trait("Rule", "R103"), Trait("Rule", "R104"), Trait("Rule", "A21")]
    public async Task A_service_stands_in_the_directory_until_its_last_day_and_no_body_sells_to_those_whom_it_evaluates()
    {
        var drafting = new OfferService(
            ServiceKind.Drafting, "标准编制 · Drafting", "协助编制 · Help", Region.Fujian, "https://academy.example.cn/", false,
            "每项8000元 · 8 000 yuan", [_programme.Category]);
        await (await _api.RecordingNothingAsync(() => _api.PostAsync("/v1/services", drafting, Association)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "service-conflicts-with-evaluation");
        var free = await _api.RecordAsync(
            "/v1/services", drafting with { Kind = ServiceKind.Metrology, Free = true, Fee = null }, Association);
        free.Id.ShouldBe("caq.1");
        var offered = await _api.RecordAsync("/v1/services", drafting, Academy);
        offered.Id.ShouldBe("academy.1");

        (await IdsAsync("status=offered", offered.Position)).ShouldBe(["academy.1", "caq.1"]); // by kind
        (await IdsAsync("kind=metrology", offered.Position)).ShouldBe(["caq.1"]);
        (await IdsAsync("body=academy", offered.Position)).ShouldBe(["academy.1"]);
        (await IdsAsync("region=fujian", offered.Position)).ShouldBe(["academy.1", "caq.1"]);
        (await IdsAsync("region=beijing,nationwide", offered.Position)).ShouldBeEmpty();
        (await IdsAsync($"category={_programme.Category}", offered.Position)).ShouldBe(["academy.1", "caq.1"]);

        await PageShouldSayAsync("/v1/services", "每项8000元", "8 000 yuan");
        await PageShouldSayAsync("/v1/services/academy.1", "标准研制", "Drafting of standards");
        await PageShouldSayAsync("/v1/services/caq.1", "免费", "free of charge");

        _api.Clock.Now = _api.Clock.Now.AddDays(1);
        await (await _api.PostAsync("/v1/services/academy.1/end", new EndService(Today, "r"), Association))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        var ended = await _api.RecordAsync("/v1/services/academy.1/end", new EndService(Today, "Done."), Academy);
        var doc = await _api.GetAsync("/v1/services/academy.1", ended.Position);
        (doc.GetProperty("status").GetString(), doc.GetProperty("lastDay").GetString()).ShouldBe(("offered", $"{Today:yyyy-MM-dd}"));
        (await IdsAsync($"status=ended&asOf={Today.AddDays(1):yyyy-MM-dd}", ended.Position)).ShouldBe(["academy.1"]);
        (await _api.GetAsync("/v1/services/academy.1/timemap?format=json", ended.Position)).GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact, Trait("Rule", "R105"), Trait("Rule", "R106"), Trait("Rule", "R108")]
    public async Task A_training_is_in_the_calendar_while_it_is_ahead_and_tells_afterwards_who_took_part()
    {
        var training = new RecordActivity(
            ActivityKind.Training, "培训班 · Training", Region.Fujian, Today.AddDays(3), Today.AddDays(4), "https://academy.example.cn/t");
        var recorded = await _api.RecordAsync("/v1/activities", training, Academy);
        var address = $"/v1/activities/{recorded.Id}";
        (await _api.GetAsync(address, recorded.Position)).GetProperty("status").GetString().ShouldBe("announced");
        await PageShouldSayAsync("/v1/activities", "已公布", "Announced");

        var days = News_is_told_in_three_forms.Read(await _api.Http.GetStringAsync("/feed.ics?lang=en"))
            .Single(e => e.Url!.AbsolutePath == address);
        (days.Summary, $"{days.Start!.Value:yyyy-MM-dd}", $"{days.End!.Value:yyyy-MM-dd}")
            .ShouldBe(("Training", $"{Today.AddDays(3):yyyy-MM-dd}", $"{Today.AddDays(5):yyyy-MM-dd}"));

        var report = new { held = true, enterprises = 12, persons = 40 };
        await (await _api.PostAsync(address + "/report", report, Academy))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "activity-not-over");
        _api.Clock.Now = _api.Clock.Now.AddDays(5);
        var reported = await _api.RecordAsync(address + "/report", report, Academy);
        var doc = await _api.GetAsync(address, reported.Position);
        (doc.GetProperty("status").GetString(), doc.GetProperty("enterprises").GetInt32(), doc.GetProperty("persons").GetInt32())
            .ShouldBe(("held", 12, 40));
        await PageShouldSayAsync(address, "参加人数", "Persons that took part");
        News_is_told_in_three_forms.Read(await _api.Http.GetStringAsync("/feed.ics")).ShouldAllBe(e => e.Url!.AbsolutePath != address);
    }

    private async Task<string[]> IdsAsync(string query, long position) =>
        [.. (await _api.GetAsync("/v1/services?limit=50&" + query, position)).GetProperty("items").EnumerateArray()
            .Select(s => s.GetProperty("service").GetString()!)];

    private async Task PageShouldSayAsync(string address, string zh, string en)
    {
        foreach (var (query, said) in new[] { ("", zh), ("?lang=en", en) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address + query);
            request.Headers.Add("Accept", "text/html");
            using var page = await _api.Http.SendAsync(request);
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()).ShouldContain(said);
        }
    }
}
