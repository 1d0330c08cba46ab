using System.Globalization;
using System.Text;
using System.Xml;
using Leader.Api.Portal.Frame;
using Leader.Domain.Record;

namespace Leader.Api.Portal.Parts;

/// <summary>The newest public notices, lists and revocations, with what set one aside: for the page of news and its Atom feed.</summary>
internal static class News
{
    public const string Address = "/feed.atom";
    private const int Most = 40, Page = 500, Pages = 6;

    private static readonly HashSet<Type> Kinds =
    [
        typeof(NoticeOpened), typeof(RankingPublished), typeof(LeaderListPublished), typeof(TitleRevoked), typeof(RevocationReversed),
        typeof(TitleAnnulled),
    ];

    /// <summary>Newest first. Goes back through the newest facts only, so that it costs the same however long history is.</summary>
    public static async Task<IReadOnlyList<Happening>> NewestAsync(PageContext page)
    {
        var found = new List<Happening>();
        var now = await page.Register.GetAsync("/v1/rule-sets?limit=1");
        var at = now.Ok ? now.Json.GetProperty("position").GetInt64() : 0;
        for (var (i, before) = (0, at); i < Pages && before > 0 && found.Count < Most; i++, before -= Page)
        {
            var after = Math.Max(0, before - Page);
            var answer = await page.Register.GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"/v1/events?after={after}&limit={before - after}"));
            if (!answer.Ok) break;
            found.AddRange(answer.Json.GetProperty("items").EnumerateArray().Select(Happening.Of)
                .Where(f => f.Position <= before && f.Fact is not null && Kinds.Contains(f.Fact.GetType())).Reverse());
        }
        return [.. found.Take(Most)];
    }

    /// <summary>Where who reads of it goes on.</summary>
    public static string About(Happening news) => news.Stream.Split('/', 2) is [var kind, var id] ? kind switch
    {
        "title" => $"/v1/titles/{Uri.EscapeDataString(id)}",
        "notice" => $"/v1/notices/{Uri.EscapeDataString(id)}",
        "evaluation" => $"/v1/evaluations/{Uri.EscapeDataString(id)}/ranking",
        _ => news.Address,
    } : news.Address;

    /// <summary>Hears what the categories are called that the news are about.</summary>
    public static Task MeetAsync(PageContext page, IEnumerable<Happening> news) => Task.WhenAll(news
        .Select(n => n.Stream.Split('/', 2) is [_, var id] ? Domain.Ids.ParseCall(id.Split('.')[0])?.Category : null).OfType<string>()
        .Distinct().Take(40).Select(c => page.GetAsync($"/v1/categories/{Uri.EscapeDataString(c)}")));

    /// <summary>In a sentence, with the category and cycle that it is about.</summary>
    public static string Words(PageContext page, Happening news, Dictionary<string, string> names) =>
        (news.Stream.Split('/', 2) is ["notice" or "evaluation", var id] ? page.CycleOf(id) + page.T("：", ": ") : "")
        + Called.Named(page, news.Words, names);

    /// <summary>Atom (RFC 4287); ids are the addresses of the facts, which never change.</summary>
    public static async Task<byte[]> AtomAsync(PageContext page)
    {
        var news = await NewestAsync(page);
        await MeetAsync(page, news);
        var names = await Called.AllAsync(page, [.. news.Select(n => page.T(n.Words))]);
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true };
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, settings))
        {
            xml.WriteStartElement("feed", "http://www.w3.org/2005/Atom");
            xml.WriteAttributeString("xml", "lang", null, page.Lang);
            xml.WriteElementString("title", page.T("企业标准“领跑者”登记系统：公示、名单和取消", "Leader Register: notices, lists and revocations"));
            xml.WriteElementString("id", Absolute(Address));
            xml.WriteElementString("updated", Instant(news.Count > 0 ? news[0].RecordedAt : DateTimeOffset.UnixEpoch));
            Link("self", Absolute(Address + (page.English ? "?lang=en" : "")), "application/atom+xml");
            Link("alternate", Absolute(page.Link("/feed")), "text/html");
            foreach (var one in news)
            {
                xml.WriteStartElement("entry");
                xml.WriteElementString("title", Words(page, one, names));
                xml.WriteElementString("id", Absolute(one.Address));
                xml.WriteElementString("updated", Instant(one.RecordedAt));
                xml.WriteStartElement("author");
                xml.WriteElementString("name", one.Actor is { } by ? await Called.WhoAsync(page, by) : page.T("登记系统", "The register"));
                xml.WriteEndElement();
                Link("alternate", Absolute(page.Link(About(one))), "text/html");
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

        string Absolute(string address) => $"{page.Http.Request.Scheme}://{page.Http.Request.Host}{address}";
        static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}
