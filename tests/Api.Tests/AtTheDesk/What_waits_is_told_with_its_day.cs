using System.Net;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.Promotion;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Npgsql;
using static Leader.Api.Tests.Asking;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>What others did, or a calendar says, waits for who has to see to it, on the right days and for nobody else.</summary>
public sealed class What_waits_is_told_with_its_day : IAsyncLifetime
{
    private static readonly Actor Eqs = new("eqs", Role.Supervisor), Miit = new("miit", Role.Department), Samr = ProgrammeWorld.Samr,
        Fujian = new("fujian", Role.LocalAuthority), School = new("school", Role.ProfessionalBody), Mall = ProgrammeWorld.Buyer;

    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "Q18"), Trait("Rule", "R87")]
    public async Task A_report_waits_for_a_supervisor_until_a_finding_answers_it_and_the_finding_tells_what_came_of_it()
    {
        static EvaluationPlan Lawful(EvaluationPlan plan) => plan with
        {
            Baselines =
            [
                .. plan.Baselines,
                new("GB 4706.45-2008", BaselineKind.MandatoryNational, new(2009, 1, 1), null,
                    [new("noise", new(Operator.AtMost, 55m, null, "dB(A)"), "32")]),
            ],
        };
        var p = await new Programme(new(_api), new(2026, 6, 1)) { Changed = Lawful }.UpToAsync(Station.RankingPublished);
        var published = Programme.DayOf(new(2026, 6, 1), Station.RankingPublished);
        var report = $"{p.Evaluation}@{p.Declaration(p.C)}";

        (await WaitingAsync(Eqs, "ReceiveFinding", $"?asOf={published.AddDays(-1):yyyy-MM-dd}")).ShouldBeEmpty();
        var item = (await WaitingAsync(Eqs, "ReceiveFinding", $"?asOf={published:yyyy-MM-dd}")).ShouldHaveSingleItem();
        (Text(item, "id"), Text(item, "clause"), Text(item, "since"), Text(item, "subject"))
            .ShouldBe((report, "五(二)", $"{published:yyyy-MM-dd}", $"/v1/reports/{Uri.EscapeDataString(report)}"));
        Text(item, "enterprise").ShouldBe(p.C);
        (await WaitingAsync(Samr, "ReceiveFinding")).ShouldBeEmpty("the regulator is no supervision authority");
        var form = await PageAsync(Text(item, "form") + "&lang=en", Eqs);
        form.ShouldContain(report);
        form.ShouldContain(p.Declaration(p.C));

        await (await _api.PostAsync("/v1/findings", Answer(report + "0", p.C), Eqs))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-report");
        var finding = await _api.RecordAsync("/v1/findings", Answer(report, p.C), Eqs);
        (await WaitingAsync(Eqs, "ReceiveFinding")).ShouldBeEmpty();
        (await WaitingAsync(Eqs, "CloseFinding")).Select(i => Text(i, "id")).ShouldBe([finding.Id]);
        Items(await _api.GetAsync($"/v1/findings?report={Uri.EscapeDataString(report)}"), "items").Select(f => Text(f, "finding"))
            .ShouldBe([finding.Id]);
        var (reports, open) = ($"/v1/supervision?year={published.Year}", await _api.GetAsync($"/v1/supervision?year={published.Year}"));
        Result(open).ShouldBe(("eqs", null));
        foreach (var (page, zh, en) in new[] { ("/v1/reports/" + Uri.EscapeDataString(report), "监督部门的处理", "What supervision did") })
        {
            (await PageAsync(page, null)).ShouldContain(zh);
            (await PageAsync(page + "?lang=en", null)).ShouldContain(en);
            (await PageAsync(page + "?lang=en", null)).ShouldContain($"/v1/findings/{finding.Id}");
        }

        await _api.RecordAsync($"/v1/findings/{finding.Id}/closing", new CloseFinding("已更正 · Put right"), Eqs);
        Result(await _api.GetAsync(reports)).ShouldBe(("eqs", "closed"));
        (await PageAsync($"/v1/reports/{Uri.EscapeDataString(report)}?lang=en", null)).ShouldContain("Put right");

        (string?, string?) Result(JsonElement year) => Items(year, "matters").Where(m => Text(m, "id") == report)
            .Select(m => (m.GetProperty("body").GetString(), m.GetProperty("result").GetString())).Single();
    }

    private static object Answer(string report, string enterprise) => new
    {
        kind = "qualitySupervision",
        enterprise,
        serious = false,
        facts = "公开值低于强制性标准 · The declared value is laxer than the law",
        evidence = Array.Empty<string>(),
        report,
    };

    [Fact, Trait("Rule", "R87")]
    public async Task A_plan_of_spot_checks_waits_from_the_first_day_of_its_year_until_every_sample_has_its_result()
    {
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.Declared);
        var plan = (await _api.RecordAsync("/v1/sampling-plans", new AnnounceSamplingPlan(
            2027, "空气净化器抽查 · Air purifiers", SampledPopulation.Declarations, 2, "市场购买 · Bought in shops", [p.Category]), Eqs)).Id!;
        (string?, string?, string?, bool) To(JsonElement i) =>
            (Text(i, "id"), Opt(i, "notBefore"), Opt(i, "dueOn"), i.GetProperty("overdue").GetBoolean());

        To((await WaitingAsync(Eqs, "DrawSamples", "?asOf=2026-12-31")).Single()).ShouldBe((plan, "2027-01-01", "2027-12-31", false));
        To((await WaitingAsync(Eqs, "DrawSamples", "?asOf=2027-01-01")).Single()).ShouldBe((plan, null, "2027-12-31", false));
        To((await WaitingAsync(Eqs, "DrawSamples", "?asOf=2027-12-31")).Single()).ShouldBe((plan, null, "2027-12-31", false));
        To((await WaitingAsync(Eqs, "DrawSamples", "?asOf=2028-01-01")).Single()).ShouldBe((plan, null, "2027-12-31", true));
        (await WaitingAsync(Samr, "DrawSamples")).ShouldBeEmpty("the plan is that of another authority");

        _api.Clock.Now = Beijing.Start(new(2027, 2, 1)).AddHours(10);
        await _api.RecordAsync($"/v1/sampling-plans/{plan}/draw", new DrawSamples(new(2027, 2, 1), "12 07 31", "福利彩票 · A lottery"), Eqs);
        (await WaitingAsync(Eqs, "DrawSamples")).ShouldBeEmpty();
        for (var left = 2; left > 0; left--)
        {
            var item = (await WaitingAsync(Eqs, "RecordSampleResult")).ShouldHaveSingleItem();
            var next = System.Web.HttpUtility.ParseQueryString(Text(item, "form")!.Split('?')[1]);
            (next["id"], Opt(item, "dueOn")).ShouldBe((plan, "2027-12-31"));
            await _api.RecordAsync(
                $"/v1/sampling-plans/{plan}/result", new RecordSampleResult(next["subjectId"]!, true, "实验室 · Laboratory 1"), Eqs);
        }
        (await WaitingAsync(Eqs, "RecordSampleResult")).ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R100")]
    public async Task A_release_of_statistics_waits_for_who_announced_it_until_the_next_is_out()
    {
        await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        var first = (await _api.RecordAsync(
            "/v1/releases", new { name = "第一期 · First", asOf = "2026-06-01", nextOn = "2026-06-20" }, Samr)).Id;

        foreach (var (day, overdue) in new[] { ("2026-06-20", false), ("2026-06-21", true) })
        {
            var item = (await WaitingAsync(Samr, "ReleaseStatistics", $"?asOf={day}")).ShouldHaveSingleItem();
            (Text(item, "id"), Text(item, "clause"), Opt(item, "dueOn"), item.GetProperty("overdue").GetBoolean())
                .ShouldBe((first, "五(三)", "2026-06-20", overdue));
        }
        (await WaitingAsync(ProgrammeWorld.Cnis, "ReleaseStatistics")).ShouldBeEmpty();

        _api.Clock.Now = Beijing.Start(new(2026, 6, 20)).AddHours(10);
        await _api.RecordAsync("/v1/releases", new { name = "第二期 · Second", asOf = "2026-06-20" }, Samr);
        (await WaitingAsync(Samr, "ReleaseStatistics", "?asOf=2026-06-19")).ShouldHaveSingleItem();
        (await WaitingAsync(Samr, "ReleaseStatistics", "?asOf=2026-06-20")).ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R99")]
    public async Task What_monitoring_notices_waits_for_a_supervisor_while_it_is_noticed()
    {
        var p = await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.Listed);
        var day = Beijing.Day(_api.Clock.Now);
        for (var n = 1; n <= 5; n++)
        {
            (await WaitingAsync(Eqs, "ListAlerts")).ShouldBeEmpty($"{n - 1} are not many");
            await _api.RecordAsync("/v1/declarations", new DeclareStandard(
                p.A, $"Q/BULK {n:D3}-2026", Disclosed(categories: [])), ProgrammeWorld.Of(p.A));
        }
        var item = (await WaitingAsync(Eqs, "ListAlerts")).ShouldHaveSingleItem();
        (Text(item, "id"), Text(item, "clause"), Text(item, "since"), Text(item, "form"))
            .ShouldBe((p.A, "五(三)", $"{day:yyyy-MM-dd}", "/v1/statistics/alerts"));
        (await WaitingAsync(Eqs, "ListAlerts", $"?asOf={day:yyyy-MM-dd}")).ShouldBeEmpty("it is told of now only");
        (await WaitingAsync(Miit, "ListAlerts")).ShouldBeEmpty();
        using var browser = await new Browser(_api).SignInAsync(Eqs);
        (await browser.OpenAsync("/desk")).Text.ShouldContain("监测提示");

        _api.Clock.Now = Beijing.Start(day.AddDays(29)).AddHours(10);
        (await WaitingAsync(Eqs, "ListAlerts")).ShouldHaveSingleItem();
        _api.Clock.Now = Beijing.Start(day.AddDays(30)).AddHours(10);
        (await WaitingAsync(Eqs, "ListAlerts")).ShouldBeEmpty("its day is no longer looked at");
    }

    [Fact, Trait("Rule", "R39")]
    public async Task A_proposed_field_waits_for_the_regulator_until_a_list_decides_it()
    {
        await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        var day = Beijing.Day(_api.Clock.Now);
        var proposal = (await _api.RecordAsync("/v1/field-proposals", new ProposeKeyField(
            2027, "fans", "Fans", GoalSector.ConsumerGoods, "Summers are hot.", "high", "large",
            [new("fan-a", "Fan A", null)], "风扇"), Miit)).Id!;
        var item = (await WaitingAsync(Samr, "PublishKeyFieldList")).Single(i => Text(i, "id") == "2027");
        (Text(item, "clause"), Text(item, "since"), Text(item, "subject"), Text(item, "form")).ShouldBe(
            ("四(二)", $"{day:yyyy-MM-dd}", $"/v1/field-proposals/{proposal}", "/desk/do/publish-key-field-list?cycle=2027"));
        (await WaitingAsync(Samr, "PublishKeyFieldList", $"?asOf={day.AddDays(-1):yyyy-MM-dd}")).ShouldNotContain(
            i => Text(i, "id") == "2027");
    }

    [Fact, Trait("Rule", "R109")]
    public async Task A_policy_waits_for_its_issuer_in_the_thirty_days_before_it_ends()
    {
        await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        await _api.KnownAsync(Fujian, OrganisationKind.LocalAuthority);
        var ends = new DateOnly(2026, 9, 30);
        var policy = (await _api.RecordAsync("/v1/policies", new RegisterPolicy(
            "福建", "奖励 · A bonus", "十万元 · CNY 100,000", "有称号 · A title", new(2026, 6, 2), ends), Fujian)).Id!;
        foreach (var (from, waits) in new[] { (-31, false), (-30, true), (0, true), (1, false) })
        {
            var day = ends.AddDays(from);
            (await WaitingAsync(Fujian, "AmendPolicy", $"?asOf={day:yyyy-MM-dd}")).Select(i => (Text(i, "id"), Opt(i, "dueOn")))
                .ShouldBe(waits ? [(policy, "2026-09-30")] : [], $"{day}");
            (await WaitingAsync(Miit, "AmendPolicy", $"?asOf={day:yyyy-MM-dd}")).ShouldBeEmpty();
        }
    }

    [Fact, Trait("Rule", "R108")]
    public async Task A_training_waits_for_its_organiser_from_thirty_days_before_its_end_until_it_tells_who_came()
    {
        await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        await _api.KnownAsync(School, OrganisationKind.ProfessionalStandardizationBody);
        var ends = new DateOnly(2026, 9, 30);
        var activity = (await _api.RecordAsync("/v1/activities", new
        {
            kind = "training",
            name = "标准化培训 · Training",
            region = "fujian",
            from = "2026-09-28",
            to = $"{ends:yyyy-MM-dd}",
            source = "https://school.example/training",
        }, School)).Id!;
        foreach (var (day, waits) in new[] { (-31, false), (-30, true), (0, true), (1, true), (30, true), (31, false) })
        {
            (await WaitingAsync(School, "ReportActivity", $"?asOf={ends.AddDays(day):yyyy-MM-dd}"))
                .Select(i => (Text(i, "id"), Opt(i, "notBefore"), i.GetProperty("overdue").GetBoolean()))
                .ShouldBe(waits ? [(activity, day < 0 ? "2026-09-30" : null, day > 0)] : [], $"{day}");
        }
        _api.Clock.Now = Beijing.Start(ends).AddHours(17);
        await _api.RecordAsync($"/v1/activities/{activity}/report", new ReportActivity(true, 12, 40), School);
        (await WaitingAsync(School, "ReportActivity")).ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R86")]
    public async Task A_watch_list_that_is_paused_waits_for_its_owner_alone()
    {
        await new Programme(new(_api), new(2026, 6, 1)).UpToAsync(Station.EnterprisesRegistered);
        var watch = JsonDocument.Parse(await (await _api.PostAsync(
            "/v1/watches", new { name = "w", categories = Array.Empty<string>(), uses = true, address = "https://8.8.8.8/hook" }, Mall))
            .Content.ReadAsStringAsync()).RootElement;
        var id = Text(watch, "id");
        (await WaitingAsync(Mall, "ResumeWatch")).ShouldBeEmpty("it is sent to");
        await using (var pause = _api.Database.CreateCommand(
            $"update {Leader.Api.Watches.WatchTables.Watch} set paused = 'gone', failing_since = '2026-06-01T16:00:00Z' where id = $1"))
        {
            pause.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id! });
            (await pause.ExecuteNonQueryAsync()).ShouldBe(1);
        }
        var item = (await WaitingAsync(Mall, "ResumeWatch")).ShouldHaveSingleItem();
        (Text(item, "id"), Text(item, "clause"), Text(item, "since"), Text(item, "form"))
            .ShouldBe((id, "五(一)", "2026-06-02", $"/desk/do/resume-watch?id={id}"));
        await _api.KnownAsync(new("bank", Role.ResultUser), OrganisationKind.FinancialInstitution);
        (await WaitingAsync(new("bank", Role.ResultUser), "ResumeWatch")).ShouldBeEmpty();
    }

    private async Task<JsonElement[]> WaitingAsync(Actor by, string command, string query = "")
    {
        await _api.GetAsync("/v1/rule-sets"); // the views know all that was recorded
        using var answer = await _api.SendAsync(
            HttpMethod.Get, "/v1/desk" + query, ("Authorization", $"Bearer {ApiFixture.Token(by.Role, by.Subject)}"));
        return [.. Items(await answer.JsonAsync(), "waiting").Where(i => Text(i, "command") == command)];
    }

    private static string? Opt(JsonElement item, string member) =>
        item.TryGetProperty(member, out var value) ? value.GetString() : null;

    private async Task<string> PageAsync(string address, Actor? by)
    {
        await _api.GetAsync("/v1/rule-sets");
        (string, string)[] signed = by is null ? [] : [("Authorization", $"Bearer {ApiFixture.Token(by.Role, by.Subject)}")];
        using var page = await _api.SendAsync(HttpMethod.Get, address, [("Accept", "text/html"), .. signed]);
        page.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
