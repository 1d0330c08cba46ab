using Leader.Domain.Values;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record OtherTitleFact(string OtherTitle, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.OtherTitle(OtherTitle);
}

/// <summary>Q44: a title of another scheme, as of a province; no title of the programme, and counted nowhere.</summary>
/// <param name="AwardedBy">Who awards it, in words: no organisation of this register needs to.</param>
/// <param name="Number">The number of the standard that it is for.</param>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Source">An https address where it is published.</param>
/// <param name="Body">Who recorded it here.</param>
public sealed record OtherTitleRecorded(
    string OtherTitle,
    string Scheme,
    Region Region,
    string AwardedBy,
    string Enterprise,
    string Number,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    string Source,
    string Body,
    DateOnly On) : OtherTitleFact(OtherTitle, On);

/// <summary>Q44: the other scheme ended it before its time.</summary>
/// <param name="LastDay">Its last day, inclusive.</param>
public sealed record OtherTitleEnded(string OtherTitle, DateOnly LastDay, string Reason, DateOnly On) : OtherTitleFact(OtherTitle, On);

/// <summary>Stream: one per title of another scheme.</summary>
public sealed record OtherTitle : IState<OtherTitle>
{
    public static OtherTitle Initial { get; } = new();
    public OtherTitleRecorded? Recorded { get; private init; }
    public OtherTitleEnded? Ended { get; private init; }
    public DateOnly? LastActOn { get; private init; }

    public static OtherTitle Evolve(OtherTitle s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            OtherTitleRecorded e => s with { Recorded = e },
            OtherTitleEnded e => s with { Ended = e },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class OtherTitleLedger
{
    public static OtherTitle OtherTitle(this ILedger ledger, string id) => ledger.Read<OtherTitle>(Streams.OtherTitle(id));
}
