using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// Q63: what the official plan of a category says that an indicator cannot be is refused as a mistake of the declaration. A plan that comes
/// later finds it when the ranking is drawn.
/// </summary>
internal static class ImpossibleValues
{
    /// <summary>
    /// Of each category the official plan of the latest cycle, from two years back to the next. Refuses: impossible-value,
    /// value-not-a-class, value-not-a-number.
    /// </summary>
    public static Refusal? Refusal(Disclosure disclosure, DateOnly on, ILedger ledger)
    {
        var plans = disclosure.Categories.Select(c =>
            Enumerable.Range(on.Year - 2, 4).Select(cycle => ledger.Call(Ids.Call(cycle, c)).OfficialPlan).ToList())
            .ToList().Select(p => p.FindLast(plan => plan is not null)).OfType<SubmittedPlan>();
        foreach (var plan in plans)
        {
            foreach (var (code, value, name) in disclosure.Indicators.Select(i => (i.Code, Value: (string?)null, i.Name))
                .Concat((disclosure.Qualities ?? []).Select(q => (q.Code, (string?)q.Value, q.Name))))
            {
                if (plan.Content.Indicators.FirstOrDefault(i => i.Code == code) is not { } planned) continue;
                if (value is null && planned.Classes is not null)
                {
                    return new("value-not-a-class", "Clause 四(一), R31",
                        $"'{code}' ({name}) is stated in words: by the plan {plan.Id} it is one of {StatedClass.Told(planned)}. "
                            + "Put it among the qualities.");
                }
                if (value is not null && planned.Classes is null)
                {
                    return new("value-not-a-number", "Clause 四(一), R31",
                        $"'{code}' ({name}) is stated in numbers: by the plan {plan.Id} its unit is {planned.Unit}. Put it among the "
                            + "indicators.");
                }
                if (value is not null && StatedClass.Place(value, planned) is null)
                {
                    return new("value-not-a-class", "Clause 四(一), R31",
                        $"'{code}' ({name}) cannot be '{value}': by the plan {plan.Id} it is one of {StatedClass.Told(planned)}.");
                }
            }
            foreach (var stated in disclosure.Indicators)
            {
                if (plan.Content.Indicators.FirstOrDefault(i => i.Code == stated.Code) is { Possible: { } possible } indicator
                    && !possible.Admits(stated.Limit, indicator.Unit))
                {
                    return new("impossible-value", "Clause 四(一), Q63",
                        $"'{stated.Code}' ({stated.Name}) cannot be {stated.Limit}: by the plan {plan.Id} the value is "
                            + $"{possible.Text(indicator.Unit)}.");
                }
            }
        }
        return null;
    }
}
