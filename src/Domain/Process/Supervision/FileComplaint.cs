using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// Anyone complains or reports, without an account, about a plan, ranking, list, title, declaration or body. The receipt
/// acknowledges it at once. One that came by letter is entered with the day of its receipt by the one who deals with it.
/// Refuses: complaint-id-taken, unknown-plan, unknown-ranking, unknown-leader-list, unknown-title, unknown-declaration,
/// unknown-organisation.
/// </summary>
/// <remarks>
/// Clause 四(六), 五(二), R68, R93–R97; Q34, Q35. It goes to the body that issued or was selected; to the regulator where the body is
/// accused, or where no body is responsible (a declaration without a title).
/// </remarks>
/// <param name="SubjectId">The id of the title, plan, evaluation (ranking, list), declaration or body.</param>
/// <param name="Facts">Kept for ever in a fact, which no erasure reaches: what happened, not who complains or saw it.</param>
/// <param name="Evidence">SHA-256 digests, lower-case hex.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
/// <param name="Complainant">An opaque reference drawn at the edge: a slug, so that no name or address gets into a fact (Q48, trap
/// 22).</param>
/// <param name="SecretHash">SHA-256, lower-case hex, of the secret by which the complainant may follow the complaint.</param>
public sealed record FileComplaint(ComplaintSubject Subject, string SubjectId, ComplaintGround Ground, ComplaintSource Source, string Facts,
    IReadOnlyList<string>? Evidence = null, string Complaint = "", string? Complainant = null, string SecretHash = "",
    IReadOnlyDictionary<string, string>? NotDeposited = null) : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().That(Enum.IsDefined(Subject), "subject", "is unknown.").Text(SubjectId, "subjectId", 200)
            .That(Enum.IsDefined(Ground), "ground", "is unknown.").That(Enum.IsDefined(Source), "source", "is unknown.")
            .Text(Facts, "facts", 10_000).Evidence(Evidence ?? []).NotDeposited(NotDeposited, Evidence ?? []).Slug(Complaint, "complaint")
            .That(Digests.IsDigest(SecretHash), "secretHash", "must be a SHA-256 digest in lower-case hex.");
        if (Complainant is not null) check.Slug(Complainant, "complainant");
        if (check.Refusal is { } malformed) return malformed;

        var known = ledger.Complaint(Complaint);
        var register = ledger.Organisations();
        if (ComplaintHandler.Responsible(ledger, Subject, SubjectId) is not { } responsible) return NotThere();

        var toRegulator = ComplaintHandler.AccusesBody(Subject, Ground) || responsible.Body is null;
        var body = toRegulator ? ComplaintHandler.Regulator(register) : responsible.Body!;
        var due = Periods.WorkingDays(act.Today, ledger.Rules(act.On).ComplaintAcceptanceWorkingDays, ledger.Calendar());
        var fact = new ComplaintReceived(
            Complaint, Subject, SubjectId, responsible.Enterprise, Ground, Source, Facts, [.. Evidence ?? []], Complainant, SecretHash,
            body, toRegulator, due.LastDay, act.On, NotDeposited);
        if (known.Received is { } received)
        {
            return Canonical.Same(
                received with { Body = body, ToRegulator = toRegulator, AcceptanceDueOn = due.LastDay, On = act.On },
                fact)
                ? Decision.AlreadySo(Complaint)
                : new Refusal(
                    "complaint-id-taken",
                    "Clause 四(六)",
                    $"There is a complaint '{Complaint}' with other content, received on {received.On:yyyy-MM-dd}.");
        }
        if (act.DayRefusal() is { } day) return day;
        return act.On == act.Today || act.By.Is(toRegulator ? Role.Regulator : Role.EvaluationBody, toRegulator ? null : body)
            ? Decision.Record(Complaint, fact)
            : Refusal.Forbidden(
                "Clause 四(六), Q34, Q54",
                "A complaint of an earlier day, as one by letter, is entered by the one who received it and deals with it.");
    }

    private Refusal NotThere() => Refusal.NotFound(Subject switch
    {
        ComplaintSubject.Plan => "plan",
        ComplaintSubject.Ranking => "ranking",
        ComplaintSubject.LeaderList => "leader-list",
        ComplaintSubject.Title => "title",
        ComplaintSubject.Declaration => "declaration",
        _ => "organisation",
    }, SubjectId);
}
