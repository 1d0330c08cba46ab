using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>By OpenID Connect, authorization code and PKCE, at a provider that is played by the test.</summary>
public sealed class People_sign_in_at_their_provider : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private readonly PlayedProvider _provider = new();
    private string _nonce = "", _challenge = "", _role = "regulator";

    public async Task InitializeAsync()
    {
        await _provider.StartAsync(app =>
        {
            app.MapGet("/authorize", (HttpRequest asked) =>
            {
                (_nonce, _challenge) = (asked.Query["nonce"].ToString(), asked.Query["code_challenge"].ToString());
                asked.Query["response_type"].ToString().ShouldBe("code");
                return Results.Redirect($"{asked.Query["redirect_uri"]}?code=c0de&state={Uri.EscapeDataString(asked.Query["state"]!)}");
            });
            app.MapPost("/token", async (HttpRequest asked) =>
            {
                var form = await asked.ReadFormAsync();
                form["code"].ToString().ShouldBe("c0de");
                Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))).ShouldBe(_challenge, "PKCE");
                return Results.Json(new
                {
                    token_type = "Bearer",
                    expires_in = 300,
                    access_token = _provider.Token("leader", new() { ["sub"] = "samr", ["role"] = _role }),
                    id_token = _provider.Token("desk", new() { ["sub"] = "samr", ["nonce"] = _nonce }),
                });
            });
        });
        _api.Configure = b =>
        {
            b.Configuration["Auth:SigningKey"] = null;
            b.Configuration["Auth:Authority"] = _provider.Address;
            b.Configuration["Auth:ClientId"] = "desk";
        };
        await _api.InitializeAsync();
        _api.Clock.Now = DateTimeOffset.UtcNow; // as browsers and providers have it
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _provider.StopAsync();
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
