using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

public enum IdentifierKind
{
    /// <summary>统一社会信用代码, GB 32100-2015.</summary>
    CreditCode,

    /// <summary>Legal Entity Identifier, for enterprises without a credit code (Q43).</summary>
    Lei,
}

public enum SuccessionKind { Merger, Split }

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record EnterpriseFact(string Enterprise, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Enterprise(Enterprise);
}

/// <param name="Attestation">How the registry verified a code whose check character does not hold (real codes of the pilot era); null for
/// others.</param>
public sealed record EnterpriseRegistered(
    string Enterprise,
    IdentifierKind IdentifierKind,
    string Name,
    string? Region,
    string? Attestation,
    DateOnly On) : EnterpriseFact(Enterprise, On);

public sealed record EnterpriseRenamed(string Enterprise, string Name, string Reason, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>On the predecessor: it merged into, or was split into, the heirs (Q39).</summary>
public sealed record EnterpriseSucceeded(string Enterprise, SuccessionKind Kind, IReadOnlyList<string> Heirs, DateOnly On)
    : EnterpriseFact(Enterprise, On);

/// <summary>On an heir: whose rights and duties it took over.</summary>
public sealed record SuccessionEntered(string Enterprise, SuccessionKind Kind, string Predecessor, DateOnly On)
    : EnterpriseFact(Enterprise, On);

/// <summary>Disclosed as related (parent, subsidiary): shown, without effect on a ban (Q40).</summary>
public sealed record RelatedEnterpriseDeclared(string Enterprise, string Other, string Relation, DateOnly On)
    : EnterpriseFact(Enterprise, On);

/// <summary>The three-year ban, with its result: no rule changed later moves it. Clause 四(六), R73–R76.</summary>
/// <param name="Ban">The id of the revocation that carries it.</param>
/// <param name="On">First barred day, inclusive: the day on which the revocation takes effect (Q27, Q28); the years count from the next
/// day.</param>
/// <param name="LastDay">Last barred day, inclusive; it ends at 24:00 Beijing. The enterprise is eligible from the next day, 00:00.</param>
/// <param name="Rules">The rule set that gave the length.</param>
public sealed record BanStarted(
    string Enterprise,
    string Ban,
    string Title,
    string Body,
    string Ground,
    DateOnly LastDay,
    string Rules,
    DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>An open ban passes to the survivor of a merger or to the parts of a split (Q39).</summary>
/// <param name="Rules">The rule set that gave the ban its length; null where it was recorded before this was kept.</param>
public sealed record BanInherited(string Enterprise, string Ban, string Predecessor, DateOnly LastDay, DateOnly On, string? Rules = null)
    : EnterpriseFact(Enterprise, On);

/// <summary>The revocation was set aside: the ban is void from its start (Q33).</summary>
public sealed record BanVoided(string Enterprise, string Ban, string Reason, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>Quality commitment. Clause 五(二), R90, D14.</summary>
/// <param name="Category">The category it covers; null for all.</param>
public sealed record CommitmentGiven(string Enterprise, string Commitment, string? Category, string Text, string Signer, DateOnly On)
    : EnterpriseFact(Enterprise, On);

public sealed record CommitmentWithdrawn(string Enterprise, string Commitment, string Reason, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>A standard of the enterprise is in the frozen pool of an evaluation (R58).</summary>
public sealed record CandidacyEntered(string Enterprise, string Evaluation, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>The evaluation ended for the enterprise: its last list was published, it was withdrawn, or the enterprise was struck.</summary>
public sealed record CandidacyEnded(string Enterprise, string Evaluation, string Reason, DateOnly On) : EnterpriseFact(Enterprise, On);

public sealed record TitleEntered(string Enterprise, string Title, string Category, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>Another title was revoked: the body of this one looks within the time limit whether its own ground exists (Q25).</summary>
/// <param name="DueOn">Last day to decide, inclusive.</param>
public sealed record TitleReviewOpened(string Enterprise, string Title, string Body, string Because, DateOnly DueOn, DateOnly On)
    : EnterpriseFact(Enterprise, On);

public sealed record TitleReviewConcluded(string Enterprise, string Title, string Outcome, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>A finding of supervision about this enterprise. Clause 五(二), R87–R89.</summary>
public sealed record FindingEntered(string Enterprise, string Finding, bool Serious, DateOnly On) : EnterpriseFact(Enterprise, On);

public sealed record FindingCleared(string Enterprise, string Finding, string Reason, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>A reported use of results. Clause 五(一), D18.</summary>
/// <param name="Products">The products that the use rests on, among those of the title; empty where it rests on the title as a
/// whole.</param>
public sealed record AdoptionRecorded(string Enterprise, string Adoption, string Kind, string User, string Title, string Scope,
    IReadOnlyList<string> Products, DateOnly On,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Models = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AwardLevel? Level = null) : EnterpriseFact(Enterprise, On);

/// <summary>R79: whose award it is.</summary>
public enum AwardLevel { National, Provincial, Municipal, County }

/// <summary>The use ended, or had to end because the benefits are barred. Clause 四(六), R75, R86.</summary>
public sealed record AdoptionEnded(string Enterprise, string Adoption, string Reason, DateOnly On) : EnterpriseFact(Enterprise, On);

/// <summary>A ban, whatever document tells of it.</summary>
public interface IBan
{
    /// <summary>First barred day, inclusive.</summary>
    DateOnly From { get; }

    /// <summary>Last barred day, inclusive.</summary>
    DateOnly LastDay { get; }

    /// <summary>Set aside: it never barred anyone (Q33).</summary>
    bool Void { get; }
}

/// <param name="Title">Empty where the ban was inherited.</param>
public sealed record BanEntry(string Ban, string Title, DateOnly From, DateOnly LastDay, bool Void, string? Rules = null) : IBan;

/// <summary>Stream: one per enterprise, keyed by credit code (or LEI), for the life of the legal entity.</summary>
public sealed record Enterprise : IState<Enterprise>
{
    public static Enterprise Initial { get; } = new();

    public bool Exists => Code.Length > 0;
    public string Code { get; private init; } = "";
    public string Name { get; private init; } = "";
    public string? Attestation { get; private init; }
    public EnterpriseRegistered? Registration { get; private init; }
    public ImmutableList<EnterpriseSucceeded> Successions { get; private init; } = [];
    public ImmutableList<string> Heirs { get; private init; } = [];
    public ImmutableList<string> Predecessors { get; private init; } = [];
    public ImmutableList<BanEntry> Bans { get; private init; } = [];
    public ImmutableDictionary<string, CommitmentGiven> Commitments { get; private init; } =
        ImmutableDictionary<string, CommitmentGiven>.Empty;
    public ImmutableHashSet<string> CommitmentIds { get; private init; } = [];
    public ImmutableSortedSet<string> OpenCandidacies { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    public ImmutableSortedSet<string> AllCandidacies { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    public ImmutableList<TitleEntered> Titles { get; private init; } = [];
    public ImmutableDictionary<string, TitleReviewOpened> OpenReviews { get; private init; } =
        ImmutableDictionary<string, TitleReviewOpened>.Empty;
    public ImmutableSortedSet<string> OpenSeriousFindings { get; private init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
    public ImmutableSortedDictionary<string, AdoptionRecorded> OpenAdoptions { get; private init; } =
        ImmutableSortedDictionary.Create<string, AdoptionRecorded>(StringComparer.Ordinal);
    public ImmutableHashSet<string> AdoptionIds { get; private init; } = [];
    public ImmutableList<RelatedEnterpriseDeclared> Related { get; private init; } = [];
    public DateOnly? LastActOn { get; private init; }

    /// <summary>
    /// The merger by which the enterprise has gone by the day; it neither takes part nor benefits any more (Q39, Q61). Null while it lives.
    /// </summary>
    public EnterpriseSucceeded? MergedAwayBy(DateOnly day) => Successions.Find(s => s.Kind == SuccessionKind.Merger && s.On <= day);

    public bool HasCommitment(string category) => Commitments.Values.Any(c => c.Category is null || c.Category == category);

    public static Enterprise Evolve(Enterprise s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            EnterpriseRegistered e => s with { Code = e.Enterprise, Name = e.Name, Attestation = e.Attestation, Registration = e },
            EnterpriseRenamed e => s with { Name = e.Name },
            EnterpriseSucceeded e => s with { Heirs = s.Heirs.AddRange(e.Heirs), Successions = s.Successions.Add(e) },
            SuccessionEntered e => s with { Predecessors = s.Predecessors.Add(e.Predecessor) },
            RelatedEnterpriseDeclared e => s with { Related = s.Related.Add(e) },
            BanStarted e => s with { Bans = s.Bans.Add(new(e.Ban, e.Title, e.On, e.LastDay, false, e.Rules)) },
            BanInherited e => s with { Bans = s.Bans.Add(new(e.Ban, "", e.On, e.LastDay, false, e.Rules)) },
            BanVoided e => s with { Bans = s.Bans.ConvertAll(b => b.Ban == e.Ban ? b with { Void = true } : b) },
            CommitmentGiven e =>
                s with { Commitments = s.Commitments.SetItem(e.Commitment, e), CommitmentIds = s.CommitmentIds.Add(e.Commitment) },
            CommitmentWithdrawn e => s with { Commitments = s.Commitments.Remove(e.Commitment) },
            CandidacyEntered e =>
                s with { OpenCandidacies = s.OpenCandidacies.Add(e.Evaluation), AllCandidacies = s.AllCandidacies.Add(e.Evaluation) },
            CandidacyEnded e => s with { OpenCandidacies = s.OpenCandidacies.Remove(e.Evaluation) },
            TitleEntered e => s with { Titles = s.Titles.Add(e) },
            TitleReviewOpened e => s with { OpenReviews = s.OpenReviews.SetItem(e.Title, e) },
            TitleReviewConcluded e => s with { OpenReviews = s.OpenReviews.Remove(e.Title) },
            FindingEntered e => e.Serious ? s with { OpenSeriousFindings = s.OpenSeriousFindings.Add(e.Finding) } : s,
            FindingCleared e => s with { OpenSeriousFindings = s.OpenSeriousFindings.Remove(e.Finding) },
            AdoptionRecorded e =>
                s with { OpenAdoptions = s.OpenAdoptions.SetItem(e.Adoption, e), AdoptionIds = s.AdoptionIds.Add(e.Adoption) },
            AdoptionEnded e => s with { OpenAdoptions = s.OpenAdoptions.Remove(e.Adoption) },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class EnterpriseLedger
{
    public static Enterprise Enterprise(this ILedger ledger, string code) => ledger.Read<Enterprise>(Streams.Enterprise(code));
}
