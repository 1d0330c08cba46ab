using System.Text.Json.Serialization;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Enterprises;

/// <param name="Product">As disclosed, whatever the case; benefits are then for this product only (R81).</param>
/// <param name="Model">A model that its standards cover, whatever marks are in it; likewise.</param>
/// <param name="Brand">Beside a model or a barcode.</param>
/// <param name="Gtin">The number under a barcode; likewise.</param>
public sealed record StandingQuestion(
    string CreditCode,
    string? Category = null,
    string? Product = null,
    string? Brand = null,
    string? Model = null,
    string? Gtin = null)
{
    /// <summary>Whether it asks for a model, and not for whatever the enterprise makes.</summary>
    [JsonIgnore] public bool IsOfModel => Model is not null || Gtin is not null;
}

/// <summary>A product that the question means, as a standard of the enterprise covers it on the day.</summary>
/// <param name="From">First day under this standard, inclusive.</param>
/// <param name="Title">The title held that day that covers it; null where none does.</param>
/// <param name="AddedAfterAward">
/// It was declared after the title was awarded: the title covers it all the same, as it is for the standard (R1, R81).
/// </param>
public sealed record StandingModel(
    string Product,
    string Brand,
    string Model,
    string? Specification,
    string? Gtin,
    string Declaration,
    DateOnly From,
    string? Title,
    bool AddedAfterAward);

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
    public string? Brand { get; init; }
    public string? Model { get; init; }
    public string? Gtin { get; init; }
    public Ever? Leader { get; init; }
    public IReadOnlyList<Interval>? LeaderIntervals { get; init; }
    public Ever? Ban { get; init; }
    public IReadOnlyList<Interval>? BanIntervals { get; init; }
    public DateOnly? BarredUntil { get; init; }
    public bool? MayTakePart { get; init; }
    public bool? MayClaimBenefits { get; init; }
    public BenefitsObstacle? Obstacle { get; init; }
    public IReadOnlyList<string>? Titles { get; init; }

    /// <summary>The products that a brand, model or barcode means; null where none was asked about.</summary>
    public IReadOnlyList<StandingModel>? Models { get; init; }
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

/// <summary>What the register says of an enterprise, for one question or a thousand.</summary>
internal static class Standings
{
    public const string BrandAlone = "says nothing alone; give the model or the barcode, too.";

    /// <summary>The products in force that questions may mean, whoever declared them.</summary>
    public sealed class Found(IEnumerable<ProductDoc> products)
    {
        private readonly ILookup<string, ProductDoc> _byGtin = products.ToLookup(p => p.Gtin ?? "", StringComparer.Ordinal);
        private readonly ILookup<string, ProductDoc> _byEnterprise = products.ToLookup(p => p.Enterprise, StringComparer.Ordinal);

        public static readonly Found Nothing = new([]);

        /// <summary>Those of the enterprise that the question asks for.</summary>
        public IEnumerable<ProductDoc> Of(StandingQuestion q) => (q.Gtin is { } gtin ? _byGtin[gtin] : _byEnterprise[q.CreditCode])
            .Where(p => p.Enterprise == q.CreditCode && Means(q, p))
            .DistinctBy(p => p.Product)
            .OrderBy(p => p.Product, StringComparer.Ordinal);

        /// <summary>Who else has declared the barcode.</summary>
        public string? OtherThan(StandingQuestion q) =>
            q.Gtin is { } gtin ? _byGtin[gtin].FirstOrDefault(p => p.Enterprise != q.CreditCode)?.Enterprise : null;

        private static bool Means(StandingQuestion q, ProductDoc p) =>
            (q.Model is null || Typed.Letters(p.Model) == Typed.Letters(q.Model))
            && (q.Brand is null || Typed.Letters(p.Brand) == Typed.Letters(q.Brand));
    }

