using System.Globalization;

namespace Leader.Domain.Process.Registers;

/// <summary>Reads <c>seeds/calendar.csv</c>: one row per exception day, with the announcement that it belongs to.</summary>
public static class CalendarTable
{
    public const string Header = "version,year,announced_on,date,kind,name,source";

    /// <param name="csv">Rows as <see cref="Header"/> names them; <c>kind</c> is <c>rest</c> or <c>work</c>; no field holds a comma.</param>
    /// <returns>The announcements in the order of their days.</returns>
    /// <exception cref="FormatException">The table that we ship is broken.</exception>
    public static IReadOnlyList<(AnnounceCalendar Command, DateOnly AnnouncedOn)> Parse(string csv)
    {
        var lines = csv.TrimStart('\uFEFF').Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        if (lines[0] != Header) throw new FormatException($"The first line must be '{Header}'.");
        return [.. lines.Index().Skip(1).Where(l => l.Item.Length > 0).Select(l => Row.Of(l.Index + 1, l.Item))
            .GroupBy(r => r.Version)
            .Select(Announcement)
            .OrderBy(a => a.AnnouncedOn)];
    }

    private static (AnnounceCalendar Command, DateOnly AnnouncedOn) Announcement(IGrouping<string, Row> rows)
    {
        var first = rows.First();
        if (rows.FirstOrDefault(r => (r.Year, r.AnnouncedOn, r.Source) != (first.Year, first.AnnouncedOn, first.Source)) is { } other)
            throw new FormatException($"Line {other.Line}: version {other.Version} has another year, day or source above.");
        var (rest, work) = (rows.Where(r => r.Rest).Select(r => r.Date), rows.Where(r => !r.Rest).Select(r => r.Date));
        return (new(first.Version, first.Year, [.. rest], [.. work], first.Source), first.AnnouncedOn);
    }

    private sealed record Row(int Line, string Version, int Year, DateOnly AnnouncedOn, DateOnly Date, bool Rest, string Source)
    {
        public static Row Of(int line, string text) =>
            text.Split(',') is [{ Length: > 0 } version, var year, var announcedOn, var date, "rest" or "work", _, { Length: > 0 } source] fields
            && int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y)
            && DateOnly.TryParseExact(announcedOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var a)
            && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var d)
                ? new(line, version, y, a, d, fields[4] == "rest", source)
                : throw new FormatException($"Line {line} is not a row of the calendar: {text}");
    }
}
