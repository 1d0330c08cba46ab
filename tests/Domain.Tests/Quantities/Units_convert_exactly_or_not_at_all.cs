using System.Globalization;
using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Quantities;

public class Units_convert_exactly_or_not_at_all
{
    [Theory]
    [InlineData("0.50", "kWh", "Wh", "500")]
    [InlineData("1", "kWh", "MJ", "3.6")]
    [InlineData("30", "min", "h", "0.5")]
    [InlineData("1.5", "h", "s", "5400")]
    [InlineData("1", "d", "h", "24")]
    [InlineData("2", "a", "month", "24")]
    [InlineData("1", "g/kg", "mg/kg", "1000")]
    [InlineData("0.08", "mg/m³", "µg/m³", "80")]
    [InlineData("95", "%", "ratio", "0.95")]
    [InlineData("10", "L/min", "m³/h", "0.6")]
    [InlineData("-3", "mm", "cm", "-0.3")]
    [InlineData("36", "km/h", "m/s", "10")]
    [InlineData("1", "MPa", "kPa", "1000")]
    [InlineData("100", "Mbit/s", "MB/s", "12.5")]
    [InlineData("5", "μm", "µm", "5")] // mu and micro sign
    [InlineData("5", "℃", "°C", "5")]
    [InlineData("0", "min", "h", "0")]
    public void Within_a_dimension(string value, string from, string to, string expected)
    {
        Units.TryConvert(Number(value), from, to, out var converted).ShouldBeTrue();
        converted.ShouldBe(Number(expected));
    }

    [Theory]
    [InlineData("1", "min", "h")] // 0.01666…
    [InlineData("1", "m/s", "furlong")]
    [InlineData("1", "dB", "dB(A)")]
    [InlineData("1", "%", "g/kg")] // of mass, or of volume?
    [InlineData("1", "a", "d")] // 365 or 366
    [InlineData("1", "°C", "K")]
    [InlineData("1", "kWh", "kW")]
    [InlineData("79228162514264337593543950335", "kWh", "Wh")] // too great for a decimal
    [InlineData("0.0000000000000000000000000001", "Wh", "kWh")] // too small
    public void Otherwise_never(string value, string from, string to)
    {
        Units.TryConvert(Number(value), from, to, out var converted).ShouldBeFalse();
        converted.ShouldBe(0);
    }

    [Fact]
    public void A_unit_converts_to_itself_with_the_value_as_written()
    {
        Units.TryConvert(0.50m, "kWh", "kWh", out var same).ShouldBeTrue();
        same.ToString(CultureInfo.InvariantCulture).ShouldBe("0.50");
    }

    [Fact]
    public void The_units_are_listed_once_and_money_is_not_among_them()
    {
        Units.All.ShouldBeUnique();
        Units.All.ShouldAllBe(u => Units.IsKnown(u));
        Units.IsKnown("yuan").ShouldBeFalse();
        Units.IsKnown("元").ShouldBeFalse();
        Units.IsKnown("").ShouldBeFalse();
    }

    [Fact]
    public void There_and_back_again_gives_the_same_value()
    {
        var units = Units.All.ToArray();
        var anyUnit = Gen.Int[0, units.Length - 1].Select(i => units[i]);
        Gen.Select(Gen.Int[-100_000, 100_000], Gen.Int[0, 4], anyUnit, anyUnit).Sample((digits, places, from, to) =>
        {
            var value = new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)places);
            return !Units.TryConvert(value, from, to, out var there) || !Units.TryConvert(there, to, from, out var back) || back == value;
        }, iter: 100_000);
    }

    [Theory]
    [InlineData(Operator.AtLeast, "0.50", null, "≥ 0.50 kWh")]
    [InlineData(Operator.AtMost, "0.5", null, "≤ 0.5 kWh")]
    [InlineData(Operator.MoreThan, "-1", null, "> -1 kWh")]
    [InlineData(Operator.LessThan, "1", null, "< 1 kWh")]
    [InlineData(Operator.Exactly, "1", null, "= 1 kWh")]
    [InlineData(Operator.Within, "6.5", "8.50", "6.5 – 8.50 kWh")]
    public void A_limit_reads_as_it_was_written(Operator @operator, string value, string? upper, string text) =>
        new Limit(@operator, Number(value), upper is null ? null : Number(upper), "kWh").ToString().ShouldBe(text);

    [Theory]
    [InlineData(Operator.Within, "1", "1", "kWh", true)]
    [InlineData(Operator.Within, "1", "0.9", "kWh", false)]
    [InlineData(Operator.Within, "1", null, "kWh", false)]
    [InlineData(Operator.AtLeast, "1", "2", "kWh", false)]
    [InlineData(Operator.AtLeast, "1", null, "kWh", true)]
    [InlineData(Operator.AtLeast, "1", null, "yuan", false)]
    [InlineData(Operator.AtLeast, "1000000000000000", null, "kWh", true)]
    [InlineData(Operator.AtLeast, "1000000000000000.1", null, "kWh", false)]
    [InlineData((Operator)9, "1", null, "kWh", false)]
    public void Only_a_range_has_two_ends_and_sizes_are_sensible(
        Operator @operator,
        string value,
        string? upper,
        string unit,
        bool wellFormed) =>
        new Limit(@operator, Number(value), upper is null ? null : Number(upper), unit).IsWellFormed().ShouldBe(wellFormed);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
