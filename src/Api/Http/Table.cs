using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <summary>What the cells of a column are, for programs that tell text from numbers and days.</summary>
public enum Cells
{
    /// <summary>Text, as its letters; lists in it as JSON.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A decimal number, with every digit of it.</summary>
    Digits,
    Truth,

    /// <summary>A day in Beijing.</summary>
    Day,

    /// <summary>An instant, on the clock of Beijing.</summary>
    Instant,
}

/// <summary>A column of a table.</summary>
/// <param name="Of">Its cell of a row; undefined or null where it is empty.</param>
/// <param name="Ids">What its cells are the ids of; null where they are none.</param>
public sealed record Column(string Name, Cells Cells, Func<JsonElement, JsonElement> Of, IdKind? Ids = null)
{
    /// <summary>The member of the row, or of the object in it.</summary>
    public static Column Member(Cells cells, params string[] path) => new(string.Join('.', path), cells, row => At(row, path));

    public static JsonElement At(JsonElement row, params ReadOnlySpan<string> path)
    {
        foreach (var member in path)
        {
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(member, out row)) return default;
        }
        return row;
    }
}

/// <summary>
/// Answers as tables. The columns come from the type of the documents, so that they are the same on every page, and on an empty one:
/// members of an object stand as <c>object.member</c>; a list of plain values is joined by <c> | </c>, a list of objects is counted. Behind
/// ids of what has a name, its names stand as <c>member.name.zh</c> and <c>member.name.en</c>.
/// </summary>
public static class Tables
{
    private const string Between = " | ";

    /// <summary>The columns that a document of the type has.</summary>
    /// <param name="whole">Lists stand as JSON: nothing of the document is left out.</param>
    public static IReadOnlyList<Column> Columns(Type type, bool whole = false) =>
        [.. Of(LeaderJson.Http.GetTypeInfo(type), [], [], whole)];

