using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Projections.Views;

namespace Leader.Api.Supervision;

/// <summary>Spot checks of a year: announced, drawn, tested. 五(二), R87.</summary>
internal static class SamplingEndpoints
{
    private static readonly Role[] Authorities = [Role.Supervisor, Role.LocalAuthority, Role.Regulator];

    public static void MapSampling(this IEndpointRouteBuilder app)
    {
        app.MapCommand<AnnounceSamplingPlan>(
            "/v1/sampling-plans",
            (c, _) => c with { SamplingPlan = NewIds.Of("sampling") },
            id => $"/v1/sampling-plans/{id}",
            Authorities);
        app.MapCommand<DrawSamples>(
            "/v1/sampling-plans/{id}/draw",
            (c, h) => c with { SamplingPlan = h.Id() },
            roles: Authorities);
        app.MapCommand<AddSample>(
            "/v1/sampling-plans/{id}/samples",
            (c, h) => c with { SamplingPlan = h.Id() },
            roles: Authorities);
        app.MapCommand<RecordSampleResult>(
            "/v1/sampling-plans/{id}/result",
            (c, h) => c with { SamplingPlan = h.Id() },
            roles: Authorities);
        app.MapList("/v1/sampling-plans", LeaderViews.SamplingPlans);
        app.MapDocument("/v1/sampling-plans/{id}", LeaderViews.SamplingPlans, "sampling-plan");
    }
}
