using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// Upholds or dismisses an admitted objection, with reasons. Upheld: what is under public notice is superseded at once, be it this
/// version or a later one. Refuses: malformed, unknown-objection, not-yours-to-do, day-in-the-future, day-before-last-act,
/// objection-not-admitted, objection-under-review, objection-already-decided.
/// </summary>
/// <remarks>
/// Clause 四(四), 四(五), Q7, Q9. An objection upheld after publication (on a remitted review) unmakes nothing by itself: it is
/// raised as an incident, and the list that would rest on the ranking stays blocked. Where the notice is that of a plan, the working body
/// withdraws the selection next.
/// </remarks>
public sealed record RuleOnObjection(bool Upheld, string Reasons, string Objection = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Reasons, "reasons", 20_000).Refusal is { } malformed) return malformed;

        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        var organisations = ledger.Organisations();
        var evaluation = ledger.Evaluation(notice.Call);
        var call = ledger.Call(notice.Call);
        var current = Current(notice, evaluation) is { } other && other != id ? ledger.Notice(other) : notice;
        var (rules, calendar) = (ledger.Rules(act.On), ledger.Calendar());
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;
        if (Objections.NotItsJudge(notice, organisations, act) is { } forbidden) return forbidden;

        var objection = notice.Objection(Objection)!;
        if (objection.Stage == (Upheld ? ObjectionStage.Upheld : ObjectionStage.Dismissed)) return Decision.AlreadySo(Objection);
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;
        switch (objection.Stage)
        {
            case ObjectionStage.Lodged:
                return new Refusal(
                    "objection-not-admitted",
                    NoticeGate.Clause(notice) + ", Q6",
                    $"Admit objection {Objection}, or answer why it is inadmissible, before ruling on it.");
            case ObjectionStage.UnderReview:
                return new Refusal(
                    "objection-under-review",
                    NoticeGate.Clause(notice) + ", Q7",
                    $"The working body reviews the procedure of objection {Objection}; only after its answer can it be ruled on again.");
            case not ObjectionStage.Admitted:
                return Objections.Decided(notice, objection);
        }

        if (!Upheld)
        {
            return Decision.Record(
                Objection,
                new ObjectionDismissed(
                    id,
                    Objection,
                    Reasons,
                    Periods.WorkingDays(act.Today, rules.ReviewRequestWorkingDays, calendar).LastDay,
                    act.On));
        }

        List<Fact> facts = [new ObjectionUpheld(id, Objection, Reasons, act.On)];
        var official = notice.Subject == NoticeSubject.Plan && call.Stage == CallStage.Official;
        if (IsPublished(notice, evaluation))
        {
            facts.Add(new IncidentRaised(evaluation.Id, IncidentRaised.UpheldAfterPublication, Objection, Reasons, act.On));
        }
        else if (!official && current.Stage is NoticeStage.Open or NoticeStage.Closed)
        {
            facts.Add(new NoticeSuperseded(current.Id, $"Objection {Objection} was upheld.", act.On));
        }
        return Decision.Record(Objection, facts);
    }

    /// <summary>The version that would be published next.</summary>
    private static string? Current(PublicNotice notice, Evaluation evaluation) => notice.Subject switch
    {
        NoticeSubject.Ranking => evaluation.Draft?.Notice,
        NoticeSubject.LeaderList => evaluation.ListDraft?.Notice,
        _ => null,
    };

    private static bool IsPublished(PublicNotice notice, Evaluation evaluation) => notice.Subject switch
    {
        NoticeSubject.Ranking => evaluation.Ranking is not null,
        NoticeSubject.LeaderList => evaluation.Lists.Any(l => l.Version >= notice.Version),
        _ => false,
    };
}
