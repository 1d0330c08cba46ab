using Leader.Domain.Process.Promotion;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests.Promotion;

public class Organisers_record_training_and_publicity
{
    private static readonly Actor Association = new("caq", Role.ProfessionalBody), City = new("city", Role.LocalAuthority);

    private static readonly RecordActivity Training = new(
        ActivityKind.Training, "Training", Region.Fujian, Day("2024-06-10"), Day("2024-06-12"), "https://caq.example.cn/training",
        Activity: "v-1");

    [Fact, Trait("Rule", "R105"), Trait("Rule", "R106"), Trait("Rule", "R108"), Trait("Rule", "A13")]
    public void Professional_bodies_authorities_and_the_working_body_record_what_they_organise()
    {
        foreach (var by in new[] { Association, Regulator, new("miit", Role.Department), City, Cnis })
        {
            Registered().When("2024-06-01", by, Training).ShouldRecord<ActivityRecorded>().Body.ShouldBe(by.Subject);
        }
        foreach (var by in new[] { Caq, Of(Acme), new("mall", Role.ResultUser), new("caq", Role.WorkingBody) })
        {
            Registered().When("2024-06-01", by, Training).ShouldBeForbidden();
        }
        var register = Registered();
        register.ShouldRecordOnce("2024-06-01", Association, Training);
        register.When("2024-06-02", Association, Training with { Name = "Another" }).ShouldBeRefused("activity-id-taken");
        register.When("2024-06-02", City, Training).ShouldBeRefused("activity-id-taken");
    }

    [Theory, Trait("Rule", "R108")]
    [InlineData("2024-06-11", false)]
    [InlineData("2024-06-12", true)]
    public void Who_took_part_is_counted_when_it_is_over(string on, bool taken)
    {
        var register = Registered();
        (register.When(on, Association, Training with { Enterprises = 12 }).Refusal is null).ShouldBe(taken);
        (register.When(on, Association, Training with { Persons = 40 }).Refusal is null).ShouldBe(taken);

        register.Then("2024-06-01", Association, Training);
        var report = new ReportActivity(true, 12, 40, null, "v-1");
        register.When(on, City, report).ShouldBeForbidden();
        if (taken) register.ShouldRecordOnce(on, Association, report);
        else register.When(on, Association, report).ShouldBeRefused("activity-not-over");
    }

    [Fact, Trait("Rule", "R105")]
    public void What_is_called_off_says_why_and_nobody_took_part()
    {
        var register = Registered().Then("2024-06-01", Association, Training);
        var off = new ReportActivity(false, null, null, "Flood.", "v-1");
        register.When("2024-06-05", Association, off with { Reason = null }).ShouldBeMalformed("reason");
        register.When("2024-06-05", Association, off with { Persons = 3 }).ShouldBeMalformed("persons");
        register.When("2024-06-05", Association, off with { Activity = "v-2" }).ShouldBeRefused("unknown-activity", RefusalKind.NotFound);
        register.ShouldRecordOnce("2024-06-05", Association, off);
    }

    [Fact, Trait("Rule", "R105")]
    public void Days_follow_each_other_and_numbers_are_not_negative()
    {
        var register = Registered();
        register.When("2024-06-20", Association, Training with { To = Day("2024-06-09") }).ShouldBeMalformed("to");
        register.When("2024-06-20", Association, Training with { To = Day("2024-06-10"), Persons = 0 }).Refusal.ShouldBeNull();
        register.When("2024-06-20", Association, Training with { Persons = -1 }).ShouldBeMalformed("persons");
        register.When("2024-06-20", Association, Training with { Source = "http://caq.example.cn/" }).ShouldBeMalformed("source");
    }
}
