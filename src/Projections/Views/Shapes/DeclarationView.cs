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

/// <summary>What a published ranking found a standard to be, beside the baselines (R14): it takes none that is not stricter.</summary>
public enum VerifiedLevel { Stricter }

public sealed record DeclarationDoc
{
    public required string Declaration { get; init; }

    /// <summary><c>inForce</c> or <c>abolished</c>.</summary>
    public required string Status { get; init; }
    public required string Enterprise { get; init; }
    public required string Number { get; init; }
    public required string RawNumber { get; init; }
    public required StandardKind Kind { get; init; }
    public required int Version { get; init; }
    public required Disclosure Disclosure { get; init; }
    public required IReadOnlyList<VersionDoc> Versions { get; init; }
    public string? Replaces { get; init; }
    public string? Successor { get; init; }
    public DateOnly? AbolishedOn { get; init; }
    public string? AbolitionReason { get; init; }
    public required IReadOnlyList<EvaluatedDoc> Evaluations { get; init; }

    /// <summary>Of the closed list (R30); null without a claim, and for claims in other words, of before the list was closed.</summary>
    public ClaimedLevel? ClaimedLevel { get; init; }
}

/// <summary>Declared standards, keyed by declaration id. D7.</summary>
public sealed class DeclarationView : View<DeclarationDoc>
{
    public override string Name => "declarations";
    public override IReadOnlyList<string> Filters => ["enterprise", "category"];
    public override IReadOnlyList<string> Statuses => ["inForce", "abolished"];
    public override bool HasSeveralCategories => true;

    public override IReadOnlyList<Field> Fields =>
    [
        new("number", "Numbers of standards.", FieldKind.StandardNumber, "translate(substr(key, strpos(key, '.') + 1), '~_', '/ ')"),
        Field.Word<StandardKind>("kind", "What kind of standard it is."),
        Field.Word<ClaimedLevel>("claimedLevel", "The level that its declarant claims (R30)."),
        new("verified", "What published rankings found it to be, beside national and industry standards.", FieldKind.Word,
            $"{LeaderStore.Schema}.found_stricter(payload->'evaluations')") { Words = typeof(VerifiedLevel) },
        new("from", "The day on which it was declared.", FieldKind.Day, "payload->'versions'->0->>'from'"),
        Field.Member("abolishedOn", "The day on which it was abolished.", FieldKind.Day),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact switch
    {
        DeclarationFact e => [e.Declaration],
        RankingPublished e => e.Result.Entries.Select(r => r.Declaration).Concat(e.Result.Excluded.Select(x => x.Declaration)),
        _ => [],
    };

    protected internal override Timeline<DeclarationDoc> Apply(string key, Timeline<DeclarationDoc> t, Recorded fact) => fact.Fact switch
    {
        StandardDeclared e => t.From(e.On, new DeclarationDoc
        {
            Declaration = e.Declaration,
            Status = "inForce",
            Enterprise = e.Enterprise,
            Number = e.Number,
            RawNumber = e.RawNumber,
            Kind = e.Kind,
            Version = 1,
            Disclosure = e.Disclosure,
            Versions = [new(1, e.On, e.DisclosedAt, e.Disclosure)],
            Replaces = e.Replaces,
            Evaluations = [],
            ClaimedLevel = Claimed(e.Disclosure),
        }),
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
