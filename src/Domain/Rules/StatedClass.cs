using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>
/// What a standard states for an indicator of a plan, in numbers or in words: told once, for values, reviews and comparisons. R31.
/// </summary>
public static class StatedClass
{
    /// <summary>The limit, and the clause that states it; null where the standard says nothing of it that the plan can read.</summary>
    public static (Limit Limit, string Clause)? Of(Disclosure disclosure, PlanIndicator indicator)
    {
        if (indicator.Classes is null)
        {
            return disclosure.Indicators.FirstOrDefault(i => i.Code == indicator.Code) is { } stated
                ? (stated.Limit, stated.Clause)
                : null;
        }
        return disclosure.Qualities?.FirstOrDefault(q => q.Code == indicator.Code) is { } quality
            && Place(quality.Value, indicator) is { } place
            ? (new(Operator.Exactly, place, null, PlanIndicator.ClassUnit), quality.Clause) : null;
    }

    /// <summary>The place of a class among those of the plan, the best one 1, in either of its languages; whatever its capitals, blanks and
    /// marks.</summary>
    /// <returns>Null where it is none of them, or the plan has none.</returns>
    public static int? Place(string value, PlanIndicator indicator) =>
        Place(value, indicator.Classes ?? []) ?? Place(value, indicator.ClassesZh ?? []);

    private static int? Place(string value, IReadOnlyList<string> classes) =>
        classes.Index().Where(c => Typed.Letters(c.Item) == Typed.Letters(value)).Select(c => (int?)c.Index + 1).FirstOrDefault();

    /// <summary>The number is the place of a class.</summary>
    public static bool IsOf(decimal place, IReadOnlyList<string> classes) =>
        place == decimal.Truncate(place) && place >= 1 && place <= classes.Count;

    /// <summary>From the best to the least, in Chinese where that is asked for and the plan has it; null where it has none.</summary>
    public static IReadOnlyList<string>? Words(PlanIndicator indicator, bool zh) =>
        zh ? indicator.ClassesZh ?? indicator.Classes : indicator.Classes;

    /// <summary>The word of a limit by its plan; null where it is none of a class.</summary>
    public static string? Word(Limit limit, PlanIndicator indicator, bool zh) =>
        Words(indicator, zh) is { } words && limit.Unit == PlanIndicator.ClassUnit && IsOf(limit.Value, words)
            ? words[(int)limit.Value - 1] : null;

    /// <summary>The same for a sentence that is read in either language: both words, as names stand in one text.</summary>
    public static string? Told(Limit limit, PlanIndicator indicator) => Word(limit, indicator, zh: false) is { } en
        ? InBoth(en, Word(limit, indicator, zh: true)) : null;

    /// <summary>All of them for a sentence; empty of an indicator in numbers, and of none.</summary>
    public static string Told(PlanIndicator? indicator) => indicator is null ? "" : string.Join(
        ", ",
        (Words(indicator, zh: false) ?? []).Zip(Words(indicator, zh: true) ?? []).Select(w => InBoth(w.First, w.Second)));

    private static string InBoth(string en, string? zh) => zh is null || zh == en ? en : new NameInBoth(zh, en).Written;
}