    /// <summary>The answer to the question of an address.</summary>
    /// <returns>The file of the enterprise is null where the register has none on the day; a problem alone where the question is not well
    /// asked.</returns>
    public static async Task<(StandingAnswer? Answer, EnterpriseDoc? File, IResult? Problem)> OfAsync(Asked asked, string code)
    {
        var request = asked.Context.Request;
        var question = new StandingQuestion(
            code,
            request.Value("category"),
            request.Value("product"),
            request.Value("brand"),
            request.Value("model"),
            request.Value("gtin"));
        if (question.Brand is not null && !question.IsOfModel) return (null, null, Problems.Malformed("brand", BrandAlone));
        var models = ModelsAsync([question], filter => asked.AllAsync(LeaderViews.Products, filter));
        var file = await asked.GetAsync(LeaderViews.Enterprises, code);
        if (file is not null) asked.MayChangeOn(DaysOf(file));
        return (Answer(question, file, asked.Clocks.AsOf, await models), file, null);
    }

    /// <summary>What the questions may mean: a product that is asked for in words may be a model, too.</summary>
    /// <param name="all">Reads what a filter lets through.</param>
    public static async Task<Found> ModelsAsync(
        IReadOnlyCollection<StandingQuestion> questions,
        Func<Filter, Task<List<ProductDoc>>> all)
    {
        string[] gtins = [.. questions.Select(q => q.Gtin).OfType<string>().Distinct(StringComparer.Ordinal)];
        var byModel = questions.Where(q => q.Gtin is null && (q.Model ?? q.Product) is not null).ToArray();
        var found = new List<ProductDoc>();
        if (gtins.Length > 0) found.AddRange(await all(new(Status: ["inForce"], Fields: [new("gtin", Compare.Is, gtins)])));
        if (byModel.Length > 0)
        {
            found.AddRange(await all(new(
                Enterprise: [.. byModel.Select(q => q.CreditCode).Distinct(StringComparer.Ordinal)],
                Status: ["inForce"],
                Fields: [new("model", Compare.Is, [.. byModel.Select(q => q.Model ?? q.Product!).Distinct(StringComparer.Ordinal)])])));
        }
        return new(found);
    }

