using Microsoft.OpenApi;

namespace Leader.Api.Http;

/// <summary>What an answer was made from, told where that is read.</summary>
internal sealed class MadeFrom
{
    /// <summary>Somebody else may be shown more or less at the same address: who asks was looked at, and it made a difference.</summary>
    public bool Reader { get; set; }

    /// <summary>The same address answers so for ever: both clocks were named, or it is a digest.</summary>
    public bool Fixed { get; set; }

    /// <summary>It holds what is for this one answer: a form, a secret, a stream.</summary>
    public bool Once { get; set; }

    /// <summary>It is a file of the program: no reader is looked at, and no header of the request.</summary>
    public bool Program { get; set; }
}

/// <summary>Metadata of an address that tells of the moment alone.</summary>
internal sealed record OfTheMoment;

/// <summary>
/// The one place that decides who may keep an answer, and by which headers of the request it differs: from what the request shows, from
/// what the answer was made from (<see cref="MadeFrom"/>), and from its status. Nobody else sets <c>Cache-Control</c> or <c>Vary</c>.
/// </summary>
internal static class Caching
{
    /// <summary>The cookie of a browser whose reader signed in.</summary>
    public const string SessionCookie = "leader-session";

    /// <summary>Kept by nobody.</summary>
    public const string Never = "private, no-store";

    private const string Year = "max-age=31536000, immutable", Asking = "no-cache";

    /// <summary>By these headers answers differ, whatever else they differ by.</summary>
    private static readonly string[] Credentials = ["Authorization", Readers.ComplaintSecret, Readers.ObjectionSecret];

    public static MadeFrom MadeFrom(this HttpContext context)
    {
        if (context.Features.Get<MadeFrom>() is { } known) return known;
        var from = new MadeFrom();
        context.Features.Set(from);
        return from;
    }

    /// <summary>To be called before what makes answers, pages too.</summary>
    public static void UseCaching(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var (headers, from) = (context.Response.Headers, context.MadeFrom());
            from.Once |= context.GetEndpoint()?.Metadata.GetMetadata<OfTheMoment>() is not null;
            headers.CacheControl = Kept(IsPrivate(context.Request), context.Response.StatusCode, headers.SetCookie.Count > 0, from);
            if (from.Program) return Task.CompletedTask;
            var read = context.GetEndpoint()?.Metadata.OfType<Parameter>().Where(p => p.In == ParameterLocation.Header).Select(p => p.Name)
                ?? ["Accept-Datetime"]; // a page is made of answers that may have read it
            // also where this one is not compressed, or is 304: what is kept of another would else be given to whoever cannot read it
            string[] encoded = context.GetEndpoint()?.Metadata.GetMetadata<SentAsKept>() is null ? ["Accept-Encoding"] : [];
            headers.Vary = string.Join(
                ", ",
                headers.Vary.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    .Union(["Accept", .. encoded, .. read, .. Credentials, "Cookie"], StringComparer.OrdinalIgnoreCase));
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>
    /// What was answered to who shows a token or a secret, what a command answers, what sets a cookie, and what went wrong is kept by
    /// nobody. What another reader might see otherwise is kept by the one reader alone. At fixed clocks an answer holds for ever; at clocks
    /// that move it may be kept, and is asked after each time: a title that was revoked a moment ago is not in force.
    /// </summary>
    /// <param name="isPrivate">See <see cref="IsPrivate"/>.</param>
    internal static string Kept(bool isPrivate, int status, bool setsCookie, MadeFrom from) =>
        from.Program && status < 400 ? $"public, {Year}"
        : isPrivate || setsCookie || status >= 400 || from.Once ? Never
        : $"{(from.Reader ? "private" : "public")}, {(from.Fixed ? Year : Asking)}";

    /// <summary>It is for whoever asked: a command, or a question with a token, a session or the secret of a receipt.</summary>
    public static bool IsPrivate(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        || Credentials.Any(request.Headers.ContainsKey)
        || request.Cookies.Keys.Any(c => c.StartsWith(SessionCookie, StringComparison.Ordinal));
}
