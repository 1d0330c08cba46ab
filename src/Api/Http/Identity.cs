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
            o.TokenValidationParameters.RoleClaimType = RoleClaim;
            o.TokenValidationParameters.NameClaimType = "sub";
            if (configuration["Auth:SigningKey"] is not { Length: > 0 } key) return;
            o.TokenValidationParameters.ValidIssuer = Issuer;
            o.TokenValidationParameters.IssuerSigningKey = Key(key);
        });
        services.AddAuthorization();
    }

    public static string Token(string signingKey, Role role, string subject, DateTimeOffset now, TimeSpan life) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Issuer,
        IssuedAt = now.UtcDateTime,
        NotBefore = now.UtcDateTime.AddMinutes(-1),
        Expires = now.Add(life).UtcDateTime,
        Claims = new Dictionary<string, object> { ["sub"] = subject, [RoleClaim] = Name(role) },
        SigningCredentials = new(Key(signingKey), SecurityAlgorithms.HmacSha256),
    });

    /// <summary>The actor of the request; null when a token names no role that we know.</summary>
    public static Actor? Actor(this ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated != true ? new("public", Role.Public)
        : user.FindFirstValue(RoleClaim) is { } name && Enum.GetValues<Role>().Where(r => Name(r) == name && r != Role.System).Cast<Role?>().FirstOrDefault() is { } role
            ? new(user.FindFirstValue("sub") is { } subject ? role == Role.Enterprise ? Domain.Enterprises.EnterpriseCode.Normalised(subject) : subject : "", role) : null;

    public static string Name(Role role) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(role.ToString());

    private static SymmetricSecurityKey Key(string text) => new(Encoding.UTF8.GetBytes(text));
}
