using System.Globalization;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Microsoft.AspNetCore.Components;

namespace Leader.Api.Portal.Frame;

/// <summary>What every part of a page knows: language, clocks, what was asked, and the register.</summary>
public sealed class PageContext(HttpContext http, Register register, PortalRoutes routes, bool english)
{
    public HttpContext Http => http;
    public Register Register => register;
    public PortalRoutes Routes => routes;
    public bool English => english;
    public string Lang => english ? "en" : "zh-CN";

    /// <summary>What the register answered at the address of the page; null for a page without an address of the API.</summary>
    public Answer? Main
    {
        get;
        set
        {
            field = value;
            if (value is not null) Names.Hear(value);
        }
    }

    /// <summary>A ranking that stands within the page of another site.</summary>
    public bool Embedded => http.Request.Query["embed"] == "1"
        && Main is { Ok: true, Pattern: "/v1/categories/{id}/ranking" or "/v1/evaluations/{id}/ranking" };

    /// <summary>What ids are called, as the answers say that the page was made of.</summary>
    public KnownNames Names { get; } = new();

    /// <summary>Ids in the address of a page of the portal's own.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; init; } = new Dictionary<string, string>();

    /// <summary>Of the page, for its window; set by the page.</summary>
    public string Title { get; set; } = "";

    /// <summary>The way to the page, from the outermost; set by the page.</summary>
    public IReadOnlyList<(string Text, string? Address)> Crumbs { get; set; } = [];

    /// <summary>Feeds of what the page is about, by their addresses; set by the page.</summary>
    public IReadOnlyList<(string Type, string Address, string Name)> Feeds { get; set; } = [];

    /// <summary>Of the answer, where the page shows no answer of the register.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>The page has answered otherwise, as by leading elsewhere.</summary>
    public bool Answered { get; private set; }

    /// <summary>Leads elsewhere, after a form.</summary>
    public void LeadTo(string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Link(address);
        Answered = true;
    }

    /// <summary>Leads elsewhere by what sets the answer itself.</summary>
    public async Task LeadByAsync(Task answering)
    {
        await answering;
        Answered = true;
    }

    /// <summary>Who looks at the page, signed in; null for the public.</summary>
    public Actor? Reader => Session.Reader(http);

    /// <summary>What who signed in is called; the subject itself where the register has no name for it.</summary>
    public (string Zh, string En) ReaderName { get; private set; }

    /// <summary>The browser shows a sign-in that does not hold any more.</summary>
    public bool SignInEnded => Session.HasEnded(http);

    /// <summary>Looks up who signed in.</summary>
    public async Task MeetAsync()
    {
        if (Reader is not { } reader) return;
        var file = await register.GetAsync($"/v1/{(reader.Role == Role.Enterprise ? "enterprises" : "organisations")}/"
            + Uri.EscapeDataString(reader.Subject));
        var name = file.Ok ? file.Json.GetProperty("name").GetString()! : reader.Subject;
        var (zh, en) = NameInBoth.Of(name);
        if (file.Ok && file.Json.TryGetProperty("nameZh", out var chinese)) zh = chinese.GetString() ?? zh;
        ReaderName = (zh ?? name, en ?? name);
    }

