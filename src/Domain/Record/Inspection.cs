using System.Collections.Immutable;

namespace Leader.Domain.Record;

/// <summary>What an authority may inspect.</summary>
public enum InspectedSubject
{
    /// <summary>An evaluation body, the working body, or another organisation that takes part.</summary>
    Organisation,
    Enterprise,

    /// <summary>The programme in a region.</summary>
    Region,
}

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record InspectionFact(string Inspection, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Inspection(Inspection);
}

/// <summary>结, R111: an authority looked at how the programme is carried out (督促检查). For everybody to read.</summary>
/// <param name="Authority">Who inspected.</param>
/// <param name="SubjectId">The id of the organisation, the credit code of the enterprise, or the name of the region.</param>
/// <param name="Occasion">Why at this time.</param>
/// <param name="LookedAt">What was looked at.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="ToPutRight">What has to be put right; null where nothing has.</param>
/// <param name="PutRightBy">Last day to put it right, inclusive; null where nothing has to be.</param>
public sealed record InspectionRecorded(
    string Inspection,
    string Authority,
    InspectedSubject Subject,
    string SubjectId,
    DateOnly InspectedOn,
    string Occasion,
    string LookedAt,
    string Found,
    string? ToPutRight,
    DateOnly? PutRightBy,
    DateOnly On) : InspectionFact(Inspection, On);

/// <summary>The authority looked again whether it was put right.</summary>
/// <param name="CheckedOn">The day on which it looked.</param>
/// <param name="PutRightBy">Another last day, inclusive, of what is not put right; null where the one before stays.</param>
public sealed record InspectionFollowedUp(
    string Inspection,
    bool PutRight,
    DateOnly CheckedOn,
    string Found,
    DateOnly? PutRightBy,
    DateOnly On) : InspectionFact(Inspection, On);

/// <summary>Stream: one per inspection.</summary>
public sealed record Inspection : IState<Inspection>
{
    public static Inspection Initial { get; } = new();
    public InspectionRecorded? Recorded { get; private init; }

    /// <summary>The oldest first.</summary>
    public ImmutableList<InspectionFollowedUp> FollowUps { get; private init; } = [];

    /// <summary>Last day to put it right, as it stands now.</summary>
    public DateOnly? PutRightBy { get; private init; }
    public bool IsPutRight { get; private init; }
    public DateOnly? LastActOn { get; private init; }

    public static Inspection Evolve(Inspection s, Fact fact) => (fact switch
    {
        InspectionRecorded e => s with { Recorded = e, PutRightBy = e.PutRightBy },
        InspectionFollowedUp e => s with
        {
            FollowUps = s.FollowUps.Add(e),
            IsPutRight = e.PutRight,
            PutRightBy = e.PutRightBy ?? s.PutRightBy,
        },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    }) with
    { LastActOn = fact.On };
}

public static class InspectionLedger
{
    public static Inspection Inspection(this ILedger ledger, string id) => ledger.Read<Inspection>(Streams.Inspection(id));
}
