using System.Globalization;
using System.Text.RegularExpressions;
using Leader.Domain;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Api.Seeding;

/// <summary>
/// The rows of <c>declarations.csv</c>. A row that replaces another ends it on the same day, with itself as the successor.
/// </summary>
internal static partial class StoryDeclarations
{
    public static IEnumerable<ScriptedAct> Acts(IEnumerable<CsvRow> rows, StoryPlans plans, StoryWords words)
    {
        foreach (var row in rows)
        {
            var enterprise = words.Code(row["enterprise"], row.Where);
            var by = new Actor(enterprise, Role.Enterprise);
            var id = Id(enterprise, row["number"], row.Where);
            var replaces = row.OrNull("replaces") is { } old ? Id(enterprise, old, row.Where) : null;
            var at = row.Instant("declared_at");
            var categories = row.List("categories");
            var products = row.List("products");
            var known = categories.SelectMany(c => plans.Indicators(c, row.Where))
                .GroupBy(i => i.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
            var stated = row.List("indicators").Index().ToLookup(i => Planned(i.Item, known)?.Classes is not null);
            var qualities = stated[true].Select(i => Quality(i.Item, i.Index, Planned(i.Item, known)!)).ToList();
            var disclosure = new Disclosure(
                row["title"],
                categories,
                products,
                [.. stated[false].Select(i => Indicator(i.Item, i.Index, known, row.Where))],
                row.List("compared_with"),
                row.OrNull("level") is { } level ? new(level, string.Join(", ", row.List("compared_with")), row["comparison"]) : null,
                row.OrNull("below_recommended") == "yes",
                qualities.Count > 0 ? qualities : null);
            yield return StoryFiles.One(at, row.Where, by, new DeclareStandard(enterprise, row["number"], disclosure, replaces));
            if (replaces is not null)
            {
                yield return StoryFiles.One(
                    at.AddMinutes(5),
                    row.Where,
                    by,
                    new WithdrawDeclaration($"Replaced by {row["number"]}.", id, replaces));
            }
            if (row.OrNull("abolished_at") is not null)
            {
                yield return StoryFiles.One(
                    row.Instant("abolished_at"),
                    row.Where,
                    by,
                    new WithdrawDeclaration(row["abolished_because"], null, id));
            }
        }
    }

    private static string Id(string enterprise, string number, string where) =>
        StandardNumber.Parse(number) is { } parsed
            ? StandardNumber.DeclarationId(enterprise, parsed)
            : throw new StoryException(where, "", $"'{number}' is not the number of a standard.");

    private static PlanIndicator? Planned(string text, Dictionary<string, PlanIndicator> known) =>
        known.GetValueOrDefault(text.Split('=')[0].Trim());

    /// <summary><c>energy-grade=1级</c>: of an indicator that the plan states in classes, the word of the standard.</summary>
    private static DisclosedQuality Quality(string text, int index, PlanIndicator indicator) => new(
        indicator.Code, NameOf(indicator), KindOf(indicator), indicator.Theme, text[(text.IndexOf('=') + 1)..].Trim(), indicator.Method,
        ClauseOf(index));

    /// <summary>
    /// <c>cadr=420 m³/h</c>: at least or at most, as is better for the indicator. Otherwise <c>cadr=&gt; 420 m³/h</c>, <c>ph=6.5–7.5
    /// pH</c>.
    /// </summary>
    private static DisclosedIndicator Indicator(string text, int index, Dictionary<string, PlanIndicator> known, string where)
    {
        if (Written().Match(text) is not { Success: true } m)
        {
            throw new StoryException(where, "", $"'{text}' is not an indicator, as cadr=420 m³/h.");
        }
        var code = m.Groups["code"].Value;
        if (!known.TryGetValue(code, out var indicator))
        {
            throw new StoryException(where, "", $"no plan of the category names an indicator '{code}'.");
        }
        decimal? upper = m.Groups["upper"].Success ? Number(m.Groups["upper"].Value, where) : null;
        var op = m.Groups["op"].Value switch
        {
            "≥" => Operator.AtLeast,
            "≤" => Operator.AtMost,
            ">" => Operator.MoreThan,
            "<" => Operator.LessThan,
            "=" => Operator.Exactly,
            _ => upper is not null ? Operator.Within : indicator.Direction == Direction.HigherIsBetter ? Operator.AtLeast : Operator.AtMost,
        };
        return new(
            code, NameOf(indicator), KindOf(indicator), indicator.Theme,
            new(op, Number(m.Groups["value"].Value, where), upper, m.Groups["unit"].Value), indicator.Method, ClauseOf(index));
    }

    private static string NameOf(PlanIndicator indicator) =>
        indicator.NameZh is { } zh ? $"{indicator.Name} {zh}" : indicator.Name;

    private static DisclosedKind KindOf(PlanIndicator indicator) =>
        indicator.Class == IndicatorClass.Innovative ? DisclosedKind.Functional : DisclosedKind.Performance;

    private static string ClauseOf(int index) => string.Create(CultureInfo.InvariantCulture, $"5.{index + 1}");

    private static decimal Number(string text, string where) => WrittenNumber.TryParse(text, out var number)
        ? number
        : throw new StoryException(where, "", $"'{text}' is not a number that can be kept with every digit.");

    [GeneratedRegex(@"^(?<code>[a-z0-9-]+)\s*=\s*(?<op>[≥≤><=])?\s*(?<value>-?[0-9.]+)(?:\s*–\s*(?<upper>-?[0-9.]+))?\s+(?<unit>\S.*)$")]
    private static partial Regex Written();
}
