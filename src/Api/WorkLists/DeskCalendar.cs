using Leader.Api.Http;

namespace Leader.Api.WorkLists;

/// <summary>The last days of a desk as a calendar.</summary>
internal static class DeskCalendar
{
    public static string Of(DeskDoc desk, HttpContext context)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var days = desk.Waiting.Where(i => i.DueOn is not null).Select(i => new LastDay(
            i.Form, // of a milestone the id is that of its scheme, and the form names both
            i.DueOn!.Value,
            now,
            $"{CommandWords.Of(i.Command).Zh} · {CommandWords.Of(i.Command).En}: {i.Id}",
            $"{LastDays.Until.Zh}条款{i.Clause}。",
            i.Form));
        return LastDays.Of(context.Request, "Desk", "领跑者办理期限", "PUBLISH", days);
    }
}
