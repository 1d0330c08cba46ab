using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Promotion;
using Leader.Projections.Views;

namespace Leader.Api.Promotion;

/// <summary>The directory of services (五(三), R103, R104), and training and publicity (五(四), R105, R106, R108).</summary>
internal static class PromotionEndpoints
{
    public static void MapPromotion(this IEndpointRouteBuilder app)
    {
        app.MapCommand<OfferService>("/v1/services", location: id => $"/v1/services/{id}", roles: Role.ProfessionalBody);
        app.MapList("/v1/services", LeaderViews.Services);
        app.MapDocument("/v1/services/{id}", LeaderViews.Services, "service");
        app.MapCommand<EndService>("/v1/services/{id}/end", (c, h) => c with { Service = h.Id() }, roles: Role.ProfessionalBody);

        Role[] organisers = [Role.ProfessionalBody, Role.Regulator, Role.WorkingBody, Role.Department, Role.LocalAuthority];
        app.MapCommand<RecordActivity>(
            "/v1/activities",
            (c, _) => c with { Activity = NewIds.Of("activity") },
            id => $"/v1/activities/{id}",
            organisers);
        app.MapList("/v1/activities", LeaderViews.Activities);
        app.MapDocument("/v1/activities/{id}", LeaderViews.Activities, "activity");
        app.MapCommand<ReportActivity>("/v1/activities/{id}/report", (c, h) => c with { Activity = h.Id() }, roles: organisers);
    }
}
