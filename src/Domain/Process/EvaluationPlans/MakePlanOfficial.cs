using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// The notice of the plan has ended and no objection stands: the plan is official and no longer changes.
/// Refuses: no-plan-selected, notice-still-open, deadline-outdated, objection-stands, body-disqualified, body-not-independent,
/// fee-recorded.
/// </summary>
/// <remarks>Clause 四(三), Q10, Q13, R50. By the working body, or by the system when the last day has passed.</remarks>
public sealed record MakePlanOfficial(string Plan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Plan, "plan", 200).Refusal is { } malformed) return malformed;
        var call = ledger.Call(Ids.CallOfPlan(Plan));
        var register = ledger.Organisations();
        var rules = ledger.Rules(act.On);
        var calendar = ledger.Calendar();
        var notice = ledger.Notice(call.Notice ?? Ids.Notice(call.Id, "plan", 1));
        if (!act.By.Is(Role.System) && WorkingBody.Only(act, register, "makes a plan official") is { } notYours) return notYours;
        if (call.Plans.GetValueOrDefault(Plan) is not { } plan) return Refusal.NotFound("plan", Plan);
        if (call.Stage == CallStage.Official && call.SelectedPlan == Plan) return Decision.AlreadySo(Plan);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        if (call.Stage != CallStage.Selected || call.SelectedPlan != Plan)
        {
            return new Refusal("no-plan-selected", "Clause 四(三)", $"Plan {Plan} is not the selected plan of {call.Id}.");
        }
        if (NoticeGate.Refusal(notice, act.Today, calendar) is { } standing) return standing;
        if (EvaluationBodies.RefusalToSelect(register, plan.Body, call.Id, act.On, rules) is { } unfit) return unfit;
        return Decision.Record(Plan,
            [
                new PlanMadeOfficial(call.Id, Plan, act.On),
                .. notice.Stage == NoticeStage.Open ? [new NoticeClosed(notice.Id, act.On)] : Array.Empty<Fact>(),
            ]);
    }
}
