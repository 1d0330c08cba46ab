using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Leader.Api.Http;
using Leader.Api.Portal.Frame;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Portal.Parts;

/// <summary>What narrows the news: a category, an enterprise, or both.</summary>
/// <param name="Category">In the spelling of the register; null for all.</param>
/// <param name="Problem">What the register answers of a category or an enterprise that it does not know.</param>
internal sealed record NewsFilter(string? Category, string? Enterprise, Answer? Problem = null)
{
    public static async Task<NewsFilter> OfAsync(PageContext page)
    {
        var (category, enterprise) = (page.Http.Request.Value("category")?.Trim(), page.Http.Request.Value("enterprise")?.Trim());
        if (category is { Length: > 0 })
        {
            var found = await page.GetAsync($"/v1/categories/{Uri.EscapeDataString(category)}");
            if (!found.Ok) return new(category, enterprise, found);
            category = found.Id();
        }
        if (enterprise is { Length: > 0 })
        {
            var found = await page.GetAsync($"/v1/enterprises/{Uri.EscapeDataString(enterprise)}");
            if (!found.Ok) return new(category, enterprise, found);
            enterprise = found.Id("creditCode");
        }
        return new(category is { Length: > 0 } ? category : null, enterprise is { Length: > 0 } ? enterprise : null);
    }

    public bool IsAll => Category is null && Enterprise is null;

    /// <summary>As the end of an address.</summary>
    public string Query(bool english)
    {
        var query = new QueryString();
        if (Category is not null) query = query.Add("category", Category);
        if (Enterprise is not null) query = query.Add("enterprise", Enterprise);
        return (english ? query.Add("lang", "en") : query).ToUriComponent();
    }

    public bool Takes(Happening news) => (Category is null || News.CallOf(news)?.Category == Category)
        && (Enterprise is null || IsAboutIt(news.Fact));

    public bool Takes(NoticeDoc notice) => Enterprise is null || notice.Covers.Any(IsOfIt);

    private bool IsAboutIt(Fact? fact) => fact switch
    {
        TitleFact e => e.Enterprise == Enterprise,
        NoticeOpened e => e.Covers.Any(IsOfIt),
        RankingPublished e => e.Result.Entries.Any(r => r.Enterprise == Enterprise),
        LeaderListPublished e => e.Leaders.Any(l => l.Enterprise == Enterprise),
        _ => false,
    };

    /// <summary>Of an enterprise, or a declaration of it.</summary>
    private bool IsOfIt(string covered) => covered == Enterprise || covered.StartsWith(Enterprise + ".", StringComparison.Ordinal);
}

/// <summary>
/// The newest public notices, lists and revocations, with what set one aside: one list, for the page of news, as Atom (RFC 4287) and as
/// JSON Feed 1.1; and the days that are ahead, as iCalendar (RFC 5545).
/// </summary>
internal static class News
{
    public sealed record Form(string Address, string Type, (string Zh, string En) Name, Func<PageContext, NewsFilter, Task<byte[]>> Make);

    public static readonly IReadOnlyList<Form> Forms =
    [
        new("/feed.atom", "application/atom+xml", ("Atom 订阅", "Atom"), AtomAsync),
        new("/feed.json", "application/feed+json", ("JSON 订阅", "JSON Feed"), JsonAsync),
        new("/feed.ics", LastDays.Type, ("日历（期限）", "Calendar of last days"), CalendarAsync),
    ];

    private const int Most = 40, Stretch = 1000, Stretches = 6, MorePages = 10;

    /// <summary>Of facts in which one category or enterprise may be rare.</summary>
    private const int NarrowedStretches = 20;

    private static readonly HashSet<Type> Kinds =
    [
        typeof(NoticeOpened), typeof(RankingPublished), typeof(LeaderListPublished), typeof(TitleRevoked), typeof(RevocationReversed),
        typeof(TitleAnnulled),
    ];

    private static readonly string Asked = string.Join(',', Kinds.Select(k => FactTypes.NameOf(k).Split('.')[0]));

    /// <summary>The feeds, as a page leads to them.</summary>
    public static IReadOnlyList<(string Type, string Address, string Name)> Feeds(PageContext page, NewsFilter filter) =>
        [.. Forms.Select(f => (f.Type, page.Http.Request.PathBase + f.Address + filter.Query(page.English), page.T(f.Name)))];

    /// <summary>Newest first. Goes back through the newest facts only, so that it costs the same however long history is.</summary>
    public static async Task<IReadOnlyList<Happening>> NewestAsync(PageContext page, NewsFilter filter)
    {
        var found = new List<Happening>();
        var now = await page.Register.GetAsync("/v1/rule-sets?limit=1");
        var before = now.Ok ? now.Json.GetProperty("position").GetInt64() : 0;
        for (var i = 0; i < (filter.IsAll ? Stretches : NarrowedStretches) && before > 0 && found.Count < Most; i++, before -= Stretch)
        {
            var within = await WithinAsync(page, Math.Max(0, before - Stretch), before);
            found.AddRange(within.Where(filter.Takes).Reverse());
        }
        return [.. found.Take(Most)];
    }

