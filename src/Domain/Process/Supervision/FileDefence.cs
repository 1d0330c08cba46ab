using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The enterprise answers the statement, for itself. An answer after the last day is recorded too, marked late, as long as the case
/// is undecided. One that came on paper is entered by the body that received it, with the day of receipt; it waives nothing.
/// Refuses: facts-not-stated, case-decided, waiver-by-letter.
/// </summary>
/// <remarks>Clause 四(六), Q32, Q54.</remarks>
/// <param name="WaivesFurtherHearing">The case may be decided at once, for better or worse.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
public sealed record FileDefence(string Text, IReadOnlyList<string>? Evidence = null, bool WaivesFurtherHearing = false, string Case = "",
    IReadOnlyDictionary<string, string>? NotDeposited = null) : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Case, "case", 200).Text(Text, "text", 20_000).Evidence(Evidence ?? [])
            .NotDeposited(NotDeposited, Evidence ?? []).Refusal is { } malformed)
        {
            return malformed;
        }
        var received = act.On < act.Today;
        if (!act.By.Is(received ? Role.EvaluationBody : Role.Enterprise))
        {
            return Refusal.Forbidden(
                "Clause 四(六), Q32, Q54",
                "Only the enterprise concerned answers the statement of facts; an answer by letter is entered by the body that received "
                    + "it.");
        }
        var @case = ledger.Case(Case);
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        var enterprise = ledger.Enterprise(@case.Enterprise);
        var register = ledger.Organisations();
        if (received && CaseGate.RefusalFor(act, @case, register) is { } notTheirs) return notTheirs;
        if (!received && act.By.Subject != @case.Enterprise && !enterprise.Heirs.Contains(act.By.Subject))
        {
            return Refusal.Forbidden(
                "Clause 四(六), Q32",
                $"Case {Case} is about enterprise {@case.Enterprise}. Only it, or its successor, answers.");
        }

        // A repeated answer to an earlier statement is a new one to the statement that replaced it.
        if (@case.Defences.Any(d => d.Text == Text
            && d.WaivesFurtherHearing == WaivesFurtherHearing
            && d.Evidence.SequenceEqual(Evidence ?? [], StringComparer.Ordinal)
            && (!WaivesFurtherHearing || @case.HearingWaived)))
        {
            return Decision.AlreadySo(Case);
        }
        if (act.DayRefusal(received ? @case.Statement?.On : @case.LastActOn) is { } day) return day;
        if (@case.Decision is { } decision) return CaseGate.Decided(decision);
        if (@case.Statement is not { } statement)
        {
            return new Refusal("facts-not-stated", "Clause 四(六), Q32", $"In case {Case} no facts are stated yet that could be answered.");
        }
        if (received && WaivesFurtherHearing)
        {
            return new Refusal(
                "waiver-by-letter",
                "Clause 四(六), Q32, Q54",
                "Only the enterprise itself waives its hearing, by its own entry; nobody enters that for it.");
        }
        return Decision.Record(Case,
            new DefenceFiled(
                Case, @case.Enterprise, Text, [.. Evidence ?? []], WaivesFurtherHearing, act.On > statement.DefenceDueOn, act.On,
                NotDeposited));
    }
}
