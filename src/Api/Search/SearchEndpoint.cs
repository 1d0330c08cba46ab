using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Search;

/// <summary>Something that is found by its name, its id, or what else it is known by.</summary>
/// <param name="Kind">What it is; more kinds may come.</param>
/// <param name="Former">Names that it had before.</param>
/// <param name="Also">What else it is found by: the number of the standard, the category, products.</param>
/// <param name="Matched">Of all these the texts that hold what was asked for, as they are recorded: the whole of it, else a part.</param>
public sealed record SearchHit(
    NamedKind Kind,
    string Id,
    string? Zh,
    string? En,
    IReadOnlyList<string> Former,
    IReadOnlyList<string> Also,
    IReadOnlyList<string> Matched);

/// <summary>
/// <c>GET /v1/search</c>: whatever has a name, at two clocks, by any part of it. Only the view of names is asked, and it holds nothing that
/// is not public. Without a kind the best of each kind, kind after kind; of one kind a list in pages.
/// </summary>
internal static class SearchEndpoint
{
    /// <summary>Of more than these that hold the words not all are looked at, but of each kind those among its shortest names.</summary>
    private const int Most = 1_000;
    private const int OfEachKind = 10, OfOneKind = 100;

    public static void MapSearch(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/search", AnswerAsync).ProducesList<SearchHit>().ProducesProblem(400)
            .Reads([.. Parameters.Clocks, .. Parameters.Search]);

    private static async Task<IResult> AnswerAsync(HttpContext context, ViewReader views)
    {
        var (request, ct) = (context.Request, context.RequestAborted);
        var (clocks, problem) = await views.ClocksAsync(request, ct);
        if (clocks is null) return problem!;
        var words = (request.Value("q") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Typed.Letters)
            .Where(w => w.Length > 0).Distinct().ToArray();
        if (words.Length is 0 or > 10 || words.All(w => w.Length == 1 && char.IsAscii(w[0])))
        {
            return Problems.Malformed("q", "needs two letters or digits, or one Chinese character, and has ten words at most.");
        }
        var kind = request.Value("kind");
        var limit = kind is null ? OfEachKind : OfOneKind;
        if (request.Limit(ref limit) is { } wrong) return wrong;
        var after = request.Value("after");
        if (after is not null && (kind is null || !Cursor.IsOne(after, Place(kind))))
        {
            return Problems.Malformed("after", "is not a cursor of this list; follow its next link.");
        }
        var (found, more) = await views.FindAsync(
            LeaderViews.Names, words, kind is null ? LeaderViews.Names.Statuses : [kind], clocks, Most, ct);
        var best = found.Where(d => words.All(w => d.Texts.Any(t => Holds(t, w)))).OrderBy(d => d.Kind)
            .ThenBy(d => Distance(d, words)).ThenBy(d => d.Text.Length).ThenBy(d => d.Id, StringComparer.Ordinal).ToList();
        if (kind is null) return await Answer([.. best.GroupBy(d => d.Kind).SelectMany(g => g.Take(limit))], null);
        var from = after is null ? 0 : best.FindIndex(d => d.Id == Cursor.Read(after, Place(kind)).Key) + 1;
        var page = best.Skip(from).Take(limit).ToArray();
        return await Answer(page, from + limit < best.Count ? Cursor.Write(("", page[^1].Id), Place(kind)) : null);

        Task<IResult> Answer(IReadOnlyList<NameDoc> some, string? next) => ViewAnswers.ListAsync(
            context,
            clocks,
            new(
                [.. some.Select(d => JsonSerializer.SerializeToUtf8Bytes(
                    new SearchHit(d.Kind, d.Id, d.Zh, d.En, d.Former, d.Also, Matched(d, words)), LeaderJson.Http))],
                more ? null : best.Count,
                next));
    }

    private static string Place(string kind) => $"search {kind}";

    private static string[] Matched(NameDoc doc, string[] words)
    {
        var whole = string.Concat(words);
        var texts = doc.Texts.ToArray();
        var found = texts.Where(t => Holds(t, whole)).Distinct().ToArray();
        return found.Length > 0 ? found : [.. texts.Where(t => words.Any(w => Holds(t, w))).Distinct()];
    }

    /// <summary>As it is written, or as it is read.</summary>
    private static bool Holds(string text, string word) =>
        Typed.Letters(text).Contains(word, StringComparison.Ordinal) || Pinyin.Find(text, word) is not null;

    /// <summary>
    /// 0 where a name, an id or what it is known by is what was asked for, 1 where it begins so, 2 where it is read so from its beginning,
    /// 3 where it holds it, 4 where a part of it is read so, 5 where only its words are there.
    /// </summary>
    private static int Distance(NameDoc doc, string[] words)
    {
        var whole = string.Concat(words);
        return doc.Texts.Min(text => Typed.Letters(text) is var letters && letters == whole ? 0
            : letters.StartsWith(whole, StringComparison.Ordinal) ? 1
            : Pinyin.Find(text, whole) is var read && read == 0 ? 2
            : letters.Contains(whole, StringComparison.Ordinal) ? 3
            : read is not null ? 4 : 5);
    }
}
