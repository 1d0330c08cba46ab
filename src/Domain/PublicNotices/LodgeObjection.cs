using Leader.Domain.LegalTime;
using Leader.Domain.RuleSets;

namespace Leader.Domain.PublicNotices;

/// <summary>
/// Anyone objects, and every objection is recorded. One that is manifestly late, without facts, or anonymous is answered at once
/// and does not block. Refuses: malformed, unknown-notice.
/// </summary>
/// <remarks>
/// Clause 四(四), 四(五), Q5, Q6. In time is what arrives before 24:00 of the last day in Beijing by the clock of the register;
/// the day that the sender gives counts for nothing. A superseded notice still takes objections to what it covered.
/// </remarks>
/// <param name="Objector">Unit name, or an opaque reference for a person; never personal data. Without it the objection is anonymous.</param>
/// <param name="Facts">Kept for ever and public, and no erasure reaches it: what is wrong, not who the objector is.</param>
/// <param name="Target">The declaration or enterprise it is about; null for the notice as a whole.</param>
/// <param name="Evidence">SHA-256 digests.</param>
public sealed record LodgeObjection(ObjectorKind Kind, string Objector, string Facts, string? Target = null, IReadOnlyList<string>? Evidence = null,
    string Notice = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var evidence = Evidence ?? [];
        var check = new Check()
            .That(Enum.IsDefined(Kind), "kind", "is not known.")
            .That(Objector is { Length: <= 200 }, "objector", "may have at most 200 characters.")
            .That(Facts is { Length: <= 20_000 }, "facts", "may have at most 20000 characters.")
            .OptionalText(Target, "target", 200)
            .That(evidence.All(e => e is { Length: > 0 and <= 200 }), "evidence", "must be digests of 1 to 200 characters.");
        if (check.Refusal is { } malformed) return malformed;

        var notice = ledger.Notice(Notice);
        var rules = ledger.Rules(act.Today);
        var calendar = ledger.Calendar();
        if (!notice.Exists) return Refusal.NotFound("notice", Notice);

        var kind = string.IsNullOrWhiteSpace(Objector) ? ObjectorKind.Anonymous : Kind;
        if (notice.Objections.FirstOrDefault(o => o.Kind == kind && o.Objector == Objector && o.Target == Target && o.Facts == Facts && o.LodgedBy == act.By.Subject) is { } same)
            return Decision.AlreadySo(same.Id);

        var day = act.Today;
        var id = Ids.Objection(Notice, notice.Objections.Count + 1);
        var due = Periods.WorkingDays(day, rules.ObjectionAnswerWorkingDays, calendar).LastDay;
        List<Fact> facts = [new ObjectionLodged(Notice, id, kind, Objector, Target, Facts, evidence, act.By.Subject, act.At, due, day)];
        if (Inadmissible(notice, kind, day, rules) is var (ground, answer)) facts.Add(new ObjectionFoundInadmissible(Notice, id, ground, answer, day));
        return Decision.Record(id, facts);
    }

    private (InadmissibleGround Ground, string Answer)? Inadmissible(PublicNotice notice, ObjectorKind kind, DateOnly day, RuleSet rules) =>
        day > notice.LastDay ? (InadmissibleGround.Late,
            $"It arrived on {day:yyyy-MM-dd}; the notice ended at 24:00 of {notice.LastDay:yyyy-MM-dd}. You can still complain or report (clause 四(六)).")
        : kind == ObjectorKind.Anonymous && !rules.AnonymousObjectionsBlock ? (InadmissibleGround.Anonymous,
            "It names nobody, so it is taken as a report: it is looked into and does not hold up publication.")
        : string.IsNullOrWhiteSpace(Facts) ? (InadmissibleGround.NoFacts,
            $"It states no facts. You can object with facts until 24:00 of {notice.LastDay:yyyy-MM-dd}.")
        : null;
}