    /// <summary>Reads each question as the address of one is read, and tells at once what is wrong with any.</summary>
    public static async Task<(IReadOnlyList<StandingQuestion> Questions, Refusal? Wrong)> ReadAsync(
        IReadOnlyList<StandingQuestion> items,
        Doors doors,
        CancellationToken ct)
    {
        var codes = items.Select(q => EnterpriseCode.Read(q.CreditCode)).ToArray();
        var questions = items.Select((q, i) => new StandingQuestion(
            codes[i].Code,
            Given(q.Category) is { } c ? Typed.Id(c) : null,
            Given(q.Product) is { } p ? Typed.Plain(p) : null,
            Given(q.Brand) is { } b ? Typed.Plain(b) : null,
            Given(q.Model) is { } m ? Typed.Plain(m) : null,
            Given(q.Gtin) is { } g ? Gtin.Read(g).Digits : null))
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
            if (Given(items[i].Gtin) is { } typed && Gtin.Read(typed).Fault is { } fault)
            {
                check.That(false, $"items[{i}].gtin", $"'{typed}' {fault}");
            }
            check.That(questions[i].Brand is null || questions[i].IsOfModel, $"items[{i}].brand", BrandAlone);
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
    public static string? Wrong(Refusal? refusal, int item)
    {
        var errors = refusal?.Errors.Where(e => e.Key.StartsWith($"items[{item}].", StringComparison.Ordinal))
            .SelectMany(e => e.Value.Select(m => $"{e.Key.Split('.')[1]} {m}")).ToArray();
        return errors is { Length: > 0 } ? string.Join(' ', errors) : null;
    }

    public static StandingAnswer Unanswered(StandingQuestion q, string error) =>
        Of(q, false, "The question is not well asked, and is not answered.") with { Error = error };

    /// <summary>What was asked, and nothing known of it.</summary>
    private static StandingAnswer Of(StandingQuestion q, bool known, string explanation) => new()
    {
        CreditCode = q.CreditCode,
        Known = known,
        Category = q.Category,
        Product = q.Product,
        Brand = q.Brand,
        Model = q.Model,
        Gtin = q.Gtin,
        Explanation = explanation,
    };

    /// <summary>The days on which titles and bans of an enterprise begin or end, past and to come.</summary>
    public static IEnumerable<DateOnly> DaysOf(EnterpriseDoc file) =>
        file.Titles.SelectMany(t => t.Held()).SelectMany(t => new[] { t.From, t.LastDay.AddDays(1) })
            .Concat(file.Bans.SelectMany(b => new[] { b.From, b.LastDay.AddDays(1) }))
            .Concat(file.Heirs is { Kind: SuccessionKind.Merger, On: var merged } ? [merged] : []);

    public static StandingAnswer Answer(StandingQuestion q, EnterpriseDoc? file, DateOnly day, Found found)
    {
        if (file is null)
        {
            return Of(q, false, $"The register does not know {q.CreditCode} on {day:yyyy-MM-dd}, and says nothing about it.");
        }
        var held = file.Titles.SelectMany(t => t.Held()).ToArray();
        var product = q.Product is null
            ? null
            : held.SelectMany(t => t.Products).FirstOrDefault(p => Typed.Fold(p).Trim() == Typed.Fold(q.Product)) ?? q.Product;
        var merged = file.Heirs is { Kind: SuccessionKind.Merger } by ? by : null;
        var named = q.IsOfModel || product is null || held.Any(t => t.Products.Contains(product))
            ? []
            : Covered(q with { Model = product });
        var models = q.IsOfModel ? Covered(q) : named is [] ? null : named;
        if (models is [var first, ..]) // as it is declared, however it was typed
        {
            q = q with { Brand = q.Brand is null ? null : first.Model.Brand, Model = q.Model is null ? null : first.Model.Model };
        }
        var standing = Standing.Of(day, held, file.Bans, q.Category, named is [] ? product : null, merged?.On, models);
        TitleInterval[] now = [.. held.Where(t => t.From <= day && t.LastDay >= day && !t.IsAnnulled)];
        return Of(q, true, Explain(standing, q, product, now, merged, models, found.OtherThan(q))) with
        {
            Name = file.Name,
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
            Models = models is null ? null : [.. models.Select(m => Told(m, now.FirstOrDefault(t => m.IsCoveredBy(t))))],
            MergedInto = merged?.Enterprises[0],
        };

        CoveredProduct[] Covered(StandingQuestion of) => [.. found.Of(of).Select(p => p.Covered()).OfType<CoveredProduct>()];
    }

    private static StandingModel Told(CoveredProduct p, TitleInterval? title) => new(
        p.Product,
        p.Model.Brand,
        p.Model.Model,
        p.Model.Specification,
        p.Model.Gtin,
        p.Declaration,
        p.From,
        title?.Title,
        title?.From < p.From);

    private static string Explain(
        Standing s,
        StandingQuestion q,
        string? product,
        IReadOnlyList<TitleInterval> held,
        SuccessionDoc? merged,
        IReadOnlyList<CoveredProduct>? models,
        string? others)
    {
        var category = q.Category;
        var asked = product ?? string.Join(' ', new[] { q.Brand, q.Model, q.Gtin }.OfType<string>());
        return s.Obstacle switch
        {
            BenefitsObstacle.None when models is not null =>
                $"Holds a title ({string.Join(", ", s.Titles)}) for the standard that covers '{asked}' on this day"
                + (models.Any(m => held.Any(t => m.IsCoveredBy(t) && t.From < m.From)) ? ", which was declared after the award" : "")
                + "; under equal conditions the product may be preferred, if it meets the standard.",
            BenefitsObstacle.UnknownProduct => $"Leader, but none of its standards covers a product '{asked}' on this day: no title speaks "
                + $"for it. {(others is null ? "Check the number." : $"That barcode is declared by {others}.")}",
            BenefitsObstacle.OtherProduct when models is not null =>
                $"Leader, but not for all that '{asked}' means: "
                + string.Join(", ", models.Where(m => !held.Any(m.IsCoveredBy)).Select(m => $"'{m.Model}' is under {m.Declaration}"))
                + ", for which it holds no title. The barcode says which is meant.",
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
    }
}
