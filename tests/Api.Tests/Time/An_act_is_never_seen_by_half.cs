using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Proof;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Time;

/// <summary>
/// Many record acts over several streams at once, some of which fail, while somebody draws numbers beside them. Whoever reads, at whatever
/// position or instant, sees all of an act or nothing of it. What is whole is told by a reading of the table that knows nothing of how
/// positions are offered.
/// </summary>
[Trait("Trap", "16")]
public sealed class An_act_is_never_seen_by_half : IAsyncLifetime
{
    private const int Writers = 8, Acts = 20;
    private readonly ApiFixture _api =
        new() { Configure = b => b.Services.AddSingleton<TimeProvider>(new DatabaseClock(TimeProvider.System)) };
    private readonly ConcurrentDictionary<long, string> _offered = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task However_many_record_at_once()
    {
        var ids = Enumerable.Range(0, Writers * 3).Select(i => $"body-{i:D2}").ToArray();
        foreach (var id in ids)
        {
            await _api.Desk.DecideAsync(
                new RegisterOrganisation(id, id, [OrganisationKind.IndustryAssociation]),
                new(Asking.Samr, "test"),
                default);
        }
        var done = false;
        var reading = new[] { ReadingAsync(() => done), ReadingAsync(() => done), FeedingAsync(() => done), DrawingAsync(() => done) };
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => WritingAsync(w))));
        done = true;
        await Task.WhenAll(reading);

        var log = await _api.ActsAsync();
        log.GroupBy(f => f.Act).Count(a => a.Count() > 3).ShouldBeGreaterThan(Writers * Acts / 2);
        foreach (var act in log.GroupBy(f => f.Act))
        {
            (act.Last().Position - act.First().Position).ShouldBe(act.Count() - 1, "side by side");
            act.Select(f => f.At).Distinct().ShouldHaveSingleItem();
        }
        log.Select(f => f.At).ShouldBeInOrder();
        var ends = log.GroupBy(f => f.Act).Select(a => a.Last().Position).ToArray();
        _offered.Count.ShouldBeGreaterThan(20);
        foreach (var (position, by) in _offered) IsWhole(position).ShouldBeTrue($"{by} offered {position}");

        await _api.GetAsync("/v1/bans", ends[^1]);
        for (var position = 0L; position <= ends[^1]; position++)
        {
            var answer = await _api.Http.GetAsync($"/v1/enterprises?limit=1&position={position}");
            answer.StatusCode.ShouldBe(IsWhole(position) ? HttpStatusCode.OK : HttpStatusCode.BadRequest, $"{position}");
        }

        bool IsWhole(long position) => position < log[0].Position
            || log.Last(f => f.Position <= position) is var last && log.FirstOrDefault(f => f.Position > position)?.Act != last.Act;
    }

    /// <summary>Acts that write several streams; two of them fail when their positions are drawn.</summary>
    private async Task WritingAsync(int writer)
    {
        for (var i = 0; i < Acts; i++)
        {
            string[] streams = [.. Enumerable.Range(0, 4 + i % 3).Select(_ => ProgrammeWorld.NewCode()), $"body-{writer:D2}"];
            var failing = i == 10 && writer < 2;
            var deciding = _api.Desk.DecideAsync(
                new Together($"{writer}-{i}", streams),
                new(Actor.System, "test")
                {
                    Also = (_, _) => failing ? throw new InvalidOperationException("the process dies before saving") : Task.CompletedTask,
                },
                default);
            if (failing) await Should.ThrowAsync<InvalidOperationException>(deciding);
            else Offered("an answer", (await deciding).Position);
        }
    }

    /// <summary>Registers enterprises together, each under the name of the act.</summary>
    private sealed record Together(string Name, string[] Streams) : ICommand
    {
        public Decision Decide(Act act, ILedger ledger)
        {
            ledger.Read<Looked>(Domain.Streams.Organisations);
            return Decision.Record(Name, [.. Streams.Where(s => !s.StartsWith("body", StringComparison.Ordinal)).SelectMany(s => new Fact[]
            {
                new EnterpriseRegistered(s, IdentifierKind.CreditCode, Name, null, null, act.On),
                new CommitmentGiven(s, "c", null, "We keep it.", "Signer", act.On),
            })]);
        }
    }

    private sealed record Looked : IState<Looked>
    {
        public static Looked Initial { get; } = new();
        public static Looked Evolve(Looked state, Fact fact) => state;
    }

    private async Task ReadingAsync(Func<bool> done)
    {
        var views = _api.Services.GetRequiredService<ViewReader>();
        for (var first = true; first || !done(); first = false)
        {
            var (newest, at) = await views.NewestAsync(default);
            await HalvesAsync("the newest position", newest);
            var known = at is null
                ? null
                : await _api.GetAsync("/v1/enterprises?limit=1&knownAt="
                    + Uri.EscapeDataString(at.Value.ToString(
                        "yyyy-MM-ddTHH:mm:ss.ffffffzzz",
                        CultureInfo.InvariantCulture))) as JsonElement?;
            if (known is { } k) await HalvesAsync("knownAt", k.GetProperty("position").GetInt64());
            var map = await _api.Http.GetFromJsonAsync<JsonElement>("/v1/changes?from=0&limit=1");
            await HalvesAsync("changes", map.GetProperty("to").GetProperty("position").GetInt64());
            if (await new LogReader(_api.Database, ApiFixture.LogKey.Name).NewestAsync(default) is { } signed)
            {
                await HalvesAsync("a checkpoint", signed.Position);
            }
        }
    }

    /// <summary>At the position, of the enterprises of each act there are all, each with its commitment, or none.</summary>
    private async Task HalvesAsync(string by, long position)
    {
        if (!Offered(by, position)) return;
        string? after = null;
        var views = _api.Services.GetRequiredService<ViewReader>();
        var seen = new List<(string Act, bool Committed)>();
        do
        {
            var page = await views.ListAsync(
                LeaderViews.Enterprises,
                new(),
                new(Beijing.Day(DateTimeOffset.UtcNow), null, position, false),
                after,
                1000,
                default);
            foreach (var item in page.Items.Select(i => JsonSerializer.Deserialize<JsonElement>(i)))
            {
                seen.Add((item.GetProperty("name").GetString()!, item.GetProperty("commitments").GetArrayLength() > 0));
            }
            after = page.Next;
        }
        while (after is not null);
        foreach (var act in seen.GroupBy(s => s.Act))
        {
            act.ShouldAllBe(s => s.Committed);
            act.Count().ShouldBe(4 + int.Parse(act.Key.Split('-')[1], CultureInfo.InvariantCulture) % 3, $"{by} at {position}: {act.Key}");
        }
    }

    private bool Offered(string by, long position) => _offered.TryAdd(position, by);

    private async Task FeedingAsync(Func<bool> done)
    {
        var (at, limit) = (0L, 1);
        while (!done())
        {
            var page = await _api.Http.GetFromJsonAsync<JsonElement>($"/v1/events?after={at}&limit={limit++ % 7 + 1}");
            Offered("the feed", page.GetProperty("position").GetInt64());
            if (page.GetProperty("items").EnumerateArray().LastOrDefault() is not { ValueKind: JsonValueKind.Object } last) continue;
            at = long.Parse(last.GetProperty("id").GetString()!, CultureInfo.InvariantCulture);
            Offered("the feed", at);
        }
    }

    /// <summary>Somebody who knows nothing of acts.</summary>
    private async Task DrawingAsync(Func<bool> done)
    {
        for (var i = 0; i < 10 && !done(); i++) await _api.ScalarAsync<long>("select nextval('leader.mt_events_sequence')");
    }

    /// <summary>Large blocks, so that draws meet; and somebody who draws without the lock.</summary>
    [Fact]
    public async Task However_many_draw_at_once_each_gets_positions_side_by_side_in_the_order_of_instants()
    {
        const int Facts = 500, Draws = 60;
        var (blocks, others) = (new ConcurrentBag<(long First, DateTime At)>(), new ConcurrentBag<long>());
        var done = false;
        var beside = Task.Run(async () =>
        {
            while (!done)
            {
                others.Add(await _api.ScalarAsync<long>("select nextval('leader.mt_events_sequence')"));
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Draws; i++)
            {
                await using var command = _api.Database.CreateCommand($"select first, at from leader.draw({Facts}, null)");
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
                blocks.Add((reader.GetInt64(0), reader.GetDateTime(1)));
            }
        })));
        done = true;
        await beside;
        var drawn = blocks.OrderBy(b => b.First).ToArray();
        drawn.Length.ShouldBe(Writers * Draws);
        drawn.Zip(drawn.Skip(1)).ShouldAllBe(p => p.First.First + Facts <= p.Second.First && p.First.At <= p.Second.At);
        others.ShouldAllBe(n => !drawn.Any(b => b.First <= n && n < b.First + Facts));
    }

    /// <summary>The daemon passes numbers that nobody fills for three seconds; these are being filled.</summary>
    [Fact]
    public async Task An_act_that_is_long_in_saving_holds_back_what_stands_behind_it_and_is_not_passed()
    {
        var views = _api.Services.GetRequiredService<ViewReader>();
        var drawn = new TaskCompletionSource<long>();
        var slow = _api.Desk.DecideAsync(
            new Together("0-0", [ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode()]),
            new(Actor.System, "test")
            {
                Also = async (_, outcome) =>
                {
                    drawn.SetResult(outcome.Position);
                    await Task.Delay(TimeSpan.FromSeconds(12));
                },
            },
            default);
        var held = await drawn.Task;
        var behind =
            (await _api.Desk.DecideAsync(
                new Together("0-1", [ProgrammeWorld.NewCode()]),
                new(Actor.System, "test"),
                default)).Position;
        behind.ShouldBeGreaterThan(held);
        for (; !slow.IsCompleted; await Task.Delay(200)) (await views.NewestAsync(default)).Position.ShouldBeLessThan(held);
        (await slow).Position.ShouldBe(held);
        (await views.ReachesAsync(behind, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (await _api.GetAsync($"/v1/enterprises?position={held}")).GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Where_the_views_stand_within_an_act_they_are_asked_as_of_before_it()
    {
        await _api.Desk.DecideAsync(
            new Together("0-0", [ProgrammeWorld.NewCode()]),
            new(Actor.System, "test"),
            default);
        var last = (await _api.Desk.DecideAsync(
            new Together("0-0", [ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode()]),
            new(Actor.System, "test"),
            default)).Position;
        await _api.GetAsync("/v1/bans", last);
        for (var inside = last - 3; inside <= last; inside++)
        {
            // as between two pages of a large act
            await _api.ExecuteAsync($"update leader.mt_event_progression set last_seq_id = {inside} where name = 'Views:All'");
            (await _api.Services.GetRequiredService<ViewReader>().NewestAsync(default)).Position.ShouldBe(inside == last ? last : last - 4);
        }
    }

    [Fact]
    public async Task However_small_its_pages_the_log_is_signed_at_the_end_of_acts_only()
    {
        for (var i = 0; i < 20; i++)
        {
            await _api.Desk.DecideAsync(
                new Together($"0-{i}", [.. Enumerable.Range(0, i % 5 + 1).Select(_ => ProgrammeWorld.NewCode())]),
                new(Actor.System, "test"),
                default);
        }
        var log = await _api.ActsAsync();
        await _api.GetAsync("/v1/bans", log[^1].Position);
        var signer = NoteSigner.Of("small.example/log", SignatureType.Ed25519, new byte[32]);
        var writer = new LogWriter(_api.Database, signer, TimeProvider.System, pageSize: 3);
        var pages = 0;
        for (; await writer.WriteAsync(default) is { } written; pages++)
        {
            log.GroupBy(f => f.Act).ShouldContain(a => a.Last().Position == written.Position);
        }
        pages.ShouldBeGreaterThan(10);
        (await new LogAudit(_api.Database, signer.Verifier).RunAsync([], null, default))!.Differences.ShouldBeEmpty();
    }
}
