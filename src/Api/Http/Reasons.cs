using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Domain.Values;

namespace Leader.Api.Http;

/// <summary>
/// Reasons in Chinese. The register refuses and records in English; on Chinese pages its sentences are read by the table of
/// src/Api/Words/reasons.tsv: a sentence with numbered holes, each with what stands in it, and the Chinese one with the same holes. A test
/// holds the table to the sentences of the code.
/// </summary>
/// <remarks>
/// What stands in a hole: nothing said, text as it is; <c>day</c>, <c>at</c>, <c>n</c>, <c>hex</c>; a <c>limit</c>, <c>unit</c> or
/// <c>name</c> as people write it; a <c>list</c>, a <c>path</c> of organisations; <c>unknown</c>, the last part of a problem's code;
/// <c>said</c>, another sentence, anything, or nothing; <c>read</c>, another sentence; <c>each</c>, several with commas; or words of the
/// closed list that is named. Strangers' words stand in sentences, of any length: expressions are matched without backtracking, and there
/// is a limit to the work.
/// </remarks>
public static partial class Reasons
{
    private const int Longest = 4000, MostSentences = 30, MostDeep = 4, MostTried = 300;

    private static readonly FrozenDictionary<string, string> Plain;
    private static readonly Reason[] OfSomething;

    static Reasons()
    {
        using var text = new StreamReader(typeof(Reasons).Assembly.GetManifestResourceStream("Leader.Api.Words.reasons.tsv")!);
        var rows = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t')).ToArray();
        Plain = rows.Where(r => !Reason.HasHoles(r[0])).ToFrozenDictionary(r => r[0], r => r[1], StringComparer.Ordinal);
        OfSomething = [.. rows.Where(r => Reason.HasHoles(r[0])).Select(r => new Reason(r[0], r[1])).OrderByDescending(r => r.Letters)];
    }

    /// <param name="said">A reason, or several, as the register refused or recorded it in English.</param>
    /// <returns>What the table does not know stays as it is.</returns>
    public static string InChinese(string said) => said.AsSpan().ContainsAnyInRange('a', 'z') ? Read(said, 0, new()) ?? said : said;

    /// <summary>What stands in it in both languages, in English alone.</summary>
    public static string InEnglish(string said) => said.Contains(" · ", StringComparison.Ordinal)
        ? QuotedInBoth().Replace(said, m => NameInBoth.Of(m.Value) is { Zh: not null, En: { } en } ? en : m.Value)
        : said;

    /// <summary>The same in either language.</summary>
    public static (string Zh, string En) InBoth(string said) => (InChinese(said), InEnglish(said));

    [GeneratedRegex("(?<=')[^']+ · [^']+(?=')")]
    private static partial Regex QuotedInBoth();

    /// <summary>The table, as it is written.</summary>
    internal static IEnumerable<(string En, string Zh)> All =>
        Plain.Select(p => (p.Key, p.Value)).Concat(OfSomething.Select(r => (r.En, r.Zh)));

    /// <summary>How much was tried for one text.</summary>
    private sealed class Work
    {
        public int Tried { get; set; }
    }

    private static string? Read(string said, int depth, Work work) => said.Length is 0 or > Longest || depth > MostDeep ? null
        : Plain.TryGetValue(said, out var plain) ? plain
        : TieNotes.Read(said) ?? Several(said, depth, work) ?? One(said, depth, work);

    /// <summary>Sentences behind one another, and reasons with semicolons between them: all of them, or none.</summary>
    private static string? Several(string said, int depth, Work work)
    {
        int[] ends = [.. Enumerable.Range(1, said.Length - 1).Where(i => said[i] == ' ' && said[i - 1] is '.' or ';'), said.Length];
        if (ends.Length > MostSentences) return null;
        var read = new StringBuilder();
        for (var from = 0; from < said.Length;)
        {
            var (end, piece) = ends.Where(e => e > from).Select(e => (e, Piece(said[from..e].Trim(), depth, work)))
                .FirstOrDefault(p => p.Item2 is not null);
            if (piece is null) return null;
            read.Append(piece);
            from = end;
        }
        return read.ToString();
    }

    /// <summary>What stands between two ends; an end that the sentence has not itself becomes the Chinese one.</summary>
    private static string? Piece(string said, int depth, Work work) => said switch
    {
        [.. var within, '.'] => One(said, depth, work, ended: true) ?? (One(within, depth, work) is { } read ? read + "。" : null),
        [.. var within, ';'] => One(within, depth, work) is { } read ? read + "；" : null,
        _ => One(said, depth, work),
    };

    /// <param name="ended">Only a sentence that ends by itself.</param>
    private static string? One(string said, int depth, Work work, bool ended = false)
    {
        if (Plain.TryGetValue(said, out var plain)) return plain;
        if (TieNotes.Read(said) is { } tie) return tie;
        foreach (var reason in OfSomething)
        {
            if (ended && !reason.Ends || !reason.MayBe(said)) continue;
            if (work.Tried++ > MostTried) return null;
            if (reason.Match(said) is { } values && Filled(reason, values, depth, work) is { } read) return read;
        }
        return null;
    }

