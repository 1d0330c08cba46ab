using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.EvaluationsGiven;

namespace Leader.Domain.Tests.Guidance;

/// <summary>By hand: cadr counts 60 % with steps at 600 and 400 m³/h, noise 40 % with steps at 55 and 61 dB(A).</summary>
public class A_draft_is_put_beside_a_ranking
{
    private static DraftStanding Beside(decimal? cadr, decimal? noise) => Drafts.Beside(
        Plan,
        [Published("a", 650, 54), Published("b", 620, 58), Published("c", 420, 60)], // 100, 84 and 60 points
        Stated(cadr, noise),
        Day("2024-06-30"));

    private static (Candidate Candidate, IReadOnlyList<EvaluatedValue> Values) Published(string id, decimal cadr, decimal noise) =>
        (new(id, 1, id, id, id), Stated(cadr, noise));

    [Theory, Trait("Rule", "R101")]
    [InlineData(700, 50, 1, 100)] // shares the first place
    [InlineData(600, 55, 1, 100)]
    [InlineData(599, 55, 3, 76)]
    [InlineData(600, 55.1, 2, 84)]
    [InlineData(400, 61, 3, 60)]
    [InlineData(399, 61, 4, 24)]
    public void It_would_have_had_the_place_of_its_points(decimal cadr, decimal noise, int place, decimal total) =>
        Beside(cadr, noise).ShouldSatisfyAllConditions(
            s => s.Place.ShouldBe(place),
            s => s.Total.ShouldBe(total),
            s => s.Among.ShouldBe(3),
            s => s.Missing.ShouldBeEmpty());

    [Fact, Trait("Rule", "R101")]
    public void Two_decibels_from_the_first_tier_and_none_once_it_is_reached()
    {
        var noise = Beside(600, 57).Indicators.Single(i => i.Indicator == "noise");
        (noise.ToFirst, noise.ToNext).ShouldBe((new TierGap(1, 55m, 2m), new TierGap(1, 55m, 2m)));

        var quieter = Beside(600, 55).Indicators.Single(i => i.Indicator == "noise");
        (quieter.ToFirst, quieter.ToNext).ShouldBe((null, null));

        var cadr = Beside(350.5m, 57).Indicators.Single(i => i.Indicator == "cadr");
        (cadr.ToFirst, cadr.ToNext).ShouldBe((new TierGap(1, 600m, 249.5m), new TierGap(2, 400m, 49.5m)));
    }

    [Fact, Trait("Rule", "R101"), Trait("Rule", "R54")]
    public void What_is_not_stricter_would_have_been_excluded_and_is_told_why() =>
        Beside(300, 66).ShouldSatisfyAllConditions(
            s => s.Place.ShouldBeNull(),
            s => s.Excluded.ShouldBe(ExclusionGround.NotStricter),
            s => s.Detail!.ShouldContain("66"));

    [Fact, Trait("Rule", "R101"), Trait("Rule", "Q17")]
    public void What_lacks_a_core_indicator_could_not_have_been_evaluated() =>
        Beside(500, null).ShouldSatisfyAllConditions(
            s => s.Place.ShouldBeNull(),
            s => s.Excluded.ShouldBeNull(),
            s => s.Missing.ShouldBe(["noise"]));

    [Theory, Trait("Rule", "R101")]
    [InlineData("noise:57", "≤ 57 dB(A)")]
    [InlineData("cadr:0.5 m³/s", "≥ 0.5 m³/s")]
    [InlineData("cadr: 500", "≥ 500 m³/h")]
    public void A_value_is_read_in_the_unit_of_the_plan_or_in_its_own(string text, string limit)
    {
        if (Drafts.Read(Plan, text) is not ({ } value, null)) throw new InvalidOperationException(Drafts.Read(Plan, text).Fault);
        value.Limit.ToString().ShouldBe(limit);
    }

    [Theory, Trait("Rule", "R101")]
    [InlineData("57", "must be an indicator, a colon and its value")]
    [InlineData("noise:quiet", "must be an indicator, a colon and its value")]
    [InlineData("noise:57 decibel", "must be an indicator, a colon and its value")]
    [InlineData("noise:57 kg", "has no value of 'noise' in dB(A).")]
    [InlineData("weight:5", "names 'weight', which is no indicator of the plan; it has cadr, noise.")]
    public void What_cannot_be_read_is_refused_in_words_that_say_what_it_should_be(string text, string fault) =>
        Drafts.Read(Plan, text).Fault!.ShouldStartWith(fault);

    [Theory, Trait("Rule", "R101"), Trait("Rule", "R31")]
    [InlineData("a", 1, null)]
    [InlineData("C", 3, null)]
    [InlineData("D", null, "has no such class of 'mark'; they are A, B, C.")]
    public void A_class_is_read_by_the_words_of_the_plan(string word, int? place, string? fault)
    {
        var plan = Plan with
        {
            Indicators = [new("mark", "Mark", null, IndicatorClass.Core, null, Direction.LowerIsBetter, PlanIndicator.ClassUnit, 100m, "m",
                [new(1m, 100m)], Classes: ["A", "B", "C"])],
        };
        var (value, wrong) = Drafts.Read(plan, $"mark:{word}");
        ((int?)value?.Limit.Value, wrong).ShouldBe((place, fault));
    }

    [Fact, Trait("Rule", "R101")]
    public void Where_the_narrower_is_better_a_range_is_needed()
    {
        var plan = Plan with
        {
            Indicators = [new("ph", "pH", null, IndicatorClass.Core, null, Direction.NarrowerIsBetter, "pH", 100m, "m", [new(1m, 100m)])],
        };
        Drafts.Read(plan, "ph:7").Fault.ShouldBeNull(); // exactly 7 is a range of no width
        Drafts.Read(plan, "ph:6..8").Value!.Limit.ToString().ShouldBe("6 – 8 pH");
        Drafts.Read(plan, "ph:8..6").Fault.ShouldNotBeNull();
    }
}
