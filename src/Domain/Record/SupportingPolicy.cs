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

/// <summary>Stream: one per policy.</summary>
public sealed record SupportingPolicy : IState<SupportingPolicy>
{
    public static SupportingPolicy Initial { get; } = new();
    public SupportingPolicyRegistered? Registered { get; private init; }

    public static SupportingPolicy Evolve(SupportingPolicy s, Fact fact) => fact switch
    {
        SupportingPolicyRegistered e => s with { Registered = e },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}
