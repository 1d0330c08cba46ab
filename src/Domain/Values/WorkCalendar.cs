using System.Collections.Frozen;

namespace Leader.Domain.Values;

/// <summary>The State Council's arrangement of rest days and exchanged working days for one year; a later one replaces it whole.</summary>
public interface IYearArrangement
{
    string Version { get; }
    int Year { get; }
    IReadOnlyList<DateOnly> RestDays { get; }
    IReadOnlyList<DateOnly> WorkingDays { get; }
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
    public static WorkCalendar Of(IEnumerable<IYearArrangement> announcements)
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
