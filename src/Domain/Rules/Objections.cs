using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>What the acts on objections share.</summary>
internal static class Objections
{
    /// <summary>Refuses: unknown-objection.</summary>
    public static Refusal? Unknown(PublicNotice notice, string objection) =>
        notice.Objection(objection) is null ? Refusal.NotFound("objection", objection) : null;

    /// <summary>
    /// The evaluation body whose notice it is decides its objections; those to the notice of a plan the working body, which
    /// selected the plan (Q7, Q10). Refuses: not-yours-to-do.
    /// </summary>
    public static Refusal? NotItsJudge(PublicNotice notice, OrganisationRegister organisations, Act act) => notice.Subject switch
    {
        NoticeSubject.Plan when !WorkingBody.Is(act.By, organisations, act.On) =>
            Refusal.Forbidden("Clause 四(三), Q10", "Only the working body decides objections to the notice of a plan."),
        NoticeSubject.Ranking or NoticeSubject.LeaderList when !act.By.Is(Role.EvaluationBody, notice.Body) =>
            Refusal.Forbidden(
                NoticeGate.Clause(notice) + ", Q7",
                $"Only evaluation body '{notice.Body}', whose notice it is, decides objections to it."),
        _ => null,
    };

    /// <summary>Refuses: objection-already-decided.</summary>
    public static Refusal Decided(PublicNotice notice, Objection objection) =>
        new("objection-already-decided", NoticeGate.Clause(notice) + ", Q7",
            $"Objection {objection.Id} is already {Words(objection.Stage)}.");

    public static string Words(ObjectionStage stage) => stage switch
    {
        ObjectionStage.Lodged => "lodged and not yet looked at",
        ObjectionStage.Admitted => "admitted",
        ObjectionStage.Inadmissible => "found inadmissible",
        ObjectionStage.Upheld => "upheld",
        ObjectionStage.Dismissed => "dismissed",
        ObjectionStage.Withdrawn => "withdrawn",
        _ => "under review",
    };
}
