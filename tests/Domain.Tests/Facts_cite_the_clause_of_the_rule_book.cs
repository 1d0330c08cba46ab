using System.Text.RegularExpressions;
using Leader.Domain.Rules;

namespace Leader.Domain.Tests;

/// <summary>What a fact rests on is told once, and is what the rule book says; so are clauses in refusals and comments.</summary>
public partial class Facts_cite_the_clause_of_the_rule_book
{
    /// <summary>The clauses of each requirement, from its row: <c>四(四)</c>; <c>一, 四(引)</c>.</summary>
    private static readonly Dictionary<string, string[]> ClausesOf = RequirementRow().Matches(RuleBook.Text)
        .ToDictionary(m => m.Groups["number"].Value, m => m.Groups["clauses"].Value.Split(", "), StringComparer.Ordinal);

    [Fact]
    public void Every_fact_has_a_clause() => Clauses.ByFact.Keys.ShouldBe(
        typeof(Fact).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(Fact))),
        ignoreOrder: true);

    [Fact]
    public void Requirements_are_cited_with_their_own_clause()
    {
        ClausesOf.Count.ShouldBe(114);
        Clauses.ByFact.SelectMany(c => Wrong(c.Value).Select(w => $"{c.Key.Name}: {w}")).ShouldBeEmpty();
        Enum.GetValues<Record.NoticeSubject>().SelectMany(s => Wrong(Clauses.OfNotice(s))).ShouldBeEmpty();
    }

    /// <summary>A clause that no requirement cited stands in rests on a default, or the facts of its step have none.</summary>
    [Fact]
    public void Clauses_are_those_of_the_book() =>
        Clauses.ByFact.Values.SelectMany(RuleBook.CitedClauses).Except(RuleBook.Clauses).ShouldBeEmpty();

    [Fact]
    public void Refusals_cite_requirements_with_their_own_clause() => RuleBook.Sources("src/Domain")
        .SelectMany(f => Quoted().Matches(File.ReadAllText(f)).SelectMany(m => Wrong(m.Value).Select(w => $"{Path.GetFileName(f)}: {w}")))
        .ShouldBeEmpty();

    /// <summary>The comment of a fact may say less than the table, never another clause.</summary>
    [Fact]
    public void Comments_of_facts_cite_no_other_clause()
    {
        var byName = Clauses.ByFact.ToDictionary(c => c.Key.Name, c => c.Value, StringComparer.Ordinal);
        var commented = RuleBook.Sources("src/Domain/Record").SelectMany(f => Commented().Matches(File.ReadAllText(f)))
            .Where(m => byName.ContainsKey(m.Groups["name"].Value)).ToArray();

        commented.Length.ShouldBeGreaterThan(40);
        commented.SelectMany(m => Cited(m.Groups["comment"].Value).Except(Cited(byName[m.Groups["name"].Value]))
            .Select(c => $"{m.Groups["name"].Value}: {c}")).ShouldBeEmpty();

        static IEnumerable<string> Cited(string text) => Clause().Matches(text).SelectMany(m => m.Value["Clause ".Length..].Split(", "));
    }

    /// <summary>Requirements cited in a text that names none of their clauses.</summary>
    private static IEnumerable<string> Wrong(string citation)
    {
        var named = Clause().Matches(citation).SelectMany(m => m.Value["Clause ".Length..].Split(", ")).ToHashSet(StringComparer.Ordinal);
        return RuleBook.Cited(citation).Where(n => n[0] == 'R' && !ClausesOf[n].Any(named.Contains))
            .Select(n => $"{citation}, but {n} stands in {string.Join(", ", ClausesOf[n])}");
    }

    [GeneratedRegex(@"^\| (?<number>R\d+) \|[^|]+\|[^|]+\| (?<clauses>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex RequirementRow();

    [GeneratedRegex(@"Clause (?:前言|结|[一二三四五](?:\([一二三四五六引]\))?)(?:, (?:前言|结|[一二三四五](?:\([一二三四五六引]\))?))*")]
    private static partial Regex Clause();

    [GeneratedRegex("\"Clause [^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<comment>(?:^[ \t]*///[^\n]*\n)+)^public sealed record (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Commented();
}
