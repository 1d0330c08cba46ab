using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Evaluations;

public class What_is_stated_in_words_is_ranked_by_the_order_of_the_plan
{
    private static readonly PlanIndicator Grade = new(
        "flame", "Flame retardance", "阻燃等级", IndicatorClass.Core, null, Direction.LowerIsBetter, "grade", 100m, "GB/T 2408",
        [new(1m, 100m), new(2m, 60m)], null, ["V-0", "V-1", "V-2"]);

    private static readonly EvaluationPlan Words = Plan with
    {
        Indicators = [Grade],
        Baselines = [new("GB/T 1-2020", BaselineKind.RecommendedNational, Day("2020-01-01"), null,
            [new("flame", new(Operator.AtMost, 3m, null, "grade"), "5")])],
    };

    private static readonly PlanIndicator InBoth = Grade with { ClassesZh = ["一级", "二级", "三级"] };

    private static EvaluationPlan WordsInBoth => Words with { Indicators = [InBoth] };

    private static DisclosedQuality Stated(string value, string code = "flame") =>
        new(code, "Flame retardance", DisclosedKind.Performance, null, value, "GB/T 2408", "4.3");

    private static Disclosure Disclosing(params DisclosedQuality[] qualities) =>
        new("Boxes", ["air-purifier"], ["AP-1"], [], [], null, false, qualities);

    private static Limit Place(int place) => new(Operator.Exactly, place, null, "grade");

    private static (Decision Decision, EvaluationsGiven Given) Sheet(Disclosure disclosure, params EvaluatedValue[] values)
    {
        var given = Programme(Words).Given(
            new StandardDeclared(
                "d-A", "A", "Q/A 1-2024", "Q/A 1-2024", StandardKind.Enterprise, disclosure, null, At("2024-06-03T09:00:00+08:00"),
                Day("2024-06-03")),
            new EvaluationOpened(
                E, 2024, "air-purifier", "Air purifiers", "home-appliances", GoalSector.ConsumerGoods, $"{E}.caq", "caq", Words,
                "policy-defaults", Day("2024-07-02")),
            new PoolFrozen(E, Words.CutOff, [new("d-A", 1, "A", "A", "Q/A 1-2024")], [], Day("2024-07-02")));
        return (given.When("2024-07-05", Body, new RecordValues("d-A", values, E)), given);
    }

    [Fact, Trait("Rule", "R31")]
    public void A_better_class_comes_first_equal_ones_share_a_place_and_one_that_equals_the_baseline_is_out()
    {
        IEnumerable<(string, IReadOnlyList<EvaluatedValue>)> Of(params (string Id, int Place)[] all) =>
            all.Select(a => (a.Id, (IReadOnlyList<EvaluatedValue>)[new("flame", Place(a.Place), "4.3")]));
        var values = Of(("d-A", 2), ("d-B", 1), ("d-C", 2), ("d-D", 3)).ToArray();
        var result = Ranking.Draw(
            Words,
            [.. values.Select(v => new Candidate(v.Item1, 1, v.Item1, v.Item1, v.Item1))],
            System.Collections.Immutable.ImmutableDictionary.CreateRange(
                values.Select(v => KeyValuePair.Create(v.Item1, System.Collections.Immutable.ImmutableList.CreateRange(v.Item2)))),
            [],
            Day("2024-07-01"));
        result.Entries.Select(e => (e.Place, e.Declaration, e.Total)).ShouldBe([(1, "d-B", 100m), (2, "d-A", 60m), (2, "d-C", 60m)]);
        result.Entries[0].Results[0].Margin.ShouldBe(2m);
        result.Entries[0].MarginTotal.ShouldBe(0m); // two classes are no share of a class
        result.Excluded.ShouldHaveSingleItem().Detail.ShouldContain("'V-2' equals");
    }

    [Theory, Trait("Rule", "R31"), Trait("Rule", "R52")]
    [InlineData("V-1", 2, "4.3", null)]
    [InlineData("ｖ1", 2, "4.3", null)]
    [InlineData("V-1", 1, "4.3", "value-not-disclosed")]
    [InlineData("V-1", 2, "4.4", "value-not-disclosed")]
    [InlineData("V-7", 2, "4.3", "value-not-disclosed")]
    public void The_value_of_a_sheet_is_the_place_of_the_class_that_is_disclosed(string stated, int place, string clause, string? refused)
    {
        var (decision, _) = Sheet(Disclosing(Stated(stated)), new EvaluatedValue("flame", Place(place), clause));
        if (refused is null) decision.ShouldRecord<IndicatorsEvaluated>();
        else decision.ShouldBeRefused(refused);
        if (place == 1) decision.Refusal!.Reason.ShouldContain("'V-1', class 2 of 3");
    }

