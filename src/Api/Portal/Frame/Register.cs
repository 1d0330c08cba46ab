using System.Collections.Concurrent;
using System.Text.Json;
using Leader.Api.Http;
using Leader.Projections.Log;
using Microsoft.AspNetCore.Http.Features;

namespace Leader.Api.Portal.Frame;

/// <summary>
/// The register as a page reads it: through its own addresses, as any client would, with the rights of whoever looks at the page. So a page
/// says what the API says, and nothing else.
/// </summary>
/// <param name="rest">The pipeline behind the pages: routing, rights, limits, endpoints.</param>
/// <param name="outer">The request for the page.</param>
/// <param name="token">Of a reader who signed in.</param>
public sealed class Register(RequestDelegate rest, HttpContext outer, string? token)
{
    private readonly ConcurrentDictionary<string, Task<Answer>> _known = new(StringComparer.Ordinal);

    /// <summary>What a GET of the address answers as JSON. Asked once a page.</summary>
    /// <param name="address">Path and query, relative to the host.</param>
    public Task<Answer> GetAsync(string address) => _known.GetOrAdd(address, a => SendAsync("GET", a));

    /// <summary>The document at the address; null where it answers a problem.</summary>
    public async Task<T?> GetAsync<T>(string address) where T : class => (await GetAsync(address)).As<T>();

    /// <param name="headers">Beside those that every request has.</param>
    public async Task<Answer> SendAsync(
        string method,
        string address,
        byte[]? body = null,
        string? type = null,
        params (string Name, string Value)[] headers)
    {
        await using var scope = outer.RequestServices.CreateAsyncScope();
        var (path, query) = address.IndexOf('?', StringComparison.Ordinal) is var at and >= 0
            ? (address[..at], address[at..])
            : (address, "");
        using var said = new MemoryStream();
        var response = new Response();
        var inner = new DefaultHttpContext();
        inner.Features.Set<IHttpResponseFeature>(response);
        inner.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(said));
        inner.Features.Set(outer.Features.Get<IHttpConnectionFeature>());
        inner.Features.Set<IHttpRequestLifetimeFeature>(new Lifetime(outer)); // each is stopped on its own when its time is over
        inner.Features.Set(new KeptAnswers.ForAPage());
        inner.RequestServices = scope.ServiceProvider;
        var request = inner.Request;
        (request.Method, request.Scheme, request.Host, request.PathBase) =
            (method, outer.Request.Scheme, outer.Request.Host, outer.Request.PathBase);
        (request.Path, request.QueryString) = (PathString.FromUriComponent(path), new(query));
        request.Headers.Accept = "application/json, */*;q=0.5";
        foreach (var (name, value) in headers) request.Headers[name] = value;
        if (token is not null) request.Headers.Authorization = $"Bearer {token}";
        if (body is not null)
        {
            (request.Body, request.ContentLength, request.ContentType) = (new MemoryStream(body), body.Length, type);
            inner.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        }
        await rest(inner);
        await inner.Response.CompleteAsync();
        await response.CompleteAsync();
        if (inner.MadeFrom().Reader) outer.MadeFrom().Reader = true; // and so the page differs by reader
        return new(inner, said.ToArray());
    }

    /// <summary>An answer that is kept instead of sent; what is to happen before it starts happens all the same.</summary>
    private sealed class Response : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Do, object With)> _starting = new();

        public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

        public async Task CompleteAsync()
        {
            while (_starting.TryPop(out var next)) await next.Do(next.With);
        }
    }

    private sealed class Lifetime(HttpContext outer) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = outer.RequestAborted;
        public void Abort() => outer.Abort();
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}

/// <summary>An answer of the register.</summary>
/// <param name="context">The request as the doors put it right, and the answer's headers.</param>
public sealed class Answer(HttpContext context, byte[] body)
{
    private JsonElement? _json;

    /// <summary>It is the same for ever.</summary>
    public bool IsFixed => context.MadeFrom().Fixed;

    public int Status => context.Response.StatusCode;
    public bool Ok => Status is >= 200 and < 300;
    public byte[] Body => body;
    public string Type => context.Response.ContentType ?? "";
    public IHeaderDictionary Headers => context.Response.Headers;

    public Endpoint? Endpoint => context.GetEndpoint();

    /// <summary>What its document, or each document of a list, is called in the OpenAPI document.</summary>
    public string? Schema => Endpoint?.Metadata.OfType<Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata>()
        .LastOrDefault(m => m.StatusCode == StatusCodes.Status200OK)?.Type is not { } type ? null
        : type is { IsGenericType: true, GenericTypeArguments: [var item] } ? item.Name
        : type.Name;

    /// <summary>The pattern of the endpoint that answered, as <c>/v1/titles/{id}</c>.</summary>
    public string? Pattern => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;

    /// <summary>Path and query as the register spells them.</summary>
    public string Path => context.Request.Path.Written();
    public IQueryCollection Query => context.Request.Query;

    /// <summary>All ids in the path.</summary>
    public IReadOnlyCollection<string> Ids => [.. context.Request.RouteValues.Values.OfType<string>()];
    public string Id(string name = "id") => context.Request.RouteValues[name] as string ?? "";
    public bool IsJson => Type.Contains("json", StringComparison.Ordinal);
    public JsonElement Json => _json ??= body.Length > 0 && IsJson ? JsonSerializer.Deserialize<JsonElement>(body) : default;

    /// <summary>
    /// There is nothing to show, which the page may say: nothing is there, no longer there, or not for this reader. Any other problem is
    /// not nothing: who reads on throws.
    /// </summary>
    private bool None => Ok ? false : Status is 401 or 403 or 404 or 410 ? true : throw new NotAnsweredException(this);

    /// <summary>The documents of a list; none where there is nothing to show.</summary>
    public IReadOnlyList<T> Items<T>() =>
        !None && Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("items", out var items)
            && items.ValueKind == JsonValueKind.Array
            ? items.Deserialize<T[]>(LeaderJson.Http)!
            : [];

    /// <summary>The document; null where there is nothing to show.</summary>
    public T? As<T>() where T : class => !None && IsJson ? JsonSerializer.Deserialize<T>(body, LeaderJson.Http) : null;
}

/// <summary>A part of a page could not be read. An empty part would be a wrong answer, and so the whole page is this problem's.</summary>
public sealed class NotAnsweredException(Answer answer) : Exception($"{answer.Path} answered {answer.Status}.")
{
    public Answer Answer => answer;
}
