using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Views;

namespace Leader.Api.Supervision;

/// <summary>How others rated the quality credit of enterprises. 五(二), R91.</summary>
internal static class QualityCreditEndpoints
{
    private static readonly Role[] Recorders = [Role.Department, Role.LocalAuthority, Role.Regulator];

    public static void MapQualityCredits(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RecordQualityCredit>("/v1/quality-credits", location: id => $"/v1/quality-credits/{id}", roles: Recorders);
        app.MapCommand<CorrectQualityCredit>(
            "/v1/quality-credits/{id}/correction",
            (c, h) => c with { QualityCredit = h.Id() },
            roles: Recorders);
        app.MapCommand<WithdrawQualityCredit>(
            "/v1/quality-credits/{id}/withdrawal",
            (c, h) => c with { QualityCredit = h.Id() },
            roles: Recorders);
        app.MapList("/v1/quality-credits", LeaderViews.QualityCredits);
        app.MapDocument("/v1/quality-credits/{id}", LeaderViews.QualityCredits, "quality-credit");
    }
}
