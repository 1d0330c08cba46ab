using Leader.Api.Http;
using Leader.Api.Portal.Frame;
using Leader.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Leader.Api.Portal.Forms;

/// <summary>
/// How people sign in: at the OpenID Connect provider whose tokens the API takes (<c>Auth:Authority</c>, <c>Auth:ClientId</c>, and
/// <c>Auth:ClientSecret</c>, <c>Auth:Scope</c> where it asks for them), by authorization code and PKCE; where the register signs tokens
/// itself (<c>Auth:SigningKey</c>, in development), with a token, or as anybody.
/// </summary>
internal static class SignIn
{
    public const string Scheme = "provider", Page = "/desk/sign-in";

    /// <summary>Of a sign-in in development.</summary>
    private static readonly TimeSpan Day = TimeSpan.FromHours(12);

    public static bool ByProvider(IConfiguration configuration) =>
        configuration["Auth:Authority"] is { Length: > 0 } && configuration["Auth:ClientId"] is { Length: > 0 };

    public static bool ByHand(IConfiguration configuration) => configuration["Auth:SigningKey"] is { Length: > 0 };

    /// <summary>A token in development, as <c>leader token</c> makes it.</summary>
    public static string TokenFor(HttpContext context, Role role, string subject) => Identity.Token(
        context.RequestServices.GetRequiredService<IConfiguration>()["Auth:SigningKey"]!,
        role,
        subject,
        DateTimeOffset.UtcNow, // as it is checked by
        Day);

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        if (!ByProvider(configuration)) return;
        services.AddAuthentication().AddOpenIdConnect(Scheme, o =>
        {
            o.Authority = configuration["Auth:Authority"];
            o.RequireHttpsMetadata = !new Uri(o.Authority!).IsLoopback;
            o.ClientId = configuration["Auth:ClientId"];
            o.ClientSecret = configuration["Auth:ClientSecret"];
            o.ResponseType = OpenIdConnectResponseType.Code;
            o.ResponseMode = OpenIdConnectResponseMode.Query;
            o.UsePkce = true;
            o.MapInboundClaims = false;
            o.SaveTokens = true;
            o.CallbackPath = "/desk/signed-in";
            o.Scope.Clear();
            foreach (var scope in (configuration["Auth:Scope"] ?? "openid").Split(' ')) o.Scope.Add(scope);
            o.CorrelationCookie.SameSite = o.NonceCookie.SameSite = SameSiteMode.Lax;
            o.CorrelationCookie.SecurePolicy = o.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.Events = new()
            {
                OnTicketReceived = ReceivedAsync,
                OnRemoteFailure = c =>
                {
                    c.Response.Redirect(c.Request.PathBase + Page + "?failed=provider");
                    c.HandleResponse();
                    return Task.CompletedTask;
                },
            };
        });
    }

    /// <summary>The provider's token becomes the session, if the register takes it.</summary>
    private static async Task ReceivedAsync(TicketReceivedContext c)
    {
        foreach (var name in new[] { OpenIdConnectParameterNames.AccessToken, OpenIdConnectParameterNames.IdToken })
        {
            if (c.Properties?.GetTokenValue(name) is { } token
                && await Session.WhoAsync(c.HttpContext, token) is not null)
            {
                Session.Begin(c.HttpContext, token);
                c.Response.Redirect(c.ReturnUri ?? c.Request.PathBase + "/desk");
                c.HandleResponse();
                return;
            }
        }
        c.Response.Redirect(c.Request.PathBase + Page + "?failed=role");
        c.HandleResponse();
    }

    /// <summary>Where to go then: a page of this site, and nowhere else.</summary>
    public static string Local(string? address) =>
        address is ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl) ? address : "/desk";
}
