using System.Globalization;
using CsCheck;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Values.Direction;
using static Leader.Domain.Values.Operator;
using static Leader.Domain.Values.Verdict;

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
    [InlineData(6, 8, Laxer)] // narrower above, wider below: part of what it lets pass is forbidden
    [InlineData(6, 6.4, Laxer)]
    [InlineData(9, 10, Laxer)]
    [Trait("Rule", "Q57")]
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

    /// <summary>Own limit down, baseline across, all at 5, the range from 5 to 9.</summary>
    [Theory]
    [Trait("Rule", "Q57")]
    [Trait("Trap", "1")]
    //                                       ≥  >  =  5–9  ≤  <
    [InlineData(HigherIsBetter, AtLeast, "   =  L  =  =    S  S")]
    [InlineData(HigherIsBetter, MoreThan, "  S  =  S  S    S  S")]
    [InlineData(HigherIsBetter, Exactly, "   =  L  =  =    S  S")]
    [InlineData(HigherIsBetter, Within, "    =  L  =  =    S  S")]
    [InlineData(HigherIsBetter, AtMost, "    L  L  L  L    -  -")]
    [InlineData(HigherIsBetter, LessThan, "  L  L  L  L    -  -")]
    [InlineData(LowerIsBetter, AtLeast, "    -  -  L  L    L  L")]
    [InlineData(LowerIsBetter, MoreThan, "   -  -  L  L    L  L")]
    [InlineData(LowerIsBetter, Exactly, "    S  S  =  S    =  L")]
    [InlineData(LowerIsBetter, Within, "     S  S  L  =    L  L")]
    [InlineData(LowerIsBetter, AtMost, "     S  S  =  S    =  L")]
    [InlineData(LowerIsBetter, LessThan, "   S  S  S  S    S  =")]
    [InlineData(NarrowerIsBetter, AtLeast, " =  L  L  L    L  L")]
    [InlineData(NarrowerIsBetter, MoreThan, "S  =  L  L    L  L")]
    [InlineData(NarrowerIsBetter, Exactly, " S  L  =  S    S  L")]
    [InlineData(NarrowerIsBetter, Within, "  S  L  L  =    L  L")]
    [InlineData(NarrowerIsBetter, AtMost, "  L  L  L  L    =  L")]
    [InlineData(NarrowerIsBetter, LessThan, "L  L  L  L    S  =")]
    public void Every_operator_against_every_other(Direction direction, Operator own, string verdicts)
    {
        Operator[] across = [AtLeast, MoreThan, Exactly, Within, AtMost, LessThan];
        across.Select(o =>
            Strictness.Compare(Five(own), Five(o), direction) switch { Stricter => "S", Laxer => "L", Equal => "=", _ => "-" })
            .ShouldBe(verdicts.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        static Limit Five(Operator o) => new(o, 5, o == Within ? 9 : null, "grade");
    }

    [Theory]
    [Trait("Rule", "Q17")]
    [InlineData(AtMost, HigherIsBetter)]
    [InlineData(LessThan, HigherIsBetter)]
    [InlineData(AtLeast, LowerIsBetter)]
    [InlineData(MoreThan, LowerIsBetter)]
    [InlineData(AtLeast, NarrowerIsBetter)]
    [InlineData(AtMost, NarrowerIsBetter)]
    public void A_limit_that_does_not_bound_what_counts_has_no_level_and_no_margin(Operator @operator, Direction direction)
    {
        var limit = Years(@operator, 1000);
        foreach (var baseline in new[] { Years(AtLeast, 5), Years(AtMost, 5), Years(Exactly, 5), limit })
        {
            Strictness.Margin(limit, baseline, direction, "a").ShouldBeNull();
        }
        Strictness.Level(limit, direction, "a").ShouldBeNull();
    }

    [Fact]
    public void Other_units_are_converted_exactly_or_not_compared()
    {
        Strictness.Compare(new(AtLeast, 500, null, "Wh"), new(AtLeast, 0.50m, null, "kWh"), HigherIsBetter).ShouldBe(Equal);
        Strictness.Compare(new(AtLeast, 50, null, "min"), new(AtLeast, 1, null, "h"), HigherIsBetter).ShouldBe(Laxer); // 0.8333… h
        Strictness.Compare(new(AtLeast, 1, null, "kJ"), new(AtLeast, 0.2777m, null, "Wh"), HigherIsBetter).ShouldBe(Stricter);
        Strictness.Compare(new(AtLeast, 7, null, "L/h"), new(AtLeast, 168, null, "L/d"), HigherIsBetter).ShouldBe(Equal);
        Strictness.Compare(new(AtLeast, 8, null, "m³/h/W"), new(AtLeast, 8, null, "m³/(W·h)"), HigherIsBetter).ShouldBe(Equal);
        Strictness.Compare(new(AtMost, 50, null, "dB"), new(AtMost, 50, null, "dB(A)"), LowerIsBetter).ShouldBe(NotComparable);
    }

    [Theory]
    [InlineData("0.54", ComparisonMethod.FullValue, Stricter)]
    [InlineData("0.54", ComparisonMethod.RoundedValue, Equal)]
    [InlineData("0.55", ComparisonMethod.RoundedValue, Stricter)] // 0.6
    [InlineData("0.45", ComparisonMethod.RoundedValue, Laxer)] // 0.4
    [InlineData("0.450001", ComparisonMethod.RoundedValue, Equal)]
    public void The_plan_says_whether_the_full_or_the_rounded_value_counts(string own, ComparisonMethod method, Verdict verdict) =>
        Strictness.Compare(
            new(AtLeast, decimal.Parse(own, CultureInfo.InvariantCulture), null, "kWh"),
            new(AtLeast, 0.5m, null, "kWh"),
            HigherIsBetter,
            method,
            1).ShouldBe(verdict);

    [Theory]
    [InlineData(0, Equal)] // 0.8333… h is 1 h
    [InlineData(1, Laxer)] // 0.8 h
    public void What_no_decimal_holds_is_rounded_as_well(int decimals, Verdict verdict) => Strictness.Compare(
        new(AtLeast, 50, null, "min"), new(AtLeast, 1, null, "h"), HigherIsBetter, ComparisonMethod.RoundedValue, decimals)
            .ShouldBe(verdict);

    [Fact]
    public void The_margin_is_positive_when_better_and_in_the_unit_that_is_asked_for()
    {
        Strictness.Margin(Years(AtLeast, 7), Years(AtLeast, 5), HigherIsBetter, "a").ShouldBe(2);
        Strictness.Margin(Years(AtLeast, 4), Years(AtLeast, 5), HigherIsBetter, "a").ShouldBe(-1);
        Strictness.Margin(new(AtMost, 45, null, "dB(A)"), new(AtMost, 50, null, "dB(A)"), LowerIsBetter, "dB(A)").ShouldBe(5);
        Strictness.Margin(Ph(7, 8), Ph(6.5, 8.5), NarrowerIsBetter, "pH").ShouldBe(1);
        Strictness.Margin(new(AtLeast, 750, null, "Wh"), new(AtLeast, 0.5m, null, "kWh"), HigherIsBetter, "kWh").ShouldBe(0.25m);
        Strictness.Margin(Ph(6, 8), Ph(6.5, 8.5), NarrowerIsBetter, "pH").ShouldBeNull();
        // a sixth, rounded once
        Strictness.Margin(new(AtLeast, 50, null, "min"), new(AtLeast, 1, null, "h"), HigherIsBetter, "h").ShouldBe(-0.1666666667m);
        Strictness.Margin(new(AtLeast, 50, null, "min"), new(AtLeast, 1, null, "h"), HigherIsBetter, "min").ShouldBe(-10);
        Strictness.Margin(Ph(7, 8), Ph(6, 8), NarrowerIsBetter, "dB").ShouldBeNull();
    }

    [Fact]
    public void Levels_order_from_worse_to_better_whatever_the_direction()
    {
        Strictness.Level(Years(AtLeast, 7), HigherIsBetter, "month").ShouldBe((Exact)84m);
        Strictness.Level(new(AtMost, 45, null, "dB(A)"), LowerIsBetter, "dB(A)").ShouldBe(-(Exact)45m);
        Strictness.Level(Ph(6.5, 8.5), NarrowerIsBetter, "pH").ShouldBe(-(Exact)2m);
        Strictness.Level(new(Within, 5, 9, "a"), HigherIsBetter, "a").ShouldBe((Exact)5m); // what is promised at least
        Strictness.Level(new(Within, 5, 9, "a"), LowerIsBetter, "a").ShouldBe(-(Exact)9m);
        Strictness.Level(Years(AtLeast, 7), HigherIsBetter, "h").ShouldBeNull();
        Strictness.Level(new(AtMost, 50, null, "min"), LowerIsBetter, "h").ShouldBe(new Exact(-5, 6));
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
    public void What_is_stricter_one_way_is_laxer_the_other_and_ranges_that_cross_are_laxer_both_ways() =>
        Gen.Select(AnyLimit, AnyLimit, AnyDirection, Gen.Enum<ComparisonMethod>()).Sample((a, b, direction, method) =>
        {
            if (method == ComparisonMethod.RoundedValue) b = b with { Unit = a.Unit }; // the places are those of one unit
            var (there, back) = (Strictness.Compare(a, b, direction, method), Strictness.Compare(b, a, direction, method));
            return there switch
            {
                Stricter => back == Laxer,
                Laxer => back == Stricter || (back == Laxer && direction == NarrowerIsBetter),
                _ => back == there,
            };
        });

    /// <summary>The oracle knows nothing of ends: it tries all half steps from −50 to 50, and far ones for "without end".</summary>
    [Fact]
    [Trait("Rule", "Q57")]
    [Trait("Rule", "Q14")]
    public void Stricter_is_who_lets_pass_less_and_laxer_who_lets_pass_what_the_other_forbids() =>
        Gen.Select(AnyWhole, AnyWhole, AnyDirection).Sample((own, baseline, direction) =>
        {
            var (mine, given) = (Passes(own), Passes(baseline));
            // what is better than something that the limit lets pass, it does not mean to forbid
            if (direction == HigherIsBetter)
            {
                (mine, given) =
                    (Points.Where(p => mine.Any(m => m <= p)).ToHashSet(), Points.Where(p => given.Any(g => g <= p)).ToHashSet());
            }
            if (direction == LowerIsBetter)
            {
                (mine, given) =
                    (Points.Where(p => mine.Any(m => m >= p)).ToHashSet(), Points.Where(p => given.Any(g => g >= p)).ToHashSet());
            }
            var expected = mine.Count == Points.Length && given.Count == Points.Length ? NotComparable // neither forbids anything
                : !mine.IsSubsetOf(given) ? Laxer : mine.Count == given.Count ? Equal : Stricter;
            return Strictness.Compare(own, baseline, direction) == expected;
        }, iter: 20_000);

    [Fact]
    public void Minutes_and_hours_compare_as_minutes_do() =>
        Gen.Select(Gen.Int[1, 600], Gen.Int[1, 10], Gen.Enum<Operator>(), Gen.Enum<Operator>(), AnyDirection)
            .Sample((minutes, hours, own, baseline, direction) =>
            {
                Limit In(string unit, Operator o, decimal value, decimal width) => new(o, value, o == Within ? value + width : null, unit);
                var (mine, given) = (In("min", own, minutes, 7), In("h", baseline, hours, 1));
                var same = In("min", baseline, hours * 60, 60);
                return Strictness.Compare(mine, given, direction) == Strictness.Compare(mine, same, direction)
                    && Strictness.Compare(given, mine, direction) == Strictness.Compare(same, mine, direction);
            });

    [Fact]
    public void The_verdict_does_not_depend_on_the_unit() =>
        Gen.Select(AnyLimit, AnyLimit, AnyDirection).Sample((a, b, direction) =>
            Strictness.Compare(a, b, direction) == Strictness.Compare(InWattHours(a), InWattHours(b), direction));

    [Fact]
    public void The_margin_agrees_with_the_verdict() =>
        Gen.Select(AnyLimit, AnyLimit, AnyDirection)
            .Sample((a, b, direction) => (Strictness.Compare(a, b, direction), Strictness.Margin(a, b, direction, "kWh")) switch
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

    private static readonly decimal[] Points = [-1000, .. Enumerable.Range(-100, 201).Select(i => i / 2m), 1000];

    private static readonly Gen<Limit> AnyWhole = Gen.Select(Gen.Enum<Operator>(), Gen.Int[-4, 4], Gen.Int[0, 4],
        (o, value, width) => new Limit(o, value, o == Within ? value + width : null, "grade"));

    private static HashSet<decimal> Passes(Limit limit) => [.. Points.Where(p => limit.Operator switch
    {
        AtLeast => p >= limit.Value,
        AtMost => p <= limit.Value,
        MoreThan => p > limit.Value,
        LessThan => p < limit.Value,
        Exactly => p == limit.Value,
        _ => p >= limit.Value && p <= limit.Upper,
    })];

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
        Units.TryConvert(limit.Value, limit.Unit, "Wh", out var value)
            && Units.TryConvert(limit.Upper ?? 0, limit.Unit, "Wh", out var upper)
            ? new(limit.Operator, value, limit.Upper is null ? null : upper, "Wh")
            : throw new InvalidOperationException("the samples are whole watt hours");

    private static Limit Years(Operator @operator, double value) => new(@operator, (decimal)value, null, "a");
    private static Limit Ph(double lower, double upper) => new(Within, (decimal)lower, (decimal)upper, "pH");
}
