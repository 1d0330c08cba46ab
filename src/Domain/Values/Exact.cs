using System.Numerics;

namespace Leader.Domain.Values;

/// <summary>A number as a fraction in lowest terms: 50 min are 5/6 h, which no decimal holds.</summary>
public readonly record struct Exact : IComparable<Exact>
{
    private readonly BigInteger _under;

    public Exact(BigInteger over, BigInteger under)
    {
        var common = BigInteger.GreatestCommonDivisor(over, under) * under.Sign;
        (Over, _under) = (over / common, under / common);
    }

    public Exact(decimal value) : this(Digits(value), BigInteger.Pow(10, value.Scale)) { }

    public BigInteger Over { get; }

    /// <summary>Above zero; so that the default value is zero.</summary>
    public BigInteger Under => _under.IsZero ? BigInteger.One : _under;

    public static implicit operator Exact(decimal value) => new(value);
    public static Exact operator +(Exact a, Exact b) => new(a.Over * b.Under + b.Over * a.Under, a.Under * b.Under);
    public static Exact operator -(Exact a) => new(-a.Over, a.Under);
    public static Exact operator -(Exact a, Exact b) => new(a.Over * b.Under - b.Over * a.Under, a.Under * b.Under);
    public static Exact operator *(Exact a, Exact b) => new(a.Over * b.Over, a.Under * b.Under);
    public static Exact operator /(Exact a, Exact b) => new(a.Over * b.Under, a.Under * b.Over);
    public static bool operator <(Exact a, Exact b) => a.CompareTo(b) < 0;
    public static bool operator >(Exact a, Exact b) => a.CompareTo(b) > 0;
    public static bool operator <=(Exact a, Exact b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Exact a, Exact b) => a.CompareTo(b) >= 0;
    public static Exact Abs(Exact a) => new(BigInteger.Abs(a.Over), a.Under);
    public int CompareTo(Exact other) => (Over * other.Under).CompareTo(other.Over * Under);
    public bool Equals(Exact other) => CompareTo(other) == 0;
    public override int GetHashCode() => HashCode.Combine(Over, Under);

    /// <summary>Half to even, once; GB/T 8170-2008.</summary>
    /// <param name="decimals">Places after the point; −1 rounds to tens.</param>
    public Exact Rounded(int decimals)
    {
        var (times, over) = decimals >= 0
            ? (BigInteger.Pow(10, decimals), BigInteger.One)
            : (BigInteger.One, BigInteger.Pow(10, -decimals));
        var (digits, under) = (Over * times, Under * over);
        var down = BigInteger.DivRem(digits, under, out var rest);
        var half = (BigInteger.Abs(rest) * 2).CompareTo(under);
        return new((half > 0 || (half == 0 && !down.IsEven) ? down + digits.Sign : down) * over, times);
    }

    /// <summary>Without trailing zeros.</summary>
    /// <param name="value">0 when the answer is false.</param>
    /// <returns>False when no decimal holds it exactly.</returns>
    public bool TryDecimal(out decimal value)
    {
        var (numerator, denominator, places) = (BigInteger.Abs(Over), Under, 0);
        value = 0;
        for (; denominator > 1; places++)
        {
            // the denominator must go up in tens, or the decimal never ends
            if (denominator % 10 == 0) denominator /= 10;
            else if (denominator % 2 == 0) (denominator, numerator) = (denominator / 2, numerator * 5);
            else if (denominator % 5 == 0) (denominator, numerator) = (denominator / 5, numerator * 2);
            else return false;
        }
        while (places > 0 && numerator % 10 == 0) (numerator, places) = (numerator / 10, places - 1);
        if (places > 28 || numerator >> 96 != 0) return false;
        var (low, middle, high) = ((uint)(numerator & uint.MaxValue), (uint)((numerator >> 32) & uint.MaxValue), (uint)(numerator >> 64));
        value = new((int)low, (int)middle, (int)high, Over.Sign < 0, (byte)places);
        return true;
    }

    private static BigInteger Digits(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var digits = (new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0];
        return value < 0 ? -digits : digits;
    }
}
