using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>What became of an enterprise; of one that was merged or split the file names the heirs.</summary>
public enum EnterpriseStatus { Registered, Merged, Split }

public sealed record EnterpriseTitleEndDoc(string End, DateOnly On);

public sealed record EnterpriseTitleDoc
{
    public required string Title { get; init; }
    public required string Category { get; init; }
    public required string Declaration { get; init; }
    public required int DeclarationVersion { get; init; }
    public required IReadOnlyList<string> Products { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly LastDay { get; init; }
    public required DateOnly GraceLastDay { get; init; }

    /// <summary>
    /// The day of the act that <see cref="End"/> is of: of a revoked one that of its revocation, though it may have ended before.
    /// </summary>
    public DateOnly? EndedOn { get; init; }
    public string? End { get; init; }
    public string? Revocation { get; init; }

    /// <summary>What a reversal goes back to.</summary>
    public EnterpriseTitleEndDoc? EndBeforeRevocation { get; init; }

    /// <summary>Days between a revocation and its reversal: it came back from the reversal on, not before (Q33).</summary>
    public required IReadOnlyList<Interval> Without { get; init; }

    /// <summary>The spans of days on which it was held, up to its end or the last day of grace.</summary>
    public IEnumerable<TitleInterval> Held() =>
        Life().Held().Select(i => new TitleInterval(Title, Category, i.From, i.LastDay, End ?? "", Products)
        {
            Declaration = Declaration,
            DeclarationVersion = DeclarationVersion,
        });

    /// <summary>What the file says of the title, as the rules know it.</summary>
    internal TitleLife Life() => new(From, LastDay, GraceLastDay, Declaration, DeclarationVersion, "")
    {
        Ending = Revocation is null ? Of(End, EndedOn) : Of(EndBeforeRevocation?.End, EndBeforeRevocation?.On),
        Revocation = Revocation is { } id && EndedOn is { } on ? new(id, on) : null,
        Gaps = [.. Without.Select(i => new TitleGap(i.From, i.LastDay.AddDays(1)))],
    };

    internal EnterpriseTitleDoc Shaped(TitleLife life) => this with
    {
        Declaration = life.Declaration,
        DeclarationVersion = life.DeclarationVersion,
        GraceLastDay = life.GraceLastDay,
        EndedOn = life.EndActOn,
        End = life.End == TitleEnd.None ? null : Words.Of(life.End),
        Revocation = life.Revocation?.Id,
        EndBeforeRevocation = life is { Revocation: not null, Ending: { } before } ? new(Words.Of(before.End), before.On) : null,
        Without = [.. life.Gaps.Where(g => life.Ending is not { } end || g.From < end.On)
            .Select(g => new Interval(g.From, g.Until.AddDays(-1)))],
    };

    private static TitleEnding? Of(string? end, DateOnly? on) =>
        end is not null && on is { } day ? new(Enum.Parse<TitleEnd>(end, true), day, null, null) : null;
}

public sealed record EnterpriseBanDoc(
    string Ban,
    string? Title,
    DateOnly From,
    DateOnly LastDay,
    bool Void,
    string? VoidBecause,
    string? InheritedFrom) : IBan;
public sealed record CommitmentDoc(string Commitment, string? Category, string Text, string Signer, DateOnly On, DateOnly? WithdrawnOn);

/// <param name="TitleEndedOn">First day without the title that the use rests on, however it ended (Q62); null while it is held, and once
/// the use has ended.</param>
/// <param name="TitleEnd">What the title is then: expired, superseded, lapsed, withdrawn, annulled or revoked.</param>
public sealed record AdoptionDoc(
    string Adoption,
    string Kind,
    string User,
    string Title,
    string Scope,
    IReadOnlyList<string> Products,
    DateOnly From,
    DateOnly? EndedOn,
    string? EndReason,
    DateOnly? TitleEndedOn = null,
    string? TitleEnd = null);


public sealed record CandidacyDoc(string Evaluation, DateOnly From, DateOnly? EndedOn, string? EndReason);
public sealed record FindingMarkDoc(string Finding, bool Serious, DateOnly On, DateOnly? ClearedOn);
public sealed record TitleReviewDoc(string Title, string Body, string Because, DateOnly DueOn, string? Outcome);
public sealed record SuccessionDoc(SuccessionKind Kind, IReadOnlyList<string> Enterprises, DateOnly On);

/// <summary>The public file of an enterprise: all its history with the programme (R92).</summary>
public sealed record EnterpriseDoc
{
    public required string CreditCode { get; init; }
    public required IdentifierKind IdentifierKind { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<string> FormerNames { get; init; }

    /// <summary>As it was registered.</summary>
    public string? Region { get; init; }

    /// <summary>What <see cref="Region"/> names; null where it names no provincial-level division.</summary>
    public Region? Division { get; init; }
    public string? Attestation { get; init; }

    /// <summary>The day of its registration here.</summary>
    public required DateOnly RegisteredOn { get; init; }
    public SuccessionDoc? Heirs { get; init; }
    public required IReadOnlyList<SuccessionDoc> Predecessors { get; init; }
    public required IReadOnlyList<string> Related { get; init; }
    public required IReadOnlyList<EnterpriseTitleDoc> Titles { get; init; }
    public required IReadOnlyList<EnterpriseBanDoc> Bans { get; init; }
    public required IReadOnlyList<CommitmentDoc> Commitments { get; init; }
    public required IReadOnlyList<CandidacyDoc> Candidacies { get; init; }
    public required IReadOnlyList<FindingMarkDoc> Findings { get; init; }
    public required IReadOnlyList<AdoptionDoc> Adoptions { get; init; }
    public required IReadOnlyList<TitleReviewDoc> TitleReviews { get; init; }
}

/// <summary>Enterprises, keyed by credit code; also fed by their titles.</summary>
public sealed class EnterpriseView : View<EnterpriseDoc>
{
    public override string Name => "enterprises";
    public override int Version => 16;
    public override IReadOnlyList<string> Filters => ["enterprise"];
    public override IReadOnlyList<string> Statuses => Words.All<EnterpriseStatus>();

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Ordered("name"),
        Field.Word<IdentifierKind>("identifierKind", "What it is identified by."),
        Field.Word<Region>("region", "Where it is.", "division"),
        Field.Member("registeredOn", "The day of its registration.", FieldKind.Day),
        Field.Spans("barredOn", "Barred on this day.", "bans"),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        EnterpriseFact e => [e.Enterprise],
        TitleFact e => [e.Enterprise],
        _ => [],
    };

