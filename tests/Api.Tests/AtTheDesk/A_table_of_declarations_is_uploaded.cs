using System.Net;
using System.Text;
using MiniExcelLibs;

namespace Leader.Api.Tests.AtTheDesk;

[Collection("api")]
public class A_table_of_declarations_is_uploaded(ApiFixture api)
{
    internal const string Head = "标准编号 number,标准名称 title,品类 categories,产品型号 products,对比标准 comparedWith,低于推荐性标准 belowRecommended,"
        + "指标代码 code,指标名称 name,指标类别 kind,主题 theme,关系 operator,数值 value,上限 upper,单位 unit,试验方法 testMethod,条款 clause\n";

    internal const string Good = "Q/UPL 001-2026,净化器,,AP-1;AP-2,GB/T 18801-2022,no,cadr,洁净空气量,performance,,atLeast,600,,m³/h,"
        + "GB/T 18801-2022,4.1\n"
        + "Q/UPL 001-2026,,,,,,noise,噪声,functional,,atMost,50,,dB(A),GB/T 4214.1-2017,4.2\n";

    private async Task<Browser> UploadAsync(string first17, string table, string name = "table.csv", byte[]? bytes = null)
    {
        var by = await api.RegisteredAsync(first17);
        var browser = new Browser(api);
        await browser.SignInAsync(by, "/desk/upload");
        await browser.OpenAsync("/desk/upload");
        browser.Look();
        browser.Files.Add(("table", name, bytes ?? Encoding.UTF8.GetBytes(table), "application/octet-stream"));
        await api.RecordingNothingAsync(() => browser.PressAsync("@do", "try"));
        return browser;
    }

    [Fact]
    public async Task It_is_looked_at_first_and_then_each_is_recorded_once_however_often_it_is_sent()
    {
        using var browser = await UploadAsync("91110000TU0000001", Head + Good);
        browser.Page.QuerySelectorAll("#results tbody tr").Length.ShouldBe(1, browser.Text);
        browser.Look("form:has(textarea[name=rows])");
        var typed = browser.Typed.ToDictionary();
        var before = await api.CountEventsAsync();

        await browser.PressAsync("@do", "record");
        (await api.CountEventsAsync()).ShouldBe(before + 1);
        var made = browser.Page.QuerySelector("#results a")!.GetAttribute("href")!;
        var declared = await api.GetAsync(made + $"?minPosition={(await api.LogAsync()).Max(r => r.Position)}");
        declared.GetProperty("disclosure").GetProperty("indicators").GetArrayLength().ShouldBe(2);
        declared.GetProperty("disclosure").GetProperty("products")[1].GetString().ShouldBe("AP-2");

        await browser.OpenAsync("/desk/upload"); // the answer was lost, and it is sent again
        using var again = new HttpRequestMessage(HttpMethod.Post, "/desk/upload")
        {
            Content = new FormUrlEncodedContent(typed.Append(new("@do", "record"))),
        };
        again.Headers.Add("Sec-Fetch-Site", "same-origin");
        await api.RecordingNothingAsync(() => browser.Http.SendAsync(again));
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_line_and_column_and_the_rest_is_recorded()
    {
        using var browser = await UploadAsync(
            "91110000TU0000002",
            Head + Good + "Q/UPL 002-2026,风扇,,F-1,,no,flow,风量,performance,,atLeast,viel,,m³/h,x,4.1\n");
        var rows = browser.Page.QuerySelectorAll("#results tbody tr").Select(r => r.TextContent).ToArray();
        rows.Length.ShouldBe(2);
        rows[1].ShouldContain("第 4 行");
        rows[1].ShouldContain("数值");
        browser.Look("form:has(textarea[name=rows])");
        var before = await api.CountEventsAsync();
        await browser.PressAsync("@do", "record");
        (await api.CountEventsAsync()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_workbook_is_read_as_well()
    {
        using var book = new MemoryStream();
        var names = Head.Trim().Split(',');
        book.SaveAs(Good.Trim().Split('\n').Select(l => names.Zip(l.Split(',')).ToDictionary(c => c.First, c => (object)c.Second)));
        using var browser = await UploadAsync("91110000TU0000003", "", "table.xlsx", book.ToArray());
        browser.Page.QuerySelectorAll("#results .status.good").Length.ShouldBe(1, browser.Text);
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("")]
    [InlineData("%PDF-1.7")]
    public async Task What_is_no_such_table_is_said_to_be_none(string table)
    {
        using var browser = await UploadAsync($"91110000TU000001{table.Length}"[..17], table);
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        browser.Page.QuerySelector("[role=alert]").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_template_can_be_uploaded_as_it_is()
    {
        var template = await api.Http.GetByteArrayAsync("/desk/upload/template");
        using var browser = await UploadAsync("91110000TU0000004", "", bytes: template);
        browser.Page.QuerySelectorAll("#results tbody tr").Length.ShouldBe(1, browser.Text);
    }
}
