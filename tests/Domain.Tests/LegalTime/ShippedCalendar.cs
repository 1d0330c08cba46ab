using System.Globalization;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.LegalTime;

/// <summary>The table of <c>seeds/calendar.csv</c> as a calendar.</summary>
internal static class ShippedCalendar
{
    public static readonly string Csv = Read();

    /// <summary>The announcements in the order of their days.</summary>
    public static readonly IReadOnlyList<(AnnounceCalendar Command, DateOnly AnnouncedOn)> Table =
        CalendarTable.Announcements(Csv.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Row));

    public static readonly WorkCalendar Current = WorkCalendar.Of(Announcements());

    /// <summary>As it was known before the announcement of this version.</summary>
    public static WorkCalendar Before(string version) => WorkCalendar.Of(Announcements().TakeWhile(a => a.Version != version));

    public static IEnumerable<CalendarAnnounced> Announcements() =>
        Table.Select(a => new CalendarAnnounced(
            a.Command.Version, a.Command.Year, a.Command.RestDays, a.Command.WorkingDays, a.Command.Source, a.AnnouncedOn));

    /// <summary>No field of the table holds a comma.</summary>
    public static CalendarRow Row(string line) =>
        line.Split(',') is [var version, var year, var announcedOn, var date, var kind, _, var source]
            ? new(line, version, int.Parse(year, CultureInfo.InvariantCulture), Day(announcedOn), Day(date), kind == "rest", source)
            : throw new FormatException(line);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ShippedCalendar).Assembly.GetManifestResourceStream("calendar.csv")!);
        return reader.ReadToEnd();
    }
}
