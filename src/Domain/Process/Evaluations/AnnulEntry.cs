using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

public enum AnnulmentGround
{
    /// <summary>Got in by fraud, and holds no title: annulled and made public, without a ban (Q52).</summary>
    Fraud,

    /// <summary>A ban that was learned later covered a day between cut-off and publication (Q50).</summary>
    BarredAtPublication,
}

/// <summary>
/// A published entry is void; it stays visible, marked. Refuses: malformed, unknown-evaluation, not-yours-to-do, body-disqualified,
/// body-not-independent, day-in-the-future, day-before-last-act, ranking-not-published, unknown-entry, title-awarded, not-barred-then.
/// </summary>
/// <remarks>Clause 四(六), Q50, Q52. No ban: that is tied to the revocation of a title. Fraud of an enterprise that was awarded a title goes
/// the way of revocation.</remarks>
public sealed record AnnulEntry(string Declaration, AnnulmentGround Ground, string Detail, string Evaluation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Declaration, "declaration", 300)
            .Text(Detail, "detail")
            .That(Enum.IsDefined(Ground), "ground", "is not known.");
        if (check.Refusal is { } malformed) return malformed;

        var evaluation = ledger.Evaluation(Evaluation);
        var entry = evaluation.Ranking?.Result.Entries.FirstOrDefault(e => e.Declaration == Declaration);
        var enterprise = ledger.Enterprise(entry?.Enterprise ?? "");
        var organisations = ledger.Organisations();
        var rules = ledger.Rules(act.On);
        if (EvaluationGate.NotTheBody(evaluation, Evaluation, act) is { } forbidden) return forbidden;
        if (evaluation.AnnulledEntries.Contains(Declaration)) return Decision.AlreadySo(Evaluation);
        if (EvaluationGate.OfBody(organisations, evaluation.Body, act.On, rules) is { } refusal) return refusal;
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;
        if (evaluation.Ranking is not { } ranking)
        {
            return new Refusal(
                "ranking-not-published",
                "Clause 四(四), Q52",
                $"The ranking of {Evaluation} is not published; a candidate is excluded instead.");
        }
        if (entry is null)
        {
            return new Refusal(
                "unknown-entry",
                "Clause 四(四)",
                $"Declaration {Declaration} is not in the ranking of {Evaluation}.")
            { Kind = RefusalKind.NotFound };
        }
        if (Ground == AnnulmentGround.Fraud && evaluation.IsListed(entry.Enterprise))
        {
            return new Refusal(
                "title-awarded",
                "Clause 四(六), Q52",
                $"{entry.EnterpriseName} was awarded title {Ids.Title(Evaluation, entry.Enterprise)}; fraud is a ground to revoke it.");
        }
        if (Ground == AnnulmentGround.BarredAtPublication && enterprise.BanWithin(evaluation.CutOffDay, ranking.On) is null)
        {
            return new Refusal(
                "not-barred-then",
                "Clause 四(六), Q50, Q51",
                $"{entry.EnterpriseName} was not barred on any day from {evaluation.CutOffDay:yyyy-MM-dd} to {ranking.On:yyyy-MM-dd}.");
        }

        return Decision.Record(Evaluation, new EntryAnnulled(Evaluation, Declaration, entry.Enterprise, Ground.ToString(), Detail, act.On));
    }
}
