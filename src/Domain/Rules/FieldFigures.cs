using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>How far declared standards differ in one indicator.</summary>
/// <param name="Stated">Standards that state it.</param>
/// <param name="Values">Different values among these: 1 where all say the same.</param>
public sealed record IndicatorSpread(string Indicator, string Name, int Stated, int Values);

/// <summary>What the register counts for two of the factors by which key fields are chosen.</summary>
/// <param name="Standards">Declared standards in force that are filed under the category.</param>
/// <param name="OwnStandards">Those that the enterprises wrote themselves.</param>
/// <param name="Enterprises">That declare them.</param>
/// <param name="Products">Named in the declarations.</param>
public sealed record CategoryFigures(
    string Category,
    int Standards,
    int OwnStandards,
    int Enterprises,
    int Products,
    IReadOnlyList<IndicatorSpread> Differentiation);

/// <summary>A declared standard in force, as the factors need it.</summary>
public sealed record DeclaredInForce(string Enterprise, StandardKind Kind, Disclosure Disclosure);

/// <summary>The state of self-declaration, and the degree of differentiation, of a category.</summary>
/// <remarks>Clause 四(二), R39 (a) and (d). Attention of consumers and effect on quality are no matter of the record.</remarks>
public static class FieldFigures
{
    /// <returns>Indicators that two standards or more state, those with the most values first.</returns>
    public static CategoryFigures Of(string category, IEnumerable<DeclaredInForce> declared)
    {
        var within = declared.Where(d => d.Disclosure.Categories.Contains(category, StringComparer.Ordinal)).ToList();
        return new(
            category,
            within.Count,
            within.Count(d => d.Kind == StandardKind.Enterprise),
            within.Select(d => d.Enterprise).Distinct(StringComparer.Ordinal).Count(),
            within.Sum(d => d.Disclosure.Products.Count),
            [
                .. within.SelectMany(d => Stated(d.Disclosure)).GroupBy(s => s.Code, StringComparer.Ordinal)
                    .Where(g => g.Count() > 1)
                    .Select(g => new IndicatorSpread(g.Key, g.First().Name, g.Count(), g.Select(s => s.Value).Distinct().Count()))
                    .OrderByDescending(s => s.Values).ThenByDescending(s => s.Stated).ThenBy(s => s.Indicator, StringComparer.Ordinal),
            ]);
    }

    private static IEnumerable<(string Code, string Name, object Value)> Stated(Disclosure disclosure) =>
        disclosure.Indicators.Select(i => (i.Code, i.Name, (object)i.Limit))
            .Concat((disclosure.Qualities ?? []).Select(q => (q.Code, q.Name, (object)q.Value)))
            .DistinctBy(s => s.Item1, StringComparer.Ordinal);
}
