using System.Net;
using System.Text.Json;
using Leader.Api.Tests.Seeding;
using Leader.Api.Tests.Time;
using Leader.Domain.Record;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Tests.Views;

[Collection("history")]
public class Whatever_has_a_name_is_found_by_a_part_of_it(HistoryFixture history)
{
    private static EnterpriseRegistered Registered(string code) =>
        The_demonstration_history.Played.Value.SelectMany(a => a.Facts).OfType<EnterpriseRegistered>().Single(e => e.Enterprise == code);

    private static EnterpriseRenamed Renamed =>
        The_demonstration_history.Played.Value.SelectMany(a => a.Facts).OfType<EnterpriseRenamed>().First();

    [Theory]
    [InlineData("晨风电器", "enterprise", "91440606LP0000012E")] // seeds/enterprises.csv
    [InlineData("chenfeng app", "enterprise", "91440606LP0000012E")]
    [InlineData("APPLIANCES chenfeng", "enterprise", "91440606LP0000012E")]
    [InlineData("91440606lp0000012e", "enterprise", "91440606LP0000012E")]
    [InlineData("９１４４０６０６ LP00 00012E", "enterprise", "91440606LP0000012E")]
    [InlineData("Q/HO 021-2018", "standard", "91320594LP0000151F.Q~HO_021-2018")]
    [InlineData("q／ho021—2018", "standard", "91320594LP0000151F.Q~HO_021-2018")]
    [InlineData("q ho 021 2018", "standard", "91320594LP0000151F.Q~HO_021-2018")]
    [InlineData("2020-air-purifier.91350203M000LP016Q", "title", "2020-air-purifier.91350203M000LP016Q")]
    [InlineData("空气净化", "category", "air-purifier")]
    [InlineData("净", "category", "air-purifier")]
    [InlineData("市场监督管理总局", "organisation", "samr")]
    [InlineData("洁净空气量", "indicator", "air-purifier/cadr")]
    [InlineData("kongqi", "category", "air-purifier")]
    [InlineData("Jinghua Qi", "category", "air-purifier")]
    [InlineData("kqjhq", "category", "air-purifier")]
    [InlineData("ＫＱ", "category", "air-purifier")]
    [InlineData("wangshangyinhang", "category", "online-banking")] // 行 is read hang here, and xing elsewhere
    [InlineData("chenfengdianqi", "enterprise", "91440606LP0000012E")]
    [InlineData("cfdq", "enterprise", "91440606LP0000012E")]
    [InlineData("cfdq youxian", "enterprise", "91440606LP0000012E")]
    [InlineData("shichangjiandu", "organisation", "samr")]
    [InlineData("scjdgl", "organisation", "samr")]
    public async Task In_any_spelling(string q, string kind, string id)
    {
        (await FindAsync(q)).ShouldContain((kind, id));
        (await FindAsync(q, $"&kind={kind}")).ShouldContain((kind, id));
    }

