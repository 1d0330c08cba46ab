using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests.RuleSets;

[Trait("Rule", "R110"), Trait("Rule", "D22")]
public class Implementing_schemes_have_a_timetable_and_report_what_is_done
{
    private static readonly Actor Miit = new("miit", Role.Department);
    private static readonly Actor Province = new("fujian", Role.LocalAuthority);

    private static readonly SchemeMilestone Guide = new("guide", "The guide is revised", "修订指南", Day("2024-06-30"), "cnis");
    private static readonly SchemeMilestone Review = new("review", "The programme is reviewed", "中期评估", Day("2024-12-31"), "caq");

    private static readonly IssueImplementingScheme Scheme =
        new("Implementing scheme", "Document 1 of 2024", Day("2024-01-01"), [Guide, Review], Day("2024-12-31"), "s-1");

    private static readonly ReportMilestone Done = new("guide", Day("2024-06-28"), "Issued.", "s-1");

    private static readonly AmendImplementingScheme Amended =
        new("Implementing scheme", "Document 2 of 2024", [Guide, Review], "More time.", Day("2025-12-31"), "s-1");

    private static PlansGiven Issued() => Programme().Then("2024-02-01", Regulator, Scheme);

    [Fact]
    public void The_regulator_departments_and_regions_issue_them()
    {
        foreach (var by in new[] { Of(Acme), Caq, Cnis, Registrar }) Programme().When("2024-02-01", by, Scheme).ShouldBeForbidden();
        foreach (var by in new[] { Miit, Province })
        {
            Programme().When("2024-02-01", by, Scheme).ShouldRecord<ImplementingSchemeIssued>().Issuer.ShouldBe(by.Subject);
        }
        var register = Programme();
        register.ShouldRecordOnce("2024-02-01", Regulator, Scheme);
        register.When("2024-02-02", Regulator, Scheme with { Name = "Another" }).ShouldBeRefused("implementing-scheme-id-taken");
    }

    [Fact]
    public void A_milestone_has_its_last_day_among_those_of_the_scheme_and_somebody_who_answers_for_it()
    {
        static Decision With(params SchemeMilestone[] milestones) =>
            Programme().When("2024-02-01", Regulator, Scheme with { Milestones = milestones });
        With().ShouldBeMalformed("milestones");
        With(Guide, Guide with { Name = "Once more" }).ShouldBeMalformed("milestones");
        With(Guide with { NameZh = " " }).ShouldBeMalformed("milestones[0].nameZh");
        With(Guide with { DueOn = Day("2024-01-01") }, Review with { DueOn = Day("2024-12-31") }).Refusal.ShouldBeNull();
        With(Guide with { DueOn = Day("2023-12-31") }).ShouldBeMalformed("milestones[0].dueOn");
        With(Guide, Review with { DueOn = Day("2025-01-01") }).ShouldBeMalformed("milestones[1].dueOn");
        With(Guide with { Responsible = "nobody" }).ShouldNotKnow("organisation");
        Programme().When("2024-02-01", Regulator, Scheme with { ValidTo = Day("2023-12-31") })
            .ShouldBeMalformed("validTo", "milestones[0].dueOn", "milestones[1].dueOn");
    }

    [Fact]
    public void Whoever_answers_for_a_milestone_or_issued_the_scheme_reports_it_done()
    {
        var register = Issued();
        register.When("2024-07-01", Caq, Done).ShouldBeForbidden();
        register.When("2024-07-01", Miit, Done).ShouldBeForbidden();
        register.When("2024-07-01", Regulator, Done).ShouldRecord<MilestoneReported>().ReportedBy.ShouldBe("samr");
        register.When("2024-07-01", Cnis, Done with { Milestone = "none" }).ShouldNotKnow("milestone");
        register.When("2024-07-01", Cnis, Done with { ImplementingScheme = "s-2" }).ShouldNotKnow("implementing-scheme");
        register.When("2024-07-01", Cnis, Done with { DoneOn = Day("2024-07-01") }).Refusal.ShouldBeNull();
        register.When("2024-07-01", Cnis, Done with { DoneOn = Day("2024-07-02") }).ShouldBeMalformed("doneOn");
        register.When("2024-07-01", Cnis, Done with { DoneOn = Day("2024-01-01") }).Refusal.ShouldBeNull();
        register.When("2024-07-01", Cnis, Done with { DoneOn = Day("2023-12-31") }).ShouldBeMalformed("doneOn");
        register.ShouldRecordOnce("2024-07-01", Cnis, Done);
        register.When("2024-07-02", Cnis, Done with { DoneOn = Day("2024-06-27") }).ShouldBeRefused("milestone-done");
    }

