using System.Collections.Frozen;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Api.Http;

/// <summary>
/// What things are called, in Chinese and English: members of documents, requests and facts, words of closed lists, parameters, problems,
/// facts, units. A few words each, for headings, forms and the OpenAPI document; told once, in src/Api/Words. What has no entry is called
/// by its own name; a test sees to it that there is none.
/// </summary>
public static class Labels
{
    private static readonly FrozenDictionary<string, (string Zh, string En)>
        Members = Read("members"),
        Values = Read("values"),
        Parameters = Read("parameters"),
        Problems = Read("problems"),
        Events = Read("events"),
        Units = Read("units"),
        Tags = Read("tags");

    private static readonly FrozenDictionary<string, string> Descriptions =
        Sentences("descriptions").ToFrozenDictionary(c => c[0], c => c[1]);

    /// <param name="schema">As in the OpenAPI document (<c>TitleDoc</c>): some members are called otherwise in some documents.</param>
    public static (string Zh, string En) Member(string? schema, string name) => Of(Members, schema, name);

    /// <param name="list">As in the OpenAPI document (<c>TitleStatus</c>): see <see cref="ClosedLists"/>.</param>
    public static (string Zh, string En) Value(string? list, string word) => Of(Values, list, word);

    public static (string Zh, string En) Parameter(string name) => Of(Parameters, null, name);

    /// <param name="code">The last part of a problem's type: <c>notice-still-open</c>.</param>
    public static (string Zh, string En) Problem(string code) => Of(Problems, null, code);

    /// <summary>What kind of fact it is.</summary>
    /// <param name="type">As stored: <c>title_revoked.v1</c>, whatever its version.</param>
    public static (string Zh, string En) Event(string type) => Of(Events, null, type.Split(".v")[0]);

    /// <summary>A unit as people write it; the symbols of units are the same in every language.</summary>
    public static (string Zh, string En) Unit(string unit) => Of(Units, null, unit);

    /// <summary>A limit as people write it: <c>≥ 600 次循环</c>.</summary>
    public static (string Zh, string En) Limit(Limit limit) =>
        limit.ToString() is var text && text[..^limit.Unit.Length] is var number && Unit(limit.Unit) is var (zh, en)
            ? (number + zh, number + en)
            : default;

    /// <summary>The same by a plan: of an indicator in words its class.</summary>
    public static (string Zh, string En) Limit(Limit limit, PlanIndicator? by) =>
        by is not null && StatedClass.Word(limit, by, zh: true) is { } zh && StatedClass.Word(limit, by, zh: false) is { } en
            ? (zh, en)
            : Limit(limit);

    /// <summary>The same of a limit that is kept as text, or a class in both languages.</summary>
    public static (string Zh, string En) Limit(string written) =>
        NameInBoth.Of(written) is { Zh: { } inChinese, En: { } inEnglish } ? (inChinese, inEnglish)
        : written.LastIndexOf(' ') is var at and > 0 && Unit(written[(at + 1)..]) is var (zh, en)
            ? (written[..(at + 1)] + zh, written[..(at + 1)] + en)
            : (written, written);
    /// <summary>What to write into a field, where its name alone does not say it; null where it does.</summary>
    /// <param name="schema">As in the OpenAPI document.</param>
    public static (string Zh, string En)? Hint(string? schema, string name) =>
        schema is not null && Hints.TryGetValue($"{schema}.{name}", out var special) ? special
        : Hints.TryGetValue(name, out var general) ? general : null;

    /// <summary>What a problem means and what to do next; null where nobody has told it.</summary>
    /// <param name="code">Of a kind whose members are all alike, its beginning or end stands for it: <c>unknown-*</c>, <c>*-id-taken</c>; a
    /// member that only has clauses of its own says <c>=</c> for the rest.</param>
    public static Advice? ProblemAdvice(string code)
    {
        var kind = Advices.Where(a => a.Key.Contains('*', StringComparison.Ordinal) && IsOf(a.Key.Split('*'), code)).Select(a => a.Value)
            .FirstOrDefault();
        return !Advices.TryGetValue(code, out var own) ? kind : own.Do.Zh == "=" ? kind! with { Clauses = own.Clauses } : own;
    }

