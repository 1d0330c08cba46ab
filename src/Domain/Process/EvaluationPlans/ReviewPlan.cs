using Leader.Domain.Record;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// D4: an expert's opinion with a score, or the expert's recusal. An expert of the body that submitted the plan has to recuse.
/// Refuses: call-still-open, call-decided, plan-not-under-review, recused-expert-scores, expert-has-conflict, already-reviewed.
/// </summary>
/// <remarks>Clause 四(三), R48, Q38.</remarks>
/// <param name="Score">0 to 100; null on recusal.</param>
/// <param name="Conflict">The conflict of interest for which the expert recuses; null where there is none.</param>
public sealed record ReviewPlan(decimal? Score, string Opinion, string? Conflict = null, string Plan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Opinion, "opinion", 10_000).Text(Plan, "plan", 200)
            .That(Score is null or (>= 0 and <= 100), "score", "must be from 0 to 100.")
            .That(Conflict is null || !string.IsNullOrWhiteSpace(Conflict), "conflict", "must say what the conflict is.")
            .That(Score is not null || Conflict is not null, "score", "is required, unless a conflict is declared.");
        if (check.Refusal is { } malformed) return malformed;

        var call = ledger.Call(Ids.CallOfPlan(Plan));
        var register = ledger.Organisations();
        if (call.Plans.GetValueOrDefault(Plan) is not { } plan) return Refusal.NotFound("plan", Plan);
        if (act.By.Role != Role.Expert || call.Panel.Find(e => e.Id == act.By.Subject) is not { } expert)
        {
            return Refusal.Forbidden(
                "Clause 四(三)",
                $"Only the experts of the panel of {call.Id} review its plans, each in their own name.");
        }
        // Of a plan withdrawn and submitted anew only opinions on the new text count; there can be none on the old one, as reviews begin
        // after the close.
        var earlier = call.Reviews.LastOrDefault(r => r.Plan == Plan && r.Expert == expert.Id);
        var review = new PlanReviewed(call.Id, Plan, expert.Id, Score, Opinion, Conflict, act.On);
        if (earlier is not null && earlier with { On = act.On } == review) return Decision.AlreadySo(Plan);
        if (act.DayRefusal(call.LastActOn) is { } day) return day;

        if (call.Stage != CallStage.Open)
        {
            return new Refusal("call-decided", "Clause 四(三)", $"The call {call.Id} is {call.Stage}; the review is over.");
        }
        if (act.Today <= call.ClosesOn)
        {
            return new Refusal(
                "call-still-open",
                "Clause 四(三)",
                $"Plans may be submitted until {call.ClosesOn:yyyy-MM-dd}, that day included; the review begins after it.");
        }
        if (plan.Round != call.Round || plan.Withdrawn || plan.Late)
        {
            return new Refusal("plan-not-under-review", "Clause 四(三)",
                $"Plan {Plan} is {(plan.Withdrawn ? "withdrawn" : plan.Late ? "late" : $"of round {plan.Round}")}; it is not reviewed.");
        }
        if (Conflict is not null && Score is not null)
        {
            return new Refusal(
                "recused-expert-scores",
                "Clause 四(三), Q38",
                $"Expert '{expert.Id}' declares a conflict of interest and so gives no score.");
        }
        if (Conflict is null
            && (expert.Affiliation == plan.Body || expert.Affiliation == register.Organisations.GetValueOrDefault(plan.Body)?.Name))
        {
            return new Refusal(
                "expert-has-conflict",
                "Clause 四(三), Q38",
                $"Expert '{expert.Id}' belongs to '{plan.Body}', which submitted the plan, and has to recuse.");
        }
        if (earlier is not null)
        {
            return new Refusal(
                "already-reviewed",
                "Clause 四(三)",
                $"Expert '{expert.Id}' gave an opinion on {Plan} on {earlier.On:yyyy-MM-dd}; it stands.");
        }
        return Decision.Record(Plan, review);
    }
}