    protected internal override Timeline<EnterpriseDoc> Apply(string key, Timeline<EnterpriseDoc> t, Recorded fact) =>
        Fold(t, fact) is var after && !ReferenceEquals(after, t) && fact.Fact is TitleFact or AdoptionRecorded or AdoptionEnded
            ? Flagged(after)
            : after;

    /// <summary>
    /// A use goes on resting on a title that has ended, in whatever way: flagged, with the day and the end (Q62). That a title runs out is
    /// no fact, so that the days to come are told ahead.
    /// </summary>
    private static Timeline<EnterpriseDoc> Flagged(Timeline<EnterpriseDoc> t)
    {
        if (t.Segments.All(s => s.Doc.Adoptions.Count == 0)) return t;
        var ends = t.Segments.SelectMany(s => s.Doc.Titles.Where(x => s.Doc.Adoptions.Any(a => a.Title == x.Title))
            .Select(x => x.GraceLastDay.AddDays(1))).Distinct();
        return t.Change(DateOnly.MinValue, ends, (day, d) => d with
        {
            Adoptions = [.. d.Adoptions.Select(a => Flagged(a, d.Titles.FirstOrDefault(x => x.Title == a.Title), day))],
        });
    }

    private static AdoptionDoc Flagged(AdoptionDoc use, EnterpriseTitleDoc? title, DateOnly day)
    {
        if (use.EndedOn is not null
            || title?.Life() is not { } life
            || life.StateOn(day) is TitleState.Held or TitleState.InGrace or TitleState.NotYetAwarded)
        {
            return use with { TitleEndedOn = null, TitleEnd = null };
        }
        var expired = life.GraceLastDay.AddDays(1);
        return use with
        {
            TitleEndedOn = life.EndedOn is { } ended && ended < expired ? ended : expired,
            TitleEnd = Words.Of(life.StateOn(day)),
        };
    }

