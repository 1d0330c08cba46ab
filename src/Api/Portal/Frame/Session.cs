using Leader.Api.Http;
using Leader.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Leader.Api.Portal.Frame;

/// <summary>Who looks at pages, once signed in: the token of the API, in a cookie that no script reads and no other site sends.</summary>
internal static class Session
{
    public const string Cookie = Caching.SessionCookie;
    private static readonly ChunkingCookieManager Cookies = new(); // a provider's token may be longer than a cookie

    /// <summary>The token by which the request is sent on to the register; null for the public.</summary>
    public static string? Token(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 7 } sent && sent.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? sent[7..]
            : null;

    /// <summary>
    /// Lets the cookie stand for the token, where it holds: of a browser's reading, and of the forms of this site, whose origin is looked
    /// at before.
    /// </summary>
    public static async Task AdoptAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0) return;
        if (Cookies.GetRequestCookie(context, Cookie) is not { Length: > 0 } token) return;
        if (await WhoAsync(context, token) is null) context.Features.Set(new Ended());
    }

    /// <summary>The browser shows a sign-in that does not hold any more.</summary>
    public static bool HasEnded(HttpContext context) => context.Features.Get<Ended>() is not null;

    /// <summary>Who the token is of; from here on the request comes with it. Null where it does not hold, and for several roles.</summary>
    public static async Task<Actor?> WhoAsync(HttpContext context, string token)
    {
        var headers = context.Request.Headers;
        headers.Authorization = $"Bearer {token}";
        // a fresh handler looks at it, whatever was looked at before
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>();
        var scheme = (await handlers.GetSchemeAsync(JwtBearerDefaults.AuthenticationScheme))!;
        var handler = (IAuthenticationHandler)ActivatorUtilities.CreateInstance(context.RequestServices, scheme.HandlerType);
        await handler.InitializeAsync(scheme, context);
        if ((await handler.AuthenticateAsync()) is { Succeeded: true, Principal: { } user } && user.Actor() is { } actor)
        {
            context.Features.Set(new SignedIn(actor));
            return actor;
        }
        headers.Remove("Authorization");
        return null;
    }

    /// <summary>Who signed in; null for the public.</summary>
    public static Actor? Reader(HttpContext context) => context.Features.Get<SignedIn>()?.Actor;

    /// <param name="token">Found to hold.</param>
    public static void Begin(HttpContext context, string token) => Cookies.AppendResponseCookie(context, Cookie, token, Options(context));

    public static void End(HttpContext context) => Cookies.DeleteCookie(context, Cookie, Options(context));

    /// <summary>
    /// Not <c>Strict</c>: one who comes from the page of the provider, or from a calendar, is signed in. What a form does is guarded by
    /// where it comes from.
    /// </summary>
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
        IsEssential = true,
    };

    private sealed record SignedIn(Actor Actor);

    private sealed class Ended;
}
