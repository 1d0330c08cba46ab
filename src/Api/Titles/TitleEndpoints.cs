using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Cases;
using Leader.Domain.Titles;
using Leader.Projections;
using Leader.Projections.Views;

namespace Leader.Api.Titles;

internal static class TitleEndpoints
{
    private static readonly string[] Held = [Words.Of(TitleStatus.InForce), Words.Of(TitleStatus.InGrace)];

    public static void MapTitles(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RevokeTitle>("/v1/titles/{id}/revocation", (c, h) => c with { Title = h.Id() }, id => $"/v1/titles/{id}", Role.EvaluationBody);
        app.MapCommand<ReverseRevocation>("/v1/revocations/{id}/reversal", (c, h) => c with { Revocation = h.Id() }, roles: Role.Regulator);
        app.MapCommand<AnnulTitle>("/v1/titles/{id}/annulment", (c, h) => c with { Title = h.Id() }, roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<WithdrawTitle>("/v1/titles/{id}/withdrawal", (c, h) => c with { Title = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<ConcludeTitleReview>("/v1/titles/{id}/review", (c, h) => c with { Title = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<MarkBaselineChanged>("/v1/titles/{id}/baseline-change", (c, h) => c with { Title = h.Id() }, roles: [Role.EvaluationBody, Role.WorkingBody]);

        app.MapGet("/v1/titles/{id}", async (HttpContext context, ViewReader views, string id) =>
        {
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            if (await views.GetAsync(LeaderViews.Titles, id, clocks, context.RequestAborted) is not { } title) return ViewRoutes.Unknown("title", id);
            var holder = await views.GetAsync(LeaderViews.Enterprises, title.Enterprise, clocks, context.RequestAborted);
            return ViewAnswers.One(context, clocks, Marked(title, holder, clocks.AsOf));
        }).Produces<TitleDoc>().ProducesProblem(404);
        app.MapGet("/v1/titles", (HttpContext context, ViewReader views) => LeadersAsync(context, views, ViewRoutes.Common(context.Request))).Produces<IReadOnlyList<TitleDoc>>();
        app.MapGet("/v1/leaders", (HttpContext context, ViewReader views) => LeadersAsync(context, views, ViewRoutes.Common(context.Request) with { Status = Held })).Produces<IReadOnlyList<TitleDoc>>();
        app.MapGet("/v1/categories/{id}/leaders", (HttpContext context, ViewReader views, string id) =>
            LeadersAsync(context, views, ViewRoutes.Common(context.Request) with { Category = id, Status = Held })).Produces<IReadOnlyList<TitleDoc>>();
    }

    private static async Task<IResult> LeadersAsync(HttpContext context, ViewReader views, Filter filter)
    {
        var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
        if (clocks is null) return problem!;
        if (ViewRoutes.Paging(context.Request, out var limit, out var after) is { } malformed) return malformed;
        var page = await views.ListAsync(LeaderViews.Titles, filter, clocks, after, limit, context.RequestAborted);
        var titles = page.Items.Select(i => JsonSerializer.Deserialize<TitleDoc>(i, LeaderJson.Http)!).ToArray();
        var holders = (await views.GetManyAsync(LeaderViews.Enterprises, [.. titles.Select(t => t.Enterprise).Distinct()], clocks, context.RequestAborted)).ToDictionary(h => h.CreditCode, StringComparer.Ordinal);
        return ViewAnswers.Many(context, clocks, page with
        {
            Items = [.. titles.Select(t => JsonSerializer.SerializeToUtf8Bytes(Marked(t, holders.GetValueOrDefault(t.Enterprise), clocks.AsOf), LeaderJson.Http))],
        });
    }

    /// <summary>Q25: other titles of a barred enterprise stay on record, marked.</summary>
    private static MarkedTitleDoc Marked(TitleDoc title, EnterpriseDoc? holder, DateOnly day) =>
        new(title, holder?.Bans.Where(b => !b.Void && b.From <= day && day <= b.LastDay).Select(b => (DateOnly?)b.LastDay).Max());
}

/// <summary>A title with what its holder's file says on the day.</summary>
/// <param name="BenefitsBarredUntil">Last day, inclusive, on which the holder is barred (Q25).</param>
[JsonConverter(typeof(Writer))]
internal sealed record MarkedTitleDoc(TitleDoc Title, DateOnly? BenefitsBarredUntil)
{
    /// <summary>The title's own properties, and the mark behind them.</summary>
    internal sealed class Writer : JsonConverter<MarkedTitleDoc>
    {
        public override MarkedTitleDoc Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, MarkedTitleDoc value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var property in JsonSerializer.SerializeToElement(value.Title, options).EnumerateObject()) property.WriteTo(writer);
            writer.WritePropertyName("benefitsBarredUntil");
            JsonSerializer.Serialize(writer, value.BenefitsBarredUntil, options);
            writer.WriteEndObject();
        }
    }
}
