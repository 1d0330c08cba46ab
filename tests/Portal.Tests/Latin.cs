using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Leader.Portal.Tests;

/// <summary>
/// Latin letters that somebody sees on a Chinese page, and that are no code. What is a code is told here: elements that show one (code,
/// ids, clause numbers, raw files) or what the reader typed (bdi), and in running text numbers of standards and clauses, credit codes,
/// ids of cases, units behind a number, digests, and a few names that have no other. What is in another language says so by <c>lang</c>.
/// </summary>
internal static partial class Latin
{
    private static readonly string[] Codes = ["CODE", "DATA", "PRE", "SAMP", "KBD", "TEXTAREA", "BDI", "SCRIPT", "STYLE"];
    private static readonly string[] Classes = ["id", "clause", "raw"];
    private static readonly string[] Spoken = ["aria-label", "title", "placeholder", "alt"];

    /// <summary>The words, each with where it stands; none on a page in English.</summary>
    public static IEnumerable<string> In(IDocument page) => page.DocumentElement.GetAttribute("lang") == "en" ? []
        : page.Body!.QuerySelectorAll("*").Where(e => !IsCode(e) && LangOf(e).StartsWith("zh", StringComparison.Ordinal)).SelectMany(e =>
            e.ChildNodes.OfType<IText>().Select(t => t.Data)
                .Concat(Spoken.Select(a => e.GetAttribute(a)).OfType<string>())
                .SelectMany(text => Word().Matches(Code().Replace(text, "")).Select(w => $"{w.Value} in “{Short(text)}” ({Place(e)})")))
            .Distinct();

    private static bool IsCode(IElement e) =>
        Codes.Contains(e.TagName.ToUpperInvariant()) || e.ClassList.Any(Classes.Contains) || e.ParentElement is { } of && IsCode(of);

    private static string LangOf(IElement e) => e.GetAttribute("lang") ?? (e.ParentElement is { } of ? LangOf(of) : "");
    private static string Short(string text) => text.Trim() is { Length: > 60 } is var cut && cut ? text.Trim()[..60] + "…" : text.Trim();
    private static string Place(IElement e) => $"{e.ParentElement?.LocalName}>{e.LocalName}";

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9_'’-]*")]
    private static partial Regex Word();

    private const string Unit = @"(?:[kmMµ]?(?:Wh?|Ah?|V|J|Pa|mol|m[²³]?|g|L|s|N|Hz)|dB(?:\(A\))?|min|h|K|d|ppm|cm[²³]?|nm)";

    [GeneratedRegex($$"""
        \b[A-Z]{1,5}(?:/[A-Z0-9_]{1,6})?\ ?[A-Z]{0,2}-?\d[\dA-Z.]*(?:-\d+)*\b        # GB/T 18801-2022, Q/CH 001-2018, R71
        |\b[A-Z]{1,5}/T\b|\b[0-9A-Z]{18,20}\b|\b[a-z]{1,3}-\d{4}-\d+\b|\b(?:[a-z]+-)?[0-9a-f]{32}\b|\b[0-9a-f]{8,64}\b
        |(?<=(?<![A-Za-z\d-])[\d.]+|\ |^|\(){{Unit}}(?:/(?:{{Unit}}|\({{Unit}}·{{Unit}}\)))?(?![A-Za-z\d])
        |规则集\ (?:\d{4}-[a-z]+|\d{4}年度“[a-z]+”)|“[a-z]+(?:-[a-z]+)+”                                     # which have no name at that time
        |(?<![A-Za-z])[A-Z]{1,2}(?![A-Za-z])                                                              # 附录A, AA 级
        |\b(?:JSON\ Lines|Parquet|CloudEvents)\b
        |\b(?:JSON|CSV|Excel|xlsx|OpenAPI|Atom|SHA-256|HTTPS?|PROV|API|Ed25519|WebCrypto|RFC\ \d+|UTF-8|LEI|iCalendar|ANSI/AHAM)\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Code();
}
