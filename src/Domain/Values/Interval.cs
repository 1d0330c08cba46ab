namespace Leader.Domain.Values;

/// <param name="LastDay">Inclusive.</param>
public sealed record Interval(DateOnly From, DateOnly LastDay);
