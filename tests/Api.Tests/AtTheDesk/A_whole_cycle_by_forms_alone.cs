using System.Text.Json;
using Leader.Domain;
using Leader.Projections.Log;

namespace Leader.Api.Tests.AtTheDesk;

/// <summary>From an empty register to a revoked title: everybody of the programme at a browser without script.</summary>
public sealed class A_whole_cycle_by_forms_alone : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task From_the_empty_register_to_the_revoked_title()
    {
        using var clerks = new Clerks(_api);
        var p = await new Programme(new(_api, overHttp: true) { Clerks = clerks }, new(2025, 1, 6)).UpToAsync(Station.Revoked);
        var byForms = await FactsAsync(p);

        var other = await new Programme(new(_api, overHttp: true), new(2026, 1, 6)).UpToAsync(Station.Revoked);

        byForms.ShouldContain("title_revoked");
        byForms.ShouldBe(await FactsAsync(other), "the same facts as by JSON");
        (await p.World.SeeAsync($"/v1/titles/{p.TitleOfA}")).GetProperty("status").GetString().ShouldBe("revoked");
        _api.Errors.All.ShouldBeEmpty();
    }

    /// <summary>The names of the facts of one evaluation, in their order.</summary>
    private async Task<List<string>> FactsAsync(Programme p) =>
    [
        .. (await _api.LogAsync()).Where(r => JsonSerializer.Serialize(r.Fact, r.Fact.GetType(), LeaderJson.Http)
                is var said && (said.Contains(p.Category, StringComparison.Ordinal) || said.Contains(p.A, StringComparison.Ordinal))
                    && !said.Contains("fields", StringComparison.Ordinal))
            .Select(r => FactTypes.NameOf(r.Fact.GetType()).Split('.')[0]),
    ];
}
