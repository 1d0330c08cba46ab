using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

/// <summary>What was measured of an indicator. What was disclosed for it the register takes from the declaration itself.</summary>
/// <param name="Measured">A value in a known unit (<see cref="Operator.Exactly"/>), or the range of several
/// (<see cref="Operator.Within"/>).</param>
/// <param name="TestReport">Number of the report, and who made it.</param>
public sealed record Shortfall(string Indicator, Limit Measured, string TestReport)
{
    /// <summary>Clause 四(六), R69.</summary>
    internal void Checked(Check check) => check.Text(Indicator, "shortfall.indicator", 100).Text(TestReport, "shortfall.testReport", 500)
        .That(Measured is { Operator: Operator.Exactly or Operator.Within } m && m.IsWellFormed(), "shortfall.measured",
            "needs a value (exactly) or a range (within) in a known unit: what was measured, not what is allowed.");

    /// <summary>
    /// Beside what the title promised on the day: the version that it rested on, or that in force on the day where that is earlier.
    /// </summary>
    /// <returns>Null where the standard discloses no such indicator.</returns>
    internal MeasuredShortfall? Beside(Title title, IReadOnlyList<Declaration> standards, DateOnly day, ComparisonMethod method)
    {
        var promised = standards
            .Select(s =>
                (Declaration: s, Version: s.Versions.LastOrDefault(v =>
                    v.From <= day && (s.Id != title.Declaration || v.Number <= title.DeclarationVersion))))
            .Where(s => s.Version is not null)
            .SelectMany(s => s.Version!.Disclosure.Indicators
                .Where(i => i.Code == Indicator)
                .Select(i => (s.Declaration.Id, s.Version.Number, Stated: i))).ToList();
        if (promised.Count == 0) return null;
        var first = promised.FindIndex(p => p.Id == promised[0].Id && Strictness.FallsShort(Measured, p.Stated.Limit, method) == true);
        var (declaration, version, stated) = promised[Math.Max(first, 0)];
        return new(
            Indicator, stated.Limit.ToString(), Measured.ToString().TrimStart('=', ' '), TestReport, stated.Limit, Measured, declaration,
            version, stated.Clause);
    }
}
