using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Http;

/// <summary>The JSON body of a request, read once: held against the members that it may have, and then read as what it asks.</summary>
internal sealed class Body : IDisposable
{
    private readonly byte[] _bytes;

    /// <summary>Null of a text that is no JSON, which its reader tells.</summary>
    private readonly JsonDocument? _document;

    private Body(byte[] bytes, int depth)
    {
        _bytes = bytes;
        try { _document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = depth }); }
        catch (JsonException) { }
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public string Digest => IdempotencyKeys.Digest(_bytes);

    /// <summary>The body as it was sent, but for a byte-order mark.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(_bytes);

    public void Dispose() => _document?.Dispose();

    public static async Task<(Body? Body, IResult? Malformed)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, Problems.Of(415, "not-json", "The request has to be JSON.", "Send Content-Type: application/json."));
        }
        var limits = RequestLimits.Of(context);
        if (await RequestSize.IsOverAsync(context, limits.BodyBytes)) return (null, limits.TooLarge());
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            return Of(buffer.ToArray(), limits.JsonDepth, out var body) is { } refusal ? (null, Problems.Of(refusal)) : (body, null);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413) { return (null, limits.TooLarge()); }
    }

    /// <summary>The text of one request, wherever it stands.</summary>
    public static Refusal? Of(byte[] text, int depth, out Body? body)
    {
        var bytes = Members.WithoutMark(text);
        body = null;
        if (Members.IsDeeper(bytes, depth)) return Refusal.Malformed("", $"is nested deeper than {depth} levels.");
        body = new(bytes, depth);
        return null;
    }

    /// <summary>A request that is no command, read as strictly as commands are.</summary>
    public static async Task<(T? Request, IResult? Malformed)> ReadAsync<T>(HttpContext context) where T : class
    {
        var (body, malformed) = await ReadAsync(context);
        if (body is null) return (null, malformed);
        using (body) return body.As<T>(out var request) is { } problem ? (null, problem) : (request, null);
    }

    /// <param name="beside">Whose members may stand beside those of the request.</param>
    public IResult? As<T>(out T? request, params Type[] beside) where T : notnull =>
        Read(out request, beside) is { } refusal ? Problems.Of(refusal) : null;

    /// <summary>What is wrong with the request; null where it is read.</summary>
    /// <param name="beside">Whose members may stand beside those of the request.</param>
    public Refusal? Read<T>(out T? request, params Type[] beside) where T : notnull
    {
        request = default;
        return _document is not null && Members.Refusal(_document.RootElement, [typeof(T), .. beside]) is { } strange
            ? strange
            : Parse(out request);
    }

    /// <summary>The day of the act, which may stand in any command.</summary>
    public IResult? Day(out ActDay? day)
    {
        day = new();
        return _document?.RootElement is { ValueKind: JsonValueKind.Object } root
            && (root.TryGetProperty("on"u8, out _) || root.TryGetProperty("late"u8, out _))
            && Parse(out day) is { } refusal ? Problems.Of(refusal) : null;
    }

    private Refusal? Parse<T>(out T? request)
    {
        request = default;
        try
        {
            request = _document is null
                ? JsonSerializer.Deserialize<T>(_bytes, LeaderJson.Requests)
                : _document.Deserialize<T>(LeaderJson.Requests);
            return request is null ? Refusal.Malformed("", "The body is null.") : null;
        }
        catch (JsonException e)
        {
            var path = e.Path is { Length: > 2 } p ? p[2..] : "";
            // it is told of the whole list, at its end
            if (e.Message == LeaderJson.HoldsNull && path.EndsWith(']')) path = path[..path.LastIndexOf('[')];
            return Refusal.Malformed(path, e.InnerException is FormatException or null && e.Path is null ? e.Message : Plain(e));
        }
    }

    /// <summary>The serializer's message without the names of our classes.</summary>
    private static string Plain(JsonException e) =>
        e.Message.Contains("missing required properties", StringComparison.Ordinal)
            ? "lacks " + e.Message[(e.Message.LastIndexOf(':') + 1)..].Trim().TrimEnd('.') + "."
            : e.Message.StartsWith("The text holds", StringComparison.Ordinal) ? e.Message.Split(" Path:")[0]
            : e.Message.Contains("doesn't allow null", StringComparison.Ordinal)
                || e.Message.Contains("not nullable", StringComparison.Ordinal) ? "may not be null."
            : e.Message.Contains("could not be converted", StringComparison.Ordinal) ? "has a value of the wrong kind."
            : e.Message.Split(" Path:")[0];
}
