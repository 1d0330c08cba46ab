using System.Security.Cryptography;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Leader.Api.Http;

namespace Leader.Api.WorkLists;

/// <summary>Last days as iCalendar (RFC 5545): a whole day each, under a name that stays: so a calendar moves what has moved.</summary>
internal static class Calendars
{
    public static string Of(DeskDoc desk, HttpContext context)
    {
        var calendar = new Calendar { ProductId = "-//Leader//Desk//ZH", Method = "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", "领跑者办理期限");
        foreach (var item in desk.Waiting.Where(i => i.DueOn is not null))
        {
            var (day, said) = (item.DueOn!.Value, CommandWords.Of(item.Command));
            calendar.Events.Add(new CalendarEvent
            {
                Uid = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{item.Command} {item.Id}")))[..32] + "@leader",
                DtStamp = new CalDateTime(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
                Start = new CalDateTime(day),
                End = new CalDateTime(day.AddDays(1)),
                Summary = $"{said.Zh} · {said.En}: {item.Id}",
                Description = $"期限为当日24时（北京时间）。条款{item.Clause}。",
                Url = new Uri($"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{item.Form}"),
            });
        }
        return new CalendarSerializer().SerializeToString(calendar)!;
    }
}
