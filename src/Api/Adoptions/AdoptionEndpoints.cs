using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Adoptions;

internal static class AdoptionEndpoints
{
    public static void MapAdoptions(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RecordAdoption>(
            "/v1/adoptions",
            (c, _) => c with { Adoption = NewIds.Of("adoption") },
            id => $"/v1/adoptions/{id}",
            Role.ResultUser);
        app.MapCommand<EndAdoption>("/v1/adoptions/{id}/end", (c, h) => c with { Adoption = h.Id() }, roles: Role.ResultUser);
        app.MapView(
            "/v1/adoptions",
            new(async asked => await ViewRoutes.PageAsync(asked, LeaderViews.Uses, ViewRoutes.Common(asked.Context)) is var answer
                && answer.Page is { } page ? new(Page: page with { Items = await FlaggedAsync(asked, page.Items) }) : answer),
            Parameters.List(LeaderViews.Uses)).ProducesList<UseDoc>();
        app.MapView("/v1/adoptions/{id}", new(async asked => await asked.BytesAsync(LeaderViews.Uses, asked.Id) is { } use
            ? new((await FlaggedAsync(asked, [use]))[0])
            : ViewRoutes.Unknown("adoption", asked.Id)))
            .Produces<UseDoc>().ProducesProblem(404).AlsoRefuses("unknown-adoption");
        app.MapCommand<RegisterPolicy>(
            "/v1/policies",
            (c, _) => c with { Policy = NewIds.Of("policy") },
            id => $"/v1/policies/{id}",
            [Role.LocalAuthority, Role.Department]);
        app.MapList("/v1/policies", LeaderViews.Policies);
        app.MapDocument("/v1/policies/{id}", LeaderViews.Policies, "policy");
        app.MapCommand<AmendPolicy>(
            "/v1/policies/{id}/amendment",
            (c, h) => c with { Policy = h.Id() },
            roles: [Role.LocalAuthority, Role.Department]);
        app.MapCommand<EndPolicy>(
            "/v1/policies/{id}/end",
            (c, h) => c with { Policy = h.Id() },
            roles: [Role.LocalAuthority, Role.Department]);
        app.MapEnterprisePolicies();
        app.MapTenderText();
    }

    /// <summary>With what became of their titles, as the files of the enterprises say it (Q62).</summary>
    private static async Task<IReadOnlyList<byte[]>> FlaggedAsync(Asked asked, IReadOnlyList<byte[]> uses)
    {
        if (uses.Count == 0) return uses;
        var all = uses.Select(u => JsonSerializer.Deserialize<UseDoc>(u, LeaderJson.Http)!).ToArray();
        var files = await asked.AllAsync(LeaderViews.Enterprises, new(Enterprise: [.. all.Select(u => u.Enterprise).Distinct()]));
        var known = files.SelectMany(f => f.Adoptions).ToLookup(a => a.Adoption, StringComparer.Ordinal);
        return
        [
            .. all.Select(u => known[u.Adoption].LastOrDefault() is { } told
                ? u with { TitleEndedOn = told.TitleEndedOn, TitleEnd = told.TitleEnd }
                : u).Select(u => JsonSerializer.SerializeToUtf8Bytes(u, LeaderJson.Http)),
        ];
    }
}
