using Leader.Api.Http;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Api.Imports;

/// <summary>A column that a table may have.</summary>
/// <param name="Name">As in the JSON of the request.</param>
/// <param name="Zh">What the column is called in Chinese, first in the template, then as other registers and platforms head it.</param>
/// <param name="Words">Of a closed list: what its cells may say, in the words of the register or in Chinese.</param>
internal sealed record Heading(string Name, string[] Zh, Type? Words = null);

/// <summary>
/// Which column is which. A heading is the English name, or ends with it (<c>标准编号 number</c>), or is one of the Chinese names:
/// those of the template, and those of the national platform (企业标准信息公共服务平台).
/// </summary>
internal sealed class Headings
{
    private static readonly string[] Codes = ["统一社会信用代码", "信用代码", "企业代码"];

    /// <summary>A line for each indicator; lines of one number are one declaration, whose first line says the rest of it.</summary>
    public static readonly Heading[] OfDeclarations =
    [
        new("number", ["标准编号", "企业标准编号", "执行标准编号"]),
        new("title", ["标准名称", "企业标准名称"]),
        new("categories", ["品类", "产品类别", "产品分类"]),
        new("products", ["产品型号", "产品名称", "规格型号", "产品型号规格"]),
        new("comparedWith", ["对比标准", "引用标准"]),
        new("belowRecommended", ["低于推荐性标准"]),
        new("code", ["指标代码"]),
        new("name", ["指标名称", "指标项目", "技术指标"]),
        new("kind", ["指标类别", "指标类型"], typeof(DisclosedKind)),
        new("theme", ["主题"]),
        new("operator", ["关系", "比较关系"], typeof(Operator)),
        new("value", ["数值", "指标值", "指标要求"]),
        new("upper", ["上限", "指标上限"]),
        new("unit", ["单位", "计量单位"]),
        new("testMethod", ["试验方法", "检验方法", "检测方法"]),
        new("clause", ["条款", "标准条款"]),
        new("enterprise", Codes),
        new("replaces", ["代替标准", "替代声明"]),
    ];

    public static readonly Heading[] OfEnterprises =
    [
        new("enterprise", Codes),
        new("name", ["企业名称", "单位名称"]),
        new("region", ["地区", "行政区划", "所属地区", "省份"]),
        new("attestation", ["核验说明"]),
        new("identifierKind", ["代码类型"], typeof(IdentifierKind)),
    ];

    /// <summary>Columns of the national platform that no request has: they are passed over, and not kept.</summary>
    private static readonly HashSet<string> PassedOver = new(StringComparer.Ordinal)
    {
        "序号", "企业名称", "单位名称", "公开时间", "公开日期", "公开状态", "标准状态", "标准类型", "法定代表人", "邮编", "邮政编码",
        "通讯地址", "注册地址", "备注", "联系人", "联系电话",
    };

    private readonly Heading?[] _at;
    private readonly string[] _typed;

    private Headings(Heading?[] at, string[] typed) => (_at, _typed) = (at, typed);

    /// <exception cref="FileFaultException">A heading is none, stands twice, or is missing.</exception>
    public static Headings Of(TableLine line, IReadOnlyList<Heading> known, params string[] needed)
    {
        var typed = line.Cells.Select(c => Typed.Plain(c.TrimStart('\uFEFF'))).ToArray();
        var at = new Heading?[typed.Length];
        for (var i = 0; i < typed.Length; i++)
        {
            at[i] = Named(typed[i], known);
            if (typed[i].Length == 0 || (at[i] is null && PassedOver.Contains(typed[i]))) continue;
            if (at[i] is not { } heading) throw typed.Length == 1 ? Unseparated() : Unknown(Short(typed[i]));
            if (Array.IndexOf(at, heading) < i)
            {
                throw new FileFaultException(
                    line.Number,
                    typed[i],
                    $"is the column '{heading.Name}' again, which '{typed[Array.IndexOf(at, heading)]}' is. Leave one out.");
            }
        }
        foreach (var name in needed.Where(n => !at.Any(h => h?.Name == n)))
        {
            var missing = known.First(h => h.Name == name);
            throw new FileFaultException(
                line.Number,
                "",
                $"has no column '{missing.Name}' ({missing.Zh[0]}); its columns are {Short(string.Join(", ", typed))}.");
        }
        return new(at, typed);

        FileFaultException Unseparated() => new(
            line.Number,
            "",
            $"has one column, '{Short(typed[0])}': separate cells by commas, semicolons or tabs.");

        FileFaultException Unknown(string heading) => new(
            line.Number,
            heading,
            $"is no column of this table{Nearest.Hint(heading, known.SelectMany(h => h.Zh.Append(h.Name)).ToArray())}. "
                + $"It may have {string.Join(", ", known.Select(h => $"{h.Zh[0]} {h.Name}"))}.");
    }

    /// <summary>The cells of a line by the names of its columns, in the words of the register; cells that are empty are left out.</summary>
    public Dictionary<string, string> Read(TableLine line)
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(_at.Length, line.Cells.Count); i++)
        {
            if (_at[i] is { } heading && line.Cells[i].Trim() is { Length: > 0 } cell) cells[heading.Name] = Word(heading, cell);
        }
        return cells;
    }

    /// <summary>What is wrong with a line before it is read: it holds a formula, or more cells than there are columns.</summary>
    public (string Column, string Fault)? Fault(TableLine line)
    {
        if (line.Formulas.Count > 0)
        {
            var i = Index(line.Formulas[0]);
            return (i < _typed.Length ? _typed[i] : line.Formulas[0], "holds a formula. Paste the table as values.");
        }
        return line.Cells.Skip(_at.Length).Any(c => c.Trim().Length > 0)
            ? ("", $"has {line.Cells.Count} cells; there are {_at.Length} columns. Perhaps a cell with a separator in it is not quoted.")
            : null;
    }

    /// <summary>What stands over a column of the file; its own name where the file has none.</summary>
    public string Called(string name) => Array.FindIndex(_at, h => h?.Name == name) is var i and >= 0 ? _typed[i] : name;

    private static int Index(string letters) => letters.Aggregate(0, (n, c) => n * 26 + char.ToUpperInvariant(c) - 'A' + 1) - 1;

    private static Heading? Named(string typed, IReadOnlyList<Heading> known) => known.FirstOrDefault(h =>
        typed.Equals(h.Name, StringComparison.OrdinalIgnoreCase)
        || typed.EndsWith(' ' + h.Name, StringComparison.OrdinalIgnoreCase)
        || h.Zh.Contains(typed.Split(' ', '(', '（')[0], StringComparer.Ordinal));

    private static string Word(Heading heading, string cell)
    {
        if (heading.Words is not { } type) return cell;
        var list = ClosedLists.Of(type);
        return list.Words.FirstOrDefault(w => Labels.Value(list.Name, w) is var (zh, en) && (cell == zh || cell == en))
            ?? Signs.GetValueOrDefault(cell) ?? cell;
    }

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["≥"] = "atLeast",
        [">="] = "atLeast",
        ["不小于"] = "atLeast",
        ["≤"] = "atMost",
        ["<="] = "atMost",
        ["不大于"] = "atMost",
        [">"] = "moreThan",
        ["<"] = "lessThan",
        ["="] = "exactly",
        ["~"] = "within",
        ["～"] = "within",
        ["性能"] = "performance",
        ["功能"] = "functional",
    };

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