    [Fact]
    public void Its_issuer_amends_it_and_what_is_done_stays_in_the_timetable()
    {
        var register = Issued();
        register.When("2024-07-01", Miit, Amended).ShouldBeForbidden();
        register.When("2024-07-01", Regulator, Amended with { ImplementingScheme = "s-2" }).ShouldNotKnow("implementing-scheme");
        register.When("2024-07-01", Regulator, Amended with { Milestones = [Review] }).Refusal.ShouldBeNull();
        register.When("2024-07-01", Regulator, Amended with { ValidTo = Day("2024-12-30") }).ShouldBeMalformed("milestones[1].dueOn");
        register.When("2024-07-01", Regulator, Amended with { ValidTo = Day("2023-12-31") }).ShouldBeMalformed("validTo");
        register.Then("2024-07-01", Cnis, Done);
        register.When("2024-07-02", Regulator, Amended with { Milestones = [Review] }).ShouldBeRefused("milestone-done");
        register.When("2024-07-02", Regulator, Amended with { Milestones = [Guide with { DueOn = Day("2024-07-31") }, Review] })
            .ShouldBeRefused("milestone-done");
        register.ShouldRecordOnce("2024-07-02", Regulator, Amended);
        register.When("2024-12-31", Regulator, Amended with { Name = "Second" }).Refusal.ShouldBeNull();
        register.When("2026-01-01", Regulator, Amended with { Name = "Second" }).ShouldBeRefused("implementing-scheme-over");
    }

    [Fact]
    public void Its_issuer_ends_it_before_its_time()
    {
        var register = Issued();
        var end = new EndImplementingScheme(Day("2024-08-31"), "Merged.", "s-1");
        register.When("2024-07-01", Miit, end).ShouldBeForbidden();
        register.When("2024-07-01", Regulator, end with { LastDay = Day("2024-06-30") }).ShouldBeMalformed("lastDay");
        register.When("2024-07-01", Regulator, end with { LastDay = Day("2025-01-01") }).ShouldBeMalformed("lastDay");
        register.ShouldRecordOnce("2024-07-01", Regulator, end);
        register.When("2024-07-02", Regulator, end with { LastDay = Day("2024-09-30") }).ShouldBeRefused("implementing-scheme-over");
        register.When("2024-07-02", Regulator, Amended).ShouldBeRefused("implementing-scheme-over");
        register.When("2024-09-02", Cnis, Done with { DoneOn = Day("2024-08-31") }).Refusal.ShouldBeNull();
        register.When("2024-09-02", Cnis, Done with { DoneOn = Day("2024-09-01") }).ShouldBeRefused("implementing-scheme-over");
    }

    [Theory]
    [InlineData("2024-06-30", null, null, MilestoneStatus.Due)]
    [InlineData("2024-07-01", null, null, MilestoneStatus.Overdue)]
    [InlineData("2024-07-04", "2024-07-05", null, MilestoneStatus.Overdue)]
    [InlineData("2024-07-05", "2024-07-05", null, MilestoneStatus.Done)]
    [InlineData("2024-05-31", null, "2024-05-31", MilestoneStatus.Due)]
    [InlineData("2024-06-01", null, "2024-05-31", MilestoneStatus.Dropped)]
    [InlineData("2024-06-01", "2024-05-31", "2024-05-31", MilestoneStatus.Done)]
    public void Due_to_the_end_of_its_last_day_then_overdue_until_it_is_done_or_the_scheme_ended(
        string day, string? done, string? ended, MilestoneStatus status) =>
        Milestones.On(
            Day(day),
            Guide.DueOn,
            done is null ? null : Day(done),
            ended is null ? null : Day(ended)).ShouldBe(status);
}
