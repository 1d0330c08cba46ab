using System.Net;
using System.Text.Json;
using Leader.Domain;

namespace Leader.Api.Tests.Views;

[Collection("api")]
public class A_view_is_asked_at_two_clocks(ApiFixture api)
{
    [Theory]
    [InlineData("asOf=tomorrow", "asOf")]
    [InlineData("asOf=2026-5-1", "asOf")]
    [InlineData("asOf=2026-02-30", "asOf")]
    [InlineData("asOf=9999-12-31", "asOf")]
    [InlineData("knownAt=now", "knownAt")]
    [InlineData("knownAt=5", "knownAt")]
    [InlineData("knownAt=2026-05-10", "knownAt")]
    [InlineData("knownAt=2026-05-11T09:00:01%2B08:00", "knownAt")]
    [InlineData("knownAt=2030-01-01T00:00:00Z", "knownAt")]
    [InlineData("position=-1", "position")]
    [InlineData("position=1.5", "position")]
    [InlineData("position=99999999999999999999", "position")]
    [InlineData("position=9000000000000000000", "position")]
    [InlineData("position=0&knownAt=2026-05-10T00:00:00Z", "position")]
    [InlineData("minPosition=x", "minPosition")]
    [InlineData("asOf=%00", "asOf")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("after=!!!", "after")]
    [InlineData("after=AAAA", "after")]
    [InlineData("after=AAp4", "after")]
    [InlineData("knownAt=2026-05-10T00:00:00", "knownAt")]
    [InlineData("knownAt=2026-05-10T00:00:00+08:00", "knownAt")]
    [InlineData("knownAt=2026-05-10T00:00:00.Z", "knownAt")]
    [InlineData("asOf=2026-05-10&asOf=2026-05-10", "asOf")]
    [InlineData("asOf=", "asOf")]
    [InlineData("cycle=2026", "cycle")]
    [InlineData("stauts=current", "stauts")]
    [InlineData("enterprise=91110000TX000000Z", "enterprise")]
    [InlineData("enterprise=%00", "enterprise")]
    public async Task What_is_no_clock_and_no_page_is_malformed(string query, string field) =>
        await (await api.Http.GetAsync($"/v1/enterprises?{query}")).ShouldBeMalformedAsync(field);

    [Theory]
    [InlineData("2026-05-10T00:00:00Z")]
    [InlineData("2026-05-10T00:00:00z")]
    [InlineData("2026-05-10t00:00:00.0Z")]
    [InlineData("2026-05-10T08:00:00.123456789%2B08:00")]
    [InlineData("２０２６-05-10T00：00：00Ｚ")]
    public async Task An_instant_of_RFC_3339_is_read(string instant) =>
        (await api.Http.GetAsync($"/v1/bans?knownAt={instant}")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_refusal_says_what_was_probably_meant()
    {
        async Task<string> Of(string question) =>
            (await (await api.Http.GetAsync(question)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, "malformed"))
                .GetProperty("errors")
                .ToString();
        (await Of("/v1/bans?stauts=current")).ShouldContain("the nearest is 'status'");
        (await Of("/v1/bans?status=curent")).ShouldContain("must be one of: current, ended, void; the nearest is 'current'");
        (await Of("/v1/titles?sector=消费品")).ShouldContain("must be one of: consumerGoods, equipmentAndEmerging, services.");
        (await Of("/v1/bans?knownAt=2026-05-10T00:00:00")).ShouldContain("has no offset");
        (await Of("/v1/bans?knownAt=2026-05-10T00:00:00+08:00")).ShouldContain("%2B");
        (await Of("/v1/bans?creditCode=x")).ShouldContain("It reads asOf, knownAt, position, minPosition, enterprise, body, status");
        (await Of("/v1/titles?cycle=2099")).ShouldContain("is no cycle that the register knows");
        (await Of($"/v1/bans?enterprise={Asking.Code("91110000TX0000003")[..17]}Q"))
            .ShouldContain($"its check character should be {Asking.Code("91110000TX0000003")[^1]}");
    }

    [Fact]
    public async Task A_position_that_the_views_have_not_reached_is_told_to_come_back()
    {
        var answer = await api.Http.GetAsync("/v1/bans?minPosition=9000000000000000000");
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "view-behind");
    }

