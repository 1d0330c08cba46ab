using System.Collections.Concurrent;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Tests.Views;

/// <summary>Names beside ids are read once, and from then on only where they have changed; nobody can tell.</summary>
public sealed class Names_that_are_kept_are_those_of_the_table : IAsyncLifetime
{
    private readonly ApiFixture _api = new();
    private readonly string[] _codes = [.. Enumerable.Range(0, 6).Select(_ => ProgrammeWorld.NewCode())];
    private readonly ConcurrentBag<string> _faults = [];
    private int _answers;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        await _api.KnownAsync(Asking.Registrar, OrganisationKind.Registrar);
        foreach (var code in _codes[1..]) await DecideAsync(new RegisterEnterprise(code, "示例 0"));
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task At_any_two_clocks_while_names_change_and_after_a_rebuild()
    {
        using var ends = new CancellationTokenSource();
        var views = new ViewReader(_api.Database, TimeProvider.System);
        var asking = Enumerable.Range(0, 3).Select(i => AskAsync(views, new Random(i), ends.Token)).ToArray();
        for (var i = 1; i <= 60; i++)
        {
            if (i == 20) await new Rebuild(_api.Database).RunAsync(null, CancellationToken.None);
            if (i == 30) await DecideAsync(new RegisterEnterprise(_codes[0], "示例 0")); // that it has no name was kept, too
            if (i == 40) views.Forget();
            await DecideAsync(new RenameEnterprise($"示例 {i}", "更名登记", _codes[1 + (i * 7 % 5)]));
        }
        await _api.GetAsync("/v1/enterprises", (await _api.LogAsync())[^1].Position);
        await AnswerAsync(views, new(0), (await views.NewestAsync(default)).Position);
        await ends.CancelAsync();
        await Task.WhenAll(asking);
        _answers.ShouldBeGreaterThan(100);
        _faults.ShouldBeEmpty();
    }

    private async Task AskAsync(ViewReader views, Random random, CancellationToken ends)
    {
        while (!ends.IsCancellationRequested)
        {
            var newest = (await views.NewestAsync(CancellationToken.None)).Position;
            await AnswerAsync(views, random, random.Next(2) == 0 ? newest : random.NextInt64(0, newest + 1));
        }
    }

    private async Task AnswerAsync(ViewReader views, Random random, long position)
    {
        var keys = _codes.Where(_ => random.Next(3) > 0).Select(c => NameView.Key(NamedKind.Enterprise, c)).ToArray();
        var clocks = new Clocks(Beijing.Day(DateTimeOffset.UtcNow).AddDays(random.Next(-1, 2)), null, position, true);
        var kept = await views.GetManyKeptAsync(LeaderViews.Names, keys, n => (n.Id, n.Zh), clocks, CancellationToken.None);
        var read = await views.GetManyAsync(LeaderViews.Names, keys, clocks, CancellationToken.None);
        var (ours, theirs) = (Written(kept), Written(read.Select(n => (n.Id, n.Zh))));
        if (ours != theirs) _faults.Add($"{clocks.AsOf} {position}: {ours} instead of {theirs}");
        Interlocked.Increment(ref _answers);
    }

    private static string Written(IEnumerable<(string Id, string? Zh)> names) =>
        string.Join(' ', names.Order().Select(n => $"{n.Id}={n.Zh}"));

    private async Task DecideAsync(ICommand command) =>
        (await _api.Desk.DecideAsync(command, new(Asking.Registrar, $"{Guid.NewGuid()}"), default)).Decision.Refusal.ShouldBeNull();
}
