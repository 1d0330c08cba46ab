using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Leader.Api.Desk;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Xunit.Abstractions;

namespace Leader.Api.Tests;

/// <summary>
/// Requests that meet. Whatever the interleaving, the log tells of one after the other, and what came second knew of the first. Trap 16.
/// </summary>
[Trait("Trap", "16")]
public sealed class Races(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly DateOnly Start = new(2025, 1, 6);
    private readonly ApiFixture _api = new();
    private ProgrammeWorld _world = null!;

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
        _world = new(_api);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Of_eight_revocations_of_one_title_at_once_one_is_recorded_with_one_ban()
    {
        var programmes = await ProgrammesAsync(20, Station.Decided);
        _world.SetDay(Programme.DayOf(Start, Station.Revoked));
        await RoundsAsync(programmes, async p =>
        {
            var answers = await AtOnceAsync([.. Enumerable.Range(0, 8)
                .Select(_ => Post($"/v1/titles/{p.TitleOfA}/revocation", p.Revokes, ProgrammeWorld.Caq))]);
            answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK || a.Status == HttpStatusCode.Created);
            answers.Count(a => a.Recorded > 0).ShouldBe(1);
            answers.Select(a => a.Id).Distinct().ShouldHaveSingleItem().ShouldBe(p.RevocationOfA);
            (await _api.LogAsync(Streams.Title(p.TitleOfA))).Count(r => r.Fact is TitleRevoked).ShouldBe(1);
            (await _api.LogAsync(Streams.Enterprise(p.A))).Count(r => r.Fact is BanStarted).ShouldBe(1);
        });
    }

    [Fact, Trait("Trap", "3")]
    public async Task A_barred_enterprise_is_never_published_as_if_it_were_not()
    {
        const int Rounds = 20;
        var rounds = Enumerable.Range(0, Rounds).Select(_ =>
        {
            string[] enterprises = [ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode()];
            Programme Of(int days) => new(_world, Start.AddDays(days), enterprises: enterprises);
            // a title, a ranking at the end of its notice, a list at the end of its notice: on one day
            return (X: Of(0), Y: Of(52), Z: Of(25));
        }).ToArray();
        await Programme.TogetherAsync([.. rounds.SelectMany(r =>
            new[] { (r.X, Station.Decided), (r.Y, Station.RankingNoticed), (r.Z, Station.ListNoticed) })]);
        _world.SetDay(Start.AddDays(247));
        var order = new List<string>();
        var head = 0; // the revocation is the longest decision; it gets a head start of 0 to 48 ms

        await RoundsAsync(rounds, async r =>
        {
            var (x, y, z) = r;
            var late = TimeSpan.FromMilliseconds(head++ % 5 * 12);
            var answers = await AtOnceAsync(
                Post($"/v1/titles/{x.TitleOfA}/revocation", x.Revokes, ProgrammeWorld.Caq),
                After(
                    late,
                    Post($"/v1/evaluations/{y.Evaluation}/ranking-publication", new PublishRanking(y.Evaluation), ProgrammeWorld.Caq)),
                After(
                    late,
                    Post($"/v1/evaluations/{z.Evaluation}/leader-publication", new PublishLeaderList(z.Evaluation), ProgrammeWorld.Caq)));
            answers.ShouldAllBe(a => (int)a.Status < 500);
            var log = await _api.LogAsync();
            var ban = log.First<BanStarted>(b => b.Enterprise == x.A).ShouldNotBeNull().Position;

            if (log.First<RankingPublished>(f => f.Evaluation == y.Evaluation) is not { } ranking)
            {
                answers[1].Code.ShouldBeOneOf("enterprise-barred", "notice-superseded");
            }
            else if (ban < ranking.Position)
            {
                ((RankingPublished)ranking.Fact).Result.Entries.ShouldAllBe(e => e.Enterprise != x.A);
            }
            else
            {
                log.ShouldContain(f => f.Fact is EntryStruck && ((EntryStruck)f.Fact).Evaluation == y.Evaluation
                    && ((EntryStruck)f.Fact).Enterprise == x.A && f.Position > ranking.Position);
            }

            if (log.First<LeaderListPublished>(f => f.Evaluation == z.Evaluation) is not { } list)
            {
                answers[2].Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            }
            else if (ban < list.Position)
            {
                ((LeaderListPublished)list.Fact).Leaders.ShouldAllBe(l => l.Enterprise != x.A);
                log.ShouldNotContain(f => f.Fact is TitleAwarded && ((TitleAwarded)f.Fact).Title == z.TitleOfA);
            }
            else
            {
                log.ShouldContain(
                    f => f.Fact is TitleReviewOpened && ((TitleReviewOpened)f.Fact).Title == z.TitleOfA,
                    "the title awarded before is looked into");
            }
            var first = log.First<RankingPublished>(f => f.Evaluation == y.Evaluation) is { } q
                ? q.Position < ban ? "ranking first" : "ban first"
                : "ranking refused";
            var then = log.First<LeaderListPublished>(f => f.Evaluation == z.Evaluation)!.Position < ban ? "list first" : "ban first";
            order.Add($"{first}, {then}");
        });
        output.WriteLine(string.Join('\n', order.GroupBy(o => o).Select(g => $"{g.Count()} × {g.Key}")));
    }

    [Fact]
    public async Task Of_two_selections_in_one_call_one_is_made()
    {
        var programmes = await ProgrammesAsync(25, Station.Reviewed);
        _world.SetDay(Programme.DayOf(Start, Station.Selected));
        await RoundsAsync(programmes, async p =>
        {
            var answers = await AtOnceAsync(
                Post($"/v1/plans/{p.CaqPlan}/selection", new SelectPlan(p.Reasons, p.CaqPlan), ProgrammeWorld.Cnis),
                Post($"/v1/plans/{p.CheariPlan}/selection", new SelectPlan(p.Reasons, p.CheariPlan), ProgrammeWorld.Cnis));
            answers.Count(a => a.Recorded > 0).ShouldBe(1);
            answers.Single(a => a.Recorded == 0).Code.ShouldBe("another-plan-selected");
            (await _api.LogAsync(Streams.Call(p.Evaluation))).Count(r => r.Fact is PlanSelected).ShouldBe(1);
            (await _api.LogAsync(Streams.Organisations)).Count(r => r.Fact is BodyEngaged e && e.Call == p.Evaluation).ShouldBe(1);
        });
    }

    [Theory, InlineData(false), InlineData(true), Trait("Trap", "9")]
    public async Task Nothing_is_published_over_an_objection_that_is_recorded(bool noticeClosedBefore)
    {
        var programmes = await ProgrammesAsync(20, Station.RankingNoticed);
        _world.SetDay(Programme.DayOf(Start, Station.RankingPublished));
        var blocked = 0;
        await RoundsAsync(programmes, async p =>
        {
            var notice = (NoticeOpened)(await _api.LogAsync(Streams.Notice(p.RankingNotice)))[0].Fact;
            if (noticeClosedBefore) await _api.DecideAsync(new CloseNotice(p.RankingNotice), Actor.System); // or the deadline was faster
            var lastMoment = Beijing.Start(notice.LastDay.AddDays(1)).AddMilliseconds(-1);
            var outcomes = await AtOnceAsync(
                () => _api.Desk.DecideAsync(
                    new LodgeObjection(ObjectorKind.NamedUnit, "rival", "The noise is 58 dB(A).", Notice: p.RankingNotice),
                    new Entered(new Act(notice.LastDay, lastMoment, new("rival", Role.Public))),
                    default),
                () => _api.DecideAsync(new PublishRanking(p.Evaluation), ProgrammeWorld.Caq));
            outcomes[0].Decision.Refusal.ShouldBeNull("every objection is recorded");
            var log = await _api.LogAsync();
            var objection = log.First<ObjectionLodged>(o => o.Notice == p.RankingNotice)!.Position;
            if (log.First<RankingPublished>(r => r.Evaluation == p.Evaluation) is { } published)
            {
                objection.ShouldBeGreaterThan(published.Position);
            }
            else { outcomes[1].Decision.Refusal!.Code.ShouldBe("objection-stands"); blocked++; }
        });
        output.WriteLine($"{blocked} of {programmes.Length} publications met the objection");
    }

    [Fact]
    public async Task However_many_open_an_evaluation_it_is_opened_once_by_the_selected_body()
    {
        var programmes = await ProgrammesAsync(25, Station.Declared);
        _world.SetDay(Programme.DayOf(Start, Station.EvaluationOpened));
        await RoundsAsync(programmes, async p =>
        {
            var answers = await AtOnceAsync(
                Post("/v1/evaluations", p.Opens, ProgrammeWorld.Caq),
                Post("/v1/evaluations", p.Opens, ProgrammeWorld.Cheari),
                Post("/v1/evaluations", p.Opens, ProgrammeWorld.Caq));
            answers[1].Status.ShouldBe(HttpStatusCode.Forbidden);
            new[] { answers[0], answers[2] }.Count(a => a.Recorded > 0).ShouldBe(1);
            (await _api.LogAsync(Streams.Evaluation(p.Evaluation))).Count.ShouldBe(2);
        });
    }

    [Fact]
    public async Task Fifty_first_declarations_into_a_new_category_at_once_are_all_filed()
    {
        const int Rounds = 4, Declarations = 50;
        await new Programme(_world, Start).UpToAsync(Station.EnterprisesRegistered);
        var rounds = new List<Programme>();
        for (var i = 0; i < Rounds; i++)
        {
            var p = new Programme(_world, Start, enterprises: [.. Enumerable.Range(0, Declarations).Select(_ => ProgrammeWorld.NewCode())]);
            await p.UpToAsync(Station.EnterprisesRegistered);
            rounds.Add(p);
        }
        await RoundsAsync(rounds, async p =>
        {
            var answers = await AtOnceAsync([.. p.Enterprises.Select(e => Post("/v1/declarations", p.Declares(e), ProgrammeWorld.Of(e)))]);
            answers.ShouldAllBe(
                a => a.Recorded == 2,
                string.Join(", ", answers.Where(a => a.Recorded != 2).Select(a => $"{a.Status} {a.Code}")));
            var filed = await _api.LogAsync(Streams.Category(p.Category));
            filed.Select(f => f.Version).ShouldBe(Enumerable.Range(1, Declarations).Select(v => (long)v));
            filed.Select(f => ((StandardFiled)f.Fact).Declaration).Distinct().Count().ShouldBe(Declarations);
        });
    }

    [Fact]
    public async Task An_enterprise_registered_twice_at_once_is_registered_once()
    {
        await _api.KnownAsync(Asking.Registrar, Domain.Record.OrganisationKind.Registrar);
        await RoundsAsync(Enumerable.Range(0, 40).Select(_ => ProgrammeWorld.NewCode()), async code =>
        {
            var answers = await AtOnceAsync(
                Post("/v1/enterprises", new RegisterEnterprise(code, "Acme"), ProgrammeWorld.Of(code)),
                Post("/v1/enterprises", new RegisterEnterprise(code.ToLowerInvariant(), "Acme"), new("registry", Role.Registrar)));
            answers.ShouldAllBe(a => a.Id == code);
            answers.Count(a => a.Recorded > 0).ShouldBe(1);
            (await _api.LogAsync(Streams.Enterprise(code))).ShouldHaveSingleItem();
        });
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_is_recorded_before_the_pool_is_frozen_is_in_it(bool othersDeclaredBefore)
    {
        const int Late = 5;
        var programmes = await ProgrammesAsync(20, othersDeclaredBefore ? Station.Declared : Station.Official);
        var late = new Dictionary<Programme, Programme>();
        foreach (var p in programmes)
        {
            late[p] = new(_world, Start, p.Category, [.. Enumerable.Range(0, Late).Select(_ => ProgrammeWorld.NewCode())]);
            foreach (var e in late[p].Enterprises) await _world.RegisterAsync(e);
        }
        _world.SetDay(Programme.DayOf(Start, Station.EvaluationOpened));
        var (inside, after, head) = (0, 0, 0);
        await RoundsAsync(programmes, async p =>
        {
            var day = Beijing.Day(p.CutOff).AddDays(-1);
            var wait = TimeSpan.FromMilliseconds(head++ % 5 * 4);
            var outcomes = await AtOnceAsync(
            [
                () => _api.DecideAsync(p.Opens, ProgrammeWorld.Caq),
                .. late[p].Enterprises.Select(e =>
                    After(
                        wait,
                        () => _api.Desk.DecideAsync(
                            late[p].Declares(e),
                            new Entered(new Act(day, p.CutOff.AddMilliseconds(-1), ProgrammeWorld.Of(e))),
                            default))),
            ]);
            outcomes.ShouldAllBe(o => o.Decision.Refusal == null && o.Decision.Facts.Count > 0);
            var log = await _api.LogAsync();
            var frozen = log.First<PoolFrozen>(f => f.Evaluation == p.Evaluation)!;
            var pool = ((PoolFrozen)frozen.Fact).Candidates.Select(c => c.Declaration).ToHashSet();
            foreach (var filed in log.Where(r => r.Fact is StandardFiled f && f.Category == p.Category))
            {
                pool.Contains(((StandardFiled)filed.Fact).Declaration).ShouldBe(
                    filed.Position < frozen.Position,
                    "recorded before the decision, or the decision was taken without it");
                if (filed.Position < frozen.Position) inside++; else after++;
            }
        });
        output.WriteLine($"{inside} declarations in the pool, {after} after it");
    }

    // The guard itself.

    [Theory, InlineData(true), InlineData(false)]
    public async Task Two_decisions_that_each_rest_on_what_the_other_writes_do_not_both_stand(bool streamsExist)
    {
        var both = 0;
        await RoundsAsync(Enumerable.Range(0, 20).ToArray(), async _ =>
        {
            var (one, other) = await TwoAsync(streamsExist);
            await MeetAsync(new OnlyOneOfTwo(one, other), new OnlyOneOfTwo(other, one));
            if (await CommitmentsAsync(one) + await CommitmentsAsync(other) != 1) both++;
        });
        both.ShouldBe(0);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Without_the_guard_both_would_stand(bool streamsExist)
    {
        await WithoutGuardAsync();
        var (one, other) = await TwoAsync(streamsExist);
        await MeetAsync(new OnlyOneOfTwo(one, other), new OnlyOneOfTwo(other, one));
        (await CommitmentsAsync(one) + await CommitmentsAsync(other)).ShouldBe(2, "the write skew that the guard is for");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_plan_is_not_made_official_on_an_independence_that_has_just_ended(bool guarded)
    {
        if (!guarded) await WithoutGuardAsync();
        var p = await new Programme(_world, Start).UpToAsync(Station.Selected);
        _world.SetDay(Programme.DayOf(Start, Station.Official));
        var (first, recordedBefore) = (true, false);
        var outcome = await _api.Desk.DecideAsync(new MakePlanOfficial(
            p.CaqPlan), new(ProgrammeWorld.Cnis, "test")
            {
                Also = async (_, _) =>
                {
                    if (!first) return; // decided, not yet saved: now the body comes under the working body
                    first = false;
                    recordedBefore = await DuringAsync(_api.DecideAsync(
                        new DeclareRelation(
                            "rel-1", "cnis", RelationKind.Control, Beijing.Day(_api.Clock.Now), null, "business register", "caq"),
                        ProgrammeWorld.Samr));
                },
            }, default);
        var log = await _api.LogAsync();
        var official = log.First<PlanMadeOfficial>();
        if (!guarded)
        {
            (official is not null && recordedBefore).ShouldBeTrue("saved on what was no longer so");
        }
        else if (official is null)
        {
            outcome.Decision.Refusal!.Code.ShouldBe("body-not-independent");
        }
        else
        {
            (await UntilAsync(async () => (await _api.LogAsync()).First<RelationDeclared>())).Position
                .ShouldBeGreaterThan(official.Position);
        }
    }

    /// <summary>Commits the one enterprise, if the other is not: an invariant over two streams of which each decision writes one.</summary>
    private sealed record OnlyOneOfTwo(string Mine, string Others) : ICommand
    {
        public Decision Decide(Act act, ILedger ledger)
        {
            var (mine, others) = (ledger.Read<Counted>(Streams.Enterprise(Mine)), ledger.Read<Counted>(Streams.Enterprise(Others)));
            return mine.Commitments + others.Commitments > 0
                ? Decision.AlreadySo(Mine)
                : Decision.Record(Mine, new CommitmentGiven(Mine, "c", null, "We keep it.", "Signer", act.On));
        }
    }

    private sealed record Counted(int Commitments) : IState<Counted>
    {
        public static Counted Initial { get; } = new(0);
        public static Counted Evolve(Counted state, Fact fact) => fact is CommitmentGiven ? new(state.Commitments + 1) : state;
    }

    private async Task<(string, string)> TwoAsync(bool exist)
    {
        var (one, other) = (ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode());
        if (!exist) return (one, other);
        await _world.RegisterAsync(one);
        await _world.RegisterAsync(other);
        return (one, other);
    }

    private async Task<int> CommitmentsAsync(string enterprise) =>
        (await _api.LogAsync(Streams.Enterprise(enterprise))).Count(r => r.Fact is CommitmentGiven);

    /// <summary>
    /// Both are decided before either is saved; where the guard keeps the second out until the first is saved, they wait no longer than a
    /// moment.
    /// </summary>
    private async Task MeetAsync(ICommand one, ICommand other)
    {
        var decided = new CountdownEvent(2);
        Task<Outcome> Run(ICommand command)
        {
            var first = true;
            return Task.Run(() => _api.Desk.DecideAsync(command, new(Actor.System, "test")
            {
                Also = async (_, _) =>
                {
                    if (!first) return;
                    first = false;
                    decided.Signal();
                    for (var i = 0; i < 20 && !decided.IsSet; i++) await Task.Delay(5);
                },
            }, default));
        }
        await Task.WhenAll(Run(one), Run(other));
    }

    /// <returns>Whether it was done within a moment.</returns>
    private static async Task<bool> DuringAsync(Task other) => await Task.WhenAny(other, Task.Delay(300)) == other;

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> find) where T : class
    {
        for (var i = 0; i < 100; i++)
        {
            if (await find() is { } found) return found;
            await Task.Delay(50);
        }
        throw new TimeoutException();
    }

    private Task WithoutGuardAsync() => _api.ExecuteAsync("create or replace function leader.guard(keys text[], versions bigint[], "
        + "written boolean[]) returns void language plpgsql as $$ begin end $$");


    private async Task<Programme[]> ProgrammesAsync(int count, Station station)
    {
        var programmes = Enumerable.Range(0, count).Select(_ => new Programme(_world, Start)).ToArray();
        await Programme.TogetherAsync([.. programmes.Select(p => (p, station))]);
        return programmes;
    }

    private async Task RoundsAsync<T>(IEnumerable<T> rounds, Func<T, Task> round)
    {
        var (count, watch) = (0, Stopwatch.StartNew());
        foreach (var r in rounds)
        {
            await round(r);
            count++;
        }
        output.WriteLine($"{count} rounds in {watch.ElapsedMilliseconds} ms");
    }

    private sealed record Answer(HttpStatusCode Status, string? Id, int Recorded, string? Code);

    private Func<Task<Answer>> Post(string address, ICommand command, Actor by) => async () =>
    {
        using var answer = await _api.PostAsync(address, ProgrammeWorld.Body(command), by);
        var json = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        return answer.IsSuccessStatusCode
            ? new(answer.StatusCode, json.GetProperty("id").GetString(), json.GetProperty("recorded").GetArrayLength(), null)
            : new(answer.StatusCode, null, 0, json.GetProperty("type").GetString()!.Split('/')[^1]);
    };

    private static Func<Task<T>> After<T>(TimeSpan wait, Func<Task<T>> request) => async () =>
    {
        if (wait > TimeSpan.Zero) await Task.Delay(wait);
        return await request();
    };

    /// <summary>All start at one signal.</summary>
    private static async Task<T[]> AtOnceAsync<T>(params Func<Task<T>>[] requests)
    {
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = requests.Select(r => Task.Run(async () => { await signal.Task; return await r(); })).ToArray();
        signal.SetResult();
        return await Task.WhenAll(running);
    }

    /// <summary>At the instant of the act, whenever it is decided.</summary>
    private sealed record Entered(Act Act) : CommandContext(Act.By, "test")
    {
        public override Act At(DateTimeOffset instant) => Act;
    }
}
