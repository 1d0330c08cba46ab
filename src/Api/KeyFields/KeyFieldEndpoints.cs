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
        app.MapList("/v1/key-fields", LeaderViews.KeyFields);
        app.MapDocument("/v1/key-fields/{id}", LeaderViews.KeyFields, "key-field-list");
        app.MapList("/v1/categories", LeaderViews.Categories);
        app.MapDocument("/v1/categories/{id}", LeaderViews.Categories, "category");
    }
}
