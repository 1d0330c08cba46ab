using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Enterprises;
using Leader.Domain.Identifiers;
using Leader.Domain.Titles;
using Leader.Projections;
using Leader.Projections.Views;

namespace Leader.Api.Enterprises;

/// <param name="Product">As disclosed; the answer is then for this product only (R81).</param>
public sealed record StandingQuestion(string CreditCode, string? Category = null, string? Product = null);

/// <param name="Known">Whether the register has a file of the enterprise at all.</param>
public sealed record StandingAnswer(string CreditCode, bool Known, string? Name, string? Category, string? Product, Ever Leader, IReadOnlyList<Interval> LeaderIntervals, Ever Ban, IReadOnlyList<Interval> BanIntervals,
    DateOnly? BarredUntil, bool MayTakePart, bool MayClaimBenefits, BenefitsObstacle Obstacle, IReadOnlyList<string> Titles, string Explanation);

public sealed record StandingsRequest(IReadOnlyList<StandingQuestion> Items);

internal static class EnterpriseEndpoints
{
    private const int MostAtOnce = 1000;

    public static void MapEnterprises(this IEndpointRouteBuilder app)
    {
        app.MapCommand<RegisterEnterprise>("/v1/enterprises", location: id => $"/v1/enterprises/{id}", roles: [Role.Enterprise, Role.Registrar]);
        app.MapCommand<RenameEnterprise>("/v1/enterprises/{creditCode}/names", (c, h) => c with { Enterprise = h.Code() }, roles: [Role.Enterprise, Role.Registrar]);
        app.MapCommand<RecordSuccession>("/v1/enterprises/{creditCode}/successions", (c, h) => c with { Enterprise = h.Code() }, roles: Role.Registrar);
        app.MapCommand<DeclareRelated>("/v1/enterprises/{creditCode}/related", (c, h) => c with { Enterprise = h.Code() }, roles: [Role.Enterprise, Role.Registrar]);
        app.MapCommand<GiveCommitment>("/v1/enterprises/{creditCode}/commitments", (c, h) => c with { Enterprise = h.Code(), Commitment = NewIds.Of("commitment") }, roles: Role.Enterprise);
        app.MapCommand<WithdrawCommitment>("/v1/enterprises/{creditCode}/commitments/{id}/withdrawal", (c, h) => c with { Enterprise = h.Code(), Commitment = h.Id() }, roles: Role.Enterprise);
        app.MapList("/v1/enterprises", LeaderViews.Enterprises, ViewRoutes.Common);
        app.MapDocument("/v1/enterprises/{creditCode}", LeaderViews.Enterprises, "enterprise", h => h.Code());

        app.MapView("/v1/enterprises/{creditCode}/standing", new(async (asked, clocks) =>
        {
            var question = new StandingQuestion(asked.Context.Code(), ViewReader.Value(asked.Context.Request, "category"), ViewReader.Value(asked.Context.Request, "product"));
            if (!CreditCode.TryParse(question.CreditCode, out _) && !Lei.TryParse(question.CreditCode, out _)) return new(Problem: Problems.Malformed("creditCode", "is not a unified social credit code."));
            return ViewAnswer.Of(Answer(question, await asked.Views.GetAsync(LeaderViews.Enterprises, question.CreditCode, clocks, asked.Aborted), clocks.AsOf));
        }, async asked => new([ViewRoutes.Of(LeaderViews.Enterprises, asked.Context.Code())], await DaysAsync(asked, asked.Context.Code())))).Produces<StandingAnswer>().Reads(Parameters.Standing);

        app.MapPost("/v1/standings", async (HttpContext context, ViewReader views) =>
        {
            var (request, malformed) = await Commands.ReadAsync<StandingsRequest>(context);
            if (request is null) return malformed!;
            if (request.Items.Count is 0 or > MostAtOnce) return Problems.Malformed("items", $"must have 1 to {MostAtOnce} questions.");
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            var questions = request.Items.Select(q => q with { CreditCode = Codes.Normalise(q.CreditCode) }).ToArray();
            var files = (await views.GetManyAsync(LeaderViews.Enterprises, [.. questions.Select(q => q.CreditCode).Distinct()], clocks, context.RequestAborted)).ToDictionary(d => d.CreditCode, StringComparer.Ordinal);
            var answers = questions.Select(q => JsonSerializer.SerializeToUtf8Bytes(Answer(q, files.GetValueOrDefault(q.CreditCode), clocks.AsOf), LeaderJson.Http)).ToArray();
            return ViewAnswers.List(context, clocks, new Page(answers, answers.Length, null));
        }).Accepts<StandingsRequest>("application/json").Produces<ListDoc<StandingAnswer>>().ProducesProblem(400).Reads(Parameters.Clocks);
    }

    /// <summary>The days on which titles and bans of an enterprise begin or end, past and to come.</summary>
    internal static async Task<IReadOnlyList<DateOnly>> DaysAsync(Asked asked, string enterprise)
    {
        var (newest, _) = await asked.Views.NewestAsync(asked.Aborted);
        var file = await asked.Views.GetAsync(LeaderViews.Enterprises, enterprise, new(DateOnly.MaxValue.AddDays(-1), null, newest, false), asked.Aborted);
        return file is null ? [] : [.. file.Titles.SelectMany(t => t.Held()).SelectMany(t => new[] { t.From, t.LastDay.AddDays(1) }).Concat(file.Bans.SelectMany(b => new[] { b.From, b.LastDay.AddDays(1) }))];
    }

    internal static StandingAnswer Answer(StandingQuestion q, EnterpriseDoc? file, DateOnly day)
    {
        var standing = Standing.Of(day,
            file?.Titles.SelectMany(t => t.Held()) ?? [],
            file?.Bans.Select(b => new BanInterval(b.Ban, b.From, b.LastDay, b.Void)) ?? [], q.Category, q.Product);
        return new(q.CreditCode, file is not null, file?.Name, q.Category, q.Product, standing.Leader, standing.LeaderIntervals, standing.Ban, standing.BanIntervals, standing.BarredUntil, standing.MayTakePart,
            standing.MayClaimBenefits, standing.Obstacle, standing.Titles, Explain(standing, q));
    }

    private static string Explain(Standing s, StandingQuestion q) => s.Obstacle switch
    {
        BenefitsObstacle.None => $"Holds a title ({string.Join(", ", s.Titles)}); under equal conditions its products that meet the standard may be preferred.",
        BenefitsObstacle.Barred => $"Barred to {s.BarredUntil:yyyy-MM-dd}, that day included: no rankings, no leader evaluation, no benefits, in every category.",
        BenefitsObstacle.OtherProduct => $"Leader, but not for the product '{q.Product}'.",
        BenefitsObstacle.OtherCategory => $"Leader, but not in the category '{q.Category}'.",
        _ => s.Leader == Ever.Formerly ? "No longer a leader." : "Not a leader.",
    };

    private static string Code(this HttpContext context) => Codes.Normalise(context.Route("creditCode"));
}

internal static class Codes
{
    /// <summary>The form in which codes are kept: half-width, upper case; left as it is where it is no code.</summary>
    public static string Normalise(string text) => CreditCode.TryParse(text, out var code) ? code : Lei.TryParse(text, out var lei) ? lei : text;
}
