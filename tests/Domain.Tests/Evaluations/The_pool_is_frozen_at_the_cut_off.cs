using Leader.Domain.Process;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class The_pool_is_frozen_at_the_cut_off
{
    [Theory, Trait("Rule", "R2"), Trait("Rule", "P12"), Trait("Rule", "Q49"), Trait("Rule", "R58")]
    [InlineData("2024-06-30T23:59:59+08:00", true)]
    [InlineData("2024-06-30T15:59:59Z", true)]
    [InlineData("2024-07-01T00:00:00+08:00", false)]
    public void It_holds_what_was_disclosed_before_the_instant_whether_its_enterprise_asked_or_not(string disclosedAt, bool inPool)
    {
        var pool = Opened(A, B with { DisclosedAt = disclosedAt }).State;
        pool.HasCandidate("B").ShouldBe(inPool);
        pool.HasCandidate("A").ShouldBeTrue();
        pool.LeftOutOfPool.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R9"), Trait("Rule", "R52")]
    public void It_holds_the_version_disclosed_at_the_cut_off()
    {
        var given = Programme().Declared(A)
            .Given(new DeclarationRevised("d-A", 2, Disclosure(A with { Cadr = 500m }), At("2024-06-30T12:00:00+08:00"), Day("2024-06-30")))
            .Given(new DeclarationRevised("d-A", 3, Disclosure(A with { Cadr = 900m }), At("2024-07-01T12:00:00+08:00"), Day("2024-07-01")))
            .Then("2024-07-02", Body, Open);
        given.State.Pool.ShouldHaveSingleItem().Version.ShouldBe(2);
        given.When("2024-07-03", Body, new RecordValues("d-A", Stated(900m, 50m), E)).ShouldBeRefused("value-not-disclosed");
        given.When("2024-07-03", Body, new RecordValues("d-A", Stated(500m, 50m), E)).ShouldRecord<IndicatorsEvaluated>();
    }

    [Fact, Trait("Rule", "R2"), Trait("Rule", "Q49")]
    public void A_standard_that_was_abolished_at_the_cut_off_is_left_out_and_one_abolished_later_is_not()
    {
        LeftOut(g => g.Given(new DeclarationAbolished("d-B", null, "Obsolete", Day("2024-07-01")))).ShouldBe(ExclusionGround.NotInForce);
        LeftOut(g => g.Given(new DeclarationAbolished("d-B", null, "Obsolete", Day("2024-07-02")))).ShouldBeNull();
    }

    [Theory, Trait("Rule", "R73"), Trait("Rule", "P7"), Trait("Rule", "Q51"), Trait("Trap", "3"), Trait("Trap", "4")]
    [InlineData("2021-06-30", "2024-06-30", false)]
    [InlineData("2021-07-01", "2024-07-01", true)]
    [InlineData("2024-07-02", "2027-07-02", true)]
    public void Barred_on_any_day_from_the_cut_off_on_is_left_out_in_every_field_and_with_every_body(
        string from,
        string lastDay,
        bool leftOut) =>
        LeftOut(g => g.Barred("B", from, lastDay)).ShouldBe(leftOut ? ExclusionGround.Barred : null);

    [Fact, Trait("Rule", "R54")]
    public void One_flagged_as_below_the_recommended_standard_is_left_out() =>
        Opened(A, B with { BelowRecommended = true }).State.LeftOutOfPool
            .ShouldHaveSingleItem().Ground
            .ShouldBe(ExclusionGround.BelowRecommended);

    [Fact, Trait("Rule", "Q38")]
    public void Own_brands_of_the_body_are_left_out()
    {
        LeftOut(g => g.Given(new ConflictDeclared("caq", "B", "owns it", Day("2020-01-01"), null, Day("2020-01-02"))))
            .ShouldBe(ExclusionGround.OwnBrand);
        LeftOut(g => g.Given(new ConflictDeclared("caq", "B", "owned it", Day("2020-01-01"), Day("2024-06-30"), Day("2020-01-02"))))
            .ShouldBeNull();
        Opened(A, new Entrant("OWN", 500m, 55m)).State.LeftOutOfPool.ShouldHaveSingleItem().Ground.ShouldBe(ExclusionGround.OwnBrand);
    }

    [Fact, Trait("Rule", "R58")]
    public void Each_enterprise_in_the_pool_is_a_candidate_once_and_those_left_out_are_not()
    {
        var given = Programme().Declared(A, A with { Declaration = "d-A2" }, B).Barred("B", "2024-01-01", "2027-01-01");
        given.When("2024-07-02", Body, Open).ShouldRecord<CandidacyEntered>().Enterprise.ShouldBe("A");
    }

    [Fact, Trait("Rule", "Q49")]
    public void It_is_opened_after_the_cut_off()
    {
        Programme().Declared(A).WhenAt("2024-06-30T23:59:59+08:00", Body, Open).ShouldBeRefused("cut-off-not-reached");
        Programme().Declared(A).WhenAt("2024-07-01T00:00:00+08:00", Body, Open).ShouldRecord<EvaluationOpened>();
        Open.Enter(new(Day("2024-06-30"), At("2024-07-03T10:00:00+08:00"), Body), Programme().Declared(A).Ledger)
            .ShouldBeRefused("no-earlier-day");
    }

    [Fact, Trait("Rule", "R51"), Trait("Rule", "P10"), Trait("Rule", "R57")]
    public void It_is_opened_by_the_selected_body_for_its_official_plan_and_for_no_other()
    {
        foreach (var actor in new[] { OtherBody, Cnis, Regulator, Actor.System, Of("caq") })
        {
            Programme().When("2024-07-02", actor, Open).ShouldBeForbidden();
        }
        Programme().Given(new SelectionWithdrawn(E, E + ".caq", "Fee", Day("2024-06-01")))
            .When("2024-07-02", Body, Open)
            .ShouldBeRefused("plan-not-official");
        Programme().When("2024-07-02", Body, new OpenEvaluation(2024, "kettle")).ShouldNotKnow("category");
        Programme().When("2024-07-02", Body, new OpenEvaluation(24, "Kettle ")).ShouldBeMalformed("cycle", "category");

        var opened = Programme().Declared(A).When("2024-07-02", Body, Open).ShouldRecord<EvaluationOpened>();
        (opened.Plan, opened.Body, opened.Content, opened.Rules).ShouldBe((E + ".caq", "caq", Plan, "policy-defaults"));
    }

    [Fact, Trait("Rule", "R50"), Trait("Rule", "P2"), Trait("Rule", "P3"), Trait("Trap", "12")]
    public void A_body_under_the_working_body_on_the_day_opens_nothing()
    {
        var relation = new RelationDeclared(
            "r1", "caq", "cnis", RelationKind.Control, Day("2024-07-02"), null, "registry", Day("2024-07-02"));
        Programme().Given(relation).When("2024-07-02", Body, Open).ShouldBeRefused("body-not-independent");
        Programme().Given(relation with { To = Day("2024-07-02") }).When("2024-07-03", Body, Open).ShouldRecord<EvaluationOpened>();
        Programme().Given(new BodyDisqualified("caq", "Fee", "x", Day("2027-06-01"), Day("2024-06-01")))
            .When("2024-07-02", Body, Open)
            .ShouldBeRefused("body-disqualified");
    }

    [Fact]
    public void Opening_twice_records_once() => Programme().Declared(A, B).ShouldRecordOnce("2024-07-02", Body, Open);

    [Fact, Trait("Rule", "Q13")]
    public void After_a_withdrawal_it_is_opened_again_by_the_plan_then_official_and_versions_go_on()
    {
        var given = Noticed().Then("2024-07-12", Body, new WithdrawEvaluation("An indicator was wrong.", E));
        given.Official(E, 2024, Plan with { CycleMonths = 24 }, "2024-09-01", round: 2).Then("2024-09-02", Body, Open);
        (given.State.Stage, given.State.PlanId, given.State.Plan.CycleMonths, given.State.Values.IsEmpty, given.State.Draft)
            .ShouldBe((EvaluationStage.Evaluating, E + ".caq.2", 24, true, null));
        given.Evaluated("2024-09-03", A, B, C).Then("2024-09-04", Body, new OpenRankingNotice("web", E));
        given.State.Draft!.Notice.ShouldBe("2024-air-purifier.ranking.2");
        given.Notice("2024-air-purifier.ranking.2").Covers.ShouldBe(["d-A", "d-B", "d-C"]);
    }

    private static ExclusionGround? LeftOut(Func<EvaluationsGiven, EvaluationsGiven> happened)
    {
        var state = happened(Programme().Declared(A, B)).Then("2024-07-02", Body, Open).State;
        state.HasCandidate("B").ShouldBe(state.LeftOutOfPool.IsEmpty);
        return state.LeftOutOfPool.SingleOrDefault()?.Ground;
    }
}
