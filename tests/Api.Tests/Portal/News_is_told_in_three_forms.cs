using System.Globalization;
using System.Net;
using System.ServiceModel.Syndication;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Ical.Net.CalendarComponents;
using Leader.Domain;
using Leader.Domain.Record;

namespace Leader.Api.Tests.Portal;

/// <summary>Each form is read by a reader that is not ours; what it says is held against the log.</summary>
[Collection(nameof(RevokedTitle))]
public class News_is_told_in_three_forms(RevokedTitle revoked)
{
    private readonly ApiFixture _api = revoked.Api;
    private readonly Programme _programme = revoked.Programme;

    private static readonly string[] Told =
        [nameof(NoticeOpened), nameof(RankingPublished), nameof(LeaderListPublished), nameof(TitleRevoked)];

    private async Task<SyndicationFeed> AtomAsync(string query = "")
    {
        using var xml = XmlReader.Create(new StringReader(await TextAsync("/feed.atom" + query, "application/atom+xml")));
        return SyndicationFeed.Load(xml);
    }

    private async Task<JsonElement> JsonAsync(string query = "") =>
        JsonSerializer.Deserialize<JsonElement>(await TextAsync("/feed.json" + query, "application/feed+json"));

    private async Task<string> TextAsync(string address, string type)
    {
        using var answer = await _api.Http.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        return text;
    }

