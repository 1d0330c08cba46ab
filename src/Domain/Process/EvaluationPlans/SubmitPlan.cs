using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.EvaluationPlans;

/// <summary>
/// D3, D6, D24: a body's plan, with its signed undertaking to take no fees. After the close of the call it is recorded as late and never
/// selected. One that came by letter is entered by the working body, with the day of receipt. Refuses: call-decided,
/// no-fee-undertaking-missing, not-an-evaluation-body, body-not-independent, too-few-core-indicators, no-baseline-in-force,
/// plan-already-submitted.
/// </summary>
/// <remarks>Clause 四(三), R41–R45, R47, R50; Q15, Q16. A body has one plan in a round; it may withdraw it and submit another.</remarks>
public sealed record SubmitPlan(EvaluationPlan Plan, NoFeeUndertaking? Undertaking, string Body, string Call = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Body, "body").Slug(Call, "call");
        PlanShape.Check(check, Plan, "plan");
        if (Undertaking is not null) check.Text(Undertaking.Signer, "undertaking.signer", 200);
        if (check.Refusal is { } malformed) return malformed;
        var register = ledger.Organisations();
        var received = act.On < act.Today;
        if (received ? !WorkingBody.Is(act.By, register, act.Today) : !act.By.Is(Role.EvaluationBody, Body))
        {
            return Refusal.Forbidden(
                "Clause 四(三), Q54",
                "An evaluation body submits its own plan only, on the day of its entry; one that came by letter is entered by the working "
                    + "body.");
        }

        var call = ledger.Call(Call);
        var rules = ledger.Rules(act.On);
        if (!call.Exists) return Refusal.NotFound("call", Call);
        if (!register.Organisations.ContainsKey(Body)) return Refusal.NotFound("organisation", Body);
        var id = Ids.Plan(Call, Body, call.Round);
        var earlier = call.Plans.GetValueOrDefault(id);
        if (earlier is { Withdrawn: false } && Undertaking == earlier.Undertaking && Canonical.Same(earlier.Content, Plan))
        {
            return Decision.AlreadySo(id);
        }
        if (act.DayRefusal(received ? call.OpenedOn : call.LastActOn) is { } day) return day;

        if (call.Stage != CallStage.Open)
        {
            return new Refusal("call-decided", "Clause 四(三)", $"The call {Call} is {call.Stage}; it takes no more plans.");
        }
        if (Undertaking is null || Undertaking.SignedOn > act.On)
        {
            return new Refusal("no-fee-undertaking-missing", "Clause 四(三)",
                Undertaking is null
                    ? "The signed undertaking to take no fees from enterprises is missing."
                    : $"The undertaking is dated {Undertaking.SignedOn:yyyy-MM-dd}, after this submission.");
        }
        if (EvaluationBodies.RefusalToSubmit(register, Body, act.On, rules) is { } unfit) return unfit;
        if (Plan.CoreIndicators.Count() < rules.LeastCoreIndicators)
        {
            return new Refusal(
                "too-few-core-indicators",
                "Clause 四(三)",
                $"A plan has at least {rules.LeastCoreIndicators} core indicators; this one has {Plan.CoreIndicators.Count()}.");
        }
        if (Plan.NoBaseline is null && !Plan.Baselines.Any(b => b.IsInForceOn(Beijing.Day(Plan.CutOff))))
        {
            return new Refusal("no-baseline-in-force", "Clause 四(四), Q15",
                $"None of the baselines is in force at the cut-off on {Beijing.Day(Plan.CutOff):yyyy-MM-dd}. Name the editions of that "
                    + "day, or state that there is none.");
        }
        if (earlier is { Withdrawn: false })
        {
            return new Refusal(
                "plan-already-submitted",
                "Clause 四(三)",
                $"'{Body}' has submitted {id}. It may withdraw it and submit another before {call.ClosesOn:yyyy-MM-dd} has passed.");
        }
        return Decision.Record(id, new PlanSubmitted(Call, id, Body, call.Round, Plan, Undertaking, act.On > call.ClosesOn, act.On));
    }
}
