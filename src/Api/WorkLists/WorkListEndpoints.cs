using System.Text.Json.Serialization;
using Leader.Api.Http;
using Leader.Projections.Views.Engine;

namespace Leader.Api.WorkLists;

/// <summary>Something that waits for who asks.</summary>
/// <param name="Command">What is to be done next, as the operation is called in the OpenAPI document; <c>ListAlerts</c> where there is
/// only something to look at.</param>
/// <param name="Id">What it is about: the first id in the address of the command, where it has one.</param>
/// <param name="Subject">Where to read about it.</param>
/// <param name="Form">The form, with the ids filled in.</param>
/// <param name="NotBefore">The first day on which it can be done; null where that is now.</param>
/// <param name="DueOn">The last day, inclusive; null where the policy sets none.</param>
/// <param name="Overdue">The last day is over.</param>
/// <param name="Since">The day since which it waits, where it has no last day of its own and that is known.</param>
public sealed record WorkItem(
    string Command,
    string Id,
    string Subject,
    string Form,
    string Clause,
    DateOnly? NotBefore,
    DateOnly? DueOn,
    bool Overdue,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Enterprise = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Category = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Since = null);

/// <summary>What waits for one role, by its last days; what has none behind.</summary>
/// <param name="Role">Of the token; <c>public</c> without one.</param>
public sealed record DeskDoc(string Role, string Actor, IReadOnlyList<WorkItem> Waiting);

internal static class WorkListEndpoints
{
    /// <summary>
    /// <c>/v1/desk</c>: what waits for the role and subject of the token, from the documents that the register shows them. At any two
    /// clocks, as every view. <c>/v1/desk/deadlines.ics</c>: its last days as iCalendar (RFC 5545), whole days in Beijing.
    /// </summary>
    public static void MapWorkLists(this IEndpointRouteBuilder app)
    {
        app.MapView("/v1/desk", new(async asked => ViewAnswer.Of(await WorkList.OfAsync(asked)))).Produces<DeskDoc>();
        app.MapGet("/v1/desk/deadlines.ics", async (HttpContext context, ViewReader views) =>
        {
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            return problem ?? Results.Text(
                DeskCalendar.Of(await WorkList.OfAsync(new(context, views, clocks!)), context),
                LastDays.Type,
                System.Text.Encoding.UTF8);
        }).Produces<string>(200, LastDays.Type).ProducesProblem(400).Reads(Parameters.Clocks).WithMetadata(new Untagged());
    }
}
