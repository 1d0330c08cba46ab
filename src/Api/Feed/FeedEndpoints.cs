using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Domain;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Npgsql;

namespace Leader.Api.Feed;

/// <summary>A fact as others get it: CloudEvents 1.0 (JSON format), and what the register knows of the act.</summary>
/// <param name="Id">The position in the log.</param>
/// <param name="Type">The stored name, as <c>title_revoked.v1</c>; what its data hold stands in
/// tests/Api.Tests/Contract/events.txt.</param>
/// <param name="Subject">The stream; of a file of evidence, in public, only <c>evidence</c>.</param>
/// <param name="Time">When it was recorded.</param>
/// <param name="Sequence">The position with leading zeros: ordered as text.</param>
/// <param name="Rules">The rule set that it was decided by.</param>
/// <param name="Act">The same for all that one request recorded: known together, from one instant on.</param>
/// <param name="Request">What was asked for, as JSON (RFC 8785), where it may be read.</param>
/// <param name="Withheld">The register does not show more of it to who asks, or not yet; ask again by position.</param>
/// <param name="Data">As stored.</param>
public sealed record FeedEvent(
    string Specversion,
    string Id,
    string Source,
    string Type,
    string Subject,
    DateTimeOffset Time,
    string Sequence,
    string? Actor,
    string? Role,
    string? Rules,
    string? Act,
    string? Correlation,
    string? Causation,
    string? Request,
    bool? Withheld,
    string? Datacontenttype,
    JsonElement? Data);

/// <param name="Position">The newest that can be read now; of a full page its last.</param>
/// <param name="Next">Null at the end: ask again with the cursor.</param>
/// <param name="Cursor">Where the page ends: its position, and a mark of the log there. Who asks with it goes on behind it, or is refused
/// where the log was set back since (410 <c>unknown-position</c>); a position alone says nothing of that.</param>
public sealed record FeedDoc(IReadOnlyList<FeedEvent> Items, long Position, string? Next, string Cursor);

internal static class FeedEndpoints
{
    private static readonly string[] Narrowing = ["type", "subject"];
    private static readonly string[] Forms = [Batch, Lines, "application/jsonl", "application/x-jsonl"];

    private const string Batch = "application/cloudevents-batch+json",
        Single = "application/cloudevents+json",
        Lines = Formats.JsonLines,
        Json = "application/json; charset=utf-8",
        ServerSent = "text/event-stream";

    private static readonly IReadOnlyList<Column> Columns =
        [.. Tables.Columns(typeof(FeedEvent)), Column.Member(Cells.Text, "request")];

    public static void MapFeed(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/events", ListAsync).Reads(Parameters.Events).Produces<FeedDoc>()
            .WithMetadata(new OtherForms(Forms, typeof(FeedEvent))).ProducesProblem(400).ProducesProblem(410)
            .AlsoRefuses(Unknown).AsTable(_ => Columns).WithMetadata(new Asks(null, []), new TellsCursor());
        app.MapGet("/v1/events/{position}", GetAsync).Produces<FeedEvent>(200, Single).ProducesProblem(404).WithMetadata(new Asks(null, []))
            .AlsoRefuses("unknown-event");
        app.MapGet("/v1/events/stream", StreamAsync).Reads(Parameters.EventStream).CountsAs(Budget.Streams)
            .WithMetadata(new DisableRequestTimeoutAttribute(), new Asks(null, []), new Untagged())
            .Produces<string>(200, ServerSent).ProducesProblem(400).ProducesProblem(429);
    }

