using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Titles;

internal static class TitleEndpoints
{
    private static readonly string[] Held = [Words.Of(TitleStatus.InForce), Words.Of(TitleStatus.InGrace)];

    private static readonly Column BarredUntil = Column.Member(Cells.Day, "benefitsBarredUntil");

    public static void MapTitles(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RevokeTitle>(
            "/v1/titles/{id}/revocation",
            (c, h) => c with { Title = h.Id() },
            id => $"/v1/titles/{id}",
            Role.EvaluationBody);
        app.MapCommand<ReverseRevocation>("/v1/revocations/{id}/reversal", (c, h) => c with { Revocation = h.Id() }, roles: Role.Regulator);
        app.MapAnnouncement();
        app.MapCommand<AnnulTitle>(
            "/v1/titles/{id}/annulment",
            (c, h) => c with { Title = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<WithdrawTitle>("/v1/titles/{id}/withdrawal", (c, h) => c with { Title = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<ConcludeTitleReview>("/v1/titles/{id}/review", (c, h) => c with { Title = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<MarkBaselineChanged>(
            "/v1/titles/{id}/baseline-change",
            (c, h) => c with { Title = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody]);

        app.MapGet("/t/{id}", (HttpContext context, string id) => new SeeOther(
            $"{context.Request.PathBase}/v1/titles/{Uri.EscapeDataString(id)}{context.Request.QueryString}")).ExcludeFromDescription();
        app.MapView("/v1/titles/{id}", new(async asked => await asked.BytesAsync(LeaderViews.Titles, asked.Id) is { } title
            ? new((await MarkedAsync(asked, [title]))[0])
            : ViewRoutes.Unknown("title", asked.Id)))
            .Produces<TitleDoc>().ProducesProblem(404).AlsoRefuses("unknown-title");
        app.MapView("/v1/titles", Leaders(ViewRoutes.Common), Parameters.List(LeaderViews.Titles)).ProducesList<TitleDoc>(BarredUntil);
        app.MapView(
            "/v1/leaders",
            Leaders(h => ViewRoutes.Common(h) with { Status = Held }),
            Parameters.List(LeaderViews.Titles, but: ["status", "ground"])).ProducesList<TitleDoc>(BarredUntil);
        app.MapView(
            "/v1/categories/{id}/leaders",
            Leaders(h => ViewRoutes.Common(h) with { Category = [h.Id()], Status = Held }),
            [Parameters.CategoryInPath, .. Parameters.List(LeaderViews.Titles, but: ["category", "status", "ground"])])
            .ProducesList<TitleDoc>(BarredUntil).ProducesProblem(404);
    }

    /// <summary>For codes on packages: leads to the title (303).</summary>
    internal static string ShortAddress(string title) => $"/t/{Uri.EscapeDataString(title)}";

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }

    private static ViewAddress Leaders(Func<HttpContext, Filter> filter) => new(async asked =>
    {
        var wanted = filter(asked.Context);
        var answer = await ViewRoutes.PageAsync(asked, LeaderViews.Titles, wanted);
        return answer.Page is { } page
            ? new(Page: page with { Items = await MarkedAsync(asked, page.Items, new(Enterprise: wanted.Enterprise)) })
            : answer;
    });

    /// <summary>
    /// Q25: other titles of a barred enterprise stay on record, marked behind their own members with <c>benefitsBarredUntil</c>: the last
    /// day, inclusive, on which the holder is barred; null where it is not.
    /// </summary>
    /// <param name="among">Bans of which those of the holders are at any time.</param>
    private static async Task<IReadOnlyList<byte[]>> MarkedAsync(Asked asked, IReadOnlyList<byte[]> titles, Filter? among = null)
    {
        if (titles.Count == 0) return titles;
        var holders = titles.Select(t => Payload.Member(t, nameof(TitleDoc.Enterprise))!).ToArray();
        var current = new Filter(Enterprise: [.. holders.Distinct()], Status: [Words.Of(BanStatus.Current)]);
        var until = (await asked.AllAsync(LeaderViews.Bans, current, among))
            .GroupBy(b => b.Enterprise, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(b => b.LastDay), StringComparer.Ordinal);
        return [.. titles.Zip(holders, (title, holder) => Marked(title, until.TryGetValue(holder, out var day) ? day : null))];
    }

    private static byte[] Marked(byte[] title, DateOnly? barredUntil) =>
    [
        .. title.AsSpan()[..^1],
        .. ",\"benefitsBarredUntil\":"u8,
        .. JsonSerializer.SerializeToUtf8Bytes(barredUntil, LeaderJson.Http),
        .. "}"u8,
    ];
}
