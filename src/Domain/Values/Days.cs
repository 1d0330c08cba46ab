namespace Leader.Domain.Values;

public static class Days
{
    /// <summary>
    /// The later of two days; the first where there is no second. So an act takes effect in a stream not before what is recorded there.
    /// </summary>
    public static DateOnly Later(DateOnly one, DateOnly? other) => other is { } o && o > one ? o : one;
}
