using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>By OpenID Connect, authorization code and PKCE, at a provider that is played by the test.</summary>
public sealed class People_sign_in_at_their_provider : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private readonly RSA _key = RSA.Create(2048);
    private WebApplication _provider = null!;
    private string _address = "", _nonce = "", _challenge = "", _role = "regulator";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _provider = builder.Build();
        _provider.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = _address,
            authorization_endpoint = _address + "/authorize",
            token_endpoint = _address + "/token",
            jwks_uri = _address + "/keys",
        }));
        _provider.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new(_key.ExportParameters(false)) { KeyId = "k" });
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = "k", n = key.N, e = key.E, use = "sig" } } });
        });
        _provider.MapGet("/authorize", (HttpRequest asked) =>
        {
            (_nonce, _challenge) = (asked.Query["nonce"].ToString(), asked.Query["code_challenge"].ToString());
            asked.Query["response_type"].ToString().ShouldBe("code");
            return Results.Redirect($"{asked.Query["redirect_uri"]}?code=c0de&state={Uri.EscapeDataString(asked.Query["state"]!)}");
        });
        _provider.MapPost("/token", async (HttpRequest asked) =>
        {
            var form = await asked.ReadFormAsync();
            form["code"].ToString().ShouldBe("c0de");
            Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))).ShouldBe(_challenge, "PKCE");
            return Results.Json(new
            {
                token_type = "Bearer",
                expires_in = 300,
                access_token = Token("leader", ("role", _role)),
                id_token = Token("desk", ("nonce", _nonce)),
            });
        });
        await _provider.StartAsync();
        _address = _provider.Urls.First();
        _api.Configure = b =>
        {
            b.Configuration["Auth:SigningKey"] = null;
            b.Configuration["Auth:Authority"] = _address;
            b.Configuration["Auth:ClientId"] = "desk";
        };
        await _api.InitializeAsync();
        _api.Clock.Now = DateTimeOffset.UtcNow; // as browsers and providers have it
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _provider.DisposeAsync();
        _key.Dispose();
    }

    private string Token(string audience, params (string Name, string Value)[] claims)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = _address,
            Audience = audience,
            Subject = new([new Claim("sub", "samr"), .. claims.Select(c => new Claim(c.Name, c.Value))]),
            Expires = DateTime.UtcNow.AddMinutes(5),
            SigningCredentials = new(new RsaSecurityKey(_key) { KeyId = "k" }, SecurityAlgorithms.RsaSha256),
        };
        return new JsonWebTokenHandler().CreateToken(token);
    }

    private async Task<Browser> SignInAsync()
    {
        var browser = new Browser(_api);
        await browser.OpenAsync("/desk/sign-in");
        browser.Page.QuerySelector("select[name=role]").ShouldBeNull("nobody signs in as anybody where there is a provider");
        browser.Look("form:has(button[value=provider])");
        await browser.PressAsync("with", "provider");
        for (var leads = 0; leads < 5 && browser.Answer!.Headers.Location is { } to; leads++)
        {
            await browser.OpenAsync(to.ToString());
        }
        return browser;
    }

    [Fact]
    public async Task By_the_code_that_it_gives_for_the_role_in_its_token()
    {
        using var browser = await SignInAsync();
        browser.Answer!.StatusCode.ShouldBe(HttpStatusCode.OK, browser.Text);
        browser.Page.QuerySelector("header form.who").ShouldNotBeNull(browser.Text).TextContent.ShouldContain("samr");
        browser.Page.QuerySelector("a[href='/desk/do/adopt-rule-set']").ShouldNotBeNull();

        _role = "king";
        using var other = await SignInAsync();
        other.Page.QuerySelector("header form.who").ShouldBeNull();
        other.Page.QuerySelector("[role=alert]").ShouldNotBeNull(other.Text);
    }
}
