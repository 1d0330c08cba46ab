using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.LeaderLists;

/// <summary>
/// How many leaders, with a reason for each of the three considerations, before the list is drawn up; for each batch anew.
/// Refuses: malformed, unknown-evaluation, not-yours-to-do, evaluation-withdrawn, body-disqualified, body-not-independent,
/// day-in-the-future, day-before-last-act, ranking-not-published, list-in-notice.
/// </summary>
/// <remarks>Clause 四(五), R60, D11. The number of public standards, (c), is filled in by the register: those in the frozen pool.</remarks>
/// <param name="Number">1 or more; of this batch, not of the cycle (trap 23).</param>
/// <param name="EaseOfChoice">(a) Consumers' ease of choice.</param>
/// <param name="IndustrialDevelopment">(b) The level of industrial development.</param>
/// <param name="StandardsReason">(c) What the number of public standards means for it.</param>
public sealed record DecideLeaderNumber(
    int Number,
    string EaseOfChoice,
    string IndustrialDevelopment,
    string StandardsReason,
    string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().That(Number is >= 1 and <= 10_000, "number", "must be 1 to 10000.")
            .Text(EaseOfChoice, "easeOfChoice").Text(IndustrialDevelopment, "industrialDevelopment").Text(
                StandardsReason,
                "standardsReason");
        if (check.Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var notice = ledger.Notice(evaluation.ListDraft?.Notice ?? "");
        if (EvaluationGate.Refusal(ledger, evaluation, Evaluation, act) is { } refusal) return refusal;
        if (evaluation.Number is { } known && known.Batch == evaluation.NextBatch && known.Number == Number
            && known.EaseOfChoice == EaseOfChoice
            && known.IndustrialDevelopment == IndustrialDevelopment && known.StandardsReason == StandardsReason)
        {
            return Decision.AlreadySo(Evaluation);
        }
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Ranking is null) return EvaluationGate.NotPublished(Evaluation);
        if (evaluation.ListDraft is { } draft
            && draft.Batch == evaluation.NextBatch
            && notice.Stage is NoticeStage.Open or NoticeStage.Closed)
        {
            return new Refusal(
                "list-in-notice",
                "Clause 四(五)",
                $"The list is under public notice ({draft.Notice}) with the number {evaluation.Number?.Number}; "
                    + "the number is decided before the list is drawn up.");
        }

        return Decision.Record(
            Evaluation,
            new LeaderNumberDecided(Evaluation, evaluation.NextBatch, Number, EaseOfChoice, IndustrialDevelopment,
                evaluation.Pool.Count, StandardsReason, act.On));
    }
}
