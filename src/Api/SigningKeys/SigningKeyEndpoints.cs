using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Projections.Views;

namespace Leader.Api.SigningKeys;

/// <summary>The keys that organisations and enterprises sign their acts with. Q64.</summary>
internal static class SigningKeyEndpoints
{
    private static readonly Role[] Holders =
    [
        Role.Enterprise, Role.EvaluationBody, Role.WorkingBody, Role.Regulator, Role.Department, Role.LocalAuthority, Role.Supervisor,
        Role.TestingBody, Role.ResultUser, Role.Registrar, Role.ProfessionalBody,
    ];

    public static void MapSigningKeys(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RegisterSigningKey>("/v1/signing-keys", location: id => $"/v1/signing-keys/{id}", roles: Holders);
        app.MapCommand<RevokeSigningKey>("/v1/signing-keys/{id}/revocation", (c, h) => c with { Key = h.Id() }, roles: Holders);
        app.MapList("/v1/signing-keys", LeaderViews.SigningKeys);
        app.MapDocument("/v1/signing-keys/{id}", LeaderViews.SigningKeys, "signing-key");
    }
}
