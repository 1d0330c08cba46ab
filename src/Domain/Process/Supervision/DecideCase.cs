using System.Text.Json.Serialization;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The body decides on the ground that it has stated, or that none is established. Not before the hearing is over: its last day has
/// passed, or the enterprise has answered and waived the rest.
/// Refuses: body-disqualified, case-decided, facts-not-stated, hearing-still-open, ground-not-stated.
/// </summary>
/// <remarks>
/// Clause 四(六), R71, Q32. A case in which no facts were ever stated may be closed at any time: nobody has to be heard on nothing.
/// The enterprise is heard on the ground that is decided; for another ground the facts are stated anew.
/// </remarks>
/// <param name="Ground">Null: not established; the case ends and the title stays.</param>
public sealed record DecideCase([property: JsonRequired] RevocationGround? Ground, string Reasons, string Case = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Case, "case", 200)
            .That(Ground is not { } named || Enum.IsDefined(named), "ground", "is unknown.")
            .Text(Reasons, "reasons", 10_000);
        if (check.Refusal is { } malformed) return malformed;
        if (CaseGate.RefusalFor(act) is { } notABody) return notABody;
        var @case = ledger.Case(Case);
        var register = ledger.Organisations();
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        if (CaseGate.RefusalFor(act, @case, register) is { Kind: RefusalKind.Forbidden } notTheirs) return notTheirs;

        if (@case.Decision is { } decision)
        {
            return decision.Ground == Ground && decision.Reasons == Reasons ? Decision.AlreadySo(Case) : CaseGate.Decided(decision);
        }
        if (act.DayRefusal(@case.LastActOn) is { } day) return day;
        if (CaseGate.RefusalFor(act, @case, register) is { } disqualified) return disqualified;
        if (Ground is not null && @case.Statement is null)
        {
            return new Refusal(
                "facts-not-stated",
                "Clause 四(六), Q32",
                $"In case {Case} no facts are stated that the enterprise could answer: it has not been heard.");
        }
        if (@case.Statement is { } statement)
        {
            if (!@case.HearingIsOverOn(act.Today))
            {
                return new Refusal("hearing-still-open", "Clause 四(六), Q32",
                    $"The enterprise may answer until {statement.DefenceDueOn:yyyy-MM-dd}, 24:00, and has not waived it; "
                        + $"{act.Today:yyyy-MM-dd} is not after that day.");
            }
            if (Ground is { } ground && ground != statement.Ground)
            {
                return new Refusal("ground-not-stated", "Clause 四(六), Q32",
                    $"The enterprise was heard on {statement.Ground}, not on {ground}. State the facts anew for another ground.");
            }
        }
        return Ground is null
            ? Decision.Record(
                Case,
                new CaseDecided(Case, null, Reasons, null, act.On),
                new TitleCaseClosed(@case.Title, @case.Enterprise, Case, "not-established", act.On))
            : Decision.Record(Case, new CaseDecided(Case, Ground, Reasons,
                Periods.WorkingDays(act.Today, ledger.Rules(act.On).RevocationWorkingDays, ledger.Calendar()).LastDay, act.On));
    }
}
