using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>How long a notice runs, and how it is opened. Clause 四(四), 四(五), Q1, Q2, Q3, Q10.</summary>
public static class NoticePeriod
{
    /// <summary>
    /// Calendar days for a ranking, at least <see cref="RuleSet.MinRankingNoticeDays"/>; working days for a plan or a list.
    /// </summary>
    public static int Days(NoticeSubject subject, RuleSet rules) => subject switch
    {
        NoticeSubject.Ranking => Math.Max(rules.RankingNoticeDays, RuleSet.MinRankingNoticeDays),
        NoticeSubject.LeaderList => rules.LeaderNoticeWorkingDays,
        _ => rules.PlanNoticeWorkingDays,
    };

    /// <summary>
    /// The day of publication is not counted; a calendar period that ends on a rest day runs to the day after the holiday (arts 201, 203).
    /// </summary>
    public static Deadline Deadline(NoticeSubject subject, DateOnly openedOn, int days, WorkCalendar calendar) =>
        subject == NoticeSubject.Ranking ? Periods.CalendarDays(openedOn, days, calendar) : Periods.WorkingDays(openedOn, days, calendar);

    /// <summary>The part of a notice's id that says what is under public notice.</summary>
    public static string Slug(NoticeSubject subject) => subject switch
    {
        NoticeSubject.Ranking => "ranking",
        NoticeSubject.LeaderList => "leaders",
        _ => "plan",
    };

    public static NoticeOpened Open(
        NoticeSubject subject,
        string call,
        int version,
        string contentHash,
        string body,
        IReadOnlyList<string> covers,
        string channel,
        RuleSet rules,
        WorkCalendar calendar,
        DateOnly on)
    {
        var days = Days(subject, rules);
        var deadline = Deadline(subject, on, days, calendar);
        return new(Ids.Notice(call, Slug(subject), version), subject, call, version, contentHash, body, covers, channel, days,
            deadline.LastDay, deadline.CalendarVersion, deadline.Provisional, rules.Id, on);
    }
}
