namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>D21, R109: a supporting policy of a region or department.</summary>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
public sealed record SupportingPolicyRegistered(
    string Policy,
    string Issuer,
    string Region,
    string Name,
    string Benefit,
    string Conditions,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Policy(Policy);
}

/// <summary>R109: the issuer amends its policy; what it was before stays on record.</summary>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="On">First day on which it reads so, inclusive.</param>
public sealed record SupportingPolicyAmended(
    string Policy,
    string Issuer,
    string Name,
    string Benefit,
    string Conditions,
    DateOnly? ValidTo,
    string Reason,
    DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Policy(Policy);
}

/// <summary>R109: the issuer ends its policy before its time, or one that had no last day.</summary>
/// <param name="LastDay">Its last day, inclusive.</param>
public sealed record SupportingPolicyEnded(string Policy, string Issuer, DateOnly LastDay, string Reason, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Policy(Policy);
}

/// <summary>Stream: one per policy.</summary>
public sealed record SupportingPolicy : IState<SupportingPolicy>
{
    public static SupportingPolicy Initial { get; } = new();

    /// <summary>As it was registered first.</summary>
    public SupportingPolicyRegistered? Registered { get; private init; }

    /// <summary>As it reads now.</summary>
    public SupportingPolicyRegistered? Current { get; private init; }
    public SupportingPolicyEnded? Ended { get; private init; }
    public DateOnly LastOn { get; private init; }

    public static SupportingPolicy Evolve(SupportingPolicy s, Fact fact) => fact switch
    {
        SupportingPolicyRegistered e => s with { Registered = e, Current = e, LastOn = e.On },
        SupportingPolicyAmended e => s with
        {
            Current = s.Current is { } was
                ? was with { Name = e.Name, Benefit = e.Benefit, Conditions = e.Conditions, ValidTo = e.ValidTo } : null,
            LastOn = e.On,
        },
        SupportingPolicyEnded e =>
            s with { Ended = e, Current = s.Current is { } was ? was with { ValidTo = e.LastDay } : null, LastOn = e.On },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}
