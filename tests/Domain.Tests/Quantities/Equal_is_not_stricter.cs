using System.Globalization;
using CsCheck;
using Leader.Domain.Quantities;
using static Leader.Domain.Quantities.Direction;
using static Leader.Domain.Quantities.Operator;
using static Leader.Domain.Quantities.Verdict;

namespace Leader.Domain.Tests.Quantities;

public class Equal_is_not_stricter
{
    [Theory]
    [Trait("Rule", "Q14")]
    [Trait("Trap", "1")]
    [InlineData(4.9, Laxer)]
    [InlineData(5, Equal)]
    [InlineData(5.1, Stricter)]
    public void Where_higher_is_better_more_is_stricter(double own, Verdict verdict) =>
        Strictness.Compare(Years(AtLeast, own), Years(AtLeast, 5), HigherIsBetter).ShouldBe(verdict);

    [Theory]
    [Trait("Rule", "Q14")]
    [Trait("Trap", "1")]
    [InlineData(51, Laxer)]
    [InlineData(50, Equal)]
    [InlineData(49, Stricter)]
    public void Where_lower_is_better_less_is_stricter(double own, Verdict verdict) =>
        Strictness.Compare(new(AtMost, (decimal)own, null, "dB(A)"), new(AtMost, 50, null, "dB(A)"), LowerIsBetter).ShouldBe(verdict);

    [Theory]
    [Trait("Trap", "1")]
    [InlineData(6.5, 8.5, Equal)]
    [InlineData(6.6, 8.5, Stricter)]
    [InlineData(6.5, 8.4, Stricter)]
    [InlineData(7, 8, Stricter)]
    [InlineData(6.4, 8.5, Laxer)]
    [InlineData(6, 9, Laxer)]
    [InlineData(6, 8, NotComparable)] // narrower above, wider below
    [InlineData(9, 10, NotComparable)]
    public void A_range_inside_the_baseline_is_stricter(double lower, double upper, Verdict verdict) =>
        Strictness.Compare(Ph(lower, upper), Ph(6.5, 8.5), NarrowerIsBetter).ShouldBe(verdict);

    [Theory]
    [InlineData(MoreThan, AtLeast, HigherIsBetter, Stricter)]
    [InlineData(AtLeast, MoreThan, HigherIsBetter, Laxer)]
    [InlineData(MoreThan, MoreThan, HigherIsBetter, Equal)]
    [InlineData(LessThan, AtMost, LowerIsBetter, Stricter)]
    [InlineData(Exactly, AtLeast, HigherIsBetter, Equal)]
    [InlineData(Exactly, AtMost, LowerIsBetter, Equal)]
    public void More_than_five_is_stricter_than_at_least_five(Operator own, Operator baseline, Direction direction, Verdict verdict) =>
        Strictness.Compare(Years(own, 5), Years(baseline, 5), direction).ShouldBe(verdict);

    [Theory]
    [Trait("Rule", "Q17")]
    [InlineData(AtMost, HigherIsBetter)]
    [InlineData(LessThan, HigherIsBetter)]
    [InlineData(AtLeast, LowerIsBetter)]
    [InlineData(MoreThan, LowerIsBetter)]
    [InlineData(AtLeast, NarrowerIsBetter)]
    [InlineData(AtMost, NarrowerIsBetter)]
    public void A_limit_that_points_the_wrong_way_promises_nothing(Operator @operator, Direction direction)
    {
        var limit = Years(@operator, 1000);
        foreach (var baseline in new[] { Years(AtLeast, 5), Years(AtMost, 5), limit })
        {
            Strictness.Compare(limit, baseline, direction).ShouldBe(NotComparable);
            Strictness.Margin(limit, baseline, direction).ShouldBeNull();
        }
        Strictness.Level(limit, direction, "a").ShouldBeNull();
    }

    [Fact]
    public void Other_units_are_converted_exactly_or_not_compared()
    {
        Strictness.Compare(new(AtLeast, 500, null, "Wh"), new(AtLeast, 0.50m, null, "kWh"), HigherIsBetter).ShouldBe(Equal);
        Strictness.Compare(new(AtLeast, 50, null, "min"), new(AtLeast, 1, null, "h"), HigherIsBetter).ShouldBe(Laxer); // 60 min is exact, 0.8333… h is not
        Strictness.Compare(new(AtMost, 50, null, "dB"), new(AtMost, 50, null, "dB(A)"), LowerIsBetter).ShouldBe(NotComparable);
    }

    [Theory]
    [InlineData("0.54", ComparisonMethod.FullValue, Stricter)]
    [InlineData("0.54", ComparisonMethod.RoundedValue, Equal)]
    [InlineData("0.55", ComparisonMethod.RoundedValue, Stricter)] // 0.6
    [InlineData("0.45", ComparisonMethod.RoundedValue, Laxer)] // 0.4
    [InlineData("0.450001", ComparisonMethod.RoundedValue, Equal)]
    public void The_plan_says_whether_the_full_or_the_rounded_value_counts(string own, ComparisonMethod method, Verdict verdict) =>
        Strictness.Compare(new(AtLeast, decimal.Parse(own, CultureInfo.InvariantCulture), null, "kWh"), new(AtLeast, 0.5m, null, "kWh"), HigherIsBetter, method, 1).ShouldBe(verdict);