    private static async Task<IResult> ListAsync(HttpContext context, EventFeed feed)
    {
        if (Commands.Stranger(context, [], out _) is { } stranger) return stranger;
        var (request, ct) = (context.Request, context.RequestAborted);
        if (request.Value("minPosition") is not null && Waits.Position(request) is null)
        {
            return Problems.Malformed("minPosition", "must be a position of the log.");
        }
        if (From(request, out var after) is { } problem) return problem;
        var newest = await feed.NewestAsync(ct, atLeast: Math.Max(Waits.Position(request) ?? 0, after?.Position ?? 0));
        if (after is { } early && early.Position > newest) return early.Mark is null ? NotReached(newest) : OtherLog();
        var limit = 100;
        if (request.Value("limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 1000))
        {
            return Problems.Malformed("limit", "must be a number from 1 to 1000.");
        }

        if (Filter(request, out var filter) is { } unknown) return unknown;
        var page = await feed.ReadAsync(after ?? default, newest, limit, await context.WhoAsync(), filter, ct);
        if (page.Other) return OtherLog();
        if (page.Partial) await context.ReaderAsync();
        var cursor = new Place(page.At, page.Mark).ToString();
        var next = page.More
            ? request.Path + QueryString.Create(
            [
                new("cursor", cursor), new("limit", $"{limit}"), .. Narrowing
                    .Where(n => request.Value(n) is not null).Select(n => KeyValuePair.Create(n, request.Value(n))),
                .. Formats.Kept(request),
            ])
            : null;
        if (next is not null) context.Response.Headers.Append("Link", $"<{next}>; rel=\"next\"");
        context.Response.Headers["Leader-Cursor"] = cursor;
        var forEver = page is { More: true, Withheld: false };
        if (Tables.Of(context, null, page.Events.Select(e => e.Event), forEver: forEver) is { } table) return table;
        var type = request.Accepted(["application/json", .. Forms]) switch
        {
            "application/json" => Json,
            Batch => Batch,
            _ => Lines,
        };
        var body = new ArrayBufferWriter<byte>(page.Events.Sum(e => e.Event.Length + 1) + 128);
        body.Write(type switch { Batch => "["u8, Json => "{\"items\":["u8, _ => ""u8 });
        foreach (var (i, (_, _, e)) in page.Events.Index())
        {
            if (i > 0 && type != Lines) body.Write(","u8);
            body.Write(e);
            if (type == Lines) body.Write("\n"u8);
        }
        if (type == Batch) body.Write("]"u8);
        // A page that is full says nothing of how far the log has come since, so it is the same for ever.
        if (type == Json)
        {
            body.Write(Encoding.UTF8.GetBytes(
                $"],\"position\":{(page.More ? page.At : newest).ToString(CultureInfo.InvariantCulture)},\"next\":"
                    + $"{(next is null ? "null" : JsonSerializer.Serialize(next, LeaderJson.Http))},\"cursor\":\"{cursor}\"}}"));
        }
        return ViewAnswers.Bytes(context, body.WrittenMemory, type, forEver);
    }

    private static async Task<IResult> GetAsync(HttpContext context, EventFeed feed)
    {
        if (Commands.Stranger(context, [], out _) is { } stranger) return stranger;
        var text = context.Route("position");
        var newest = await feed.NewestAsync(context.RequestAborted, Place.Of(text)?.Position ?? 0);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position < 1 || position > newest)
        {
            return Problems.Of(Refusal.NotFound("event", text));
        }
        var page = await feed.ReadAsync(
            new(position - 1, null),
            position,
            1,
            await context.WhoAsync(),
            FeedFilter.All,
            context.RequestAborted);
        if (page.Partial) await context.ReaderAsync();
        if (page.Events.Count == 0) return Problems.Of(Refusal.NotFound("event", text)); // a number that no fact has
        return ViewAnswers.Bytes(context, page.Events[0].Event, Single, forEver: !page.Withheld);
    }

    /// <summary>
    /// Server-Sent Events: from behind <c>Last-Event-ID</c> or <c>after</c>, else from now on. A page is read, and written as fast as the
    /// reader takes it, before the next one is read: a slow reader holds one page and no connection to the database, and falls behind
    /// without missing anything. One that takes longer than <c>Feed:SlowSeconds</c> for a page is sent away, with a word.
    /// </summary>
    private static async Task<IResult> StreamAsync(
        HttpContext context,
        EventFeed feed,
        ViewSignal signal,
        Desk.LogGuard guard,
        IHostApplicationLifetime host,
        IConfiguration configuration)
    {
        if (Commands.Stranger(context, [], out _) is { } stranger) return stranger;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        var ct = ends.Token;
        var lastId = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
        var comesBack = !string.IsNullOrEmpty(lastId); // with the address that it began with
        if (From(context.Request, out var begins) is { } wrong && !comesBack) return wrong;
        if (Filter(context.Request, out var filter) is { } unknown) return unknown;
        var place = comesBack ? Place.Of(lastId) : begins;
        var newest = await feed.NewestAsync(ct, place?.Position ?? 0);
        var ahead = guard.FromStandby && place?.Position > newest; // where the standby has yet to come
        if (!comesBack && !ahead && place is { Mark: null } early && early.Position > newest) return NotReached(newest);
        var lost = comesBack && place is null || place is { } had && !ahead
            && (had.Position > newest || had.Mark is { } told && await feed.MarkOfAsync(had.Position, ct) != told);
        var (at, who) = (lost ? await HereAsync() : place is { Mark: not null } || ahead ? place!.Value
            : await HereAsync(place?.Position), await context.ReaderAsync());
        var slow = TimeSpan.FromSeconds(configuration.GetValue("Feed:SlowSeconds", 60.0));
        var heartbeat = TimeSpan.FromSeconds(configuration.GetValue("Feed:HeartbeatSeconds", 15.0));

        var response = context.Response;
        response.ContentType = ServerSent;
        context.MadeFrom().Once = true;
        response.Headers["X-Accel-Buffering"] = "no"; // proxies pass it on as it comes
        if (context.IsHead()) return Results.Empty;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = new((64 << 10) / slow.TotalSeconds, slow); // of a reader that takes nothing the connection is cut
        }
        try
        {
            await response.WriteAsync("retry: 2000\n" + (ahead ? "\n" : Id(at)), ct);
            if (lost) await response.WriteAsync(OfAnother(at), ct);
            await response.Body.FlushAsync(ct);
            for (var quiet = TimeProvider.System.GetTimestamp(); ;)
            {
                var advanced = signal.Next;
                var (page, begun) = (await NextAsync(), TimeProvider.System.GetTimestamp());
                foreach (var (position, mark, e) in page.Events)
                {
                    await response.Body.WriteAsync(
                        (byte[])[.. Encoding.ASCII.GetBytes($"id: {new Place(position, mark)}\ndata: "), .. e, .. "\n\n"u8],
                        ct);
                }
                if (page.Other) await response.WriteAsync(OfAnother(at = await HereAsync()), ct);
                else if (page != Nothing) at = new(page.At, page.Mark);
                if (page.Events.Count > 0 || page.Other || TimeProvider.System.GetElapsedTime(quiet) >= heartbeat)
                {
                    // where nothing of what came was asked for, who comes back need not look through it again
                    if (page.Events.Count == 0) await response.WriteAsync(filter.IsAll ? ": still here\n\n" : Id(at), ct);
                    await response.Body.FlushAsync(ct);
                    quiet = TimeProvider.System.GetTimestamp();
                }
                if (TimeProvider.System.GetElapsedTime(begun) > slow)
                {
                    await response.WriteAsync(
                        Said("too-slow", "The reader is too slow.", "Come back with the last id.", at.Position) + Id(at),
                        ct);
                    return Results.Empty;
                }
                if (page.More) continue;
                if (page.Events.Count > 0) await Task.Delay(100, ct); // what comes close together goes together
                var left = heartbeat - TimeProvider.System.GetElapsedTime(quiet);
                await advanced.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, ct)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ct.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return Results.Empty; // the reader has gone, or the register stops
        }

        // An id without data moves the reader's last id: who is cut off before the first fact comes back to here.
        static string Id(Place at) => $"id: {at}\n\n";

        static string OfAnother(Place at) => Said(
            Unknown,
            "The last id is none of this log.",
            $"The log ends at {at.Position}. It goes on from here; what came before is read at /v1/events.",
            at.Position) + Id(at);

        async Task<Place> HereAsync(long? position = null)
        {
            var here = position ?? newest;
            try { return new(here, await feed.MarkOfAsync(here, ct)); }
            catch (NpgsqlException) { return new(here, null); }
        }

        // While the database is away there is nothing new; a reader that was answered with an error would not come back.
        async Task<FeedPage> NextAsync()
        {
            try
            {
                newest = await feed.NewestAsync(ct);
                if (newest < at.Position) newest = await feed.NewestAsync(ct, at.Position);
                return newest > at.Position ? await feed.ReadInTurnAsync(at, newest, 100, who, filter, ct)
                    : newest == at.Position || guard.FromStandby ? Nothing
                    : Nothing with { Other = true }; // it was set back
            }
            catch (NpgsqlException)
            {
                return Nothing;
            }
        }
    }

