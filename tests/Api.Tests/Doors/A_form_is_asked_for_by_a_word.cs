using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Time;

namespace Leader.Api.Tests.Doors;

/// <summary><c>?format=</c> on every GET: as an <c>Accept</c> for those who cannot send one.</summary>
[Collection("history")]
public class A_form_is_asked_for_by_a_word(HistoryFixture history)
{
    private const string Title = "/v1/titles/{held}";

    /// <summary>A title that is held stands for <c>{held}</c>.</summary>
    private async Task<string> FilledAsync(string address) => !address.Contains("{held}", StringComparison.Ordinal) ? address
        : address.Replace(
            "{held}",
            JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync("/v1/leaders?limit=1")).GetProperty("items")[0]
                .GetProperty("title").GetString(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("/v1/bans?format=csv", "text/csv")]
    [InlineData("/v1/bans?FORMAT=CSV", "text/csv")]
    [InlineData("/v1/bans?format=ＣＳＶ", "text/csv")]
    [InlineData("/v1/bans?format=json", "application/json")]
    [InlineData(Title + "?format=json", "application/json")]
    [InlineData(Title + "/certificate?format=svg", "image/svg+xml")]
    [InlineData(Title + "/certificate?format=proof", "text/plain")]
    [InlineData("/v1/bans/timemap?format=json", "application/json")]
    [InlineData("/v1/events/1?format=json", "application/cloudevents+json")]
    [InlineData("/v1/log/checkpoint?format=text", "text/plain")]
    public async Task Which_counts_before_the_header(string address, string type)
    {
        foreach (var accept in new[] { "*/*", "image/png", "application/json;q=0" })
        {
            using var answer = await history.AskAsync(await FilledAsync(address), ("Accept", accept));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        }
    }

    [Theory]
    [InlineData(Title + "?format=svg", "json")]
    [InlineData("/v1/bans?format=svg", "csv")]
    [InlineData(Title + "/certificate?format=csv", "svg")]
    [InlineData("/v1/bans/timemap?format=csv", "json")]
    public async Task A_form_that_there_is_not_is_told_with_those_that_there_are(string address, string one)
    {
        using var answer = await history.AskAsync(await FilledAsync(address));
        (await answer.ShouldBeProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable")).GetProperty("detail").GetString()!
            .ShouldContain(one);
    }

    [Theory]
    [InlineData(Title)]
    [InlineData("/v1/statistics")]
    [InlineData("/v1/changes?from=8000")]
    [InlineData("/v1/categories/air-purifier")]
    public async Task A_header_that_takes_no_form_of_the_answer_is_told_so_too(string address)
    {
        using var answer = await history.AskAsync(await FilledAsync(address), ("Accept", "image/png"));
        await answer.ShouldBeProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable");
    }

    [Theory]
    [InlineData("pdf")]
    [InlineData("")]
    [InlineData("json&format=csv")]
    public async Task A_word_that_is_none_is_malformed(string word)
    {
        using var answer = await history.AskAsync($"/v1/bans?format={word}");
        await answer.ShouldBeMalformedAsync("format");
    }

    [Fact]
    public async Task A_command_has_no_form_to_choose()
    {
        using var answer = await history.Http.PostAsync("/v1/complaints?format=json", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await answer.ShouldBeMalformedAsync("format");
    }

    [Theory]
    [InlineData("/v1/leaders?limit=2&format=csv")]
    [InlineData("/v1/events?limit=2&format=json")]
    [InlineData("/v1/changes?from=7900&limit=2&format=json")]
    public async Task The_next_page_has_the_same_form(string address)
    {
        using var answer = await history.AskAsync(await FilledAsync(address));
        var next = answer.Headers.GetValues("Link").SelectMany(l => l.Split(", ")).Single(l => l.EndsWith("rel=\"next\""));

        next.ShouldContain(address[address.IndexOf("format=", StringComparison.Ordinal)..]);
        using var following = await history.AskAsync(next[1..next.IndexOf('>', StringComparison.Ordinal)]);
        following.StatusCode.ShouldBe(HttpStatusCode.OK);
        following.Content.Headers.ContentType!.ShouldBe(answer.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_time_map_is_led_to_without_the_word_as_it_has_other_forms()
    {
        using var answer = await history.AskAsync("/v1/bans?format=csv");
        var links = answer.Headers.GetValues("Link").SelectMany(l => l.Split(", ")).ToArray();

        links.Single(l => l.Contains("original")).ShouldContain("/v1/bans?format=csv>");
        links.Single(l => l.Contains("rel=\"timemap\"")).ShouldContain("/v1/bans/timemap>");
    }

    [Fact]
    public async Task The_description_tells_the_words_of_each_address()
    {
        var paths = JsonSerializer.Deserialize<JsonElement>(await history.Http.GetStringAsync("/openapi/v1.json")).GetProperty("paths");

        Words("/v1/titles/{id}/certificate").ShouldBe(["json", "svg", "proof"]);
        Words("/v1/titles/{id}/why").ShouldBe(["json", "text"]);
        Words("/v1/bans").ShouldContain("csv");
        Words("/v1/titles/{id}").ShouldBe(["json"]);

        string[] Words(string path) =>
        [
            .. paths.GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray()
                .Single(p => p.GetProperty("name").GetString() == "format").GetProperty("schema").GetProperty("enum").EnumerateArray()
                .Select(w => w.GetString()!),
        ];
    }
}
