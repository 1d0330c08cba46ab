using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class A_case_is_heard_before_it_is_decided
{
    private static readonly StateFacts Fraud = new(RevocationGround.Fraud, "Forged.", [Digest], Case: CaseId);
    private static CasesGiven Opened => new CasesGiven().Opened("2024-04-30");

    [Theory, Trait("Rule", "Q32"), Trait("Rule", "T7")]
    [InlineData(false, "2024-05-10")]
    [InlineData(true, "2024-05-16")]
    public void The_enterprise_has_5_working_days_to_answer_and_10_with_a_test_report(bool report, string due) =>
        // 11 May is worked
        Opened.When("2024-04-30", Caq, Fraud with { TestReport = report }).ShouldRecord<FactsStated>().DefenceDueOn.ShouldBe(Day(due));

    [Fact, Trait("Rule", "R69"), Trait("Rule", "Q32")]
    public void A_shortfall_always_involves_a_test_report()
    {
        var stated = Opened.When("2024-04-30", Caq, Statement()).ShouldRecord<FactsStated>();
        (stated.TestReport, stated.DefenceDueOn, stated.Shortfall).ShouldBe((true, Day("2024-05-16"), Short));
        stated.DecideDueOn.ShouldBe(Day("2024-05-30"));
    }

    [Fact, Trait("Rule", "R69"), Trait("Rule", "R70")]
    public void Both_grounds_need_evidence_and_the_first_a_measured_shortfall()
    {
        Opened.When("2024-04-30", Caq, Statement() with { Shortfall = null, Evidence = [] }).Refusal!.Errors.Keys.ShouldBe(
            ["evidence", "shortfall"],
            ignoreOrder: true);
        Opened.When("2024-04-30", Caq, Fraud with { Evidence = ["x"] }).Refusal!.Errors.Keys.ShouldBe(["evidence[0]"]);
        Opened.When("2024-04-30", Caq, Fraud with { Shortfall = Measured }).Refusal!.Errors.Keys.ShouldBe(["shortfall"]);
    }

    [Fact, Trait("Rule", "R69")]
    public void Only_a_disclosed_indicator_can_fall_short() =>
        Opened.Refused(
            "indicator-not-disclosed",
            "2024-04-30",
            Caq,
            Statement() with { Shortfall = Measured with { Indicator = "noise" } });

    [Fact, Trait("Rule", "end-states")]
    public void What_came_after_the_life_of_a_title_is_no_ground()
    {
        var given = new CasesGiven().Opened("2025-12-01"); // expired on 2025-09-20
        given.Refused("facts-outside-title", "2025-12-01", Caq, Statement());
        given.Refused("facts-outside-title", "2025-12-01", Caq, Statement() with { GroundOn = Day("2025-09-21") });
        given.When("2025-12-01", Caq, Statement() with { GroundOn = Day("2025-09-20") }).Refusal.ShouldBeNull();
        given.When("2025-12-01", Caq, Fraud).Refusal.ShouldBeNull();
    }

    [Theory, Trait("Rule", "Q32")]
    [InlineData("2024-05-10", "hearing-still-open")]
    [InlineData("2024-05-11", "")]
    public void It_is_not_decided_before_the_last_day_to_answer_has_passed(string on, string code) =>
        Opened.Then("2024-04-30", Caq, Fraud)
            .When(on, Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId)).Refusal
            .ShouldSatisfyAllConditions(r => (r?.Code ?? "").ShouldBe(code));

    [Fact, Trait("Rule", "Q32")]
    public void An_answer_that_waives_the_rest_ends_the_hearing_and_one_that_does_not_leaves_it_open()
    {
        var given = Opened.Then("2024-04-30", Caq, Fraud).Then("2024-05-06", Of(Acme), new FileDefence("Not so.", Case: CaseId));
        given.Refused("hearing-still-open", "2024-05-06", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Then("2024-05-06", Of(Acme), new FileDefence("So be it.", WaivesFurtherHearing: true, Case: CaseId))
            .Then("2024-05-06", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
    }

    [Fact, Trait("Rule", "Q32")]
    public void Facts_stated_anew_open_the_hearing_anew_whatever_was_waived_before()
    {
        var given = Opened.Then("2024-04-30", Caq, Fraud)
            .Then("2024-05-06", Of(Acme), new FileDefence("So be it.", WaivesFurtherHearing: true, Case: CaseId))
            .Then("2024-05-07", Caq, Fraud with { Facts = "Forged twice." });
        given.Refused("hearing-still-open", "2024-05-07", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Then("2024-05-15", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId)); // 14 May was the last day
    }

    [Fact, Trait("Rule", "Q32")]
    public void A_late_answer_is_recorded_as_late_until_the_case_is_decided()
    {
        var given = Opened.Then("2024-04-30", Caq, Fraud);
        given.When("2024-05-10", Of(Acme), new FileDefence("Not so.", Case: CaseId)).ShouldRecord<DefenceFiled>().Late.ShouldBeFalse();
        given.When("2024-05-11", Of(Acme), new FileDefence("Not so.", Case: CaseId)).ShouldRecord<DefenceFiled>().Late.ShouldBeTrue();
        given.Then("2024-05-11", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId))
            .Refused("case-decided", "2024-05-11", Of(Acme), new FileDefence("Not so.", Case: CaseId));
    }

    [Fact, Trait("Rule", "Q32")]
    public void Nobody_is_condemned_on_a_ground_that_was_not_stated()
    {
        var given = Opened;
        given.Refused("facts-not-stated", "2024-05-06", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Refused("facts-not-stated", "2024-05-06", Of(Acme), new FileDefence("Not so.", Case: CaseId));
        given.Then("2024-05-06", Caq, Fraud)
            .Refused("ground-not-stated", "2024-05-21", Caq, new DecideCase(RevocationGround.BelowDisclosedLevel, "Measured.", CaseId));
    }

    [Fact]
    public void Without_an_established_ground_the_case_closes_and_the_title_stays()
    {
        var given = Opened.Then("2024-04-30", Caq, Fraud);
        given.Refused("hearing-still-open", "2024-05-10", Caq, new DecideCase(null, "Nothing.", CaseId));
        given.Then("2024-05-11", Caq, new DecideCase(null, "Nothing.", CaseId));
        given.Ledger.Title(TitleId).OpenCases.ShouldBeEmpty();
        given.Ledger.Title(TitleId).IsHeldOn(Day("2024-05-11")).ShouldBeTrue();
        given.Refused("case-decided", "2024-05-12", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Refused("case-decided", "2024-05-12", Caq, Fraud with { Facts = "More." });
    }

    [Fact, Trait("Rule", "Q32")]
    public void The_only_interim_mark_is_under_review_from_the_formal_opening()
    {
        var title = Opened.Ledger.Title(TitleId);
        title.OpenCases.ShouldBe([CaseId]);
        title.StateOn(Day("2024-04-30")).ShouldBe(TitleState.Held);
    }

    [Fact, Trait("Rule", "A14"), Trait("Rule", "R96")]
    public void Body_enterprise_and_testing_bodies_file_evidence_until_the_decision()
    {
        foreach (var by in new[] { Caq, Of(Acme), Tester })
        {
            Opened.When("2024-05-06", by, new FileEvidence([Digest2], "Report", CaseId))
                .ShouldRecord<EvidenceFiled>().By
                .ShouldBe(by.Subject);
        }
        foreach (var by in new[] { Cheari, Of(Bolt), Anyone, Regulator })
        {
            Opened.Refused("not-yours-to-do", "2024-05-06", by, new FileEvidence([Digest2], "Report", CaseId));
        }
        Opened.Then("2024-05-06", Caq, new DecideCase(null, "Nothing.", CaseId))
            .Refused("case-decided", "2024-05-06", Tester, new FileEvidence([Digest2], "Report", CaseId));
        var given = Opened.Then("2024-04-30", Caq, Fraud).Then("2024-05-06", Tester, new FileEvidence([Digest2], "Report", CaseId))
            .Then("2024-05-11", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.When("2024-05-11", Caq, Revoke()).ShouldRecord<TitleRevoked>().Evidence.ShouldBe([Digest, Digest2]);
    }

    [Fact]
    public void Each_acts_for_itself_only()
    {
        var given = Opened.Then("2024-04-30", Caq, Fraud);
        given.Refused("not-yours-to-do", "2024-05-06", Cheari, Fraud);
        given.Refused("not-yours-to-do", "2024-05-06", Of(Acme), Fraud);
        given.Refused("not-yours-to-do", "2024-05-06", Of(Bolt), new FileDefence("Not so.", Case: CaseId));
        given.Refused("not-yours-to-do", "2024-05-06", Caq, new FileDefence("Not so.", Case: CaseId));
        given.Refused("not-yours-to-do", "2024-05-20", Cheari, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Given(new BodyDisqualified("caq", "fee", Sentence, Day("2027-05-06"), Day("2024-05-06")));
        given.Refused("body-disqualified", "2024-05-20", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.Refused("body-disqualified", "2024-05-20", Caq, Fraud with { Facts = "More." });
        foreach (var command in new ICommand[]
        {
            Fraud with { Case = "x" },
            new DecideCase(null, "Nothing.", "x"),
            new FileEvidence([Digest], "Report", "x"),
        })
        {
            given.Refused("unknown-case", "2024-05-20", Caq, command);
        }
    }

    [Fact, Trait("Rule", "R71")]
    public void A_case_not_decided_or_not_executed_in_time_is_marked_for_the_regulator()
    {
        var given = Opened; // 30 working days; 10 June is a holiday
        given.Ledger.Case(CaseId).DueOn.ShouldBe(Day("2024-06-14"));
        given.Refused("not-overdue", "2024-06-14", Actor.System, new MarkCaseOverdue(CaseId));
        given.Refused("not-yours-to-do", "2024-06-15", Caq, new MarkCaseOverdue(CaseId));
        given.When("2024-06-15", Actor.System, new MarkCaseOverdue(CaseId)).ShouldRecord<CaseOverdue>().Step.ShouldBe(CaseStep.Decision);
        var decided = Opened.Then("2024-04-30", Caq, Fraud)
            .Then("2024-05-13", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        decided.Refused("not-overdue", "2024-05-20", Actor.System, new MarkCaseOverdue(CaseId)); // 5 working days
        decided.When("2024-05-21", Actor.System, new MarkCaseOverdue(CaseId))
            .ShouldRecord<CaseOverdue>().Step
            .ShouldBe(CaseStep.Revocation);
    }

    [Fact]
    public void The_same_command_twice_records_once()
    {
        var given = Opened.Given(Deposited("cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", Tester));
        given.ShouldRecordOnce("2024-04-30", Caq, Fraud);
        given.ShouldRecordOnce("2024-05-06", Of(Acme), new FileDefence("So be it.", [Digest2], true, CaseId));
        given.ShouldRecordOnce(
            "2024-05-06",
            Tester,
            new FileEvidence([Digest, "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"], "Report", CaseId));
        given.ShouldRecordOnce("2024-05-06", Caq, new DecideCase(RevocationGround.Fraud, "Forged.", CaseId));
        given.ShouldRecordOnce("2024-05-20", Actor.System, new MarkCaseOverdue(CaseId));
    }
}
