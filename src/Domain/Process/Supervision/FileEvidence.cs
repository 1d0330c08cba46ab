using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The body of the case, the enterprise concerned, or a testing or certification body adds evidence. Refuses: case-decided.
/// </summary>
/// <remarks>Clause 四(六), 五(二), A14, R96. Facts hold digests only; the files are deposited apart
/// (<see cref="Evidence.DepositEvidence"/>).</remarks>
/// <param name="Evidence">SHA-256 digests, lower-case hex; at least one.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
public sealed record FileEvidence(IReadOnlyList<string> Evidence, string Description, string Case = "",
    IReadOnlyDictionary<string, string>? NotDeposited = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Case, "case", 200).Evidence(Evidence, least: 1).NotDeposited(NotDeposited, Evidence)
            .Text(Description, "description").Refusal is { } malformed)
        {
            return malformed;
        }
        if (!act.By.Is(Role.EvaluationBody) && !act.By.Is(Role.Enterprise) && !act.By.Is(Role.TestingBody)) return NotYours();
        var @case = ledger.Case(Case);
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        if (!act.By.Is(Role.EvaluationBody, @case.Body) && !act.By.Is(Role.Enterprise, @case.Enterprise) && !act.By.Is(Role.TestingBody))
        {
            return NotYours();
        }

        if (Evidence.All(@case.Evidence.Contains)) return Decision.AlreadySo(Case);
        if (act.DayRefusal(@case.LastActOn) is { } day) return day;
        return @case.Decision is { } decision
            ? CaseGate.Decided(decision)
            : Decision.Record(Case, new EvidenceFiled(Case, act.By.Subject, [.. Evidence], Description, act.On, NotDeposited));
    }

    private static Refusal NotYours() =>
        Refusal.Forbidden(
            "Clause 五(二)",
            "Evidence is added by the body of the case, the enterprise concerned, or a testing or certification body.");
}
