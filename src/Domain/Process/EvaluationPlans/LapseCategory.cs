using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// No suitable plan came: the category has no evaluation in the cycle, unless it is called again.
/// Refuses: call-still-open, category-has-plan.
/// </summary>
/// <remarks>Clause 四(三), Q12.</remarks>
public sealed record LapseCategory(string Reason, string Call = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Slug(Call, "call").Refusal is { } malformed) return malformed;
        var call = ledger.Call(Call);
        if (WorkingBody.Only(act, ledger.Organisations(), "lets a category lapse") is { } notYours) return notYours;
        if (!call.Exists) return Refusal.NotFound("call", Call);
        if (call.Stage == CallStage.Lapsed) return Decision.AlreadySo(Call);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        return call.Stage switch
        {
            CallStage.Open when act.Today <= call.ClosesOn =>
                new Refusal(
                    "call-still-open",
                    "Clause 四(三), Q12",
                    $"Plans may be submitted until {call.ClosesOn:yyyy-MM-dd}, that day included."),
            CallStage.Selected or CallStage.Official =>
                new Refusal(
                    "category-has-plan",
                    "Clause 四(三), Q12",
                    $"Plan {call.SelectedPlan} is selected for {Call}; withdraw the selection first."),
            _ => Decision.Record(Call, new CategoryLapsed(Call, Reason, act.On)),
        };
    }
}
