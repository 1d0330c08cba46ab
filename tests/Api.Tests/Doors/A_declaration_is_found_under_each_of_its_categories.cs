namespace Leader.Api.Tests.Doors;

public sealed class A_declaration_is_found_under_each_of_its_categories : IAsyncLifetime
{
    private readonly ApiFixture _api = new(); // its own, as it moves the clock

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task And_under_no_other()
    {
        var world = new ProgrammeWorld(_api, overHttp: true);
        Programme[] programmes = [new(world, new(2031, 1, 6)), new(world, new(2031, 1, 6)), new(world, new(2031, 1, 6))];
        await Programme.TogetherAsync([.. programmes.Select(p => (p, Station.Listed))]);
        var (first, second, third) = (programmes[0], programmes[1], programmes[2]);
        var declares = first.Declares(first.A);
        var id = await world.SendAsync(
            "/v1/declarations",
            declares with { Disclosure = declares.Disclosure with { Categories = [first.Category, second.Category] } },
            ProgrammeWorld.Of(first.A));

        (await UnderAsync(first.Category)).ShouldBe([id]);
        (await UnderAsync(second.Category)).ShouldBe([id]);
        (await UnderAsync($"{second.Category},{third.Category}")).ShouldBe([id]);
        (await UnderAsync(third.Category)).ShouldBeEmpty();

        async Task<IEnumerable<string?>> UnderAsync(string categories) => (await world.SeeAsync($"/v1/declarations?category={categories}"))
            .GetProperty("items").EnumerateArray().Select(d => d.GetProperty("declaration").GetString());
    }
}