    [Fact, Trait("Rule", "Q17")]
    public void A_class_that_is_stated_is_not_missing_and_a_word_that_the_plan_does_not_know_is()
    {
        Sheet(Disclosing(Stated("V-0"))).Decision.ShouldBeRefused("disclosed-value-left-out");
        Sheet(Disclosing(Stated("V-7"))).Decision.ShouldRecord<IndicatorsEvaluated>();
    }

    [Fact, Trait("Rule", "R31")]
    public void A_plan_orders_its_classes_from_the_best_to_the_least_by_their_places()
    {
        string[] Wrong(PlanIndicator indicator)
        {
            var check = new Check();
            PlanShape.Check(check, Words with { Indicators = [indicator] }, "plan");
            return [.. (check.Refusal?.Errors.Keys ?? []).Order(StringComparer.Ordinal)];
        }
        Wrong(Grade).ShouldBeEmpty();
        Wrong(Grade with { Classes = ["yes", "no"], Scale = [new(1m, 100m)] }).ShouldBe(["plan.baselines[0].values[0].limit"]);
        Wrong(Grade with { Classes = ["V-0"] }).ShouldContain("plan.indicators[0].classes");
        Wrong(Grade with { Classes = ["V-0", "ｖ 0", "V-2"] }).ShouldBe(["plan.indicators[0].classes"]);
        Wrong(Grade with { Classes = ["V-0", " ", "V-2"] }).ShouldBe(["plan.indicators[0].classes[1]"]);
        Wrong(Grade with { Direction = Direction.HigherIsBetter, Scale = [new(2m, 100m), new(1m, 60m)] })
            .ShouldContain("plan.indicators[0].direction");
        Wrong(Grade with { Unit = "%" }).ShouldContain("plan.indicators[0].unit");
        Wrong(Grade with { Scale = [new(1m, 100m), new(4m, 60m)] }).ShouldBe(["plan.indicators[0].scale"]);
        Wrong(Grade with { Scale = [new(1.5m, 100m)] }).ShouldBe(["plan.indicators[0].scale"]);
        Wrong(Grade with { Possible = new(1m) }).ShouldContain("plan.indicators[0].possible");
    }

    [Theory, Trait("Rule", "R31")]
    [InlineData("V-1", 2)]
    [InlineData("二级", 2)]
    [InlineData(" 二 级 ", 2)]
    [InlineData("四级", null)]
    public void A_standard_may_state_a_class_in_either_language_of_the_plan(string stated, int? place)
    {
        StatedClass.Of(Disclosing(Stated(stated)), InBoth)?.Limit.ShouldBe(place is { } at ? Place(at) : null);
        StatedClass.Of(Disclosing(Stated(stated)), Grade).ShouldBe(stated == "V-1" ? (Place(2), "4.3") : null, "of one language as before");
        var declared = Declaring(Disclosing(Stated(stated)), WordsInBoth);
        if (place is null) declared.ShouldBeRefused("value-not-a-class");
        else declared.ShouldRecord<StandardDeclared>().Disclosure.Qualities![0].Value.ShouldBe(stated, "the word stays its own");
    }

    [Fact, Trait("Rule", "R31")]
    public void Pages_have_the_word_of_their_language_and_sentences_have_both()
    {
        StatedClass.Word(Place(2), InBoth, zh: true).ShouldBe("二级");
        StatedClass.Word(Place(2), InBoth, zh: false).ShouldBe("V-1");
        StatedClass.Word(Place(2), Grade, zh: true).ShouldBe("V-1");
        StatedClass.Word(Place(4), InBoth, zh: true).ShouldBeNull();
        Declaring(Disclosing(Stated("V-7")), WordsInBoth).Refusal!.Reason.ShouldContain("one of 一级 · V-0, 二级 · V-1, 三级 · V-2.");
        VersionChanges.Between(Disclosing(Stated("V-1")), Disclosing(Stated("二级")), [InBoth]).ShouldHaveSingleItem().Change
            .ShouldBe(IndicatorChange.Unchanged);
        VersionChanges.Between(Disclosing(Stated("V-1")), Disclosing(Stated("一级")), [InBoth]).ShouldHaveSingleItem().Change
            .ShouldBe(IndicatorChange.Raised);
    }