    private static string? Filled(Reason reason, string[] values, int depth, Work work)
    {
        var holes = new string[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (InHole(reason.Kinds[i], values[i], depth, work) is not { } value) return null;
            holes[i] = value;
        }
        return reason.Filled(holes);
    }

    /// <summary>Null where this cannot stand there, so that the sentence is another.</summary>
    private static string? InHole(string kind, string value, int depth, Work work) => kind switch
    {
        "" or "day" or "at" or "n" or "hex" => value,
        "name" => NameInBoth.Of(value).Zh ?? value,
        "unit" => Labels.Unit(value).Zh,
        "limit" => One(value, depth + 1, work) ?? Quoted(value) ?? Joined(value) ?? Labels.Limit(value).Zh,
        "list" => string.Join('、', Listed(value).Select(l => Joined(l) ?? l)),
        "path" => string.Join(" 隶属于 ", value.Split(" under ")),
        "each" => string.Join('；', value.Split(", ").Select(v => Read(v, depth + 1, work) ?? v)),
        "read" => Read(value, depth + 1, work),
        "said" => value.Length == 0 ? "" : Read(value, depth + 1, work) ?? Quoted(value) ?? value,
        "unknown" => Labels.Problem("unknown-" + value.Replace(' ', '-')).Zh is var zh && zh.StartsWith("没有该", StringComparison.Ordinal)
            ? zh[3..]
            : null,
        _ => Words(kind, value) ?? One(value, depth + 1, work),
    };

    /// <summary>Of what is recorded in both languages, as the class of an indicator, the Chinese.</summary>
    private static string? Joined(string value) => NameInBoth.Of(value) is { Zh: { } zh, En: not null } ? zh : null;

    private static string? Quoted(string value) =>
        value is ['\'', .. var within, '\''] ? $"“{Joined(within) ?? within}”" : null;

    private static string[] Listed(string value) => value.Split([", ", " or ", " and "], StringSplitOptions.None);

    private static string? Words(string list, string value)
    {
        var words = Listed(value).Select(w => w.Contains('-', StringComparison.Ordinal) ? w : JsonNamingPolicy.CamelCase.ConvertName(w))
            .Select(w => (Word: w, Labels.Value(list, w).Zh)).ToArray();
        return words.All(w => w.Word != w.Zh) ? string.Join('、', words.Select(w => w.Zh)) : null;
    }
}

/// <summary>A row of the table.</summary>
internal sealed partial class Reason
{
    private readonly string[] _between;
    private readonly Lazy<Regex> _says;

    public Reason(string en, string zh)
    {
        (En, Zh) = (en, zh);
        var holes = Hole().Matches(en);
        Kinds = [.. holes.Select(h => h.Groups["kind"].Value)];
        var ends = holes.Select(h => h.Index).Append(en.Length);
        _between = [.. ends.Zip(holes.Select(h => h.Index + h.Length).Prepend(0), (to, from) => en[from..to])];
        Letters = _between.Sum(b => b.Length);
        _says = new(() => new(
            "^" + string.Concat(_between.Select((b, i) => Regex.Escape(b) + (i < Kinds.Count ? $"({Form(Kinds[i])})" : ""))) + @"\z",
            RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant));
    }

    public string En { get; }
    public string Zh { get; }

    /// <summary>What stands in each hole of the English sentence, which numbers them from 0.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>Besides its holes: of two sentences that both fit, the one that says more.</summary>
    public int Letters { get; }

    /// <summary>With a full stop, or with another sentence.</summary>
    public bool Ends => En[^1] == '.' || _between[^1].Length == 0 && Kinds[^1] is "said" or "read" or "each";

    public static bool HasHoles(string text) => Hole().IsMatch(text);

    /// <summary>All between the holes is there, in its order.</summary>
    public bool MayBe(string said)
    {
        if (!said.StartsWith(_between[0], StringComparison.Ordinal) || !said.EndsWith(_between[^1], StringComparison.Ordinal)) return false;
        var from = 0;
        foreach (var between in _between)
        {
            var at = said.IndexOf(between, from, StringComparison.Ordinal);
            if (at < 0) return false;
            from = at + between.Length;
        }
        return true;
    }

    public string[]? Match(string said) => _says.Value.Match(said) is { Success: true } m
        ? [.. Enumerable.Range(1, Kinds.Count).Select(i => m.Groups[i].Value)]
        : null;

    public string Filled(IReadOnlyList<string> values) =>
        Hole().Replace(Zh, m => values[int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture)]);

    private static string Form(string kind) => kind switch
    {
        "day" => @"\d{4}-\d\d-\d\d",
        "at" => @"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?",
        "n" => @"-?\d[\d.,]*",
        "hex" => "[0-9A-F]+",
        "unknown" => "[a-z -]+",
        _ => ".*?",
    };

    [GeneratedRegex(@"\{(?<n>\d+)(?::(?<kind>\w+))?\}")]
    private static partial Regex Hole();
}
