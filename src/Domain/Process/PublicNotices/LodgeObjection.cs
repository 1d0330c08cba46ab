using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.PublicNotices;

/// <summary>
/// Anyone objects, and every objection is recorded. One that is manifestly late, without facts, or anonymous is answered at once
/// and does not block. Refuses: malformed, unknown-notice, not-yours-to-do, day-before-last-act.
/// </summary>
/// <remarks>
/// Clause 四(四), 四(五), Q5, Q6, Q54. In time is what arrives before 24:00 of the last day in Beijing by the clock of the register, or what
/// the body whose notice it is received by then elsewhere, and enters with the day of receipt. No sender chooses the day.
/// A superseded notice still takes objections to what it covered.
/// </remarks>
/// <param name="Objector">Unit name, or an opaque reference for a person; never personal data. Without it the objection is
/// anonymous.</param>
/// <param name="Facts">Kept for ever and public, and no erasure reaches it: what is wrong, not who the objector is.</param>
/// <param name="Target">The declaration or enterprise it is about; null for the notice as a whole.</param>
/// <param name="Evidence">SHA-256 digests, lower-case hex.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
public sealed record LodgeObjection(
    ObjectorKind Kind,
    string Objector,
    string Facts,
    string? Target = null,
    IReadOnlyList<string>? Evidence = null,
    string Notice = "",
    IReadOnlyDictionary<string, string>? NotDeposited = null) : IDoneElsewhere
{
    /// <summary>
    /// What an objector is, which is not for the sender to say (Q5): a unit is one that the register knows by its token, under its
    /// registered name; whoever else says who it is stays unverified until the body that receives the objection has looked; the rest are
    /// anonymous.
    /// </summary>
    /// <param name="asUnit">The sender objects for the unit of its token, not as a person.</param>
    /// <param name="name">As it is given.</param>
    /// <returns>The kind, and the registered name of a unit.</returns>
    public static (ObjectorKind Kind, string? Unit) Granted(Actor by, bool asUnit, string? name, ILedger ledger)
    {
        if (asUnit && by.Role is not (Role.Public or Role.Expert))
        {
            var unit = by.Role == Role.Enterprise
                ? ledger.Enterprise(by.Subject) is { Exists: true } e ? e.Name : null
                : ledger.Organisations().Organisations.GetValueOrDefault(by.Subject)?.Name;
            if (unit is not null) return (ObjectorKind.NamedUnit, unit);
        }
        return (string.IsNullOrWhiteSpace(name) ? ObjectorKind.Anonymous : ObjectorKind.Unverified, null);
    }

    public Decision Decide(Act act, ILedger ledger)
    {
        var evidence = Evidence ?? [];
        var check = new Check()
            .That(Enum.IsDefined(Kind), "kind", "is not known.")
            .That(Objector is { Length: <= 200 }, "objector", "may have at most 200 characters.")
            .That(Facts is { Length: <= 20_000 }, "facts", "may have at most 20000 characters.")
            .OptionalText(Target, "target", 200)
            .That(Target is null || !Target.Any(char.IsWhiteSpace), "target", "must be the id of a declaration or enterprise.")
            .Evidence(evidence).NotDeposited(NotDeposited, evidence);
        if (check.Refusal is { } malformed) return malformed;

        var notice = ledger.Notice(Notice);
        var rules = ledger.Rules(act.Today);
        var calendar = ledger.Calendar();
        var organisations = ledger.Organisations();
        if (!notice.Exists) return Refusal.NotFound("notice", Notice);
        var received = act.On < act.Today;
        if (received && Objections.NotItsJudge(notice, organisations, act) is not null)
        {
            return Refusal.Forbidden(
                NoticeGate.Clause(notice) + ", Q54",
                "An objection of an earlier day, as one by letter, is entered by the one who received it and decides it.");
        }

        // Who enters a letter is not who lodged it, and takes it back no more than anybody else.
        var lodgedBy = received ? "" : act.By.Subject;
        var kind = string.IsNullOrWhiteSpace(Objector) ? ObjectorKind.Anonymous : Kind;
        if (notice.Objections.FirstOrDefault(o =>
            o.Kind == kind && o.Objector == Objector && o.Target == Target && o.Facts == Facts && o.LodgedBy == lodgedBy) is { } same)
        {
            return Decision.AlreadySo(same.Id);
        }

        if (act.DayRefusal(received ? notice.OpenedOn : null) is { } wrongDay) return wrongDay;
        var day = act.On;
        var id = Ids.Objection(Notice, notice.Objections.Count + 1);
        var due = Periods.WorkingDays(act.Today, rules.ObjectionAnswerWorkingDays, calendar).LastDay;
        List<Fact> facts = [new ObjectionLodged(
            Notice, id, kind, Objector, Target, Facts, evidence, lodgedBy, act.At, due, day, NotDeposited)];
        if (Inadmissible(notice, kind, day, rules) is var (ground, answer))
        {
            facts.Add(new ObjectionFoundInadmissible(Notice, id, ground, answer, day));
        }
        return Decision.Record(id, facts);
    }

    private (InadmissibleGround Ground, string Answer)? Inadmissible(PublicNotice notice, ObjectorKind kind, DateOnly day, RuleSet rules) =>
        day > notice.LastDay ? (InadmissibleGround.Late,
            $"It arrived on {day:yyyy-MM-dd}; the notice ended at 24:00 of {notice.LastDay:yyyy-MM-dd}. You can still complain or report "
                + "(clause 四(六)).")
        : kind == ObjectorKind.Anonymous && !rules.AnonymousObjectionsBlock ? (InadmissibleGround.Anonymous,
            "It names nobody, so it is taken as a report: it is looked into and does not hold up publication.")
        : string.IsNullOrWhiteSpace(Facts) ? (InadmissibleGround.NoFacts,
            $"It states no facts. You can object with facts until 24:00 of {notice.LastDay:yyyy-MM-dd}.")
        : null;
}
