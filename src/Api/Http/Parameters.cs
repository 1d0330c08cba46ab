using System.Globalization;
using Leader.Domain.Record;
using Leader.Projections.Views.Engine;
using Microsoft.OpenApi;

namespace Leader.Api.Http;

/// <summary>
/// How a value is read, at every address alike (see <see cref="Doors"/>). Blanks around it and full-width characters are always put right.
/// </summary>
public enum ReadAs
{
    /// <summary>A number, a day, an instant, a cursor, a text; the address itself says what is wrong with it.</summary>
    Plain,

    /// <summary>An id of this register, whatever the case.</summary>
    Id,

    /// <summary>A credit code or LEI.</summary>
    Code,

    /// <summary>The credit code or LEI of an enterprise that the register knows.</summary>
    Enterprise,

    /// <summary>A category that the register knows.</summary>
    Category,

    /// <summary>A cycle for which key fields were published, or one of the rows of the view.</summary>
    Cycle,

    /// <summary>The key of a document that the view has, or ever had.</summary>
    Key,

    /// <summary>The number of a standard.</summary>
    StandardNumber,

    /// <summary>The number under a barcode, with its check digit.</summary>
    Barcode,

    /// <summary>A registered organisation, or who else acts in the rows of the view.</summary>
    Body,
}

/// <summary>
/// What an address reads of the query, of the headers, or of the address itself. One description: by it the query is read and refused, and
/// the OpenAPI document is written.
/// </summary>
/// <param name="Format">As in JSON Schema; a whole number where it is <c>int64</c>.</param>
/// <param name="List">The only values.</param>
/// <param name="Several">Values may be repeated, or stand with commas between them; all count.</param>
/// <param name="Of">The view whose rows it is about.</param>
/// <param name="Among">A row of that view has, or ever had, such a value.</param>
/// <param name="InLog">It names a place in the log, which a standby of the database may not have yet (<see cref="Waits"/>).</param>
public sealed record Parameter(
    string Name,
    string Says,
    string? Format = null,
    ClosedList? List = null,
    bool Required = false,
    ParameterLocation In = ParameterLocation.Query,
    ReadAs As = ReadAs.Plain,
    bool Several = false,
    View? Of = null,
    bool InLog = false,
    Field? Among = null)
{
    /// <summary>The only values.</summary>
    public IReadOnlyList<string>? Words => List?.Words;

    public OpenApiParameter ForDocument()
    {
        var one = new OpenApiSchema
        {
            Type = Format == Parameters.Whole ? JsonSchemaType.Integer : JsonSchemaType.String,
            Format = Format,
        };
        if (List is not null) one.IsOneOf(List);
        if (IdForms.Of(this) is { } form) one.Is(form);
        return new()
        {
            Name = Name,
            In = In,
            Required = Required,
            Description = Says,
            Schema = Several ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one,
            Explode = !Several,
        };
    }
}

public static class Parameters
{
    internal const string Whole = "int64", SortList = "SortOrder";
    private const string Day = "date", Instant = "date-time";

    private static readonly Parameter MinPosition = new(
        "minPosition",
        "Waits, ten seconds at most, until the views have reached this position: to read what one has just written.",
        Whole);

    /// <summary>When an answer is asked for.</summary>
    public static readonly Parameter[] Clocks =
    [
        new("asOf", "In force on this day in Beijing; today, if not given. Days to come can be asked for.", Day),
        new("knownAt", "As the register knew it at this instant; now, if not given. Not beside position.", Instant),
        new("position", "As the register knew it at this position of the log. With asOf, the answer never changes.", Whole, InLog: true),
        MinPosition,
    ];

    /// <summary>Both clocks at one instant (RFC 7089).</summary>
    public static readonly Parameter AcceptDatetime = new(
        "Accept-Datetime",
        "An HTTP date: the register as it stood then. Not beside asOf, knownAt or position.",
        In: ParameterLocation.Header);

    private static readonly Parameter[] Page =
    [
        new("limit", "Items of a page at most, 1 to 1000; 100, if not given. Large items fill a page with fewer.", Whole),
        new("after", "The cursor in the next link of the page before."),
    ];

