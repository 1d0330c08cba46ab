using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.KeyFields;
using Leader.Projections.Views;

namespace Leader.Api.KeyFields;

internal static class KeyFieldEndpoints
{
    public static void MapKeyFields(this IEndpointRouteBuilder app)
    {
        app.MapCommand<PublishKeyFieldList>("/v1/key-field-lists", location: id => $"/v1/key-fields/{id}", roles: Role.Regulator);
        app.MapCommand<ProposeKeyField>(
            "/v1/field-proposals", location: id => $"/v1/field-proposals/{id}", roles: [Role.Department, Role.LocalAuthority]);
        app.MapList("/v1/field-proposals", LeaderViews.FieldProposals);
        app.MapDocument("/v1/field-proposals/{id}", LeaderViews.FieldProposals, "field-proposal");
        app.MapView("/v1/field-proposals/{id}/factors", new(FieldFactorsDoc.AnswerAsync))
            .Produces<FieldFactorsDoc>().ProducesProblem(404).AlsoRefuses("unknown-field-proposal");
        app.MapList("/v1/key-fields", LeaderViews.KeyFields);
        app.MapDocument("/v1/key-fields/{id}", LeaderViews.KeyFields, "key-field-list");
        app.MapList("/v1/categories", LeaderViews.Categories);
        app.MapDocument("/v1/categories/{id}", LeaderViews.Categories, "category");
    }
}
