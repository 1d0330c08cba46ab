using Leader.Api.Hosting;
using Leader.Api.Seeding;
using Leader.Api.Tests.Seeding;
using Leader.Projections.Views.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leader.Api.Tests.Time;

/// <summary>The real host over the demonstration history: eight years, read only.</summary>
public sealed class HistoryFixture : IAsyncLifetime
{
    private WebApplication _app = null!;

    public SetClock Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.FromHours(8)));
    public HttpClient Http { get; private set; } = null!;
    public NpgsqlDataSource Database => _app.Services.GetRequiredService<NpgsqlDataSource>();
    public long Newest { get; private set; }

    /// <summary>How long why waits; the first answer until all acts are followed, which a busy machine takes minutes for.</summary>
    public int WhySeconds { get; init; } = 600;

    /// <summary>What the host logged as an error.</summary>
    public LoggedErrors Errors { get; } = new();

    public async Task InitializeAsync()
    {
        _app = ApiFixture.Build(await TestDatabase.CreateAsync(), Clock, Errors, b => b.Configuration["Why:Seconds"] = $"{WhySeconds}");
        await Schema.CreateAsync(_app.Services, CancellationToken.None);
        await using (var killed = Database.CreateCommand("select nextval('leader.mt_events_sequence') from generate_series(1, 3000)"))
        {
            await killed.ExecuteNonQueryAsync(); // as a first start draws that is killed; the positions that the documents name stay
        }
        Newest = await new Import(_app.Services.GetRequiredService<Marten.IDocumentStore>(), Database).IntoEmptyAsync(
            The_demonstration_history.Played.Value,
            StoryPersons.Read(The_demonstration_history.Folder),
            null,
            CancellationToken.None);
        await _app.StartAsync();
        (await _app.Services.GetRequiredService<ViewReader>().ReachesAsync(Newest, TimeSpan.FromMinutes(2)))
            .ShouldBeTrue();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromMinutes(10) };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The last position of the act that the fact at the position is of.</summary>
    public async Task<long> EndOfActAsync(long position)
    {
        await using var command = Database.CreateCommand($"select max(seq_id) from leader.mt_events where headers->>'act' = (select "
            + $"headers->>'act' from leader.mt_events where seq_id = {position})");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<HttpResponseMessage> AskAsync(string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }
}

[CollectionDefinition("history")]
public class SharedHistory : ICollectionFixture<HistoryFixture>;
