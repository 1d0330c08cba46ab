using System.Collections.Immutable;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <param name="Id">The subject of the expert's token: an id that says nothing of who it is.</param>
/// <param name="Person">
/// An opaque reference to the name, which is sealed beside the log and can be erased (Q48). Null in panels that were formed when facts
/// still held the name: it is no longer read from there, so these panels show none until they are formed again.
/// </param>
/// <param name="Affiliation">Where the expert works; an expert of the body that submits a plan recuses.</param>
public sealed record Expert(string Id, string? Person, string Affiliation);

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <param name="Call">The id of the call, <c>{cycle}-{category}</c>.</param>
public abstract record CallFact(string Call, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Call(Call);
}

/// <summary>D2: the working body solicits plans publicly. R47.</summary>
/// <param name="Round">1, or higher where the category was called again.</param>
/// <param name="ClosesOn">Last day of submission, inclusive.</param>
public sealed record PlanCallOpened(string Call, int Cycle, string Category, string Field, string WorkingBody, int Round, DateOnly ClosesOn,
    string Conditions, DateOnly On) : CallFact(Call, On);

/// <summary>D3, with the no-fee undertaking D24.</summary>
/// <param name="Late">After the close of the call: recorded, never selected.</param>
public sealed record PlanSubmitted(
    string Call,
    string Plan,
    string Body,
    int Round,
    EvaluationPlan Content,
    NoFeeUndertaking Undertaking,
    bool Late,
    DateOnly On) : CallFact(Call, On);

public sealed record PlanWithdrawn(string Call, string Plan, string Reason, DateOnly On) : CallFact(Call, On);

/// <summary>
/// Experts are named once a plan is selected; until then their names are not public (Q48), and no name is ever in the fact.
/// </summary>
public sealed record ExpertPanelFormed(string Call, IReadOnlyList<Expert> Experts, DateOnly On) : CallFact(Call, On);

/// <summary>D4. An expert with a conflict of interest recuses: an opinion with a conflict carries no score.</summary>
/// <param name="Score">0 to 100; null where the expert recused.</param>
public sealed record PlanReviewed(string Call, string Plan, string Expert, decimal? Score, string Opinion, string? Conflict, DateOnly On)
    : CallFact(Call, On);

/// <summary>
/// D5: one plan and its body, with reasons for each plan reviewed. R49. It becomes official when its notice ends clean (Q10).
/// </summary>
/// <param name="Reasons">By plan id.</param>
public sealed record PlanSelected(
    string Call,
    string Plan,
    string Body,
    IReadOnlyDictionary<string, string> Reasons,
    string Notice,
    string Rules,
    DateOnly On) : CallFact(Call, On);

/// <summary>The notice ended with no objection standing: the plan is official and can no longer change (Q13).</summary>
public sealed record PlanMadeOfficial(string Call, string Plan, DateOnly On) : CallFact(Call, On);

/// <summary>An objection to the plan was upheld, or the body was disqualified: the category may be called again.</summary>
public sealed record SelectionWithdrawn(string Call, string Plan, string Reason, DateOnly On) : CallFact(Call, On);

/// <summary>Q12: no suitable plan; the category lapses for the cycle, and may be called again.</summary>
public sealed record CategoryLapsed(string Call, string Reason, DateOnly On) : CallFact(Call, On);

public sealed record SubmittedPlan(
    string Id,
    string Body,
    int Round,
    EvaluationPlan Content,
    NoFeeUndertaking Undertaking,
    bool Late,
    bool Withdrawn);

public enum CallStage { None, Open, Selected, Official, Lapsed, SelectionWithdrawn }

/// <summary>Stream: one per category and cycle, so that there is exactly one selected plan (Q11).</summary>
public sealed record Call : IState<Call>
{
    public static Call Initial { get; } = new();

    public CallStage Stage { get; private init; }
    public string Id { get; private init; } = "";
    public int Cycle { get; private init; }
    public string Category { get; private init; } = "";
    public string Field { get; private init; } = "";
    public string WorkingBody { get; private init; } = "";
    public int Round { get; private init; }
    public DateOnly OpenedOn { get; private init; }
    public DateOnly ClosesOn { get; private init; }
    public string Conditions { get; private init; } = "";
    public ImmutableDictionary<string, SubmittedPlan> Plans { get; private init; } = ImmutableDictionary<string, SubmittedPlan>.Empty;
    public ImmutableList<Expert> Panel { get; private init; } = [];
    public ImmutableList<PlanReviewed> Reviews { get; private init; } = [];
    public string? SelectedPlan { get; private init; }

    /// <summary>The last round in which a plan was selected; 0 before. What was submitted until then is public (D3).</summary>
    public int DecidedRound { get; private init; }

    /// <summary>Facts in the stream, and for each round the number of the fact that opened it.</summary>
    private int Length { get; init; }
    private ImmutableList<(int From, int Round)> Rounds { get; init; } = [];

    /// <summary>The plan whose selection was withdrawn last.</summary>
    public string? WithdrawnPlan { get; private init; }

    public string? Notice { get; private init; }
    public DateOnly? LastActOn { get; private init; }

    public bool Exists => Stage != CallStage.None;

    /// <summary>The official plan of the category and cycle; null until its notice has ended clean.</summary>
    public SubmittedPlan? OfficialPlan => Stage == CallStage.Official ? Plans[SelectedPlan!] : null;

    /// <summary>The round that ran when the fact was recorded.</summary>
    /// <param name="version">Its number in the stream, from 1.</param>
    public int RoundOf(long version) => Rounds.FindLast(r => r.From <= version).Round;

    public static Call Evolve(Call s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn), Length = s.Length + 1 };
        return fact switch
        {
            PlanCallOpened e => s with
            {
                Stage = CallStage.Open,
                Id = e.Call,
                Cycle = e.Cycle,
                Category = e.Category,
                Field = e.Field,
                WorkingBody = e.WorkingBody,
                Round = e.Round,
                OpenedOn = e.On,
                ClosesOn = e.ClosesOn,
                Conditions = e.Conditions,
                SelectedPlan = null,
                Notice = null,
                Rounds = s.Rounds.Add((s.Length, e.Round)),
            },
            PlanSubmitted e =>
                s with { Plans = s.Plans.SetItem(e.Plan, new(e.Plan, e.Body, e.Round, e.Content, e.Undertaking, e.Late, false)) },
            PlanWithdrawn e => s with { Plans = s.Plans.SetItem(e.Plan, s.Plans[e.Plan] with { Withdrawn = true }) },
            ExpertPanelFormed e => s with { Panel = [.. e.Experts] },
            PlanReviewed e => s with { Reviews = s.Reviews.Add(e) },
            PlanSelected e => s with { Stage = CallStage.Selected, SelectedPlan = e.Plan, Notice = e.Notice, DecidedRound = s.Round },
            PlanMadeOfficial => s with { Stage = CallStage.Official },
            SelectionWithdrawn e => s with { Stage = CallStage.SelectionWithdrawn, SelectedPlan = null, WithdrawnPlan = e.Plan },
            CategoryLapsed => s with { Stage = CallStage.Lapsed },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class CallLedger
{
    public static Call Call(this ILedger ledger, string id) => ledger.Read<Call>(Streams.Call(id));
}