    private static Timeline<EnterpriseDoc> Fold(Timeline<EnterpriseDoc> t, Recorded fact) => fact.Fact switch
    {
        EnterpriseRegistered e => t.From(
            e.On,
            new EnterpriseDoc
            {
                CreditCode = e.Enterprise,
                IdentifierKind = e.IdentifierKind,
                Name = e.Name,
                FormerNames = [],
                Region = e.Region,
                Division = Regions.Read(e.Region),
                Attestation = e.Attestation,
                RegisteredOn = e.On,
                Predecessors = [],
                Related = [],
                Titles = [],
                Bans = [],
                Commitments = [],
                Candidacies = [],
                Findings = [],
                Adoptions = [],
                TitleReviews = [],
            }),
        EnterpriseRenamed e => t.Change(e.On, d => d with { Name = e.Name, FormerNames = [.. d.FormerNames, d.Name] }),
        EnterpriseSucceeded e => t.Change(e.On, d => d with { Heirs = new(e.Kind, e.Heirs, e.On) }),
        SuccessionEntered e => t.Change(e.On, d => d with { Predecessors = [.. d.Predecessors, new(e.Kind, [e.Predecessor], e.On)] }),
        RelatedEnterpriseDeclared e => t.Change(e.On, d => d with { Related = [.. d.Related, e.Other] }),
        BanStarted e => t.Change(e.On, d => d with { Bans = [.. d.Bans, new(e.Ban, e.Title, e.On, e.LastDay, false, null, null)] }),
        BanInherited e => t.Change(e.On, d => d with { Bans = [.. d.Bans, new(e.Ban, null, e.On, e.LastDay, false, null, e.Predecessor)] }),
        BanVoided e => t.Change(
            DateOnly.MinValue,
            d => d with { Bans = [.. d.Bans.Select(b => b.Ban == e.Ban ? b with { Void = true, VoidBecause = e.Reason } : b)] }),
        CommitmentGiven e =>
            t.Change(e.On, d => d with { Commitments = [.. d.Commitments, new(e.Commitment, e.Category, e.Text, e.Signer, e.On, null)] }),
        CommitmentWithdrawn e => t.Change(
            e.On,
            d => d with { Commitments = [.. d.Commitments.Select(c => c.Commitment == e.Commitment ? c with { WithdrawnOn = e.On } : c)] }),
        CandidacyEntered e => t.Change(e.On, d => d with { Candidacies = [.. d.Candidacies, new(e.Evaluation, e.On, null, null)] }),
        CandidacyEnded e =>
            t.Change(
                e.On,
                d => d with
                {
                    Candidacies = [.. d.Candidacies.Select(c =>
                        c.Evaluation == e.Evaluation && c.EndedOn is null ? c with { EndedOn = e.On, EndReason = e.Reason } : c)],
                }),
        TitleReviewOpened e =>
            t.Change(e.On, d => d with { TitleReviews = [.. d.TitleReviews, new(e.Title, e.Body, e.Because, e.DueOn, null)] }),
        TitleReviewConcluded e => t.Change(e.On, d => d with
        {
            TitleReviews = [.. d.TitleReviews.Select(r => r.Title == e.Title && r.Outcome is null
                ? r with { Outcome = Words.Answered<TitleReviewOutcome>(e.Outcome) }
                : r)],
        }),
        FindingEntered e => t.Change(e.On, d => d with { Findings = [.. d.Findings, new(e.Finding, e.Serious, e.On, null)] }),
        FindingCleared e => t.Change(
            e.On,
            d => d with { Findings = [.. d.Findings.Select(f => f.Finding == e.Finding ? f with { ClearedOn = e.On } : f)] }),
        AdoptionRecorded e => t.Change(
            e.On,
            d => d with
            {
                Adoptions =
                [
                    .. d.Adoptions,
                    new(e.Adoption, Words.Answered<AdoptionKind>(e.Kind), e.User, e.Title, e.Scope, e.Products, e.On, null, null),
                ],
            }),
        AdoptionEnded e => t.Change(e.On, d => d with
        {
            Adoptions = [.. d.Adoptions.Select(a => a.Adoption == e.Adoption ? a with { EndedOn = e.On, EndReason = e.Reason } : a)],
        }),
        TitleAwarded e => t.Change(e.On, d => d with
        {
            Titles =
        [
            .. d.Titles,
            new EnterpriseTitleDoc
            {
                Title = e.Title,
                Category = e.Category,
                Declaration = e.Declaration,
                DeclarationVersion = e.DeclarationVersion,
                Products = e.Products,
                From = e.On,
                LastDay = e.LastDay,
                GraceLastDay = e.GraceLastDay,
                Without = [],
            },
        ]
        }),
        TitleFact e => t.Change(e is TitleAnnulled ? DateOnly.MinValue : e.On,
            d => d with { Titles = [.. d.Titles.Select(x => x.Title == e.Title ? x.Shaped(TitleLife.Evolve(x.Life(), e)) : x)] }),
        _ => t,
    };

    protected internal override RowTags Tags(EnterpriseDoc doc) =>
        new(Enterprise: doc.CreditCode, Status: Words.Of(Status(doc)), Sort: doc.CreditCode);

    private static EnterpriseStatus Status(EnterpriseDoc doc) => doc.Heirs?.Kind switch
    {
        null => EnterpriseStatus.Registered,
        SuccessionKind.Merger => EnterpriseStatus.Merged,
        _ => EnterpriseStatus.Split,
    };
}
