using Leader.Domain.Record;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>A body takes its plan back before the selection; the submission stays on record. Refuses: call-decided.</summary>
/// <remarks>Clause 四(三), R47.</remarks>
public sealed record WithdrawPlan(string Reason, string Plan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Text(Plan, "plan", 200).Refusal is { } malformed) return malformed;
        var call = ledger.Call(Ids.CallOfPlan(Plan));
        if (call.Plans.GetValueOrDefault(Plan) is not { } plan) return Refusal.NotFound("plan", Plan);
        if (!act.By.Is(Role.EvaluationBody, plan.Body)) return Refusal.Forbidden("Clause 四(三)", $"Only '{plan.Body}' withdraws its plan.");
        if (plan.Withdrawn) return Decision.AlreadySo(Plan);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        return call.Stage == CallStage.Open && plan.Round == call.Round
            ? Decision.Record(Plan, new PlanWithdrawn(call.Id, Plan, Reason, act.On))
            : new Refusal(
                "call-decided",
                "Clause 四(三), Q13",
                $"Round {plan.Round} of the call {call.Id} is decided; a plan is withdrawn before the selection.");
    }
}
