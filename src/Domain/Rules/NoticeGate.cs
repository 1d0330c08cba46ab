using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>Published only after a notice that has ended, and only while no objection stands. R56, R63, P5, P6.</summary>
public static class NoticeGate
{
    /// <summary>
    /// What stands against publication on the day. The notice ends at 24:00 of its last day: the next day from 00:00 on is
    /// late enough. A notice that was closed clean stays passed, unless a review of procedure is asked for afterwards.
    /// Refuses: notice-not-open, notice-superseded, notice-still-open, deadline-outdated, objection-stands.
    /// </summary>
    /// <remarks>
    /// Q6, Q7: an objection stands while it is not looked at, admitted, under review, or upheld. A dismissed one does not, not
    /// even inside the days in which a review of procedure may be asked for; asking for it blocks again.
    /// </remarks>
    public static Refusal? Refusal(PublicNotice notice, DateOnly on, WorkCalendar calendar)
    {
        var clause = Clause(notice);
        return notice.Stage switch
        {
            NoticeStage.None => new("notice-not-open", clause, "No notice was opened."),
            NoticeStage.Superseded =>
                new("notice-superseded", clause + ", Q9", $"Notice {notice.Id} was superseded; a new version needs a notice of its own."),
            _ when on <= notice.LastDay => new("notice-still-open", clause + ", Q3",
                $"Notice {notice.Id} runs to 24:00 of {notice.LastDay:yyyy-MM-dd}; on {on:yyyy-MM-dd} objections can still be lodged."),
            NoticeStage.Open when Recomputed(notice, calendar) is { } moved => new("deadline-outdated", clause + ", Q3",
                $"By calendar {moved.CalendarVersion} notice {notice.Id} runs to {moved.LastDay:yyyy-MM-dd}, not to "
                    + $"{notice.LastDay:yyyy-MM-dd}. Recompute the deadline first."),
            _ => Standing(notice, o => o.Blocks),
        };
    }

    /// <summary>
    /// The deadline by the calendar now in force, where that is later than the one announced; otherwise null. A last day that
    /// was announced is never brought forward: people rely on it (art 203 works in their favour).
    /// </summary>
    public static Deadline? Recomputed(PublicNotice notice, WorkCalendar calendar)
    {
        if (!notice.Exists || notice.Calendar == calendar.Version) return null;
        var deadline = NoticePeriod.Deadline(notice.Subject, notice.OpenedOn, notice.Days, calendar);
        return deadline.LastDay > notice.LastDay ? deadline : null;
    }

    /// <summary>
    /// What stands from earlier versions of the same thing. A superseded notice takes objections until its own last day, as a
    /// later version covers only what changed (Q9); and a review of procedure may still be asked for.
    /// Refuses: notice-still-open, objection-stands.
    /// </summary>
    /// <param name="first">The first version of this evaluation; earlier ones belong to one that was withdrawn.</param>
    /// <param name="version">The version to be published, not looked at here.</param>
    public static Refusal? RefusalOfEarlier(ILedger ledger, string call, NoticeSubject subject, int first, int version, DateOnly on)
    {
        for (var v = first; v < version; v++)
        {
            var earlier = ledger.Notice(Ids.Notice(call, NoticePeriod.Slug(subject), v));
            if (earlier.Exists && on <= earlier.LastDay)
            {
                return new("notice-still-open", Clause(earlier) + ", Q9",
                    $"What did not change since notice {earlier.Id} is open to objection until 24:00 of {earlier.LastDay:yyyy-MM-dd}.");
            }
            if (Undecided(earlier) is { } refusal) return refusal;
        }
        return null;
    }

    /// <summary>A new version waits until every objection to the one before is decided. Refuses: objection-stands.</summary>
    public static Refusal? Undecided(PublicNotice notice) => Standing(notice, o => o.IsUndecided);

    private static Refusal? Standing(PublicNotice notice, Func<Objection, bool> stands) =>
        notice.Objections.Where(stands).Select(o => o.Id).ToList() is { Count: > 0 } ids
            ? new(
                "objection-stands",
                Clause(notice) + ", Q6",
                ids.Count == 1
                    ? $"Objection {ids[0]} to notice {notice.Id} stands."
                    : $"Objections {string.Join(", ", ids)} to notice {notice.Id} stand.")
            : null;

    public static string Clause(PublicNotice notice) => notice.Subject switch
    {
        NoticeSubject.Ranking => "Clause 四(四)",
        NoticeSubject.LeaderList => "Clause 四(五)",
        _ => "Clause 四(三), Q10",
    };
}