    [Theory]
    [InlineData("q ho 021 2018", "standard", "91320594LP0000151F.Q~HO_021-2018", "Q/HO 021-2018")]
    [InlineData("chenfeng app", "enterprise", "91440606LP0000012E", "Example Chenfeng Appliances")]
    [InlineData("91440606lp0000012e", "enterprise", "91440606LP0000012E", "91440606LP0000012E")]
    [InlineData("kqjhq", "category", "air-purifier", "空气净化器")]
    public async Task It_says_which_text_was_found(string q, string kind, string id, string text)
    {
        var hits = (await GetAsync($"/v1/search?q={Uri.EscapeDataString(q)}&kind={kind}")).GetProperty("items").EnumerateArray();
        hits.Single(h => h.GetProperty("id").GetString() == id).GetProperty("matched").EnumerateArray().Select(m => m.GetString())
            .ShouldContain(text);
        hits.ShouldAllBe(h => h.GetProperty("matched").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Pinyin_begins_with_a_syllable()
    {
        (await FindAsync("ongqi")).ShouldBeEmpty();
        (await FindAsync("ingyong")).ShouldBeEmpty();
        (await FindAsync("jiayong")).ShouldContain(("category", "refrigerator")); // 家用电冰箱
    }

    [Fact]
    public async Task A_name_of_before_is_found_by_its_pinyin()
    {
        // 净水科技, and since its new name 健康水科技
        var hit = (await GetAsync("/v1/search?q=jingshuikeji&kind=enterprise")).GetProperty("items").EnumerateArray()
            .Single(h => h.GetProperty("id").GetString() == Renamed.Enterprise);
        hit.GetProperty("matched").EnumerateArray().Select(m => m.GetString()).ShouldContain(Registered(Renamed.Enterprise).Name);
    }

    [Fact]
    public async Task A_name_of_before_is_what_was_found()
    {
        var former = Registered(Renamed.Enterprise).Name;
        var hit = (await GetAsync($"/v1/search?q={Uri.EscapeDataString(former)}&kind=enterprise")).GetProperty("items").EnumerateArray()
            .Single(h => h.GetProperty("id").GetString() == Renamed.Enterprise);
        hit.GetProperty("matched").EnumerateArray().Select(m => m.GetString()).ShouldBe([former]);
    }

    [Fact]
    public async Task What_is_called_so_comes_before_what_only_holds_it_and_kind_after_kind()
    {
        (await FindAsync("91440606LP0000012E", "&kind=enterprise"))[0].Id.ShouldBe("91440606LP0000012E");
        (await FindAsync("air-purifier", "&kind=category"))[0].Id.ShouldBe("air-purifier");
        var kinds = (await FindAsync("air")).Select(h => h.Kind).ToArray();
        kinds.ShouldBe(kinds.Distinct().SelectMany(k => kinds.Where(o => o == k)));
        kinds.Distinct().Count().ShouldBeGreaterThan(2);
    }

    /// <summary>The oracle reads every name and looks whether it holds the word.</summary>
    [Fact]
    public async Task Where_too_many_hold_a_word_each_kind_is_found_with_its_shortest_name()
    {
        var reader = new ViewReader(history.Database, history.Clock);
        var clocks = new Clocks(new(2026, 11, 20), null, history.Newest, true);
        var all = (await reader.AllAsync(LeaderViews.Names, new(), clocks, default)).Where(d => d.Text.Contains('器')).ToLookup(d => d.Kind);
        all.Count.ShouldBeGreaterThan(3);

        var (found, more) = await reader.FindAsync(LeaderViews.Names, ["器"], LeaderViews.Names.Statuses, clocks, 5, default);

        more.ShouldBeTrue();
        found.ShouldAllBe(d => d.Text.Contains('器'));
        found.Select(d => (d.Kind, d.Id)).ShouldBeUnique();
        foreach (var kind in all)
        {
            found.Where(d => d.Kind == kind.Key).Select(Length).ShouldContain(kind.Min(Length), $"{kind.Key}");
        }

        static int Length(NameDoc name) => Math.Min(name.Zh?.Length ?? 999, name.En?.Length ?? 999);
    }

    [Fact]
    public async Task By_the_name_of_the_day_and_by_those_before_as_known_at_the_position()
    {
        var (before, after) = (Registered(Renamed.Enterprise).Name.Split(" · ")[0], Renamed.Name.Split(" · ")[0]);
        var hit = ("enterprise", Renamed.Enterprise);
        (await FindAsync(before)).ShouldContain(hit);
        (await FindAsync(after)).ShouldContain(hit);
        var eve = $"&asOf={Renamed.On.AddDays(-1):yyyy-MM-dd}";
        (await FindAsync(before, eve)).ShouldContain(hit);
        (await FindAsync(after, eve)).ShouldNotContain(hit);
        (await FindAsync(before, "&position=10")).ShouldBeEmpty("nobody was registered yet");
    }

    [Fact]
    public async Task Page_by_page_each_once()
    {
        var all = (await FindAsync("示例", "&kind=title&limit=1000")).Select(h => h.Id).ToList();
        var (pages, next) = (new List<string>(), (string?)"/v1/search?q=示例&kind=title&limit=7");
        while (next is not null)
        {
            var page = await GetAsync(next);
            pages.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        pages.ShouldBe(all);
        pages.ShouldBeUnique();
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task But_nobody_whose_name_is_not_public()
    {
        var experts = File.ReadAllLines(Path.Combine(The_demonstration_history.Folder, "experts.csv")).Skip(1).Select(l => l.Split(','))
            .Select(c => c[1]).Distinct().ToArray();
        experts.Length.ShouldBeGreaterThan(4);
        foreach (var expert in experts) (await FindAsync(expert)).ShouldBeEmpty(expert);
        var subjects = The_demonstration_history.Played.Value.SelectMany(a => a.Facts).OfType<ComplaintReceived>().Select(c => c.Complaint);
        foreach (var complaint in subjects) (await FindAsync(complaint)).ShouldBeEmpty(complaint);
    }

    [Theory]
    [InlineData("/v1/search")]
    [InlineData("/v1/search?q=")]
    [InlineData("/v1/search?q=a")]
    [InlineData("/v1/search?q=%2F-")]
    [InlineData("/v1/search?q=air&kind=person")]
    [InlineData("/v1/search?q=air&limit=0")]
    [InlineData("/v1/search?q=air&after=x")]
    public async Task A_question_that_finds_nothing_for_sure_is_refused(string address) =>
        (await history.AskAsync(address)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("'; drop table view_names; --")]
    [InlineData("<script>")]
    [InlineData("\u202Eabc")]
    [InlineData("𠮷𠮷")]
    public async Task A_strange_one_is_only_a_question(string q) => (await FindAsync(q)).ShouldBeEmpty();

    private async Task<List<(string Kind, string Id)>> FindAsync(string q, string more = "") =>
    [
        .. (await GetAsync($"/v1/search?q={Uri.EscapeDataString(q)}{more}")).GetProperty("items").EnumerateArray()
            .Select(i => (i.GetProperty("kind").GetString()!, i.GetProperty("id").GetString()!)),
    ];

    private async Task<JsonElement> GetAsync(string address)
    {
        var answer = await history.AskAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.TextAsync());
        return await answer.JsonAsync();
    }
}
