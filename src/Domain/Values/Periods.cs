namespace Leader.Domain.Values;

/// <param name="LastDay">Last day of the period, inclusive; it ends at 24:00 Beijing.</param>
/// <param name="CalendarVersion">The calendar that the day was counted with; a later calendar moves it by an explicit act only.</param>
/// <param name="Provisional">A day that mattered lies in a year whose calendar is not announced yet.</param>
public sealed record Deadline(DateOnly LastDay, string CalendarVersion, bool Provisional)
{
    /// <summary>From 00:00 Beijing of the day after the last day.</summary>
    public bool HasPassed(DateOnly today) => today > LastDay;
}

/// <summary>
/// How periods are counted. Those in which someone may act (notice, objection, defence) roll over a rest day, in the
/// actor's favour; those of a sanction (<see cref="AfterMonths"/>, <see cref="AfterYears"/>) do not, as that would lengthen it.
/// </summary>
/// <remarks>Civil Code arts 200–204, by analogy; Q1–Q3, Q27. The day of the trigger is never counted (art 201).</remarks>
public static class Periods
{
    /// <summary>Every day counts; if the last one is a rest day, the period runs to the day after the holiday (arts 201, 203).</summary>
    /// <param name="days">Calendar days, 0 or more.</param>
    /// <remarks>The day after the holiday may be a working Sunday, as 2024-02-18.</remarks>
    public static Deadline CalendarDays(DateOnly trigger, int days, WorkCalendar calendar)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return RolledOver(trigger.AddDays(days), calendar);
    }

    /// <summary>Working days only, among them worked Saturdays and Sundays; so the last day never needs to roll.</summary>
    /// <param name="days">Working days, 0 or more.</param>
    public static Deadline WorkingDays(DateOnly trigger, int days, WorkCalendar calendar)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        if (days == 0) return RolledOver(trigger, calendar);
        var (day, provisional) = (trigger, false);
        for (var left = days; left > 0;)
        {
            day = day.AddDays(1);
            provisional |= !calendar.IsAnnounced(day.Year);
            if (calendar.IsWorkingDay(day)) left--;
        }
        return new(day, calendar.Version, provisional);
    }

    /// <summary>
    /// To the corresponding day of the due month, or its end if there is none (art 202); rolls over a rest day (art 203).
    /// </summary>
    /// <param name="months">Calendar months, 0 or more.</param>
    public static Deadline Months(DateOnly trigger, int months, WorkCalendar calendar) =>
        RolledOver(AfterMonths(trigger, months), calendar);

    /// <summary>
    /// The last day, inclusive, of a period of months that does not roll over: the corresponding day, or the end of a shorter month.
    /// </summary>
    /// <remarks>"Corresponding" is the day number of the trigger: 29 May leads to 29 July.</remarks>
    public static DateOnly AfterMonths(DateOnly trigger, int months)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(months);
        return trigger.AddMonths(months);
    }

    /// <summary>
    /// The last day, inclusive, of a period of years that does not roll over: the same date, or 28 February for 29 February.
    /// </summary>
    /// <param name="trigger">The day in Beijing, never in UTC: 2024-03-01 00:30 Beijing is still 29 February in UTC.</param>
    public static DateOnly AfterYears(DateOnly trigger, int years)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(years);
        return trigger.AddYears(years);
    }

    private static Deadline RolledOver(DateOnly day, WorkCalendar calendar)
    {
        var provisional = !calendar.IsAnnounced(day.Year);
        while (calendar.IsRestDay(day))
        {
            day = day.AddDays(1);
            provisional |= !calendar.IsAnnounced(day.Year);
        }
        return new(day, calendar.Version, provisional);
    }
}
