using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class Organisations_are_registered_with_all_that_they_are
{
    private static readonly string[] Evidence = [new('a', 64)];

    [Fact, Trait("Rule", "A7"), Trait("Rule", "A13"), Trait("Rule", "A14"), Trait("Rule", "A19")]
    public void An_association_a_testing_body_or_a_platform_may_be_an_evaluation_body_too()
    {
        var register = CallOpen().Then("2024-02-02", Regulator, new RegisterOrganisation(
            "lab",
            "Test Laboratory",
            [OrganisationKind.TestingOrCertificationBody, OrganisationKind.OtherThirdParty]));
        register.When("2024-02-20", new Actor("lab", Role.EvaluationBody), new SubmitPlan(Plan(), Undertaking, "lab", CallId))
            .ShouldRecord<PlanSubmitted>();
        register.When("2024-02-20", new Actor("mall", Role.EvaluationBody), new SubmitPlan(Plan(), Undertaking, "mall", CallId))
            .ShouldRecord<PlanSubmitted>();
    }

    [Fact, Trait("Rule", "Q38"), Trait("Rule", "A19")]
    public void A_platform_may_not_evaluate_its_own_brands()
    {
        var register = Registered().Ledger.Organisations();
        register.HasConflictWith("mall", Cloud, Day("2024-01-01")).ShouldBeTrue();
        register.HasConflictWith("mall", Acme, Day("2024-01-01")).ShouldBeFalse();
    }

    [Fact, Trait("Rule", "Q38"), Trait("Rule", "A13")]
    public void A_link_with_an_enterprise_is_declared_by_the_body_itself_or_by_those_who_watch()
    {
        DeclareConflict member = new("９１３５０１００m000100y43", "member of the board", Day("2024-01-01"), Day("2024-12-31"), "caq");
        var register = Programme();
        register.When("2024-02-01", Cheari, member).ShouldBeForbidden();
        register.When("2024-02-01", Cnis, member).ShouldRecord<ConflictDeclared>();
        register.When("2024-02-01", Regulator, member with { Organisation = "nobody" }).ShouldNotKnow("organisation");
        register.When("2024-02-01", Regulator, member with { Enterprise = "9144030071526726XG" }).ShouldNotKnow("enterprise");
        register.When("2024-02-01", Regulator, member with { Enterprise = "X", To = Day("2023-01-01") }).ShouldBeMalformed(
            "enterprise",
            "to");
        var organisations = register.Then("2024-02-01", Caq, member).Ledger.Organisations();
        organisations.HasConflictWith("caq", Acme, Day("2024-12-31")).ShouldBeTrue();
        organisations.HasConflictWith("caq", Acme, Day("2025-01-01")).ShouldBeFalse();
    }

    [Fact, Trait("Rule", "A8")]
    public void Organisations_are_registered_by_regulator_working_body_or_registrar()
    {
        RegisterOrganisation lab = new("lab", "Test Laboratory", [OrganisationKind.TestingOrCertificationBody]);
        Registered().When("2024-01-01", Cnis, lab).ShouldRecord<OrganisationRegistered>();
        Registered().When("2024-01-01", Registrar, lab).ShouldRecord<OrganisationRegistered>();
        Registered().When("2024-01-01", Caq, lab).ShouldBeForbidden();
        Registered().When("2024-01-01", new Actor("holding", Role.WorkingBody), lab).ShouldBeForbidden();
        Registered().When("2024-01-01", Regulator, lab with { Organisation = "caq" }).ShouldBeRefused("organisation-id-taken");
        Registered().When("2024-01-01", Regulator, new RegisterOrganisation("Lab 1", "", [], CreditCode: "X"))
            .ShouldBeMalformed("organisation", "name", "kinds", "creditCode");
    }

    [Fact, Trait("Rule", "R46"), Trait("Rule", "A8")]
    public void There_is_exactly_one_working_body_on_a_day()
    {
        var register = Registered().Then(
            "2024-01-01",
            Regulator,
            new RegisterOrganisation("nis", "New Institute", [OrganisationKind.ResearchInstitute]));
        register.When("2024-01-02", Cnis, new DesignateWorkingBody("nis")).ShouldBeForbidden();
        register.Then("2024-01-02", Regulator, new DesignateWorkingBody("nis"));
        var organisations = register.Ledger.Organisations();
        organisations.WorkingBodyOn(Day("2018-07-01")).ShouldBeNull();
        organisations.WorkingBodyOn(Day("2024-01-01")).ShouldBe("cnis");
        organisations.WorkingBodyOn(Day("2024-01-02")).ShouldBe("nis");
        register.When("2024-01-02", Regulator, new DesignateWorkingBody("cnis")).ShouldBeRefused("working-body-designated-today");
        register.When("2024-01-03", Regulator, new DesignateWorkingBody("cnis")).ShouldRecord<WorkingBodyDesignated>();
    }

    [Fact, Trait("Rule", "R46")]
    public void Only_a_research_institute_becomes_the_working_body()
    {
        Registered().When("2024-01-01", Regulator, new DesignateWorkingBody("caq")).ShouldBeRefused("not-a-research-institute");
        Registered().When("2024-01-01", Regulator, new DesignateWorkingBody("nobody")).ShouldNotKnow("organisation");
    }

    [Fact, Trait("Rule", "R45"), Trait("Rule", "P1")]
    public void A_fee_is_recorded_with_its_evidence_by_the_regulator_or_the_working_body()
    {
        RecordFee fee = new(CallId, Acme, "Asked 20,000 yuan.", Evidence, "caq");
        CallOpen().When("2024-03-01", Cnis, fee).ShouldRecord<FeeRecorded>().Enterprise.ShouldBe(Acme);
        CallOpen().When("2024-03-01", Caq, fee).ShouldBeForbidden();
        CallOpen().When("2024-03-01", Regulator, fee with { Call = "2024-bicycles" }).ShouldNotKnow("call");
        CallOpen().When("2024-03-01", Regulator, fee with { Organisation = "nobody" }).ShouldNotKnow("organisation");
        CallOpen().When("2024-03-01", Regulator, fee with { Enterprise = "9144030071526726XG" }).ShouldNotKnow("enterprise");
        CallOpen().When("2024-03-01", Regulator, fee with { Evidence = [] }).ShouldBeMalformed("evidence");
        CallOpen().When("2024-03-01", Regulator, fee with { Evidence = ["ABC"] }).ShouldBeMalformed("evidence[0]");
    }

    private static readonly DisqualifyBody Out = new("fees", "Took fees from three enterprises.", "caq");

    [Fact, Trait("Rule", "Q36")]
    public void A_disqualified_body_is_out_for_the_years_of_the_rule_set()
    {
        Registered().When("2024-02-29", Cnis, Out).ShouldBeForbidden();
        Registered().When("2024-02-29", Regulator, Out with { Organisation = "nobody" }).ShouldNotKnow("organisation");
        var register = Registered().Then("2024-02-29", Regulator, Out);
        register.Ledger.Organisations().IsDisqualifiedOn("caq", Day("2027-02-28")).ShouldBeTrue();
        register.Ledger.Organisations().IsDisqualifiedOn("caq", Day("2027-03-01")).ShouldBeFalse();
    }

    [Fact, Trait("Rule", "Q36")]
    public void Its_selection_is_withdrawn_and_the_notice_of_the_plan_superseded()
    {
        var decision = Selected().When("2024-05-10", Regulator, Out);
        decision.ShouldRecord<SelectionWithdrawn>().Plan.ShouldBe(CaqPlan);
        decision.ShouldRecord<EngagementEnded>().Call.ShouldBe(CallId);
        decision.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe(NoticeId);
        Selected().Then("2024-05-10", Regulator, Out)
            .When("2024-05-11", Cnis, new OpenPlanCall(2024, Day("2024-06-11"), "Again.", "air-purifier"))
            .ShouldRecord<PlanCallOpened>().Round
            .ShouldBe(2);
    }

    [Fact, Trait("Rule", "Q36")]
    public void Its_running_evaluation_is_withdrawn_and_the_candidates_are_free()
    {
        var decision = Evaluating().When("2024-07-10", Regulator, Out);
        decision.ShouldRecord<EvaluationWithdrawn>().Evaluation.ShouldBe(CallId);
        decision.Facts.OfType<CandidacyEnded>().Select(c => c.Enterprise).ShouldBe([Acme, Bolt]);
        decision.ShouldNotRecord<BodyDisqualificationMarked>();
    }

    private static readonly RankingResult Result = new([], [], [], [], false, "nobody was stricter");

    [Fact, Trait("Rule", "Q36")]
    public void A_published_ranking_stands_marked_while_the_list_to_come_is_withdrawn()
    {
        var decision = Evaluating().Given(
            new NoticeOpened(
                "2024-air-purifier.ranking.1", NoticeSubject.Ranking, CallId, 1, "h", "caq", [], "register", 15, Day("2024-08-16"),
                "2024.1", false, "r", Day("2024-08-01")),
            new RankingDrafted(CallId, 1, Result, "h", "2024-air-purifier.ranking.1", "r", Day("2024-08-01")))
                .When("2024-08-02", Regulator, Out);
        decision.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe("2024-air-purifier.ranking.1");
        decision.ShouldNotRecord<BodyDisqualificationMarked>();

        decision = Evaluating().Given(new RankingPublished(CallId, 1, Result, "h", "n", "caq", Day("2024-08-20")))
            .When("2024-08-21", Regulator, Out);
        decision.ShouldRecord<EvaluationWithdrawn>();
        decision.ShouldRecord<BodyDisqualificationMarked>().Body.ShouldBe("caq");
    }

    [Fact, Trait("Rule", "Q36")]
    public void Published_results_stand_and_are_marked()
    {
        var decision = Evaluating().Given(
            new RankingPublished(CallId, 1, Result, "h", "n", "caq", Day("2024-08-20")),
            new LeaderListPublished(CallId, 1, 1, [], [], "h", "n", "caq", Day("2024-10-01")))
            .When("2024-10-02", Regulator, Out);
        decision.ShouldRecord<BodyDisqualificationMarked>();
        decision.ShouldNotRecord<EvaluationWithdrawn>();
        decision.ShouldNotRecord<SelectionWithdrawn>();
    }
}
