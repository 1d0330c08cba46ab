using System.Globalization;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain.Rules;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Leader.Api.Downloads;

/// <param name="Type">In Parquet: text, number (INT64), digits (a decimal number as text, with every digit), truth, day or instant.</param>
public sealed record DownloadColumn(string Name, string Type);

/// <param name="Address">Of the file.</param>
public sealed record DownloadFile(string Format, string Address);

/// <summary>A view that can be had whole.</summary>
/// <param name="Rows">How many rows its files have.</param>
/// <param name="Columns">Of CSV and Parquet; a line of JSON Lines is <c>key</c> and the document of the list.</param>
public sealed record DownloadDoc(string View, long Rows, IReadOnlyList<DownloadColumn> Columns, IReadOnlyList<DownloadFile> Files);

/// <summary>The whole register at two clocks: what there is, and the addresses that give the same bytes for ever.</summary>
public sealed record DownloadsDoc(IReadOnlyList<DownloadDoc> Items, DateOnly AsOf, DateTimeOffset? KnownAt, long Position);

/// <summary>A row of a delta: what became of one document between two pairs of clocks.</summary>
/// <param name="Row">The document on the later side; null of one that is gone.</param>
internal sealed record DeltaRow(string Key, string Change, ChangeKind Kind, ChangeCause Cause, JsonElement? Row);

/// <summary>
/// Whole views as files, and what differs between two of them. A row is what everybody may see, as in the lists
/// (<see cref="View.Shown"/>), with the key of its document before it: by that deltas name rows.
/// </summary>
internal static class DownloadEndpoints
{
    private static readonly Parameter ViewInPath = new(
        "view",
        "The view.",
        List: ClosedLists.Views,
        Required: true,
        In: Microsoft.OpenApi.ParameterLocation.Path);

    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/downloads", ListAsync).Produces<DownloadsDoc>().ProducesProblem(400).CountsAs(Budget.Wide)
            .Reads(Parameters.Clocks);
        File(app.MapGet("/v1/downloads/{view}", ViewAsync)).Reads([ViewInPath, .. Parameters.Clocks, Parameters.Mark]);
        File(app.MapGet("/v1/downloads/{view}/changes", DeltaAsync)).Reads([ViewInPath, .. Parameters.Sides, Parameters.Mark]);

