using System.Globalization;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>What a product costs to run, in yuan a year, to the fen.</summary>
/// <param name="OfBaseline">What it costs at the strictest baseline; null where there is none.</param>
/// <param name="Saved">How much less the product costs than at the baseline.</param>
public sealed record YearlyCost(decimal Yuan, decimal? OfBaseline, decimal? Saved);

/// <summary>
/// From what a standard promises to what the product costs to run in a year, by the use and the price that the plan names. Clause 五(三),
/// R102.
/// </summary>
/// <remarks>
/// Where lower is better the value is what is used up: 0.8 kWh/24h, 45 L/cycle, 220 W, each by as much use as the plan says; or a share of
/// it: 60 % of 500 kWh. Where higher is better it is an efficiency, and what is wanted is divided by it: 1,800 kWh of cold and heat by 5
/// Wh/(W·h). The worst value counts that the limit lets pass. Fractions all the way, rounded once, half to even.
/// </remarks>
public static class RunningCosts
{
    /// <summary>What is bought to run something: energy, water or gas by volume, fuel by mass.</summary>
    private static readonly string[] Bought = ["kWh", "m³", "kg"];

    private const int Fen = 2;

    /// <param name="at">The field of the request that holds the costs.</param>
    public static void Check(Check check, EvaluationPlan plan, string at)
    {
        if (plan.RunningCosts is not { } costs) return;
        check.That(
            costs.Select(c => c.Indicator).Distinct(StringComparer.Ordinal).Count() == costs.Count,
            at,
            "names an indicator twice.");
        for (var i = 0; i < costs.Count; i++)
        {
            var (cost, here) = (costs[i], $"{at}[{i}]");
            check.That(cost.Use > 0, here + ".use", "must be above 0.").That(cost.Price > 0, here + ".price", "must be above 0.")
                .Unit(cost.UseUnit, here + ".useUnit").Unit(cost.PriceUnit, here + ".priceUnit").Text(cost.Source, here + ".source", 500)
                .That(cost.PricedOn <= Beijing.Day(plan.CutOff), here + ".pricedOn", "is after the cut-off.");
            Indicator(check, cost, plan.Indicators.FirstOrDefault(p => p.Code == cost.Indicator), here);
        }
    }

    private static void Indicator(Check check, RunningCost cost, PlanIndicator? indicator, string here)
    {
        if (indicator is null or { Classes: not null } || Quotient(indicator) is not { } quotient)
        {
            check.That(
                false,
                here + ".indicator",
                indicator is null ? "is not an indicator of the plan."
                    : indicator.Classes is not null ? "is in words; what a product costs to run is computed from numbers."
                    : "must state what is used up or an efficiency, in units such as kWh/24h, L/cycle, W or %.");
            return;
        }
        var (used, bought) = quotient.UsedAndBought(indicator.Direction);
        if (Units.IsKnown(cost.UseUnit))
        {
            check.That(
                used is null ? IsBought(cost.UseUnit) : Fits(cost.UseUnit, used),
                here + ".useUnit",
                used is null
                    ? "must be a unit of energy, volume or mass, such as kWh, m³ or kg."
                    : $"must be {used}, or a unit of its dimension.");
        }
        if (Units.IsKnown(cost.PriceUnit))
        {
            bought ??= cost.UseUnit;
            check.That(Fits(cost.PriceUnit, bought), here + ".priceUnit", $"must be {bought}, or a unit of its dimension.");
        }
    }

    /// <param name="value">As a standard promises it.</param>
    /// <param name="baseline">The strictest; null where there is none.</param>
    /// <returns>Null where the value does not bound what is used up, or no decimal holds the cost.</returns>
    public static YearlyCost? Of(RunningCost cost, PlanIndicator indicator, Limit value, Limit? baseline)
    {
        if (Yuan(cost, indicator, value) is not { } yuan) return null;
        var ofBaseline = baseline is null ? null : Yuan(cost, indicator, baseline);
        return new(yuan, ofBaseline, ofBaseline - yuan);
    }

    /// <summary>The indicator is a share of the use that the plan names, as of what the law allows.</summary>
    public static bool IsShareOf(PlanIndicator indicator) =>
        indicator.Direction == Direction.LowerIsBetter && Quotient(indicator) is { Over: null };

    private static decimal? Yuan(RunningCost cost, PlanIndicator indicator, Limit limit)
    {
        if (Quotient(indicator) is not { } quotient
            || Strictness.Level(limit, indicator.Direction, quotient.In) is not { } level)
        {
            return null;
        }
        var lower = indicator.Direction == Direction.LowerIsBetter;
        var value = lower ? -level : level;
        if (value < 0m || !lower && value == 0m) return null;
        var (used, bought) = quotient.UsedAndBought(indicator.Direction);
        if (Units.Exactly(cost.Use, cost.UseUnit, used ?? cost.UseUnit) is not { } use) return null;
        var amount = lower ? value * use / quotient.Times : use * quotient.Times / value;
        if (Units.Exactly(1m, bought ?? cost.UseUnit, cost.PriceUnit) is not { } inPriceUnit) return null;
        return (amount * inPriceUnit * cost.Price).Rounded(Fen).TryDecimal(out var yuan) ? yuan : null;
    }

    private static bool Fits(string unit, string other) => Units.Exactly(1m, unit, other) is not null;
    private static bool IsBought(string unit) => Bought.Any(b => Fits(unit, b));

    /// <summary>The unit of an indicator as what stands over and under its line; null where nothing bought is among them.</summary>
    private static Parts? Quotient(PlanIndicator indicator)
    {
        if (indicator.Direction == Direction.NarrowerIsBetter || Read(indicator.Unit) is not { } read) return null;
        return read.Over is null || read.UsedAndBought(indicator.Direction) is var (used, bought)
            && Units.IsKnown(used!) && IsBought(bought!) ? read : null;
    }

    private static Parts? Read(string unit)
    {
        if (Fits(unit, "ratio")) return new("ratio", null, null, 1m);
        if (unit is "W/W" or "Wh/(W·h)") return new(unit, null, null, 1m);
        if (Fits(unit, "W")) return new("W", "Wh", "h", 1m);
        if (Fits(unit, "m³/(W·h)")) return new("m³/(W·h)", "m³", "Wh", 1m);
        if (unit.Split('/') is not [var over, var under]) return null;
        var digits = under.TakeWhile(char.IsAsciiDigit).Count();
        return new(unit, over, under[digits..], digits == 0 ? 1m : decimal.Parse(under[..digits], CultureInfo.InvariantCulture));
    }

    /// <param name="In">The unit in which the value is taken.</param>
    /// <param name="Over">Null, as <paramref name="Under"/>, where both are the same: a share, an efficiency.</param>
    /// <param name="Times">How many of <paramref name="Under"/> one is of: 24 of kWh/24h, 100 of L/100km.</param>
    private sealed record Parts(string In, string? Over, string? Under, decimal Times)
    {
        public (string? Used, string? Bought) UsedAndBought(Direction direction) =>
            direction == Direction.LowerIsBetter ? (Under, Over) : (Over, Under);
    }
}