    [Fact, Trait("Rule", "R107")]
    public async Task Atom_and_JSON_tell_the_same_news_the_newest_first()
    {
        var (atom, json) = (await AtomAsync(), await JsonAsync());
        var log = (await _api.LogAsync()).Where(f => Told.Contains(f.Fact.GetType().Name)).OrderByDescending(f => f.Position)
            .Select(f => new Uri(_api.Http.BaseAddress!, $"/v1/events/{f.Position}").ToString()).ToArray();
        log.ShouldNotBeEmpty();
        atom.Items.Select(i => i.Id).ShouldBe(log);
        json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ShouldBe(log);
        json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString())
            .ShouldBe(atom.Items.Select(i => i.Title.Text));
        json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("date_published").GetDateTimeOffset())
            .ShouldBe(atom.Items.Select(i => i.LastUpdatedTime));
    }

    [Fact, Trait("Rule", "R107")]
    public async Task JSON_is_a_JSON_Feed_1_1()
    {
        var feed = await JsonAsync("?lang=en");
        feed.GetProperty("version").GetString().ShouldBe("https://jsonfeed.org/version/1.1");
        feed.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        feed.GetProperty("language").GetString().ShouldBe("en");
        feed.GetProperty("feed_url").GetString().ShouldBe(new Uri(_api.Http.BaseAddress!, "/feed.json?lang=en").ToString());
        foreach (var item in feed.GetProperty("items").EnumerateArray())
        {
            item.GetProperty("content_text").GetString().ShouldNotBeNullOrEmpty();
            item.GetProperty("authors").EnumerateArray().Single().GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
            item.GetProperty("tags").EnumerateArray().Single().GetString().ShouldNotBeNullOrEmpty();
            using var reads = new HttpRequestMessage(HttpMethod.Get, item.GetProperty("url").GetString());
            reads.Headers.Add("Accept", "text/html"); // as who follows the link in a browser
            using var leads = await _api.Http.SendAsync(reads);
            leads.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact, Trait("Rule", "R107")]
    public async Task All_three_are_narrowed_by_category_and_enterprise()
    {
        (await AtomAsync($"?category={_programme.Category}")).Items.Count().ShouldBe((await AtomAsync()).Items.Count());
        var ofB = (await JsonAsync($"?enterprise={_programme.B}")).GetProperty("items").GetArrayLength();
        var ofA = (await JsonAsync($"?enterprise={_programme.A}")).GetProperty("items").GetArrayLength();
        ofA.ShouldBe(ofB + 1, "the revocation is A's alone");
        (await AtomAsync($"?enterprise={_programme.A}&category={_programme.Category}")).Items.Count().ShouldBe(ofA);

        (await CalendarAsync($"?enterprise={_programme.A}")).ShouldBeEmpty("A leads no more");
        (await CalendarAsync($"?enterprise={_programme.B}")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("category=none", "unknown-category")]
    [InlineData("enterprise=91440606LP00000120", "")]
    public async Task What_narrows_it_and_is_not_known_is_said(string query, string code)
    {
        foreach (var form in new[] { "/feed.atom", "/feed.json", "/feed.ics" })
        {
            using var answer = await _api.Http.GetAsync($"{form}?{query}");
            ((int)answer.StatusCode).ShouldBeInRange(400, 404);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
        }
        using var page = await _api.Http.GetAsync($"/feed?{query}");
        ((int)page.StatusCode).ShouldBeInRange(400, 404);
    }

    [Theory]
    [InlineData("/feed.atom")]
    [InlineData("/feed.json")]
    [InlineData("/feed.ics")]
    public async Task Who_has_it_already_is_told_so_and_each_form_is_linked_from_the_pages(string form)
    {
        using var first = await _api.Http.GetAsync(form);
        using var again = new HttpRequestMessage(HttpMethod.Get, form) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        (await _api.Http.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        var page = await _api.Http.GetStringAsync("/feed?lang=en");
        Regex.Count(page, $"<link rel=\"alternate\"[^>]*href=\"{Regex.Escape(form)}\\?lang=en\"").ShouldBe(1);
        Regex.Count(page, $"<a href=\"{Regex.Escape(form)}\\?lang=en\"").ShouldBe(1);
    }

    [Fact, Trait("Rule", "R107")]
    public async Task The_calendar_has_the_last_day_of_the_list_in_force()
    {
        var title = await _api.GetAsync($"/v1/titles/{Uri.EscapeDataString(Ids.Title(_programme.Evaluation, _programme.B))}");
        var list = (await CalendarAsync()).ShouldHaveSingleItem();
        ($"{list.Start!.Value:yyyy-MM-dd}", list.IsAllDay).ShouldBe((title.GetProperty("lastDay").GetString(), true));
        list.Url!.ToString().ShouldBe(new Uri(_api.Http.BaseAddress!, $"/v1/categories/{_programme.Category}/leaders").ToString());
    }

    private async Task<IReadOnlyList<CalendarEvent>> CalendarAsync(string query = "") =>
        Read(await TextAsync("/feed.ics" + query, "text/calendar"));

    internal static IReadOnlyList<CalendarEvent> Read(string calendar) => [.. Ical.Net.Calendar.Load(calendar)!.Events];
}

/// <summary>One programme, on a register that the public knows by another address.</summary>
public sealed class Last_days_are_in_the_public_calendar : IAsyncLifetime
{
    private readonly ApiFixture _api = new() { Configure = b => b.Configuration["Public:Url"] = "https://example.cn/leader" };
    private Programme _programme = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _programme = new Programme(new(_api), new(2026, 6, 1));
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "R107")]
    public async Task A_call_until_it_closes_and_a_notice_until_it_ends_by_the_address_that_the_public_knows()
    {
        await _programme.UpToAsync(Station.Called);
        var call = await _programme.World.SeeAsync($"/v1/calls/{_programme.Evaluation}");
        var closes = (await CalendarAsync()).ShouldHaveSingleItem();
        $"{closes.Start!.Value:yyyy-MM-dd}".ShouldBe(call.GetProperty("closesOn").GetString());
        closes.Url!.ToString().ShouldBe($"https://example.cn/leader/v1/calls/{_programme.Evaluation}");

        await _programme.UpToAsync(Station.RankingNoticed);
        var notice = await _programme.World.SeeAsync($"/v1/notices/{_programme.RankingNotice}");
        var ends = (await CalendarAsync()).ShouldHaveSingleItem();
        $"{ends.Start!.Value:yyyy-MM-dd}".ShouldBe(notice.GetProperty("lastDay").GetString());
        (await CalendarAsync($"?enterprise={_programme.A}")).ShouldHaveSingleItem().Uid.ShouldBe(ends.Uid);

        var atom = await _api.Http.GetStringAsync("/feed.atom");
        foreach (var link in Regex.Matches(atom, "(?:href=|<id>)\"?([^\"<]+)").Select(m => m.Groups[1].Value))
        {
            link.ShouldStartWith("https://example.cn/leader/");
        }
        _programme.World.SetDay(DateOnly.Parse(notice.GetProperty("lastDay").GetString()!, CultureInfo.InvariantCulture).AddDays(1));
        (await CalendarAsync()).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<CalendarEvent>> CalendarAsync(string query = "") =>
        News_is_told_in_three_forms.Read(await _api.Http.GetStringAsync("/feed.ics" + query));
}
