using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

public static class KnownCategories
{
    /// <summary>
    /// Why the category cannot be named: no published list of key fields, of any cycle, ever had it. The newest lists are read first, and
    /// no more of them than it takes. Refuses: unknown-category.
    /// </summary>
    /// <param name="mayBeListedLater">
    /// A standard may be declared before its category comes on a list. Then only what is a slip of the pen from a listed category is
    /// refused, as such a declaration would be in no pool, ever (R58).
    /// </param>
    public static Refusal? CategoryRefusal(this ILedger ledger, string category, Act act, bool mayBeListedLater = false)
    {
        int[] cycles =
        [
            act.Today.Year,
            act.Today.Year + 1,
            .. Enumerable.Range(KeyFieldList.FirstCycle, Math.Max(0, act.Today.Year - KeyFieldList.FirstCycle)).Reverse(),
        ];
        if (cycles.Any(c => ledger.KeyFields(c).Versions.Any(v => v.Has(category)))) return null;
        var known = cycles.SelectMany(c => ledger.KeyFields(c).Versions).SelectMany(v => v.Fields).SelectMany(f => f.Categories)
            .Select(c => c.Id).Distinct().ToList();
        return mayBeListedLater && Nearest.SlipOf(category, known) is null ? null
            : Refusal.NotFound(
                "category",
                category) with
            { Reason = $"No published list of key fields has a category '{category}'{Nearest.Hint(category, known)}." };
    }

    private static bool Has(this KeyFieldListPublished list, string category) =>
        list.Fields.Any(f => f.Categories.Any(c => c.Id == category));
}
