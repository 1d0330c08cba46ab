using System.Collections.Immutable;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>An act was entered on a later day than it was done; recorded with what it recorded, for ever.</summary>
/// <param name="Of">The stream of the first fact of the act.</param>
/// <param name="Act">The name of the command.</param>
/// <param name="EnteredOn">The day of entry in Beijing; later than <paramref name="On"/>.</param>
/// <param name="On">The day on which it was done, announced or received.</param>
public sealed record ActEnteredLate(string Of, string Act, string Channel, IReadOnlyList<string> Evidence, DateOnly EnteredOn, DateOnly On)
    : Fact(On), INamesEvidence
{
    public override string Stream() => Streams.LateEntries(Of);
}

/// <summary>Stream: one per stream into which something was entered late.</summary>
public sealed record LateEntries : IState<LateEntries>
{
    public static LateEntries Initial { get; } = new();
    public ImmutableList<ActEnteredLate> All { get; private init; } = [];

    public static LateEntries Evolve(LateEntries s, Fact fact) => fact switch
    {
        ActEnteredLate e => s with { All = s.All.Add(e) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}
