using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Leader.Domain;
using MiniExcelLibs;

namespace Leader.Api.Tests.Imports;

[Collection("api")]
public class Files_of_requests_are_imported(ApiFixture api)
{
    private const string Csv = "text/csv", Lines = "application/x-ndjson",
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>As the national platform heads its tables, with what it has beside that.</summary>
    private const string Platform = "序号,企业名称,标准编号,标准名称,产品型号,指标代码,指标名称,指标类别,关系,指标值,单位,检验方法,条款";

    private const string Table = Platform + "\n"
        + "1,示例企业,Q/IMP 001-2026,净化器,AP-1;AP-2,cadr,洁净空气量,性能指标,不低于,600,m³/h,GB/T 18801-2022,4.1\n"
        + ",,,,,noise,噪声,功能指标,≤,50,dB(A),GB/T 4214.1-2017,4.2\n"
        + "2,示例企业,Q/IMP 002-2026,风扇,F-1,flow,风量,performance,atLeast,viel,m³/h,GB/T 1,4.1\n"
        + "3,示例企业,Q/IMP 003,风扇,F-1,flow,风量,performance,atLeast,5,m³/h,GB/T 1,4.1\n"
        + "4,示例企业,Q/IMP 001-2026,别的,AP-9,cadr,洁净空气量,性能指标,不低于,600,m³/h,GB/T 18801-2022,4.1\n"
        + "5,示例企业,Q/IMP 004-2026,\"净化器,\n大号\",AP-3,cadr,洁净空气量,性能指标,不低于,600,m³/h,GB/T 18801-2022,4.1\n"
        + "6,示例企业,Q/IMP 005-2026,净化器,AP-4,cadr,洁净空气量,性能指标,不低于,600,m³/h,GB/T 18801-2022,4.1\n";

