using System.Collections.Immutable;
using Leader.Domain.Values;

namespace Leader.Domain.Record;

// Stored: names and fields here are the storage format; see tests/Api.Tests/Contract/events.txt.

/// <summary>The State Council's arrangement of rest days and exchanged working days for one year.</summary>
/// <param name="Version">Unique among all announcements: <c>2020.2</c> is the second one for 2020.</param>
/// <param name="Year">The arrangement's year. Its dates may lie in a neighbouring year: 2018-12-29 belongs to the arrangement of
/// 2019.</param>
/// <param name="RestDays">Days off, be they weekdays or weekend days. Weekends not named anywhere are rest days too.</param>
/// <param name="WorkingDays">Saturdays and Sundays that are worked.</param>
/// <param name="Source">The announcement: name or number of the document.</param>
/// <param name="On">The day of the announcement. A later announcement for the same year replaces the whole arrangement of that
/// year.</param>
public sealed record CalendarAnnounced(string Version, int Year, IReadOnlyList<DateOnly> RestDays, IReadOnlyList<DateOnly> WorkingDays,
    string Source, DateOnly On) : Fact(On), IYearArrangement
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
