using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The working body appoints another qualified body to finish a case: the body has not decided for 30 working days, or has not cancelled
/// the title on the ground it established; it is disqualified, a fee or a lack of independence is recorded of it, or it is accused in an
/// accepted complaint.
/// Refuses: nothing-to-finish, no-reason-to-reassign, not-an-evaluation-body, body-not-independent, body-disqualified,
/// conflict-with-enterprise.
/// </summary>
/// <remarks>Clause 四(六), Q35; for whom it may appoint: 四(引), 四(三), R50, Q38.</remarks>
/// <param name="Complaint">The accepted complaint in which the body is accused.</param>
public sealed record ReassignCase(string To, string Reason, string? Complaint = null, string Case = "") : ISaysMoreThanItsFacts
{
    /// <summary>Which body is accused in which complaint stands in no fact (D15).</summary>
    bool ISaysMoreThanItsFacts.IsClosed => Complaint is not null;

    private const string Clause = "Clause 四(六), Q35";

    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Case, "case", 200).Slug(To, "to").Text(Reason, "reason");
        if (Complaint is not null) check.Slug(Complaint, "complaint");
        if (check.Refusal is { } malformed) return malformed;

        var register = ledger.Organisations();
        var @case = ledger.Case(Case);
        var complaint = Complaint is null ? null : ledger.Complaint(Complaint);
        if (WorkingBody.Only(act, register, "appoints another body to finish a case") is { } notYours) return notYours;
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        if (complaint is { Exists: false }) return Refusal.NotFound("complaint", Complaint!);
        if (!register.Organisations.ContainsKey(To)) return Refusal.NotFound("organisation", To);
        var title = ledger.Title(@case.Title);

        if (@case.Body == To) return Decision.AlreadySo(Case);
        if (act.DayRefusal(@case.LastActOn) is { } day) return day;
        if (@case.Stage == CaseStage.Executed || @case.Decision is { Ground: null })
        {
            return new Refusal("nothing-to-finish", Clause, $"Case {Case} was decided on {@case.Decision!.On:yyyy-MM-dd} and is closed.");
        }
        if (!MayBeTaken(act, @case, title, register, complaint))
        {
            var due = @case.Decision is null ? @case.DecisionDueOn : @case.RevokeDueOn;
            return new Refusal("no-reason-to-reassign", Clause,
                $"'{@case.Body}' has until {due:yyyy-MM-dd}, and is neither disqualified nor accused in an accepted complaint.");
        }
        var rules = ledger.Rules(act.On);
        if (EvaluationBodies.RefusalToSubmit(register, To, act.On, rules) is { } unfit) return unfit;
        if (EvaluationBodies.Disqualified(register, To, act.On, "Clause 四(六)") is { } disqualified) return disqualified;
        if (register.HasConflictWith(To, @case.Enterprise, act.On))
        {
            return new Refusal(
                "conflict-with-enterprise",
                "Clause 四(六), Q38",
                $"'{To}' is linked with enterprise {@case.Enterprise}, which the case is about.");
        }
        var days = @case.Decision is null ? rules.BodyInactiveWorkingDays : rules.RevocationWorkingDays;
        return Decision.Record(
            Case,
            new CaseReassigned(Case, @case.Body, To, Reason, Periods.WorkingDays(act.Today, days, ledger.Calendar()).LastDay, act.On));
    }

    private static bool MayBeTaken(Act act, Case @case, Title title, OrganisationRegister register, Complaint? complaint) =>
        act.Today > (@case.Decision is null ? @case.DecisionDueOn : @case.RevokeDueOn)
        || register.IsDisqualifiedOn(@case.Body, act.On)
        || Fees.RefusalFor(register, @case.Body, title.Awarded?.Evaluation ?? "") is not null
        || register.Incidents.Any(i => i.Organisation == @case.Body && i.Calls.Contains(title.Awarded?.Evaluation ?? ""))
        || Accuses(complaint, @case);

    /// <summary>Of the body itself, or of a fee or its independence in this title's matter.</summary>
    private static bool Accuses(Complaint? complaint, Case @case) =>
        complaint is { Stage: ComplaintStage.Accepted or ComplaintStage.Concluded or ComplaintStage.Answered, Received: { } r }
        && complaint.Conclusion is not { Outcome: ComplaintOutcome.NotUpheld }
        && ComplaintHandler.AccusesBody(r.Subject, r.Ground)
        && (r.Subject switch
        {
            ComplaintSubject.EvaluationBody => r.SubjectId == @case.Body,
            ComplaintSubject.Title => r.SubjectId == @case.Title,
            _ => false,
        });
}
