using System.Net;
using Leader.Domain;

namespace Leader.Api.Tests.Conventions;

[Collection("api")]
public class An_act_has_a_day(ApiFixture api)
{
    [Fact]
    public async Task An_act_entered_later_than_it_happened_has_effect_from_its_own_day()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TD0000001"));

        var answer = await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = "旧", on = "2019-01-02" }, by);

        answer.On.ShouldBe(new DateOnly(2019, 1, 2));
        (await api.Http.GetAsync($"/v1/enterprises/{by.Subject}?asOf=2019-01-01&minPosition={answer.Position}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync($"/v1/enterprises/{by.Subject}?asOf=2019-01-02")).GetProperty("name").GetString().ShouldBe("旧");
    }

    [Fact]
    public async Task Today_in_Beijing_is_the_last_day_that_an_act_may_have()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TD0000002"));
        var today = Beijing.Day(api.Clock.Now);

        await (await api.RecordingNothingAsync(() => api.PostAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x", on = today.AddDays(1) }, by)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "day-in-the-future");
        (await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x", on = today }, by)).On.ShouldBe(today);
    }

    [Fact]
    public async Task An_act_is_not_before_the_last_one_of_its_file()
    {
        var by = Asking.Enterprise(Asking.Code("91110000TD0000003"));
        await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = "x", on = "2026-05-05" }, by);

        var problem = await (await api.RecordingNothingAsync(() => api.PostAsync($"/v1/enterprises/{by.Subject}/names", new { name = "y", reason = "r", on = "2026-05-04" }, by)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "day-before-last-act");
        problem.GetProperty("clause").GetString().ShouldStartWith("Clause");
        problem.GetProperty("detail").GetString()!.ShouldContain("2026-05-05");
        (await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "y", reason = "r", on = "2026-05-05" }, by)).Recorded.ShouldBe(["enterprise_renamed.v1"]);
    }
}
