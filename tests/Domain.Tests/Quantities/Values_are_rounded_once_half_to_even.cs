using System.Globalization;
using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Quantities;

public class Values_are_rounded_once_half_to_even
{
    [Theory]
    [InlineData("0.25", 1, "0.2")]
    [InlineData("0.35", 1, "0.4")]
    [InlineData("0.250001", 1, "0.3")]
    [InlineData("12.1498", 1, "12.1")] // in steps it would be 12.2
    [InlineData("15.4546", 0, "15")] // in steps it would be 16
    [InlineData("2.5", 0, "2")]
    [InlineData("3.5", 0, "4")]
    [InlineData("-2.5", 0, "-2")]
    [InlineData("-3.5", 0, "-4")]
    [InlineData("1268", -2, "1300")]
    [InlineData("25", -1, "20")]
    [InlineData("35", -1, "40")]
    [InlineData("-35", -1, "-40")]
    [InlineData("4.999", -1, "0")]
    public void As_GB_T_8170_says(string value, int decimals, string expected) =>
        Rounding.HalfToEven(Number(value), decimals).ShouldBe(Number(expected));

    [Fact]
    public void Rounding_moves_a_value_by_at_most_half_a_unit_and_only_once() =>
        Gen.Select(Gen.Long[-10_000_000_000, 10_000_000_000], Gen.Int[0, 8], Gen.Int[-4, 8]).Sample((digits, places, decimals) =>
        {
            var value = digits * PowerOfTen(-places);
            var rounded = Rounding.HalfToEven(value, decimals);
            return Math.Abs(rounded - value) * 2 <= PowerOfTen(-decimals)
                && Rounding.HalfToEven(rounded, decimals) == rounded
                && Rounding.HalfToEven(-value, decimals) == -rounded;
        });

    private static decimal PowerOfTen(int exponent)
    {
        var power = 1m;
        for (var i = 0; i < Math.Abs(exponent); i++) power = exponent < 0 ? power / 10m : power * 10m;
        return power;
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
