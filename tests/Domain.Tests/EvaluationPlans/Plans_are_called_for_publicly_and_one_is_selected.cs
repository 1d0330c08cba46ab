using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class Plans_are_called_for_publicly_and_one_is_selected
{
    private static readonly Dictionary<string, string> Empty = [];

    private static OpenPlanCall Opening(int cycle = 2024, string closes = "2024-03-01", string category = "air-purifier") =>
        new(cycle, Day(closes), "Open to all evaluation bodies.", category);

    [Fact, Trait("Rule", "R47"), Trait("Rule", "D2"), Trait("Rule", "A8")]
    public void The_working_body_solicits_plans_publicly_with_opening_and_close()
    {
        var opened = Programme().When("2024-02-01", Cnis, Opening()).ShouldRecord<PlanCallOpened>();
        opened.ShouldBe(new PlanCallOpened(
            CallId, 2024, "air-purifier", "home-appliances", "cnis", 1, Day("2024-03-01"), "Open to all evaluation bodies.",
            Day("2024-02-01")));
    }

    [Fact, Trait("Rule", "R47"), Trait("Rule", "R46")]
    public void Only_the_working_body_of_the_day_calls_for_plans()
    {
        var register = Programme();
        register.When("2024-02-01", Regulator, Opening()).ShouldBeForbidden();
        register.When("2024-02-01", new Actor("holding", Role.WorkingBody), Opening()).ShouldBeForbidden();
        new PlansGiven().When("2024-02-01", Cnis, Opening()).ShouldBeForbidden();
    }

    [Fact, Trait("Rule", "R40")]
    public void Only_categories_on_the_list_of_the_cycle_are_evaluated()
    {
        var register = Programme();
        register.When("2024-02-01", Cnis, Opening(category: "bicycles")).ShouldBeRefused("category-not-on-list");
        register.When("2024-02-01", Cnis, Opening(cycle: 2025)).ShouldBeRefused("category-not-on-list");
        register.When("2024-01-09", Cnis, Opening()).ShouldBeRefused("category-not-on-list");
        register.When("2024-01-09", "2024-02-01", Cnis, Opening()).ShouldBeRefused("no-earlier-day");
        register.When("2024-01-10", Cnis, Opening()).ShouldRecord<PlanCallOpened>();
    }

    [Fact, Trait("Rule", "R47")]
    public void A_call_is_open_for_at_least_a_day_more()
    {
        Programme().When("2024-03-01", Cnis, Opening()).ShouldBeRefused("closes-before-opening");
        Programme().When("2024-02-29", Cnis, Opening()).ShouldRecord<PlanCallOpened>();
        Programme().When("2024-02-29", Cnis, new OpenPlanCall(24, Day("2024-03-01"), " ", ""))
            .ShouldBeMalformed("cycle", "conditions", "category");
    }

    [Fact, Trait("Rule", "Q11")]
    public void There_is_one_plan_for_a_category_and_cycle()
    {
        CallOpen().When("2024-02-10", Cnis, Opening(closes: "2024-03-15")).ShouldBeRefused("call-already-open");
        Selected().When("2024-05-01", Cnis, Opening(closes: "2024-06-15")).ShouldBeRefused("category-has-plan");
        Official().When("2024-06-01", Cnis, Opening(closes: "2024-06-15")).ShouldBeRefused("category-has-plan");
    }

    [Fact, Trait("Rule", "Q11"), Trait("Rule", "R49"), Trait("Trap", "16")]
    public void Two_bodies_are_not_selected_for_one_category()
    {
        Selected().When("2024-04-30", Cnis, new SelectPlan(Reasons, CheariPlan)).ShouldBeRefused("another-plan-selected");
        Official().When("2024-05-20", Cnis, new SelectPlan(Reasons, CheariPlan)).ShouldBeRefused("another-plan-selected");
    }

    [Fact, Trait("Rule", "Q12")]
    public void A_category_lapses_when_no_suitable_plan_came_and_may_be_called_again()
    {
        var register = Reviewed();
        register.When("2024-03-01", "2024-03-06", Cnis, new LapseCategory("None is suitable.", CallId)).ShouldBeRefused("no-earlier-day");
        CallOpen().When("2024-03-01", Cnis, new LapseCategory("None came.", CallId)).ShouldBeRefused("call-still-open");
        CallOpen().When("2024-03-02", Cnis, new LapseCategory("None came.", CallId)).ShouldRecord<CategoryLapsed>();
        register.When("2024-03-10", Caq, new LapseCategory("None is suitable.", CallId)).ShouldBeForbidden();
        register.When("2024-03-10", Cnis, new LapseCategory("None is suitable.", "2024-water-purifier")).ShouldNotKnow("call");
        Selected().When("2024-05-10", Cnis, new LapseCategory("None is suitable.", CallId)).ShouldBeRefused("category-has-plan");

        register.Then("2024-03-10", Cnis, new LapseCategory("None is suitable.", CallId));
        register.When("2024-03-11", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("call-not-open");
        register.When("2024-03-11", Caq, new SubmitPlan(Plan() with { Decimals = 3 }, Undertaking, "caq", CallId))
            .ShouldBeRefused("call-decided");
        register.When("2024-03-11", Cnis, new FormExpertPanel(PlansGiven.Panel.Take(1).ToList(), CallId)).ShouldBeRefused("call-decided");
        register.When("2024-03-11", Expert2, new ReviewPlan(50m, "Late thoughts.", null, CheariPlan)).ShouldBeRefused("call-decided");
        register.When("2024-03-11", Caq, new WithdrawPlan("No longer needed.", CaqPlan)).ShouldBeRefused("call-decided");

        register.Then("2024-03-12", Cnis, Opening(closes: "2024-04-01")).Ledger.Call(CallId).Round.ShouldBe(2);
        register.When("2024-04-02", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("plan-of-earlier-round");
        register.When("2024-04-02", Expert2, new ReviewPlan(50m, "An old plan.", null, CheariPlan))
            .ShouldBeRefused("plan-not-under-review");
        register.When("2024-03-20", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .ShouldRecord<PlanSubmitted>().Plan
            .ShouldBe("2024-air-purifier.caq.2");
    }

    [Fact, Trait("Rule", "R48"), Trait("Rule", "D4"), Trait("Rule", "A10")]
    public void There_is_no_selection_without_a_scored_opinion_of_an_expert()
    {
        var register = PlansIn();
        register.When("2024-03-10", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("no-scored-opinion");
        register.Then("2024-03-10", Expert2, new ReviewPlan(null, "I recuse.", "I work there.", CaqPlan));
        register.When("2024-03-10", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("no-scored-opinion");
        register.Then("2024-03-10", Expert1, new ReviewPlan(0m, "Poor, but the only one.", null, CaqPlan));
        register.When("2024-03-10", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldRecord<PlanSelected>();
    }

    [Fact, Trait("Rule", "R48")]
    public void Experts_of_the_panel_review_each_for_himself_after_the_close()
    {
        var register = PlansIn();
        register.When("2024-03-01", Expert1, new ReviewPlan(90m, "Good.", null, CaqPlan)).ShouldBeRefused("call-still-open");
        register.When("2024-03-02", Expert1, new ReviewPlan(90m, "Good.", null, CaqPlan))
            .ShouldRecord<PlanReviewed>().Expert
            .ShouldBe("expert-1");
        register.When("2024-03-02", new Actor("expert-9", Role.Expert), new ReviewPlan(90m, "Good.", null, CaqPlan)).ShouldBeForbidden();
        register.When("2024-03-02", new Actor("expert-1", Role.WorkingBody), new ReviewPlan(90m, "Good.", null, CaqPlan))
            .ShouldBeForbidden();
        register.When("2024-03-02", Expert1, new ReviewPlan(90m, "Good.", null, "2024-air-purifier.mall")).ShouldNotKnow("plan");
        register.When("2024-03-02", Expert1, new ReviewPlan(100.1m, "", null, CaqPlan)).ShouldBeMalformed("score", "opinion");
        register.When("2024-03-02", Expert1, new ReviewPlan(null, "Nothing to say.", null, CaqPlan)).ShouldBeMalformed("score");
        Reviewed().When("2024-03-10", Expert1, new ReviewPlan(10m, "On second thoughts.", null, CaqPlan))
            .ShouldBeRefused("already-reviewed");
    }

    [Fact, Trait("Rule", "Q38"), Trait("Rule", "R48")]
    public void An_expert_with_a_conflict_recuses_without_a_score()
    {
        var register = PlansIn();
        register.When("2024-03-10", Expert1, new ReviewPlan(90m, "Good.", "My cousin wrote it.", CaqPlan))
            .ShouldBeRefused("recused-expert-scores");
        register.When("2024-03-10", Expert2, new ReviewPlan(90m, "Good.", null, CaqPlan)).ShouldBeRefused("expert-has-conflict");
        register.When("2024-03-10", Expert2, new ReviewPlan(null, "I recuse.", "I work there.", CaqPlan))
            .ShouldRecord<PlanReviewed>().Score
            .ShouldBeNull();
        register.When("2024-03-10", Expert2, new ReviewPlan(90m, "Good.", null, CheariPlan))
            .ShouldRecord<PlanReviewed>().Score
            .ShouldBe(90m);
    }

    [Fact, Trait("Rule", "R48")]
    public void The_working_body_forms_the_panel_and_keeps_who_has_reviewed()
    {
        var register = Reviewed();
        register.When("2024-03-10", Caq, new FormExpertPanel(PlansGiven.Panel, CallId)).ShouldBeForbidden();
        register.When("2024-03-10", Cnis, new FormExpertPanel([PlansGiven.Panel[1]], CallId)).ShouldBeRefused("expert-has-reviewed");
        register.When("2024-03-10", Cnis, new FormExpertPanel([PlansGiven.Panel[0]], CallId)).ShouldRecord<ExpertPanelFormed>();
        register.When("2024-03-10", Cnis, new FormExpertPanel([], CallId)).ShouldBeMalformed("experts");
        register.When("2024-03-10", Cnis, new FormExpertPanel(PlansGiven.Panel, "2024-bicycles")).ShouldNotKnow("call");
    }

    [Fact, Trait("Rule", "R49"), Trait("Rule", "D5")]
    public void The_selection_gives_a_reason_for_every_plan_of_the_round()
    {
        var register = Reviewed();
        register.When("2024-03-10", Cnis, new SelectPlan(new Dictionary<string, string> { [CaqPlan] = "Best." }, CaqPlan))
            .ShouldBeRefused("reasons-missing");
        register.When("2024-03-10", Cnis, new SelectPlan(Empty, CaqPlan)).ShouldBeRefused("reasons-missing");
        register.When("2024-03-10", Cnis, new SelectPlan(new Dictionary<string, string> { [CaqPlan] = " " }, CaqPlan))
            .ShouldBeMalformed($"reasons.{CaqPlan}");
        var selected = register.When("2024-03-10", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldRecord<PlanSelected>();
        selected.Reasons.ShouldBe(Reasons, ignoreOrder: true);
        selected.Body.ShouldBe("caq");

        register.Then("2024-03-11", Cheari, new WithdrawPlan("We lack people.", CheariPlan));
        register.When("2024-03-12", Cnis, new SelectPlan(new Dictionary<string, string> { [CaqPlan] = "The only one." }, CaqPlan))
            .ShouldRecord<PlanSelected>();
    }

    [Fact, Trait("Rule", "R49"), Trait("Rule", "R47")]
    public void A_plan_is_selected_after_the_close_by_the_working_body_only()
    {
        var register = PlansIn();
        register.When("2024-03-01", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("call-still-open");
        register.When("2024-03-02", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("no-scored-opinion");
        Reviewed().When("2024-03-10", Regulator, new SelectPlan(Reasons, CaqPlan)).ShouldBeForbidden();
        Reviewed().When("2024-03-10", Cnis, new SelectPlan(Reasons, "2024-air-purifier.mall")).ShouldNotKnow("plan");
    }

    [Fact, Trait("Rule", "R47")]
    public void Late_and_withdrawn_plans_are_recorded_and_never_selected()
    {
        var register = CallOpen();
        register.When("2024-03-01", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .ShouldRecord<PlanSubmitted>().Late
            .ShouldBeFalse();
        register.When("2024-03-02", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .ShouldRecord<PlanSubmitted>().Late
            .ShouldBeTrue();

        register.Then("2024-03-02", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .Then("2024-03-03", Cnis, new FormExpertPanel(PlansGiven.Panel, CallId));
        register.When("2024-03-04", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("plan-late");
        register.When("2024-03-04", Expert1, new ReviewPlan(90m, "Good.", null, CaqPlan)).ShouldBeRefused("plan-not-under-review");

        var withdrawn = Reviewed();
        withdrawn.When("2024-03-07", Cheari, new WithdrawPlan("Mistake.", CaqPlan)).ShouldBeForbidden();
        withdrawn.When("2024-03-07", Caq, new WithdrawPlan("Mistake.", "2024-air-purifier.mall")).ShouldNotKnow("plan");
        withdrawn.Then("2024-03-07", Caq, new WithdrawPlan("Mistake.", CaqPlan));
        withdrawn.When("2024-03-08", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("plan-withdrawn");
        withdrawn.Ledger.Call(CallId).Plans[CaqPlan].Withdrawn.ShouldBeTrue();
    }

    [Fact, Trait("Rule", "R47")]
    public void A_body_has_one_plan_in_a_round_and_may_replace_it_by_withdrawing()
    {
        var better = Plan() with { Decimals = 3 };
        var register = PlansIn();
        register.When("2024-02-26", Caq, new SubmitPlan(better, Undertaking, "caq", CallId)).ShouldBeRefused("plan-already-submitted");
        register.Then("2024-02-26", Caq, new WithdrawPlan("Three decimals.", CaqPlan));
        register.Then("2024-02-27", Caq, new SubmitPlan(better, Undertaking, "caq", CallId)).Ledger
            .Call(CallId).Plans[CaqPlan].Content.Decimals
            .ShouldBe(3);
    }

    [Fact, Trait("Rule", "R45"), Trait("Rule", "P1"), Trait("Rule", "D24")]
    public void A_body_undertakes_in_writing_to_take_no_fees_before_it_is_selected()
    {
        var register = CallOpen();
        register.When("2024-02-20", Caq, new SubmitPlan(Plan(), null, "caq", CallId)).ShouldBeRefused("no-fee-undertaking-missing");
        register.When("2024-02-18", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId)).ShouldBeRefused("no-fee-undertaking-missing");
        register.When("2024-02-19", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .ShouldRecord<PlanSubmitted>().Undertaking
            .ShouldBe(Undertaking);

        register.Given(new PlanSubmitted(CallId, CaqPlan, "caq", 1, Plan(), null!, false, Day("2024-02-20")));
        register.When("2024-03-02", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("no-fee-undertaking-missing");
    }

    [Fact, Trait("Rule", "R45"), Trait("Rule", "P1")]
    public void A_recorded_fee_keeps_the_body_from_being_selected()
    {
        var fee = new RecordFee(CallId, Acme, "Asked 20,000 yuan for a place.", [new string('a', 64)], "caq");
        Reviewed().Then("2024-03-10", Regulator, fee)
            .When("2024-03-11", Cnis, new SelectPlan(Reasons, CaqPlan))
            .ShouldBeRefused("fee-recorded");
        Reviewed().Then("2024-03-10", Regulator, fee)
            .When("2024-03-11", Cnis, new SelectPlan(Reasons, CheariPlan))
            .ShouldRecord<PlanSelected>();
        Selected().Then("2024-05-10", Regulator, fee)
            .When("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan))
            .ShouldBeRefused("fee-recorded");
    }

    [Fact, Trait("Rule", "R50"), Trait("Rule", "P2"), Trait("Rule", "P3"), Trait("Trap", "12")]
    public void Units_under_the_working_body_are_turned_away_at_submission_selection_and_when_the_plan_becomes_official()
    {
        DeclareRelation under = new("r-1", "cnis", RelationKind.Control, Day("2020-01-01"), null, "business register", "caq");
        CallOpen().Then("2024-02-10", Regulator, under)
            .When("2024-02-20", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .ShouldBeRefused("body-not-independent");
        Reviewed().Then("2024-03-10", Regulator, under)
            .When("2024-03-11", Cnis, new SelectPlan(Reasons, CaqPlan))
            .ShouldBeRefused("body-not-independent");
        Selected().Then("2024-05-10", Regulator, under)
            .When("2024-05-14", Cnis, new MakePlanOfficial(CaqPlan))
            .ShouldBeRefused("body-not-independent");
        CallOpen().When("2024-02-20", new Actor("cnis", Role.EvaluationBody), new SubmitPlan(Plan(), Undertaking, "cnis", CallId))
            .ShouldBeRefused("body-not-independent");
    }

    [Fact, Trait("Rule", "A7"), Trait("Rule", "R50")]
    public void An_authority_is_no_evaluation_body_and_a_body_submits_for_itself_only()
    {
        var register = CallOpen();
        register.When("2024-02-20", new Actor("miit", Role.EvaluationBody), new SubmitPlan(Plan(), Undertaking, "miit", CallId))
            .ShouldBeRefused("not-an-evaluation-body");
        register.When("2024-02-20", Caq, new SubmitPlan(Plan(), Undertaking, "cheari", CallId)).ShouldBeForbidden();
        register.When("2024-02-20", Cnis, new SubmitPlan(Plan(), Undertaking, "cnis", CallId)).ShouldBeForbidden();
        register.When("2024-02-20", new Actor("nobody", Role.EvaluationBody), new SubmitPlan(Plan(), Undertaking, "nobody", CallId))
            .ShouldNotKnow("organisation");
        register.When("2024-02-20", Caq, new SubmitPlan(Plan(), Undertaking, "caq", "2024-bicycles")).ShouldNotKnow("call");
    }

    [Fact, Trait("Rule", "Q36")]
    public void A_disqualified_body_is_not_selected()
    {
        var register = Reviewed().Then("2024-03-10", Regulator, new DisqualifyBody("fees", "Took fees.", "caq"));
        register.When("2024-03-11", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("body-disqualified");
        register.When("2027-03-10", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldBeRefused("body-disqualified");
        register.When("2027-03-11", Cnis, new SelectPlan(Reasons, CaqPlan)).ShouldRecord<PlanSelected>();
    }

    [Fact, Trait("Rule", "Q10"), Trait("Rule", "D6")]
    public void The_selected_plan_is_noticed_for_seven_working_days()
    {
        var decision = Reviewed().When("2024-04-30", Cnis, new SelectPlan(Reasons, CaqPlan));
        var notice = decision.ShouldRecord<NoticeOpened>();
        notice.Notice.ShouldBe(NoticeId);
        notice.Subject.ShouldBe(NoticeSubject.Plan);
        notice.LastDay.ShouldBe(Day("2024-05-13"));
        notice.Calendar.ShouldBe("2024.1");
        notice.Provisional.ShouldBeFalse();
        notice.Rules.ShouldBe("policy-defaults");
        notice.ContentHash.ShouldBe(Canonical.Hash(Plan()));
        notice.Covers.ShouldBe([CaqPlan]);
        decision.ShouldRecord<PlanSelected>().Notice.ShouldBe(NoticeId);
        decision.ShouldRecord<BodyEngaged>().ShouldBe(new BodyEngaged("caq", CallId, CaqPlan, Day("2024-04-30")));
    }

    [Fact, Trait("Rule", "Q10")]
    public void A_plan_becomes_official_after_the_last_day_of_its_notice()
    {
        Selected().When("2024-05-13", Actor.System, new MakePlanOfficial(CaqPlan)).ShouldBeRefused("notice-still-open");
        var decision = Selected().When("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan));
        decision.ShouldRecord<PlanMadeOfficial>().Plan.ShouldBe(CaqPlan);
        decision.ShouldRecord<NoticeClosed>().Notice.ShouldBe(NoticeId);
        Selected().When("2024-05-14", Cnis, new MakePlanOfficial(CaqPlan)).ShouldRecord<PlanMadeOfficial>();
        Selected().When("2024-05-14", Caq, new MakePlanOfficial(CaqPlan)).ShouldBeForbidden();
        Selected().When("2024-05-14", Cnis, new MakePlanOfficial(CheariPlan)).ShouldBeRefused("no-plan-selected");
        Selected().When("2024-05-14", Cnis, new MakePlanOfficial("2024-air-purifier.mall")).ShouldNotKnow("plan");
    }

    private static ObjectionLodged Objection =>
        new(NoticeId, NoticeId + ".1", ObjectorKind.NamedUnit, "Bolt Appliances", null, "The scale favours one make.", [], Bolt,
            Beijing.Start(Day("2024-05-13")).AddHours(23), Day("2024-05-27"), Day("2024-05-13"));

    [Fact, Trait("Rule", "Q10")]
    public void A_plan_does_not_become_official_while_an_objection_stands()
    {
        var register = Selected().Given(Objection);
        register.When("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan)).ShouldBeRefused("objection-stands");
        register.Given(new ObjectionWithdrawn(NoticeId, NoticeId + ".1", Day("2024-05-14")));
        register.When("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan)).ShouldRecord<PlanMadeOfficial>();
    }

    [Fact, Trait("Rule", "Q10"), Trait("Rule", "Q12")]
    public void An_upheld_objection_withdraws_the_selection_and_the_category_is_called_again()
    {
        var register = Selected().Given(Objection);
        register.When("2024-05-20", Cnis, new WithdrawSelection("Scale.", CaqPlan)).ShouldBeRefused("selection-stands");
        register.Given(new ObjectionUpheld(NoticeId, NoticeId + ".1", "The scale is wrong.", Day("2024-05-20")));
        register.When("2024-05-20", Caq, new WithdrawSelection("Scale.", CaqPlan)).ShouldBeForbidden();
        register.When("2024-05-20", Cnis, new WithdrawSelection("Scale.", CheariPlan)).ShouldBeRefused("no-plan-selected");
        register.When("2024-05-20", Cnis, new WithdrawSelection("Scale.", "2024-air-purifier.mall")).ShouldNotKnow("plan");

        var decision = register.When("2024-05-20", Cnis, new WithdrawSelection("Scale.", CaqPlan));
        decision.ShouldRecord<SelectionWithdrawn>().Plan.ShouldBe(CaqPlan);
        decision.ShouldRecord<EngagementEnded>().Organisation.ShouldBe("caq");
        decision.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe(NoticeId);

        register.Then("2024-05-20", Cnis, new WithdrawSelection("Scale.", CaqPlan)).Then("2024-05-21", Cnis, Opening(closes: "2024-06-15"))
            .Then("2024-06-10", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId))
            .Then("2024-06-16", Expert1, new ReviewPlan(95m, "Better.", null, CaqPlan + ".2"));
        register.When(
            "2024-06-17",
            Cnis,
            new SelectPlan(new Dictionary<string, string> { [CaqPlan + ".2"] = "Corrected." }, CaqPlan + ".2"))
            .ShouldRecord<NoticeOpened>().Notice.ShouldBe("2024-air-purifier.plan.2");
    }

    [Fact, Trait("Rule", "Q13")]
    public void A_plan_does_not_change_once_selected_an_error_withdraws_evaluation_and_selection()
    {
        Official().When("2024-05-20", Caq, new SubmitPlan(Plan() with { Decimals = 3 }, Undertaking, "caq", CallId))
            .ShouldBeRefused("call-decided");
        Official().When("2024-05-20", Caq, new WithdrawPlan("Error.", CaqPlan)).ShouldBeRefused("call-decided");
        Evaluating().When("2024-07-10", Cnis, new WithdrawSelection("Error.", CaqPlan)).ShouldBeRefused("selection-stands");
        Evaluating().Given(new EvaluationWithdrawn(CallId, "Error in the plan.", Day("2024-07-09")))
            .When("2024-07-10", Cnis, new WithdrawSelection("Error.", CaqPlan)).ShouldRecord<SelectionWithdrawn>();
    }
}
