namespace Leader.Domain.Rules;

/// <summary>What monitoring takes notice of: something to look at, and nobody's fault. R99.</summary>
public static class Monitoring
{
    /// <summary>The days that are looked at, the day of the answer among them.</summary>
    public const int Days = 30;

    /// <summary>So many standards of one enterprise on one day are a bulk change; a count that falls by fewer is no drop.</summary>
    public const int Many = 5;

    private const int Tenth = 10;

    /// <summary>A count fell by a tenth or more of what it was.</summary>
    public static bool Fell(long before, long now) => before - now >= Many && (before - now) * Tenth >= before;
}
