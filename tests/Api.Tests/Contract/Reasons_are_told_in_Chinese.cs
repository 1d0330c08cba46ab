using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Leader.Api.Http;
using Microsoft.CodeAnalysis;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// The register refuses and records in English; src/Api/Words/reasons.tsv has each of its sentences in Chinese, with the same holes. A hole
/// of the English one says what stands in it: <c>{0:day}</c>, see <see cref="Reasons"/>.
/// </summary>
public partial class Reasons_are_told_in_Chinese
{
    private static string Source => Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "src");

    private static readonly Lazy<IReadOnlyList<Sentence>>
        OfTheDomain = new(() => SentencesOfTheCode.Of(Path.Combine(Source, "Domain"), "Leader.Domain")),
        OfTheDoor = new(() => [
            .. SentencesOfTheCode.Of(Path.Combine(Source, "Api"), "Leader.Api"),
            .. SentencesOfTheCode.Of(Path.Combine(Source, "Projections"), "Leader.Projections"),
        ]);

    private static readonly Dictionary<string, (string En, string Zh)> Rows =
        Reasons.All.ToDictionary(r => Kind().Replace(r.En, ""), StringComparer.Ordinal);

    /// <summary>No reasons that people are given: what an audit finds, how causes are compared, words of lists, signs.</summary>
    private static readonly string[] NoReasons = ["Rules/Recomputed.cs", "Why/", "Values/Units.cs", "Values/Theme.cs"],
        Between = [" and ", " or ", " under ", "yyyy-MM-dd HH:mm:ss"];

    [Fact]
    public void Whatever_the_rules_refuse_or_record_has_a_row() => OfTheDomain.Value
        .Where(s => SentencesOfTheCode.IsSaid(s.Template) && !Between.Contains(s.Template))
        .Where(s => !NoReasons.Any(n => s.Where.StartsWith(n, StringComparison.Ordinal)))
        .Where(s => !s.Where.StartsWith("Rules/Tie.cs", StringComparison.Ordinal)) // has a reader of its own
        .Where(s => !Rows.ContainsKey(s.Template)).Select(s => $"{s.Template} ({s.Where})").Distinct()
        .ShouldBeEmpty("add lines to src/Api/Words/reasons.tsv");

    [Fact]
    public void Whatever_is_wrong_with_what_was_sent_has_a_row() => OfTheDoor.Value
        .Where(s => SentencesOfTheCode.IsSaid(s.Template) && IsAnswered(s))
        .Where(s => !Rows.ContainsKey(s.Template)).Select(s => $"{s.Template} ({s.Where})").Distinct()
        .ShouldBeEmpty("add lines to src/Api/Words/reasons.tsv");

    /// <summary>The detail of a problem, or what is wrong with a field or a file; a problem's title is told by its code.</summary>
    private static bool IsAnswered(Sentence s) => !s.Where.StartsWith("CommandLine/", StringComparison.Ordinal) && s.To is [var to, ..] && (
        to is "Problems.Malformed" or "Refusal.Malformed" or "Refusal.Forbidden" or "check.That" or "Wrong" or "NotAccepted"
            or "new FileFaultException" or "new DatabaseTrouble"
        || to is "Problems.Of" or "Problems.Later" && !IsTitle(s.Template));

    private static bool IsTitle(string template) => Titles.Value.Contains(template);

    /// <summary>The argument before the detail.</summary>
    private static readonly Lazy<HashSet<string>> Titles = new(() => [
        .. Directory.EnumerateFiles(Path.Combine(Source, "Api"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            .SelectMany(s => Title().Matches(s)).Select(m => m.Groups[1].Value),
    ]);

    [Fact]
    public void No_row_is_left_over()
    {
        var said = OfTheDomain.Value.Concat(OfTheDoor.Value).Select(s => s.Template).ToHashSet();
        Rows.Keys.Where(r => !said.Contains(r)).ShouldBeEmpty("nobody says so any more: take the lines out of src/Api/Words/reasons.tsv");
    }

    [Fact]
    public void What_stands_in_a_hole_is_what_the_code_puts_there()
    {
        var wrong = new List<string>();
        foreach (var sentence in OfTheDomain.Value.Where(s => Rows.ContainsKey(s.Template)))
        {
            var kinds = Kind().Matches(Rows[sentence.Template].En).ToDictionary(m => m.Groups["n"].Value, m => m.Groups["kind"].Value);
            for (var i = 0; i < sentence.Holes.Count; i++)
            {
                var kind = kinds.GetValueOrDefault(i.ToString(CultureInfo.InvariantCulture), "");
                var type = sentence.Holes[i] is INamedTypeSymbol { Name: "Nullable" } n ? n.TypeArguments[0] : sentence.Holes[i];
                var fits = type switch
                {
                    { TypeKind: TypeKind.Enum } => type.GetMembers().OfType<IFieldSymbol>()
                        .Select(f => JsonNamingPolicy.CamelCase.ConvertName(f.Name)).All(w => Labels.Value(kind, w).Zh != w),
                    { Name: "DateOnly" } => kind == "day",
                    { Name: "DateTimeOffset" } => kind == "at",
                    { Name: "Int32" or "Int64" or "Decimal" or "Double" } => kind is "n" or "hex",
                    { Name: "Limit" } => kind == "limit",
                    _ => true,
                };
                if (!fits) wrong.Add($"{{{i}}} is {type?.Name}, not {(kind.Length == 0 ? "any text" : kind)}: {sentence.Template}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Rows_are_in_order_and_have_the_same_holes_in_both_languages()
    {
        var rows = File.ReadAllLines(Path.Combine(Source, "Api/Words/reasons.tsv")).Skip(1).Select(l => l.Split('\t')).ToArray();
        rows.ShouldAllBe(r => r.Length == 2 && r[0].Length > 0 && r[1].Length > 0);
        rows.Select(r => r[0]).ShouldBe(rows.Select(r => r[0]).Order(StringComparer.Ordinal), ignoreOrder: false);
        rows.Select(r => Kind().Replace(r[0], "")).ShouldBeUnique();
        foreach (var row in rows)
        {
            var holes = Hole().Matches(row[0]).Select(m => m.Groups["n"].Value).ToArray();
            holes.ShouldBe(Enumerable.Range(0, holes.Length).Select(n => $"{n}"), ignoreOrder: false, row[0]);
            Hole().Matches(row[1]).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)
                .ShouldBe(holes.Select(n => $"{{{n}}}").Order(StringComparer.Ordinal), ignoreOrder: false, row[1]);
        }
    }

    [Fact]
    public void The_Chinese_has_no_Latin_letters_but_codes_and_units_and_is_a_sentence_where_the_English_is_one()
    {
        foreach (var (en, zh) in Reasons.All)
        {
            Latin().Matches(Codes().Replace(Hole().Replace(zh, ""), "")).Select(m => m.Value).ShouldBeEmpty(zh);
            zh.Any(c => c > 0x2E80).ShouldBeTrue(zh);
            if (en[^1] is '.' or '?') zh.ShouldMatch(@"([。？]|\{\d+\})$", en);
            else zh.ShouldNotEndWith("。", customMessage: en);
            zh.ShouldNotContain("称号被撤销");
            zh.ShouldNotContain("撤销称号");
            Codes().Replace(zh, "").ShouldNotMatch("[,;:!?](?![A-Za-z0-9/.值])", "Chinese has its own signs");
        }
    }

    [Theory]
    [InlineData("is required.", "必须填写。")]
    [InlineData("is not a valid credit code: its check character should be 8.", "不是有效的统一社会信用代码：最后一位校验码应为 8。")]
    [InlineData("must be a credit code of 18 characters, or an LEI of 20.", "须为 18 位统一社会信用代码，或 20 位全球法人识别编码。")]
    [InlineData(
        "Notice 2026-fan.ranking.1 runs to 24:00 of 2026-05-10; on 2026-05-08 objections can still be lodged.",
        "公示 2026-fan.ranking.1 到 2026-05-10 24 时期满；2026-05-08 仍可提出异议。")]
    [InlineData("There is no sampling plan 's-1'.", "没有该监督抽查计划（s-1）。")]
    [InlineData("Complaint c-1 is AppealDecided already.", "投诉举报 c-1 的状态已是“已复核”。")]
    [InlineData("Title t-1 is not held on 2026-05-10: it is Withdrawn.", "称号 t-1 在 2026-05-10 没有效力：状态是“企业放弃”。")]
    [InlineData("Case c-1 was decided on 2026-05-10: no ground is established.", "案件 c-1 已于 2026-05-10 认定：没有成立的事由。")]
    [InlineData("Case c-1 was decided on 2026-05-10: BelowDisclosedLevel.", "案件 c-1 已于 2026-05-10 认定：达不到公开标准水平。")]
    [InlineData(
        "示例晨风 · Example Chenfeng (91350203M000LP016Q) is barred from 2024-01-02 to 2027-01-02. It may not take part.",
        "示例晨风（91350203M000LP016Q）自 2024-01-02 至 2027-01-02 禁入。该企业不得参与。")]
    [InlineData(
        "噪声: ≤ 65 dB(A) is laxer than ≤ 63 dB(A) of mandatory GB 1-2020; 寿命: ≥ 5 times is laxer than ≥ 9 times of mandatory GB 2-2020.",
        "噪声：≤ 65 dB(A)，宽于强制性标准 GB 1-2020 的 ≤ 63 dB(A)；寿命：≥ 5 次，宽于强制性标准 GB 2-2020 的 ≥ 9 次。")]
    [InlineData(
        "噪声: 'A' equals, and is not stricter than, 'A' of GB/T 1-2020.", "噪声：“A”，等于而不严于 GB/T 1-2020 的 “A”。")]
    [InlineData(
        "Q/CF 1-2020 was revised to version 2: not equal or better: noise (≤ 63 dB(A) → ≤ 65 dB(A)), life (≥ 9 times → missing).",
        "Q/CF 1-2020 已修订为第 2 版：低于原水平：noise（≤ 63 dB(A) → ≤ 65 dB(A)）；life（≥ 9 次 → 未公开）。")]
    [InlineData(
        "Nobody is left on the list: 91350203M000LP016Q: Listed in an earlier batch of this cycle. 91350203M000LP016Q: Abolished from "
            + "2026-05-10 on.",
        "名单上已没有企业：91350203M000LP016Q：已列入本年度较早批次的名单。91350203M000LP016Q：自 2026-05-10 起废止。")]
    [InlineData(
        "Nobody can be listed. 3 share place 3 and 2 of 4 places are left; all enter, as the list stays within the cap of 5.",
        "没有可以列入的企业。第 3 名有 3 项并列，而名额 4 中只余 2；全部入围，名单不超过上限 5。")]
    [InlineData("is no category that the register knows; the nearest is 'fan'.", "不是本登记系统已知的品类；最接近的是“fan”。")]
    [InlineData("Line 3, 标准编号: is required. Line 4: is blank.", "第 3 行“标准编号”：必须填写。第 4 行：是空白。")]
    [InlineData(
        "'cnis' depends on the working body on 2026-05-10: cnis under samr. Units under the working body may not take part in evaluation.",
        "“cnis”在 2026-05-10 隶属于工作机构：cnis 隶属于 samr。工作机构的下属单位不得参与评估。")]
    [InlineData("Our old product was abolished on demand.", "Our old product was abolished on demand.")]
    [InlineData("Something that somebody wrote: it was late.", "Something that somebody wrote: it was late.")]
    [InlineData("", "")]
    public void A_sentence_is_read_with_what_stands_in_it(string said, string zh) => Reasons.InChinese(said).ShouldBe(zh);

    [Fact]
    public void Every_word_for_a_stage_of_an_objection_is_Chinese()
    {
        var words = OfTheDomain.Value.Where(s => s.Where.StartsWith("Rules/Objections.cs", StringComparison.Ordinal))
            .Where(s => s.To.Count == 0).Select(s => s.Template)
            .Where(t => t.Length > 0 && t.All(c => char.IsAsciiLetterLower(c) || c == ' ')).ToArray();
        words.Length.ShouldBe(7);
        foreach (var word in words) Latin().Matches(Reasons.InChinese(word)).ShouldBeEmpty(word);
    }

    /// <summary>Names, texts and ids of strangers stand in the sentences.</summary>
    [Fact]
    public void Whatever_strangers_write_into_a_sentence_it_is_read_soon_and_nothing_is_thrown()
    {
        var rows = Reasons.All.Select(r => r.En).ToArray();
        string[] hostile =
        [
            "", " ", ".", ". ", "; ", "'", "''", "{0}", "{1:said}", "{{", "\\", "$1", "(?:", "\n", "\r\n\t", "\u202e\u2066", "\0", "\ud800",
            "“”", "99999999999999999999", "٣ share place ٣", "2026-99-99", "，。；：", " 。", "a. b. c. d. ", ": : : ", ", , , ",
            " or  and  under ",
        ];
        var row = Gen.Int[0, rows.Length - 1].Select(i => rows[i]);
        var mark = Gen.Int[0, hostile.Length - 1].Select(i => hostile[i]);
        var value = Gen.OneOf(
            mark,
            row,
            Gen.Select(mark, Gen.Int[1, 3000], (m, n) => string.Concat(Enumerable.Repeat(m + " is ", n))),
            Gen.Select(row, mark, (r, m) => m + r + m + r),
            Gen.String);
        Gen.Select(row, value.Array[6], mark).Sample(
            (into, values, end) =>
            {
                var said = Hole().Replace(into, m => values[int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture) % 6]) + end;
                var took = Stopwatch.StartNew();
                Reasons.InChinese(said).ShouldNotBeNull();
                took.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
            },
            iter: 300,
            threads: 1);
    }

    [GeneratedRegex(@"(?<=\{(?<n>\d+)):(?<kind>\w+)(?=\})")]
    private static partial Regex Kind();

    [GeneratedRegex(@"\{(?<n>\d+)(?::\w+)?\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"Problems\.(?:Of|Later)\(\s*(?:[\w.]+,\s*)?""[a-z-]+"",\s*""([^""]*)""")]
    private static partial Regex Title();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Latin();

    /// <summary>Numbers of standards and of the rule book, forms of files, units, algorithms, how to write a value.</summary>
    [GeneratedRegex("""
        (?:GB/T|Q/ABC|ISO)\ [\d:-]+(?:-\d+)?|[（(]Q39[）)]|SHA-256|RFC\ \d+|UTF-8|UUID|JSON\ Lines|JSON|CSV|xlsx|HTTPS?|MiB|ppm
        |https(?:://[a-z.]+(?:/[a-z]*)?)?|U\+|base64url|ed25519|sm2|noise:61|dB\(A\)|ph:6\.\.8|grade|category|sha-256=:base64:|sig1=:base64:
        |%2B|"@[a-z-]+"|\bcreated\b|\bkeyid\b|Signature-Input|2026-05-10T08:00:00\+08:00|Mon,\ 11\ May\ 2026\ 01:00:00\ GMT|不用字母\ I、O、S、V、Z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Codes();
}
