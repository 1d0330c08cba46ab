using System.Text.Json;
using System.Text.Json.Serialization;
using Leader.Api.Desk;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Enterprises;

/// <param name="Product">As disclosed, whatever the case; benefits are then for this product only (R81).</param>
public sealed record StandingQuestion(string CreditCode, string? Category = null, string? Product = null);

/// <summary>
/// What the register says of an enterprise on a day. Of one that it does not know it says nothing: all that depends on it is null (Q56).
/// </summary>
public sealed record StandingAnswer
{
    public required string CreditCode { get; init; }

    /// <summary>Whether the register has a file of the enterprise on the day.</summary>
    public required bool Known { get; init; }
    public string? Name { get; init; }
    public string? Category { get; init; }
    public string? Product { get; init; }
    public Ever? Leader { get; init; }
    public IReadOnlyList<Interval>? LeaderIntervals { get; init; }
    public Ever? Ban { get; init; }
    public IReadOnlyList<Interval>? BanIntervals { get; init; }
    public DateOnly? BarredUntil { get; init; }
    public bool? MayTakePart { get; init; }
    public bool? MayClaimBenefits { get; init; }
    public BenefitsObstacle? Obstacle { get; init; }
    public IReadOnlyList<string>? Titles { get; init; }
    public required string Explanation { get; init; }

    /// <summary>
    /// In a batch that was asked for with <c>partial</c>: what is wrong with the question, which is not answered; left out where nothing
    /// is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Error { get; init; }

    /// <summary>The enterprise that it has gone up in; it neither takes part nor benefits (Q39, Q61).</summary>
    public string? MergedInto { get; init; }
}

