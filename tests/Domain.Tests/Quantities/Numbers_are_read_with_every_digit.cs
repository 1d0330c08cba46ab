using System.Globalization;
using System.Numerics;
using CsCheck;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Quantities;

public class Numbers_are_read_with_every_digit
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.50", "0.50")]
    [InlineData("-12.340", "-12.340")]
    [InlineData("007", "7")]
    [InlineData("+5", "5")]
    [InlineData("1e3", "1000")]
    [InlineData("1.50e1", "15.0")]
    [InlineData("5E-2", "0.05")]
    [InlineData("0e99", "0")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("0.1234567890123456789012345678", "0.1234567890123456789012345678")]
    [InlineData("1e27", "1000000000000000000000000000")]
    public void As_they_are_written(string text, string value)
    {
        WrittenNumber.TryParse(text, out var number).ShouldBeTrue();
        number.ToString(CultureInfo.InvariantCulture).ShouldBe(value);
    }

    [Theory]
    [InlineData("1e-30")]
    [InlineData("1e-29")]
    [InlineData("1e28")]
    [InlineData("1e-99999999999")]
    [InlineData("1e99999999999")]
    [InlineData("12345678901234567890123456789")] // 29 digits
    [InlineData("1.0000000000000000000000000001")]
    [InlineData("1.0000000000000000000000000000")] // zeros are digits that somebody wrote
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("123456789012345678901234567890.5")]
    public void Or_refused_and_never_rounded(string text)
    {
        WrittenNumber.TryParse(text, out _).ShouldBeFalse();
        WrittenNumber.IsNumber(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,5")]
    [InlineData("1.5.5")]
    [InlineData("１．５")]
    [InlineData(" 1")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("1e+")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("--1")]
    public void What_is_no_number_is_none(string text)
    {
        WrittenNumber.TryParse(text, out _).ShouldBeFalse();
        WrittenNumber.IsNumber(text).ShouldBeFalse();
    }

    /// <summary>The oracle counts in whole numbers: digits times a power of ten.</summary>
    [Fact]
    public void The_value_is_the_one_written_to_the_last_digit() =>
        Gen.Select(Gen.Char['0', '9'].Array[1, 34], Gen.Int[0, 34], Gen.Int[-12, 12], Gen.Bool).Sample((digits, places, power, minus) =>
        {
            places = Math.Min(places, digits.Length - 1);
            var text = (minus ? "-" : "") + new string(digits, 0, digits.Length - places)
                + (places > 0 ? "." + new string(digits, digits.Length - places, places) : "") + (power == 0 ? "" : $"e{power}");
            var (whole, scale) = (BigInteger.Parse(digits, CultureInfo.InvariantCulture) * (minus ? -1 : 1), places - power);
            if (!WrittenNumber.TryParse(text, out var value))
            {
                return BigInteger.Abs(whole * BigInteger.Pow(10, Math.Max(0, -scale))) >= BigInteger.Pow(10, 28) || scale > 28;
            }
            return new Exact(value) == new Exact(whole * BigInteger.Pow(10, Math.Max(0, -scale)), BigInteger.Pow(10, Math.Max(0, scale)))
                && value.Scale == Math.Max(0, scale);
        }, iter: 20_000);
}
