using Leader.Api.Enterprises;
using Leader.Api.Http;
using Leader.Domain.Values;
using Leader.Projections.Views;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Adoptions;

/// <summary>
/// What a purchaser may write of one product of an enterprise on a day. Procurement may prefer leaders' products that meet the standard,
/// under equal conditions and no further (五(一), R81): the text says so, and where nothing may be preferred, why.
/// </summary>
/// <param name="Product">As the title or its standard names it; as it was asked for where neither does.</param>
/// <param name="MayBePreferred">Under equal conditions, on the day.</param>
/// <param name="Titles">That the text rests on.</param>
/// <param name="Numbers">The standards that they were won by.</param>
/// <param name="Explanation">Why it may be preferred, or may not.</param>
public sealed record TenderDoc(
    string CreditCode,
    string Name,
    string Category,
    string Product,
    bool MayBePreferred,
    IReadOnlyList<string> Titles,
    IReadOnlyList<string> Numbers,
    string Explanation,
    string TextZh,
    string TextEn);

internal static class TenderText
{
    /// <summary>Those of a standing.</summary>
    private static readonly Parameter[] Reads =
        [.. Parameters.Standing.Select(p => p.Name == "category" ? p with { Says = "The category of the title.", Required = true } : p)];

    public static void MapTenderText(this IEndpointRouteBuilder app) =>
        app.MapView("/v1/enterprises/{creditCode}/tender", new(OfAsync), Reads).Produces<TenderDoc>().AlsoAs(ProductCertificate.Image)
            .ProducesProblem(404)
            .AlsoRefuses("unknown-enterprise");

    private static async Task<ViewAnswer> OfAsync(Asked asked)
    {
        var (code, request) = (asked.Context.Route("creditCode"), asked.Context.Request);
        if (request.Value("category") is not { } category) return new(Problem: Problems.Malformed("category", "is required."));
        if ((request.Value("product") ?? request.Value("model") ?? request.Value("gtin")) is null)
        {
            return new(Problem: Problems.Malformed("product", "is required, or a model or a barcode (gtin)."));
        }
        var (answer, found, problem) = await Standings.OfAsync(asked, code);
        if (problem is not null) return new(Problem: problem);
        if (found is not { } file) return ViewRoutes.Unknown("enterprise", code);
        var (standing, day) = (answer!, asked.Clocks.AsOf);
        var held = new List<TitleDoc>();
        foreach (var id in standing.Titles ?? [])
        {
            if (await asked.GetAsync(LeaderViews.Titles, id) is { } title) held.Add(title);
        }
        var models = (standing.Models ?? []).Select(m => $"{m.Brand} {m.Model}").Distinct();
        var product = string.Join(", ", models) is { Length: > 0 } named ? named
            : standing.Product ?? string.Join(' ', new[] { standing.Brand, standing.Model, standing.Gtin }.OfType<string>());
        string[] titles = [.. held.Select(t => t.Title)], numbers = [.. held.Select(t => t.Number).Distinct(StringComparer.Ordinal)];
        var name = await asked.GetAsync(LeaderViews.Names, NameView.Key(NamedKind.Category, category));
        var may = standing.MayClaimBenefits == true && titles.Length > 0;
        var called = NameInBoth.Of(file.Name);
        var (zhWho, enWho) = ($"{called.Zh ?? file.Name}（{file.CreditCode}）", $"{called.En ?? file.Name} ({file.CreditCode})");
        var zh = $"经查询企业标准“领跑者”登记系统，{day:yyyy年M月d日}，" + (may
            ? $"{zhWho}持有“{name?.Zh ?? category}”品类的领跑者称号（{string.Join('、', titles)}），"
                + $"所依据的标准为{string.Join('、', numbers)}，称号涵盖“{product}”。"
                + "按照《关于实施企业标准“领跑者”制度的意见》（国市监标准〔2018〕84号）五(一)，"
                + "采购时在同等条件下可以优先选择该产品或服务。本说明不表示其他优惠，也不作任何担保；以查询当日的登记为准。"
            : $"不能以领跑者称号为由优先选择{zhWho}的“{product}”。");
        var en = $"On {day:yyyy-MM-dd} the register of the enterprise-standard Leader programme shows " + (may
            ? $"that {enWho} holds a leader title in {name?.En ?? category} ({string.Join(", ", titles)}) by virtue of "
                + $"{string.Join(", ", numbers)}, and that it covers '{product}'. Under clause 五(一) of the Opinions (国市监标准〔2018〕84号) it "
                + "may be preferred under equal conditions. This text claims no other benefit, and no warranty; what counts is the "
                + "register on the day of the look-up."
            : $"no title by which '{product}' of {enWho} may be preferred.");
        var doc = new TenderDoc(file.CreditCode, file.Name, category, product, may, titles, numbers, standing.Explanation, zh, en);
        return request.Accepted("application/json", ProductCertificate.Image) == ProductCertificate.Image
            ? ProductCertificate.Of(asked, doc, name?.Zh ?? category, name?.En ?? "")
            : ViewAnswer.Of(doc);
    }
}