    /// <summary>Of a list of what is no document.</summary>
    public static Parameter Limit => Page[0];

    private static readonly Parameter Total = new("total", "Counts the list, however long it is.", List: new("TotalCount", ["exact"]));

    private static readonly Parameter[] Known =
    [
        new("enterprise", "Credit codes or LEIs of enterprises.", As: ReadAs.Enterprise, Several: true),
        new("category", "Product or service categories.", As: ReadAs.Category, Several: true),
        new("cycle", "Years of evaluation cycles.", Whole, As: ReadAs.Cycle, Several: true),
        new("sector", "Sectors of the key fields.", List: ClosedLists.Of(typeof(GoalSector)), Several: true),
    ];

    /// <summary>What narrows a list, and its time map: what the rows of its view carry, and how many of them are shown.</summary>
    /// <param name="but">Filters that the address sets itself.</param>
    public static Parameter[] List(View view, params string[] but) =>
    [
        .. Known.Select(p => p.As == ReadAs.Cycle ? p with { Of = view } : p)
            .Concat([new("body", "Bodies that act.", As: ReadAs.Body, Several: true, Of: view)])
            .Where(p => view.Filters.Contains(p.Name) && !but.Contains(p.Name)),
        .. view.Statuses.Count > 0 && !but.Contains("status")
            ? [new("status", "Where it stands.", List: ClosedLists.OfStatus(view.Name), Several: true)]
            : Array.Empty<Parameter>(),
        .. view.Fields.SelectMany(f => Asking(f).Select(a => f.IsOfRows ? a.Parameter with { Of = view, Among = f } : a.Parameter))
            .Where(p => !but.Contains(p.Name)),
        Page[0], Total,
        .. view.Fields.Any(f => f.Sorts)
            ? [new("sort", "By this field, with a minus the greatest first; in the order of the list, if not given.",
                List: new(SortList, [.. view.Fields.Where(f => f.Sorts).SelectMany(f => new[] { f.Name, "-" + f.Name })]))]
            : Array.Empty<Parameter>(),
    ];

    /// <summary>The view of which the field is a key.</summary>
    private static View Keyed(Field field) => Projections.Views.LeaderViews.All.Single(v => v.Name == field.Of);

    /// <summary>How the keys are read, as at every address.</summary>
    private static ReadAs Naming(Field field) => field.Of switch
    {
        "enterprises" => ReadAs.Enterprise,
        "categories" => ReadAs.Category,
        _ => ReadAs.Key,
    };

    /// <summary>The parameters that ask for a field.</summary>
    private static (Parameter Parameter, Compare How)[] Asking(Field field) => field.Kind switch
    {
        FieldKind.Key or FieldKind.Keys => [(new(field.Name, field.Says, As: Naming(field), Several: true, Of: Keyed(field)), Compare.Is)],
        FieldKind.Category => [(Known[1], Compare.Is)],
        FieldKind.Cycle => [(Known[2], Compare.Is)],
        FieldKind.StandardNumber => [(new(field.Name, field.Says, As: ReadAs.StandardNumber, Several: true), Compare.Is)],
        FieldKind.Barcode => [(new(field.Name, field.Says, As: ReadAs.Barcode, Several: true), Compare.Is)],
        FieldKind.Letters => [(new(field.Name, field.Says), Compare.Is)],
        FieldKind.Truth => [(new(field.Name, field.Says, List: ClosedLists.TrueOrFalse), Compare.Is)],
        FieldKind.Year => [(new(field.Name, field.Says, Whole, Several: true), Compare.Is)],
        FieldKind.Name or FieldKind.Tag => [],
        FieldKind.Texts when field.Words is null => [(new(field.Name, field.Says), Compare.Is)],
        FieldKind.Word or FieldKind.Texts => [(new(field.Name, field.Says, List: ClosedLists.Of(field.Words!), Several: true), Compare.Is)],
        FieldKind.Day =>
        [
            (new(field.Name + "Since", $"{field.Says} On this day or later.", Day), Compare.Since),
            (new(field.Name + "Until", $"{field.Says} On this day or earlier.", Day), Compare.Until),
        ],
        _ => [(new(field.Name, field.Says, Day), Compare.Covers)],
    };

