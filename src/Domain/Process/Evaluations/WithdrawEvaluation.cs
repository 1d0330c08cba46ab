using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// Ends an evaluation before its list is published: the plan was wrong and cannot be changed, or the body is out. What was published stays,
/// and is marked. The category may be evaluated again. Refuses: malformed, unknown-evaluation, not-yours-to-do, day-in-the-future,
/// day-before-last-act, list-published.
/// </summary>
/// <remarks>Clause 四(四), Q13, Q36. By the body, or by the regulator. Once a list is published each title has an end of its own.</remarks>
public sealed record WithdrawEvaluation(string Reason, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reason, "reason").Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var notices = new[] { ledger.Notice(evaluation.Draft?.Notice ?? ""), ledger.Notice(evaluation.ListDraft?.Notice ?? "") };
        var pool = evaluation.Pool.Select(c => c.Enterprise).Distinct().Order(StringComparer.Ordinal).Select(ledger.Enterprise).ToList();
        if (!evaluation.Exists) return Refusal.NotFound("evaluation", Evaluation);
        if (!act.By.Is(Role.Regulator) && EvaluationGate.NotTheBody(evaluation, Evaluation, act) is { } forbidden) return forbidden;
        if (evaluation.Stage == EvaluationStage.Withdrawn) return Decision.AlreadySo(Evaluation);
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Lists.LastOrDefault() is { } list)
        {
            return new Refusal(
                "list-published",
                "Clause 四(五), Q13",
                $"Its leader list was published on {list.On:yyyy-MM-dd}; titles are ended one by one.");
        }

        return Decision.Record(Evaluation, [
            new EvaluationWithdrawn(Evaluation, Reason, act.On),
            .. notices.Where(n => n.Stage == NoticeStage.Open)
                .Select(n => new NoticeSuperseded(n.Id, "The evaluation was withdrawn.", act.On)),
            .. pool.Where(e => e.OpenCandidacies.Contains(Evaluation))
                .Select(e => new CandidacyEnded(e.Code, Evaluation, "The evaluation was withdrawn.", act.On)),
        ]);
    }
}