    private static readonly FeedPage Nothing = new([], 0, "", false, false);
    private const string Unknown = "unknown-position";

    private static IResult OtherLog() => Problems.Of(
        StatusCodes.Status410Gone,
        Unknown,
        "The cursor is none of this log.",
        "The log was set back to an earlier point, or is another one: it counts positions a second time. What you have read of it may not "
            + "be in it any more. Begin anew, at /v1/events?after=0.");

    private static IResult NotReached(long newest) => Problems.Malformed("after", $"has not been reached; the newest is {newest}.");

    /// <summary>
    /// What the register has to say in a stream, as an event named <c>problem</c>: a browser that was answered with a status would not come
    /// back.
    /// </summary>
    private static string Said(string code, string title, string detail, long position) =>
        $"event: problem\ndata: {JsonSerializer.Serialize(
            new { type = Problems.Type(code), title, detail, position },
            LeaderJson.Http)}\n";

    /// <summary>Which events are asked for. A type that no fact has is told; of a subject there may yet be a first fact.</summary>
    private static IResult? Filter(HttpRequest request, out FeedFilter filter)
    {
        var types = request.Values("type");
        var subjects = request.Values("subject")?.Select(s => s.Split('/', 2) is [var kind, .. var rest]
            ? string.Join('/', [kind.ToLowerInvariant(), .. rest]) : s).ToArray();
        filter = new(types?.SelectMany(t => Stored[t]).ToArray(), subjects);
        if (subjects?.Select(s => s.Split('/')[0]).FirstOrDefault(k => !Streams.Kinds.Contains(k)) is { } kind)
        {
            return Problems.Malformed("subject", $"begins with '{kind}', which no subject does{Nearest.Hint(kind, Streams.Kinds)}.");
        }
        return types?.FirstOrDefault(t => !Stored.Contains(t)) is { } unknown
            ? Problems.Malformed(
                "type",
                $"has '{unknown}', which is no type of an event{Nearest.Hint(unknown, Stored.Select(s => s.Key))}.")
            : null;
    }

    /// <summary>Stored names by what can be asked for: each by itself, and all its versions by the name without one.</summary>
    private static readonly ILookup<string, string> Stored = FactTypes.Readable
        .SelectMany(n => new[] { (Asked: n, Name: n), (Asked: n[..n.LastIndexOf('.')], Name: n) })
        .ToLookup(t => t.Asked, t => t.Name, StringComparer.Ordinal);

    /// <summary>The place behind which to begin; null where none is given.</summary>
    private static IResult? From(HttpRequest request, out Place? from)
    {
        var (after, cursor) = (request.Value("after"), request.Value("cursor"));
        from = Place.Of(cursor ?? after);
        return string.IsNullOrEmpty(cursor ?? after) ? null
            : cursor is null ? from is { Mark: null } ? null
                : Problems.Malformed("after", "must be a position of the log, as the id of an event.")
            : after is not null ? Problems.Malformed("cursor", "stands beside after; give one of the two.")
            : from is { Mark: not null } ? null
            : Problems.Malformed("cursor", "is not a cursor of this list; follow its next link.");
    }
}