    /// <summary>What is asked of the fields.</summary>
    internal static IReadOnlyList<Condition> Conditions(View view, HttpRequest request, Domain.Check check)
    {
        var asked = new List<Condition>();
        foreach (var (field, (parameter, how)) in view.Fields.SelectMany(f => Asking(f).Select(a => (f, a))))
        {
            if (request.Value(parameter.Name) is not { } value) continue;
            check.That(
                parameter.Format != Day
                    || DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
                parameter.Name,
                "must be a day as 2026-05-10.")
                .That(field.Kind != FieldKind.Year || value.Split(',').All(y => y.Length == 4 && y.All(char.IsAsciiDigit)), parameter.Name,
                    "must be years as 2026.");
            asked.Add(new(field.Name, how, parameter.Several ? value.Split(',') : [value]));
        }
        return asked;
    }

    /// <summary>A category in the address itself; one that the register does not know is not found.</summary>
    public static readonly Parameter CategoryInPath =
        new("id", "Product or service category.", Required: true, In: ParameterLocation.Path, As: ReadAs.Category);

    /// <summary>An enterprise in the address itself; one that the register does not know is not found.</summary>
    public static readonly Parameter EnterpriseInPath =
        new("creditCode", "Credit code or LEI.", Required: true, In: ParameterLocation.Path, As: ReadAs.Enterprise);

    public static readonly Parameter[] Search =
    [
        new("q", "Any part of a name in Chinese or English, of a former name, an id, a credit code, the number of a standard in any "
            + "spelling, or a product; of Chinese also its pinyin without tones, in full or by initials (kongqi, kq). Of several words all "
            + "must be there.", Required: true),
        new("kind", "Of this kind only, in pages; the best of each kind, if not given.",
            List: ClosedLists.Of(typeof(Projections.Views.Shapes.NamedKind))),
        Page[0],
    ];

    public static readonly Parameter[] Standing =
    [
        new("category", "Only titles of this category count.", As: ReadAs.Category),
        new("product", "As disclosed, whatever the case: benefits are then for this product only."),
        new("model", "A model that its standards cover, whatever marks are in it: benefits are then for this model only."),
        new("brand", "Beside a model or a barcode, where several brands have it."),
        new(
            "gtin",
            "The number under a barcode, with 8, 12, 13 or 14 digits: benefits are then for this product only.",
            As: ReadAs.Barcode),
    ];

    /// <summary>Of a ranking: its columns, of which those of the indicators are its own.</summary>
    public static readonly Parameter RankingOrder = new(
        "sort",
        "By a column of the table: place, enterpriseName, number, total, toNext, or the code of an indicator (by its points, and by its "
            + "margin where these are the same). With a minus the greatest first; in the order of the ranking, if not given.");

    public static readonly Parameter Language = new("lang", "Language of the text.", List: new("Language", ["en", "zh"]));
    public static readonly Parameter Enterprise = new(
        "enterprise",
        "Credit code, where the ban was inherited by several.",
        As: ReadAs.Enterprise);
    public static readonly Parameter Mark = new(
        "bom",
        "Whether CSV begins with a byte-order mark, as spreadsheets need it; if not given, it does where format=csv asks for it.",
        List: ClosedLists.TrueOrFalse);
    public static readonly Parameter TimeMapPage = new("page", "Of the time map, from 1.", Whole);
    public static readonly Parameter Checkpoint = new(
        "position",
        "The oldest checkpoint that covers this position; the newest, if not given.",
        Whole);

    /// <summary>The two sides of a comparison.</summary>
    public static readonly Parameter[] Sides =
    [
        new("from", "The earlier instant, position, or day@position.", Required: true, InLog: true),
        new("to", "The later one; now, if not given.", InLog: true),
    ];

    public static readonly Parameter[] Changes =
    [
        .. Sides,
        new("view", "Of this view only.", List: ClosedLists.Views),
        new("key", "Of this document only.", As: ReadAs.Id),
        .. Page,
    ];

