using Leader.Domain.Process;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class Values_are_those_of_the_disclosed_standard
{
    private static EvaluatedValue Cadr(decimal value, string unit = "m³/h", string clause = "4.1") =>
        new("cadr", AtLeast(value, unit), clause);
    private static readonly EvaluatedValue Noise = new("noise", AtMost(50m), "4.2");

    [Fact, Trait("Rule", "R52"), Trait("Rule", "D8")]
    public void A_value_equals_that_of_the_clause_as_it_is_or_converted_exactly()
    {
        Record(Cadr(600m), Noise).ShouldRecord<IndicatorsEvaluated>();
        Record(Cadr(10m, "m³/min"), Noise).ShouldRecord<IndicatorsEvaluated>();
        Record(Cadr(601m), Noise).ShouldBeRefused("value-not-disclosed");
        Record(Cadr(600m, "L/h"), Noise).ShouldBeRefused("value-not-disclosed");
        Record(Cadr(600m, clause: "9.9"), Noise).ShouldBeRefused("value-not-disclosed");
        Record(new("cadr", AtMost(600m, "m³/h"), "4.1"), Noise).ShouldBeRefused("value-not-disclosed");
        Record(new("cadr", new(Operator.MoreThan, 600m, null, "m³/h"), "4.1"), Noise).ShouldBeRefused("value-not-disclosed");
        Record(new("cadr", new(Operator.Within, 600m, 700m, "m³/h"), "4.1"), Noise).ShouldBeRefused("value-not-disclosed");
    }

    [Fact, Trait("Rule", "R51"), Trait("Rule", "P10")]
    public void Only_indicators_of_the_plan_are_evaluated() =>
        Record(Cadr(600m), Noise, new("weight", AtMost(5m, "kg"), "4.3")).ShouldBeRefused("indicator-not-in-plan");

    [Fact, Trait("Rule", "R58"), Trait("Rule", "Q17")]
    public void A_core_indicator_that_the_standard_states_cannot_be_left_out_as_missing_and_one_that_it_does_not_state_can()
    {
        Record(Cadr(600m)).ShouldBeRefused("disclosed-value-left-out");
        var given = Opened(A with { Noise = null }, B with { Cadr = null, Noise = null });
        given.When("2024-07-05", Body, new RecordValues("d-A", [Cadr(600m)], E)).ShouldRecord<IndicatorsEvaluated>();
        given.When("2024-07-05", Body, new RecordValues("d-B", [], E)).ShouldRecord<IndicatorsEvaluated>().Values.ShouldBeEmpty();
    }

    [Fact]
    public void A_later_sheet_replaces_the_earlier_one_until_the_ranking_is_published()
    {
        var given = Noticed();
        given.When("2024-07-11", Body, new RecordValues("d-A", [Cadr(10m, "m³/min"), Noise], E)).ShouldRecord<IndicatorsEvaluated>();
        Published().When("2024-07-27", Body, new RecordValues("d-A", [Cadr(10m, "m³/min"), Noise], E)).ShouldBeRefused("ranking-published");
    }

    [Fact, Trait("Rule", "R73"), Trait("Rule", "P7")]
    public void A_barred_enterprise_is_not_evaluated() =>
        Opened(A).Barred("A", "2024-07-03", "2027-07-03")
            .When("2024-07-05", Body, new RecordValues("d-A", Stated(600m, 50m), E))
            .ShouldBeRefused("enterprise-barred");

    [Fact, Trait("Rule", "P12")]
    public void A_standard_that_is_not_in_the_pool_is_not_evaluated() =>
        Opened(A).When("2024-07-05", Body, new RecordValues("d-X", Stated(600m, 50m), E)).ShouldNotKnow("candidate");

    [Fact, Trait("Rule", "R50"), Trait("Rule", "R57"), Trait("Rule", "Q36")]
    public void Evaluating_is_for_the_body_alone_and_only_while_it_may()
    {
        ICommand[] acts =
        [
            new RecordValues("d-A", Stated(600m, 50m), E),
            new ExcludeCandidate("d-A", ExclusionGround.FormallyUnsound, "No title page.", E),
            new ReadmitCandidate("d-A", "An error.", E),
            new OpenRankingNotice("web", E),
        ];
        foreach (var act in acts)
        {
            foreach (var actor in new[] { OtherBody, Cnis, Regulator, Actor.System, Of("A") })
            {
                Opened(A).When("2024-07-05", actor, act).ShouldBeForbidden();
            }
            Opened(A).Given(new RelationDeclared("r", "caq", "cnis", RelationKind.Control, Day("2024-07-04"), null, "x", Day("2024-07-04")))
                .When("2024-07-05", Body, act)
                .ShouldBeRefused("body-not-independent");
            Opened(A).Given(new BodyDisqualified("caq", "Fee", "x", Day("2027-07-04"), Day("2024-07-04")))
                .When("2024-07-05", Body, act)
                .ShouldBeRefused("body-disqualified");
            Opened(A).Then("2024-07-04", Body, new WithdrawEvaluation("Error.", E))
                .When("2024-07-05", Body, act)
                .ShouldBeRefused("evaluation-withdrawn");
            act.Enter(new(Day("2024-07-05"), At("2024-07-05T10:00:00+08:00"), Body), new MemoryLedger()).ShouldNotKnow("evaluation");
            if (act is ReadmitCandidate or OpenRankingNotice) continue;
            act.Enter(new(Day("2024-07-06"), At("2024-07-05T10:00:00+08:00"), Body), Opened(A).Ledger).ShouldBeRefused("day-in-the-future");
            act.Enter(new(Day("2024-07-01"), At("2024-07-05T10:00:00+08:00"), Body), Opened(A).Ledger).ShouldBeRefused("no-earlier-day");
        }
    }

    [Fact]
    public void A_sheet_that_cannot_be_read_is_malformed() =>
        Opened(A).When("2024-07-05", Body, new RecordValues(" ", [null!, new(" ", null!, "4.1"), Cadr(1m), Cadr(1m, clause: " ")], E))
            .ShouldBeMalformed(
                "declaration", "values[0]", "values[1].indicator", "values[1].limit", "values[3].indicator", "values[3].clause");

    [Fact, Trait("Rule", "R58")]
    public void A_body_excludes_on_a_ground_that_the_register_can_check_only_where_it_holds()
    {
        Exclude(ExclusionGround.FormallyUnsound).ShouldRecord<CandidateExcluded>();
        Exclude(ExclusionGround.Fraud).ShouldRecord<CandidateExcluded>();
        Exclude(ExclusionGround.NotInForce).ShouldBeRefused("ground-does-not-hold");
        Exclude(ExclusionGround.BelowRecommended).ShouldBeRefused("ground-does-not-hold");
        Exclude(ExclusionGround.OwnBrand).ShouldBeRefused("ground-does-not-hold");
        Exclude(ExclusionGround.OpenFinding).ShouldBeRefused("ground-does-not-hold");
        Exclude(ExclusionGround.NotInForce, new DeclarationAbolished("d-A", null, "Obsolete", Day("2024-07-03")))
            .ShouldRecord<CandidateExcluded>();
        Exclude(ExclusionGround.OwnBrand, new ConflictDeclared("caq", "A", "owns it", Day("2024-07-03"), null, Day("2024-07-03")))
            .ShouldRecord<CandidateExcluded>();
        Exclude(ExclusionGround.OpenFinding, new FindingEntered("A", "f-1", true, Day("2024-07-03"))).ShouldRecord<CandidateExcluded>();
        foreach (var computed in new[] { ExclusionGround.NotStricter, ExclusionGround.LaxerThanMandatory, ExclusionGround.Barred })
        {
            Exclude(computed).ShouldBeRefused("ground-is-computed");
        }
    }

    [Fact]
    public void Excluding_and_readmitting_have_their_bounds()
    {
        Opened(A).When("2024-07-05", Body, new ExcludeCandidate(" ", (ExclusionGround)99, "", E))
            .ShouldBeMalformed("declaration", "ground", "detail");
        Opened(A).When("2024-07-05", Body, new ExcludeCandidate("d-X", ExclusionGround.Fraud, "Copied.", E)).ShouldNotKnow("candidate");
        Published().When("2024-07-27", Body, new ExcludeCandidate("d-A", ExclusionGround.Fraud, "Copied.", E))
            .ShouldBeRefused("ranking-published");
        Published().When("2024-07-27", Body, new ReadmitCandidate("d-A", "An error.", E)).ShouldBeRefused("ranking-published");
        Opened(A).When("2024-07-05", Body, new ReadmitCandidate(" ", "", E)).ShouldBeMalformed("declaration", "reason");
        Opened(A).When("2024-07-05", Body, new ReadmitCandidate("d-A", "An error.", E)).ShouldBeRefused("not-excluded");
    }

    [Fact, Trait("Rule", "Q9"), Trait("Rule", "Q38")]
    public void What_was_left_out_in_error_enters_the_pool_with_its_enterprise()
    {
        var given = Opened(A, B with { BelowRecommended = true });
        var decision = given.When("2024-07-05", Body, new ReadmitCandidate("d-B", "The flag was set in error.", E));
        decision.ShouldRecord<CandidacyEntered>().Enterprise.ShouldBe("B");
        given.Ledger.Append(decision.Facts);
        given.State.Candidate("d-B")!.Version.ShouldBe(1);
        given.State.LeftOutOfPool.ShouldBeEmpty();

        Opened(A, B with { BelowRecommended = true }).Barred("B", "2024-07-03", "2027-07-03")
            .When("2024-07-05", Body, new ReadmitCandidate("d-B", "Error.", E)).ShouldBeRefused("enterprise-barred");
        Programme().Declared(A, B).Given(new DeclarationAbolished("d-B", null, "x", Day("2024-06-20"))).Then("2024-07-02", Body, Open)
            .When("2024-07-05", Body, new ReadmitCandidate("d-B", "Error.", E)).ShouldBeRefused("not-disclosed-at-cut-off");
    }

    [Fact]
    public void The_same_act_of_evaluating_twice_records_once()
    {
        Opened(A).ShouldRecordOnce("2024-07-05", Body, new RecordValues("d-A", Stated(600m, 50m), E));
        var given = Opened(A);
        given.ShouldRecordOnce("2024-07-05", Body, new ExcludeCandidate("d-A", ExclusionGround.Fraud, "Copied.", E));
        given.ShouldRecordOnce("2024-07-05", Body, new ReadmitCandidate("d-A", "An error.", E));
        Opened(A, B with { BelowRecommended = true }).ShouldRecordOnce("2024-07-05", Body, new ReadmitCandidate("d-B", "An error.", E));
    }

    private static Decision Record(params EvaluatedValue[] values) =>
        Opened(A).When("2024-07-05", Body, new RecordValues("d-A", values, E));

    private static Decision Exclude(ExclusionGround ground, params Fact[] happened) =>
        Opened(A).Given(happened).When("2024-07-05", Body, new ExcludeCandidate("d-A", ground, "See file 7.", E));
}