    [Fact]
    public void The_margin_is_positive_when_better_and_in_the_unit_of_the_baseline()
    {
        Strictness.Margin(Years(AtLeast, 7), Years(AtLeast, 5), HigherIsBetter).ShouldBe(2);
        Strictness.Margin(Years(AtLeast, 4), Years(AtLeast, 5), HigherIsBetter).ShouldBe(-1);
        Strictness.Margin(new(AtMost, 45, null, "dB(A)"), new(AtMost, 50, null, "dB(A)"), LowerIsBetter).ShouldBe(5);
        Strictness.Margin(Ph(7, 8), Ph(6.5, 8.5), NarrowerIsBetter).ShouldBe(1);
        Strictness.Margin(new(AtLeast, 750, null, "Wh"), new(AtLeast, 0.5m, null, "kWh"), HigherIsBetter).ShouldBe(0.25m);
        Strictness.Margin(Ph(6, 8), Ph(6.5, 8.5), NarrowerIsBetter).ShouldBeNull();
        Strictness.Margin(new(AtLeast, 50, null, "min"), new(AtLeast, 1, null, "h"), HigherIsBetter).ShouldBeNull();
    }

    [Fact]
    public void Levels_order_from_worse_to_better_whatever_the_direction()
    {
        Strictness.Level(Years(AtLeast, 7), HigherIsBetter, "month").ShouldBe(84);
        Strictness.Level(new(AtMost, 45, null, "dB(A)"), LowerIsBetter, "dB(A)").ShouldBe(-45);
        Strictness.Level(Ph(6.5, 8.5), NarrowerIsBetter, "pH").ShouldBe(-2);
        Strictness.Level(new(Within, 5, 9, "a"), HigherIsBetter, "a").ShouldBe(5); // what is promised at least
        Strictness.Level(new(Within, 5, 9, "a"), LowerIsBetter, "a").ShouldBe(-9);
        Strictness.Level(Years(AtLeast, 7), HigherIsBetter, "h").ShouldBeNull();
    }

    [Fact]
    [Trait("Rule", "Q15")]
    [Trait("Trap", "2")]
    public void Of_several_baselines_the_strictest_counts()
    {
        var (national, industry) = (new Limit(AtLeast, 500, null, "Wh"), new Limit(AtLeast, 0.6m, null, "kWh"));
        Strictness.Strictest([national, industry], HigherIsBetter).ShouldBe(industry);
        Strictness.Strictest([industry, national], HigherIsBetter).ShouldBe(industry);
        Strictness.Strictest([Years(AtMost, 1), Years(AtLeast, 5), Years(MoreThan, 5)], HigherIsBetter).ShouldBe(Years(MoreThan, 5));
        Strictness.Strictest([Ph(6, 9), Ph(6.5, 8.5), Ph(6, 8.5)], NarrowerIsBetter).ShouldBe(Ph(6.5, 8.5));
        Strictness.Strictest([Ph(6, 8), Ph(7, 8.5)], NarrowerIsBetter).ShouldBe(Ph(7, 8.5)); // they overlap: the narrowest
    }

    [Fact]
    public void What_is_stricter_one_way_is_laxer_the_other() =>
        Gen.Select(AnyLimit, AnyLimit, AnyDirection, Gen.Enum<ComparisonMethod>()).Sample((a, b, direction, method) =>
        {
            if (method == ComparisonMethod.RoundedValue) b = b with { Unit = a.Unit }; // the places are those of one unit
            var (there, back) = (Strictness.Compare(a, b, direction, method), Strictness.Compare(b, a, direction, method));
            return back == there switch { Stricter => Laxer, Laxer => Stricter, _ => there };
        });

    [Fact]
    public void The_verdict_does_not_depend_on_the_unit() =>
        Gen.Select(AnyLimit, AnyLimit, AnyDirection).Sample((a, b, direction) =>
            Strictness.Compare(a, b, direction) == Strictness.Compare(InWattHours(a), InWattHours(b), direction));

    [Fact]
    public void The_margin_agrees_with_the_verdict() =>
        Gen.Select(AnyLimit, AnyLimit, AnyDirection).Sample((a, b, direction) => (Strictness.Compare(a, b, direction), Strictness.Margin(a, b, direction)) switch
        {
            (NotComparable, var margin) => margin is null,
            (Equal, var margin) => margin is 0 or null,
            (Stricter, var margin) => margin is >= 0 or null,
            (_, var margin) => margin is <= 0 or null,
        });

    [Fact]
    public void None_is_stricter_than_the_strictest() =>
        Gen.Select(AnyLimit.Array[1, 6], AnyDirection).Sample((limits, direction) =>
        {
            var strictest = Strictness.Strictest(limits, direction);
            return limits.Contains(strictest) && limits.All(l => Strictness.Compare(l, strictest, direction) != Stricter);
        });

    private static readonly Gen<Direction> AnyDirection = Gen.Enum<Direction>();

    private static readonly Gen<Limit> AnyLimit = Gen.Select(Gen.Enum<Operator>(), Gen.Int[-8, 8], Gen.Int[0, 4], Gen.Int[0, 2],
        (@operator, value, width, choice) =>
        {
            var unit = choice switch { 0 => "kWh", 1 => "Wh", _ => "kJ" };
            // around the same few amounts whatever the unit, so that equal ones occur
            var scale = unit switch { "kWh" => 0.25m, "Wh" => 250m, _ => 900m };
            return new Limit(@operator, value * scale, @operator == Within ? (value + width) * scale : null, unit);
        });

    private static Limit InWattHours(Limit limit) =>
        Units.TryConvert(limit.Value, limit.Unit, "Wh", out var value) && Units.TryConvert(limit.Upper ?? 0, limit.Unit, "Wh", out var upper)
            ? new(limit.Operator, value, limit.Upper is null ? null : upper, "Wh")
            : throw new InvalidOperationException("the samples are whole watt hours");

    private static Limit Years(Operator @operator, double value) => new(@operator, (decimal)value, null, "a");
    private static Limit Ph(double lower, double upper) => new(Within, (decimal)lower, (decimal)upper, "pH");
}
