using System.Collections.Immutable;
using Leader.Domain.Identifiers;

namespace Leader.Domain.KeyFields;

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

/// <summary>D1: the yearly list, published by the regulator with other departments. A later version replaces the earlier one, keeping its fields.</summary>
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
    /// <summary>
    /// Why the category cannot be named: no published list of key fields, of any cycle, ever had it. The newest lists are read first, and no
    /// more of them than it takes. Refuses: unknown-category.
    /// </summary>
    /// <param name="mayBeListedLater">
    /// A standard may be declared before its category comes on a list. Then only what is a slip of the pen from a listed category is refused, as such a
    /// declaration would be in no pool, ever (R58).
    /// </param>
    public static Refusal? CategoryRefusal(this ILedger ledger, string category, Act act, bool mayBeListedLater = false)
    {
        int[] cycles = [act.Today.Year, act.Today.Year + 1, .. Enumerable.Range(PublishKeyFieldList.FirstCycle, Math.Max(0, act.Today.Year - PublishKeyFieldList.FirstCycle)).Reverse()];
        if (cycles.Any(c => ledger.KeyFields(c).Versions.Any(v => v.Has(category)))) return null;
        var known = cycles.SelectMany(c => ledger.KeyFields(c).Versions).SelectMany(v => v.Fields).SelectMany(f => f.Categories).Select(c => c.Id).Distinct().ToList();
        return mayBeListedLater && Nearest.SlipOf(category, known) is null ? null
            : Refusal.NotFound("category", category) with { Reason = $"No published list of key fields has a category '{category}'{Nearest.Hint(category, known)}." };
    }

    private static bool Has(this KeyFieldListPublished list, string category) => list.Fields.Any(f => f.Categories.Any(c => c.Id == category));

    public static KeyFieldList KeyFields(this ILedger ledger, int cycle) => ledger.Read<KeyFieldList>(Streams.KeyFields(cycle));
}
