using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Tests.Cases;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Complaints;

public class Anyone_may_complain_and_is_answered_in_time
{
    private static CasesGiven Received => new CasesGiven().Then("2024-04-30", Anyone, Complain());
    private static CasesGiven Accepted => Received.Then("2024-05-06", Caq, new AcceptComplaint(true, Complaint: "c-1"));

    [Fact, Trait("Rule", "R68"), Trait("Rule", "R93"), Trait("Rule", "R94"), Trait("Rule", "R95"), Trait("Rule", "R96"),
        Trait("Rule", "A12"), Trait("Rule", "A22"), Trait("Rule", "D15")]
    public void Consumers_media_associations_and_testing_bodies_complain_without_an_account_and_get_a_receipt_at_once()
    {
        foreach (var source in Enum.GetValues<ComplaintSource>())
        {
            var decision = new CasesGiven().When("2024-04-30", Anyone, Complain(source: source));
            decision.Id.ShouldBe("c-1");
            var received = decision.ShouldRecord<ComplaintReceived>();
            // 7 working days
            (received.Source, received.Body, received.ToRegulator, received.AcceptanceDueOn)
                .ShouldBe((source, "caq", false, Day("2024-05-13")));
        }
    }

    [Fact, Trait("Rule", "R97")]
    public void A_complaint_may_be_about_a_plan_ranking_list_title_declaration_or_body()
    {
        var given = new CasesGiven().Given(
            new PlanCallOpened("2024-fan", 2024, "fan", "appliances", "cnis", 1, Day("2024-04-01"), "", Day("2024-03-01")),
            new PlanSubmitted("2024-fan", "2024-fan.caq", "caq", 1, null!, new("Li", Day("2024-03-01")), false, Day("2024-03-02")));
        foreach (var (subject, id) in new[]
        {
            (ComplaintSubject.Plan, "2024-fan.caq"), (ComplaintSubject.Ranking, Purifiers), (ComplaintSubject.LeaderList, Purifiers),
            (ComplaintSubject.Title, TitleId), (ComplaintSubject.Declaration, "d-1"),
        })
        {
            var received = given.When("2024-04-30", Anyone, Complain(subject, id, ComplaintGround.Procedure))
                .ShouldRecord<ComplaintReceived>();
            (received.Body, received.ToRegulator).ShouldBe(("caq", false), $"{subject}");
        }
        given.When("2024-04-30", Anyone, Complain(ComplaintSubject.EvaluationBody, "caq", ComplaintGround.Procedure))
            .ShouldRecord<ComplaintReceived>().Body
            .ShouldBe("samr");
    }

