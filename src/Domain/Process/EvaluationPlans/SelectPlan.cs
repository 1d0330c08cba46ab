using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// D5: the best plan and with it the evaluation body, one for the category and cycle, with reasons for every plan of the round; opens
/// the plan's notice. Refuses: another-plan-selected, call-not-open, call-still-open, plan-of-earlier-round, plan-late, plan-withdrawn,
/// no-scored-opinion, reasons-missing, no-fee-undertaking-missing, body-disqualified, body-not-independent, fee-recorded,
/// service-conflicts-with-evaluation.
/// </summary>
/// <remarks>Clause 四(三), R45, R48–R50, R103; Q10, Q11, Q36.</remarks>
/// <param name="Reasons">By plan id: every plan of this round that came in time and was not withdrawn.</param>
public sealed record SelectPlan(IReadOnlyDictionary<string, string> Reasons, string Plan = "") : ICommand
{
    public const string Channel = "register";

    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Plan, "plan", 200);
        foreach (var (plan, reason) in Reasons.OrderBy(r => r.Key, StringComparer.Ordinal)) check.Text(reason, $"reasons.{plan}", 10_000);
        if (check.Refusal is { } malformed) return malformed;

        var call = ledger.Call(Ids.CallOfPlan(Plan));
        var register = ledger.Organisations();
        var rules = ledger.Rules(act.On);
        var calendar = ledger.Calendar();
        if (WorkingBody.Only(act, register, "selects the plan") is { } notYours) return notYours;
        if (call.Plans.GetValueOrDefault(Plan) is not { } selected) return Refusal.NotFound("plan", Plan);
        if (call.Stage is CallStage.Selected or CallStage.Official)
        {
            return call.SelectedPlan == Plan ? Decision.AlreadySo(Plan)
                : new Refusal(
                    "another-plan-selected",
                    "Clause 四(三), Q11",
                    $"Plan {call.SelectedPlan} is selected for {call.Id}. There is one plan and one body for a category and cycle.");
        }
        if (act.DayRefusal(call.LastActOn) is { } day) return day;
        if (CallRefusal(call, selected, act.Today) is { } early) return early;

        if (!call.Reviews.Any(r => r.Plan == Plan && r.Score is not null))
        {
            return new Refusal(
                "no-scored-opinion",
                "Clause 四(三)",
                $"No expert has given a scored opinion on {Plan}. There is no selection without review.");
        }
        var round = call.Plans.Values.Where(p => p.Round == call.Round && p is { Late: false, Withdrawn: false }).Select(p => p.Id)
            .Order(StringComparer.Ordinal).ToList();
        if (round.FirstOrDefault(p => !Reasons.ContainsKey(p)) is { } silent)
        {
            return new Refusal(
                "reasons-missing",
                "Clause 四(三)",
                $"The selection gives a reason for each plan of the round; there is none for {silent}.");
        }
        if (EvaluationBodies.RefusalToSelect(register, selected.Body, call.Id, act.On, rules) is { } unfit) return unfit;
        if (ServiceSeparation.RefusalToEvaluate(ledger, register, selected.Body, call.Category, act.On, rules) is { } conflict)
        {
            return conflict;
        }

        var notice = NoticePeriod.Open(
            NoticeSubject.Plan, call.Id, call.Round, Canonical.Hash(selected.Content), call.WorkingBody, [Plan], Channel, rules, calendar,
            act.On);
        return Decision.Record(Plan,
            new PlanSelected(call.Id, Plan, selected.Body, round.ToDictionary(p => p, p => Reasons[p]), notice.Notice, rules.Id, act.On),
            notice,
            new BodyEngaged(selected.Body, call.Id, Plan, act.On));
    }

    private Refusal? CallRefusal(Call call, SubmittedPlan plan, DateOnly on) =>
        call.Stage != CallStage.Open
            ? new("call-not-open", "Clause 四(三), Q12", $"The call {call.Id} is {call.Stage}; open it again for a further round.")
        : plan.Round != call.Round
            ? new(
                "plan-of-earlier-round",
                "Clause 四(三), Q12",
                $"Plan {Plan} was submitted in round {plan.Round}; the call is in round {call.Round}.")
        : on <= call.ClosesOn
            ? new("call-still-open", "Clause 四(三)", $"Plans may be submitted until {call.ClosesOn:yyyy-MM-dd}, that day included.")
        : plan.Withdrawn
            ? new("plan-withdrawn", "Clause 四(三)", $"'{plan.Body}' has withdrawn {Plan}.")
        : plan.Late
            ? new("plan-late", "Clause 四(三)", $"Plan {Plan} came after the close on {call.ClosesOn:yyyy-MM-dd}.")
        : plan.Undertaking is null
            ? new("no-fee-undertaking-missing", "Clause 四(三)", $"'{plan.Body}' has not signed that it takes no fees.")
        : null;
}
