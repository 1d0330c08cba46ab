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
}
