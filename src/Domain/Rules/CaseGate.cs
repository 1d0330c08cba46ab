using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>
/// Who holds the pen of a case: the body that issued the title, or the one appointed in its place. Clause 四(六), R71, Q35.
/// </summary>
public static class CaseGate
{
    /// <summary>Only evaluation bodies write in cases. Refuses: not-yours-to-do.</summary>
    public static Refusal? RefusalFor(Act act) =>
        act.By.Is(Role.EvaluationBody) ? null : Refusal.Forbidden(
            "Clause 四(六)",
            "Only the evaluation body that issued the title, or the one appointed in its place, may do this.");

    /// <summary>
    /// A disqualified body finishes no case: another is appointed in its place (Q35, Q36). Refuses: not-yours-to-do, body-disqualified.
    /// </summary>
    public static Refusal? RefusalFor(Act act, Case @case, OrganisationRegister register) =>
        !act.By.Is(Role.EvaluationBody, @case.Body)
            ? Refusal.Forbidden(
                "Clause 四(六)",
                $"Case {@case.Id} is with '{@case.Body}'. Only the body that issued the title, or the one appointed in its place, does "
                    + "this.")
        : EvaluationBodies.Disqualified(
            register,
            @case.Body,
            act.On,
            "Clause 四(六)",
            $"Another body has to be appointed to finish case {@case.Id}.");

    /// <summary>Refuses: case-decided.</summary>
    public static Refusal Decided(CaseDecided decision) =>
        new(
            "case-decided",
            "Clause 四(六), Q32",
            $"Case {decision.Case} was decided on {decision.On:yyyy-MM-dd}: {decision.Ground?.ToString() ?? "no ground is established"}.");
}
