using System.Collections.Immutable;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <param name="Proposal"><c>{cycle}.{body}.{field}</c>: a body proposes a field once in a cycle.</param>
public abstract record FieldProposalFact(string Proposal, int Cycle, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.FieldProposals(Cycle);
}

/// <summary>
/// R39: a department or region proposes a key field, and says what it knows of two of the four factors. The state of self-declaration and
/// the differences between standards are the register's to count: see <see cref="Rules.FieldFigures"/>.
/// </summary>
/// <param name="Body">Who proposes it.</param>
/// <param name="Field">The id that the field would have in the list.</param>
public sealed record KeyFieldProposed(
    string Proposal,
    int Cycle,
    string Body,
    string Field,
    string Name,
    string? NameZh,
    GoalSector Sector,
    string? IndustryCode,
    string Rationale,
    string ConsumerAttention,
    string EffectOnQuality,
    IReadOnlyList<KeyCategory> Categories,
    DateOnly On) : FieldProposalFact(Proposal, Cycle, On);

/// <summary>A published list has at least one of the categories.</summary>
/// <param name="Version">Of the list.</param>
/// <param name="Listed">Those of the proposal that stand in it.</param>
public sealed record FieldProposalTakenUp(string Proposal, int Cycle, int Version, IReadOnlyList<string> Listed, DateOnly On)
    : FieldProposalFact(Proposal, Cycle, On);

/// <summary>A list was published without any of the categories; the regulator says why.</summary>
/// <param name="Version">Of the list.</param>
public sealed record FieldProposalNotTakenUp(string Proposal, int Cycle, int Version, string Reason, DateOnly On)
    : FieldProposalFact(Proposal, Cycle, On);

public enum FieldProposalStatus { Open, TakenUp, NotTakenUp }

public sealed record FieldProposal(
    KeyFieldProposed Proposed,
    FieldProposalStatus Status,
    int? ListVersion,
    ImmutableList<string> Listed,
    string? Reason,
    DateOnly? DecidedOn);

/// <summary>Stream: one per cycle, so that a list and what becomes of the proposals for it are one decision.</summary>
public sealed record FieldProposals : IState<FieldProposals>
{
    public static FieldProposals Initial { get; } = new();

    /// <summary>In the order in which they came.</summary>
    public ImmutableList<FieldProposal> All { get; private init; } = [];

    public DateOnly? LastActOn { get; private init; }

    public FieldProposal? Of(string proposal) => All.Find(p => p.Proposed.Proposal == proposal);

    public static FieldProposals Evolve(FieldProposals s, Fact fact)
    {
        s = s with { LastActOn = Values.Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            KeyFieldProposed e => s with { All = s.All.Add(new(e, FieldProposalStatus.Open, null, [], null, null)) },
            FieldProposalTakenUp e => s.With(e.Proposal, p => p with
            {
                Status = FieldProposalStatus.TakenUp,
                ListVersion = e.Version,
                Listed = [.. e.Listed],
                Reason = null,
                DecidedOn = e.On,
            }),
            FieldProposalNotTakenUp e => s.With(e.Proposal, p => p with
            {
                Status = FieldProposalStatus.NotTakenUp,
                ListVersion = e.Version,
                Listed = [],
                Reason = e.Reason,
                DecidedOn = e.On,
            }),
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }

    private FieldProposals With(string proposal, Func<FieldProposal, FieldProposal> change) =>
        this with { All = All.ConvertAll(p => p.Proposed.Proposal == proposal ? change(p) : p) };
}

public static class FieldProposalLedger
{
    public static FieldProposals FieldProposals(this ILedger ledger, int cycle) =>
        ledger.Read<FieldProposals>(Streams.FieldProposals(cycle));
}
