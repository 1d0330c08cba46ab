using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The title is cancelled and the cancellation announced, in one act, and the three-year ban begins with it: none is recorded
/// without the others. Only by the body of the case, on a decided case, on exactly the two grounds.
/// Refuses: unknown-case, case-of-another-title, body-disqualified, case-not-decided, no-ground-established, title-annulled,
/// title-already-revoked, revocation-reversed.
/// </summary>
/// <remarks>
/// Clause 四(六), R71–R76, R86; Q25–Q28, Q31, Q39, Q50. The first barred day is the Beijing day of the act; that day is not counted;
/// the last barred day is the corresponding day three years later (28 February for 29 February), 24:00, without roll-over.
/// A title that has ended can be revoked too (see <see cref="CaseOpening"/>). A second revocation during a ban starts its own three years.
/// </remarks>
/// <param name="Announcement">The public text.</param>
public sealed record RevokeTitle(string Case, string Announcement, string Title = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Title, "title", 200)
            .Text(Case, "case", 200)
            .Text(Announcement, "announcement", 10_000).Refusal is { } malformed)
        {
            return malformed;
        }
        if (CaseGate.RefusalFor(act) is { } notABody) return notABody;

        var title = ledger.Title(Title);
        var @case = ledger.Case(Case);
        var register = ledger.Organisations();
        if (title.Awarded is not { } awarded) return Refusal.NotFound("title", Title);
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        if (@case.Title != Title || @case.Enterprise != awarded.Enterprise)
        {
            return new Refusal("case-of-another-title", "Clause 四(六)", $"Case {Case} is about title {@case.Title}, not about {Title}.");
        }
        var liable = BanConsequences.Liable(ledger, awarded.Enterprise, awarded.On, act.On);
        if (CaseGate.RefusalFor(act, @case, register) is { Kind: RefusalKind.Forbidden } notTheirs) return notTheirs;

        if (@case.Stage == CaseStage.Executed)
        {
            return title.Reversals.Any(r => r.Revocation == @case.Revocation)
                ? new Refusal(
                    "revocation-reversed",
                    "Clause 四(六), Q33",
                    $"Revocation {@case.Revocation} on case {Case} was set aside: the title needs a new case to be revoked again.")
                : Decision.AlreadySo(@case.Revocation);
        }
        if (act.DayRefusal(Days.Later(@case.LastActOn ?? act.On, title.LastActOn)) is { } day) return day;
        if (CaseGate.RefusalFor(act, @case, register) is { } disqualified) return disqualified;
        if (@case.Decision is not { } decision)
        {
            return new Refusal(
                "case-not-decided",
                "Clause 四(六), Q32",
                $"Case {Case} is not decided yet: a title is revoked on a ground established after a hearing.");
        }
        if (decision.Ground is not { } ground || @case.Statement is not { } statement)
        {
            return new Refusal(
                "no-ground-established",
                "Clause 四(六)",
                $"Case {Case} was decided on {decision.On:yyyy-MM-dd} without a ground: there are two grounds only, and neither is "
                    + "established.");
        }
        if (CaseOpening.RefusalFor(title) is { } ended) return ended;

        var rules = ledger.Rules(act.On);
        var revocation = Revocations.Id(Title, title.Revocations + 1);
        var lastDay = Periods.AfterYears(act.On, rules.BanYears);
        var enterprise = awarded.Enterprise;
        return Decision.Record(revocation,
        [
            new TitleRevoked(
                Title, revocation, enterprise, awarded.Category, awarded.Evaluation, @case.Body, Case, ground, statement.Facts,
                statement.Shortfall, [.. @case.Evidence], Announcement, rules.Id, act.On),
            new BanStarted(enterprise, revocation, Title, @case.Body, ground.ToString(), lastDay, rules.Id, act.On),
            .. liable.Where(b => b.Predecessor is not null && b.From <= lastDay)
                .Select(b => new BanInherited(b.Enterprise.Code, revocation, b.Predecessor!, lastDay, b.From, rules.Id)),
            new CaseExecuted(Case, revocation, act.On),
            new TitleCaseClosed(Title, enterprise, Case, "revoked", act.On),
            .. liable.Where(b => b.Enterprise.Exists && b.From <= lastDay)
                .SelectMany(b => BanConsequences.Of(ledger, b, [(revocation, lastDay)], act.Today)),
        ]);
    }
}
