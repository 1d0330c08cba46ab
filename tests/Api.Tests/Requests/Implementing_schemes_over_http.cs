using System.Net;
using System.Web;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.Requests;

/// <summary>A province issues a scheme of its own and a department answers for one of its milestones.</summary>
[Collection("api")]
public sealed class Implementing_schemes_over_http(ApiFixture api)
{
    private static readonly Actor Province = new("scheme-province", Role.LocalAuthority);
    private static readonly Actor Department = new("scheme-department", Role.Department);
    private static readonly Actor Bank = new("scheme-bank", Role.ResultUser);
    private const string Address = "/v1/implementing-schemes";

    [Fact, Trait("Rule", "R110"), Trait("Rule", "D22"), Trait("Rule", "A4")]
    public async Task Milestones_wait_at_the_desk_of_the_issuer_and_of_who_answers_for_them_until_they_are_reported_done()
    {
        await api.KnownAsync(Province, OrganisationKind.LocalAuthority);
        await api.KnownAsync(Department, OrganisationKind.Department);
        await api.KnownAsync(Bank, OrganisationKind.FinancialInstitution);
        var today = Beijing.Day(api.Clock.Now);
        var scheme = new IssueImplementingScheme(
            "示例方案 · Example scheme", "示例1号 · Example 1", today.AddDays(-30),
            [
                new("guide", "The guide is issued", "印发指南", today.AddDays(-1), Department.Subject),
                new("review", "The scheme is reviewed", "评估方案", today.AddDays(10), Province.Subject),
            ]);

        (await api.PostAsync(Address, scheme)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await (await api.PostAsync(Address, scheme with { Milestones = [] }, Province)).ShouldBeMalformedAsync("milestones");
        await (await api.PostAsync(
            Address, scheme with { Milestones = [scheme.Milestones[0] with { Responsible = "nobody-known" }] }, Province))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-organisation");

        var issued = await api.RecordAsync(Address, scheme, Province);
        var at = $"{Address}/{issued.Id}";
        (await StatusesAsync(issued)).ShouldBe(["overdue", "due"]);
        (await WaitingAsync(issued)).ShouldBe([("guide", true), ("review", false)]);
        (await WaitingAsync(issued, Department)).ShouldBe([("guide", true)], "it answers for this one alone");
        (await WaitingAsync(issued, Bank)).ShouldBeEmpty();
        Ical.Net.Calendar.Load(await CalendarAsync(Province))!.Events.Select(e => e.Uid).Distinct().Count().ShouldBe(2);
        var ahead = (await AheadAsync()).ShouldHaveSingleItem("what is overdue is not ahead");
        ($"{ahead.Start!.Value:yyyy-MM-dd}", ahead.Summary, ahead.Description)
            .ShouldBe(($"{today.AddDays(10):yyyy-MM-dd}", "Milestone: The scheme is reviewed", "Example scheme"));

        var report = new ReportMilestone("guide", today, "已印发 · It is issued");
        await (await api.PostAsync(at + "/milestone", report with { Milestone = "none" }, Department))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-milestone");
        await (await api.PostAsync(at + "/milestone", report with { DoneOn = today.AddDays(1) }, Department))
            .ShouldBeMalformedAsync("doneOn");
        (await api.PostAsync(at + "/milestone", report with { Milestone = "review" }, Department)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
        var done = await api.RecordAsync(at + "/milestone", report, Department);
        (await StatusesAsync(done)).ShouldBe(["done", "due"]);
        (await WaitingAsync(done)).ShouldBe([("review", false)]);
        (await WaitingAsync(done, Department)).ShouldBeEmpty();
        (await api.RecordAsync(at + "/milestone", report, Department)).Position.ShouldBe(done.Position);

        await (await api.PostAsync(
            at + "/amendment",
            new AmendImplementingScheme(scheme.Name, scheme.Basis, [scheme.Milestones[1]], "Shorter."),
            Province)).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "milestone-done");
        var amended = await api.RecordAsync(
            at + "/amendment",
            new AmendImplementingScheme(
                scheme.Name,
                "示例2号 · Example 2",
                [scheme.Milestones[0], scheme.Milestones[1] with { Responsible = Bank.Subject }],
                "Another document."),
            Province);
        (await StatusesAsync(amended)).ShouldBe(["done", "due"]);
        (await WaitingAsync(amended, Bank)).ShouldBe([("review", false)], "a user of results may answer for one too");
        (await api.PostAsync(at + "/milestone", report with { Milestone = "review", DoneOn = today.AddDays(1) }, Bank)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest, "what is wrong is the day");
        var ended = await api.RecordAsync(at + "/end", new EndImplementingScheme(today, "Merged."), Province);
        (await StatusesAsync(ended)).ShouldBe(["done", "due"]);
        (await AheadAsync()).ShouldBeEmpty("the scheme is over before");
        (await StatusesAsync(ended, today.AddDays(1))).ShouldBe(["done", "dropped"]);
        (await StatusesAsync(ended, today.AddDays(20))).ShouldBe(["done", "dropped"]);
        var was = await api.GetAsync($"{at}?position={issued.Position}");
        Text(was, "basis").ShouldBe(scheme.Basis);
        Items(await api.GetAsync($"{Address}?body={Province.Subject}", ended.Position), "items").Count().ShouldBe(1);

        async Task<IReadOnlyList<Ical.Net.CalendarComponents.CalendarEvent>> AheadAsync() =>
        [
            .. Portal.News_is_told_in_three_forms.Read(await api.Http.GetStringAsync("/feed.ics?lang=en"))
                .Where(e => e.Url!.AbsolutePath == at),
        ];

        async Task<string[]> StatusesAsync(CommandAnswer since, DateOnly? day = null)
        {
            var doc = await api.GetAsync($"{at}?asOf={day ?? today:yyyy-MM-dd}", since.Position);
            return [.. Items(doc, "milestones").Select(m => Text(m, "status"))];
        }
    }

    private async Task<string> CalendarAsync(Actor of)
    {
        using var answer = await api.SendAsync(
            HttpMethod.Get, "/v1/desk/deadlines.ics", ("Authorization", $"Bearer {ApiFixture.Token(of.Role, of.Subject)}"));
        return await answer.TextAsync();
    }

    /// <summary>The milestones that the form is opened with.</summary>
    private async Task<(string, bool)[]> WaitingAsync(CommandAnswer since, Actor? of = null)
    {
        using var answer = await api.SendAsync(
            HttpMethod.Get,
            $"/v1/desk?minPosition={since.Position}",
            ("Authorization", $"Bearer {ApiFixture.Token((of ?? Province).Role, (of ?? Province).Subject)}"));
        return [.. Items(await answer.JsonAsync(), "waiting").Where(w => Text(w, "command") == "ReportMilestone")
            .Where(w => Text(w, "id") == since.Id)
            .Select(w => (Milestone(Text(w, "form")), w.GetProperty("overdue").GetBoolean()))];

        static string Milestone(string form) => HttpUtility.ParseQueryString(form.Split('?')[1])["milestone"]!;
    }
}