    [Theory, Trait("Rule", "R97")]
    [InlineData(ComplaintSubject.Plan, "2024-fan.caq", "unknown-plan")]
    [InlineData(ComplaintSubject.Plan, "2024-fan", "unknown-plan")]
    [InlineData(ComplaintSubject.Ranking, "2024-fan", "unknown-ranking")]
    [InlineData(ComplaintSubject.LeaderList, "2024-fan", "unknown-leader-list")]
    [InlineData(ComplaintSubject.Title, "x", "unknown-title")]
    [InlineData(ComplaintSubject.Declaration, "x", "unknown-declaration")]
    [InlineData(ComplaintSubject.EvaluationBody, "x", "unknown-organisation")]
    public void What_it_is_about_exists(ComplaintSubject subject, string id, string code) =>
        new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme).Refused(code, "2024-04-30", Anyone, Complain(subject, id));

    [Theory, Trait("Rule", "Q35")]
    [InlineData(ComplaintGround.FeeCharged, "samr")]
    [InlineData(ComplaintGround.Independence, "samr")]
    [InlineData(ComplaintGround.Procedure, "caq")]
    [InlineData(ComplaintGround.Fraud, "caq")]
    public void The_regulator_deals_with_it_where_the_body_itself_is_accused(ComplaintGround ground, string body) =>
        new CasesGiven().When("2024-04-30", Anyone, Complain(ground: ground)).ShouldRecord<ComplaintReceived>().Body.ShouldBe(body);

    [Fact, Trait("Rule", "Q35")]
    public void A_declaration_without_a_title_has_no_body_so_the_regulator_deals_with_it()
    {
        var received = new CasesGiven().Declared("d-2", Bolt, "Q/B 001-2023", "2023-01-01")
            .When("2024-04-30", Anyone, Complain(ComplaintSubject.Declaration, "d-2"))
            .ShouldRecord<ComplaintReceived>();
        (received.Body, received.ToRegulator, received.Enterprise).ShouldBe(("samr", true, Bolt));
    }

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public void No_name_or_address_of_the_complainant_can_get_into_a_fact()
    {
        foreach (var name in new[] { "王小明", "Wang Xiaoming", "wang@example.com" })
        {
            new CasesGiven().When("2024-04-30", Anyone, Complain() with { Complainant = name }).Refusal!.Errors.Keys
                .ShouldBe(["complainant"]);
        }
        new CasesGiven().When("2024-04-30", Anyone, Complain() with { SecretHash = "secret" }).Refusal!.Errors.Keys
            .ShouldBe(["secretHash"]);
    }

    [Theory, Trait("Rule", "R68"), Trait("Rule", "D15")]
    [InlineData(ComplaintGround.BelowDisclosedLevel, RevocationGround.BelowDisclosedLevel)]
    [InlineData(ComplaintGround.Fraud, RevocationGround.Fraud)]
    public void Accepted_about_a_title_on_one_of_the_two_grounds_it_opens_a_case(ComplaintGround ground, RevocationGround alleged)
    {
        var decision = new CasesGiven().Then("2024-04-30", Anyone, Complain(ground: ground))
            .When("2024-05-06", Caq, new AcceptComplaint(true, Complaint: "c-1"));
        (decision.ShouldRecord<CaseOpened>().Case, decision.ShouldRecord<CaseOpened>().AllegedGround).ShouldBe(("c-1", alleged));
        decision.ShouldRecord<TitleCaseOpened>().Title.ShouldBe(TitleId);
        // 15 working days
        decision.ShouldRecord<ComplaintAccepted>().ShouldBe(new ComplaintAccepted("c-1", "c-1", Day("2024-05-24"), Day("2024-05-06")));
    }

    [Fact]
    public void Accepted_on_another_ground_or_about_a_revoked_title_it_opens_no_case()
    {
        new CasesGiven().Then("2024-04-30", Anyone, Complain(ground: ComplaintGround.Other))
            .When("2024-05-06", Caq, new AcceptComplaint(true, Complaint: "c-1")).Facts
            .ShouldHaveSingleItem();
        Received.Revoked("2024-05-06").When("2024-05-06", Caq, new AcceptComplaint(true, Complaint: "c-1")).Facts.ShouldHaveSingleItem();
    }

    [Fact, Trait("Rule", "Q34")]
    public void A_refusal_needs_reasons_and_is_final()
    {
        Received.When("2024-05-06", Caq, new AcceptComplaint(false, Complaint: "c-1")).Refusal!.Errors.Keys.ShouldBe(["reasons"]);
        var given = Received.Then("2024-05-06", Caq, new AcceptComplaint(false, "No facts.", "c-1"));
        given.Refused("complaint-decided-before", "2024-05-07", Caq, new AcceptComplaint(true, Complaint: "c-1"));
        given.Refused("complaint-not-accepted", "2024-05-07", Caq, new ConcludeComplaint(ComplaintOutcome.Upheld, "So it is.", "c-1"));
        given.Refused("complaint-not-accepted", "2024-05-07", Caq, new ExtendComplaintCheck("More tests.", "c-1"));
        given.Refused("complaint-not-concluded", "2024-05-07", Caq, new AnswerComplaint("c-1"));
        given.Refused("not-overdue", "2024-12-31", Actor.System, new MarkComplaintOverdue("c-1"));
    }

    [Fact, Trait("Rule", "Q34")]
    public void The_check_is_put_off_once_by_15_working_days_and_not_after_it_was_due()
    {
        var given = Accepted;
        given.Refused("check-overdue", "2024-05-25", Caq, new ExtendComplaintCheck("More tests.", "c-1"));
        given.When("2024-05-24", Caq, new ExtendComplaintCheck("More tests.", "c-1"))
            .ShouldRecord<ComplaintCheckExtended>().CheckDueOn
            .ShouldBe(Day("2024-06-17"));
        given.Then("2024-05-24", Caq, new ExtendComplaintCheck("More tests.", "c-1"))
            .Refused("check-extended-before", "2024-05-27", Caq, new ExtendComplaintCheck("Again.", "c-1"));
    }

    [Fact, Trait("Rule", "Q34")]
    public void The_outcome_follows_the_decision_of_its_case_and_is_told_within_7_working_days()
    {
        var given = Accepted;
        given.Refused("case-undecided", "2024-05-10", Caq, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "Nothing.", "c-1"));
        given.Then("2024-05-10", Caq, new DecideCase(null, "Nothing.", "c-1"));
        given.When("2024-05-10", Caq, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "Nothing.", "c-1"))
            .ShouldRecord<ComplaintConcluded>().AnswerDueOn
            .ShouldBe(Day("2024-05-20"));
        given.Then("2024-05-10", Caq, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "Nothing.", "c-1"));
        given.Refused("complaint-decided-before", "2024-05-11", Caq, new ConcludeComplaint(ComplaintOutcome.Upheld, "Something.", "c-1"));
        given.Then("2024-05-11", Caq, new AnswerComplaint("c-1")).Ledger.Complaint("c-1").Stage.ShouldBe(ComplaintStage.Answered);
    }

    [Theory, Trait("Rule", "Q34"), Trait("Rule", "Q35")]
    [InlineData("2024-05-13", "not-overdue")]
    [InlineData("2024-05-14", "")]
    public void Not_accepted_nor_refused_in_7_working_days_it_is_marked_for_the_regulator(string on, string code) =>
        (Received.When(on, Actor.System, new MarkComplaintOverdue("c-1")).Refusal?.Code ?? "").ShouldBe(code);

    [Fact, Trait("Rule", "Q34")]
    public void Each_stage_has_its_own_limit()
    {
        Received.When("2024-05-14", Actor.System, new MarkComplaintOverdue("c-1"))
            .ShouldRecord<ComplaintOverdue>().What
            .ShouldBe("acceptance");
        Accepted.When("2024-05-25", Actor.System, new MarkComplaintOverdue("c-1")).ShouldRecord<ComplaintOverdue>().What.ShouldBe("check");
        Accepted.Then("2024-05-10", Caq, new DecideCase(null, "Nothing.", "c-1"))
            .Then("2024-05-10", Caq, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "Nothing.", "c-1"))
            .When("2024-05-21", Actor.System, new MarkComplaintOverdue("c-1")).ShouldRecord<ComplaintOverdue>().What.ShouldBe("answer");
    }

    [Fact]
    public void Only_the_one_to_whom_it_is_assigned_deals_with_it()
    {
        var commands = new ICommand[]
        {
            new AcceptComplaint(true, Complaint: "c-1"),
            new ExtendComplaintCheck("More.", "c-1"),
            new ConcludeComplaint(ComplaintOutcome.Upheld, "So.", "c-1"),
            new AnswerComplaint("c-1"),
        };
        foreach (var command in commands)
        {
            foreach (var by in new[] { Cheari, Regulator, Of(Acme), Anyone })
            {
                Accepted.Refused("not-yours-to-do", "2024-05-07", by, command);
            }
            new CasesGiven().Then("2024-04-30", Anyone, Complain(ground: ComplaintGround.FeeCharged))
                .Refused("not-yours-to-do", "2024-05-07", Caq, command);
            new CasesGiven().Refused("unknown-complaint", "2024-05-07", Caq, command);
        }
        Received.Refused("not-yours-to-do", "2024-06-07", Caq, new MarkComplaintOverdue("c-1"));
        Received.Refused("complaint-id-taken", "2024-05-07", Anyone, Complain() with { Facts = "Other." });
    }

    [Fact]
    public void The_same_command_twice_records_once()
    {
        var given = new CasesGiven();
        given.ShouldRecordOnce("2024-04-30", Anyone, Complain());
        given.ShouldRecordOnce("2024-05-14", Actor.System, new MarkComplaintOverdue("c-1"));
        given.ShouldRecordOnce("2024-05-16", Caq, new AcceptComplaint(true, Complaint: "c-1"));
        given.ShouldRecordOnce("2024-05-17", Caq, new ExtendComplaintCheck("More tests.", "c-1"));
        given.Then("2024-05-20", Caq, new DecideCase(null, "Nothing.", "c-1"));
        given.ShouldRecordOnce("2024-05-20", Caq, new ConcludeComplaint(ComplaintOutcome.NotUpheld, "Nothing.", "c-1"));
        given.ShouldRecordOnce("2024-05-22", Caq, new AnswerComplaint("c-1"));
        var refused = Received;
        refused.ShouldRecordOnce("2024-05-06", Caq, new AcceptComplaint(false, "No facts.", "c-1"));
    }
}
