using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// Whether a category goes on. Q23, Q59: grace presumes that a next evaluation is late; where the next cycle is without the category there
/// is none.
/// </summary>
public static class NextKeyFields
{
    /// <summary>Years that may lie between a cycle and the next one with a list.</summary>
    private const int Farthest = 5;

    /// <param name="published">The list that is being published; it is not in the ledger yet.</param>
    /// <returns>True where the first list of a later cycle that is published does not name the category.</returns>
    public static bool Drop(ILedger ledger, string category, int cycle, (int Cycle, IReadOnlyList<KeyField> Fields)? published = null)
    {
        var lists = Enumerable.Range(cycle + 1, Farthest)
            .Select(c => c == published?.Cycle ? published.Value.Fields : ledger.KeyFields(c).Current?.Fields)
            .ToList();
        return lists.FirstOrDefault(f => f is not null) is { } next && !next.Any(f => f.Categories.Any(c => c.Id == category));
    }

    /// <summary>
    /// Titles in grace, or with grace to come, of categories that the list drops: their grace ends on the eve, or with their cycle.
    /// </summary>
    /// <param name="cycle">Of the list.</param>
    internal static IEnumerable<TitleGraceEnded> GraceEnded(ILedger ledger, int cycle, IReadOnlyList<KeyField> fields, DateOnly on)
    {
        var named = fields.SelectMany(f => f.Categories).Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var gone = Enumerable.Range(cycle - Farthest, Farthest).Select(ledger.KeyFields).ToList()
            .SelectMany(l => l.Current?.Fields ?? []).SelectMany(f => f.Categories).Select(c => c.Id).Where(c => !named.Contains(c))
            .Distinct().Order(StringComparer.Ordinal);
        var lists = gone.Select(c => ledger.Category(c)).ToList().SelectMany(c => c.Lists).Where(l => l.Cycle < cycle).ToList();
        var titles = lists.SelectMany(l => l.Titles).Distinct().Order(StringComparer.Ordinal).Select(t => ledger.Title(t)).ToList();
        foreach (var title in titles)
        {
            if (title is not { Awarded: { } awarded, Life: { Ending: null } life }
                || !Drop(ledger, awarded.Category, awarded.Cycle, (cycle, fields)))
            {
                continue;
            }
            var last = life.LastDay < on ? on.AddDays(-1) : life.LastDay;
            if (last < life.GraceLastDay) yield return new(awarded.Title, awarded.Enterprise, cycle, last, on);
        }
    }
}
