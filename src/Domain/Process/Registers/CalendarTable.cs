namespace Leader.Domain.Process.Registers;

/// <summary>A row of the table of exception days (<c>seeds/calendar.csv</c>): a day, and the announcement that it belongs to.</summary>
/// <param name="Where">File and line, for whoever has to mend the table.</param>
/// <param name="Rest">A day of rest; otherwise a day of work.</param>
public sealed record CalendarRow(string Where, string Version, int Year, DateOnly AnnouncedOn, DateOnly Date, bool Rest, string Source);

public static class CalendarTable
{
    /// <returns>The announcements in the order of their days.</returns>
    /// <exception cref="FormatException">Rows of one version differ in what they say of the announcement.</exception>
    public static IReadOnlyList<(AnnounceCalendar Command, DateOnly AnnouncedOn)> Announcements(IEnumerable<CalendarRow> rows) =>
        [.. rows.GroupBy(r => r.Version).Select(Announcement).OrderBy(a => a.AnnouncedOn)];

    private static (AnnounceCalendar Command, DateOnly AnnouncedOn) Announcement(IGrouping<string, CalendarRow> rows)
    {
        var first = rows.First();
        if (rows.FirstOrDefault(r => (r.Year, r.AnnouncedOn, r.Source) != (first.Year, first.AnnouncedOn, first.Source)) is { } other)
        {
            throw new FormatException($"{other.Where}: version {other.Version} has another year, day or source above.");
        }
        var (rest, work) = (rows.Where(r => r.Rest).Select(r => r.Date), rows.Where(r => !r.Rest).Select(r => r.Date));
        return (new(first.Version, first.Year, [.. rest], [.. work], first.Source), first.AnnouncedOn);
    }
}
