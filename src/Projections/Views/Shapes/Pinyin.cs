using System.Collections.Frozen;
using System.Text;
using AnyAscii;
using Leader.Domain.Values;

namespace Leader.Projections.Views.Shapes;

/// <summary>
/// How Chinese is typed in Latin letters: each character by its syllable without the tone (<c>kongqi</c>), or by the first letter of it
/// (<c>kq</c>). A character that is read in several ways is found by each.
/// </summary>
public static class Pinyin
{
    /// <summary>Of a text with more, its first characters are read in all their ways, the others in the usual one.</summary>
    private const int Most = 8;

    /// <summary>How characters are also read in names, besides the one way that the library knows; ü is v, as it is typed.</summary>
    private static readonly FrozenDictionary<string, string[]> Other = new[]
    {
        "bao 薄曝", "beng 蚌", "bo 薄柏泊", "bu 埔", "chai 差", "chang 长長", "chen 称稱", "cheng 盛", "chong 重", "dai 大", "di 地", "du 都",
        "e 阿", "guan 莞", "guo 涡", "hang 行", "huan 还還", "jia 茄", "jiang 降", "jiao 校觉覺", "jue 角", "juan 圈", "kuai 会會", "lu 六",
        "luo 漯", "lv 绿綠率律旅铝鋁吕呂驴驢屡履缕虑滤濾侣氯", "lve 略掠", "miao 缪", "mo 没", "mu 模", "nian 粘", "nv 女", "nve 虐疟", "ou 区區",
        "pan 番", "pi 辟", "pian 便", "piao 朴", "pu 堡", "qiao 壳殼", "qin 覃", "qiu 仇", "se 塞", "shan 单單", "she 折", "shen 参參",
        "shuai 率", "ta 拓", "tan 弹彈", "tiao 调調", "xia 厦廈", "xian 见", "xiang 降", "xie 血解", "xin 莘", "xing 荥", "xiu 宿", "xun 荨浚",
        "yu 尉蔚", "yue 乐樂", "zang 藏", "zeng 曾", "zha 轧查", "zhai 翟", "zhao 朝", "zhuan 传傳", "zhuo 着", "zhong 种",
    }.Select(line => line.Split(' ')).SelectMany(p => p[1].EnumerateRunes().Select(c => (Character: c.ToString(), Syllable: p[0])))
        .GroupBy(r => r.Character, r => r.Syllable).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    /// <summary>What the text is found by: each of its readings in full and by initials. Nothing where it has no Chinese.</summary>
    public static IEnumerable<string> Of(string text) => Readings(text).SelectMany(r => new[] { string.Concat(r), Initials(r) }).Distinct();

    /// <summary>What a Chinese name is called in ids: its usual reading. Null where it has no Chinese, or has other signs.</summary>
    public static string? Code(string text) =>
        text.EnumerateRunes().All(r => IsChinese(r) || r.IsAscii && (char.IsAsciiLetterOrDigit((char)r.Value) || r.Value is ' ' or '-'))
            ? Of(text).FirstOrDefault()
            : null;

    /// <summary>Where in a reading of the text the word stands, whose first letter begins a syllable.</summary>
    /// <returns>0 for the beginning; null where no reading has it.</returns>
    public static int? Find(string text, string word)
    {
        if (word.Length == 0 || !word.All(char.IsAsciiLetterOrDigit)) return null;
        var found = Readings(text).SelectMany(r => new[] { InFull(r, word), Initials(r).IndexOf(word, StringComparison.Ordinal) })
            .Where(at => at >= 0).ToArray();
        return found.Length == 0 ? null : found.Min();
    }

    private static int InFull(string[] syllables, string word)
    {
        var (full, start) = (string.Concat(syllables), 0);
        foreach (var syllable in syllables)
        {
            if (string.CompareOrdinal(full, start, word, 0, word.Length) == 0) return start;
            start += syllable.Length;
        }
        return -1;
    }

    private static string Initials(string[] syllables) => string.Concat(syllables.Select(s => s[0]));

    private static List<string[]> Readings(string text)
    {
        var runes = Typed.Letters(text).EnumerateRunes().ToArray();
        if (!runes.Any(IsChinese)) return [];
        var readings = new List<string[]> { new string[runes.Length] };
        for (var i = 0; i < runes.Length; i++)
        {
            var ways = Ways(runes[i]);
            var from = readings.Count;
            for (var w = 1; w < ways.Length && from * (w + 1) <= Most; w++)
            {
                readings.AddRange(readings.Take(from).Select(r => { var other = (string[])r.Clone(); other[i] = ways[w]; return other; }));
            }
            foreach (var reading in readings.Take(from)) reading[i] = ways[0];
        }
        return readings;
    }

    /// <summary>What is not Chinese is read as it is written.</summary>
    private static string[] Ways(Rune rune)
    {
        var character = rune.ToString();
        if (!IsChinese(rune)) return [character];
        var usual = Typed.Letters(character.Transliterate());
        return [usual.Length > 0 ? usual : character, .. Other.GetValueOrDefault(character, []).Where(o => o != usual)];
    }

    private static bool IsChinese(Rune rune) =>
        rune.Value is >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0x20000 and <= 0x323AF;
}