    [Fact, Trait("Rule", "R31")]
    public void The_words_of_both_languages_are_the_same_classes_and_none_stands_for_two()
    {
        string[] Wrong(PlanIndicator indicator)
        {
            var check = new Check();
            PlanShape.Check(check, Words with { Indicators = [indicator] }, "plan");
            return [.. (check.Refusal?.Errors.Keys ?? []).Order(StringComparer.Ordinal)];
        }
        const string at = "plan.indicators[0].classesZh";
        Wrong(InBoth).ShouldBeEmpty();
        Wrong(InBoth with { ClassesZh = ["V-0", "V-1", "V-2"] }).ShouldBeEmpty();
        Wrong(InBoth with { ClassesZh = ["一级", "二级"] }).ShouldBe([at]);
        Wrong(InBoth with { ClassesZh = ["一级", "一 级", "三级"] }).ShouldBe([at]);
        Wrong(InBoth with { ClassesZh = ["V-1", "V-0", "V-2"] }).ShouldBe([at]);
        Wrong(InBoth with { ClassesZh = ["一级", "", "三级"] }).ShouldBe([at + "[1]"]);
        Wrong(Plan.Indicators[0] with { ClassesZh = ["一级", "二级"] }).ShouldContain(at);
    }

    private static Decision Declaring(Disclosure disclosure, EvaluationPlan? plan = null)
    {
        var given = Programme(plan ?? Words)
            .Given(new EnterpriseRegistered(Acme, IdentifierKind.CreditCode, "Acme", null, null, Day("2020-01-01")));
        return given.When("2024-06-03", new(Acme, Role.Enterprise), new DeclareStandard(Acme, "Q/ACME 1-2024", disclosure));
    }

    [Fact, Trait("Rule", "R31")]
    public void A_quality_is_disclosed_with_its_word_method_and_clause()
    {
        Declaring(Disclosing(Stated("v-0"))).ShouldRecord<StandardDeclared>().Disclosure.Qualities![0].Value.ShouldBe("v-0");
        Declaring(Disclosing(Stated(""), Stated("yes", "FLAME") with { TestMethod = "", Clause = " ", Name = "" })).ShouldBeMalformed(
            "disclosure.qualities[0].value", "disclosure.qualities[1].code", "disclosure.qualities[1].name",
            "disclosure.qualities[1].testMethod", "disclosure.qualities[1].clause");
        Declaring(Disclosing(Stated("V-0"), Stated("V-1"))).ShouldBeMalformed("disclosure.qualities");
        Declaring(Disclosing()).ShouldBeMalformed("disclosure.indicators");
    }

    [Fact, Trait("Rule", "R31")]
    public void What_the_official_plan_orders_is_one_of_its_classes_and_the_refusal_names_them()
    {
        var wrong = Declaring(Disclosing(Stated("V-7")));
        wrong.ShouldBeRefused("value-not-a-class");
        wrong.Refusal!.Reason.ShouldContain("one of V-0, V-1, V-2");
        var number = new DisclosedIndicator("flame", "Flame", DisclosedKind.Performance, null, Place(1), "m", "4.3");
        Declaring(Disclosing() with { Indicators = [number] }).ShouldBeRefused("value-not-a-class");
        Declaring(Disclosing(Stated("quiet", "noise")), Plan).ShouldBeRefused("value-not-a-number");
        Declaring(Disclosing(Stated("V-7", "other"))).ShouldRecord<StandardDeclared>();
    }

    [Theory, Trait("Rule", "Q22")]
    [InlineData("V-0", null)]
    [InlineData("V-1", null)]
    [InlineData("V-2", "flame (V-1 → V-2)")]
    [InlineData("V-7", "flame (V-1 → missing)")]
    public void A_title_follows_a_revision_to_an_equal_or_better_class(string now, string? worse)
    {
        var evaluation = Sheet(Disclosing(Stated("V-1"))).Given.State;
        var said = TitleAfterChange.WorseIn("air-purifier", evaluation, Disclosing(Stated("V-1")), Disclosing(Stated(now)));
        if (worse is null) said.ShouldBeNull();
        else said.ShouldNotBeNull().ShouldContain(worse);
    }

