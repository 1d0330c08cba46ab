using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.LeaderLists;

/// <summary>
/// The cycle has ended and no newer list of the category is out: the next evaluation is overdue. Nothing happens before that, once a newer
/// list is out, where the next cycle is without the category, or a second time. Refuses: unknown-evaluation, not-yours-to-do.
/// </summary>
/// <remarks>Clause 四(六), R66, Q23. The cycle ends with the titles of its first list.</remarks>
public sealed record RemindAdjustment(string Evaluation) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var evaluation = ledger.Evaluation(Evaluation);
        var rules = ledger.Rules(act.On);
        var category = ledger.Category(evaluation.Category);
        var dropped = NextKeyFields.Drop(ledger, evaluation.Category, evaluation.Cycle);
        if (!act.By.Is(Role.System)) return Refusal.Forbidden("Clause 四(六)", "The register itself reminds of an overdue evaluation.");
        if (!evaluation.Exists) return Refusal.NotFound("evaluation", Evaluation);
        if (evaluation.CycleEndReminded || evaluation.Lists is not [var first, ..] || act.DayRefusal(evaluation.LastActOn) is not null)
        {
            return Decision.AlreadySo(Evaluation);
        }

        var endedOn = Periods.AfterMonths(first.On, evaluation.Plan.CycleMonths > 0 ? evaluation.Plan.CycleMonths : rules.TitleMonths);
        return act.On <= endedOn || dropped || category.Lists.Any(l => l.Cycle > evaluation.Cycle)
            ? Decision.AlreadySo(Evaluation)
            : Decision.Record(Evaluation, new AdjustmentReminded(Evaluation, endedOn, act.On));
    }
}
