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
        if (indicator.Classes is not { } classes)
        {
            return disclosure.Indicators.FirstOrDefault(i => i.Code == indicator.Code) is { } stated
                ? (stated.Limit, stated.Clause)
                : null;
        }
        return disclosure.Qualities?.FirstOrDefault(q => q.Code == indicator.Code) is { } quality
            && Place(quality.Value, classes) is { } place
            ? (new(Operator.Exactly, place, null, PlanIndicator.ClassUnit), quality.Clause) : null;
    }

    /// <summary>The place of a class among those of the plan, the best one 1; whatever its capitals, blanks and marks.</summary>
    public static int? Place(string value, IReadOnlyList<string> classes) =>
        classes.Index().Where(c => Typed.Letters(c.Item) == Typed.Letters(value)).Select(c => (int?)c.Index + 1).FirstOrDefault();

    /// <summary>The number is the place of a class.</summary>
    public static bool IsOf(decimal place, IReadOnlyList<string> classes) =>
        place == decimal.Truncate(place) && place >= 1 && place <= classes.Count;

    /// <summary>The word of a limit by its plan; null where it is none of a class.</summary>
    public static string? Word(Limit limit, PlanIndicator indicator) =>
        indicator.Classes is { } classes && limit.Unit == PlanIndicator.ClassUnit && IsOf(limit.Value, classes)
            ? classes[(int)limit.Value - 1] : null;
}
