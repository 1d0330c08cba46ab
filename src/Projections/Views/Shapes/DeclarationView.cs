using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

public sealed record VersionDoc(int Version, DateOnly From, DateTimeOffset DisclosedAt, Disclosure Disclosure);

/// <summary>How the standard fared in a published ranking: place, and margins over the baselines.</summary>
public sealed record EvaluatedDoc(
    string Evaluation,
    int Version,
    int? Place,
    IReadOnlyList<IndicatorResult> Results,
    string? Excluded,
    DateOnly On);

/// <param name="Status"><c>inForce</c> or <c>abolished</c>.</param>
/// <param name="ClaimedLevel">Of the closed list (R30); null without a claim, and for claims in other words, of before the list was
/// closed.</param>
public sealed record DeclarationDoc(
    string Declaration,
    string Status,
    string Enterprise,
    string Number,
    string RawNumber,
    StandardKind Kind,
    int Version,
    Disclosure Disclosure,
    IReadOnlyList<VersionDoc> Versions,
    string? Replaces,
    string? Successor,
    DateOnly? AbolishedOn,
    string? AbolitionReason,
    IReadOnlyList<EvaluatedDoc> Evaluations,
    ClaimedLevel? ClaimedLevel = null);

/// <summary>Declared standards, keyed by declaration id. D7.</summary>
public sealed class DeclarationView : View<DeclarationDoc>
{
    public override string Name => "declarations";
    public override IReadOnlyList<string> Filters => ["enterprise", "category"];
    public override IReadOnlyList<string> Statuses => ["inForce", "abolished"];
    public override bool HasSeveralCategories => true;

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        DeclarationFact e => [e.Declaration],
        RankingPublished e => e.Result.Entries.Select(r => r.Declaration).Concat(e.Result.Excluded.Select(x => x.Declaration)),
        _ => [],
    };

    protected internal override Timeline<DeclarationDoc> Apply(string key, Timeline<DeclarationDoc> t, Recorded fact) => fact.Fact switch
    {
        StandardDeclared e => t.From(e.On, new(e.Declaration, "inForce", e.Enterprise, e.Number, e.RawNumber, e.Kind, 1, e.Disclosure,
            [new(1, e.On, e.DisclosedAt, e.Disclosure)], e.Replaces, null, null, null, [], Claimed(e.Disclosure))),
        DeclarationRevised e => t.Change(e.On, d => d with
        {
            Version = e.Version,
            Disclosure = e.Disclosure,
            Versions = [.. d.Versions, new(e.Version, e.On, e.DisclosedAt, e.Disclosure)],
            ClaimedLevel = Claimed(e.Disclosure),
        }),
        DeclarationAbolished e =>
            t.Change(e.On, d => d with { Status = "abolished", AbolishedOn = e.On, AbolitionReason = e.Reason, Successor = e.Successor }),
        RankingPublished e => t.Change(e.On, d => d with { Evaluations = [.. d.Evaluations, Evaluated(e, key)] }),
        _ => t,
    };

    private static ClaimedLevel? Claimed(Disclosure disclosure) => ClaimedLevels.Of(disclosure.LevelClaim?.Level);

    private static EvaluatedDoc Evaluated(RankingPublished e, string declaration)
    {
        var entry = e.Result.Entries.FirstOrDefault(r => r.Declaration == declaration);
        var excluded = e.Result.Excluded.FirstOrDefault(x => x.Declaration == declaration);
        return new(e.Evaluation, entry?.Version ?? 0, entry?.Place, entry?.Results ?? [], excluded is null
            ? null
            : Words.Of(excluded.Ground), e.On);
    }

    protected internal override RowTags Tags(DeclarationDoc doc) =>
        new(Enterprise: doc.Enterprise, Category: doc.Disclosure.Categories.Count > 0 ? string.Join(' ', doc.Disclosure.Categories) : null,
            Status: doc.Status, Sort: doc.Declaration);
}
