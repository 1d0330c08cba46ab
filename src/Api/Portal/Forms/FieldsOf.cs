using System.Globalization;
using Leader.Api.Http;
using Leader.Api.Portal.Frame;

namespace Leader.Api.Portal.Forms;

/// <summary>What is the same for every field of one form: what is wrong, and what may be chosen from.</summary>
/// <param name="MoreRows">The list that gets a row more.</param>
/// <param name="LessRows">The list that lost a row.</param>
/// <param name="Suggested">By the name of a member: what the register knows that may stand there, id and name.</param>
public sealed record FieldsOf(
    IReadOnlyDictionary<string, List<string>> Errors,
    string? MoreRows,
    string? LessRows,
    IReadOnlyDictionary<string, IReadOnlyList<(string Id, string Name)>> Suggested)
{
    /// <summary>The id of a field on the page.</summary>
    public static string Id(string path) => "f-" + string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    public static string Label(PageContext page, string schema, string member, int numbered = 0) =>
        page.T(Called.Member(schema, member)) + (numbered > 0 ? string.Create(CultureInfo.InvariantCulture, $" {numbered}") : "");

    /// <summary>A field by the labels on the way to it: of <c>disclosure.indicators[0].limit</c> 公开内容 › 指标 1 › 限值.</summary>
    public static string Label(PageContext page, IEnumerable<Field> fields, string path)
    {
        var labels = new List<string>();
        foreach (var part in path.Split('.'))
        {
            var (name, row) = part.IndexOf('[', StringComparison.Ordinal) is var at and >= 0
                ? (part[..at], int.TryParse(part.AsSpan(at + 1).TrimEnd(']'), CultureInfo.InvariantCulture, out var index) ? index + 1 : 0)
                : (part, 0);
            if (fields.FirstOrDefault(f => f.Name == name) is not { } field) return labels.Count > 0 ? string.Join(" › ", labels) : path;
            labels.Add(Label(page, field.Schema, field.Name, row));
            fields = field.Kind == FieldKind.Group ? field.Members : field.Item?.Members ?? [];
        }
        return string.Join(" › ", labels);
    }

    public IReadOnlyList<string> Wrong(string path) => Errors.GetValueOrDefault(path) ?? [];
}

/// <summary>What members and words are called.</summary>
internal static class Called
{
    /// <summary>By what the addresses of things begin with.</summary>
    private static readonly Dictionary<string, (string Zh, string En)> Concepts = new(StringComparer.Ordinal)
    {
        ["adoptions"] = ("采信", "Uses of results"),
        ["calendars"] = ("工作日历", "Calendars"),
        ["calls"] = ("公开征集", "Calls for plans"),
        ["cases"] = ("案件", "Cases"),
        ["categories"] = ("品类", "Categories"),
        ["complaints"] = ("投诉举报", "Complaints"),
        ["declarations"] = ("自我声明", "Declarations"),
        ["enterprises"] = ("企业", "Enterprises"),
        ["evaluations"] = ("评估与排行榜", "Evaluations"),
        ["evidence"] = ("证据", "Evidence"),
        ["findings"] = ("监督检查结果", "Findings"),
        ["key-field-lists"] = ("重点领域", "Key fields"),
        ["notices"] = ("公示", "Public notices"),
        ["objections"] = ("异议", "Objections"),
        ["organisations"] = ("机构", "Organisations"),
        ["persons"] = ("个人信息", "Personal data"),
        ["plans"] = ("评估方案", "Plans"),
        ["policies"] = ("支持政策", "Supporting policies"),
        ["products"] = ("产品", "Products"),
        ["relations"] = ("机构间关系", "Relations of organisations"),
        ["revocations"] = ("取消称号", "Revocations"),
        ["rule-sets"] = ("实施参数", "Rule sets"),
        ["implementing-schemes"] = ("实施方案", "Implementing schemes"),
        ["titles"] = ("称号", "Titles"),
        ["releases"] = ("统计发布", "Releases of statistics"),
        ["external-figures"] = ("外部数据", "Figures of others"),
        ["sampling-plans"] = ("监督抽查计划", "Plans of spot checks"),
        ["inspections"] = ("督促检查", "Inspections"),
        ["quality-credits"] = ("质量信用评价", "Ratings of quality credit"),
        ["field-proposals"] = ("重点领域建议", "Proposed key fields"),
        ["signing-keys"] = ("签名密钥", "Signing keys"),
        ["other-titles"] = ("其他制度的称号", "Titles of other schemes"),
        ["services"] = ("标准化服务", "Services of standardisation"),
        ["activities"] = ("宣传与培训", "Publicity and training"),
        ["watches"] = ("关注名单", "Watch lists"),
    };

    public static (string Zh, string En) Concept(string first) => Concepts.GetValueOrDefault(first, (first, first));

    /// <summary>One of what addresses that begin so are about, as its member is named: of <c>cases</c> <c>case</c>.</summary>
    public static string One(string concept) => concept switch
    {
        "activities" => "activity",
        "categories" => "category",
        "implementing-schemes" => "implementingScheme",
        "other-titles" => "otherTitle",
        "policies" => "policy",
        "enterprises" => "creditCode",
        "field-proposals" => "proposal",
        "leaders" => "title",
        "quality-credits" => "qualityCredit",
        "rule-sets" => "rules",
        "sampling-plans" => "samplingPlan",
        "watches" => "watch",
        _ => concept[..^1],
    };

    public static (string Zh, string En) Member(string schema, string name) => Labels.Member(schema, name);
    public static (string Zh, string En) Value(string list, string word) => Labels.Value(list, word);
    public static (string Zh, string En) Role(Domain.Role role) => Labels.Value("Role", Identity.Name(role));
}