    /// <summary>Today in Beijing.</summary>
    public DateOnly Today { get; } = Beijing.Day(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>The clocks that the answer states; null where it has none.</summary>
    public (DateOnly AsOf, DateTimeOffset? KnownAt, long Position)? Clocks =>
        Main is { } main && ClocksOf(main) is { } stated ? stated : Asked;

    internal static (DateOnly AsOf, DateTimeOffset? KnownAt, long Position)? ClocksOf(Answer answer) =>
        answer is { Ok: true, IsJson: true, Json: { ValueKind: JsonValueKind.Object } json }
            && json.TryGetProperty("asOf", out var day) && json.TryGetProperty("position", out var position)
            && position.ValueKind == JsonValueKind.Number
                ? (DateOnly.Parse(day.GetString()!, CultureInfo.InvariantCulture),
                    json.TryGetProperty("knownAt", out var at) && at.GetString() is { } known
                        ? DateTimeOffset.Parse(known, CultureInfo.InvariantCulture)
                        : null, position.GetInt64())
                : null;

    /// <summary>The page as the register spells it, in its language, without the clocks and the place in a list.</summary>
    public string Here => At([]);

    /// <summary>The page pinned to both clocks, which says the same for ever; null where it has no clocks.</summary>
    public string? Pinned => Clocks is { } clocks
        ? At([("asOf", $"{clocks.AsOf:yyyy-MM-dd}"), ("position", clocks.Position.ToString(CultureInfo.InvariantCulture))], keepPlace: true)
        : null;

    /// <summary>There is a page at the address.</summary>
    public bool HasPage(string address) => routes.IsPage(address);

    /// <summary>The list of the page without what narrows it, at the clocks that were asked for.</summary>
    public string Unfiltered => Link(Here.Split('?')[0][http.Request.PathBase.ToUriComponent().Length..]);

    /// <summary>The page at other clocks, or with other words in its query.</summary>
    /// <param name="keepPlace">Stays on the page of a list.</param>
    public string At((string Name, string Value)[] with, bool keepPlace = false)
    {
        var query = new QueryString();
        foreach (var (name, values) in Query)
        {
            if (Movable.Contains(name) && !(keepPlace && name == "after") || with.Any(w => w.Name == name)) continue;
            foreach (var value in values) query = query.Add(name, value ?? "");
        }
        foreach (var (name, value) in with) query = query.Add(name, value);
        if (english && with.All(w => w.Name != "lang")) query = query.Add("lang", "en");
        return http.Request.PathBase.ToUriComponent() + (Main?.Path ?? http.Request.Path.Written()) + query.ToUriComponent();
    }

    /// <summary>The page in the other language, at the clocks that it was asked at.</summary>
    public string InLanguage(bool inEnglish)
    {
        var query = QueryString.Create(http.Request.Query.Where(q => q.Key != "lang")
            .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v))));
        return http.Request.PathBase.Add(http.Request.Path).Written()
            + (inEnglish ? query.Add("lang", "en") : query).ToUriComponent();
    }

    /// <summary>What the page shows, as data of another form; at its clocks, if it was asked at any. Null where it shows no data.</summary>
    public string? Form(string format) => Main is not { Ok: true, IsJson: true, Pattern: not null } main ? null
        : http.Request.PathBase.ToUriComponent() + main.Path
            + QueryString.Create(main.Query.SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))).Add("format", format)
                .ToUriComponent();

    public bool IsTable => Main?.Endpoint?.Metadata.GetMetadata<OtherForms>()?.MediaTypes.Contains("text/csv") == true;
    public bool HasTimeMap => Main is { Ok: true, Endpoint.Metadata: { } read } && read.GetMetadata<StatesItsClocks>() is not null
        && routes.IsPage(Main!.Path + Addresses.TimeMapEnd);
    public string TimeMap => At([]) is var here && here.IndexOf('?', StringComparison.Ordinal) is var at and >= 0
        ? here[..at] + Addresses.TimeMapEnd + here[at..]
        : here + Addresses.TimeMapEnd;

    /// <summary>What the page is not asked for again; what is for tables alone, only its forms as tables are.</summary>
    private static readonly string[] Movable =
        ["asOf", "knownAt", "knownOn", "position", "minPosition", "after", "lang", "format", Parameters.Mark.Name];

    /// <summary>The query of the page as the register reads it.</summary>
    public IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> Query =>
        Main is { Ok: true } main ? main.Query : http.Request.Query;

    /// <summary>The clocks of an address of the portal's own.</summary>
    public (DateOnly AsOf, DateTimeOffset? KnownAt, long Position)? Asked { get; set; }

    /// <summary>The reader asked for a day or a state of the register; every link of the page stays there.</summary>
    public bool Elsewhen => Known.Clocks.Any(http.Request.Query.ContainsKey);

    /// <summary>Words of the page, in Chinese and in English.</summary>
    public string T(string zh, string en) => english ? en : zh;
    public string T((string Zh, string En) words) => english ? words.En : words.Zh;

    /// <summary>An address as the page links to it: in its language, and at its clocks where the reader chose them.</summary>
    /// <param name="address">Path and query.</param>
    public string Link(string address)
    {
        if (!address.StartsWith('/')) return address;
        var add = new List<string>();
        if (Elsewhen && Clocks is { } clocks && !address.Contains("asOf=", StringComparison.Ordinal)
            && !address.Contains("position=", StringComparison.Ordinal) && routes.ReadsClocks(address))
        {
            add.Add(Pin(clocks.AsOf, clocks.Position));
        }
        if (english && routes.IsPage(address)) add.Add("lang=en");
        var (main, fragment) = address.IndexOf('#', StringComparison.Ordinal) is var at and >= 0
            ? (address[..at], address[at..])
            : (address, "");
        return http.Request.PathBase + (add.Count == 0 ? main : With(main, string.Join('&', add))) + fragment;
    }

    /// <summary>The address for what the page reads itself: at the clocks of its answer, so that all of it is of one moment.</summary>
    public string AtItsClocks(string address) =>
        Clocks is { } at && routes.ReadsClocks(address) ? With(address, Pin(at.AsOf, at.Position)) : address;

    private static string With(string address, string more) =>
        $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{more}";

    private static string Pin(DateOnly asOf, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"asOf={asOf:yyyy-MM-dd}&position={position}");

    /// <summary>A document at the clocks of the page; null where there is none.</summary>
    public async Task<T?> GetAsync<T>(string address) where T : class => (await GetAsync(address)).As<T>();

    /// <summary>What the register answers at the clocks of the page.</summary>
    public async Task<Answer> GetAsync(string address)
    {
        var answer = await register.GetAsync(AtItsClocks(address));
        Names.Hear(answer);
        return answer;
    }

    /// <summary>The documents of a list at the clocks of the page; none where the register answers no list.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string address) => (await GetAsync(address)).Items<T>();

    public string Day(DateOnly day) => english
        ? day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");

    public string Instant(DateTimeOffset at) =>
        at.ToOffset(Beijing.Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>
    /// What the id is called, in the language of the page where it has a name in it. The language is that of the text where it is another.
    /// </summary>
    /// <param name="kind">As in the <c>names</c> of answers: enterprises, organisations, categories, fields, sectors, indicators.</param>
    /// <param name="written">The name as the document itself has it, in one language or both; for where no answer has names for it.</param>
    public (string Text, string? Lang) Called(string kind, string id, string? written = null)
    {
        var (zh, en) = Names.Of(kind, id) ?? (written is null ? default : (NameInBoth.Of(written).Zh, NameInBoth.Of(written).En));
        return (english ? en : zh) is { Length: > 0 } own ? (own, null)
            : (english ? zh : en) is { Length: > 0 } other ? (other, english ? "zh-CN" : "en")
            : (id, null);
    }

    /// <summary>Cycle and category of a call, an evaluation, a plan, a title, which their ids begin with.</summary>
    public string CycleOf(string id) => Domain.Ids.ParseCall(id.Split('.')[0]) is { } of && Names.Of("categories", of.Category) is not null
        ? T($"{of.Cycle}年度{Called("categories", of.Category).Text}", $"{Called("categories", of.Category).Text} {of.Cycle}")
        : id;

    /// <summary>A word of a closed list of the register, as people say it.</summary>
    /// <param name="list">As in the OpenAPI document: <c>TitleStatus</c>.</param>
    public string Word(string list, string word) => T(Known.Word(list, word));

    /// <summary>A value with its unit, as people write it.</summary>
    public string Limit(Domain.Values.Limit limit) => T(Labels.Limit(limit));

    /// <summary>The same by a plan: of an indicator in words its class.</summary>
    public string Limit(Domain.Values.Limit limit, Domain.Record.PlanIndicator? by) => T(Labels.Limit(limit, by));

    /// <summary>The same of a step of its scale.</summary>
    public string Limit(Domain.Record.ScalePoint step, Domain.Record.PlanIndicator by) =>
        Domain.Rules.StatedClass.Word(new(Operator.Exactly, step.Value, null, by.Unit), by, zh: !english)
            ?? step.Value.ToString(CultureInfo.CurrentCulture);

    /// <summary>Of an indicator in words its classes, from the best to the least; null of one in numbers.</summary>
    public string? Classes(Domain.Record.PlanIndicator of) =>
        Domain.Rules.StatedClass.Words(of, zh: !english) is { } classes ? string.Join(T("、", ", "), classes) : null;

    public string Limit(string written) => T(Labels.Limit(written));

    public string Unit(string unit) => T(Labels.Unit(unit));

    /// <summary>The part of a joined name (<c>中文 · English</c>) in the language of the page.</summary>
    public string Name(string joined) => NameInBoth.Of(joined) is { Zh: { } zh, En: { } en } ? T(zh, en) : joined;

    /// <summary>
    /// Where the id that a member holds is looked up; null where it is none, and for a complaint, which its parties alone read, where
    /// nobody is signed in.
    /// </summary>
    public string? AddressOf(string member, string id) =>
        Known.KindOf(member, id) is { } kind && (kind is not IdKind.Complaint || Reader is not null) ? Links.To(kind, id) : null;
}

/// <summary>A part of a page.</summary>
public abstract class PagePart : ComponentBase
{
    private bool _loaded;

    [CascadingParameter] public required PageContext Page { get; set; }

    /// <summary>Asks the register for what the part shows, before it is rendered at all: once, with its parameters set.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        if (!_loaded) await LoadAsync();
        _loaded = true;
        await base.SetParametersAsync(ParameterView.Empty);
    }

    protected string T(string zh, string en) => Page.T(zh, en);
    protected string Link(string address) => Page.Link(address);
    protected string Word(string list, string word) => Page.Word(list, word);
    protected string Word<TWord>(TWord word) where TWord : struct, Enum => Page.Word(typeof(TWord).Name, Words.Of(word));
}
