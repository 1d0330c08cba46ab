namespace Leader.Domain.Values;

/// <summary>
/// Where something is, read from what people write: a code of GB/T 2260, or the name of a provincial-level division in Chinese or English,
/// alone or with the city in it. The one way from a text to a <see cref="Region"/>.
/// </summary>
/// <remarks>GB/T 2260-2007; Q66.</remarks>
public static class Regions
{
    /// <summary>Code, in Chinese, in English.</summary>
    private static readonly Dictionary<Region, (string Code, string Zh, string En)> All = new()
    {
        [Region.Nationwide] = ("", "全国", "Nationwide"),
        [Region.Beijing] = ("11", "北京", "Beijing"),
        [Region.Tianjin] = ("12", "天津", "Tianjin"),
        [Region.Hebei] = ("13", "河北", "Hebei"),
        [Region.Shanxi] = ("14", "山西", "Shanxi"),
        [Region.InnerMongolia] = ("15", "内蒙古", "Inner Mongolia"),
        [Region.Liaoning] = ("21", "辽宁", "Liaoning"),
        [Region.Jilin] = ("22", "吉林", "Jilin"),
        [Region.Heilongjiang] = ("23", "黑龙江", "Heilongjiang"),
        [Region.Shanghai] = ("31", "上海", "Shanghai"),
        [Region.Jiangsu] = ("32", "江苏", "Jiangsu"),
        [Region.Zhejiang] = ("33", "浙江", "Zhejiang"),
        [Region.Anhui] = ("34", "安徽", "Anhui"),
        [Region.Fujian] = ("35", "福建", "Fujian"),
        [Region.Jiangxi] = ("36", "江西", "Jiangxi"),
        [Region.Shandong] = ("37", "山东", "Shandong"),
        [Region.Henan] = ("41", "河南", "Henan"),
        [Region.Hubei] = ("42", "湖北", "Hubei"),
        [Region.Hunan] = ("43", "湖南", "Hunan"),
        [Region.Guangdong] = ("44", "广东", "Guangdong"),
        [Region.Guangxi] = ("45", "广西", "Guangxi"),
        [Region.Hainan] = ("46", "海南", "Hainan"),
        [Region.Chongqing] = ("50", "重庆", "Chongqing"),
        [Region.Sichuan] = ("51", "四川", "Sichuan"),
        [Region.Guizhou] = ("52", "贵州", "Guizhou"),
        [Region.Yunnan] = ("53", "云南", "Yunnan"),
        [Region.Xizang] = ("54", "西藏", "Xizang"),
        [Region.Shaanxi] = ("61", "陕西", "Shaanxi"),
        [Region.Gansu] = ("62", "甘肃", "Gansu"),
        [Region.Qinghai] = ("63", "青海", "Qinghai"),
        [Region.Ningxia] = ("64", "宁夏", "Ningxia"),
        [Region.Xinjiang] = ("65", "新疆", "Xinjiang"),
        [Region.Taiwan] = ("71", "台湾", "Taiwan"),
        [Region.HongKong] = ("81", "香港", "Hong Kong"),
        [Region.Macao] = ("82", "澳门", "Macao"),
    };

    /// <summary>What a division is, behind its name.</summary>
    private static readonly string[] KindsZh =
        ["", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区"],
        KindsEn =
        [
            "province", "city", "municipality", "autonomous", "special", "administrative", "region", "zhuang", "hui", "uygur", "sar",
        ];

    /// <summary>All names, in both languages.</summary>
    public static IEnumerable<string> Names => All.Values.SelectMany(r => new[] { r.Zh, r.En });

    public static (string Zh, string En) Name(Region region) => (All[region].Zh, All[region].En);

    /// <summary>
    /// The division that a text names, in either language or in both, with or without the city: <c>广东</c>, <c>广东省深圳市</c>,
    /// <c>Shenzhen, Guangdong</c>, <c>440300</c>.
    /// </summary>
    /// <returns>Null where it names none, or two that differ.</returns>
    public static Region? Read(string? text)
    {
        var (han, latin, digits) = Parts(text);
        if (digits.Length is 2 or 6 && han.Length == 0 && latin.Length == 0)
        {
            return Found(All.Where(r => r.Value.Code.Length > 0 && digits.StartsWith(r.Value.Code, StringComparison.Ordinal)));
        }
        var zh = All.Where(r => han.StartsWith(r.Value.Zh, StringComparison.Ordinal)).ToList();
        var en = All.Where(r => HasWords(latin, r.Value.En)).ToList();
        return Found(zh.Concat(en).DistinctBy(r => r.Key));
    }

    /// <summary>Whether the text names the division alone, and nothing within it.</summary>
    public static bool IsWhole(string? text)
    {
        if (Read(text) is not { } region) return false;
        var (han, latin, digits) = Parts(text);
        var (_, zh, en) = All[region];
        return digits.Length > 0 ? digits.Length == 2 || digits.EndsWith("0000", StringComparison.Ordinal)
            : han.Length > 0 ? han.StartsWith(zh, StringComparison.Ordinal) && KindsZh.Contains(han[zh.Length..])
            : latin.Except(Words(en)).All(KindsEn.Contains);
    }

    private static Region? Found(IEnumerable<KeyValuePair<Region, (string Code, string Zh, string En)>> found) =>
        found.Select(r => r.Key).ToArray() is [var one] ? one : null;

    private static (string Han, string[] Latin, string Digits) Parts(string? text)
    {
        var plain = Typed.Plain(text ?? "");
        var han = string.Concat(Typed.Letters(plain).Where(c => !char.IsAscii(c)));
        return (
            han.StartsWith("中国", StringComparison.Ordinal) ? han[2..] : han,
            Words(plain),
            string.Concat(plain.Where(char.IsAsciiDigit)));
    }

    private static string[] Words(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetter(c) ? c : ' ')).ToLowerInvariant()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool HasWords(string[] latin, string name) =>
        $" {string.Join(' ', latin)} ".Contains($" {string.Join(' ', Words(name))} ", StringComparison.Ordinal);
}
