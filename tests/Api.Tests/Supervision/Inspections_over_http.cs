using System.Net;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Supervision;

/// <summary>A founded programme; a department inspects its body, an enterprise and a region.</summary>
public sealed class Inspections_over_http : IAsyncLifetime
{
    private static readonly Actor Miit = new("miit", Role.Department);
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R111"), Trait("Rule", "A3")]
    public async Task What_has_to_be_put_right_waits_at_the_desk_until_it_is()
    {
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        var today = Beijing.Day(_api.Clock.Now);
        var due = today.AddDays(10);
        var inspection = new RecordInspection(
            InspectedSubject.Organisation, "caq", today, "投诉较多 · Many complaints", "台账 · The books", "两件逾期 · Two were late",
            "建立提醒 · Set up reminders", due);

        (await _api.PostAsync("/v1/inspections", inspection)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _api.PostAsync("/v1/inspections", inspection, ProgrammeWorld.Caq)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await (await _api.PostAsync("/v1/inspections", inspection with { PutRightBy = null }, Miit)).ShouldBeMalformedAsync("putRightBy");
        await (await _api.PostAsync("/v1/inspections", inspection with { SubjectId = "nobody" }, Miit))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-organisation");

        var of = await _api.RecordAsync("/v1/inspections", inspection, Miit);
        var clear = inspection with { ToPutRight = null, PutRightBy = null };
        await _api.RecordAsync("/v1/inspections", clear with { Subject = InspectedSubject.Enterprise, SubjectId = p.A }, Miit);
        var region = await _api.RecordAsync(
            "/v1/inspections", clear with { Subject = InspectedSubject.Region, SubjectId = "福建 · Fujian" }, Miit);

        var at = $"/v1/inspections/{of.Id}";
        foreach (var (day, status) in new[] { (today, "open"), (due, "open"), (due.AddDays(1), "overdue") })
        {
            Text(await _api.GetAsync($"{at}?asOf={day:yyyy-MM-dd}", region.Position), "status").ShouldBe(status, $"{day}");
        }
        foreach (var (query, count) in new[]
        {
            ("body=miit", 3), ("organisation=caq", 1), ("organisation=cheari", 0), ($"enterprise={p.A}", 1), ("subject=region", 1),
            ("status=open", 1), ("status=inOrder", 2), ($"inspectedOnSince={today.AddDays(1):yyyy-MM-dd}", 0),
        })
        {
            Items(await _api.GetAsync("/v1/inspections?" + query), "items").Count().ShouldBe(count, query);
        }
        Text((await _api.GetAsync("/v1/organisations/caq")).GetProperty("links"), "inspections")
            .ShouldBe("/v1/inspections?organisation=caq");
        (await WaitingAsync(region)).ShouldBe([("FollowUpInspection", of.Id!, due, false)]);

        _api.Clock.Now = Beijing.Start(due.AddDays(1)).AddHours(10);
        (await WaitingAsync(region)).ShouldBe([("FollowUpInspection", of.Id!, due, true)]);
        await (await _api.PostAsync(
            $"/v1/inspections/{region.Id}/follow-up", new FollowUpInspection(true, due, "x"), Miit))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "nothing-to-put-right");

        var later = due.AddDays(20);
        var notYet = await _api.RecordAsync(at + "/follow-up", new FollowUpInspection(false, due.AddDays(1), "Half.", later), Miit);
        Text(await _api.GetAsync(at, notYet.Position), "status").ShouldBe("open");
        (await WaitingAsync(notYet)).ShouldBe([("FollowUpInspection", of.Id!, later, false)]);
        Text(await _api.GetAsync($"{at}?asOf={later.AddDays(1):yyyy-MM-dd}"), "status").ShouldBe("overdue");

        _api.Clock.Now = Beijing.Start(later).AddHours(10);
        var done = await _api.RecordAsync(at + "/follow-up", new FollowUpInspection(true, later, "提醒已建立 · They are set up"), Miit);
        (await WaitingAsync(done)).ShouldBeEmpty();
        Text(await _api.GetAsync($"{at}?asOf={later.AddDays(1):yyyy-MM-dd}", done.Position), "status").ShouldBe("putRight");
        Text(await _api.GetAsync($"{at}?position={of.Position}"), "status").ShouldBe("overdue", "it was not known yet");
        Items(await _api.GetAsync(at), "followUps").Select(f => f.GetProperty("putRight").GetBoolean()).ShouldBe([false, true]);

        foreach (var (page, zh, en) in new[]
        {
            (at, "建立提醒", "Set up reminders"), ("/v1/inspections", "投诉较多", "Many complaints"),
            ($"/v1/enterprises/{p.A}", "对它的督促检查", "Inspections of it"), ($"/v1/inspections/{region.Id}", "福建", "Fujian"),
        })
        {
            (await PageAsync(page)).ShouldContain(zh);
            (await PageAsync(page + "?lang=en")).ShouldContain(en);
        }
    }

    private async Task<(string, string, DateOnly, bool)[]> WaitingAsync(CommandAnswer since)
    {
        using var answer = await _api.SendAsync(
            HttpMethod.Get,
            $"/v1/desk?minPosition={since.Position}",
            ("Authorization", $"Bearer {ApiFixture.Token(Miit.Role, Miit.Subject)}"));
        return [.. Items(await answer.JsonAsync(), "waiting").Select(w => (
            Text(w, "command"), Text(w, "id"), DateOnly.Parse(Text(w, "dueOn"), System.Globalization.CultureInfo.InvariantCulture),
            w.GetProperty("overdue").GetBoolean()))];
    }

    private async Task<string> PageAsync(string address)
    {
        using var page = await _api.SendAsync(HttpMethod.Get, address, ("Accept", "text/html"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
