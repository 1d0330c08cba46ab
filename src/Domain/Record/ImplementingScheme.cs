using System.Collections.Immutable;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>A step of the timetable.</summary>
/// <param name="Milestone">An id within its scheme.</param>
/// <param name="Name">In English.</param>
/// <param name="DueOn">Last day, inclusive.</param>
/// <param name="Responsible">The organisation that answers for it.</param>
public sealed record SchemeMilestone(string Milestone, string Name, string NameZh, DateOnly DueOn, string Responsible);

public abstract record ImplementingSchemeFact(string ImplementingScheme, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.ImplementingScheme(ImplementingScheme);
}

/// <summary>结, R110, D22: how the programme is carried out, with its timetable and road map.</summary>
/// <param name="Basis">The document that it was issued as, with number and date.</param>
/// <param name="ValidFrom">First day, inclusive.</param>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
public sealed record ImplementingSchemeIssued(
    string ImplementingScheme,
    string Issuer,
    string Name,
    string Basis,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    IReadOnlyList<SchemeMilestone> Milestones,
    DateOnly On) : ImplementingSchemeFact(ImplementingScheme, On);

/// <summary>The issuer amends its scheme; what it was before stays on record.</summary>
/// <param name="ValidTo">Last day, inclusive; null while it lasts.</param>
/// <param name="Milestones">All of them, as they stand from now on.</param>
/// <param name="On">First day on which it reads so, inclusive.</param>
public sealed record ImplementingSchemeAmended(
    string ImplementingScheme,
    string Issuer,
    string Name,
    string Basis,
    DateOnly? ValidTo,
    IReadOnlyList<SchemeMilestone> Milestones,
    string Reason,
    DateOnly On) : ImplementingSchemeFact(ImplementingScheme, On);

/// <summary>A milestone is done, as its issuer or whoever answers for it reports.</summary>
/// <param name="ReportedBy">The organisation that reports it.</param>
/// <param name="DoneOn">The day on which it was done.</param>
/// <param name="Result">What was done, in words.</param>
public sealed record MilestoneReported(
    string ImplementingScheme,
    string Milestone,
    string ReportedBy,
    DateOnly DoneOn,
    string Result,
    DateOnly On) : ImplementingSchemeFact(ImplementingScheme, On);

/// <summary>The issuer ends its scheme before its time, or one that had no last day. What is not done is dropped.</summary>
/// <param name="LastDay">Its last day, inclusive.</param>
public sealed record ImplementingSchemeEnded(
    string ImplementingScheme,
    string Issuer,
    DateOnly LastDay,
    string Reason,
    DateOnly On) : ImplementingSchemeFact(ImplementingScheme, On);

/// <summary>Stream: one per implementing scheme.</summary>
public sealed record ImplementingScheme : IState<ImplementingScheme>
{
    public static ImplementingScheme Initial { get; } = new();

    /// <summary>As it was issued first.</summary>
    public ImplementingSchemeIssued? Issued { get; private init; }

    /// <summary>As it reads now.</summary>
    public ImplementingSchemeIssued? Current { get; private init; }

    /// <summary>By milestone.</summary>
    public ImmutableSortedDictionary<string, MilestoneReported> Done { get; private init; } =
        ImmutableSortedDictionary.Create<string, MilestoneReported>(StringComparer.Ordinal);

    public ImplementingSchemeEnded? Ended { get; private init; }
    public DateOnly LastOn { get; private init; }

    public static ImplementingScheme Evolve(ImplementingScheme s, Fact fact) => (fact switch
    {
        ImplementingSchemeIssued e => s with { Issued = e, Current = e },
        ImplementingSchemeAmended e => s with
        {
            Current = s.Current is { } was
                ? was with { Name = e.Name, Basis = e.Basis, ValidTo = e.ValidTo, Milestones = e.Milestones } : null,
        },
        MilestoneReported e => s with { Done = s.Done.SetItem(e.Milestone, e) },
        ImplementingSchemeEnded e => s with { Ended = e, Current = s.Current is { } was ? was with { ValidTo = e.LastDay } : null },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    }) with
    { LastOn = fact.On };
}

public static class ImplementingSchemeLedger
{
    public static ImplementingScheme ImplementingScheme(this ILedger ledger, string id) =>
        ledger.Read<ImplementingScheme>(Streams.ImplementingScheme(id));
}
