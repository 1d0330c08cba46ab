using System.Collections.Immutable;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

public abstract record CategoryFact(string Category, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Category(Category);
}

/// <summary>A declared standard names this category: every evaluation of it has to look at the declaration (R58).</summary>
public sealed record StandardFiled(string Category, string Declaration, DateOnly On) : CategoryFact(Category, On);

/// <summary>A leader list of the category was published; it supersedes the titles of earlier cycles (Q23).</summary>
public sealed record LeaderListEntered(string Category, string Evaluation, int Cycle, int Batch, IReadOnlyList<string> Titles, DateOnly On)
    : CategoryFact(Category, On);

/// <summary>Stream: one per category, through all cycles.</summary>
public sealed record Category : IState<Category>
{
    public static Category Initial { get; } = new();

    /// <summary>Every declaration ever filed under the category; whether it is in force is the declaration's own matter.</summary>
    public ImmutableSortedSet<string> Declarations { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public ImmutableList<LeaderListEntered> Lists { get; private init; } = [];

    public static Category Evolve(Category s, Fact fact) => fact switch
    {
        StandardFiled e => s with { Declarations = s.Declarations.Add(e.Declaration) },
        LeaderListEntered e => s with { Lists = s.Lists.Add(e) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {fact.Stream()}"),
    };
}

public static class CategoryLedger
{
    public static Category Category(this ILedger ledger, string id) => ledger.Read<Category>(Streams.Category(id));
}
