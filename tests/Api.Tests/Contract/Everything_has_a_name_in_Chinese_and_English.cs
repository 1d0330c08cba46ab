using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Leader.Api.Http;
using Leader.Domain.Values;
using Leader.Projections.Log;

namespace Leader.Api.Tests.Contract;

/// <summary>
/// What stands in the OpenAPI document has an entry in src/Api/Words: members.csv, values.csv, parameters.csv or problems.csv, each line
/// <c>name,中文,English</c> in alphabetical order. A name may be told apart by its schema or list: <c>TitleDoc.from</c>.
/// </summary>
[Collection("api")]
public partial class Everything_has_a_name_in_Chinese_and_English(ApiFixture api)
{
    private static string Source => Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "src");

    [Fact]
    public async Task Members_of_documents_and_requests_have() => AllHave("members", await MembersAsync());

    [Fact]
    public async Task Words_of_closed_lists_have() => AllHave("values", await WordsAsync());

    [Fact]
    public async Task Parameters_have() => AllHave("parameters", await ParametersAsync());

    [Fact]
    public void Facts_have() => AllHave("events", FactTypes.Readable.Select(f => ("", f.Split(".v")[0])));

    [Fact]
    public void Units_that_are_words_have()
    {
        var called = Labels.All.Where(l => l.File == "units").Select(l => l.Name).ToArray();
        called.Except(Units.All).ShouldBeEmpty("no such unit");
        Units.All.Where(u => u.Split('/', ' ')
                .Any(part => part.Length > 3 && part is not ("mmol" or "kbit") && part.All(char.IsAsciiLetterLower)))
            .Except(called).ShouldBeEmpty("add lines to src/Api/Words/units.csv");
        Labels.Limit(new Limit(Operator.AtLeast, 1340m, null, "cycles")).ShouldBe(("≥ 1340 次循环", "≥ 1340 cycles"));
        Labels.Limit("≤ 63 dB(A)").ShouldBe(("≤ 63 dB(A)", "≤ 63 dB(A)"));
    }

    [Theory]
    [InlineData("91350203M000LP016X")]
    [InlineData("9135020OM000LP016X")]
    [InlineData("9135")]
    [InlineData("5493001KJTIIGC8Y1R13")]
    public void What_is_wrong_with_a_code_is_said_in_Chinese(string code)
    {
        var fault = EnterpriseCode.Read(code).Fault.ShouldNotBeNull();
        Reasons.InChinese(fault).ShouldNotBe(fault);
    }

    [Fact]
    public void Problems_have() => AllHave("problems", Codes().Select(c => ("", c)), Literals());

    [Fact]
    public void Each_stands_once_in_order_and_says_something_in_both_languages()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Source, "Api", "Words"), "*.csv")
            .Where(f => !f.EndsWith("operations.csv", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(file);
            lines[0].ShouldBe("name,zh,en");
            var cells = lines.Skip(1).Select(l => l.Split(',')).ToArray();
            foreach (var line in cells)
            {
                line.Length.ShouldBe(3, string.Join(',', line));
                line.ShouldAllBe(c => c.Length > 0 && c.Trim() == c, string.Join(',', line));
                line[1].Length.ShouldBeLessThan(25, line[0]);
                line[2].Length.ShouldBeLessThan(60, line[0]);
            }
            var names = cells.Select(c => c[0]).ToArray();
            names.ShouldBe(
                names.OrderBy(n => n.Split('.')[^1], StringComparer.Ordinal).ThenBy(n => n.Contains('.'))
                    .ThenBy(n => n, StringComparer.Ordinal),
                ignoreOrder: false,
                $"{Path.GetFileName(file)} is in order of the names; those of one schema or list behind the general one");
            names.ShouldBeUnique();
        }
    }

    [Fact]
    public void Cancelling_a_title_is_never_called_by_the_word_for_another_act()
    {
        foreach (var (name, (zh, _), _) in Labels.All.Where(l => l.Name.Contains("evocation") || l.Name.Contains("evoke")))
        {
            zh.Contains("撤销", StringComparison.Ordinal).ShouldBeFalse(name);
        }
        Labels.Member("TitleDoc", "revocation").ShouldBe(("取消称号", "Revocation"));
        Labels.Value("TitleStatus", "revoked").Zh.ShouldStartWith("已取消");
    }

    [Fact]
    public void What_has_a_name_of_its_own_in_one_document_is_called_by_it_there_only()
    {
        Labels.Member("Disclosure", "title").ShouldBe(("标准名称", "Name of the standard"));
        Labels.Member("TitleDoc", "title").ShouldBe(("称号", "Title"));
        Labels.Value("NoticeStatus", "open").En.ShouldBe("Under notice");
        Labels.Value(null, "closed").En.ShouldBe("Closed");
        Labels.Value("FindingStatus", "closed").Zh.ShouldBe("已办结");
        Labels.Member(null, "nothing like this").ShouldBe(("nothing like this", "nothing like this"));
    }

    [Fact]
    public void Every_problem_has_advice_of_its_own_or_of_its_kind()
    {
        var codes = Labels.All.Where(l => l.File == "problems").Select(l => l.Name).ToArray();
        codes.Where(c => Labels.ProblemAdvice(c) is null).ShouldBeEmpty("add lines to src/Api/Words/advice.tsv");
        foreach (var code in codes)
        {
            var advice = Labels.ProblemAdvice(code)!;
            new[] { advice.Means.Zh, advice.Do.Zh }.ShouldAllBe(t => t.EndsWith('。') && t.Any(c => c > 0x2E80), code);
            new[] { advice.Means.En, advice.Do.En }.ShouldAllBe(t => t.EndsWith('.') && t.All(c => c < 0x2E80), code);
        }
        Labels.AllAdvice.Where(a => !a.Contains('*')).Except(codes).ShouldBeEmpty("nothing is refused so: take the lines out");
        Labels.ProblemAdvice("unknown-title").ShouldBe(Labels.ProblemAdvice("unknown-notice"));
        Labels.ProblemAdvice("unknown-candidate").ShouldNotBe(Labels.ProblemAdvice("unknown-title"));
        Labels.ProblemAdvice("policy-id-taken").ShouldBe(Labels.ProblemAdvice("finding-id-taken")! with { Clauses = "结" });
    }

    [Fact]
    public void The_clauses_of_a_problem_are_those_that_the_rules_refuse_by()
    {
        var told = Files().SelectMany(s => ByClause().Matches(s))
            .SelectMany(m => m.Groups["clauses"].Value.Split(", ").Select(c => (Code: m.Groups["code"].Value, Clause: c)))
            .ToLookup(t => t.Code, t => t.Clause);
        told.Count.ShouldBeGreaterThan(90);
        foreach (var problem in told)
        {
            Labels.ProblemAdvice(problem.Key)!.Clauses.Split(", ").Order(StringComparer.Ordinal)
                .ShouldBe(problem.Distinct().Order(StringComparer.Ordinal), $"{problem.Key} in src/Api/Words/advice.tsv");
        }
    }

    [Fact]
    public async Task Hints_are_of_members_that_requests_have_and_say_more_than_their_names()
    {
        var members = (await MembersAsync()).ToHashSet();
        foreach (var hint in Labels.AllHints)
        {
            var (schema, name) = hint.Split('.') is [var of, var one] ? (of, one) : ("", hint);
            members.Any(m => m.Item2 == name && (schema.Length == 0 || m.Item1 == schema))
                .ShouldBeTrue($"nothing is called {hint}: take its line out of hints.tsv");
            var (zh, en) = Labels.Hint(schema, name)!.Value;
            zh.ShouldEndWith("。", customMessage: hint);
            en.ShouldEndWith(".", customMessage: hint);
            zh.ShouldNotBe(Labels.Member(schema, name).Zh + "。");
        }
        Labels.Hint("Disclosure", "title").ShouldNotBe(Labels.Hint("ReceiveFinding", "title"));
        Labels.Hint(null, "undertaking").ShouldBeNull();
    }

    [Fact]
    public async Task Every_operation_is_described_in_both_languages()
    {
        var left = Labels.AllDescriptions.Keys.ToHashSet();
        foreach (var (name, operation) in The_OpenAPI_document_is_complete.All(await DocumentAsync()))
        {
            var (en, zh) = (Text("description"), Text("x-description-zh"));
            var (toldEn, whoEn) = Parted(en, "Anyone may ask.", "Who may ask: ");
            var (toldZh, whoZh) = Parted(zh, "任何人都可以请求。", "谁可以请求：");
            (whoEn is null).ShouldBe(whoZh is null, name);
            var roles = operation.GetProperty("x-roles").EnumerateArray().Select(r => r.GetString()!).ToArray();
            (whoEn ?? "public").Split(", ").ShouldBe(roles, name);
            if (whoZh is not null) whoZh.Split('、').ShouldBe(roles.Select(r => Labels.Value("Role", r).Zh), name);
            InChinese(zh);
            if (Labels.AllDescriptions.TryGetValue(toldEn, out var known))
            {
                toldZh.ShouldBe(known, name);
                left.Remove(toldEn);
                continue;
            }
            toldEn.ShouldBe(Text("summary") + ".", $"{name}: add a line to src/Api/Words/descriptions.tsv, or translate what changed");
            toldZh.ShouldBe(Text("x-summary-zh") + "。", name);

            string Text(string member) => operation.GetProperty(member).GetString()!;
        }
        left.ShouldBeEmpty("nothing says so any more: take the lines out of src/Api/Words/descriptions.tsv");

        static (string Told, string? Who) Parted(string text, string anyone, string some)
        {
            if (text.EndsWith(anyone, StringComparison.Ordinal)) return (text[..^anyone.Length].Trim(), null);
            var at = text.LastIndexOf(some, StringComparison.Ordinal);
            at.ShouldBeGreaterThan(0, text);
            return (text[..at].Trim(), text[(at + some.Length)..^1]);
        }
    }

    [Fact]
    public void Descriptions_are_whole_sentences_in_order_and_cite_the_same_in_both_languages()
    {
        var lines = File.ReadAllLines(Path.Combine(Source, "Api", "Words", "descriptions.tsv"));
        lines[0].ShouldBe("en\tzh");
        var rows = lines.Skip(1).Select(l => l.Split('\t')).ToArray();
        rows.ShouldAllBe(r => r.Length == 2 && r[0].EndsWith('.') && r[1].EndsWith('。'));
        rows.Select(r => r[0]).ShouldBe(rows.Select(r => r[0]).Order(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            InChinese(row[1]);
            row[1].ShouldNotContain("撤销称号");
            Cited(row[1]).ShouldBe(Cited(row[0]), row[0]);
        }

        static IEnumerable<string> Cited(string text) => Citation().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);
    }

    /// <summary>Beside citations, names of formats and what stands between back quotes.</summary>
    private static void InChinese(string text)
    {
        text.ShouldContain(c => c > 0x2E80);
        NoWord().Replace(text, "").ShouldNotMatch("[A-Za-z]", text);
    }

    /// <param name="stands">What also keeps an entry from being left over.</param>
    private static void AllHave(string file, IEnumerable<(string Of, string Name)> used, IEnumerable<string>? stands = null)
    {
        var entries = Labels.All.Where(l => l.File == file).Select(l => l.Name).ToHashSet();
        var read = used.ToHashSet();
        read.Count.ShouldBeGreaterThan(10);
        read.Where(u => !entries.Contains(u.Name) && !entries.Contains($"{u.Of}.{u.Name}"))
            .Select(u => u.Of.Length > 0 ? $"{u.Name} (of {u.Of})" : u.Name).Distinct().Order()
            .ShouldBeEmpty($"add lines to src/Api/Words/{file}.csv");
        entries.Except(read.SelectMany(u => new[] { $"{u.Of}.{u.Name}", entries.Contains($"{u.Of}.{u.Name}") ? "" : u.Name }))
            .Except(stands ?? []).Order()
            .ShouldBeEmpty($"nothing is called so any more: take the lines out of src/Api/Words/{file}.csv");
    }

    private async Task<IEnumerable<(string, string)>> MembersAsync() =>
        (await DocumentAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject()
            .SelectMany(s => s.Value.TryGetProperty("properties", out var members)
                ? members.EnumerateObject().Select(m => (s.Name, m.Name))
                : [])
            .Concat(MembersOfFacts());

    /// <summary>Pages show what a fact says, member by member, and what stands in them.</summary>
    private static IEnumerable<(string, string)> MembersOfFacts() =>
        OfFacts.Value.SelectMany(t => t.Properties.Select(p => (t.Type.Name, p.Name)));

    /// <summary>Facts, and whatever stands in one at any depth.</summary>
    private static readonly Lazy<IReadOnlyList<JsonTypeInfo>> OfFacts = new(() =>
    {
        var (found, left) = (new Dictionary<Type, JsonTypeInfo>(), new Queue<Type>(FactTypes.ByName.Values));
        while (left.TryDequeue(out var type))
        {
            if (found.ContainsKey(type)) continue;
            var info = LeaderJson.Stored.GetTypeInfo(type);
            found[type] = info;
            foreach (var inner in info.Properties.Select(p => p.PropertyType).Concat([info.ElementType, Nullable.GetUnderlyingType(type)]))
            {
                if (inner is not null) left.Enqueue(inner);
            }
        }
        return [.. found.Values];
    });

    private async Task<IEnumerable<(string, string)>> ParametersAsync() =>
        (await DocumentAsync()).GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject())
            .SelectMany(o => o.Value.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : [])
            .Select(p => ("", p.GetProperty("name").GetString()!));

    private async Task<IEnumerable<(string, string)>> WordsAsync()
    {
        var words = ClosedLists.Named.SelectMany(l => l.Words.Select(w => (l.Name, w))).ToList();
        words.AddRange(OfFacts.Value.Select(t => t.Type).Where(t => t.IsEnum).Select(ClosedLists.Of)
            .SelectMany(l => l.Words.Select(w => (l.Name, w))));
        Find(await DocumentAsync());
        return words;

        void Find(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray()) Find(item);
            }
            if (element.ValueKind != JsonValueKind.Object) return;
            if (element.TryGetProperty("enum", out var list) && list.ValueKind == JsonValueKind.Array)
            {
                var of = element.GetProperty("x-list").GetString()!;
                words.AddRange(list.EnumerateArray().Select(w => (of, w.GetString()!)));
            }
            foreach (var member in element.EnumerateObject()) Find(member.Value);
        }
    }

    /// <summary>Every code that the source names where it refuses something.</summary>
    private static IEnumerable<string> Codes()
    {
        var source = Files().ToArray();
        return source.SelectMany(s => Refused().Matches(s)).Select(m => m.Groups["code"].Value)
            .Concat(source.SelectMany(s => NotFound().Matches(s)).Select(m => $"unknown-{m.Groups["what"].Value.Replace(' ', '-')}"))
            .Concat(source.SelectMany(s => Listed().Matches(s)).SelectMany(m => Code().Matches(m.Value)).Select(m => m.Value)).Distinct();
    }

    private static IEnumerable<string> Literals() => Files().SelectMany(s => Literal().Matches(s)).Select(m => m.Groups[1].Value);

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/")).Select(File.ReadAllText);

    [GeneratedRegex("\"(?<code>[a-z]+(?:-[a-z]+)+)\",\\s*\"Clause (?<clauses>[^\"]+)\"")]
    private static partial Regex ByClause();

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"Refuses:[a-z,\s/-]*\.")]
    private static partial Regex Listed();

    [GeneratedRegex("[a-z]+(?:-[a-z]+)+")]
    private static partial Regex Code();

    [GeneratedRegex("""
        (?:\bRefusal\(|Problems\.(?:Of|Later)\(|\d{3}\ =>\ \()\s*
        (?:\w+\.\w+,\s*|\d+,\s*)?"(?<code>[a-z]+(?:-[a-z]+)*)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Refused();

    [GeneratedRegex("""(?:NotFound\(|Unknown\(|MapDocument(?:<\w+>)?\([^;"]*"[^"]*",\s*[\w.]+,\s*)"(?<what>[a-z][a-z -]*)["]""")]
    private static partial Regex NotFound();

    [GeneratedRegex(@"\b[ADQR]\d+\b|[一二三四五]\([一二三四五六引]\)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"`[^`]+`|[ADQR]\d+|CloudEvents|JSON|RFC \d+|SHA-256")]
    private static partial Regex NoWord();

    private Task<JsonElement> DocumentAsync() => api.GetAsync("/openapi/v1.json");
}
