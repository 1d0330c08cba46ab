using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;

namespace Leader.Api.Watches;

/// <summary>What watchers are told of.</summary>
public enum WatchedKind
{
    TitleAwarded,

    /// <summary>The next list of the category was published.</summary>
    TitleSuperseded,
    TitleLapsed,
    TitleWithdrawn,

    /// <summary>Void from the start, without a ban.</summary>
    TitleAnnulled,
    TitleRevoked,

    /// <summary>A revocation was set aside: the title is back, its ban void from the start.</summary>
    TitleRestored,

    /// <summary>It will run out earlier than was said: the grace ends on another day.</summary>
    TitleGraceShortened,

    /// <summary>Its last day and grace are over. No fact says so, but the day.</summary>
    TitleExpired,
    BanStarted,

    /// <summary>It passed to an heir.</summary>
    BanInherited,
    BanVoided,

    /// <summary>Its last day is over. No fact says so, but the day.</summary>
    BanEnded,

    /// <summary>It merged into others, or was split.</summary>
    EnterpriseSucceeded,

    /// <summary>A use of results of the owner of the watch ended.</summary>
    UseEnded,
}

/// <summary>One thing that happened, as a watcher is told of it.</summary>
/// <param name="Watch">For which watch list.</param>
/// <param name="Event">The position of the fact in the log (<c>/v1/events/{position}</c>); null where a day alone made it so.</param>
/// <param name="RecordedAt">When it was recorded; of a day the first instant of it.</param>
/// <param name="On">The day from which it holds, in Beijing: of an end the first day without the title, of a ban its first barred
/// day.</param>
/// <param name="Late">It was recorded on a later day than it holds from.</param>
/// <param name="Category">Of the title.</param>
/// <param name="LastDay">Last day, inclusive: of a title that was awarded, or of a ban.</param>
/// <param name="Heirs">Of an enterprise that was succeeded.</param>
/// <param name="Adoptions">Uses of results of the owner that rest on it, and that were open on the day (Q62).</param>
/// <param name="Links">Where to read how it stands now.</param>
public sealed record HappenedDoc(
    string Watch,
    long? Event,
    DateTimeOffset RecordedAt,
    DateOnly On,
    bool Late,
    string Enterprise,
    string? Title,
    string? Category,
    string? Ban,
    DateOnly? LastDay,
    IReadOnlyList<string> Heirs,
    IReadOnlyList<string> Adoptions,
    IReadOnlyDictionary<string, string> Links);

/// <summary>A message to a watcher: the body of a webhook, and an item of the watch's feed.</summary>
/// <param name="Timestamp">When it was recorded.</param>
public sealed record WatchMessage(WatchedKind Type, DateTimeOffset Timestamp, HappenedDoc Data);

