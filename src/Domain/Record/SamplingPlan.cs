using System.Collections.Immutable;

namespace Leader.Domain.Record;

/// <summary>What samples are drawn of.</summary>
public enum SampledPopulation { Titles, Declarations }

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>What was drawn or chosen: a title with the standard that it rests on, or a declared standard by itself.</summary>
/// <param name="Title">Null where declarations are sampled.</param>
public sealed record TakenSample(string Declaration, string? Title, string Enterprise)
{
    /// <summary>By which the plan knows it.</summary>
    public string Subject => Title ?? Declaration;
}

public abstract record SamplingPlanFact(string SamplingPlan, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.SamplingPlan(SamplingPlan);
}

/// <summary>五(二), R87: spot checks of a year (监督抽查计划). Candidates meet all that is named.</summary>
/// <param name="Number">How many are to be drawn.</param>
public sealed record SamplingPlanAnnounced(
    string SamplingPlan,
    string Authority,
    int Year,
    string Name,
    SampledPopulation Population,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Enterprises,
    IReadOnlyList<string> Titles,
    int Number,
    string Method,
    DateOnly On) : SamplingPlanFact(SamplingPlan, On);

/// <summary>Drawn by an order that anybody can reckon again from the seed.</summary>
/// <param name="AsOf">Candidates are those in force on this day.</param>
/// <param name="SeedSource">Where the seed comes from, so that nobody could choose it.</param>
/// <param name="Candidates">How many there were.</param>
/// <param name="CandidatesDigest">SHA-256 of their ids, sorted, in the canonical text; lower-case hex.</param>
public sealed record SamplesDrawn(
    string SamplingPlan,
    DateOnly AsOf,
    string Seed,
    string SeedSource,
    int Candidates,
    string CandidatesDigest,
    IReadOnlyList<TakenSample> Samples,
    DateOnly On) : SamplingPlanFact(SamplingPlan, On);

/// <summary>Taken by hand, for a reason.</summary>
public sealed record SampleAdded(string SamplingPlan, TakenSample Sample, string Reason, DateOnly On) : SamplingPlanFact(SamplingPlan, On);

/// <param name="SubjectId">The title or declaration.</param>
/// <param name="Laboratory">Who tested, and the number of the report.</param>
/// <param name="Finding">Of one that does not conform.</param>
/// <param name="Retest">Why there is a result again; null of the first.</param>
public sealed record SampleResultRecorded(
    string SamplingPlan,
    string SubjectId,
    bool Conforms,
    string Laboratory,
    string? Finding,
    string? Retest,
    DateOnly On) : SamplingPlanFact(SamplingPlan, On);

/// <summary>Stream: one per plan.</summary>
public sealed record SamplingPlan : IState<SamplingPlan>
{
    public static SamplingPlan Initial { get; } = new();
    public SamplingPlanAnnounced? Announced { get; private init; }
    public SamplesDrawn? Draw { get; private init; }

    /// <summary>Drawn or taken by hand, by what the plan knows them by.</summary>
    public ImmutableDictionary<string, TakenSample> Samples { get; private init; } =
        ImmutableDictionary.Create<string, TakenSample>(StringComparer.Ordinal);

    public ImmutableDictionary<string, SampleAdded> Added { get; private init; } =
        ImmutableDictionary.Create<string, SampleAdded>(StringComparer.Ordinal);

    /// <summary>The last of each sample.</summary>
    public ImmutableDictionary<string, SampleResultRecorded> Results { get; private init; } =
        ImmutableDictionary.Create<string, SampleResultRecorded>(StringComparer.Ordinal);

    public DateOnly? LastActOn { get; private init; }

    public static SamplingPlan Evolve(SamplingPlan s, Fact fact) => (fact switch
    {
        SamplingPlanAnnounced e => s with { Announced = e },
        SamplesDrawn e => s with { Draw = e, Samples = s.Samples.SetItems(e.Samples.Select(x => KeyValuePair.Create(x.Subject, x))) },
        SampleAdded e => s with
        {
            Samples = s.Samples.SetItem(e.Sample.Subject, e.Sample),
            Added = s.Added.SetItem(e.Sample.Subject, e),
        },
        SampleResultRecorded e => s with { Results = s.Results.SetItem(e.SubjectId, e) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    }) with
    { LastActOn = fact.On };
}

public static class SamplingPlanLedger
{
    public static SamplingPlan SamplingPlan(this ILedger ledger, string id) => ledger.Read<SamplingPlan>(Streams.SamplingPlan(id));
}
