using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.LegalTime;

/// <summary>The table of <c>seeds/calendar.csv</c> as a calendar.</summary>
internal static class ShippedCalendar
{
    public static readonly string Csv = Read();
    public static readonly WorkCalendar Current = WorkCalendar.Of(Announcements());

    /// <summary>As it was known before the announcement of this version.</summary>
    public static WorkCalendar Before(string version) => WorkCalendar.Of(Announcements().TakeWhile(a => a.Version != version));

    public static IEnumerable<CalendarAnnounced> Announcements() =>
        CalendarTable.Parse(Csv).Select(a => new CalendarAnnounced(
            a.Command.Version, a.Command.Year, a.Command.RestDays, a.Command.WorkingDays, a.Command.Source, a.AnnouncedOn));

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ShippedCalendar).Assembly.GetManifestResourceStream("calendar.csv")!);
        return reader.ReadToEnd();
    }
}
