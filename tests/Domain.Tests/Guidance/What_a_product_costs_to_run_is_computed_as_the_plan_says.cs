using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

/// <summary>All amounts are computed by hand, in yuan.</summary>
[Trait("Rule", "R102")]
public class What_a_product_costs_to_run_is_computed_as_the_plan_says
{
    private const Direction Lower = Direction.LowerIsBetter, Higher = Direction.HigherIsBetter;

    private static PlanIndicator Indicator(string unit, Direction direction) =>
        new("energy", "Energy", null, IndicatorClass.Innovative, null, direction, unit, 0m, "GB 12021.2", []);

    private static RunningCost Cost(decimal use, string useUnit, decimal price = 0.56m, string priceUnit = "kWh") =>
        new("energy", use, useUnit, price, priceUnit, "National Bureau of Statistics", Day("2024-01-01"));

    private static Limit AtMost(decimal value, string unit) => new(Operator.AtMost, value, null, unit);
    private static Limit AtLeast(decimal value, string unit) => new(Operator.AtLeast, value, null, unit);

    private static decimal? Yuan(RunningCost cost, string unit, Direction direction, Limit value) =>
        RunningCosts.Of(cost, Indicator(unit, direction), value, null)?.Yuan;

    [Fact]
    public void What_is_used_up_is_multiplied_by_the_use_and_the_price()
    {
        Yuan(Cost(365m, "d"), "kWh/24h", Lower, AtMost(0.8m, "kWh/24h")).ShouldBe(163.52m); // 292 kWh
        Yuan(Cost(1460m, "h"), "W", Lower, AtMost(220m, "W")).ShouldBe(179.87m); // 321.2 kWh, 179.872
        Yuan(Cost(220m, "cycle", 5m, "m³"), "L/cycle", Lower, AtMost(45m, "L/cycle")).ShouldBe(49.5m); // 9.9 m³
        Yuan(Cost(10_000m, "km", 7.5m, "L"), "L/100km", Lower, AtMost(6m, "L/100km")).ShouldBe(4500m); // 600 L
        Yuan(Cost(1m, "a"), "kWh/a", Lower, AtMost(150m, "kWh/a")).ShouldBe(84m);
        Yuan(Cost(500m, "kWh"), "%", Lower, AtMost(60m, "%")).ShouldBe(168m); // 300 kWh
    }

    [Fact]
    public void What_is_wanted_is_divided_by_an_efficiency()
    {
        Yuan(Cost(1800m, "kWh"), "Wh/(W·h)", Higher, AtLeast(5m, "Wh/(W·h)")).ShouldBe(201.6m); // 360 kWh
        Yuan(Cost(4400m, "kWh"), "%", Higher, AtLeast(88m, "%")).ShouldBe(2800m); // 5000 kWh
        Yuan(Cost(1_200_000m, "m³"), "m³/(W·h)", Higher, AtLeast(8m, "m³/(W·h)")).ShouldBe(84m); // 150 kWh
        Yuan(Cost(4.5m, "m³", 4m, "m³"), "%", Higher, AtLeast(60m, "%")).ShouldBe(30m); // 7.5 m³ of tap water
    }

    [Fact]
    public void It_is_compared_with_the_baseline()
    {
        RunningCosts.Of(Cost(365m, "d"), Indicator("kWh/24h", Lower), AtMost(0.8m, "kWh/24h"), AtMost(1m, "kWh/24h"))
            .ShouldBe(new(163.52m, 204.4m, 40.88m));
        RunningCosts.Of(Cost(1800m, "kWh"), Indicator("Wh/(W·h)", Higher), AtLeast(5m, "Wh/(W·h)"), AtLeast(4.08m, "Wh/(W·h)"))
            .ShouldBe(new(201.6m, 247.06m, 45.46m)); // 441.176… kWh
        RunningCosts.Of(Cost(365m, "d"), Indicator("kWh/24h", Lower), AtMost(1m, "kWh/24h"), AtMost(0.8m, "kWh/24h"))!.Saved
            .ShouldBe(-40.88m);
        RunningCosts.Of(Cost(365m, "d"), Indicator("kWh/24h", Lower), AtMost(0.8m, "kWh/24h"), null).ShouldBe(new(163.52m, null, null));
    }

