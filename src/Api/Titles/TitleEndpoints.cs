using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Api.Enterprises;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Titles;

internal static class TitleEndpoints
{
    private static readonly string[] Held = [Words.Of(TitleStatus.InForce), Words.Of(TitleStatus.InGrace)];

    public static void MapTitles(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RevokeTitle>(
            "/v1/titles/{id}/revocation",
            (c, h) => c with { Title = h.Id() },
            id => $"/v1/titles/{id}",
            Role.EvaluationBody);
        app.MapCommand<ReverseRevocation>("/v1/revocations/{id}/reversal", (c, h) => c with { Revocation = h.Id() }, roles: Role.Regulator);
        app.MapCommand<AnnulTitle>(
            "/v1/titles/{id}/annulment",
            (c, h) => c with { Title = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);
        app.MapCommand<WithdrawTitle>("/v1/titles/{id}/withdrawal", (c, h) => c with { Title = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<ConcludeTitleReview>("/v1/titles/{id}/review", (c, h) => c with { Title = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<MarkBaselineChanged>(
            "/v1/titles/{id}/baseline-change",
            (c, h) => c with { Title = h.Id() },
            roles: [Role.EvaluationBody, Role.WorkingBody]);

        app.MapView("/v1/titles/{id}", new(async (asked, clocks) =>
        {
            if (await asked.Views.GetAsync(LeaderViews.Titles, asked.Context.Id(), clocks, asked.Aborted) is not { } title)
            {
                return ViewRoutes.Unknown("title", asked.Context.Id());
            }
            return ViewAnswer.Of(Marked(
                title,
                await asked.Views.GetAsync(LeaderViews.Enterprises, title.Enterprise, clocks, asked.Aborted),
                clocks.AsOf));
        }, async asked =>
        {
            var (newest, _) = await asked.Views.NewestAsync(asked.Aborted);
            var title = await asked.Views.GetAsync(
                LeaderViews.Titles,
                asked.Context.Id(),
                new(DateOnly.MaxValue.AddDays(-1), null, newest, false),
                asked.Aborted);
            return title is null ? new Sources() : new(
                [ViewRoutes.Of(LeaderViews.Titles, title.Title), ViewRoutes.Of(LeaderViews.Enterprises, title.Enterprise)],
                await EnterpriseEndpoints.DaysAsync(asked, title.Enterprise));
        })).Produces<TitleDoc>().ProducesProblem(404);
        app.MapView("/v1/titles", Leaders(ViewRoutes.Common), Parameters.List(LeaderViews.Titles)).ProducesList<TitleDoc>();
        app.MapView(
            "/v1/leaders",
            Leaders(h => ViewRoutes.Common(h) with { Status = Held }),
            Parameters.List(LeaderViews.Titles, but: "status")).ProducesList<TitleDoc>();
        app.MapView(
            "/v1/categories/{id}/leaders",
            Leaders(h => ViewRoutes.Common(h) with { Category = [h.Id()], Status = Held }),
            [Parameters.CategoryInPath, .. Parameters.List(LeaderViews.Titles, but: ["category", "status"])])
            .ProducesList<TitleDoc>().ProducesProblem(404);
    }

    /// <summary>Bans of holders mark titles: of those of the enterprise that is asked for, else of all.</summary>
    private static ViewAddress Leaders(Func<HttpContext, Filter> filter) => new(async (asked, clocks) =>
    {
        var answer = await ViewRoutes.PageAsync(asked, LeaderViews.Titles, filter(asked.Context), clocks);
        if (answer.Page is not { } page) return answer;
        var titles = page.Items.Select(i => JsonSerializer.Deserialize<TitleDoc>(i, LeaderJson.Http)!).ToArray();
        var holders = (await asked.Views.GetManyAsync(
            LeaderViews.Enterprises,
            [.. titles.Select(t => t.Enterprise).Distinct()],
            clocks,
            asked.Aborted))
            .ToDictionary(h => h.CreditCode, StringComparer.Ordinal);
        return new(Page: page with
        {
            Items = [.. titles.Select(t =>
                JsonSerializer.SerializeToUtf8Bytes(Marked(t, holders.GetValueOrDefault(t.Enterprise), clocks.AsOf), LeaderJson.Http))],
        });
    }, asked => Task.FromResult(new Sources(
        new Source(LeaderViews.Titles, filter(asked.Context)),
        new Source(LeaderViews.Bans, new Filter(Enterprise: filter(asked.Context).Enterprise)))));

    /// <summary>Q25: other titles of a barred enterprise stay on record, marked.</summary>
    private static MarkedTitleDoc Marked(TitleDoc title, EnterpriseDoc? holder, DateOnly day) =>
        new(title, holder?.Bans.On(day)?.LastDay);
}

/// <summary>A title with what its holder's file says on the day.</summary>
/// <param name="BenefitsBarredUntil">Last day, inclusive, on which the holder is barred (Q25).</param>
[JsonConverter(typeof(Writer))]
internal sealed record MarkedTitleDoc(TitleDoc Title, DateOnly? BenefitsBarredUntil)
{
    /// <summary>The title's own properties, and the mark behind them.</summary>
    internal sealed class Writer : JsonConverter<MarkedTitleDoc>
    {
        public override MarkedTitleDoc Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

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
