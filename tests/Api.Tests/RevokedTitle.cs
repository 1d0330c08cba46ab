using Leader.Api.Tests.Proof;

namespace Leader.Api.Tests;

/// <summary>
/// A register where one programme ran its course: A's title is revoked, so A is barred; B and C lead. For tests that record nothing.
/// </summary>
public sealed class RevokedTitle : IAsyncLifetime
{
    public static readonly DateOnly Start = new(2026, 6, 1);
    public ApiFixture Api { get; } = new();
    internal Programme Programme { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Api.InitializeAsync();
        Programme = await new Programme(new(Api), Start).UpToAsync(Station.Revoked);
        await Api.LoggedAsync();
        await Api.GetAsync("/v1/bans", Programme.World.Position);
    }

    public Task DisposeAsync() => Api.DisposeAsync();
}

[CollectionDefinition(nameof(RevokedTitle))]
public class SharedRevokedTitle : ICollectionFixture<RevokedTitle>;