    private static async Task<List<Happening>> WithinAsync(PageContext page, long after, long until)
    {
        var found = new List<Happening>();
        var next = string.Create(CultureInfo.InvariantCulture, $"/v1/events?type={Asked}&after={after}&limit={until - after}");
        while (next is not null)
        {
            var answer = await page.Register.GetAsync(next);
            if (!answer.Ok) break;
            var read = answer.Json.GetProperty("items").EnumerateArray().Select(Happening.Of).ToArray();
            found.AddRange(read.Where(f => f.Position <= until && f.Fact is not null && Kinds.Contains(f.Fact.GetType())));
            next = answer.Json.GetProperty("position").GetInt64() < until ? answer.Json.GetProperty("next").GetString() : null;
        }
        return found;
    }

    /// <summary>Where who reads of it goes on.</summary>
    public static string About(Happening news) => news.Stream.Split('/', 2) is [var kind, var id] ? kind switch
    {
        "title" => $"/v1/titles/{Uri.EscapeDataString(id)}",
        "notice" => $"/v1/notices/{Uri.EscapeDataString(id)}",
        "evaluation" => $"/v1/evaluations/{Uri.EscapeDataString(id)}/ranking",
        _ => news.Address,
    } : news.Address;

    /// <summary>The cycle and category that its stream is of.</summary>
    public static (int Cycle, string Category)? CallOf(Happening news) =>
        news.Stream.Split('/', 2) is [_, var id] ? Ids.ParseCall(id.Split('.')[0]) : null;

    /// <summary>Hears what the categories are called that the news are about.</summary>
    public static Task MeetAsync(PageContext page, IEnumerable<Happening> news) =>
        MeetAsync(page, news.Select(n => CallOf(n)?.Category).OfType<string>());

    private static Task<Answer[]> MeetAsync(PageContext page, IEnumerable<string> categories) => Task.WhenAll(
        categories.Distinct().Take(40).Select(c => page.GetAsync($"/v1/categories/{Uri.EscapeDataString(c)}")));

    /// <summary>In a sentence, with the category and cycle that it is about.</summary>
    public static string Words(PageContext page, Happening news, Dictionary<string, string> names) =>
        (news.Stream.Split('/', 2) is ["notice" or "evaluation", var id] ? page.CycleOf(id) + page.T("：", ": ") : "")
        + Called.Named(page, news.Words, names);

    /// <summary>One of the news as feeds have it.</summary>
    /// <param name="Id">The address of the fact, which never changes.</param>
    private sealed record Item(string Id, string Leads, string Title, string Text, DateTimeOffset At, string By, string? Category);

    private static async Task<Item[]> ItemsAsync(PageContext page, NewsFilter filter)
    {
        var news = await NewestAsync(page, filter);
        await MeetAsync(page, news);
        var names = await Called.AllAsync(page, [.. news.Select(n => page.T(n.Words))]);
        var items = new List<Item>();
        foreach (var one in news)
        {
            var by = one.Actor is { } actor ? await Called.WhoAsync(page, actor) : page.T("登记系统", "The register");
            items.Add(new(
                Absolute(page, one.Address),
                Linked(page, About(one)),
                Words(page, one, names),
                page.T($"{by}，自{page.Day(one.On ?? one.Recorded)}起生效。", $"By {by}, with effect from {page.Day(one.On ?? one.Recorded)}."),
                one.RecordedAt.ToOffset(Beijing.Offset),
                by,
                CallOf(one)?.Category is { } category ? page.Called("categories", category).Text : null));
        }
        return [.. items];
    }

    private static string NameOf(PageContext page, NewsFilter filter)
    {
        string?[] narrowed =
        [
            filter.Category is { } category ? page.Called("categories", category).Text : null,
            filter.Enterprise is { } enterprise ? page.Called("enterprises", enterprise).Text : null,
        ];
        return string.Join(page.T("：", ": "), narrowed.OfType<string>()
            .Prepend(page.T("企业标准“领跑者”登记系统：公示、名单和取消", "Leader Register: notices, lists and revocations")));
    }