    private static bool IsOf(string[] kind, string code) =>
        code.StartsWith(kind[0], StringComparison.Ordinal) && code.EndsWith(kind[1], StringComparison.Ordinal);

    private static readonly FrozenDictionary<string, (string Zh, string En)> Hints =
        Sentences("hints").ToFrozenDictionary(cells => cells[0], cells => (cells[1], cells[2]));

    private static readonly FrozenDictionary<string, Advice> Advices =
        Sentences("advice").ToFrozenDictionary(
            cells => cells[0],
            cells => new Advice((cells[1], cells[2]), (cells[3], cells[4]), cells[5] == "–" ? "" : cells[5]));

    internal static IEnumerable<string> AllHints => Hints.Keys;
    internal static IEnumerable<string> AllAdvice => Advices.Keys;

    /// <summary>What is asked at an address: as a program names it, and in words.</summary>
    private static readonly FrozenDictionary<string, string> Operations =
        Lines("operations").ToFrozenDictionary(cells => cells[0], cells => cells[1]);

    private static readonly FrozenDictionary<string, (string Zh, string En)> Summaries = Read("operations");

    /// <param name="operation"><c>GET /v1/titles/{id}</c>.</param>
    /// <returns>Null where there is no entry.</returns>
    public static (string Id, string Zh, string En)? Operation(string operation) =>
        Operations.TryGetValue(operation, out var id) ? (id, Summaries[operation].Zh, Summaries[operation].En) : null;

    /// <summary>What is told of a command or an answer beyond its name, in Chinese.</summary>
    /// <param name="told">In English, as the code says it: who changes that is asked for the Chinese anew.</param>
    public static string Description(string told) => Descriptions.GetValueOrDefault(told, told);

    /// <param name="concept">The first part of an address behind the version: <c>titles</c>.</param>
    public static (string Zh, string En) Tag(string concept) => Of(Tags, null, concept);

    internal static IEnumerable<(string Zh, string En)> AllTags => Tags.Values.Distinct();
    internal static IEnumerable<string> AllOperations => Operations.Keys;
    internal static IReadOnlyDictionary<string, string> AllDescriptions => Descriptions;

    /// <summary>Every entry, with the file that it stands in.</summary>
    internal static IEnumerable<(string Name, (string Zh, string En) Called, string File)> All =>
        new[]
        {
            ("members", Members), ("values", Values), ("parameters", Parameters), ("problems", Problems), ("events", Events),
            ("units", Units),
        }
            .SelectMany(f => f.Item2.Select(e => (e.Key, e.Value, f.Item1)));

    private static (string Zh, string En) Of(FrozenDictionary<string, (string, string)> all, string? of, string name) =>
        (of is not null && all.TryGetValue($"{of}.{name}", out var special)) ? special : all.GetValueOrDefault(name, (name, name));

    /// <summary>
    /// Lines of <c>name,中文,English</c> behind a line of headings; the name may have its schema or list and a dot before it.
    /// </summary>
    private static FrozenDictionary<string, (string, string)> Read(string kind) =>
        Lines(kind).ToFrozenDictionary(cells => cells[0], cells => (cells[^2], cells[^1]));

    private static IEnumerable<string[]> Lines(string kind) => Lines($"{kind}.csv", ',');

    /// <summary>Whole sentences, in which there are commas: cells are parted by tabulators.</summary>
    private static IEnumerable<string[]> Sentences(string kind) => Lines($"{kind}.tsv", '\t');

    private static IEnumerable<string[]> Lines(string file, char between)
    {
        using var text = new StreamReader(typeof(Labels).Assembly.GetManifestResourceStream($"Leader.Api.Words.{file}")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(between));
    }
}

/// <summary>What a problem means, and what to do next.</summary>
/// <param name="Clauses">As <c>四(四), Q9</c>; empty where none applies, or where it depends on the case.</param>
public sealed record Advice((string Zh, string En) Means, (string Zh, string En) Do, string Clauses);
