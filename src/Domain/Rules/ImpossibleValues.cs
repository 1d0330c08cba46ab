using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// Q63: what the official plan of a category says that an indicator cannot be is refused as a mistake of the declaration. A plan that comes
/// later finds it when the ranking is drawn.
/// </summary>
internal static class ImpossibleValues
{
    /// <summary>
    /// Of each category the official plan of the latest cycle, from two years back to the next. Refuses: impossible-value.
    /// </summary>
    public static Refusal? Refusal(Disclosure disclosure, DateOnly on, ILedger ledger)
    {
        var plans = disclosure.Categories.Select(c =>
            Enumerable.Range(on.Year - 2, 4).Select(cycle => ledger.Call(Ids.Call(cycle, c)).OfficialPlan).ToList())
            .ToList().Select(p => p.FindLast(plan => plan is not null)).OfType<SubmittedPlan>();
        foreach (var plan in plans)
        {
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
