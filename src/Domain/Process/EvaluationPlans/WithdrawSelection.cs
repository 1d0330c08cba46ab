using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// The selection is taken back, and with it all that rests on it: an objection to the plan was upheld, the plan turned out wrong and its
/// evaluation was withdrawn, or the body may not evaluate. The category may be called again. Refuses: no-plan-selected, selection-stands.
/// </summary>
/// <remarks>Clause 四(三), R45, R50; Q10, Q12, Q13, Q36.</remarks>
public sealed record WithdrawSelection(string Reason, string Plan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Text(Plan, "plan", 200).Refusal is { } malformed) return malformed;
        var call = ledger.Call(Ids.CallOfPlan(Plan));
        var evaluation = ledger.Evaluation(Ids.CallOfPlan(Plan));
        var register = ledger.Organisations();
        var notice = ledger.Notice(call.Notice ?? Ids.Notice(call.Id, "plan", 1));
        if (WorkingBody.Only(act, register, "withdraws a selection") is { } notYours) return notYours;
        if (call.Plans.GetValueOrDefault(Plan) is not { } plan) return Refusal.NotFound("plan", Plan);
        if (call.Stage == CallStage.SelectionWithdrawn && call.WithdrawnPlan == Plan) return Decision.AlreadySo(Plan);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        if (call.SelectedPlan != Plan || call.Stage is not (CallStage.Selected or CallStage.Official))
        {
            return new Refusal("no-plan-selected", "Clause 四(三)", $"Plan {Plan} is not the selected plan of {call.Id}.");
        }
        var upheld = call.Stage == CallStage.Selected && notice.Objections.Any(o => o.Stage == ObjectionStage.Upheld);
        var unfit = EvaluationBodies.RefusalToSelect(register, plan.Body, call.Id, act.On, ledger.Rules(act.On)) is not null;
        var facts = upheld || unfit || evaluation.Stage == EvaluationStage.Withdrawn
            ? OpenWork.End(ledger, act, call.Id, plan.Body, Reason)
            : [];
        return facts.Count > 0 ? Decision.Record(Plan, facts)
            : new Refusal("selection-stands", "Clause 四(三), Q13",
                $"The selection of {Plan} stands: no objection to it was upheld, its body may evaluate, and no evaluation by it was "
                    + "withdrawn while its results are still to come.");
    }
}