    private static async Task<byte[]> AtomAsync(PageContext page, NewsFilter filter)
    {
        var items = await ItemsAsync(page, filter);
        var own = Absolute(page, "/feed.atom" + filter.Query(page.English));
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", "http://www.w3.org/2005/Atom");
            xml.WriteAttributeString("xml", "lang", null, page.Lang);
            xml.WriteElementString("title", NameOf(page, filter));
            xml.WriteElementString("id", own);
            xml.WriteElementString("updated", Instant(items.Length > 0 ? items[0].At : DateTimeOffset.UnixEpoch));
            Link("self", own, "application/atom+xml");
            Link("alternate", Absolute(page, "/feed" + filter.Query(page.English)), "text/html");
            foreach (var one in items)
            {
                xml.WriteStartElement("entry");
                xml.WriteElementString("title", one.Title);
                xml.WriteElementString("id", one.Id);
                xml.WriteElementString("updated", Instant(one.At));
                xml.WriteStartElement("author");
                xml.WriteElementString("name", one.By);
                xml.WriteEndElement();
                Link("alternate", one.Leads, "text/html");
                if (one.Category is { } category)
                {
                    xml.WriteStartElement("category");
                    xml.WriteAttributeString("term", category);
                    xml.WriteEndElement();
                }
                xml.WriteElementString("summary", one.Text);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();

            void Link(string rel, string href, string type)
            {
                xml.WriteStartElement("link");
                xml.WriteAttributeString("rel", rel);
                xml.WriteAttributeString("type", type);
                xml.WriteAttributeString("href", href);
                xml.WriteEndElement();
            }
        }
        return bytes.ToArray();
    }

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<byte[]> JsonAsync(PageContext page, NewsFilter filter)
    {
        var items = await ItemsAsync(page, filter);
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                version = "https://jsonfeed.org/version/1.1",
                title = NameOf(page, filter),
                home_page_url = Absolute(page, "/feed" + filter.Query(page.English)),
                feed_url = Absolute(page, "/feed.json" + filter.Query(page.English)),
                language = page.Lang,
                items = items.Select(one => new
                {
                    id = one.Id,
                    url = one.Leads,
                    title = one.Title,
                    content_text = one.Text,
                    date_published = Instant(one.At),
                    authors = new[] { new { name = one.By } },
                    tags = one.Category is { } category ? new[] { category } : [],
                }),
            },
            AsWritten);
    }

    /// <summary>
    /// What people may still act on: notices that are open, calls that are, and lists in force, each by its last day; and what is ahead:
    /// trainings and campaigns, milestones of implementing schemes, and releases of statistics.
    /// </summary>
    private static async Task<byte[]> CalendarAsync(PageContext page, NewsFilter filter)
    {
        var narrowed = filter.Category is { } category ? $"&category={Uri.EscapeDataString(category)}" : "";
        var notices = await AllAsync<NoticeDoc>(page, "/v1/notices?status=open&limit=1000" + narrowed);
        var calls = filter.Enterprise is not null ? [] : await AllAsync<CallDoc>(page, "/v1/calls?status=open&limit=1000" + narrowed);
        var titles = await AllAsync<TitleDoc>(page, "/v1/leaders?limit=1000" + narrowed
            + (filter.Enterprise is { } enterprise ? $"&enterprise={enterprise}" : ""));
        var activities = filter.IsAll ? await AllAsync<ActivityDoc>(page, "/v1/activities?status=announced&limit=1000") : [];
        var schemes = filter.IsAll ? await AllAsync<ImplementingSchemeDoc>(page, "/v1/implementing-schemes?limit=1000") : [];
        var releases = filter.IsAll ? await AllAsync<ReleaseDoc>(page, "/v1/releases?limit=1000") : [];
        await MeetAsync(page, notices.Select(n => Ids.ParseCall(n.Call)?.Category).OfType<string>().Concat(calls.Select(c => c.Category))
            .Concat(titles.Select(t => t.Category)));
        LastDay[] days =
        [
            .. notices.Where(n => filter.Takes(n) && n.LastDay >= page.Today).Select(n => new LastDay(
                $"notice {n.Notice}",
                n.LastDay,
                Beijing.Start(n.Recomputed.Select(r => r.On).Append(n.OpenedOn).Max()),
                page.T($"公示截止：{page.CycleOf(n.Call)}（{page.Word("NoticeSubject", Leader.Projections.Log.Words.Of(n.Subject))}）",
                    $"Notice ends: {page.CycleOf(n.Call)} ({page.Word("NoticeSubject", Leader.Projections.Log.Words.Of(n.Subject))})"),
                page.T($"在此日之前，任何人都可以提出异议。{LastDays.Until.Zh}",
                    $"Anybody may object to what is noticed. {LastDays.Until.En}"),
                Local(page, $"/v1/notices/{Uri.EscapeDataString(n.Notice)}"))),
            .. calls.Where(c => c.ClosesOn >= page.Today).Select(c => new LastDay(
                $"call {c.Call} {c.Round}",
                c.ClosesOn,
                Beijing.Start(c.OpenedOn),
                page.T($"征集截止：{page.CycleOf(c.Call)}", $"Call closes: {page.CycleOf(c.Call)}"),
                page.T($"评估机构可提交评估方案。{LastDays.Until.Zh}", $"Evaluation bodies may submit plans. {LastDays.Until.En}"),
                Local(page, $"/v1/calls/{Uri.EscapeDataString(c.Call)}"))),
            .. titles.Where(t => t.LastDay >= page.Today).GroupBy(t => (t.Evaluation, t.Category, t.LastDay)).Select(l => new LastDay(
                $"list {l.Key.Evaluation} {filter.Enterprise}",
                l.Key.LastDay,
                Beijing.Start(l.Min(t => t.From)),
                page.T($"领跑者名单有效期末日：{page.CycleOf(l.Key.Evaluation)}", $"Leader list ends: {page.CycleOf(l.Key.Evaluation)}"),
                page.T($"名单中的称号到期。{LastDays.Until.Zh}", $"The titles of the list expire. {LastDays.Until.En}"),
                Local(page, $"/v1/categories/{Uri.EscapeDataString(l.Key.Category)}/leaders"))),
            .. activities.Where(a => a.To >= page.Today).Select(a => new LastDay(
                $"activity {a.Activity}",
                a.To,
                Beijing.Start(a.RecordedOn),
                page.Name(a.Name),
                a.Source,
                Local(page, $"/v1/activities/{Uri.EscapeDataString(a.Activity)}"),
                a.From)),
            .. schemes.SelectMany(s => s.Milestones.Where(m => IsAhead(s, m, page.Today)).Select(m =>
                new LastDay(
                    $"milestone {s.ImplementingScheme} {m.Milestone}",
                    m.DueOn,
                    Beijing.Start(s.Amendments.Select(a => a.On).Append(s.ValidFrom).Max()),
                    page.T($"实施方案节点：{m.NameZh}", $"Milestone: {m.Name}"),
                    page.Name(s.Name),
                    Local(page, $"/v1/implementing-schemes/{Uri.EscapeDataString(s.ImplementingScheme)}")))),
            .. Ahead(releases, page.Today).Select(a => new LastDay(
                $"release {a.In.Body} {a.Release.On:yyyy-MM-dd}",
                a.Release.On,
                Beijing.Start(a.In.ReleasedOn),
                a.Release.Name.Length == 0 ? page.T("统计发布", "Release of statistics")
                    : page.T($"统计发布：{page.Name(a.Release.Name)}", $"Release of statistics: {page.Name(a.Release.Name)}"),
                page.T("按预告的日期。", "On the day that was announced."),
                Local(page, $"/v1/releases/{Uri.EscapeDataString(a.In.Release)}"))),
        ];
        var name = page.T("领跑者公示、征集和名单期限", "Leader Register: last days of notices, calls and lists");
        return Encoding.UTF8.GetBytes(LastDays.Of(page.Http.Request, "Public", name, method: null,
            days.OrderBy(d => d.Day).ThenBy(d => d.Key, StringComparer.Ordinal)));
    }

    /// <summary>Not of a scheme that is over before.</summary>
    private static bool IsAhead(ImplementingSchemeDoc scheme, MilestoneDoc milestone, DateOnly today) =>
        milestone.Status == MilestoneStatus.Due && milestone.DueOn >= today && (scheme.ValidTo is not { } last || milestone.DueOn <= last);

    /// <summary>
    /// The releases to come, from a day on, as the last release of each body announces them; of one without a calendar the next, without
    /// a name.
    /// </summary>
    internal static IEnumerable<(AnnouncedRelease Release, ReleaseDoc In)> Ahead(IEnumerable<ReleaseDoc> releases, DateOnly from) =>
        releases.GroupBy(r => r.Body).Select(r => r.OrderBy(o => o.ReleasedOn).ThenBy(o => o.FiguresPosition).Last())
            .SelectMany(r => r.Calendar ?? (r.NextOn is { } next ? [new("", next, next)] : []), (r, a) => (Release: a, In: r))
            .Where(a => a.Release.On >= from);

    private static async Task<List<T>> AllAsync<T>(PageContext page, string address)
    {
        var all = new List<T>();
        for (var (next, i) = ((string?)address, 0); next is not null && i < MorePages; i++)
        {
            var answer = await page.GetAsync(next);
            all.AddRange(answer.Items<T>());
            next = answer.Ok ? answer.Json.GetProperty("next").GetString() : null;
        }
        return all;
    }

    private static string Absolute(PageContext page, string address) => Addresses.Absolute(page.Http.Request, address);

    /// <summary>As a page links to it, from the host on.</summary>
    private static string Linked(PageContext page, string address) => Absolute(page, Local(page, address));

    /// <summary>As a page links to it, without the folder that the register is in.</summary>
    private static string Local(PageContext page, string address) =>
        page.Link(address)[page.Http.Request.PathBase.ToUriComponent().Length..];

    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
