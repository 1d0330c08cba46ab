using System.Collections.Immutable;
using System.Globalization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class The_ranking_is_drawn_by_the_plan
{
    [Theory, Trait("Rule", "R54"), Trait("Rule", "P4"), Trait("Rule", "Q14"), Trait("Trap", "1")]
    [InlineData(301, 66, true)]
    [InlineData(300, 65, true)]
    [InlineData(300, 66, false)]
    [InlineData(299, 40, false)]
    [InlineData(900, 67, false)]
    public void Entry_needs_no_core_indicator_laxer_and_one_stricter_and_equal_is_not_stricter(int cadr, int noise, bool enters)
    {
        var result = Draw(Plan, ("x", Stated(cadr, noise)));
        result.Entries.Count.ShouldBe(enters ? 1 : 0);
        result.Excluded.Select(e => e.Ground).ShouldBe(enters ? [] : [ExclusionGround.NotStricter]);
    }

    [Theory, Trait("Rule", "Q14")]
    [InlineData(301, 65, true)]
    [InlineData(301, 66, false)]
    public void A_plan_may_demand_that_all_are_stricter(int cadr, int noise, bool enters) =>
        Draw(Plan with { Gate = StricterRule.AllStricter }, ("x", Stated(cadr, noise))).Entries.Count.ShouldBe(enters ? 1 : 0);

    [Theory, Trait("Rule", "Q14")]
    [InlineData(300, 40, false)]
    [InlineData(301, 66, true)]
    public void In_a_single_indicator_ranking_the_lead_indicator_itself_must_be_stricter(int cadr, int noise, bool enters) =>
        Draw(OneIndicator, ("x", Stated(cadr, noise))).Entries.Count.ShouldBe(enters ? 1 : 0);

    [Theory, Trait("Rule", "Q57"), Trait("Rule", "Q18"), Trait("Rule", "Q14"), Trait("Trap", "1")]
    [InlineData(BaselineKind.RecommendedNational, ExclusionGround.NotStricter)]
    [InlineData(BaselineKind.MandatoryNational, ExclusionGround.LaxerThanMandatory)]
    public void A_narrower_range_inside_the_baseline_is_stricter_and_one_that_sticks_out_is_laxer(BaselineKind kind, ExclusionGround ground)
    {
        var plan = Plan with
        {
            Indicators = [new("ph", "pH", null, IndicatorClass.Core, null, Direction.NarrowerIsBetter, "pH", 100m, "GB/T 1",
            [
                new(1m, 100m),
                new(3m, 60m),
            ])],
            Baselines = [new("GB/T 1-2020", kind, Day("2020-01-01"), null, [new("ph", Range(5m, 9m), "1")])],
        };
        var result = Draw(
            plan,
            ("in", [new("ph", Range(6m, 8m), "1")]),
            ("equal", [new("ph", Range(5m, 9m), "1")]),
            ("wider", [new("ph", Range(4m, 9m), "1")]),
            ("across", [new("ph", Range(4.5m, 5.5m), "1")]));
        result.Entries.ShouldHaveSingleItem().Declaration.ShouldBe("in");
        result.Entries[0].Results[0].Tier.ShouldBe(2);
        result.Entries[0].Results[0].Margin.ShouldBe(2m);
        result.Excluded.Select(e => (e.Declaration, e.Ground))
            .ShouldBe([("across", ground), ("equal", ExclusionGround.NotStricter), ("wider", ground)]);
        result.Excluded[0].Detail.ShouldContain("4.5 – 5.5 pH is laxer than 5 – 9 pH");
        result.NotEvaluable.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q57")]
    public void A_limit_that_bounds_the_wrong_end_is_laxer_than_any_baseline_and_without_one_not_evaluable()
    {
        EvaluatedValue[] wrong = [new("cadr", new(Operator.AtMost, 900m, null, "m³/h"), "4.1"), new("noise", AtMost(50m), "4.2")];
        Draw(Plan, ("x", wrong)).Excluded.ShouldHaveSingleItem().Ground.ShouldBe(ExclusionGround.NotStricter);
        Draw(Plan with { Baselines = [], NoBaseline = new("Searched", "T/CAS 1-2020") }, ("x", wrong)).NotEvaluable
            .ShouldHaveSingleItem().MissingIndicators
            .ShouldBe(["cadr"]);
    }

    [Theory, Trait("Rule", "R53")]
    [InlineData(45, "min", 1, "0.25")]
    [InlineData(50, "min", 2, "0.1666666667")]
    [InlineData(3000, "s", 2, "0.1666666667")]
    [InlineData(3599, "s", 2, "0.0002777778")]
    [InlineData(0.75, "h", 1, "0.25")]
    public void The_unit_of_the_plan_does_not_matter(double value, string unit, int tier, string margin)
    {
        var entry = Draw(WithinTheHour, ("x", [new("wait", new(Operator.AtMost, (decimal)value, null, unit), "1")])).Entries
            .ShouldHaveSingleItem();
        entry.Results[0].Tier.ShouldBe(tier);
        entry.Results[0].Margin.ShouldBe(decimal.Parse(margin, CultureInfo.InvariantCulture));
    }

    [Theory, Trait("Rule", "R54")]
    [InlineData(60, "min")]
    [InlineData(61, "min")]
    [InlineData(3601, "s")]
    public void Nor_does_it_let_anyone_in(double value, string unit) =>
        Draw(WithinTheHour, ("x", [new("wait", new(Operator.AtMost, (decimal)value, null, unit), "1")])).Excluded
            .ShouldHaveSingleItem().Ground
            .ShouldBe(ExclusionGround.NotStricter);

    [Fact, Trait("Rule", "R53")]
    public void The_total_of_margins_is_the_same_in_minutes_as_in_hours()
    {
        decimal Total(decimal value, string unit) =>
            Draw(WithinTheHour, ("x", [new("wait", new(Operator.AtMost, value, null, unit), "1")])).Entries[0].MarginTotal;
        Total(45m, "min").ShouldBe(Total(0.75m, "h"));
        Total(50m, "min").ShouldBe(16.6667m);
    }

    private static EvaluationPlan WithinTheHour => Plan with
    {
        Indicators = [new(
            "wait", "Waiting time", null, IndicatorClass.Core, null, Direction.LowerIsBetter, "h", 100m, "count",
            [new(0.75m, 100m), new(1m, 60m)])],
        Baselines = [new(
            "GB/T 2-2020",
            BaselineKind.RecommendedNational,
            Day("2020-01-01"),
            null,
            [new("wait", new(Operator.AtMost, 1m, null, "h"), "1")])],
    };

    [Fact, Trait("Trap", "14")]
    public void What_was_drawn_by_the_first_rules_is_drawn_again_by_them()
    {
        RankingResult By(int method, EvaluationPlan plan, params EvaluatedValue[] values) =>
            Ranking.Draw(plan, [Candidate("x")], Sheet(("x", values)), [], Day(CutOff), method);
        var ph = Plan with
        {
            Indicators = [new("ph", "pH", null, IndicatorClass.Core, null, Direction.NarrowerIsBetter, "pH", 100m, "GB/T 1",
            [
                new(1m, 100m),
                new(3m, 60m),
            ])],
            Baselines = [new("GB 1-2020", BaselineKind.MandatoryNational, Day("2020-01-01"), null, [new("ph", Range(6.5m, 8.5m), "1")])],
        };
        EvaluatedValue across = new("ph", Range(6.0m, 8.0m), "1"),
            minutes = new("wait", new(Operator.AtMost, 50m, null, "min"), "1"),
            wrong = new("cadr", new(Operator.AtMost, 900m, null, "m³/h"), "4.1");
        By(RankingMethod.First, ph, across).NotEvaluable.ShouldHaveSingleItem().MissingIndicators.ShouldBe(["ph"]);
        By(RankingMethod.Current, ph, across).Excluded.ShouldHaveSingleItem().Ground.ShouldBe(ExclusionGround.LaxerThanMandatory);
        By(RankingMethod.First, WithinTheHour, minutes).NotEvaluable.ShouldHaveSingleItem();
        By(RankingMethod.Current, WithinTheHour, minutes).Entries.ShouldHaveSingleItem();
        By(RankingMethod.First, Plan, wrong, new("noise", AtMost(50m), "4.2")).NotEvaluable
            .ShouldHaveSingleItem().MissingIndicators
            .ShouldBe(["cadr"]);
        foreach (var method in new[] { RankingMethod.First, RankingMethod.Current })
        {
            By(method, ph, new EvaluatedValue("ph", Range(6m, 9m), "1")).Excluded
                .ShouldHaveSingleItem().Ground
                .ShouldBe(ExclusionGround.LaxerThanMandatory);
            By(method, ph, new EvaluatedValue("ph", Range(7m, 8m), "1")).Entries.ShouldHaveSingleItem();
            By(method, WithinTheHour, new EvaluatedValue("wait", new(Operator.AtMost, 45m, null, "min"), "1")).Entries
                .ShouldHaveSingleItem();
        }
    }

    [Fact, Trait("Rule", "Q15"), Trait("Trap", "2")]
    public void Every_baseline_in_force_on_the_cut_off_day_counts_the_strictest_is_recorded_and_others_do_not_count()
    {
        var industry = new Baseline("QB/T 1-2022", BaselineKind.Industry, Day("2022-01-01"), null, [new("cadr", AtLeast(350m), "3")]);
        var plan = Plan with { Baselines = [.. Plan.Baselines, industry] };
        Draw(plan, ("x", Stated(320m, 50m))).Excluded.ShouldHaveSingleItem().Detail.ShouldContain("QB/T 1-2022");
        Draw(plan, ("x", Stated(350m, 66m))).Excluded.ShouldHaveSingleItem().Ground.ShouldBe(
            ExclusionGround.NotStricter,
            "stricter than GB/T, and equal to the strictest");
        var entry = Draw(plan, ("x", Stated(351m, 50m))).Entries.ShouldHaveSingleItem();
        (entry.Results[0].Baseline, entry.Results[0].BaselineLimit, entry.Results[0].Margin, entry.Results[0].Verdict)
            .ShouldBe(("QB/T 1-2022", AtLeast(350m), 1m, Verdict.Stricter));
        entry.Results[1].Baseline.ShouldBe("GB/T 18801-2022");

        Draw(
            Plan with { Baselines = [.. Plan.Baselines, industry with { InForceTo = Day("2024-07-01") }] },
            ("x", Stated(320m, 50m))).Entries
            .ShouldBeEmpty();
        Draw(
            Plan with { Baselines = [.. Plan.Baselines, industry with { InForceTo = Day("2024-06-30") }] },
            ("x", Stated(320m, 50m))).Entries.Count
            .ShouldBe(1);
        Draw(
            Plan with { Baselines = [.. Plan.Baselines, industry with { InForceFrom = Day("2024-07-02") }] },
            ("x", Stated(320m, 50m))).Entries.Count
            .ShouldBe(1);
        Draw(
            Plan with { Baselines = [.. Plan.Baselines, industry with { InForceFrom = Day("2024-07-01") }] },
            ("x", Stated(320m, 50m))).Entries
            .ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q16")]
    public void Without_any_baseline_the_gate_is_vacuous_and_the_ranking_is_marked()
    {
        var result = Draw(Plan with { Baselines = [], NoBaseline = new("Searched", "T/CAS 1-2020") }, ("x", Stated(1m, 99m)));
        result.NoBaseline.ShouldBeTrue();
        result.Entries.ShouldHaveSingleItem().Results.ShouldAllBe(r => r.Baseline == null && r.Verdict == null && r.Margin == null);
        Draw(Plan, ("x", Stated(500m, 50m))).NoBaseline.ShouldBeFalse();
    }

    [Fact, Trait("Rule", "Q17")]
    public void A_missing_core_indicator_is_not_evaluable_and_neither_worst_nor_excluded()
    {
        var result = Draw(
            Plan,
            ("x", Stated(900m, null)),
            ("y", Stated(301m, 65m)),
            ("z", []),
            ("unit", [new("cadr", AtLeast(900m, "dB(A)"), "4.1"), new("noise", AtMost(40m), "4.2")]));
        result.Entries.Select(e => e.Declaration).ShouldBe(["y"]);
        result.NotEvaluable.Select(n => (n.Declaration, string.Join(",", n.MissingIndicators)))
            .ShouldBe([("unit", "cadr"), ("x", "noise"), ("z", "cadr,noise")]);
        result.Excluded.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q17")]
    public void In_a_single_indicator_ranking_only_the_lead_indicator_is_needed_and_the_board_of_another_shows_who_states_it()
    {
        var result = Draw(OneIndicator, ("x", Stated(900m, null)), ("y", Stated(500m, 60m)), ("z", Stated(null, 50m)));
        result.Entries.Select(e => (e.Place, e.Declaration)).ShouldBe([(1, "x"), (2, "y")]);
        result.NotEvaluable.ShouldHaveSingleItem().MissingIndicators.ShouldBe(["cadr"]);
        Board(result, "noise").ShouldBe([(1, "z"), (2, "y")]);
    }

    [Theory, Trait("Rule", "Q18")]
    [InlineData(IndicatorClass.Core)]
    [InlineData(IndicatorClass.Basic)]
    public void Any_value_laxer_than_a_mandatory_standard_is_excluded_for_that_ground_before_any_other(IndicatorClass kind)
    {
        var plan = Plan with
        {
            Indicators = [.. Plan.Indicators, new(
                "ozone", "Ozone", null, kind, "safety", Direction.LowerIsBetter, "mg/m³", kind == IndicatorClass.Core ? 1m : 0m, "GB 4706",
                [])],
            Baselines = [.. Plan.Baselines, new(
                "GB 4706.45-2008",
                BaselineKind.MandatoryNational,
                Day("2009-01-01"),
                null,
                [new("ozone", AtMost(0.10m, "mg/m³"), "32")])],
        };
        EvaluatedValue[] With(decimal ozone) => [.. Stated(500m, null), new("ozone", AtMost(ozone, "mg/m³"), "5")];
        Draw(plan, ("x", With(0.11m))).Excluded.ShouldHaveSingleItem().Ground.ShouldBe(ExclusionGround.LaxerThanMandatory);
        Draw(plan, ("x", With(0.1m))).Excluded.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "R53"), Trait("Rule", "Q19")]
    public void Equal_totals_share_a_place_and_a_tier_and_the_next_place_is_skipped()
    {
        var result = Draw(Plan, ("b", Stated(600m, 55m)), ("a", Stated(601m, 54m)), ("d", Stated(400m, 55m)), ("c", Stated(301m, 65m)));
        result.Entries.Select(e => (e.Place, e.Tier, e.Declaration, e.Total))
            .ShouldBe([(1, 1, "a", 100m), (1, 1, "b", 100m), (3, 2, "d", 76m), (4, 3, "c", 0m)]);
    }

    [Fact, Trait("Rule", "R53")]
    public void A_step_is_reached_when_the_value_is_as_good_and_below_the_lowest_step_there_are_no_points_and_tier_0()
    {
        Results(600m, 55m).ShouldBe([(100m, 1), (100m, 1)]);
        Results(599.99m, 55.01m).ShouldBe([(60m, 2), (60m, 2)]);
        Results(400m, 61m).ShouldBe([(60m, 2), (60m, 2)]);
        Results(399.9m, 61.1m).ShouldBe([(0m, 0), (0m, 0)]);
    }

    [Theory, Trait("Rule", "R53"), Trait("Trap", "15")]
    [InlineData(0, "84")]
    [InlineData(1, "84.5")]
    [InlineData(2, "84.50")]
    public void The_total_is_rounded_once_half_to_even_as_the_plan_says(int decimals, string total)
    {
        var plan = Plan with
        {
            Decimals = decimals,
            Indicators = [Plan.Indicators[0] with { Weight = 61.25m }, Plan.Indicators[1] with { Weight = 38.75m }],
        };
        // 61.25 × 100 + 38.75 × 60 = 8450
        Draw(plan, ("x", Stated(600m, 60m))).Entries[0].Total.ShouldBe(decimal.Parse(total, CultureInfo.InvariantCulture));
    }

    [Fact, Trait("Rule", "R53")]
    public void A_single_indicator_ranking_goes_by_the_tier_of_the_lead_indicator_and_inside_a_tier_there_is_no_order()
    {
        var result =
            Draw(OneIndicator, ("d", Stated(700m, 66m)), ("a", Stated(600m, 66m)), ("b", Stated(450m, 40m)), ("c", Stated(310m, 40m)));
        result.Entries.Select(e => (e.Place, e.Tier, e.Declaration)).ShouldBe([(1, 1, "a"), (1, 1, "d"), (3, 2, "b"), (4, 0, "c")]);
    }

    [Fact, Trait("Rule", "R53")]
    public void The_board_of_an_indicator_is_not_published_where_all_values_are_equal()
    {
        var result = Draw(Plan, ("x", Stated(500m, 50m)), ("y", Stated(700m, 50.0m)));
        result.Boards.Select(b => (b.Indicator, b.Published)).ShouldBe([("cadr", true), ("noise", false)]);
        result.NothingToPublish.ShouldBeNull();
        Draw(Plan, ("x", Stated(500m, 50m))).Boards.ShouldAllBe(b => b.Published);
    }

    [Fact, Trait("Rule", "R53")]
    public void Where_all_are_equal_in_everything_or_nobody_is_in_the_order_nothing_is_to_publish()
    {
        Draw(Plan, ("x", Stated(500m, 50m)), ("y", Stated(500m, 50m))).NothingToPublish.ShouldNotBeNull();
        Draw(Plan, ("x", Stated(500m, 50m)), ("y", Stated(500m, 51m))).NothingToPublish.ShouldBeNull();
        Draw(Plan, ("x", Stated(100m, 50m))).NothingToPublish.ShouldNotBeNull();
        Draw(Plan).NothingToPublish.ShouldNotBeNull();
    }

    [Fact, Trait("Rule", "Q14")]
    public void With_rounded_values_both_sides_are_rounded_to_the_places_of_the_limit()
    {
        var rounded = Plan with { Comparison = ComparisonMethod.RoundedValue };
        Draw(Plan, ("x", Stated(300.4m, 66m))).Entries.Count.ShouldBe(1);
        Draw(rounded, ("x", Stated(300.4m, 66m))).Entries.ShouldBeEmpty();
        Draw(rounded, ("x", Stated(300.6m, 66m))).Entries.Count.ShouldBe(1);
    }

    [Fact, Trait("Rule", "Q20"), Trait("Rule", "R8")]
    public void Tie_breakers_count_top_tiers_innovative_indicators_and_the_weighted_relative_margin()
    {
        var plan = Plan with
        {
            Indicators =
        [
            .. Plan.Indicators,
            new("app", "App", null, IndicatorClass.Innovative, null, Direction.HigherIsBetter, "score", 0m, "x", [new(5m, 0m)]),
        ]
        };
        EvaluatedValue[] With(decimal app) => [.. Stated(600m, 66m), new("app", AtLeast(app, "score"), "6")];
        var entry = Draw(plan, ("x", With(5m))).Entries[0];
        // cadr is 100 % above the baseline and weighs 60
        (entry.TopTierIndicators, entry.InnovativeIndicators, entry.MarginTotal).ShouldBe((1, 1, 60m));
        Draw(plan, ("x", With(4m))).Entries[0].InnovativeIndicators.ShouldBe(0);
    }

    [Fact, Trait("Rule", "R58")]
    public void Exclusions_by_act_or_from_the_pool_are_listed_with_their_ground()
    {
        var result = Ranking.Draw(Plan, [Candidate("x"), Candidate("y")], Sheet(("x", Stated(500m, 50m)), ("y", Stated(600m, 50m))),
            [
                new("y", "E-y", "Q/y", ExclusionGround.Fraud, "Copied."),
                new("w", "E-w", "Q/w", ExclusionGround.BelowRecommended, "Flagged."),
            ], Day(CutOff));
        result.Entries.ShouldHaveSingleItem().Declaration.ShouldBe("x");
        result.Excluded.Select(e => (e.Declaration, e.Ground)).ShouldBe([
            ("w", ExclusionGround.BelowRecommended),
            ("y", ExclusionGround.Fraud),
        ]);
    }

    [Fact, Trait("Trap", "15")]
    public void Values_far_beyond_any_indicator_do_not_break_the_ranking()
    {
        var result = Draw(Plan, ("x", Stated(decimal.MaxValue, decimal.MinValue)), ("y", Stated(500m, 50m)));
        result.Entries.Select(e => (e.Place, e.Declaration)).ShouldBe([(1, "x"), (2, "y")]);
    }

    internal static EvaluationPlan OneIndicator => Plan with { Form = RankingForm.SingleIndicator, LeadIndicator = "cadr" };
    internal static Candidate Candidate(string id) => new(id, 1, $"E-{id}", $"Company {id}", $"Q/{id}");

    internal static RankingResult Draw(EvaluationPlan plan, params (string Id, EvaluatedValue[] Values)[] candidates) =>
        Ranking.Draw(plan, [.. candidates.Select(c => Candidate(c.Id))], Sheet(candidates), [], Day(CutOff));

    internal static ImmutableDictionary<string, ImmutableList<EvaluatedValue>> Sheet(
        params (string Id, EvaluatedValue[] Values)[] candidates) =>
        candidates.ToImmutableDictionary(c => c.Id, c => c.Values.ToImmutableList());

    private static (decimal, int)[] Results(decimal cadr, decimal noise) =>
        [.. Draw(Plan, ("x", Stated(cadr, noise))).Entries[0].Results.Select(r => (r.Points, r.Tier))];

    private static (int, string)[] Board(RankingResult result, string indicator) =>
        [.. result.Boards.Single(b => b.Indicator == indicator).Entries.Select(e => (e.Tier, e.Declaration))];

    private static Limit Range(decimal lower, decimal upper) => new(Operator.Within, lower, upper, "pH");
}
