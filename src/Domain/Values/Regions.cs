namespace Leader.Domain.Values;

/// <summary>
/// Where something is, read from what people write: a code of GB/T 2260, or the name of a provincial-level division in Chinese or English,
/// alone or with the city in it. The one way from a text to a <see cref="Region"/>.
/// </summary>
/// <remarks>GB/T 2260-2007; Q66.</remarks>
public static class Regions
{
    /// <summary>Code, and name in Chinese; in English it is named as in code, word by word.</summary>
    private static readonly Dictionary<Region, (string Code, string Zh, string En)> All = new Dictionary<Region, (string Code, string Zh)>
    {
        [Region.Nationwide] = ("", "全国"),
        [Region.Beijing] = ("11", "北京"),
        [Region.Tianjin] = ("12", "天津"),
        [Region.Hebei] = ("13", "河北"),
        [Region.Shanxi] = ("14", "山西"),
        [Region.InnerMongolia] = ("15", "内蒙古"),
        [Region.Liaoning] = ("21", "辽宁"),
        [Region.Jilin] = ("22", "吉林"),
        [Region.Heilongjiang] = ("23", "黑龙江"),
        [Region.Shanghai] = ("31", "上海"),
        [Region.Jiangsu] = ("32", "江苏"),
        [Region.Zhejiang] = ("33", "浙江"),
        [Region.Anhui] = ("34", "安徽"),
        [Region.Fujian] = ("35", "福建"),
        [Region.Jiangxi] = ("36", "江西"),
        [Region.Shandong] = ("37", "山东"),
        [Region.Henan] = ("41", "河南"),
        [Region.Hubei] = ("42", "湖北"),
        [Region.Hunan] = ("43", "湖南"),
        [Region.Guangdong] = ("44", "广东"),
        [Region.Guangxi] = ("45", "广西"),
        [Region.Hainan] = ("46", "海南"),
        [Region.Chongqing] = ("50", "重庆"),
        [Region.Sichuan] = ("51", "四川"),
        [Region.Guizhou] = ("52", "贵州"),
        [Region.Yunnan] = ("53", "云南"),
        [Region.Xizang] = ("54", "西藏"),
        [Region.Shaanxi] = ("61", "陕西"),
        [Region.Gansu] = ("62", "甘肃"),
        [Region.Qinghai] = ("63", "青海"),
        [Region.Ningxia] = ("64", "宁夏"),
        [Region.Xinjiang] = ("65", "新疆"),
        [Region.Taiwan] = ("71", "台湾"),
        [Region.HongKong] = ("81", "香港"),
        [Region.Macao] = ("82", "澳门"),
    }.ToDictionary(r => r.Key, r => (
        r.Value.Code,
        r.Value.Zh,
        string.Concat(r.Key.ToString().Select((c, at) => at > 0 && char.IsUpper(c) ? $" {c}" : $"{c}"))));

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
