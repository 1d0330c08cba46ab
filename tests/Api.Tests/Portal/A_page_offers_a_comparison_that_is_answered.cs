using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Api.Tests.Contract;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Portal;

/// <summary>From the page of each document to what changed in it, on both clocks.</summary>
[Collection("history")]
public partial class A_page_offers_a_comparison_that_is_answered(HistoryFixture history)
{
    [Fact]
    public async Task For_each_kind_of_document()
    {
        var (patterns, offered, wrong) = (JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync("/openapi/v1.json"))
            .GetProperty("paths").EnumerateObject().Where(p => p.Value.TryGetProperty("get", out _)).Select(p => p.Name)
            .Where(p => p.Count(c => c == '/') is 2 or 3 && !p.EndsWith("/timemap", StringComparison.Ordinal)
                && !Samples.NoPage.Contains(p) && p is not "/v1/complaints/{id}"), new List<string>(), new List<string>());
        foreach (var pattern in patterns)
        {
            if (await Samples.OfAsync(ReadAsync, pattern) is not { } address) continue;
            var page = await PageAsync(address);
            if (Form().Match(page) is not { Success: true } form) continue;
            offered.Add(pattern);
            var (view, key) = (form.Groups["view"].Value, WebUtility.HtmlDecode(form.Groups["key"].Value));
            var compared = await PageAsync(
                $"/compare?view={view}&key={Uri.EscapeDataString(key)}&from=2020-03-02&to=2020-03-02"
                    + "&toKnown=2021-05-10",
                mayFail: true);
            if (!compared.Contains("2020年3月2日终了（按2021年5月10日终了时的登记）", StringComparison.Ordinal)) wrong.Add($"{pattern} {view} {key}");
        }
        wrong.ShouldBeEmpty();
        offered.Count.ShouldBeGreaterThan(40, string.Join(' ', offered));
    }

    private async Task<JsonElement> ReadAsync(string address) =>
        JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync(address));

    private async Task<string> PageAsync(string address, bool mayFail = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await history.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        if (!mayFail) answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}\n{page}");
        return page;
    }

    [GeneratedRegex("""name="view" value="(?<view>[^"]*)" ?/?>\s*<input type="hidden" name="key"(?: value="(?<key>[^"]*)")? ?/?>""")]
    private static partial Regex Form();
}
