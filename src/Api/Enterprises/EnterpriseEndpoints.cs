using System.Text.Json;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Enterprises;

internal static class EnterpriseEndpoints
{
    private const int MostAtOnce = 1000;

    /// <summary>A wrong code must not pass for one of which nothing is known: who wants the rest all the same says so.</summary>
    private static readonly Parameter Partial = new(
        "partial",
        "Answers what is well asked, and says in its place what is wrong with each other question; if not given, one refuses all.",
        List: ClosedLists.TrueOrFalse);

    private static readonly IReadOnlyList<Column> Columns = Tables.Columns(typeof(StandingAnswer));

    public static void MapEnterprises(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RegisterEnterprise>(
            "/v1/enterprises",
            location: id => $"/v1/enterprises/{id}",
            roles: [Role.Enterprise, Role.Registrar]);
        app.MapCommand<RenameEnterprise>(
            "/v1/enterprises/{creditCode}/names",
            (c, h) => c with { Enterprise = h.Code() },
            roles: [Role.Enterprise, Role.Registrar]);
        app.MapCommand<RecordSuccession>(
            "/v1/enterprises/{creditCode}/successions",
            (c, h) => c with { Enterprise = h.Code() },
            roles: Role.Registrar);
        app.MapCommand<DeclareRelated>(
            "/v1/enterprises/{creditCode}/related",
            (c, h) => c with { Enterprise = h.Code() },
            roles: [Role.Enterprise, Role.Registrar]);
        app.MapCommand<GiveCommitment>(
            "/v1/enterprises/{creditCode}/commitments",
            (c, h) => c with { Enterprise = h.Code(), Commitment = NewIds.Of("commitment") },
            roles: Role.Enterprise);
        app.MapCommand<WithdrawCommitment>(
            "/v1/enterprises/{creditCode}/commitments/{id}/withdrawal",
            (c, h) => c with { Enterprise = h.Code(), Commitment = h.Id() },
            roles: Role.Enterprise);
        app.MapList("/v1/enterprises", LeaderViews.Enterprises);
        app.MapDocument("/v1/enterprises/{creditCode}", LeaderViews.Enterprises, "enterprise", h => h.Code());

        app.MapView("/v1/enterprises/{creditCode}/standing", new(async asked =>
        {
            var (answer, _, problem) = await Standings.OfAsync(asked, asked.Context.Code());
            return problem is null ? ViewAnswer.Of(answer) : new(Problem: problem);
        }), Parameters.Standing).Produces<StandingAnswer>();

        app.MapPost("/v1/standings", async (HttpContext context, ViewReader views, Doors doors) =>
        {
            var (request, malformed) = await Body.ReadAsync<StandingsRequest>(context);
            if (request is null) return malformed!;
            if (request.Items.Count is 0 or > MostAtOnce) return Problems.Malformed("items", $"must have 1 to {MostAtOnce} questions.");
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            var (questions, wrong) = await Standings.ReadAsync(request.Items, doors, context.RequestAborted);
            if (wrong is not null && context.Request.Value("partial") is not "true") return Problems.Of(wrong);
            var models = Standings.ModelsAsync(
                questions, filter => views.AllAsync(LeaderViews.Products, filter, clocks, context.RequestAborted));
            var files = (await views.GetManyAsync(
                LeaderViews.Enterprises,
                [.. questions.Select(q => q.CreditCode).Distinct()],
                clocks,
                context.RequestAborted))
                .ToDictionary(d => d.CreditCode, StringComparer.Ordinal);
            var found = await models;
            var answers = questions.Select((q, i) => JsonSerializer.SerializeToUtf8Bytes(
                Standings.Wrong(wrong, i) is { } error ? Standings.Unanswered(q, error)
                    : Standings.Answer(q, files.GetValueOrDefault(q.CreditCode), clocks.AsOf, found),
                LeaderJson.Http)).ToArray();
            return await ViewAnswers.ListAsync(context, clocks, new Page(answers, answers.Length, null));
        }).Accepts<StandingsRequest>("application/json").Produces<ListDoc<StandingAnswer>>().ProducesProblem(400).ProducesProblem(406)
            .ProducesProblem(413).ProducesProblem(415).AlsoRefuses("not-json", "too-large").Reads(Parameters.Clocks).Reads(Partial)
            .AsTable(_ => Columns);
    }

    private static string Code(this HttpContext context) => context.Route("creditCode");
}
