using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>Who deals with a complaint: the issuing or selected body; the regulator where the body itself is accused. Q35.</summary>
public static class ComplaintHandler
{
    /// <summary>The body itself is accused.</summary>
    public static bool AccusesBody(ComplaintSubject subject, ComplaintGround ground) =>
        subject == ComplaintSubject.EvaluationBody || ground is ComplaintGround.FeeCharged or ComplaintGround.Independence;

    /// <summary>Refuses: not-yours-to-do.</summary>
    public static Refusal? RefusalFor(Act act, Complaint complaint) => complaint.Received switch
    {
        { ToRegulator: true } when act.By.Is(Role.Regulator) => null,
        { ToRegulator: false } r when act.By.Is(Role.EvaluationBody, r.Body) => null,
        _ => Refusal.Forbidden("Clause 四(六), Q34", complaint.Received is { ToRegulator: false } r
            ? $"Complaint {r.Complaint} is handled by '{r.Body}'."
            : "Only whoever a complaint is assigned to handles it."),
    };

    /// <summary>Nobody but a body or the regulator deals with complaints, whatever the complaint. Refuses: not-yours-to-do.</summary>
    public static Refusal? RefusalFor(Act act) => act.By.Is(Role.Regulator) || act.By.Is(Role.EvaluationBody) ? null
        : Refusal.Forbidden(
            "Clause 四(六), Q34",
            "The evaluation body handles complaints; the regulator does where the body itself is accused.");

    /// <summary>The regulator's id; "regulator" where none is registered yet, so that no complaint is turned away.</summary>
    public static string Regulator(OrganisationRegister register) =>
        register.Organisations.Values.Where(o => o.Kinds.Contains(OrganisationKind.Regulator)).Select(o => o.Organisation)
            .Order(StringComparer.Ordinal).FirstOrDefault()
        ?? "regulator";

    /// <summary>Null where the subject does not exist; the body is null where none is responsible.</summary>
    public static (string? Body, string? Enterprise)? Responsible(ILedger ledger, ComplaintSubject subject, string id)
    {
        switch (subject)
        {
            case ComplaintSubject.Plan:
                return ledger.Call(Ids.CallOfPlan(id)) is { } call
                    && call.Plans.TryGetValue(call.Id == id ? call.SelectedPlan ?? "" : id, out var plan)
                    ? (plan.Body, null) : null;
            case ComplaintSubject.Ranking:
                return ledger.Evaluation(id) is { Draft: not null } or { Ranking: not null }
                    ? (ledger.Evaluation(id).Body, null)
                    : null;
            case ComplaintSubject.LeaderList:
                var evaluation = ledger.Evaluation(id);
                return evaluation.ListDraft is not null || !evaluation.Lists.IsEmpty ? (evaluation.Body, null) : null;
            case ComplaintSubject.Title:
                return ledger.Title(id).Awarded is { } a ? (a.Body, a.Enterprise) : null;
            case ComplaintSubject.Declaration:
                var declaration = ledger.Declaration(id);
                if (!declaration.Exists) return null;
                var last = declaration.Titles.LastOrDefault();
                return (last is null ? null : ledger.Title(last).Awarded?.Body, declaration.Enterprise);
            default:
                return ledger.Organisations().Organisations.ContainsKey(id) ? (id, null) : null;
        }
    }

    /// <summary>
    /// A sanction of a body that names a complaint rests on one that is about it and was found right, at least in part. Q36.
    /// Refuses: unknown-complaint, complaint-about-another, complaint-not-upheld.
    /// </summary>
    public static Refusal? RefusalFor(ILedger ledger, string? id, string organisation)
    {
        if (id is null) return null;
        var complaint = ledger.Complaint(id);
        if (complaint.Received is not { } received) return Refusal.NotFound("complaint", id);
        if (Responsible(ledger, received.Subject, received.SubjectId)?.Body != organisation)
        {
            return new("complaint-about-another", "Clause 四(六), Q36", $"Complaint {id} is not about '{organisation}'.");
        }
        var outcome = complaint.AppealDecision?.Outcome ?? complaint.Conclusion?.Outcome;
        return outcome is ComplaintOutcome.Upheld or ComplaintOutcome.PartlyUpheld ? null : new(
            "complaint-not-upheld",
            "Clause 四(六), Q36",
            $"Complaint {id} has not been found right, not even in part: nothing follows from it for '{organisation}'.");
    }
}