    [Theory, Trait("Rule", "R34")]
    [InlineData("V-1", "V-0", IndicatorChange.Raised, 1)]
    [InlineData("V-0", "V-2", IndicatorChange.Lowered, -2)]
    [InlineData("V-1", "v1", IndicatorChange.Unchanged, null)]
    [InlineData("V-1", "V-7", IndicatorChange.Changed, null)]
    public void A_class_is_raised_or_lowered_by_the_plan(string before, string after, IndicatorChange change, int? margin)
    {
        var changed = VersionChanges.Between(Disclosing(Stated(before)), Disclosing(Stated(after)), [Grade]).ShouldHaveSingleItem();
        (changed.Change, changed.Margin, changed.Before, changed.After).ShouldBe((change, margin, before, after));
        VersionChanges.Between(Disclosing(Stated(before)), Disclosing(Stated(after)), []).ShouldHaveSingleItem().Change
            .ShouldBe(change == IndicatorChange.Unchanged ? change : IndicatorChange.Changed);
    }

    [Theory, Trait("Rule", "R34")]
    [InlineData(Operator.AtLeast, 500, null, Operator.AtLeast, 550, null, IndicatorChange.Raised, 50.0)]
    [InlineData(Operator.AtLeast, 500, null, Operator.AtLeast, 480, null, IndicatorChange.Lowered, -20.0)]
    [InlineData(Operator.AtMost, 60, null, Operator.AtMost, 55, null, IndicatorChange.Raised, 5.0)]
    [InlineData(Operator.AtMost, 60, null, Operator.LessThan, 60, null, IndicatorChange.Raised, 0.0)]
    [InlineData(Operator.AtLeast, 500, null, Operator.AtLeast, 500, null, IndicatorChange.Unchanged, null)]
    [InlineData(Operator.Within, 5, 9.0, Operator.Within, 6, 8.0, IndicatorChange.Raised, 2.0)]
    [InlineData(Operator.Within, 5, 9.0, Operator.Within, 4, 9.0, IndicatorChange.Lowered, -1.0)]
    [InlineData(Operator.Within, 5, 9.0, Operator.Within, 6, 10.0, IndicatorChange.Changed, null)]
    public void A_number_is_raised_or_lowered_also_where_no_plan_knows_it(
        Operator was, double from, double? fromUpper, Operator @is, double to, double? toUpper, IndicatorChange change, double? margin)
    {
        DisclosedIndicator Ph(Operator op, double value, double? upper) => new(
            "ph", "pH", DisclosedKind.Performance, null, new(op, (decimal)value, (decimal?)upper, "pH"), "m", "4");
        var changed = VersionChanges.Between(
            Disclosing() with { Indicators = [Ph(was, from, fromUpper)] },
            Disclosing() with { Indicators = [Ph(@is, to, toUpper)] },
            []).ShouldHaveSingleItem();
        (changed.Change, changed.Margin).ShouldBe((change, (decimal?)margin));
    }

    [Fact, Trait("Rule", "R34")]
    public void What_is_added_and_what_is_dropped_is_told()
    {
        var one = Disclosing(Stated("V-0"));
        VersionChanges.Between(Disclosing(), one, []).Select(c => (c.Change, c.Before, c.After))
            .ShouldBe([(IndicatorChange.Added, null, "V-0")]);
        VersionChanges.Between(one, Disclosing(), []).Select(c => (c.Change, c.Before, c.After))
            .ShouldBe([(IndicatorChange.Dropped, "V-0", null)]);
    }

    [Fact, Trait("Rule", "R33")]
    public void A_standard_is_put_beside_the_baselines_in_force_without_any_ranking()
    {
        var beside = Ranking.Beside(Words, Disclosing(Stated("V-1")), Day("2024-06-03")).ShouldHaveSingleItem();
        (beside.Verdict, beside.Margin, beside.Tier, beside.Points, beside.Baseline)
            .ShouldBe((Verdict.Stricter, 1m, 2, 60m, "GB/T 1-2020"));
        Ranking.Beside(Words, Disclosing(Stated("V-1")), Day("2019-12-31")).ShouldHaveSingleItem().Baseline.ShouldBeNull();
        Ranking.Beside(Words, Disclosing(), Day("2024-06-03")).ShouldBeEmpty();
    }
}