    private static IEnumerable<Column> Of(JsonTypeInfo type, string[] path, Type[] within, bool whole)
    {
        foreach (var property in type.Properties.Where(p => p.Get is not null))
        {
            string[] here = [.. path, property.Name];
            var value = LeaderJson.Http.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);
            var column = Column.Member(KindOf(value.Type), here) with { Ids = IdMembers.Of(property.DeclaringType, property) };
            if (value.Kind == JsonTypeInfoKind.Object && value.Properties.Count > 0 && !within.Contains(value.Type))
            {
                foreach (var inner in Of(value, here, [.. within, value.Type], whole)) yield return inner;
            }
            else if (value.Kind == JsonTypeInfoKind.Enumerable && !whole)
            {
                yield return LeaderJson.Http.GetTypeInfo(value.ElementType!).Kind == JsonTypeInfoKind.Object
                    ? column with { Cells = Cells.Number, Of = row => Counted(Column.At(row, here)) }
                    : column with { Of = row => Joined(Column.At(row, here)) };
            }
            else
            {
                yield return column;
            }
        }
    }

    private static Cells KindOf(Type type) => type switch
    {
        _ when type == typeof(bool) => Cells.Truth,
        _ when type == typeof(DateOnly) => Cells.Day,
        _ when type == typeof(DateTimeOffset) => Cells.Instant,
        _ when type == typeof(decimal) => Cells.Digits,
        _ when type.IsPrimitive => Cells.Number,
        _ => Cells.Text,
    };

    private static JsonElement Counted(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? JsonSerializer.SerializeToElement(list.GetArrayLength())
        : list;

    private static JsonElement Joined(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? JsonSerializer.SerializeToElement(string.Join(Between, list.EnumerateArray().Select(v => v.ToString())))
        : list;

    /// <summary>Columns of names behind those of ids.</summary>
    private static IEnumerable<Column> Named(Column column, NamesDoc names)
    {
        yield return column;
        if (column.Ids is not { } kind || !NamesDoc.Has(kind)) yield break;
        yield return In("zh", n => n.Zh);
        yield return In("en", n => n.En);

        Column In(string language, Func<NameInBoth, string?> of) => new($"{column.Name}.name.{language}", Cells.Text, row =>
        {
            if (column.Of(row) is not { ValueKind: JsonValueKind.String } ids) return default;
            var all = ids.GetString()!.Split(Between).Select(id => names.Of(kind, id) is { } name ? of(name) : null).ToArray();
            return all.All(n => n is null) ? default : JsonSerializer.SerializeToElement(string.Join(Between, all));
        });
    }

    /// <summary>When the rows hold; at the end of every row, so that a table which was saved still says what it shows.</summary>
    private static readonly Column[] Clocks =
    [
        Column.Member(Cells.Day, "asOf"), Column.Member(Cells.Instant, "knownAt"), Column.Member(Cells.Number, "position"),
    ];

    /// <summary>When rows hold that all hold at the same clocks.</summary>
    internal static IEnumerable<Column> At(Clocks clocks)
    {
        var known = JsonSerializer.SerializeToElement(
            new { asOf = clocks.AsOf, knownAt = clocks.KnownAt?.ToOffset(Domain.Beijing.Offset), position = clocks.Position },
            LeaderJson.Http);
        return Clocks.Select(c => c with { Of = _ => c.Of(known) });
    }

    /// <summary>A <c>Content-Disposition</c>, by whose name a file that was saved still says what it is of.</summary>
    internal static string Attached(HttpRequest request, Clocks? clocks, string ending)
    {
        var name = string.Join('-', request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Typable))
            + (clocks is null ? "" : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"_{clocks.AsOf:yyyy-MM-dd}_{clocks.Position}"));
        return $"attachment; filename=\"{name}.{ending}\"";
    }

    /// <summary>The answer has rows, and can be had as CSV and as a workbook.</summary>
    /// <param name="columns">Of one answer: what a document has within may be columns of its own.</param>
    /// <param name="rows">The member of a document that has the rows.</param>
    public static RouteHandlerBuilder AsTable(
        this RouteHandlerBuilder address,
        Func<JsonElement, IReadOnlyList<Column>> columns,
        string rows = "items") => address.AsTable(columns, document => Column.At(document, rows).EnumerateArray());

    /// <summary>The same, with rows that are found in several places of the document.</summary>
    public static RouteHandlerBuilder AsTable(
        this RouteHandlerBuilder address,
        Func<JsonElement, IReadOnlyList<Column>> columns,
        Func<JsonElement, IEnumerable<JsonElement>> rows) =>
        address.WithMetadata(new Layout(columns, rows), new OtherForms([Formats.Csv, Formats.Xlsx]))
            .Reads(Parameters.Mark);

    private sealed record Layout(Func<JsonElement, IReadOnlyList<Column>> Columns, Func<JsonElement, IEnumerable<JsonElement>> Rows);

    /// <summary>A list as the table that was asked for; null where JSON was.</summary>
    /// <param name="clocks">Null where its rows say themselves when they hold.</param>
    /// <param name="names">What the ids in it are called; null where no columns tell it.</param>
    public static IResult? Of(
        HttpContext context,
        Clocks? clocks,
        IEnumerable<byte[]> items,
        NamesDoc? names = null,
        bool forEver = false) =>
        Form(context) is { } form ? Of(context, form, default, items.Select(i => JsonElement.Parse(i)), clocks, names, forEver) : null;

    /// <summary>A document as the table that was asked for; null where JSON was.</summary>
    /// <param name="clocks">Null where its rows say themselves when they hold.</param>
    /// <param name="names">What the ids in it are called; null where no columns tell it.</param>
    public static IResult? Of(HttpContext context, Clocks? clocks, ReadOnlySpan<byte> document, NamesDoc? names = null)
    {
        if (Form(context) is not { } form) return null;
        var read = JsonElement.Parse(document);
        var rows = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Layout>().Rows(read);
        return Of(context, form, read, rows, clocks, names);
    }

    private static string? Form(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Layout>() is null ? null
        : context.Request.Accepted("application/json", Formats.Csv, Formats.Xlsx) is { } form && form != "application/json" ? form : null;

    private static IResult Of(
        HttpContext context,
        string form,
        JsonElement document,
        IEnumerable<JsonElement> rows,
        Clocks? clocks,
        NamesDoc? names,
        bool forEver = false)
    {
        IEnumerable<Column> columns = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Layout>().Columns(document);
        if (names is not null) columns = columns.SelectMany(c => Named(c, names));
        Column[] all = [.. columns, .. clocks is null ? [] : At(clocks)];
        var request = context.Request;
        if (request.Format() is not null)
        {
            context.Response.Headers.ContentDisposition = Attached(request, clocks, form == Formats.Csv ? "csv" : "xlsx");
        }
        var mark = request.Value("bom") is { } bom ? bom == "true" : request.Format() is not null;
        var bytes = form == Formats.Csv ? Csv.Write(all, rows, mark) : Xlsx.Write(all, rows);
        return ViewAnswers.Bytes(
            context,
            bytes,
            form == Formats.Csv ? Formats.Csv + "; charset=utf-8" : form,
            forEver || clocks?.Pinned == true);
    }

    private static string Typable(string part) =>
        string.Concat(part.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
}
