using Leader.Api.Enterprises;
using Leader.Api.Http;
using Leader.Projections.Views;

namespace Leader.Api.Adoptions;

/// <summary>
/// What a purchaser may write of one product of an enterprise on a day. Procurement may prefer leaders' products that meet the standard,
/// under equal conditions and no further (五(一), R81): the text says so, and where nothing may be preferred, why.
/// </summary>
/// <param name="Product">As the title names it.</param>
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
    private static readonly Parameter[] Asked =
    [
        new("category", "The category of the title.", Required: true, As: ReadAs.Category),
        new("product", "The product or model, as it was disclosed, whatever the case.", Required: true),
    ];

    public static void MapTenderText(this IEndpointRouteBuilder app) => app.MapView("/v1/enterprises/{creditCode}/tender", new(async asked =>
    {
        var (code, request) = (asked.Context.Route("creditCode"), asked.Context.Request);
        if (Asked.FirstOrDefault(p => request.Value(p.Name) is null) is { } missing)
        {
            return new(Problem: Problems.Malformed(missing.Name, "is required."));
        }
        if (await asked.GetAsync(LeaderViews.Enterprises, code) is not { } file) return ViewRoutes.Unknown("enterprise", code);
        asked.MayChangeOn(EnterpriseEndpoints.DaysOf(file));
        var (category, product) = (request.Value("category")!, request.Value("product")!);
        var standing = EnterpriseEndpoints.Answer(new(code, category, product), file, asked.Clocks.AsOf);
        var held = new List<Projections.Views.Shapes.TitleDoc>();
        foreach (var id in standing.Titles ?? [])
        {
            if (await asked.GetAsync(LeaderViews.Titles, id) is { } title) held.Add(title);
        }
        var (day, may) = (asked.Clocks.AsOf, standing.MayClaimBenefits == true && held.Count > 0);
        string[] numbers = [.. held.Select(t => t.Number).Distinct(StringComparer.Ordinal)];
        var (zh, en) = Domain.Values.NameInBoth.Of(held.FirstOrDefault()?.CategoryName ?? category) is var name
            ? (name.Zh ?? name.En ?? category, name.En ?? name.Zh ?? category) : default;
        return ViewAnswer.Of(new TenderDoc(
            file.CreditCode,
            file.Name,
            category,
            standing.Product ?? product,
            may,
            [.. held.Select(t => t.Title)],
            numbers,
            standing.Explanation,
            may
                ? $"经查询企业标准“领跑者”登记系统，{day:yyyy年M月d日}，{file.Name}（{file.CreditCode}）持有“{zh}”品类的领跑者称号"
                    + $"（{string.Join('、', held.Select(t => t.Title))}），所依据的标准为{string.Join('、', numbers)}，称号涵盖“{standing.Product}”。"
                    + "按照《关于实施企业标准“领跑者”制度的意见》（国市监标准〔2018〕84号）五(一)，采购时在同等条件下可以优先选择该产品或服务；"
                    + "除此之外，本说明不表示任何优惠或者担保。以查询当日的登记为准。"
                : $"经查询企业标准“领跑者”登记系统，{day:yyyy年M月d日}，不能以领跑者称号为由优先选择{file.Name}（{file.CreditCode}）的“{product}”。",
            may
                ? $"On {day:yyyy-MM-dd} the register of the enterprise-standard Leader programme shows that {file.Name} ({file.CreditCode}) "
                    + $"holds a leader title in {en} ({string.Join(", ", held.Select(t => t.Title))}) by virtue of "
                    + $"{string.Join(", ", numbers)}, and that it covers '{standing.Product}'. Under clause 五(一) of the Opinions "
                    + "(国市监标准〔2018〕84号) it may be preferred under equal conditions. This text claims no more: no other benefit, and no "
                    + "warranty. What counts is the register on the day of the look-up."
                : $"On {day:yyyy-MM-dd} the register of the enterprise-standard Leader programme shows no title by which '{product}' of "
                    + $"{file.Name} ({file.CreditCode}) may be preferred."));
    }), Asked).Produces<TenderDoc>().ProducesProblem(404).AlsoRefuses("unknown-enterprise");
}
