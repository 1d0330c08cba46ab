using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>An OpenID Connect provider as far as a test needs one: what it tells of itself, its keys, and tokens that they sign.</summary>
public sealed class PlayedProvider
{
    private readonly List<(string Id, RSA Key)> _keys = [];
    private WebApplication? _app;

    public PlayedProvider() => Roll();

    public string Address { get; private set; } = "";

    /// <summary>Signs from now on.</summary>
    public RSA Key => _keys[^1].Key;

    /// <summary>A new key; the one before is no longer told of.</summary>
    public void Roll() => _keys.Add(($"k{_keys.Count}", RSA.Create(2048)));

    public async Task StartAsync(Action<WebApplication>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address,
            authorization_endpoint = Address + "/authorize",
            token_endpoint = Address + "/token",
            jwks_uri = Address + "/keys",
        }));
        _app.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new(Key.ExportParameters(false)));
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = _keys[^1].Id, n = key.N, e = key.E, use = "sig" } } });
        });
        more?.Invoke(_app);
        await _app.StartAsync();
        Address = _app.Urls.First();
    }

    /// <summary>A token of its own; what is given is told instead of what it would tell.</summary>
    public string Token(
        string audience,
        Dictionary<string, object> claims,
        string? issuer = null,
        DateTime? from = null,
        DateTime? until = null,
        SigningCredentials? by = null,
        Dictionary<string, object>? header = null) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer ?? Address,
                Audience = audience,
                Claims = claims,
                IssuedAt = from ?? DateTime.UtcNow.AddMinutes(-10),
                NotBefore = from,
                Expires = until ?? DateTime.UtcNow.AddMinutes(5),
                AdditionalHeaderClaims = header,
                SigningCredentials = by ?? new(new RsaSecurityKey(Key) { KeyId = _keys[^1].Id }, SecurityAlgorithms.RsaSha256),
            });

    public async Task StopAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        foreach (var (_, key) in _keys) key.Dispose();
    }
}