/// <summary>Something that happened, for whoever watches it.</summary>
/// <param name="Adoption">The one use of results that ended; only its user is told.</param>
internal sealed record Happened(
    WatchedKind Kind,
    long? Position,
    DateTimeOffset RecordedAt,
    DateOnly On,
    string Enterprise,
    string? Title = null,
    string? Category = null,
    string? Ban = null,
    DateOnly? LastDay = null,
    IReadOnlyList<string>? Heirs = null,
    string? Adoption = null)
{
    /// <summary>It concerns the enterprise as a whole, and so all that rests on any title of it.</summary>
    public bool IsOfTheEnterprise => Kind is WatchedKind.BanStarted or WatchedKind.BanInherited or WatchedKind.BanVoided
        or WatchedKind.BanEnded or WatchedKind.EnterpriseSucceeded;

    /// <summary>The stored names of the facts that watchers are told of.</summary>
    public static readonly string[] Types =
    [
        .. FactTypes.Readable.Where(n => new[]
        {
            typeof(TitleAwarded), typeof(TitleSuperseded), typeof(TitleLapsed), typeof(TitleWithdrawn), typeof(TitleAnnulled),
            typeof(TitleRevoked), typeof(RevocationReversed), typeof(TitleGraceEnded), typeof(BanStarted), typeof(BanInherited),
            typeof(BanVoided), typeof(EnterpriseSucceeded), typeof(AdoptionEnded),
        }.Contains(FactTypes.TypeOf(n))),
    ];

    public static Happened? Of(Fact fact, long position, DateTimeOffset at) => fact switch
    {
        TitleAwarded e => OfTitle(WatchedKind.TitleAwarded, e, position, at) with { LastDay = e.LastDay },
        TitleSuperseded e => OfTitle(WatchedKind.TitleSuperseded, e, position, at),
        TitleLapsed e => OfTitle(WatchedKind.TitleLapsed, e, position, at),
        TitleWithdrawn e => OfTitle(WatchedKind.TitleWithdrawn, e, position, at),
        TitleAnnulled e => OfTitle(WatchedKind.TitleAnnulled, e, position, at),
        TitleRevoked e => OfTitle(WatchedKind.TitleRevoked, e, position, at) with { Ban = e.Revocation },
        RevocationReversed e => OfTitle(WatchedKind.TitleRestored, e, position, at) with { Ban = e.Revocation },
        TitleGraceEnded e => OfTitle(WatchedKind.TitleGraceShortened, e, position, at) with { LastDay = e.GraceLastDay },
        BanStarted e => OfBan(WatchedKind.BanStarted, e.Ban, e, e.LastDay, position, at),
        BanInherited e => OfBan(WatchedKind.BanInherited, e.Ban, e, e.LastDay, position, at),
        BanVoided e => OfBan(WatchedKind.BanVoided, e.Ban, e, null, position, at),
        EnterpriseSucceeded e => new(WatchedKind.EnterpriseSucceeded, position, at, e.On, e.Enterprise, Heirs: e.Heirs),
        AdoptionEnded e => new(WatchedKind.UseEnded, position, at, e.On, e.Enterprise, Adoption: e.Adoption),
        _ => null,
    };

    private static Happened OfTitle(WatchedKind kind, TitleFact e, long position, DateTimeOffset at) =>
        new(kind, position, at, e.On, e.Enterprise, e.Title, CategoryOf(e.Title));

    private static Happened OfBan(WatchedKind kind, string ban, EnterpriseFact e, DateOnly? lastDay, long position, DateTimeOffset at) =>
        new(kind, position, at, e.On, e.Enterprise, TitleOf(ban), CategoryOf(ban), ban, lastDay);

    /// <summary>A title, a revocation and a ban begin with cycle and category.</summary>
    public static string? CategoryOf(string id) => Ids.ParseCall(id.Split('.')[0])?.Category;

    /// <summary>The title by whose revocation an enterprise was barred.</summary>
    public static string TitleOf(string ban) => ban[..ban.LastIndexOf('.')];

    /// <summary>
    /// The same for the same watch and the same happening, whenever and however often it is told: receivers know it again.
    /// </summary>
    public string Message(string watch)
    {
        var what = Position is { } at ? at.ToString(CultureInfo.InvariantCulture) : $"{Kind} {Ban ?? Title} {Enterprise} {On:yyyy-MM-dd}";
        return "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{watch} {what}")).AsSpan(0, 16));
    }

    /// <param name="adoptions">Of the owner of the watch.</param>
    public string Body(string watch, IReadOnlyList<string> adoptions) => JsonSerializer.Serialize(
        new WatchMessage(Kind, RecordedAt, new(
            watch,
            Position,
            RecordedAt,
            On,
            Beijing.Day(RecordedAt) > On,
            Enterprise,
            Title,
            Category,
            Ban,
            LastDay,
            Heirs ?? [],
            adoptions,
            Links())),
        LeaderJson.Http);

    private Dictionary<string, string> Links()
    {
        var links = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["standing"] = $"/v1/enterprises/{Enterprise}/standing",
        };
        if (Title is not null) links["title"] = $"/v1/titles/{Title}";
        if (Ban is not null) links["bans"] = $"/v1/bans/{Enterprise}";
        if (Position is { } at) links["event"] = string.Create(CultureInfo.InvariantCulture, $"/v1/events/{at}");
        return links;
    }
}
