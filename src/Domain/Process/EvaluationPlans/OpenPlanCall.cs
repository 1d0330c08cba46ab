using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// D2: the working body solicits plans publicly for a category of the cycle's list; again, in a further round, where the category
/// lapsed or the selection was withdrawn. Refuses: category-not-on-list, call-already-open, category-has-plan, closes-before-opening.
/// </summary>
/// <remarks>Clause 四(三), R40, R47, Q11, Q12.</remarks>
/// <param name="ClosesOn">Last day of submission, inclusive; after the day of the act.</param>
public sealed record OpenPlanCall(int Cycle, DateOnly ClosesOn, string Conditions, string Category = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Category, "category").Text(Conditions, "conditions", 10_000)
            .That(
                Cycle is >= KeyFieldList.FirstCycle and <= KeyFieldList.LastCycle,
                "cycle",
                $"must be a year from {KeyFieldList.FirstCycle} to {KeyFieldList.LastCycle}.");
        if (check.Refusal is { } malformed) return malformed;

        var id = Ids.Call(Cycle, Category);
        var register = ledger.Organisations();
        var list = ledger.KeyFields(Cycle);
        var call = ledger.Call(id);
        if (WorkingBody.Only(act, register, "calls for plans") is { } notYours) return notYours;
        if (call.Stage == CallStage.Open && call.ClosesOn == ClosesOn && call.Conditions == Conditions) return Decision.AlreadySo(id);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        if (list.Versions.LastOrDefault(v =>
            v.On <= act.On)?.Fields.FirstOrDefault(f => f.Categories.Any(c => c.Id == Category)) is not { } field)
        {
            return new Refusal(
                "category-not-on-list",
                "Clause 四(二)",
                $"'{Category}' is not on the list of key fields published for {Cycle}.");
        }
        if (call.Stage == CallStage.Open)
        {
            return new Refusal(
                "call-already-open",
                "Clause 四(三), Q11",
                $"Plans for {id} have been called for since {call.OpenedOn:yyyy-MM-dd}, until {call.ClosesOn:yyyy-MM-dd}.");
        }
        if (call.Stage is CallStage.Selected or CallStage.Official)
        {
            return new Refusal(
                "category-has-plan",
                "Clause 四(三), Q11",
                $"Plan {call.SelectedPlan} is selected for {id}. There is one plan for a category and cycle.");
        }
        if (ClosesOn <= act.Today)
        {
            return new Refusal(
                "closes-before-opening",
                "Clause 四(三)",
                $"A call opened on {act.Today:yyyy-MM-dd} cannot close on {ClosesOn:yyyy-MM-dd}: it is open to all for at least one day "
                    + "more.");
        }
        return Decision.Record(id, new PlanCallOpened(
            id, Cycle, Category, field.Id, register.WorkingBodyOn(act.On)!, call.Round + 1, ClosesOn, Conditions, act.On));
    }
}
