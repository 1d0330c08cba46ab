using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Leader.Domain.LegalTime;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>The State Council's arrangement of rest days and exchanged working days for one year.</summary>
/// <param name="Version">Unique among all announcements: <c>2020.2</c> is the second one for 2020.</param>
/// <param name="Year">The arrangement's year. Its dates may lie in a neighbouring year: 2018-12-29 belongs to the arrangement of 2019.</param>
/// <param name="RestDays">Days off, be they weekdays or weekend days. Weekends not named anywhere are rest days too.</param>
/// <param name="WorkingDays">Saturdays and Sundays that are worked.</param>
/// <param name="Source">The announcement: name or number of the document.</param>
/// <param name="On">The day of the announcement. A later announcement for the same year replaces the whole arrangement of that year.</param>
public sealed record CalendarAnnounced(string Version, int Year, IReadOnlyList<DateOnly> RestDays, IReadOnlyList<DateOnly> WorkingDays,
    string Source, DateOnly On) : Fact(On)
{
    public override string Stream() => Streams.Calendar;
}

/// <summary>Stream: one, <see cref="Streams.Calendar"/>.</summary>
public sealed record Calendars : IState<Calendars>
{
    public static Calendars Initial { get; } = new();

    /// <summary>The calendar as it is known after the last announcement.</summary>
    public WorkCalendar Current { get; private init; } = WorkCalendar.Of([]);

    /// <summary>In the order in which they were recorded.</summary>
    public ImmutableList<CalendarAnnounced> Announcements { get; private init; } = [];

    public DateOnly? LastActOn { get; private init; }

    public static Calendars Evolve(Calendars state, Fact fact) => fact switch
    {
        CalendarAnnounced e => state.With(e),
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow in {Streams.Calendar}"),
    };

    /// <summary>The calendar as it was known on the day: what was announced on it or before.</summary>
    public WorkCalendar KnownOn(DateOnly day) => WorkCalendar.Of(Announcements.Where(a => a.On <= day));

    private Calendars With(CalendarAnnounced e)
    {
        var announcements = Announcements.Add(e);
        return this with { Announcements = announcements, Current = WorkCalendar.Of(announcements), LastActOn = e.On };
    }
}

/// <summary>Which days are worked. A day is looked up by its date, never by the year of the arrangement that names it.</summary>
/// <remarks>
/// Art 203 of the Civil Code says "statutory rest day" (法定休假日), commonly read to take in weekends.
/// </remarks>
public sealed class WorkCalendar
{
    private readonly FrozenDictionary<DateOnly, bool> _rest;
    private readonly FrozenSet<int> _years;

    private WorkCalendar(string version, FrozenDictionary<DateOnly, bool> rest, FrozenSet<int> years) =>
        (Version, _rest, _years) = (version, rest, years);

    /// <summary>The version of the latest announcement, which tells the whole set; <c>none</c> when nothing was announced.</summary>
    public string Version { get; }

    /// <param name="announcements">In the order of announcement.</param>
    public static WorkCalendar Of(IEnumerable<CalendarAnnounced> announcements)
    {
        var all = announcements.ToList();
        var inForce = all.Index().GroupBy(a => a.Item.Year).Select(year => year.Last()).OrderBy(a => a.Index).Select(a => a.Item).ToList();
        var rest = new Dictionary<DateOnly, bool>();
        foreach (var arrangement in inForce)
        {
            foreach (var day in arrangement.RestDays) rest[day] = true;
            foreach (var day in arrangement.WorkingDays) rest[day] = false;
        }
        return new(all.Count == 0 ? "none" : all[^1].Version, rest.ToFrozenDictionary(), inForce.Select(a => a.Year).ToFrozenSet());
    }

    public bool IsRestDay(DateOnly day) =>
        _rest.TryGetValue(day, out var rest) ? rest : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public bool IsWorkingDay(DateOnly day) => !IsRestDay(day);

    /// <summary>Whether the arrangement of the year is known. What is counted in other years is provisional.</summary>
    public bool IsAnnounced(int year) => _years.Contains(year);
}
