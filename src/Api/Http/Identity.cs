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

    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.MapInboundClaims = false;
            o.Authority = configuration["Auth:Authority"];
            o.Audience = configuration["Auth:Audience"] ?? Issuer;
            o.RequireHttpsMetadata = !Uri.TryCreate(o.Authority, UriKind.Absolute, out var provider) || !provider.IsLoopback;
            o.TokenValidationParameters.RoleClaimType = RoleClaim;
            o.TokenValidationParameters.NameClaimType = "sub";
            o.Events = new()
            {
                OnTokenValidated = c =>
                {
                    if (!IsSubject(c.Principal?.FindFirstValue("sub")))
                    {
                        c.Fail("The token names no subject.");
                    }
                    return Task.CompletedTask;
                }
            };
            if (configuration["Auth:SigningKey"] is not { Length: > 0 } key) return;
            o.TokenValidationParameters.ValidIssuer = Issuer;
            o.TokenValidationParameters.IssuerSigningKey = Key(key);
        });
        services.AddAuthorization();
    }

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
