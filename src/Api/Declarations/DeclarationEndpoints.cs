using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Declarations;
using Leader.Projections.Views;

namespace Leader.Api.Declarations;

internal static class DeclarationEndpoints
{
    public static void MapDeclarations(this IEndpointRouteBuilder app)
    {
        app.MapCommand<DeclareStandard>("/v1/declarations", location: Address, roles: Role.Enterprise);
        app.MapCommand<ReviseDeclaration>(
            "/v1/declarations/{id}/revisions",
            (c, h) => c with { Declaration = h.Id() },
            roles: Role.Enterprise);
        app.MapCommand<WithdrawDeclaration>(
            "/v1/declarations/{id}/withdrawal",
            (c, h) => c with { Declaration = h.Id() },
            roles: Role.Enterprise);
        app.MapList("/v1/declarations", LeaderViews.Declarations);
        app.MapDocument("/v1/declarations/{id}", LeaderViews.Declarations, "declaration");
        app.MapView("/v1/declarations/{id}/comparison", new(DeclarationComparison.AnswerAsync))
            .Produces<DeclarationComparison>().ProducesProblem(404).WithMetadata(new Refuses("unknown-declaration"));
    }

    private static string Address(string id) => $"/v1/declarations/{Uri.EscapeDataString(id)}";
}
