using System.Security.Cryptography;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Leader.Api.Http;

/// <summary>A last day, as a calendar has it.</summary>
/// <param name="Key">What it is the last day of: the same as long as it is the same, so that a calendar moves what has moved.</param>
/// <param name="Stamp">When what is said of it was last revised.</param>
/// <param name="Address">Path and query, without host.</param>
/// <param name="First">Of what lasts for several days its first, inclusive.</param>
internal sealed record LastDay(
    string Key,
    DateOnly Day,
    DateTimeOffset Stamp,
    string Summary,
    string Description,
    string Address,
    DateOnly? First = null);

/// <summary>Last days as iCalendar (RFC 5545): whole days, under a name that stays.</summary>
internal static class LastDays
{
    public const string Type = "text/calendar";

    /// <summary>What a last day means.</summary>
    public static (string Zh, string En) Until => ("期限为当日24时（北京时间）。", "Until 24:00 of that day, Beijing time.");

    /// <param name="method">Null where the calendar is subscribed to, and not sent (RFC 5546).</param>
    public static string Of(HttpRequest request, string product, string name, string? method, IEnumerable<LastDay> days)
    {
        var calendar = new Calendar { ProductId = $"-//Leader//{product}//ZH", Method = method };
        calendar.AddProperty("X-WR-CALNAME", name);
        foreach (var last in days)
        {
            calendar.Events.Add(new CalendarEvent
            {
                Uid = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(last.Key)))[..32] + "@leader",
                DtStamp = new CalDateTime(last.Stamp.UtcDateTime),
                Start = new CalDateTime(last.First ?? last.Day),
                End = new CalDateTime(last.Day.AddDays(1)),
                Summary = last.Summary,
                Description = last.Description,
                Url = new Uri(Addresses.Absolute(request, last.Address)),
            });
        }
        return new CalendarSerializer().SerializeToString(calendar)!;
    }
}
