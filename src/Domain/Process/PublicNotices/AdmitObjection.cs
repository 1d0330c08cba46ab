using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// Admits an objection, which blocks until it is ruled on, or answers why it is inadmissible, after which it does not block.
/// Refuses: malformed, unknown-objection, not-yours-to-do, day-in-the-future, day-before-last-act, objection-already-decided,
/// ground-does-not-hold.
/// </summary>
/// <remarks>Clause 四(四), 四(五), Q6. What arrived in time cannot be turned away as late, nor what names its sender as anonymous. Of a sender
/// that is not verified, the body that admits the objection has verified who it is; where it cannot, it answers that the objection is
/// anonymous (Q5).</remarks>
/// <param name="Ground">Needed, with the answer, where the objection is not admitted.</param>
public sealed record AdmitObjection(bool Admitted, InadmissibleGround? Ground = null, string? Answer = null, string Objection = "")
    : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check();
        if (Admitted)
        {
            check.That(Ground is null, "ground", "is only for an objection that is not admitted.");
        }
        else
        {
            check.That(Ground is { } g && Enum.IsDefined(g), "ground", "is required where the objection is not admitted.")
                .Text(Answer, "answer", 20_000);
        }
        if (check.Refusal is { } malformed) return malformed;

        var id = Ids.NoticeOfObjection(Objection);
        var notice = ledger.Notice(id);
        var organisations = ledger.Organisations();
        if (Objections.Unknown(notice, Objection) is { } unknown) return unknown;
        if (Objections.NotItsJudge(notice, organisations, act) is { } forbidden) return forbidden;

        var objection = notice.Objection(Objection)!;
        if (Admitted
            ? objection.Stage == ObjectionStage.Admitted
            : objection.Stage == ObjectionStage.Inadmissible && objection.Ground == Ground)
        {
            return Decision.AlreadySo(Objection);
        }
        if (act.DayRefusal(notice.LastActOn) is { } day) return day;

        // Turned away for want of facts, or as not about this notice: may be admitted after all. A late or anonymous one never blocks.
        if (objection.Stage != ObjectionStage.Lodged
            && !(Admitted
                && objection is
                {
                    Stage: ObjectionStage.Inadmissible, Ground: InadmissibleGround.NoFacts
                    or InadmissibleGround.NotAboutThisNotice
                }))
        {
            return Objections.Decided(notice, objection);
        }
        if (Admitted) return Decision.Record(Objection, new ObjectionAdmitted(id, Objection, act.On));

        if (Ground == InadmissibleGround.Late && objection.On <= notice.LastDay)
        {
            return new Refusal("ground-does-not-hold", NoticeGate.Clause(notice) + ", Q6",
                $"Objection {Objection} arrived on {objection.On:yyyy-MM-dd}, in time: the notice ends at 24:00 of "
                    + $"{notice.LastDay:yyyy-MM-dd}.");
        }
        if (Ground == InadmissibleGround.Anonymous && objection.Kind is not (ObjectorKind.Anonymous or ObjectorKind.Unverified))
        {
            return new Refusal(
                "ground-does-not-hold",
                NoticeGate.Clause(notice) + ", Q5",
                $"Objection {Objection} names its objector: {objection.Objector}.");
        }
        return Decision.Record(Objection, new ObjectionFoundInadmissible(id, Objection, Ground!.Value, Answer!, act.On));
    }
}