    public static readonly Parameter[] Inclusion =
    [
        new("position", "Of the fact in the log; or leaf.", Whole),
        new("leaf", "Index of the entry; or position.", Whole),
        new("size", "Of the checkpoint to prove it in; the newest, if not given.", Whole),
    ];

    public static readonly Parameter[] Consistency =
    [
        new("from", "The smaller size of the log.", Whole, Required: true),
        new("to", "The larger one; the newest, if not given.", Whole),
    ];

    public static readonly Parameter[] State =
    [
        new(
            "view",
            "Whose rows the log has committed to.",
            List: new("CommittedView", ["rankings", "leaders", "bans"]),
            Required: true),
        new("enterprise", "The credit code that is asked about.", Required: true, As: ReadAs.Enterprise),
        new("scope", "The evaluation for rankings, the category for leaders; left out for bans.", As: ReadAs.Id),
        .. Clocks,
    ];

    public static readonly Parameter[] Readings =
    [
        new("reader", "Only what this subject of tokens read."),
        new("address", "Only addresses that have this in them, as an id or a digest."),
        new("after", "Older than this one; follow the next link."),
    ];

    /// <summary>Of a list with the newest first.</summary>
    public static readonly Parameter[] Imports = [Page[0], new("after", "Older than this one; follow the next link.")];

    private static readonly Parameter[] SomeEvents =
    [
        new("after", "Events behind this position.", Whole, InLog: true),
        new("cursor", "Events behind the page that ended with this cursor; refused where the log was set back since.", InLog: true),
        new("type", "Only events of these types, as title_revoked.v1, or title_revoked in any version.", Several: true),
        new("subject", "Only events of these subjects, as title/2024-fan.91…, or of all that begin so, as title.", Several: true),
    ];

    public static readonly Parameter[] Events = [.. SomeEvents, Page[0], MinPosition];
    public static readonly Parameter[] EventStream =
    [
        .. SomeEvents.Select(p => p with { InLog = false }), // a stream is begun, and waits itself
        new("Last-Event-ID", "The last event that arrived; sent by a reader that comes back.", In: ParameterLocation.Header),
    ];

    public static T Reads<T>(this T address, params Parameter[] parameters) where T : IEndpointConventionBuilder =>
        address.WithMetadata([.. parameters]);

    /// <summary>
    /// Media types of an answer beside the one of its document. A second <c>Produces</c> would take the place of the first.
    /// </summary>
    public static T AlsoAs<T>(this T address, params string[] mediaTypes) where T : IEndpointConventionBuilder =>
        address.WithMetadata(new OtherForms(mediaTypes));

    /// <summary>The one shape of all lists.</summary>
    /// <param name="marked">Columns of what stands behind the members of the document.</param>
    public static RouteHandlerBuilder ProducesList<T>(this RouteHandlerBuilder address, params Column[] marked)
    {
        IReadOnlyList<Column> columns = [.. Tables.Columns(typeof(T)), .. marked];
        return address.Produces<ListDoc<T>>().AsTable(_ => columns).Reads(Page[1]);
    }
}

/// <param name="Of">What a list in these forms is of; null for a text.</param>
public sealed record OtherForms(string[] MediaTypes, Type? Of = null);

/// <summary>Its document stands behind a <see cref="ClocksDoc"/>.</summary>
public sealed record StatesItsClocks;

/// <summary>When an answer holds; stands in every answer of a view.</summary>
/// <param name="AsOf">In force on this day in Beijing.</param>
/// <param name="KnownAt">The recorded instant of the newest fact that it rests on; null before the first.</param>
/// <param name="Position">As known at this position of the log.</param>
/// <param name="Names">What the ids in it are called.</param>
public sealed record ClocksDoc(DateOnly AsOf, DateTimeOffset? KnownAt, long Position, NamesDoc Names);

/// <param name="Total">Of the whole list; null where it goes on and was not counted.</param>
/// <param name="Next">Address of the next page, at the same position; null on the last one.</param>
/// <param name="Names">What the ids in it are called.</param>
public sealed record ListDoc<T>(
    IReadOnlyList<T> Items,
    DateOnly AsOf,
    DateTimeOffset? KnownAt,
    long Position,
    long? Total,
    string? Next,
    NamesDoc Names);
