using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class A_plan_states_what_is_measured_and_against_what
{
    private static Decision Submitted(EvaluationPlan plan) =>
        CallOpen().When("2024-02-20", Caq, new SubmitPlan(plan, Undertaking, "caq", CallId));

    private static EvaluationPlan With(int indicator, Func<PlanIndicator, PlanIndicator> change) =>
        Plan() with { Indicators = [.. Plan().Indicators.Select((x, i) => i == indicator ? change(x) : x)] };

    private static EvaluationPlan WithBaseline(Func<Baseline, Baseline> change) =>
        Plan() with { Baselines = [change(Plan().Baselines[0])] };

    [Fact, Trait("Rule", "R44"), Trait("Rule", "D3"), Trait("Rule", "D6")]
    public void A_plan_is_recorded_as_submitted()
    {
        var submitted = Submitted(Plan()).ShouldRecord<PlanSubmitted>();
        (submitted.Plan, submitted.Body, submitted.Round, submitted.Late).ShouldBe((CaqPlan, "caq", 1, false));
        Canonical.Same(submitted.Content, Plan()).ShouldBeTrue();
    }

    [Fact, Trait("Rule", "R41"), Trait("Rule", "R5")]
    public void A_plan_names_the_consumer_needs_that_it_addresses() =>
        Submitted(Plan() with { ConsumerNeeds = " " }).ShouldBeMalformed("plan.consumerNeeds");

    [Fact, Trait("Rule", "R42")]
    public void A_plan_compares_domestic_and_foreign_standards()
    {
        Submitted(Plan() with { ComparedStandards = [] }).ShouldBeMalformed("plan.comparedStandards");
        Submitted(WithBaseline(b => b with { Values = [b.Values[0] with { Clause = "" }] }))
            .ShouldBeMalformed("plan.baselines[0].values[0].clause");
        Submitted(WithBaseline(b => b with { Values = [] })).ShouldBeMalformed("plan.baselines[0].values");
        Submitted(WithBaseline(b => b with { Values = [b.Values[0] with { Indicator = "app" }] }))
            .ShouldBeMalformed("plan.baselines[0].values[0].indicator");
        Submitted(WithBaseline(b => b with { Values = [b.Values[0], b.Values[0]] })).ShouldBeMalformed("plan.baselines[0].values");
        Submitted(WithBaseline(b => b with { InForceTo = Day("2023-04-30") })).ShouldBeMalformed("plan.baselines[0].inForceTo");
    }

    [Fact, Trait("Rule", "R42")]
    public void A_baseline_bounds_its_indicator_in_a_matching_unit_and_in_the_direction_that_counts()
    {
        static EvaluationPlan Cadr(Limit limit) => WithBaseline(b => b with { Values = [new("cadr", limit, "5.2")] });
        Submitted(Cadr(new(Operator.AtLeast, 300m, null, "dB(A)"))).ShouldBeMalformed("plan.baselines[0].values[0].limit");
        Submitted(Cadr(new(Operator.AtMost, 300m, null, "m³/h"))).ShouldBeMalformed("plan.baselines[0].values[0].limit");
        Submitted(Cadr(new(Operator.AtLeast, 5m, null, "m³/min"))).ShouldRecord<PlanSubmitted>();
    }

    [Fact, Trait("Rule", "R102")]
    public void What_an_indicator_means_is_said_in_both_languages_or_not_at_all()
    {
        const string en = "How loud it is at night.", zh = "夜间的声音大小。";
        var said = Submitted(With(1, i => i with { Meaning = en, MeaningZh = zh })).ShouldRecord<PlanSubmitted>().Content.Indicators;
        (said[1].Meaning, said[1].MeaningZh).ShouldBe((en, zh));
        (said[0].Meaning, said[0].MeaningZh).ShouldBe((null, null));
        Submitted(With(1, i => i with { Meaning = en })).ShouldBeMalformed("plan.indicators[1].meaningZh");
        Submitted(With(1, i => i with { MeaningZh = zh })).ShouldBeMalformed("plan.indicators[1].meaning");
        Submitted(With(1, i => i with { Meaning = " ", MeaningZh = zh })).ShouldBeMalformed("plan.indicators[1].meaning");
        Submitted(With(1, i => i with { Meaning = en, MeaningZh = new('长', 500) })).ShouldRecord<PlanSubmitted>();
        Submitted(With(1, i => i with { Meaning = en, MeaningZh = new('长', 501) })).ShouldBeMalformed("plan.indicators[1].meaningZh");
    }

    [Fact, Trait("Rule", "R102")]
    public void A_plan_that_does_not_say_what_its_indicators_mean_is_written_as_before() =>
        Canonical.Json(Plan()).ShouldNotContain("meaning");

    [Fact, Trait("Rule", "R43")]
    public void A_plan_has_a_core_indicator_with_direction_unit_and_method()
    {
        Submitted(Plan() with { Indicators = [Plan().Indicators[2]], Baselines = [], NoBaseline = new("searched", "survey") })
            .ShouldBeRefused("too-few-core-indicators");
        Submitted(With(0, i => i with { Unit = "furlong" }))
            .ShouldBeMalformed("plan.indicators[0].unit", "plan.baselines[0].values[0].limit");
        Submitted(With(0, i => i with { Method = "" })).ShouldBeMalformed("plan.indicators[0].method");
        Submitted(With(2, i => i with { Direction = (Direction)9 })).ShouldBeMalformed("plan.indicators[2].direction");
        Submitted(With(2, i => i with { Code = "noise" })).ShouldBeMalformed("plan.indicators");
    }

    [Fact, Trait("Rule", "R43"), Trait("Rule", "R110")]
    public void A_rule_set_may_ask_for_more_core_indicators()
    {
        var register = CallOpen().Then(
            "2024-02-02",
            Regulator,
            new AdoptRuleSet(new("2024-guide") { LeastCoreIndicators = 3 }, Day("2024-02-10"), "2024 guide"));
        register.When("2024-02-09", Caq, new SubmitPlan(Plan(), Undertaking with { SignedOn = Day("2024-02-09") }, "caq", CallId))
            .ShouldRecord<PlanSubmitted>();
        register.When("2024-02-10", Caq, new SubmitPlan(Plan(), Undertaking with { SignedOn = Day("2024-02-09") }, "caq", CallId))
            .ShouldBeRefused("too-few-core-indicators");
    }

    [Theory, Trait("Rule", "R43")]
    [InlineData("59.99")]
    [InlineData("60.01")]
    public void Weights_add_up_to_exactly_100(string weight) =>
        Submitted(With(0, i => i with { Weight = decimal.Parse(weight, System.Globalization.CultureInfo.InvariantCulture) }))
            .ShouldBeMalformed("plan.indicators");

    [Fact, Trait("Rule", "R43")]
    public void Only_core_indicators_have_weights()
    {
        Submitted(With(2, i => i with { Weight = 1m })).ShouldBeMalformed("plan.indicators[2].weight");
        Submitted(With(0, i => i with { Weight = -20m })).ShouldBeMalformed("plan.indicators", "plan.indicators[0].weight");
        Submitted(With(0, i => i with { Weight = decimal.MaxValue })).ShouldBeMalformed("plan.indicators", "plan.indicators[0].weight");
    }

    [Fact, Trait("Rule", "R43")]
    public void A_scale_goes_from_the_best_value_to_the_least()
    {
        Submitted(With(0, i => i with { Scale = [new(400m, 100m), new(600m, 60m)] })).ShouldBeMalformed("plan.indicators[0].scale");
        Submitted(With(1, i => i with { Scale = [new(61m, 100m), new(55m, 60m)] })).ShouldBeMalformed("plan.indicators[1].scale");
        Submitted(With(0, i => i with { Scale = [new(600m, 60m), new(400m, 60m)] })).ShouldBeMalformed("plan.indicators[0].scale");
        Submitted(With(0, i => i with { Scale = [new(600m, 101m)] })).ShouldBeMalformed("plan.indicators[0].scale");
        Submitted(With(0, i => i with { Scale = [] })).ShouldBeMalformed("plan.indicators[0].scale");
    }

    [Fact, Trait("Rule", "Q16")]
    public void Where_no_national_or_industry_standard_exists_the_plan_says_so_with_its_search()
    {
        Submitted(Plan() with { Baselines = [] }).ShouldBeMalformed("plan.baselines");
        Submitted(Plan() with { NoBaseline = new("searched", "survey") }).ShouldBeMalformed("plan.noBaseline");
        Submitted(Plan() with { Baselines = [], NoBaseline = new("", "") })
            .ShouldBeMalformed("plan.noBaseline.searchEvidence", "plan.noBaseline.substitute");
        Submitted(Plan() with { Baselines = [], NoBaseline = new("Searched std.samr.gov.cn on 2024-02-01.", "T/CAS 429-2020") })
            .ShouldRecord<PlanSubmitted>();
    }

    [Fact, Trait("Rule", "Q15"), Trait("Trap", "2")]
    public void At_least_one_baseline_is_in_force_at_the_cut_off()
    {
        Submitted(WithBaseline(b => b with { InForceTo = Day("2024-06-30") })).ShouldBeRefused("no-baseline-in-force");
        Submitted(WithBaseline(b => b with { InForceTo = Day("2024-07-01") })).ShouldRecord<PlanSubmitted>();
    }

    [Fact, Trait("Rule", "R65"), Trait("Rule", "T5")]
    public void A_plan_states_its_cycle()
    {
        Submitted(Plan() with { CycleMonths = 0 }).ShouldBeMalformed("plan.cycleMonths");
        Submitted(Plan() with { CycleMonths = 37 }).ShouldBeMalformed("plan.cycleMonths");
        Submitted(Plan() with { CycleMonths = 36 }).ShouldRecord<PlanSubmitted>();
    }

    [Fact, Trait("Rule", "Q49")]
    public void A_plan_states_its_cut_off() => Submitted(Plan() with { CutOff = default }).ShouldBeMalformed("plan.cutOff");

    [Fact, Trait("Rule", "Q14"), Trait("Rule", "Q20")]
    public void A_single_indicator_ranking_names_its_lead_indicator_and_tie_breakers_are_named_once()
    {
        Submitted(Plan() with { Form = RankingForm.SingleIndicator }).ShouldBeMalformed("plan.leadIndicator");
        Submitted(Plan() with { Form = RankingForm.SingleIndicator, LeadIndicator = "app" }).ShouldBeMalformed("plan.leadIndicator");
        Submitted(Plan() with { Form = RankingForm.SingleIndicator, LeadIndicator = "noise" }).ShouldRecord<PlanSubmitted>();
        Submitted(Plan() with { LeadIndicator = "noise" }).ShouldBeMalformed("plan.leadIndicator");
        Submitted(Plan() with { TieBreakers = [TieBreaker.GreaterMargin, TieBreaker.GreaterMargin] }).ShouldBeMalformed("plan.tieBreakers");
        Submitted(Plan() with { Decimals = -1, Form = (RankingForm)7, Gate = (StricterRule)7, Comparison = (ComparisonMethod)7 })
            .ShouldBeMalformed("plan.decimals", "plan.form", "plan.gate", "plan.comparison");
        Submitted(Plan() with { OpenFindings = (OpenFindingEffect)7 }).ShouldBeMalformed("plan.openFindings");
        Submitted(Plan() with { OpenFindings = OpenFindingEffect.Marked }).ShouldRecord<PlanSubmitted>();
    }
}
