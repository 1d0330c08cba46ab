using System.Globalization;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Changes;

/// <summary>What differs between two sides, each with its two clocks.</summary>
/// <param name="Next">The next page, pinned to the same clocks.</param>
/// <param name="Names">What the ids in it are called on the later side.</param>
public sealed record ChangesDoc(IReadOnlyList<Change> Items, ClockPair From, ClockPair To, string? Next, NamesDoc Names);

/// <summary>What differs between two instants, in all views or in one, each change with its cause.</summary>
internal static class ChangeEndpoint
{
    public static void MapChanges(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/changes", AnswerAsync).CountsAs(Budget.Wide).Produces<ChangesDoc>().ProducesProblem(400).Reads(Parameters.Changes)
            .AsTable(document =>
            [
                .. Columns,
                .. Sides.SelectMany(side => new[] { (Cells.Day, "asOf"), (Cells.Number, "position") }
                    .Select(c => Column.Member(c.Item1, side, c.Item2) with { Of = _ => Column.At(document, side, c.Item2) })),
            ]);

    private static readonly string[] Sides = ["from", "to"];

    /// <summary>What changed in a document, as JSON: it has as many members as the documents of all views.</summary>
    private static readonly IReadOnlyList<Column> Columns =
    [
        .. Tables.Columns(typeof(Change)).Where(c => c.Name != "changed"), Column.Member(Cells.Text, "changed"),
    ];

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        ViewReader views,
        ViewChanges changes,
        TimeProvider time,
        Doors doors)
    {
        var (request, ct) = (context.Request, context.RequestAborted);
        var (a, b, wrong) = await ChangeClocks.ReadAsync(context, views, time.GetUtcNow());
        if (wrong is not null) return wrong;
        var some = LeaderViews.Documents.ToList();
        if (request.Value("view") is { } wanted) some = [.. some.Where(v => v.Name == wanted)];
        if (request.Value("key") is { } key && await UnknownAsync(doors, some, key, ct) is { } unknown)
        {
            return Problems.Malformed("key", unknown);
        }
        var limit = 100;
        if (request.Value("limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000))
        {
            return Problems.Malformed("limit", "must be a number from 1 to 1000.");
        }
        var (view, last) = ("", "");
        if (request.Value("after") is { } after)
        {
            if (!Cursor.IsOne(after, List)) return Problems.Malformed("after", "is not a cursor of this list; follow its next link.");
            (view, last) = Cursor.Read(after, List);
        }

        var items = new List<Change>();
        string? next = null;
        foreach (var v in some.SkipWhile(v => view.Length > 0 && v.Name != view))
        {
            var (found, end) = await changes.BetweenAsync(
                v, request.Value("key"), a, b, v.Name == view ? last : "", limit - items.Count, Shown, ct);
            items.AddRange(found);
            if (end is null && items.Count < limit) continue;
            if (end is not null)
            {
                next = Next(request, a, b, Cursor.Write((v.Name, end), List));
            }
            else if (some.SkipWhile(o => o != v).ElementAtOrDefault(1) is { } following)
            {
                next = Next(request, a, b, Cursor.Write((following.Name, BeforeAll), List));
            }
            break;
        }
        if (next is not null) context.Response.Headers.Append("Link", $"<{next}>; rel=\"next\"");
        var names = await Names.OfAsync(views, Mentioned(items), new(b.AsOf, null, b.Position, true), ct);
        var answer = JsonSerializer.SerializeToUtf8Bytes(new ChangesDoc(items, a, b, next, names), LeaderJson.Http);
        return Tables.Of(context, null, answer) ?? ViewAnswers.Bytes(context, answer, "application/json; charset=utf-8");
    }

    private static Mentions Mentioned(IReadOnlyList<Change> changes)
    {
        var mentions = new Mentions();
        foreach (var category in changes.Where(c => c.View == LeaderViews.Categories.Name)) mentions.Add(IdKind.Category, category.Key);
        foreach (var change in changes)
        {
            var type = LeaderViews.All.Single(v => v.Name == change.View).Document;
            mentions.Add(IdKind.Subject, change.Key);
            foreach (var property in change.Changed)
            {
                foreach (var side in new[] { property.Before, property.After }) mentions.Take(type, property.Property, side ?? default);
            }
        }
        return mentions;
    }

    /// <summary>Why nothing can be said of the key; null where one of the views has, or ever had, a document of it.</summary>
    internal static async Task<string?> UnknownAsync(Doors doors, IReadOnlyList<View> views, string key, CancellationToken ct)
    {
        foreach (var view in views)
        {
            if (await doors.HasAsync(view, key, ct)) return null;
        }
        return $"'{key}' is no document of {(views.Count == 1 ? $"the view {views[0].Name}" : "any view")}.";
    }

    private const string List = "changes";

    /// <summary>A cursor has a key; none of ours comes before this one.</summary>
    private const string BeforeAll = "!";

    private static string Next(HttpRequest request, ClockPair from, ClockPair to, string after) => request.Path + QueryString.Create(
        request.Query.Where(q => q.Key is not ("from" or "to" or "after"))
            .SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)))
            .Concat([new("from", ChangeClocks.Write(from)), new("to", ChangeClocks.Write(to)), new("after", after), .. Formats.Kept(request)]));

    /// <summary>What the public sees of a document, as at its own address.</summary>
    internal static byte[] Shown(View view, byte[] document) => view.Shown(document, Domain.Rules.Reader.Anyone);
}