public sealed record StandingsRequest(IReadOnlyList<StandingQuestion> Items);

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
            var (code, request) = (asked.Context.Code(), asked.Context.Request);
            var file = await asked.GetAsync(LeaderViews.Enterprises, code);
            if (file is not null) asked.MayChangeOn(DaysOf(file));
            return ViewAnswer.Of(Answer(new(code, request.Value("category"), request.Value("product")), file, asked.Clocks.AsOf));
        }), Parameters.Standing).Produces<StandingAnswer>();

        app.MapPost("/v1/standings", async (HttpContext context, ViewReader views, Doors doors) =>
        {
            var (request, malformed) = await Body.ReadAsync<StandingsRequest>(context);
            if (request is null) return malformed!;
            if (request.Items.Count is 0 or > MostAtOnce) return Problems.Malformed("items", $"must have 1 to {MostAtOnce} questions.");
            var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
            if (clocks is null) return problem!;
            var (questions, wrong) = await ReadAsync(request.Items, doors, context.RequestAborted);
            if (wrong is not null && context.Request.Value("partial") is not "true") return Problems.Of(wrong);
            var files = (await views.GetManyAsync(
                LeaderViews.Enterprises,
                [.. questions.Select(q => q.CreditCode).Distinct()],
                clocks,
                context.RequestAborted))
                .ToDictionary(d => d.CreditCode, StringComparer.Ordinal);
            var answers = questions.Select((q, i) => JsonSerializer.SerializeToUtf8Bytes(
                Wrong(wrong, i) is { } error ? Unanswered(q, error) : Answer(q, files.GetValueOrDefault(q.CreditCode), clocks.AsOf),
                LeaderJson.Http)).ToArray();
            return await ViewAnswers.ListAsync(context, clocks, new Page(answers, answers.Length, null));
        }).Accepts<StandingsRequest>("application/json").Produces<ListDoc<StandingAnswer>>().ProducesProblem(400).ProducesProblem(406)
            .ProducesProblem(413).ProducesProblem(415).AlsoRefuses("not-json", "too-large").Reads(Parameters.Clocks).Reads(Partial)
            .AsTable(_ => Columns);
    }

    /// <summary>Reads each question as the address of one is read, and tells at once what is wrong with any.</summary>
    private static async Task<(IReadOnlyList<StandingQuestion> Questions, Refusal? Wrong)> ReadAsync(
        IReadOnlyList<StandingQuestion> items,
        Doors doors,
        CancellationToken ct)
    {
        var codes = items.Select(q => EnterpriseCode.Read(q.CreditCode)).ToArray();
        var questions = items.Select((q, i) => new StandingQuestion(
            codes[i].Code,
            Given(q.Category) is { } c ? Typed.Id(c) : null,
            Given(q.Product) is { } p ? Typed.Plain(p) : null))
            .ToArray();
        var attested = await doors.WhichAsync(LeaderViews.Enterprises, codes.Where(c => c.OnlyIfRegistered).Select(c => c.Code), ct);
        var categories = await doors.WhichAsync(LeaderViews.Categories, questions.Select(q => q.Category).OfType<string>(), ct);
        var known = questions.All(q => q.Category is null || categories.Contains(q.Category))
            ? []
            : await doors.KeysAsync(LeaderViews.Categories, ct);
        var check = new Check();
        for (var i = 0; i < items.Count; i++)
        {
            check.That(codes[i].Fault is null || attested.Contains(codes[i].Code), $"items[{i}].creditCode", codes[i].Fault ?? "");
            if (questions[i].Category is { } category)
            {
                check.That(
                    categories.Contains(category),
                    $"items[{i}].category",
                    $"is no category that the register knows{Nearest.Hint(category, known)}.");
            }
        }
        return (questions, check.Refusal);

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>What is wrong with one of the questions; null where nothing is.</summary>
    private static string? Wrong(Refusal? refusal, int item)
    {
        var errors = refusal?.Errors.Where(e => e.Key.StartsWith($"items[{item}].", StringComparison.Ordinal))
            .SelectMany(e => e.Value.Select(m => $"{e.Key.Split('.')[1]} {m}")).ToArray();
        return errors is { Length: > 0 } ? string.Join(' ', errors) : null;
    }

    private static StandingAnswer Unanswered(StandingQuestion q, string error) => new()
    {
        CreditCode = q.CreditCode,
        Known = false,
        Category = q.Category,
        Product = q.Product,
        Explanation = "The question is not well asked, and is not answered.",
        Error = error,
    };

    /// <summary>The days on which titles and bans of an enterprise begin or end, past and to come.</summary>
    internal static IEnumerable<DateOnly> DaysOf(EnterpriseDoc file) =>
        file.Titles.SelectMany(t => t.Held()).SelectMany(t => new[] { t.From, t.LastDay.AddDays(1) })
            .Concat(file.Bans.SelectMany(b => new[] { b.From, b.LastDay.AddDays(1) }))
            .Concat(file.Heirs is { Kind: SuccessionKind.Merger, On: var merged } ? [merged] : []);

    internal static StandingAnswer Answer(StandingQuestion q, EnterpriseDoc? file, DateOnly day)
    {
        if (file is null)
        {
            return new StandingAnswer
            {
                CreditCode = q.CreditCode,
                Known = false,
                Category = q.Category,
                Product = q.Product,
                Explanation = $"The register does not know {q.CreditCode} on {day:yyyy-MM-dd}, and says nothing about it.",
            };
        }
        var held = file.Titles.SelectMany(t => t.Held()).ToArray();
        var product = q.Product is null
            ? null
            : held.SelectMany(t => t.Products).FirstOrDefault(p => Typed.Fold(p).Trim() == Typed.Fold(q.Product)) ?? q.Product;
        var merged = file.Heirs is { Kind: SuccessionKind.Merger } by ? by : null;
        var standing = Standing.Of(day, held, file.Bans, q.Category, product, merged?.On);
        return new StandingAnswer
        {
            CreditCode = q.CreditCode,
            Known = true,
            Name = file.Name,
            Category = q.Category,
            Product = product,
            Leader = standing.Leader,
            LeaderIntervals = standing.LeaderIntervals,
            Ban = standing.Ban,
            BanIntervals = standing.BanIntervals,
            BarredUntil = standing.BarredUntil,
            MayTakePart = standing.MayTakePart,
            MayClaimBenefits = standing.MayClaimBenefits,
            Obstacle = standing.Obstacle,
            Titles = standing.Titles,
            Explanation = Explain(
                standing,
                q.Category,
                product,
                [.. held.Where(t => t.From <= day && t.LastDay >= day && !t.IsAnnulled)],
                merged),
            MergedInto = merged?.Enterprises[0],
        };
    }

    private static string Explain(
        Standing s,
        string? category,
        string? product,
        IReadOnlyList<TitleInterval> held,
        SuccessionDoc? merged) => s.Obstacle switch
        {
            BenefitsObstacle.None =>
                $"Holds a title ({string.Join(", ", s.Titles)}); under equal conditions its products that meet the standard may be "
                + "preferred.",
            BenefitsObstacle.Barred =>
                $"Barred to {s.BarredUntil:yyyy-MM-dd}, that day included: no rankings, no leader evaluation, no benefits, in every "
                + "category.",
            BenefitsObstacle.MergedAway => $"Merged into {merged?.Enterprises[0]} on {merged?.On:yyyy-MM-dd}: it takes part no more and "
                + "has no benefits; its titles pass only by re-declaration.",
            BenefitsObstacle.OtherProduct => $"Leader, but its title does not cover the product '{product}'; it covers "
                + string.Join(", ", held.Where(t => category is null || t.Category == category).SelectMany(t => t.Products).Distinct())
                + ".",
            BenefitsObstacle.OtherCategory => $"{(s.Leader == Ever.Formerly ? "No longer a leader" : "Not a leader")} in the "
                + $"category '{category}'; it holds a title in {string.Join(", ", held.Select(t => t.Category).Distinct())}.",
            _ => s.Leader == Ever.Formerly ? "No longer a leader." : "Not a leader.",
        };

    private static string Code(this HttpContext context) => context.Route("creditCode");
}
