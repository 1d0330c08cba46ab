using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Http;

/// <param name="Datetime">From this instant on the address answered so; in the address itself it is pinned by day and position.</param>
public sealed record MementoDoc(string Datetime, string Uri, DateOnly AsOf, long Position);

/// <summary>A time map (RFC 7089): every instant at which the answers of an address changed, oldest first, a page at a time.</summary>
public sealed record TimeMapDoc(
    string Original,
    string TimeGate,
    string TimeMap,
    int Total,
    IReadOnlyList<MementoDoc> Mementos,
    string? Next);

internal static class TimeMaps
{
    private const int PageSize = 1_000;

    /// <summary>As <c>application/link-format</c>, or as JSON where that is accepted.</summary>
    public static async Task<IResult> AnswerAsync(
        HttpContext context,
        ViewReader views,
        ViewAddress address,
        Mementos mementos)
    {
        var request = context.Request;
        var page = 1;
        if (request.Value("page") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > 1_000_000))
        {
            return Problems.Malformed("page", "must be a number from 1.");
        }
        var (clocks, problem) = await views.ClocksAsync(request, context.RequestAborted);
        if (clocks is null) return problem!;
        if (await mementos.OfAsync(context, address) is not { } all)
        {
            return Problems.Of(
                400,
                "too-wide",
                "The answer changes too often for a time map.",
                $"It rests on more than {mementos.Rows:N0} rows. Narrow it by a filter, follow /v1/events, or ask /v1/changes; "
                    + "Accept-Datetime is answered all the same.");
        }
        if (all.Count == 0 && await address.Answer(new(context, views, clocks)) is { Problem: { } none }) return none;
        var some = all.Skip((page - 1) * PageSize).Take(PageSize).ToArray();
        var next = page * PageSize < all.Count ? Absolute(Addresses.TimeMap(request, page + 1)) : null;
        var (original, self) = (Absolute(Addresses.Original(request)), Absolute(Addresses.TimeMap(request, page)));
        var form = request.Accepted("application/link-format", "application/json");
        if (form == "application/json")
        {
            return ViewAnswers.Bytes(context, JsonSerializer.SerializeToUtf8Bytes(new TimeMapDoc(original, original, self, all.Count,
                [.. some.Select(m => new MementoDoc(
                    m.At.ToOffset(Beijing.Offset).ToString(LeaderJson.Instant, CultureInfo.InvariantCulture),
                    Absolute(Addresses.Pinned(request, m.AsOf, m.Position)),
                    m.AsOf,
                    m.Position))], next), LeaderJson.Http),
                "application/json; charset=utf-8");
        }
        var links = new List<string>
        {
            $"<{original}>; rel=\"original timegate\"",
            $"<{self}>; rel=\"self\"; "
                + "type=\"application/link-format\""
                + $"{(some.Length == 0 ? "" : $"; from=\"{Mementos.Write(some[0].At)}\"; until=\"{Mementos.Write(some[^1].At)}\"")}",
        };
        links.AddRange(some.Select((m, i) =>
            $"<{Absolute(Addresses.Pinned(request, m.AsOf, m.Position))}>; rel=\"{Rel((page - 1) * PageSize + i, all.Count)}\"; "
                + $"datetime=\"{Mementos.Write(m.At)}\""));
        if (next is not null)
        {
            links.Add($"<{next}>; rel=\"timemap\"; type=\"application/link-format\"; from=\"{Mementos.Write(all[page * PageSize].At)}\"");
        }
        return ViewAnswers.Bytes(context, Encoding.UTF8.GetBytes(string.Join(",\n", links) + "\n"), "application/link-format");

        string Absolute(string at) => Addresses.Absolute(request, at);
    }

    /// <summary>The relations of an answer to the times of its address.</summary>
    /// <param name="at">Place of the answer among the mementos; -1 when it was asked without a time.</param>
    public static string Links(HttpRequest request, IReadOnlyList<Memento> mementos, int at)
    {
        var links = new List<string>
        {
            $"<{Addresses.Absolute(request, Addresses.Original(request))}>; rel=\"original timegate\"",
            $"<{Addresses.Absolute(request, Addresses.TimeMap(request))}>; rel=\"timemap\"; type=\"application/link-format\"",
        };
        foreach (var (i, words) in new[] { (0, "first"), (at - 1, "prev"), (at, ""), (at + 1, "next"), (mementos.Count - 1, "last") }
            .Where(r => r.Item1 >= 0 && r.Item1 < mementos.Count && (at >= 0 || r.Item2 is "first" or "last"))
            .GroupBy(r => r.Item1, r => r.Item2)
            .Select(g => (g.Key, string.Join(' ', g.Where(w => w.Length > 0)))))
        {
            links.Add($"<{Addresses.Absolute(request, Addresses.Pinned(request, mementos[i].AsOf, mementos[i].Position))}>; "
                + $"rel=\"{(words.Length > 0 ? words + " " : "")}memento\"; datetime=\"{Mementos.Write(mementos[i].At)}\"");
        }
        return string.Join(", ", links);
    }

    private static string Rel(int i, int count) => (i == 0, i == count - 1) switch
    {
        (true, true) => "first last memento",
        (true, _) => "first memento",
        (_, true) => "last memento",
        _ => "memento",
    };
}
