using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Titles;

/// <summary>D16: the announcement that a title is revoked, as a document of its own. Clause 四(六), R71, R72.</summary>
/// <param name="Announcement">The public text, with ground and facts.</param>
/// <param name="Document">What the announcement rests on.</param>
/// <param name="SetAside">On review; it stays on record (Q33).</param>
public sealed record AnnouncementDoc(
    string Revocation,
    string Title,
    string Enterprise,
    string EnterpriseName,
    string Category,
    string Number,
    string Body,
    RevocationGround Ground,
    string Facts,
    string Announcement,
    string Case,
    DateOnly On,
    string Document,
    TitleCorrectionDoc? SetAside);

internal static class AnnouncementEndpoint
{
    private const string Opinions = "国市监标准〔2018〕84号, 四(六)";

    public static void MapAnnouncement(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/revocations/{id}", new(OfAsync)).Produces<AnnouncementDoc>().ProducesProblem(404)
            .AlsoRefuses("unknown-revocation");

    private static async Task<ViewAnswer> OfAsync(Asked asked)
    {
        var id = asked.Id;
        var title = id.LastIndexOf(".r", StringComparison.Ordinal) is var at and > 0
            ? await asked.GetAsync(LeaderViews.Titles, id[..at]) : null;
        var setAside = title?.Corrections.LastOrDefault(c => c.Revocation == id);
        return title is not null && (setAside?.Announced ?? title.Revocation) is { } revoked && revoked.Revocation == id
            ? ViewAnswer.Of(new AnnouncementDoc(
                id,
                title.Title,
                title.Enterprise,
                title.EnterpriseName,
                title.Category,
                title.Number,
                revoked.Body,
                revoked.Ground,
                revoked.Facts,
                revoked.Announcement,
                revoked.Case,
                revoked.On,
                Opinions,
                setAside))
            : ViewRoutes.Unknown("revocation", id);
    }
}
