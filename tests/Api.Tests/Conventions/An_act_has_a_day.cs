using System.Net;
using Leader.Api.Tests.Evidence;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.Conventions;

/// <summary>Q54: the day on which it was done, and the day on which it was entered.</summary>
public class An_act_has_a_day(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact, Trait("Rule", "Q54")]
    public async Task An_act_done_elsewhere_is_entered_late_with_channel_and_evidence_and_has_effect_from_its_own_day()
    {
        var by = await api.RegisteredAsync("91110000TD0000001");
        api.Clock.Now = api.Clock.Now.AddDays(3);
        var on = Beijing.Day(api.Clock.Now).AddDays(-2);
        var names = $"/v1/enterprises/{by.Subject}/names";
        var proof = await api.DepositedAsync(Files.Pdf(), by: by);

        await Refused(new { name = "新", reason = "r", on }, "late-entry-unproven");
        await Refused(
            new { name = "新", reason = "r", on, late = new { channel = "Gazette 2026-17", evidence = new[] { new string('e', 64) } } },
            "evidence-not-deposited");
        (await (await api.PostAsync(
            names,
            new { name = "新", reason = "r", on, late = new { channel = "", evidence = Array.Empty<string>() } },
            by))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed"))
            .GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(["late.channel", "late.evidence"], ignoreOrder: true);
        var answer = await api.RecordAsync(
            names,
            new { name = "新", reason = "r", on, late = new { channel = "Gazette 2026-17", evidence = new[] { proof } } },
            by);

        answer.On.ShouldBe(on);
        answer.Recorded.ShouldBe(["enterprise_renamed.v1", "act_entered_late.v1"]);
        (await api.GetAsync($"/v1/enterprises/{by.Subject}?asOf={on:yyyy-MM-dd}", answer.Position)).GetProperty("name").GetString()
            .ShouldBe("新");
        (await api.GetAsync($"/v1/enterprises/{by.Subject}?asOf={on.AddDays(-1):yyyy-MM-dd}")).GetProperty("name").GetString()
            .ShouldNotBe("新");
        var entry = (await api.LogAsync($"late/enterprise/{by.Subject}")).ShouldHaveSingleItem().Fact.ShouldBeOfType<ActEnteredLate>();
        (entry.Act, entry.Channel, entry.On, entry.EnteredOn).ShouldBe(("RenameEnterprise", "Gazette 2026-17", on, on.AddDays(2)));

        async Task Refused(object body, string code) =>
            await (await api.RecordingNothingAsync(() => api.PostAsync(names, body, by)))
                .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, code);
    }

    [Fact]
    public async Task Today_in_Beijing_is_the_last_day_that_an_act_may_have()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TD0000002"));
        var today = Beijing.Day(api.Clock.Now);

        await (await api.RecordingNothingAsync(() =>
            api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x", on = today.AddDays(1) }, by)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "day-in-the-future");
        (await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x", on = today }, by)).On.ShouldBe(today);
    }

    [Fact, Trait("Rule", "Q54")]
    public async Task What_the_register_does_itself_is_of_today_whatever_is_shown()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TD0000003"));
        var yesterday = Beijing.Day(api.Clock.Now).AddDays(-1);

        foreach (var body in new object[] { new { enterprise = by.Subject, name = "x", on = yesterday }, new
        {
            enterprise = by.Subject,
            name = "x",
            on = yesterday,
            late = new { channel = "Letter", evidence = new[] { new string('e', 64) } },
        } })
        {
            var problem = await (await api.RecordingNothingAsync(() => api.PostAsync("/v1/enterprises", body, by)))
                .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "no-earlier-day");
            problem.GetProperty("clause").GetString().ShouldStartWith("Clause");
            problem.GetProperty("detail").GetString()!.ShouldContain($"{yesterday:yyyy-MM-dd}");
        }
    }

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q3"), Trait("Rule", "Q32"), Trait("Rule", "P5")]
    public async Task No_notice_and_no_hearing_is_over_in_seconds()
    {
        var programme = await new Programme(new(api), new(2027, 1, 4)).UpToAsync(Station.Evaluated);
        var today = Beijing.Day(api.Clock.Now);
        await Refused(
            $"/v1/evaluations/{programme.Evaluation}/ranking-notice",
            new { channel = "www.qybzlp.com", on = today.AddDays(-47) },
            ProgrammeWorld.Caq,
            "no-earlier-day");
        await programme.UpToAsync(Station.RankingNoticed);
        await Refused($"/v1/evaluations/{programme.Evaluation}/ranking-publication", new { }, ProgrammeWorld.Caq, "notice-still-open");
        await programme.UpToAsync(Station.CaseOpened);
        var digest = await api.DepositedAsync(Files.Pdf(), by: ProgrammeWorld.Caq);
        var facts = new
        {
            ground = "belowDisclosedLevel",
            facts = "Too little air.",
            evidence = new[] { digest },
            shortfall = new
            {
                indicator = "cadr",
                measured = new { @operator = "exactly", value = "310", unit = "m³/h" },
                testReport = "report 117",
            }
        };
        var address = $"/v1/cases/{programme.Complaint}/facts";
        await Refused(
            address,
            new { facts.ground, facts.facts, facts.evidence, facts.shortfall, on = Beijing.Day(api.Clock.Now).AddDays(-16) },
            ProgrammeWorld.Caq,
            "no-earlier-day");
        await Refused(
            address,
            new { facts.ground, facts.facts, evidence = new[] { new string('e', 64) }, facts.shortfall },
            ProgrammeWorld.Caq,
            "evidence-not-deposited");
        await (await api.PostAsync(
            address,
            new
            {
                facts.ground,
                facts.facts,
                facts.evidence,
                shortfall = new
                {
                    indicator = "cadr",
                    measured = "远高于公开值，合格",
                    testReport = "无",
                }
            },
            ProgrammeWorld.Caq))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await Refused(address, new
        {
            facts.ground,
            facts.facts,
            facts.evidence,
            shortfall = new
            {
                indicator = "cadr",
                measured = new { @operator = "exactly", value = "3100", unit = "m³/h" },
                testReport = "无",
            }
        }, ProgrammeWorld.Caq, "no-shortfall");
        (await api.RecordAsync(address, facts, ProgrammeWorld.Caq)).Recorded.ShouldBe(["facts_stated.v1"]);
        await Refused(
            $"/v1/cases/{programme.Complaint}/decision",
            new { ground = "belowDisclosedLevel", reasons = "Measured." },
            ProgrammeWorld.Caq,
            "hearing-still-open");

        async Task Refused(string to, object body, Actor by, string code) =>
            await (await api.RecordingNothingAsync(() => api.PostAsync(to, body, by)))
                .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, code);
    }
}
