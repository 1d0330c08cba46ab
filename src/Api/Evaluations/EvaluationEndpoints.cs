using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Record;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Evaluations;

internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this IEndpointRouteBuilder app)
    {
        app.MapCommand<OpenEvaluation>("/v1/evaluations", location: id => $"/v1/evaluations/{id}", roles: Role.EvaluationBody);
        app.MapCommand<RecordValues>("/v1/evaluations/{id}/values", (c, h) => c with { Evaluation = h.Id() }, roles: Role.EvaluationBody);
        app.MapCommand<ExcludeCandidate>(
            "/v1/evaluations/{id}/exclusions",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<ReadmitCandidate>(
            "/v1/evaluations/{id}/readmissions",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<OpenRankingNotice>(
            "/v1/evaluations/{id}/ranking-notice",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<PublishRanking>(
            "/v1/evaluations/{id}/ranking-publication",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<DecideLeaderNumber>(
            "/v1/evaluations/{id}/leader-number",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<RefuseListing>("/v1/evaluations/{id}/refusals", (c, h) => c with { Evaluation = h.Id() }, roles: Role.Enterprise);
        app.MapCommand<OpenLeaderNotice>(
            "/v1/evaluations/{id}/leader-notice",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<PublishLeaderList>(
            "/v1/evaluations/{id}/leader-publication",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<ConcludeEntryReview>(
            "/v1/evaluations/{id}/entry-reviews",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<WithdrawEvaluation>(
            "/v1/evaluations/{id}/withdrawal",
            (c, h) => c with { Evaluation = h.Id() },
            roles: Role.EvaluationBody);
        app.MapCommand<AnnulEntry>(
            "/v1/evaluations/{id}/annulments",
            (c, h) => c with { Evaluation = h.Id() },
            roles: [Role.EvaluationBody, Role.Regulator]);

        app.MapList("/v1/evaluations", LeaderViews.Rankings);
        app.MapDocument("/v1/evaluations/{id}", LeaderViews.Rankings, "evaluation");
        app.MapView("/v1/evaluations/{id}/ranking", new(asked => RankingAsync(asked, asked.Id)))
            .Produces<RankingDoc>().ProducesProblem(404).AlsoRefuses("unknown-ranking").AsTable(Columns, "entries");
        app.MapView(
            "/v1/categories/{id}/ranking",
            new(async asked => await RankingAsync(
                asked,
                await asked.MemberAsync(LeaderViews.Categories, asked.Id, nameof(CategoryDoc.RankingInForce)))),
            Parameters.CategoryInPath)
            .Produces<RankingDoc>().ProducesProblem(404).AlsoRefuses("unknown-ranking").AsTable(Columns, "entries");
    }

    /// <summary>
    /// A row for each entry: the evaluation, the entry, whether the newest list names it, and what was found for each indicator of the
    /// evaluation.
    /// </summary>
    private static IReadOnlyList<Column> Columns(JsonElement ranking)
    {
        var newest = Items(ranking, "lists").LastOrDefault();
        var leaders = Items(newest, "leaders").Select(l => l.GetProperty("declaration").GetString()!).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. OfEvaluation.Select(c => c with { Of = _ => c.Of(ranking) }),
            .. OfEntry,
            new("onLeaderList", Cells.Truth, e => JsonSerializer.SerializeToElement(
                leaders.Contains(e.GetProperty("declaration").GetString()!))),
            .. Items(ranking, "indicators").Select(i => i.GetProperty("code").GetString()!).SelectMany(code => OfResult.Select(c => c with
            {
                Name = $"{code}.{c.Name}",
                Of = entry => Items(entry, "results").FirstOrDefault(r => r.GetProperty("indicator").GetString() == code) is
                    { ValueKind: JsonValueKind.Object } result ? c.Of(result) : default,
            })),
        ];
    }

    private static readonly Column[] OfEvaluation =
    [
        .. new[] { "evaluation", "stage", "category", "cycle", "body", "version", "publishedOn" }
            .Select(name => Tables.Columns(typeof(RankingDoc)).Single(c => c.Name == name)),
    ];
    private static readonly Column[] OfEntry = [.. Tables.Columns(typeof(RankedEntryDoc)).Where(c => c.Name != "results")];
    private static readonly Column[] OfResult = [.. Tables.Columns(typeof(IndicatorResult)).Where(c => c.Name != "indicator")];

    private static JsonElement[] Items(JsonElement of, string member) =>
        Column.At(of, member) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    /// <summary>A ranking that is published or under public notice; there is none before.</summary>
    private static async Task<ViewAnswer> RankingAsync(Asked asked, string? evaluation) =>
        evaluation is not null
            && await asked.BytesAsync(LeaderViews.Rankings, evaluation) is { } ranking
            && Payload.Member(ranking, nameof(RankingDoc.Version)) is not "0"
            ? new(ranking) : ViewRoutes.Unknown("ranking", asked.Id);
}
