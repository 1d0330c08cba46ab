using System.Globalization;
using System.Net;
using System.Text;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Titles;

/// <summary>
/// <c>GET /v1/titles/{id}/badge.svg</c>: the title and how it stands now, in a line, for pages of shops and platforms (R85). It may be
/// kept, and is asked after each time (<see cref="Caching"/>): a title that was revoked a moment ago is shown as revoked by every page
/// that shows the badge.
/// </summary>
internal static class Badge
{
    private const string Image = "image/svg+xml", Fonts = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
    private const string Zh = "企业标准“领跑者”", En = "Enterprise-Standard Leader";

    public static void MapBadge(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/titles/{id}/badge.svg", AnswerAsync).Produces<string>(200, Image).ProducesProblem(404).AlsoRefuses("unknown-title");

    private static async Task<IResult> AnswerAsync(HttpContext context, ViewReader views)
    {
        var (id, ct) = (context.Id(), context.RequestAborted);
        var (newest, newestAt) = await views.NewestAsync(ct);
        var now = new Clocks(Beijing.Day(views.Now), newestAt, newest, false);
        if (await views.GetAsync(LeaderViews.Titles, id, now, ct) is not { } title) return ViewRoutes.Unknown("title", id).Problem!;
        var holder = await views.GetAsync(LeaderViews.Enterprises, title.Enterprise, now, ct);
        var barred = holder?.Bans.On(now.AsOf)?.LastDay;
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin"; // it is there to be embedded
        var category = await views.GetAsync(LeaderViews.Names, NameView.Key(NamedKind.Category, title.Category), now, ct);
        var svg = Svg(title, NameInBoth.Of(holder?.Name ?? title.EnterpriseName), category, now.AsOf, barred);
        return ViewAnswers.Bytes(context, Encoding.UTF8.GetBytes(svg), Image);
    }

    private static string Svg(TitleDoc title, NameInBoth holder, NameDoc? category, DateOnly on, DateOnly? barred)
    {
        var said = TitleSaid.Of(title.Status, on, title.EndedOn, title.LastDay, barred);
        var colour = title.Status switch
        {
            TitleStatus.InForce or TitleStatus.InGrace => barred is null ? "#166534" : "#92400e",
            TitleStatus.Revoked or TitleStatus.Annulled => "#b91c1c",
            _ => "#475569",
        };
        var cycle = title.Cycle.ToString(CultureInfo.InvariantCulture);
        var (zh, en) = (
            $"{Zh}：{holder.Zh ?? holder.En}，{category?.Zh ?? title.CategoryName}，{cycle} 年，{said.Zh}",
            $"{En}: {holder.En ?? holder.Zh}, {category?.En ?? title.CategoryName} {cycle}. {said.En}");
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="420" height="56" viewBox="0 0 420 56" role="img" aria-labelledby="t"
                font-family="{Fonts}">
              <title id="t">{E($"{zh} · {en}")}</title>
              <rect width="420" height="56" rx="6" fill="{colour}"/>
              <rect x="1" y="1" width="188" height="54" rx="5" fill="#fff"/>
              <text x="12" y="25" font-size="15" font-weight="700" fill="#111827">{Zh}</text>
              <text x="12" y="44" font-size="11" fill="#374151">{En}</text>
              <text x="201" y="25" font-size="14" font-weight="700" fill="#fff">{E(said.Zh)}</text>
              <text x="201" y="44" font-size="12" fill="#fff">{E(said.En)}</text>
            </svg>
            """;
    }

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
