using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Leader.Api.Tests.Time;

/// <summary>RFC 7089: every view at any instant, both clocks at that instant, and every instant at which it changed.</summary>
[Collection("history")]
public class Every_view_is_a_memento_of_itself(HistoryFixture history)
{
    public static TheoryData<string> Addresses =>
    [
        "/v1/categories/air-purifier/ranking",
        "/v1/categories/air-purifier/leaders",
        "/v1/categories/air-purifier",
        "/v1/leaders?sector=services",
        "/v1/bans",
        "/v1/bans?status=current",
        "/v1/key-fields",
        "/v1/evaluations?category=air-purifier",
        "/v1/rule-sets",
        "TITLE",
        "HOLDER",
        "HOLDER/standing",
        "HOLDER-BANS",
        "/v1/notices?category=air-purifier",
    ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task The_time_map_has_each_instant_at_which_the_answer_changed_and_no_other(string address)
    {
        address = await RealAsync(address);
        var map = await (await history.AskAsync(MapOf(address), ("Accept", "application/json"))).JsonAsync();
        var mementos = map.GetProperty("mementos").EnumerateArray().ToArray();
        mementos.Length.ShouldBe(map.GetProperty("total").GetInt32());
        mementos.ShouldNotBeEmpty();
        string? before = null;
        foreach (var (m, next) in mementos.Zip(mementos.Skip(1).Select(n => (JsonElement?)n).Append(null)))
        {
            var at = DateTimeOffset.Parse(m.GetProperty("datetime").GetString()!, null);
            var answer = await history.AskAsync(m.GetProperty("uri").GetString()!);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.GetValues("Memento-Datetime").Single().ShouldBe(Http.Mementos.Write(at));
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
            var said = await SaidAsync(answer);
            said.ShouldNotBe(before, $"{address} did not change at {at:o}");
            // Until the next one nothing changes: asked one microsecond before it, at both clocks, the answer is still this one.
            var last = next is { } n
                ? DateTimeOffset.Parse(n.GetProperty("datetime").GetString()!, null).AddMicroseconds(-1)
                : history.Clock.Now;
            (await SaidAsync(await history.AskAsync(At(address, last)))).ShouldBe(said, $"{address} at {last:o}");
            before = said;
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    [InlineData("/v1/statistics")]
    public async Task Asked_for_a_time_it_answers_as_it_would_have_then(string address)
    {
        address = await RealAsync(address);
        var random = new Random(84);
        for (var i = 0; i < 12; i++)
        {
            var at = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.NextInt64(7 * 365 * 86400L));
            var gate = await history.AskAsync(address, ("Accept-Datetime", at.ToString("r")));
            var clocks = await history.AskAsync(At(address, at));
            gate.Headers.Vary.ShouldContain("Accept-Datetime");
            if (gate.StatusCode == HttpStatusCode.NotFound)
            {
                (await gate.JsonAsync()).GetProperty("type").GetString().ShouldEndWith("/not-yet");
                continue;
            }
            (await SaidAsync(gate)).ShouldBe(await SaidAsync(clocks));
            var memento = DateTimeOffset.Parse(gate.Headers.GetValues("Memento-Datetime").Single(), null);
            memento.ShouldBeLessThanOrEqualTo(at, "the version before the asked date is the answer");
            var pinned = await history.AskAsync(gate.Content.Headers.ContentLocation!.ToString());
            (await pinned.Content.ReadAsByteArrayAsync()).ShouldBe(await gate.Content.ReadAsByteArrayAsync());
            pinned.Headers.GetValues("Memento-Datetime").ShouldBe([gate.Headers.GetValues("Memento-Datetime").Single()]);
        }
    }

    [Fact]
    public async Task An_answer_links_to_its_neighbours_in_time()
    {
        var map = await (await history.AskAsync("/v1/bans/timemap", ("Accept", "application/json"))).JsonAsync();
        var mementos = map.GetProperty("mementos")
            .EnumerateArray()
            .Select(m => (Uri: m.GetProperty("uri").GetString()!, At: DateTimeOffset.Parse(m.GetProperty("datetime").GetString()!, null)))
            .ToArray();
        var links = Links(await history.AskAsync("/v1/bans", ("Accept-Datetime", mementos[2].At.AddSeconds(1).ToString("r"))));
        links["original timegate"].Uri.ShouldEndWith("/v1/bans");
        links["timemap"].Uri.ShouldEndWith("/v1/bans/timemap");
        links["first memento"].ShouldBe((mementos[0].Uri, Http.Mementos.Write(mementos[0].At)));
        links["prev memento"].ShouldBe((mementos[1].Uri, Http.Mementos.Write(mementos[1].At)));
        links["memento"].ShouldBe((mementos[2].Uri, Http.Mementos.Write(mementos[2].At)));
        links["next memento"].ShouldBe((mementos[3].Uri, Http.Mementos.Write(mementos[3].At)));
        links["last memento"].ShouldBe((mementos[^1].Uri, Http.Mementos.Write(mementos[^1].At)));
    }

    [Fact]
    public async Task A_time_map_is_a_link_format_unless_json_is_asked_for()
    {
        var answer = await history.AskAsync("/v1/bans/timemap");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/link-format");
        var links = (await answer.TextAsync()).TrimEnd().Split(",\n");
        links[0].ShouldMatch("^<http://[^>]+/v1/bans>; rel=\"original timegate\"$");
        links[1].ShouldContain("rel=\"self\"; type=\"application/link-format\"; from=\"");
        links.Skip(2).ShouldAllBe(l => Regex.IsMatch(l, "^<http://[^>]+/v1/bans\\?asOf=[0-9-]{10}&position=[0-9]+>; rel=\"(first |last "
            + ")?memento\"; datetime=\"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\"$"));
        links.Length.ShouldBe(2
            + (await (await history.AskAsync("/v1/bans/timemap", ("Accept", "application/json"))).JsonAsync())
                .GetProperty("total")
                .GetInt32());
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-05-11T01:00:00Z")]
    [InlineData("Mon, 12 May 2026 01:00:00 GMT")] // it was a Tuesday
    [InlineData("Mon, 11 May 2026 01:00:00 +0800")]
    public async Task What_is_no_http_date_is_malformed(string date)
    {
        var answer = await history.AskAsync("/v1/bans", ("Accept-Datetime", date));
        await answer.ShouldBeMalformedAsync("Accept-Datetime");
        answer.Headers.Vary.ShouldContain("Accept-Datetime");
    }

    [Theory]
    [InlineData("asOf=2024-05-01")]
    [InlineData("position=5")]
    [InlineData("knownAt=2024-05-01T00:00:00Z")]
    public async Task Two_times_at_once_contradict_each_other(string clock) =>
        await (await history.AskAsync($"/v1/bans?{clock}", ("Accept-Datetime", "Mon, 11 May 2026 01:00:00 GMT")))
            .ShouldBeMalformedAsync("Accept-Datetime");

    [Fact]
    public async Task A_pinned_address_is_a_memento_already_and_does_not_look_at_the_header()
    {
        var plain = await history.AskAsync($"/v1/bans?asOf=2024-05-01&position={history.Newest}");
        var asked = await history.AskAsync(
            $"/v1/bans?asOf=2024-05-01&position={history.Newest}",
            ("Accept-Datetime", "Mon, 11 May 2026 01:00:00 GMT"));
        (await asked.TextAsync()).ShouldBe(await plain.TextAsync());
    }

    [Fact]
    public async Task Before_the_first_version_there_is_none_and_after_the_last_it_is_the_last()
    {
        var never = await history.AskAsync("/v1/bans", ("Accept-Datetime", "Mon, 01 Jan 2018 00:00:00 GMT"));
        await never.ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-yet");
        Links(never).Keys.ShouldBe(["original timegate", "timemap", "first memento", "last memento"], ignoreOrder: true);

        var future = await history.AskAsync("/v1/bans", ("Accept-Datetime", "Fri, 01 Jan 2038 00:00:00 GMT"));
        (await SaidAsync(future)).ShouldBe(await SaidAsync(await history.AskAsync("/v1/bans")));
    }

    [Fact]
    public async Task What_the_register_never_knew_has_no_time_map() =>
        await (await history.AskAsync("/v1/titles/nobody/timemap")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-title");

    [Fact]
    public async Task A_day_long_past_as_known_now_is_pinned_but_was_never_an_answer_of_the_register()
    {
        var answer = await history.AskAsync($"/v1/bans?asOf=2022-05-01&position={history.Newest}");
        answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
        answer.Headers.Contains("Memento-Datetime").ShouldBeFalse();
    }

    private async Task<string> RealAsync(string address)
    {
        if (address.StartsWith('/')) return address;
        var ban = (await (await history.AskAsync("/v1/bans")).JsonAsync()).GetProperty("items").EnumerateArray()
            .First(b => b.GetProperty("title").ValueKind == JsonValueKind.String);
        var (title, holder) = (ban.GetProperty("title").GetString()!, ban.GetProperty("enterprise").GetString()!);
        return address switch
        {
            "TITLE" => $"/v1/titles/{title}",
            "HOLDER" => $"/v1/enterprises/{holder}",
            "HOLDER-BANS" => $"/v1/bans/{holder}",
            _ => $"/v1/enterprises/{holder}/standing",
        };
    }

    private static string MapOf(string address) => address.Contains('?') ? address.Replace("?", "/timemap?") : address + "/timemap";

    private static string At(string address, DateTimeOffset at) =>
        $"{address}{(address.Contains('?') ? '&' : '?')}asOf={Domain.Beijing.Day(at):yyyy-MM-dd}&knownAt="
            + $"{Uri.EscapeDataString(at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz"))}";

    /// <summary>The answer without its clocks and the links that name them.</summary>
    private static async Task<string> SaidAsync(HttpResponseMessage answer)
    {
        var body = JsonNode.Parse(await answer.TextAsync())!.AsObject();
        foreach (var clock in new[] { "asOf", "knownAt", "position", "next" }) body.Remove(clock);
        return body.ToJsonString();
    }

    private static Dictionary<string, (string Uri, string Datetime)> Links(HttpResponseMessage answer) =>
        string.Join(", ", answer.Headers.GetValues("Link"))
            .Split(", <")
            .Select(l => Regex.Match(l.TrimStart('<'), "^([^>]+)>; rel=\"([^\"]+)\"(?:.*datetime=\"([^\"]+)\")?"))
            .ToDictionary(m => m.Groups[2].Value, m => (m.Groups[1].Value, m.Groups[3].Value));

    [Fact]
    public async Task A_long_list_is_counted_only_when_asked()
    {
        var all = 0;
        for (var next = "/v1/declarations?limit=100&total=exact"; next is not null;)
        {
            var page = await (await history.AskAsync(next)).JsonAsync();
            all += page.GetProperty("items").GetArrayLength();
            next = page.GetProperty("next").GetString();
            if (next is null) page.GetProperty("total").GetInt32().ShouldBe(all);
            else next.ShouldContain("total=exact");
        }
        (await (await history.AskAsync("/v1/declarations?limit=100")).JsonAsync())
            .GetProperty("total").ValueKind
            .ShouldBe(System.Text.Json.JsonValueKind.Null);
        var whole = await (await history.AskAsync("/v1/bans")).JsonAsync();
        whole.GetProperty("total").GetInt32().ShouldBe(whole.GetProperty("items").GetArrayLength()); // it needs no counting
        await (await history.AskAsync("/v1/bans?total=roughly")).ShouldBeMalformedAsync("total");
    }
}
