using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

/// <summary>R31, R32: what kind of indicator is disclosed.</summary>
public enum DisclosedKind { Functional, Performance }

/// <summary>An indicator as the standard's own text states it. R31, R32.</summary>
/// <param name="Code">The indicator's code, shared with evaluation plans: <c>cadr</c>, <c>noise</c>.</param>
/// <param name="Theme">R17, R19, R21: for example safety, energy, reliability, convenience.</param>
/// <param name="TestMethod">The standard or method by which the value is measured.</param>
/// <param name="Clause">Where in the standard's text it stands.</param>
public sealed record DisclosedIndicator(
    string Code,
    string Name,
    DisclosedKind Kind,
    string? Theme,
    Limit Limit,
    string TestMethod,
    string Clause);

/// <summary>
/// What the standard promises in words and not in numbers: a grade, a class, yes or no. R31. What they are worth beside each other, the
/// plan of the category says (<see cref="PlanIndicator.Classes"/>).
/// </summary>
/// <param name="Code">As of <see cref="DisclosedIndicator"/>; no indicator is stated in both ways.</param>
/// <param name="Value">As the standard's text has it: <c>A</c>, <c>一级</c>, <c>yes</c>.</param>
public sealed record DisclosedQuality(
    string Code,
    string Name,
    DisclosedKind Kind,
    string? Theme,
    string Value,
    string TestMethod,
    string Clause);

/// <summary>R30: the claimed level, not verified.</summary>
/// <param name="Level">A word of <see cref="ClaimedLevels"/>; in old declarations any text.</param>
/// <param name="Against">The standard that it is compared with.</param>
/// <param name="Comparison">The comparison, or where it is found.</param>
public sealed record LevelClaim(string Level, string Against, string Comparison);

/// <summary>What a declaration discloses; a later change is a new version (R9).</summary>
/// <param name="Categories">The categories (品种) whose products it covers, by id; a standard may cover several.</param>
/// <param name="Qualities">Indicators in words; null where there are none.</param>
/// <param name="BelowRecommended">Flagged by the declarant: fewer or lower indicators than the recommended standard.</param>
public sealed record Disclosure(string Title, IReadOnlyList<string> Categories, IReadOnlyList<string> Products,
    IReadOnlyList<DisclosedIndicator> Indicators, IReadOnlyList<string> ComparedWith, LevelClaim? LevelClaim, bool BelowRecommended,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DisclosedQuality>? Qualities = null);

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record DeclarationFact(string Declaration, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Declaration(Declaration);
}

/// <param name="Number">Normalised, with the year; unique together with the enterprise only.</param>
/// <param name="RawNumber">As written by the declarant.</param>
/// <param name="Replaces">The id of the declaration whose standard it replaces.</param>
/// <param name="DisclosedAt">The instant of disclosure on this platform; the pool of an evaluation goes by it (Q49).</param>
public sealed record StandardDeclared(string Declaration, string Enterprise, string Number, string RawNumber, StandardKind Kind,
    Disclosure Disclosure, string? Replaces, DateTimeOffset DisclosedAt, DateOnly On) : DeclarationFact(Declaration, On);

/// <param name="Version">From 2; version 1 is the declaration itself.</param>
public sealed record DeclarationRevised(string Declaration, int Version, Disclosure Disclosure, DateTimeOffset DisclosedAt, DateOnly On)
    : DeclarationFact(Declaration, On);

/// <summary>The standard is abolished: the declaration is no longer in force from this day on. R35.</summary>
/// <param name="Successor">The id of the declaration that takes its place, if any.</param>
public sealed record DeclarationAbolished(string Declaration, string? Successor, string Reason, DateOnly On)
    : DeclarationFact(Declaration, On);

/// <summary>A title rests on this declaration: its revision or abolition touches the title (Q22).</summary>
public sealed record DeclarationTitled(string Declaration, string Title, DateOnly On) : DeclarationFact(Declaration, On);

public sealed record DeclarationVersion(int Number, Disclosure Disclosure, DateTimeOffset DisclosedAt, DateOnly From);

/// <summary>Stream: one per enterprise and standard number.</summary>
public sealed record Declaration : IState<Declaration>
{
    public static Declaration Initial { get; } = new();

    public bool Exists => Id.Length > 0;
    public string Id { get; private init; } = "";
    public string Enterprise { get; private init; } = "";
    public string Number { get; private init; } = "";
    public StandardKind Kind { get; private init; }
    public ImmutableList<DeclarationVersion> Versions { get; private init; } = [];
    public string? Replaces { get; private init; }
    public DateOnly? AbolishedOn { get; private init; }
    public string? Successor { get; private init; }
    public ImmutableList<string> Titles { get; private init; } = [];

    /// <summary>Every product ever declared under it, by number.</summary>
    public ImmutableList<DeclaredProduct> Products { get; private init; } = [];
    public DateOnly? LastActOn { get; private init; }

    /// <summary>Those that it covers now.</summary>
    public IEnumerable<DeclaredProduct> ProductsInForce => AbolishedOn is null ? Products.Where(p => p.WithdrawnOn is null) : [];

    /// <summary>The version disclosed before the instant and in force on its day; null if there was none (R2, Q49).</summary>
    public DeclarationVersion? DisclosedBefore(DateTimeOffset cutOff) =>
        AbolishedOn is { } end && end <= Beijing.Day(cutOff)
            ? null
            : Versions.LastOrDefault(v => v.DisclosedAt < cutOff && v.From <= Beijing.Day(cutOff));

    public static Declaration Evolve(Declaration s, Fact fact)
    {
        s = s with { LastActOn = Days.Later(fact.On, s.LastActOn) };
        return fact switch
        {
            StandardDeclared e => s with
            {
                Id = e.Declaration,
                Enterprise = e.Enterprise,
                Number = e.Number,
                Kind = e.Kind,
                Replaces = e.Replaces,
                Versions = [new(1, e.Disclosure, e.DisclosedAt, e.On)],
            },
            DeclarationRevised e => s with { Versions = s.Versions.Add(new(e.Version, e.Disclosure, e.DisclosedAt, e.On)) },
            DeclarationAbolished e => s with { AbolishedOn = e.On, Successor = e.Successor },
            DeclarationTitled e => s with { Titles = s.Titles.Add(e.Title) },
            ProductDeclared e => s with { Products = s.Products.Add(new(e.Number, e.Version, e.Product, e.On, null)) },
            ProductWithdrawn e => s with
            {
                Products = [.. s.Products.Select(p => p.Number == e.Number ? p with { WithdrawnOn = e.On } : p)],
            },
            _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
        };
    }
}

public static class DeclarationLedger
{
    public static Declaration Declaration(this ILedger ledger, string id) => ledger.Read<Declaration>(Streams.Declaration(id));
}
