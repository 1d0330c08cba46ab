using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Desk;

public enum DeadlineKind { NoticeEnds, AnswerOverdue, CycleEnds, ComplaintOverdue, CaseOverdue }

/// <summary>
/// Wakes the register when a day has passed. Being late, or delivered twice, changes nothing: the act that it leads to is
/// decided on the facts, and legal effect comes from the dates in them.
/// </summary>
/// <param name="Id">The notice, objection, evaluation, complaint or case.</param>
/// <param name="DueAt">00:00 Beijing of the day after the last day.</param>
[Wolverine.Attributes.MessageIdentity("deadline", Version = 1)]
public sealed record Deadline(DeadlineKind Kind, string Id, DateTimeOffset DueAt);

public static class Deadlines
{
    /// <summary>The deadlines that a fact sets.</summary>
    public static IEnumerable<Deadline> Of(Fact fact) => fact switch
    {
        NoticeOpened e => [After(DeadlineKind.NoticeEnds, e.Notice, e.LastDay)],
        DeadlineRecomputed e => [After(DeadlineKind.NoticeEnds, e.Notice, e.LastDay)],
        ObjectionLodged e => [After(DeadlineKind.AnswerOverdue, e.Objection, e.AnswerDueOn)],
        ObjectionAnswerExtended e => [After(DeadlineKind.AnswerOverdue, e.Objection, e.AnswerDueOn)],
        TitleAwarded e => [After(DeadlineKind.CycleEnds, e.Evaluation, e.LastDay)],
        ComplaintReceived e => [After(DeadlineKind.ComplaintOverdue, e.Complaint, e.AcceptanceDueOn)],
        ComplaintAccepted e => [After(DeadlineKind.ComplaintOverdue, e.Complaint, e.CheckDueOn)],
        ComplaintCheckExtended e => [After(DeadlineKind.ComplaintOverdue, e.Complaint, e.CheckDueOn)],
        ComplaintConcluded e => [After(DeadlineKind.ComplaintOverdue, e.Complaint, e.AnswerDueOn)],
        ComplaintAppealed e => [After(DeadlineKind.ComplaintOverdue, e.Complaint, e.DueOn)],
        CaseOpened e => [After(DeadlineKind.CaseOverdue, e.Case, e.DecisionDueOn)],
        FactsStated e => [After(DeadlineKind.CaseOverdue, e.Case, e.DecideDueOn)],
        CaseDecided { RevokeDueOn: { } due } e => [After(DeadlineKind.CaseOverdue, e.Case, due)],
        CaseReassigned e => [After(DeadlineKind.CaseOverdue, e.Case, e.DueOn)],
        _ => [],
    };

    private static Deadline After(DeadlineKind kind, string id, DateOnly lastDay) => new(kind, id, Beijing.Start(lastDay.AddDays(1)));
}