        static RouteHandlerBuilder File(RouteHandlerBuilder address) => address.Produces<Stream>(200, RowFile.Forms[0])
            .AlsoAs(RowFile.Forms[1..]).ProducesProblem(400).ProducesProblem(404).CountsAs(Budget.Downloads)
            .AlsoRefuses("unknown-view").WithMetadata(new SentAsKept(), new RequestTimeoutAttribute(RequestLimits.Uploading));
    }

    private static async Task<IResult> ListAsync(HttpContext context, ViewReader views)
    {
        var (clocks, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
        if (clocks is null) return problem!;
        var all = new List<DownloadDoc>();
        foreach (var view in LeaderViews.Documents)
        {
            var at = context.Request.PathBase + $"/v1/downloads/{view.Name}";
            all.Add(new(
                view.Name,
                await views.CountAsync(view, "*", "true", clocks, context.RequestAborted),
                [.. Columns(view, clocks).Select(c => new DownloadColumn(c.Name, JsonNamingPolicy.CamelCase.ConvertName($"{c.Cells}")))],
                [.. RowFile.Forms.Select(f => new DownloadFile(Formats.WordOf(f), at + Query(Pinned(clocks), f, mark: false)))]));
        }
        var answer = new DownloadsDoc(all, clocks.AsOf, clocks.KnownAt, clocks.Position);
        return ViewAnswers.Bytes(
            context,
            JsonSerializer.SerializeToUtf8Bytes(answer, LeaderJson.Http),
            "application/json; charset=utf-8",
            clocks.Pinned);
    }

    private static IEnumerable<Column> Columns(View view, Clocks clocks) =>
        [Column.Member(Cells.Text, "key"), .. Tables.Columns(view.PublicDocument, whole: true), .. Tables.At(clocks)];

    private static async Task<IResult> ViewAsync(HttpContext context, ViewReader views, MadeFiles files)
    {
        if (Named(context) is not { } view) return Unknown(context);
        var (asked, problem) = await views.ClocksAsync(context.Request, context.RequestAborted);
        if (asked is null) return problem!;
        // by its position, however it was asked for: then the same clocks give the same bytes
        var clocks = await views.PinnedAsync(asked.AsOf, asked.Position, context.RequestAborted);
        return await SendAsync(
            context,
            files,
            Pinned(clocks),
            asked.Pinned,
            [.. Columns(view, clocks)],
            Tables.Attached(context.Request, clocks, Formats.WordOf(Form(context))),
            ct => RowsAsync(views.EverythingAsync(view, clocks, ct), row => Keyed(row.Key, view.Shown(row.Document, Reader.Anyone))));
    }

    /// <summary>From the clocks of one file to those of another: the rows that are new, changed and gone, in order of keys.</summary>
    private static async Task<IResult> DeltaAsync(
        HttpContext context,
        ViewReader views,
        ViewChanges changes,
        TimeProvider time,
        MadeFiles files)
    {
        if (Named(context) is not { } view) return Unknown(context);
        var (from, to, problem) = await ChangeClocks.ReadAsync(context, views, time.GetUtcNow());
        if (problem is not null) return problem;
        var (request, sides) = (context.Request, (From: ChangeClocks.Write(from), To: ChangeClocks.Write(to)));
        return await SendAsync(
            context,
            files,
            [new("from", sides.From), new("to", sides.To)],
            request.Value("from") == sides.From && request.Value("to") == sides.To,
            [.. DeltaColumns, .. Tables.Columns(view.PublicDocument, whole: true)
                .Select(c => c with { Name = $"row.{c.Name}", Of = row => c.Of(Column.At(row, "row")) })],
            Tables.Attached(request, new(to.AsOf, null, to.Position, true), Formats.WordOf(Form(context))),
            ct => RowsAsync(changes.AllBetweenAsync(view, from, to, (v, d) => v.Shown(d, Reader.Anyone), ct), Written));
    }

    private static readonly Column[] DeltaColumns =
    [
        .. Tables.Columns(typeof(DeltaRow), whole: true).Where(c => c.Name is not "row"),
    ];

    private static ReadOnlyMemory<byte> Written(ChangedDocument changed) => JsonSerializer.SerializeToUtf8Bytes(
        new DeltaRow(
            changed.Change.Key,
            changed switch { { Before: null } => "added", { After: null } => "gone", _ => "changed" },
            changed.Change.Kind,
            changed.Change.Cause,
            changed.After is { } after ? JsonElement.Parse(after) : null),
        LeaderJson.Http);

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> RowsAsync<T>(
        IAsyncEnumerable<T> of,
        Func<T, ReadOnlyMemory<byte>> written)
    {
        await foreach (var one in of) yield return written(one);
    }

    /// <summary>The document with its key before its members.</summary>
    private static ReadOnlyMemory<byte> Keyed(string key, byte[] document) =>
        (byte[])[.. "{\"key\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(key, LeaderJson.Http), (byte)',', .. document.AsSpan(1)];

    private static async Task<IResult> SendAsync(
        HttpContext context,
        MadeFiles files,
        KeyValuePair<string, string?>[] clocks,
        bool isPinned,
        IReadOnlyList<Column> columns,
        string attached,
        Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> rows)
    {
        var (form, mark) = (Form(context), context.Request.Value(Parameters.Mark.Name) == "true");
        var pinned = context.Request.Path.ToUriComponent() + Query(clocks, form, mark);
        context.Response.Headers.ContentLocation = pinned;
        context.MadeFrom().Fixed = isPinned;
        return await files.SendAsync(context, pinned, form == Formats.Csv ? form + "; charset=utf-8" : form, attached, async (to, ct) =>
        {
            await using var file = await RowFile.BeginAsync(form, to, columns, mark, ct);
            await foreach (var row in rows(ct)) await file.AddAsync(row, ct);
        });
    }

    private static KeyValuePair<string, string?>[] Pinned(Clocks clocks) =>
    [
        new("asOf", clocks.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new("position", clocks.Position.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Of the one address that always gives the same bytes.</summary>
    private static QueryString Query(KeyValuePair<string, string?>[] clocks, string form, bool mark) => QueryString.Create(
        [.. clocks, .. mark ? [new(Parameters.Mark.Name, "true")] : Array.Empty<KeyValuePair<string, string?>>(),
            new("format", Formats.WordOf(form))]);

    /// <summary>The door has seen to it that there is one.</summary>
    private static string Form(HttpContext context) => context.Request.Accepted(RowFile.Forms)!;

    private static View? Named(HttpContext context) => LeaderViews.Documents.SingleOrDefault(v => v.Name == context.Route("view"));

    private static IResult Unknown(HttpContext context) => Problems.Of(Domain.Refusal.NotFound("view", context.Route("view")) with
    {
        Reason = $"There is no view '{context.Route("view")}'; there are {string.Join(", ", ClosedLists.Views.Words)}.",
    });
}
