using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>Refuses: not-yours-to-do, malformed, calendar-version-taken, day-in-the-future, day-before-last-act.</summary>
/// <remarks>Clause 结. Deadlines reckoned before stay as they are until they are recomputed by an act of their own.</remarks>
public sealed record AnnounceCalendar(string Version, int Year, IReadOnlyList<DateOnly> RestDays, IReadOnlyList<DateOnly> WorkingDays,
    string Source) : ICommand
{
    /// <summary>Days by which a date may lie beside the arrangement's year: the New Year exchange reaches into December.</summary>
    public const int DaysBeside = 31;

    public Decision Decide(Act act, ILedger ledger)
    {
        if (!act.By.Is(Role.Regulator) && !act.By.Is(Role.System))
        {
            return Refusal.Forbidden("Clause 结", "Only the regulator records the calendar that the State Council announced.");
        }
        if (Malformed() is { } malformed) return malformed;

        var state = ledger.Read<Calendars>(Streams.Calendar);
        if (state.Announcements.Find(a => a.Version == Version) is { } known)
        {
            return SameAs(known) ? Decision.AlreadySo(Version)
                : new Refusal("calendar-version-taken", "Clause 结",
                    $"Version {Version} was announced on {known.On:yyyy-MM-dd} with other content; a change needs a version of its own.");
        }
        if (act.DayRefusal(state.LastActOn) is { } refusal) return refusal;

        return Decision.Record(Version,
            new CalendarAnnounced(Version, Year, [.. RestDays.Distinct().Order()], [.. WorkingDays.Distinct().Order()], Source, act.On));
    }

    private Refusal? Malformed()
    {
        var check = new Check().Text(Version, "version", 64).Text(Source, "source")
            .That(Year is >= 1950 and <= 2999, "year", "must be a year from 1950 to 2999.")
            .That(RestDays is not null, "restDays", "is required.")
            .That(WorkingDays is not null, "workingDays", "is required.");
        if (check.Refusal is { } refusal) return refusal;

        foreach (var day in RestDays!.Where(d => !IsNear(d)))
        {
            check.That(false, "restDays", $"{day:yyyy-MM-dd} is more than {DaysBeside} days outside {Year}.");
        }
        foreach (var day in WorkingDays!.Where(d => !IsNear(d)))
        {
            check.That(false, "workingDays", $"{day:yyyy-MM-dd} is more than {DaysBeside} days outside {Year}.");
        }
        foreach (var day in WorkingDays!.Where(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)))
        {
            check.That(false, "workingDays", $"{day:yyyy-MM-dd} is neither a Saturday nor a Sunday.");
        }
        foreach (var day in WorkingDays!.Intersect(RestDays!))
        {
            check.That(false, "workingDays", $"{day:yyyy-MM-dd} is named as a rest day too.");
        }
        return check.Refusal;
    }

    private bool IsNear(DateOnly day) =>
        new DateOnly(Year, 1, 1).AddDays(-DaysBeside) <= day && day <= new DateOnly(Year, 12, 31).AddDays(DaysBeside);

    private bool SameAs(CalendarAnnounced other) =>
        Year == other.Year && Source == other.Source
        && RestDays.ToHashSet().SetEquals(other.RestDays) && WorkingDays.ToHashSet().SetEquals(other.WorkingDays);
}