    [Fact]
    public async Task Every_row_is_accepted_or_refused_by_the_rules_of_a_request_that_is_sent_alone()
    {
        var by = await api.RegisteredAsync("91110000TM0000001");
        var before = await api.CountEventsAsync();
        var tried = await ImportedAsync("declarations?dryRun=true", Table, Csv, by);
        (await api.CountEventsAsync()).ShouldBe(before, "it was only tried");
        var import = await ImportedAsync("declarations", Table, Csv, by);
        foreach (var name in new[] { "state", "rows", "accepted", "already", "refused", "line" })
        {
            tried[name]!.ToJsonString().ShouldBe(import[name]!.ToJsonString(), name);
        }
        (import["state"]!.GetValue<string>(), Count(import, "rows"), Count(import, "accepted"), Count(import, "refused"))
            .ShouldBe(("done", 6, 2, 4));
        (await api.CountEventsAsync()).ShouldBe(before + 2);

        var rows = await RowsAsync(import, by);
        rows.Select(r => (r["line"]!.GetValue<int>(), r["outcome"]!.GetValue<string>())).ShouldBe(
            [(2, "accepted"), (4, "refused"), (5, "refused"), (6, "refused"), (7, "refused"), (9, "accepted")]);
        rows[1]["reason"]!.GetValue<string>().ShouldStartWith("Line 4, 指标值: ");
        rows[2]["reason"]!.GetValue<string>().ShouldStartWith("Line 5, 标准编号: ");
        var alone = await api.PostAsync("/v1/declarations?dryRun=true", new
        {
            enterprise = by.Subject,
            number = "Q/IMP 001-2026",
            disclosure = Asking.Disclosed(600m, title: "别的") with { ComparedWith = [] },
        }, by);
        var problem = await alone.JsonAsync();
        problem.GetProperty("type").GetString().ShouldBe($"/problems/{rows[3]["code"]}");
        (rows[3]["reason"]!.GetValue<string>(), rows[3]["clause"]!.GetValue<string>())
            .ShouldBe((problem.GetProperty("detail").GetString(), problem.GetProperty("clause").GetString()));
        var made = await api.GetAsync(
            $"/v1/declarations/{Uri.EscapeDataString(rows[0]["id"]!.GetValue<string>())}", import["position"]!.GetValue<long>());
        made.GetProperty("disclosure").GetProperty("indicators").GetArrayLength().ShouldBe(2);
        made.GetProperty("disclosure").GetProperty("products")[1].GetString().ShouldBe("AP-2");

        var again = await ImportedAsync("declarations", Table, Csv, by);
        (Count(again, "accepted"), Count(again, "already"), Count(again, "refused")).ShouldBe((0, 2, 4), again.ToJsonString());
        (await api.CountEventsAsync()).ShouldBe(before + 2);
        var csv = await AskAsync(HttpMethod.Get, $"/v1/imports/{import["import"]}/rows?outcome=refused&format=csv", by);
        (await csv.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_table_a_workbook_and_lines_of_JSON_say_the_same()
    {
        var outcomes = new List<string>();
        var head = Platform.Split(',');
        using var book = new MemoryStream();
        var cells = new[]
        {
            "1,示例企业,Q/IMP 001-2026,净化器,AP-1;AP-2,cadr,洁净空气量,性能指标,不低于,600,m³/h,GB/T 18801-2022,4.1",
            "2,示例企业,Q/IMP 002-2026,风扇,F-1,flow,风量,performance,atLeast,viel,m³/h,GB/T 1,4.1",
        }.Select(l => l.Split(',')).ToArray();
        book.SaveAs(cells.Select(r => head.Zip(r).ToDictionary(
            c => c.First, c => decimal.TryParse(c.Second, out var number) ? (object)number : c.Second)));
        string Line(string number, string value) => new JsonObject
        {
            ["number"] = number,
            ["disclosure"] = JsonNode.Parse(JsonSerializer.Serialize(Asking.Disclosed(), Projections.Log.LeaderJson.Http)
                .Replace("500", value, StringComparison.Ordinal)),
        }.ToJsonString();
        foreach (var (n, type, bytes) in new[]
        {
            (1, Csv, Encoding.UTF8.GetBytes(string.Join("\r\n", cells.Select(c => string.Join(';', c.Select(v => $"\"{v}\"")))
                .Prepend("\uFEFF" + Platform.Replace(',', ';'))))),
            (2, Xlsx, book.ToArray()),
            (3, Lines, Encoding.UTF8.GetBytes("\n" + Line("Q/IMP 001-2026", "600") + "\n" + Line("Q/IMP 002-2026", "\"viel\""))),
        })
        {
            var by = await api.RegisteredAsync($"91110000TM000010{n}");
            var import = await ImportedAsync("declarations", bytes, type, by);
            (Count(import, "rows"), Count(import, "accepted"), Count(import, "refused")).ShouldBe((2, 1, 1), type);
            outcomes.Add(string.Join(' ', (await RowsAsync(import, by)).Select(r => $"{r["name"]} {r["outcome"]} {r["code"]}")));
        }
        outcomes.Distinct().Count().ShouldBe(1, string.Join('\n', outcomes));
    }

    [Fact]
    public async Task A_registrar_imports_enterprises_and_an_enterprise_itself_alone()
    {
        await api.KnownAsync(Asking.Registrar, Domain.Record.OrganisationKind.Registrar);
        var (one, two) = (Asking.Code("91110000TM0000201"), Asking.Code("91110000TM0000202"));
        var table = $"统一社会信用代码,企业名称,地区,联系电话\n{one},甲公司,北京,1\n{two},乙公司,上海,2\n{one},丙公司,北京,3\n"
            + "91110000TM0000203X,丁公司,,\n";
        var import = await ImportedAsync("enterprises", table, Csv, Asking.Registrar);
        (await RowsAsync(import, Asking.Registrar)).Select(r => $"{r["outcome"]} {r["code"]}".TrimEnd()).ShouldBe(
            ["accepted", "accepted", "refused enterprise-already-registered", "refused credit-code-check-fails"]);
        var own = Asking.Enterprise(Asking.Code("91110000TM0000204"));
        var alone = await ImportedAsync("enterprises", $"enterprise,name\n{own.Subject},己公司\n{two},乙公司\n", Csv, own);
        (await RowsAsync(alone, own)).Select(r => $"{r["outcome"]} {r["code"]}".TrimEnd())
            .ShouldBe(["accepted", "refused not-yours-to-do"]);
    }

    [Fact]
    public async Task An_import_is_followed_by_its_sender_and_the_regulator_and_sent_twice_is_one()
    {
        var by = await api.RegisteredAsync("91110000TM0000301");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await (await SendAsync("declarations", Encoding.UTF8.GetBytes(Table), Csv, by, key)).JsonAsync();
        var second = await (await SendAsync("declarations", Encoding.UTF8.GetBytes(Table), Csv, by, key)).JsonAsync();
        second.GetProperty("import").GetString().ShouldBe(first.GetProperty("import").GetString());
        await (await SendAsync("declarations", Encoding.UTF8.GetBytes(Table + "\n"), Csv, by, key))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        var at = first.GetProperty("links").GetProperty("self").GetString()!;
        await EndOfAsync(at, by);
        await (await AskAsync(HttpMethod.Get, at, null)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        await (await AskAsync(HttpMethod.Get, at, Asking.Enterprise(Asking.Code("91110000TM0000302"))))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-import");
        (await AskAsync(HttpMethod.Get, at, Asking.Samr)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await SendAsync("declarations", Encoding.UTF8.GetBytes(Table), Csv, Asking.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        await (await SendAsync("declarations", Encoding.UTF8.GetBytes(Table), "application/pdf", by))
            .ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, "type-not-accepted");
    }

    private const string Head = "number,title,code,name,kind,operator,value,unit,testMethod,clause",
        One = "Q/H 1-2026,t,c,n,performance,atLeast,6,m,x,4.1";

    private static byte[] Hostile(string what) => what switch
    {
        "nothing" => [],
        "headings alone" => Text(Head),
        "another separator" => Text($"{Head.Replace(',', '|')}\n{One.Replace(',', '|')}"),
        "a wrong heading" => Text($"{Head},vlaue\n{One},1"),
        "a heading twice" => Text($"{Head},标准编号\n{One},1"),
        "a heading missing" => Text($"{Head.Replace("value,", "")}\n{One}"),
        "another encoding" => [.. Text($"{Head}\n{One}\n"), 0xB1, 0xEA, 0xD7, 0xBC, (byte)'\n'],
        "UTF-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($"{Head}\n{One}")],
        "a line without end" => Text($"{Head}\n{new string(',', 3 << 20)}"),
        "a cell without end" => Text($"{Head}\n\"{new string('x', 3 << 20)}"),
        "a line of JSON without end" => Text("{\"number\":\"" + new string('x', 3 << 20)),
        "no workbook" => Text(Head),
        _ => Bomb(),
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A workbook of some megabytes that comes to more than may be once it is unpacked.</summary>
    private static byte[] Bomb()
    {
        using var book = new MemoryStream();
        book.SaveAs(new[] { new { number = "Q/H 1-2026", value = 1 } });
        using var bomb = new MemoryStream();
        using (var from = new ZipArchive(book, ZipArchiveMode.Read))
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in from.Entries)
            {
                using var was = part.Open();
                using var now = zip.CreateEntry(part.FullName).Open();
                was.CopyTo(now);
            }
            using var zeros = zip.CreateEntry("xl/media/image1.png", CompressionLevel.Fastest).Open();
            for (var i = 0; i < 520; i++) zeros.Write(new byte[1 << 20]);
        }
        return bomb.ToArray();
    }

    [Theory]
    [InlineData("nothing", Csv, "line 1")]
    [InlineData("headings alone", Csv, "line 1")]
    [InlineData("another separator", Csv, "line 1")]
    [InlineData("a wrong heading", Csv, "line 1, vlaue")]
    [InlineData("a heading twice", Csv, "line 1, 标准编号")]
    [InlineData("a heading missing", Csv, "line 1")]
    [InlineData("another encoding", Csv, "line 3")]
    [InlineData("UTF-16", Csv, "line 1")]
    [InlineData("a line without end", Csv, "line 2")]
    [InlineData("a cell without end", Csv, "line 2")]
    [InlineData("a line of JSON without end", Lines, "line 1")]
    [InlineData("no workbook", Xlsx, "line 1")]
    [InlineData("a bomb", Xlsx, "line 1")]
    public async Task What_cannot_be_read_is_refused_at_its_line_and_column(string what, string type, string at)
    {
        var by = Asking.Enterprise(Asking.Code("91110000TM0000401"));
        var answer = await api.RecordingNothingAsync(() => SendAsync("declarations", Hostile(what), type, by));
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe([at], $"{what}: {problem}");
    }

    [Fact]
    public async Task Lines_may_end_as_on_an_old_Mac_and_formulas_are_told_by_their_cells()
    {
        var by = await api.RegisteredAsync("91110000TM0000501");
        var old = await ImportedAsync("declarations", Table.Replace('\n', '\r'), Csv, by);
        (Count(old, "accepted"), Count(old, "refused")).ShouldBe((2, 4));
        (await RowsAsync(old, by)).Select(r => r["line"]!.GetValue<int>()).ShouldBe([2, 4, 5, 6, 7, 9]);

        using var book = new MemoryStream();
        book.SaveAs(Enumerable.Range(1, 2).Select(n => new Dictionary<string, object>
        {
            ["number"] = $"Q/F 00{n}-2026",
            ["title"] = "t",
            ["code"] = "c",
            ["name"] = "n",
            ["kind"] = "performance",
            ["operator"] = "atLeast",
            ["value"] = 5,
            ["unit"] = "m",
            ["testMethod"] = "x",
            ["clause"] = "4.1",
            ["products"] = "P",
        }));
        var formula = await ImportedAsync("declarations", WithFormula(book, "G3"), Xlsx, by);
        var rows = await RowsAsync(formula, by);
        rows.Select(r => r["outcome"]!.GetValue<string>()).ShouldBe(["accepted", "refused"], rows[0].ToJsonString());
        rows[1]["reason"]!.GetValue<string>().ShouldBe("Line 3, value: holds a formula. Paste the table as values.");
    }

    [Fact]
    public async Task A_large_file_is_in_nobody_elses_way()
    {
        var (large, small) = (await api.RegisteredAsync("91110000TM0000701"), await api.RegisteredAsync("91110000TM0000702"));
        var head = "number,title,products,code,name,kind,operator,value,unit,testMethod,clause\n";
        string File(int rows) => head + string.Concat(Enumerable.Range(1, rows)
            .Select(i => $"Q/FAIR {i:D5}-2026,t,P-{i},c,n,performance,atLeast,{(i % 500 == 1 ? "5" : "x")},m,x,4.1\n"));
        var first = (await SendAsync("declarations", Encoding.UTF8.GetBytes(File(20_000)), Csv, large)).Headers.Location!.ToString();
        var second = (await SendAsync("declarations", Encoding.UTF8.GetBytes(File(1)), Csv, large)).Headers.Location!.ToString();

        var other = await ImportedAsync("declarations", File(3), Csv, small);

        var (one, two) = (await EndOfAsync(first, large), await EndOfAsync(second, large));
        (Count(other, "accepted"), Count(other, "refused")).ShouldBe((1, 2));
        (Count(one, "accepted"), Count(one, "refused")).ShouldBe((40, 19_960), "taken up again where it stood, no row twice");
        (await RowsAsync(one, large)).Select(r => r["line"]!.GetValue<int>()).ShouldBe(Enumerable.Range(2, 20_000));
        Count(two, "already").ShouldBe(1, "files of one sender are decided in their order");
        DateTimeOffset Ended(JsonNode import) => import["ended"]!.GetValue<DateTimeOffset>();
        Ended(other).ShouldBeLessThan(Ended(one));
        Ended(one).ShouldBeLessThan(Ended(two));
    }

    [Fact]
    public async Task A_sender_lists_its_own_imports_and_nobody_elses()
    {
        var (by, other) = (await api.RegisteredAsync("91110000TM0000801"), await api.RegisteredAsync("91110000TM0000802"));
        var sent = new List<string>();
        for (var i = 0; i < 3; i++) sent.Add((await ImportedAsync("declarations", Table, Csv, by))["import"]!.GetValue<string>());
        await ImportedAsync("declarations", Table.Replace("Q/IMP", "Q/IMQ"), Csv, other);

        var all = JsonNode.Parse(await (await AskAsync(HttpMethod.Get, "/v1/imports", by)).TextAsync())!;
        Ids(all).ShouldBe(sent.AsEnumerable().Reverse());
        all["next"].ShouldBeNull();
        all["items"]![0]!["links"]!["self"]!.GetValue<string>().ShouldBe($"/v1/imports/{sent[2]}");
        all["items"]![0]!.ToJsonString().ShouldBe(
            JsonNode.Parse(await (await AskAsync(HttpMethod.Get, $"/v1/imports/{sent[2]}", by)).TextAsync())!.ToJsonString());

        var pages = new List<string>();
        for (var at = "/v1/imports?limit=2"; at is not null;)
        {
            var page = JsonNode.Parse(await (await AskAsync(HttpMethod.Get, at, by)).TextAsync())!;
            pages.AddRange(Ids(page));
            at = page["next"]?.GetValue<string>();
        }
        pages.ShouldBe(sent.AsEnumerable().Reverse());

        await (await AskAsync(HttpMethod.Get, $"/v1/imports?after={sent[0]}", other))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await (await AskAsync(HttpMethod.Get, "/v1/imports?limit=0", by)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await (await AskAsync(HttpMethod.Get, "/v1/imports", null)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        await (await AskAsync(HttpMethod.Get, "/v1/imports", Asking.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");

        static string[] Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!["import"]!.GetValue<string>())];
    }

    private static byte[] WithFormula(MemoryStream book, string cell)
    {
        using (var zip = new ZipArchive(book, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.Single(e => e.FullName == "xl/worksheets/sheet1.xml");
            string xml;
            using (var reader = new StreamReader(entry.Open())) xml = reader.ReadToEnd();
            var at = xml.IndexOf('>', xml.IndexOf($"r=\"{cell}\"", StringComparison.Ordinal)) + 1;
            using var part = entry.Open();
            part.SetLength(0);
            part.Write(Encoding.UTF8.GetBytes(xml.Insert(at, xml[..at].Contains("<x:c ") ? "<x:f>2+3</x:f>" : "<f>2+3</f>")));
        }
        return book.ToArray();
    }

    private static int Count(JsonNode import, string name) => import[name]!.GetValue<int>();

    private Task<HttpResponseMessage> SendAsync(
        string of,
        byte[] file,
        string type,
        Actor by,
        params (string Name, string Value)[] headers) => AskAsync(HttpMethod.Post, $"/v1/imports/{of}", by, file, type, headers);

    private async Task<HttpResponseMessage> AskAsync(
        HttpMethod method,
        string address,
        Actor? by,
        byte[]? file = null,
        string? type = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        if (file is not null)
        {
            request.Content = new ByteArrayContent(file);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type!);
        }
        if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await api.Http.SendAsync(request);
    }

    private Task<JsonNode> ImportedAsync(string of, string file, string type, Actor by) =>
        ImportedAsync(of, Encoding.UTF8.GetBytes(file), type, by);

    private async Task<JsonNode> ImportedAsync(string of, byte[] file, string type, Actor by)
    {
        var sent = await SendAsync(of, file, type, by);
        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted, await sent.TextAsync());
        return await EndOfAsync(sent.Headers.Location!.ToString(), by);
    }

    private async Task<JsonNode> EndOfAsync(string address, Actor by)
    {
        for (var left = 400; ; left--)
        {
            var import = JsonNode.Parse(await (await AskAsync(HttpMethod.Get, address, by)).TextAsync())!;
            if (import["ended"] is not null) return import;
            left.ShouldBeGreaterThan(0, import.ToJsonString());
            await Task.Delay(25);
        }
    }

    private async Task<List<JsonNode>> RowsAsync(JsonNode import, Actor by) =>
        [.. (await (await AskAsync(HttpMethod.Get, $"/v1/imports/{import["import"]}/rows", by)).TextAsync())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
}
