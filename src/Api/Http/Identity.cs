using System.Security.Claims;
using System.Text;
using Leader.Domain;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Leader.Api.Http;

/// <summary>
/// Who acts, from a signed bearer token: <c>sub</c> is the id of the body, enterprise or person, <c>role</c> one of <see cref="Role"/>.
/// In production the tokens are those of an OpenID Connect provider (<c>Auth:Authority</c>, <c>Auth:Audience</c>); in development
/// they are made by <c>leader token</c> and signed with <c>Auth:SigningKey</c>.
/// </summary>
public static class Identity
{
    private const string Issuer = "leader", RoleClaim = "role";

    /// <summary>By which clocks of provider and register may differ, at both ends of a token's life.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Of a provider: by a pair of keys. Its public key is known to all, and is never taken for a shared one.</summary>
    private static readonly string[] OfProviders =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.MapInboundClaims = false;
            o.Authority = Provider(configuration)?.OriginalString;
            o.Audience = configuration["Auth:Audience"] ?? Issuer;
            o.RequireHttpsMetadata = Provider(configuration) is not { IsLoopback: true };
            var checks = o.TokenValidationParameters;
            (checks.RoleClaimType, checks.NameClaimType) = (RoleClaim, "sub");
            (checks.ClockSkew, checks.ValidAlgorithms) = (Skew, OfProviders);
            o.Events = new()
            {
                OnTokenValidated = c =>
                {
                    if (!IsSubject(c.Principal?.FindFirstValue("sub"))) c.Fail("The token names no subject.");
                    // RFC 7515, 4.1.11: there is no extension that we understand
                    if (c.SecurityToken is not JsonWebToken token || token.TryGetHeaderValue<object>("crit", out _))
                    {
                        c.Fail("The token asks for extensions that are not understood.");
                    }
                    return Task.CompletedTask;
                }
            };
            if (o.Authority is not null || configuration["Auth:SigningKey"] is not { Length: > 0 } key) return;
            (checks.ValidIssuer, checks.IssuerSigningKey, checks.ValidAlgorithms) = (Issuer, Key(key), [SecurityAlgorithms.HmacSha256]);
        });
        // a key that the provider no longer tells of counts no longer: it may have been stolen
        services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            if (o.ConfigurationManager is BaseConfigurationManager keys) keys.UseLastKnownGoodConfiguration = false;
        });
        services.AddAuthorization();
    }

    /// <summary>The OpenID Connect provider whose tokens count; null where the register signs tokens itself.</summary>
    private static Uri? Provider(IConfiguration configuration) =>
        configuration["Auth:Authority"] is { Length: > 0 } text ? new(text) : null;

    public static string Token(string signingKey, Role role, string subject, DateTimeOffset now, TimeSpan life) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime.AddMinutes(-1),
            Expires = now.Add(life).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = subject, [RoleClaim] = Name(role) },
            SigningCredentials = new(Key(signingKey), SecurityAlgorithms.HmacSha256),
        });

    /// <summary>The actor of the request; null when a token names no role that we know, or several.</summary>
    public static Actor? Actor(this ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated != true ? new("public", Role.Public)
        : user.Roles() is [var role] && user.FindFirstValue("sub")! is var subject ? new(
            role == Role.Enterprise ? Domain.Values.EnterpriseCode.Normalised(subject) : subject,
            role) : null;

    /// <summary>
    /// The roles of the token that the register knows, each once; providers put others beside them. Nobody's token makes him the public or
    /// the system.
    /// </summary>
    internal static IReadOnlyList<Role> Roles(this ClaimsPrincipal user) =>
        [.. Enum.GetValues<Role>()
            .Where(r => r is not (Role.Public or Role.System) && user.FindAll(RoleClaim).Any(c => c.Value == Name(r)))];

    /// <summary>
    /// RFC 9068, 2.2, OpenID Connect Core, 2: 1 to 255 characters, here without control characters, and without blanks at the ends.
    /// </summary>
    private static bool IsSubject(string? sub) => sub is { Length: > 0 and <= 255 } && sub == sub.Trim() && !sub.Any(char.IsControl);

    public static string Name(Role role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    private static SymmetricSecurityKey Key(string text) => new(Encoding.UTF8.GetBytes(text));
}