    [Fact]
    public async Task Every_answer_says_its_clocks_and_can_be_asked_again_at_them()
    {
        var by = await api.RegisteredAsync("91110000TX0000001", "before");
        var renamed = await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "after", reason = "r" }, by);

        var now = await api.GetAsync($"/v1/enterprises/{by.Subject}", renamed.Position);
        now.GetProperty("name").GetString().ShouldBe("after");
        now.GetProperty("asOf").GetString().ShouldBe("2026-05-11");
        now.GetProperty("position").GetInt64().ShouldBeGreaterThanOrEqualTo(renamed.Position);
        DateTimeOffset.Parse(now.GetProperty("knownAt").GetString()!, null).ShouldBeLessThanOrEqualTo(api.Clock.Now);

        (await api.GetAsync($"/v1/enterprises/{by.Subject}?position={renamed.Position - 1}")).GetProperty("name").GetString()
            .ShouldBe("before");
        (await api.Http.GetAsync($"/v1/enterprises/{by.Subject}?position=0")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.Http.GetAsync($"/v1/enterprises/{by.Subject}?knownAt=2020-01-01T00:00:00Z")).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await api.GetAsync($"/v1/enterprises/{by.Subject}?knownAt=2026-05-11T09:00:00%2B08:00")).GetProperty("name").GetString()
            .ShouldBe("after");
    }

    [Fact]
    public async Task An_answer_has_a_strong_tag_and_is_not_sent_twice()
    {
        var by = await api.RegisteredAsync("91110000TX0000002");
        var position = (await api.RecordAsync($"/v1/enterprises/{by.Subject}/names", new { name = "y", reason = "r" }, by)).Position;
        await api.GetAsync("/v1/enterprises?limit=1", position);
        foreach (var address in new[]
        {
            $"/v1/enterprises/{by.Subject}?asOf=2026-05-11&position={position}",
            $"/v1/enterprises?asOf=2026-05-11&position={position}&limit=2",
        })
        {
            var first = await api.Http.GetAsync(address);
            first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.TextAsync());
            var tag = first.Headers.ETag!;
            tag.IsWeak.ShouldBeFalse();

            (await api.Http.GetAsync(address)).Headers.ETag.ShouldBe(tag);
            foreach (var known in new[] { tag.ToString(), $"\"other\", {tag}", "W/" + tag, "*" })
            {
                var again = await api.SendAsync(HttpMethod.Get, address, ("If-None-Match", known));
                again.StatusCode.ShouldBe(HttpStatusCode.NotModified, known);
                (await again.TextAsync()).ShouldBeEmpty();
                again.Headers.ETag.ShouldBe(tag);
            }
            (await api.SendAsync(HttpMethod.Get, address, ("If-None-Match", "\"other\""))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_list_is_paged_on_its_position_while_it_grows()
    {
        var first = new List<string>();
        for (var i = 0; i < 7; i++) first.Add((await api.RegisteredAsync($"91110000TP00{i}0000")).Subject);
        var position =
            (await api.RecordAsync(
                $"/v1/enterprises/{first[0]}/names",
                new { name = "y", reason = "r" },
                Asking.Enterprise(first[0]))).Position;
        var expected = (await api.GetAsync("/v1/enterprises?limit=1000", position)).GetProperty("items").EnumerateArray()
            .Select(i => i.GetProperty("creditCode").GetString()).ToArray();

        var seen = new List<string?>();
        var (next, added) = ("/v1/enterprises?limit=3&total=exact", 0);
        for (JsonElement page = default; next is not null; next = page.GetProperty("next").GetString())
        {
            var answer = await api.Http.GetAsync(next);
            page = await answer.JsonAsync();
            page.EnumerateObject().Select(p => p.Name).ShouldBe(
                ["items", "asOf", "knownAt", "position", "total", "next", "names"],
                ignoreOrder: true);
            page.GetProperty("total").GetInt32().ShouldBe(expected.Length);
            page.GetProperty("items").GetArrayLength().ShouldBeInRange(1, 3);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("creditCode").GetString()));
            if (page.GetProperty("next").GetString() is { } link) answer.Headers.GetValues("Link").ShouldContain($"<{link}>; rel=\"next\"");
            if (added < 4) // one before, one behind, at each page, and seen by the views before the next
            {
                var late = await api.RegisteredAsync($"91110000TP00{added}0{added + 1}00");
                var grown = await api.RecordAsync($"/v1/enterprises/{late.Subject}/names", new { name = "late", reason = "r" }, late);
                await api.GetAsync("/v1/bans", grown.Position);
                added++;
            }
        }

        seen.ShouldBe(expected);
        (await api.GetAsync("/v1/enterprises?limit=1000")).GetProperty("total").GetInt32().ShouldBe(expected.Length + added);
    }

    [Fact]
    public async Task A_list_as_CSV_is_quoted_and_never_a_formula()
    {
        var names = new[] { "=1+1", "+49", "-x", "@SUM(A1)", "＝1+1", "with, comma", "with \"quotes\"", "𠮷 plain" };
        var position = 0L;
        for (var i = 0; i < names.Length; i++)
        {
            var by = Asking.Enterprise(Asking.Code($"91110000TC1000{i}00"));
            position = (await api.RecordAsync("/v1/enterprises", new { enterprise = by.Subject, name = names[i] }, by)).Position;
        }
        await api.GetAsync("/v1/bans", position);

        var answer = await api.SendAsync(HttpMethod.Get, "/v1/enterprises?limit=1000", ("Accept", "text/csv"));

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Headers.Vary.ShouldContain("Accept");
        var text = await answer.TextAsync();
        text.Split("\r\n")[0].Split(',').ShouldContain("name");
        foreach (var cell in new[]
        {
            ",'=1+1,", ",'+49,", ",'-x,", ",'@SUM(A1),", ",'＝1+1,", ",\"with, comma\",", ",\"with \"\"quotes\"\"\",", ",𠮷 plain,",
        })
        {
            text.ShouldContain(cell);
        }
        (await api.SendAsync(
            HttpMethod.Get,
            "/v1/enterprises?limit=1000",
            ("Accept", "text/csv"),
            ("If-None-Match", answer.Headers.ETag!.ToString()))).StatusCode
            .ShouldBe(HttpStatusCode.NotModified);
    }
}
