using Leader.Domain.LegalTime;

namespace Leader.Domain.PublicNotices;

/// <summary>Whether anything stands against publication. Minimal version of branch domain-a: helper B's replaces it.</summary>
public static class NoticeGate
{
    /// <summary>Refuses: notice-still-open, objection-stands.</summary>
    public static Refusal? Refusal(PublicNotice notice, DateOnly on, WorkCalendar calendar)
    {
        if (on <= notice.LastDay)
        {
            return new("notice-still-open", "Clause 四(四)", $"Objections may be made until {notice.LastDay:yyyy-MM-dd}, 24:00; {on:yyyy-MM-dd} is not after it.");
        }
        return notice.Objections.FirstOrDefault(o => o.Blocks) is { } objection
            ? new("objection-stands", "Clause 四(四), Q6", $"Objection {objection.Id} of {objection.On:yyyy-MM-dd} stands: {objection.Stage}.")
            : null;
    }
}