    [Fact]
    public void Units_of_one_dimension_are_converted_and_the_worst_value_counts()
    {
        Yuan(Cost(1m, "a"), "kWh/a", Lower, new(Operator.Within, 100m, 150m, "kWh/a")).ShouldBe(84m);
        Yuan(Cost(8760m, "h"), "kWh/24h", Lower, AtMost(800m, "Wh/d")).ShouldBe(163.52m);
        Yuan(Cost(1460m, "h", 560m, "MWh"), "W", Lower, AtMost(0.22m, "kW")).ShouldBe(179.87m);
        Yuan(Cost(365m, "d"), "kWh/24h", Lower, AtLeast(0.8m, "kWh/24h")).ShouldBeNull();
        Yuan(Cost(365m, "d"), "kWh/24h", Lower, AtMost(0.8m, "kg")).ShouldBeNull();
    }

    [Fact]
    public void It_is_rounded_once_to_the_fen_half_to_even()
    {
        Yuan(Cost(1m, "a", 0.5m), "kWh/a", Lower, AtMost(0.25m, "kWh/a")).ShouldBe(0.12m); // 0.125
        Yuan(Cost(1m, "a", 0.5m), "kWh/a", Lower, AtMost(0.75m, "kWh/a")).ShouldBe(0.38m); // 0.375
        Yuan(Cost(1m, "a", 0.5m), "kWh/a", Lower, AtMost(0m, "kWh/a")).ShouldBe(0m);
        Yuan(Cost(1m, "kWh"), "%", Higher, AtLeast(0m, "%")).ShouldBeNull(); // whatever is divided by nothing
    }

    [Theory]
    [InlineData("energy", "365", "d", "0.56", "kWh", "2024-06-30", null)]
    [InlineData("energy", "365", "d", "0.56", "kWh", "2024-07-01", null)]
    [InlineData("energy", "365", "d", "0.56", "kWh", "2024-07-02", "pricedOn")]
    [InlineData("energy", "0.001", "d", "0.56", "kWh", "2024-01-01", null)]
    [InlineData("energy", "0", "d", "0.56", "kWh", "2024-01-01", "use")]
    [InlineData("energy", "365", "d", "0.001", "kWh", "2024-01-01", null)]
    [InlineData("energy", "365", "d", "0", "kWh", "2024-01-01", "price")]
    [InlineData("energy", "365", "d", "-0.56", "kWh", "2024-01-01", "price")]
    [InlineData("energy", "365", "cycle", "0.56", "kWh", "2024-01-01", "useUnit")]
    [InlineData("energy", "365", "furlong", "0.56", "kWh", "2024-01-01", "useUnit")]
    [InlineData("energy", "365", "d", "0.56", "MJ", "2024-01-01", null)]
    [InlineData("energy", "365", "d", "5", "m³", "2024-01-01", "priceUnit")]
    [InlineData("power", "365", "d", "0.56", "kWh", "2024-01-01", "indicator")]
    [InlineData("noise", "365", "d", "0.56", "kWh", "2024-01-01", "indicator")]
    [InlineData("grade", "365", "d", "0.56", "kWh", "2024-01-01", "indicator")]
    [InlineData("share", "365", "kWh", "0.56", "kWh", "2024-01-01", null)]
    [InlineData("share", "365", "d", "0.56", "kWh", "2024-01-01", "useUnit,priceUnit")]
    public void A_plan_says_what_is_used_how_much_and_at_which_price_of_which_day(
        string indicator, string use, string useUnit, string price, string priceUnit, string day, string? wrong)
    {
        var cost = new RunningCost(indicator, Number(use), useUnit, Number(price), priceUnit, "NBS", Day(day));
        var submitted = Submitted(cost);
        if (wrong is null) submitted.ShouldRecord<PlanSubmitted>().Content.RunningCosts.ShouldBe([cost]);
        else submitted.ShouldBeMalformed([.. wrong.Split(',').Select(w => $"plan.runningCosts[0].{w}")]);

        static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Each_cost_has_its_source_and_an_indicator_has_one()
    {
        Submitted(Cost(365m, "d") with { Source = " " }).ShouldBeMalformed("plan.runningCosts[0].source");
        Submitted(Cost(365m, "d"), Cost(300m, "d")).ShouldBeMalformed("plan.runningCosts");
        Canonical.Json(Plan()).ShouldNotContain("runningCosts");
    }

    private static Decision Submitted(params RunningCost[] costs) => CallOpen().When("2024-02-20", Caq, new SubmitPlan(
        Plan() with
        {
            Indicators =
            [
                .. Plan().Indicators,
                Indicator("kWh/24h", Lower),
                Indicator("%", Lower) with { Code = "share" },
                Indicator("grade", Lower) with { Code = "grade", Classes = ["A", "B"] },
            ],
            RunningCosts = costs,
        },
        Undertaking,
        "caq",
        CallId));
}
