using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsvHelper;
using Leader.Api.Http;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Views;

/// <summary>CSV and workbooks. What they say is compared with the JSON of the same address, read by other programs' readers.</summary>
[Collection("history")]
public class A_list_is_a_table_whose_columns_do_not_depend_on_its_rows(HistoryFixture history)
{
    public static TheoryData<string> Lists =>
    [
        "key-fields", "categories", "calls", "evaluations", "titles", "leaders", "categories/air-purifier/leaders", "bans", "enterprises",
        "declarations", "notices", "complaints", "cases", "findings", "reports", "organisations", "rule-sets", "policies",
        "implementing-schemes",
    ];

    private async Task<string> TextAsync(string address)
    {
        using var answer = await history.AskAsync(address, ("Accept", "text/csv"));
        var text = await answer.TextAsync();
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, text);
        return text;
    }

    private async Task<(string[] Head, List<string[]> Rows)> CsvAsync(string address)
    {
        using var csv = new CsvParser(new StringReader(await TextAsync(address)), CultureInfo.InvariantCulture);
        csv.Read();
        var (head, rows) = (csv.Record!, new List<string[]>());
        while (csv.Read()) rows.Add(csv.Record!);
        return (head, rows);
    }

    private async Task<JsonElement> JsonAsync(string address) =>
        JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address));

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task The_same_on_every_page_and_on_an_empty_one(string list)
    {
        var empty = await CsvAsync($"/v1/{list}?position=0");
        empty.Rows.ShouldBeEmpty();
        empty.Head.Length.ShouldBeGreaterThan(4);
        empty.Head.ShouldBeUnique();
        var size = list is "evaluations" ? 40 : 7;
        var next = $"/v1/{list}?limit={size}";
        for (var page = 0; page < 3 && next is not null; page++)
        {
            (await CsvAsync(next)).Head.ShouldBe(empty.Head);
            next = (await JsonAsync(next)).GetProperty("next").GetString();
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_cell_says_what_the_document_says(string list)
    {
        var address = $"/v1/{list}?limit=25&position={history.Newest}&asOf=2026-11-23";
        var (json, (head, rows)) = (await JsonAsync(address), await CsvAsync(address));
        var items = json.GetProperty("items").EnumerateArray().ToArray();

        rows.Count.ShouldBe(items.Length);
        foreach (var (item, row) in items.Zip(rows))
        {
            foreach (var (path, value) in Leaves(item, ""))
            {
                if (value.ValueKind == JsonValueKind.Null && !head.Contains(path))
                {
                    head.ShouldContain(h => h.StartsWith(path + ".", StringComparison.Ordinal), path); // an object that is not there
                    continue;
                }
                var cell = row[Array.IndexOf(head, path)];
                if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0) new[] { "", "0" }.ShouldContain(cell, path);
                else cell.ShouldBe(Told(value), path);
            }
            row[^3..].ShouldBe(["2026-11-23", json.GetProperty("knownAt").GetString()!, $"{history.Newest}"]);
        }

        static IEnumerable<(string, JsonElement)> Leaves(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Where(p => p.Name != "links")
                .SelectMany(p => Leaves(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}"))
            : [(path, value)];
    }

    [Fact]
    public async Task Names_stand_beside_codes_in_both_languages()
    {
        var told = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string[] documents = ["statistics", "categories/air-purifier/ranking"];
        foreach (var list in ((IEnumerable<object[]>)Lists).Select(l => (string)l[0]).Concat(documents))
        {
            var address = $"/v1/{list}?position={history.Newest}&asOf=2026-11-23{(documents.Contains(list) ? "" : "&limit=40")}";
            var (json, (head, rows)) = (await JsonAsync(address), await CsvAsync(address));
            var names = json.GetProperty("names").EnumerateObject().Where(k => k.Name != "indicators")
                .SelectMany(k => k.Value.EnumerateObject()).ToLookup(n => n.Name, n => n.Value);
            foreach (var (at, name) in head.Index().Where(h => h.Item.EndsWith(".name.zh", StringComparison.Ordinal)))
            {
                var code = name[..^".name.zh".Length];
                (head[at - 1], head[at + 1]).ShouldBe((code, $"{code}.name.en"), list);
                foreach (var row in rows)
                {
                    var of = row[at - 1].Split(" | ").Select(id => names[id].FirstOrDefault()).ToArray();
                    foreach (var (cell, language) in new[] { (row[at], "zh"), (row[at + 1], "en") })
                    {
                        var said = of.Select(n => n.ValueKind == JsonValueKind.Object ? n.GetProperty(language).GetString() : null)
                            .ToArray();
                        cell.ShouldBe(said.All(s => s is null) ? "" : string.Join(" | ", said), $"{list} {code} {row[at - 1]}");
                    }
                    if (row[at].Length > 0) told[code] = told.GetValueOrDefault(code) + 1;
                }
            }
        }
        foreach (var code in new[] { "enterprise", "category", "disclosure.categories", "body", "sector", "creditCode" })
        {
            told.ShouldContainKey(code);
        }
        told.Values.Sum().ShouldBeGreaterThan(500);
    }

    private static string Told(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when value.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.Object) => $"{value.GetArrayLength()}",
        JsonValueKind.Array => string.Join(" | ", value.EnumerateArray()),
        _ => value.ToString(),
    };

    [Fact]
    public async Task Pages_stand_one_behind_the_other_as_one_table()
    {
        var whole = (await TextAsync("/v1/titles?limit=1000")).Split("\r\n");
        var (pages, next) = (new List<string>(), (string?)"/v1/titles?limit=100");
        while (next is not null)
        {
            var lines = (await TextAsync(next)).Split("\r\n")[..^1];
            pages.AddRange(pages.Count == 0 ? lines : lines[1..]);
            next = (await JsonAsync(next)).GetProperty("next").GetString();
        }
        pages.ShouldBe(whole[..^1]);
    }

    [Fact]
    public async Task A_ranking_has_a_row_for_each_entry_and_each_standard_that_is_not_in_it_and_columns_for_each_indicator()
    {
        foreach (var address in new[] { "/v1/evaluations/2026-air-purifier/ranking", "/v1/categories/air-purifier/ranking" })
        {
            var (json, (head, rows)) = (await JsonAsync(address), await CsvAsync(address));
            var entries = json.GetProperty("entries").EnumerateArray().ToArray();
            var codes = json.GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("code").GetString()!).ToArray();
            var leaders = json.GetProperty("lists").EnumerateArray().Last().GetProperty("leaders").EnumerateArray()
                .Select(l => l.GetProperty("declaration").GetString()).ToArray();

            (string, string, string)[] outside =
            [
                .. json.GetProperty("excluded").EnumerateArray().Concat(json.GetProperty("leftOutOfPool").EnumerateArray())
                    .Select(x => (Said(x, "declaration"), Said(x, "ground"), Said(x, "detail"))).DistinctBy(x => x.Item1),
                .. json.GetProperty("notEvaluable").EnumerateArray()
                    .Select(x => (
                        Said(x, "declaration"),
                        "missingIndicators",
                        string.Join(", ", x.GetProperty("missingIndicators").EnumerateArray()))),
            ];
            rows[entries.Length..].Select(r => (Cell(r, "declaration"), Cell(r, "ground"), Cell(r, "detail"))).ShouldBe(outside);
            rows[entries.Length..].Select(r => Cell(r, "place")).Distinct().ShouldBe([""]);
            rows[entries.Length..].Select(r => Cell(r, "state")).Except(["excluded", "leftOutOfPool", "notEvaluable"]).ShouldBeEmpty();
            outside.ShouldNotBeEmpty();
            codes.Length.ShouldBeGreaterThan(2);
            foreach (var (entry, row) in entries.Zip(rows))
            {
                Cell(row, "place").ShouldBe($"{entry.GetProperty("place")}");
                Cell(row, "total").ShouldBe(entry.GetProperty("total").GetRawText());
                Cell(row, "evaluation").ShouldBe("2026-air-purifier");
                Cell(row, "state").ShouldBe(
                    entry.GetProperty("annulled").ValueKind == JsonValueKind.Object ? "annulled"
                        : entry.GetProperty("struckBy").GetArrayLength() > 0 ? "struck" : "ranked");
                Cell(row, "onLeaderList").ShouldBe(leaders.Contains(entry.GetProperty("declaration").GetString()) ? "true" : "false");
                foreach (var code in codes)
                {
                    var result = entry.GetProperty("results").EnumerateArray()
                        .FirstOrDefault(r => r.GetProperty("indicator").GetString() == code);
                    var there = result.ValueKind == JsonValueKind.Object;
                    Cell(row, $"{code}.points").ShouldBe(there ? result.GetProperty("points").GetRawText() : "");
                    Cell(row, $"{code}.value.value")
                        .ShouldBe(there ? Told(result.GetProperty("value").GetProperty("value")) : "");
                }
            }

            string Cell(string[] row, string column) => row[Array.IndexOf(head, column)];
            string Said(JsonElement of, string member) => of.GetProperty(member).GetString()!;
        }
    }

    [Fact]
    public async Task A_ranking_stands_in_the_order_of_any_of_its_columns_in_all_its_forms()
    {
        var evaluations = (await JsonAsync("/v1/evaluations?limit=1000")).GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("entries").GetArrayLength() > 2).Select(e => e.GetProperty("evaluation").GetString()!)
            .Where((_, i) => i % 7 == 0).ToArray();
        evaluations.Length.ShouldBeGreaterThan(3);
        foreach (var evaluation in evaluations)
        {
            var address = $"/v1/evaluations/{evaluation}/ranking";
            var json = await JsonAsync(address);
            var entries = json.GetProperty("entries").EnumerateArray().ToArray();
            var codes = json.GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("code").GetString()!).ToArray();
            foreach (var column in (string[])["place", "enterpriseName", "number", "total", "toNext", .. codes])
            {
                var told = entries.Select((e, i) => (Entry: e, At: i, Keys: KeysOf(e, column))).ToArray();
                foreach (var turned in new[] { false, true })
                {
                    var there = told.Where(t => t.Keys is not null).ToList();
                    there.Sort((a, b) => Compared(a.Keys!, b.Keys!) is var c && c != 0 ? turned ? -c : c : a.At - b.At);
                    var expected = there.Concat(told.Where(t => t.Keys is null))
                        .Select(t => $"{t.Entry.GetProperty("declaration")}").ToArray();
                    var sorted = $"{address}?sort={(turned ? "-" : "")}{column}";
                    (await JsonAsync(sorted)).GetProperty("entries").EnumerateArray().Select(e => $"{e.GetProperty("declaration")}")
                        .ShouldBe(expected, sorted);
                    if (column != "total") continue;
                    var (head, rows) = await CsvAsync(sorted);
                    rows.Take(expected.Length).Select(r => r[Array.IndexOf(head, "declaration")]).ShouldBe(expected, sorted);
                }
            }
        }
        using var refused = await history.AskAsync("/v1/categories/air-purifier/ranking?sort=beauty");
        await refused.ShouldBeMalformedAsync("sort");

        static IComparable[]? KeysOf(JsonElement entry, string column)
        {
            if (entry.TryGetProperty(column, out var member))
            {
                return member.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.Number => [member.GetDecimal()],
                    _ => [member.GetString()!],
                };
            }
            var result = entry.GetProperty("results").EnumerateArray()
                .FirstOrDefault(r => r.GetProperty("indicator").GetString() == column);
            return result.ValueKind != JsonValueKind.Object ? null
                :
                [
                    result.GetProperty("points").GetDecimal(),
                    result.GetProperty("margin") is { ValueKind: JsonValueKind.Number } margin ? margin.GetDecimal() : decimal.MinValue,
                ];
        }

        static int Compared(IComparable[] one, IComparable[] other) => one.Zip(other)
            .Select(p => p.First is string text ? string.CompareOrdinal(text, (string)p.Second) : p.First.CompareTo(p.Second))
            .FirstOrDefault(c => c != 0);
    }

    [Theory]
    [InlineData("/v1/statistics", "items")]
    [InlineData("/v1/changes?from=2026-06-01T00:00:00%2B08:00&limit=5", "items")]
    [InlineData("/v1/events?limit=5", "items")]
    public async Task Whatever_has_rows_is_a_table(string address, string rows)
    {
        var (json, csv) = (await JsonAsync(address), await CsvAsync(address));
        csv.Rows.Count.ShouldBe(json.GetProperty(rows).GetArrayLength());
        csv.Rows.ShouldAllBe(r => r.Length == csv.Head.Length);
        csv.Rows.Count.ShouldBeGreaterThan(4);
    }

    [Theory]
    [InlineData("/v1/bans?format=csv", true, true)]
    [InlineData("/v1/bans?format=csv&bom=false", true, false)]
    [InlineData("/v1/bans?bom=true", false, true)]
    [InlineData("/v1/bans", false, false)]
    public async Task Who_asks_in_the_address_gets_a_file_that_a_spreadsheet_reads(string address, bool file, bool mark)
    {
        using var answer = await history.AskAsync(address, ("Accept", "text/csv"));
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble).ShouldBe(mark);
        if (file)
        {
            answer.Content.Headers.ContentDisposition!.FileName.ShouldBe($"bans_2026-11-23_{history.Newest}.csv");
            answer.Content.Headers.ContentDisposition.DispositionType.ShouldBe("attachment");
        }
        else
        {
            answer.Content.Headers.ContentDisposition.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_workbook_has_days_and_numbers_as_such_and_is_the_same_byte_for_byte()
    {
        const string address = "/v1/titles?limit=3&format=xlsx&asOf=2026-11-23&position=";
        var bytes = await history.Http.GetByteArrayAsync(address + history.Newest);
        var json = await JsonAsync($"/v1/titles?limit=3&asOf=2026-11-23&position={history.Newest}");
        var rows = Rows(bytes);

        (await history.Http.GetByteArrayAsync(address + history.Newest)).ShouldBe(bytes);
        rows.Count.ShouldBe(4);
        var head = rows[0].Select(c => c.Text).ToList();
        foreach (var (item, row) in json.GetProperty("items").EnumerateArray().Zip(rows.Skip(1)))
        {
            var (from, cycle, name) = (row[head.IndexOf("from")], row[head.IndexOf("cycle")], row[head.IndexOf("enterpriseName")]);
            from.Type.ShouldBe("n");
            DateOnly.FromDateTime(DateTime.FromOADate(double.Parse(from.Text, CultureInfo.InvariantCulture)))
                .ShouldBe(item.GetProperty("from").Deserialize<DateOnly>());
            (cycle.Type, cycle.Text).ShouldBe(("n", $"{item.GetProperty("cycle")}"));
            (name.Type, name.Text).ShouldBe(("inlineStr", item.GetProperty("enterpriseName").GetString()!));
        }
    }

    private static List<List<(string Type, string Text)>> Rows(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        foreach (var part in zip.Entries) XDocument.Load(part.Open());
        var sheet = XDocument.Load(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        return [.. sheet.Descendants().Where(e => e.Name.LocalName == "row")
            .Select(r => r.Elements().Select(c => (c.Attribute("t")?.Value ?? "", c.Value)).ToList())];
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86 10", "'+86 10")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("＝1", "'＝1")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData(";=1+1", ";'=1+1")]
    [InlineData("a; =1+1", "a; '=1+1")]
    [InlineData("a\n=1+1", "a\n'=1+1")]
    [InlineData("a=1", "a=1")]
    [InlineData("Q/BE 001-2024", "Q/BE 001-2024")]
    public void Text_is_never_a_formula_in_a_spreadsheet_of_any_language(string text, string cell)
    {
        var row = JsonSerializer.SerializeToElement(new { text, number = -1.50m });
        var csv = Encoding.UTF8.GetString(
            Csv.Write([Column.Member(Cells.Text, "text"), Column.Member(Cells.Number, "number")], [row], mark: false));
        using var read = new CsvParser(new StringReader(csv), CultureInfo.InvariantCulture);
        read.Read();
        read.Read();

        read.Record.ShouldBe([cell, "-1.50"]);
        Rows(Xlsx.Write([Column.Member(Cells.Text, "text")], [row]))[1].ShouldBe([("inlineStr", text)]);
    }
}
