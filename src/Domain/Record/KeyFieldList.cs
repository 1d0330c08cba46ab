using System.Collections.Immutable;

namespace Leader.Domain.Record;

/// <summary>R15: each key field belongs to exactly one of the three goal sectors (Q47).</summary>
public enum GoalSector
{
    ConsumerGoods,

    /// <summary>Equipment manufacturing and emerging industries: one counter for the two together (R18).</summary>
    EquipmentAndEmerging,
    Services,
}

/// <summary>R39: the four factors weighed together, each with its rationale.</summary>
public sealed record FieldFactors(string SelfDeclaration, string ConsumerAttention, string EffectOnQuality, string Differentiation);

public sealed record KeyCategory(string Id, string Name, string? NameZh);

/// <param name="IndustryCode">GB/T 4754 code with its edition, for example <c>C3856 (GB/T 4754-2017)</c>.</param>
public sealed record KeyField(string Id, string Name, string? NameZh, GoalSector Sector, string? IndustryCode, string Rationale,
    FieldFactors Factors, IReadOnlyList<KeyCategory> Categories);

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>
/// D1: the yearly list, published by the regulator with other departments. A later version replaces the earlier one, keeping its fields.
/// </summary>
/// <param name="Cycle">The label year (年度); not a calendar year.</param>
/// <param name="Departments">The organisations that took part in the decision (R36).</param>
/// <param name="Basis">State plans and other documents that it rests on (R37).</param>
public sealed record KeyFieldListPublished(int Cycle, int Version, IReadOnlyList<KeyField> Fields, IReadOnlyList<string> Departments,
    IReadOnlyList<string> Basis, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.KeyFields(Cycle);
}

/// <summary>Stream: one per cycle.</summary>
public sealed record KeyFieldList : IState<KeyFieldList>
{
    public const int FirstCycle = 2017;
    public const int LastCycle = 2999;

    public static KeyFieldList Initial { get; } = new();
    public ImmutableList<KeyFieldListPublished> Versions { get; private init; } = [];
    public KeyFieldListPublished? Current => Versions.LastOrDefault();

    public KeyField? FieldOf(string category) => Current?.Fields.FirstOrDefault(f => f.Categories.Any(c => c.Id == category));
    public KeyCategory? Category(string category) => FieldOf(category)?.Categories.First(c => c.Id == category);

    public static KeyFieldList Evolve(KeyFieldList s, Fact fact) => fact switch
    {
        KeyFieldListPublished e => s with { Versions = s.Versions.Add(e) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

public static class KeyFieldLedger
{
    public static KeyFieldList KeyFields(this ILedger ledger, int cycle) => ledger.Read<KeyFieldList>(Streams.KeyFields(cycle));
}
