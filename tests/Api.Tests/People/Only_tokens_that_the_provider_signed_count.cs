using System.Net;
using System.Security.Cryptography;
using System.Text;
using Leader.Api.Tests.AtTheDesk;
using Leader.Domain;
using Microsoft.IdentityModel.Tokens;

namespace Leader.Api.Tests.People;

/// <summary>RFC 7519, 7515, 8725, 9068 at a register that takes the tokens of an OpenID Connect provider.</summary>
public sealed class Only_tokens_that_the_provider_signed_count : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private readonly PlayedProvider _provider = new();
    private static readonly Dictionary<string, object> Samr = new() { ["sub"] = "samr", ["role"] = "regulator" };

    public async Task InitializeAsync()
    {
        await _provider.StartAsync();
        _api.Configure = b => b.Configuration["Auth:Authority"] = _provider.Address; // a development key stands beside it
        await _api.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _provider.StopAsync();
    }

    private async Task<HttpStatusCode> TryAsync(string token)
    {
        var answer = await _api.PostAsync(
            "/v1/organisations?dryRun=true",
            new { organisation = "samr", name = "Example", kinds = new[] { "regulator" } },
            null,
            ("Authorization", $"Bearer {token}"));
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        }
        return answer.StatusCode;
    }

    private string Token(
        string audience = "leader",
        string? issuer = null,
        DateTime? from = null,
        DateTime? until = null,
        SigningCredentials? by = null,
        Dictionary<string, object>? header = null) => _provider.Token(audience, Samr, issuer, from, until, by, header);

    [Fact]
    public async Task And_of_those_the_ones_that_are_meant_for_the_register_and_in_force()
    {
        var (now, skewed) = (DateTime.UtcNow, TimeSpan.FromSeconds(10));
        (await TryAsync(Token())).ShouldBe(HttpStatusCode.OK);
        (await TryAsync(Token(until: now - skewed))).ShouldBe(HttpStatusCode.OK, "clocks differ by seconds");
        (await TryAsync(Token(from: now + skewed))).ShouldBe(HttpStatusCode.OK, "clocks differ by seconds");

        using var other = RSA.Create(2048);
        var publicKey = Encoding.UTF8.GetBytes(_provider.Key.ExportRSAPublicKeyPem());
        var development = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ApiFixture.SigningKey));
        foreach (var (why, token) in new[]
        {
            ("expired", Token(until: now.AddMinutes(-2))),
            ("not yet in force", Token(from: now.AddMinutes(4), until: now.AddMinutes(9))),
            ("for somebody else", Token(audience: "another-service")),
            ("by somebody else", Token(issuer: "https://id.example")),
            ("signed with another key under the same name",
                Token(by: new(new RsaSecurityKey(other) { KeyId = "k0" }, SecurityAlgorithms.RsaSha256))),
            ("signed with the public key as a shared one",
                Token(by: new(new SymmetricSecurityKey(publicKey) { KeyId = "k0" }, SecurityAlgorithms.HmacSha256))),
            ("signed with a development key", Token(by: new(development, SecurityAlgorithms.HmacSha256))),
            ("a development token", ApiFixture.Token(Role.Regulator, "samr")),
            ("asks for an extension", Token(header: new() { ["crit"] = new[] { "exp" } })),
            ("unsigned", Unsigned()),
            ("without its signature", Token()[..^342]),
            ("of nobody", _provider.Token("leader", new() { ["role"] = "regulator" })),
            ("of a nameless one", _provider.Token("leader", new() { ["sub"] = "", ["role"] = "regulator" })),
            ("of blanks", _provider.Token("leader", new() { ["sub"] = " ", ["role"] = "regulator" })),
        })
        {
            (await TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, why);
        }

        string Unsigned()
        {
            var parts = Token().Split('.');
            return $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.";
        }
    }

    [Fact]
    public async Task Its_new_keys_count_and_its_old_ones_no_longer()
    {
        var before = Token();
        (await TryAsync(before)).ShouldBe(HttpStatusCode.OK);

        _provider.Roll();

        for (var tries = 0; await TryAsync(Token()) != HttpStatusCode.OK; tries++)
        {
            tries.ShouldBeLessThan(50, "the new key is asked for when it is first seen");
            await Task.Delay(100);
        }
        (await TryAsync(before)).ShouldBe(HttpStatusCode.Unauthorized);
    }
}
