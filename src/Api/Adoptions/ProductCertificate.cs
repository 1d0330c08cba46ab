using System.Globalization;
using System.Text;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Http.Extensions;
using QRCoder;

namespace Leader.Api.Adoptions;

/// <summary>
/// The answer of a tender text as an image: of one product, on one day, as the register knew it then. Its QR code leads to that answer,
/// which says the same for ever.
/// </summary>
internal static class ProductCertificate
{
    public const string Image = "image/svg+xml";

    private static readonly string[] Asks = ["category", "product", "brand", "model", "gtin"];

    public static ViewAnswer Of(Asked asked, TenderDoc tender, string categoryZh, string categoryEn)
    {
        var svg = Svg(tender, asked.Clocks, categoryZh, categoryEn, Addresses.Absolute(asked.Context.Request, Pinned(asked)));
        return new(Problem: ViewAnswers.Bytes(
            asked.Context, Encoding.UTF8.GetBytes(svg), Image + "; charset=utf-8", asked.Clocks.Pinned));
    }

    private static string Pinned(Asked asked)
    {
        var query = new QueryBuilder(asked.Context.Request.Query.Where(q => Asks.Contains(q.Key))
            .SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value ?? "")))
        {
            { "asOf", asked.Clocks.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
            { "position", asked.Clocks.Position.ToString(CultureInfo.InvariantCulture) },
        };
        return asked.Context.Request.Path.ToUriComponent() + query;
    }

    private static string Svg(TenderDoc t, Clocks clocks, string categoryZh, string categoryEn, string address)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var (colour, zh, en) = t.MayBePreferred
            ? ("#166534", $"{clocks.AsOf:yyyy-MM-dd} 同等条件下可以优先选择", $"May be preferred under equal conditions on {clocks.AsOf:yyyy-MM-dd}")
            : ("#b91c1c", $"{clocks.AsOf:yyyy-MM-dd} 不能以称号为由优先选择", $"No title by which it may be preferred on {clocks.AsOf:yyyy-MM-dd}");
        var name = NameInBoth.Of(t.Name) is { Zh: { } zhName } both ? (Zh: zhName, En: both.En ?? "") : (Zh: t.Name, En: "");
        var position = clocks.Position.ToString(CultureInfo.InvariantCulture);
        return $"""
            <svg {Drawing.Spaces} viewBox="0 0 900 520" role="img" font-family="{Drawing.Fonts}">
              <title>{Drawing.E($"{zh} · {en}: {t.Product}, {t.Name}")}</title>
              <rect x="6" y="6" width="888" height="508" rx="14" fill="#fffdf7" stroke="{colour}" stroke-width="4"/>
              <text x="40" y="66" font-size="30" font-weight="700" fill="#1f2937">企业标准“领跑者”产品说明</text>
              {Drawing.Small(94, 17, "Enterprise-Standard Leader · statement on one product")}
              <text x="40" y="154" font-size="22" font-weight="700" fill="#111827">{Drawing.E(Texts.Cut(t.Product, 32))}</text>
              <text x="40" y="190" font-size="18" fill="#111827">{Drawing.E(Texts.Cut(name.Zh, 32))}</text>
              <text x="40" y="214" font-size="15" fill="#374151">{Drawing.E(Texts.Cut(name.En, 60))}</text>
              {Drawing.Small(238, 15, Drawing.E(t.CreditCode))}
              {Drawing.Line(282, "品类 Category", $"{categoryZh} {categoryEn}")}
              {Drawing.Line(314, "标准 Standard", t.Numbers.Count == 0 ? "–" : string.Join(", ", t.Numbers))}
              {Drawing.Line(346, "称号 Title", t.Titles.Count == 0 ? "–" : string.Join(", ", t.Titles))}
              <rect x="40" y="376" width="540" height="62" rx="8" fill="{colour}"/>
              <text x="60" y="402" font-size="20" font-weight="700" fill="#fff">{Drawing.E(zh)}</text>
              <text x="60" y="427" font-size="16" fill="#fff">{Drawing.E(en)}</text>
              <svg x="604" y="56" width="240" height="240">{Drawing.Qr(code)}</svg>
              <text x="724" y="322" font-size="15" text-anchor="middle" fill="#374151">扫码核对当日的答复</text>
              <text x="724" y="342" font-size="13" text-anchor="middle" fill="#6b7280">Scan for the answer of that day</text>
              {Drawing.Small(470, 13, $"登记至第 {position} 号 · Known up to record {position} · 五(一)")}
              {Drawing.Small(491, 13, "图片本身不证明什么，以扫码查询为准。The image itself proves nothing: what counts is the register.")}
            </svg>
            """;
    }
}
