using System.Net;
using System.Net.Http.Json;
using Leader.Api.Desk;
using Leader.Api.Tests.Hosting;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Npgsql;

namespace Leader.Api.Tests;

/// <summary>In one transaction; and nobody can tell, nor suffers for another.</summary>
[Trait("Trap", "16")]
public sealed class Acts_that_come_in_at_once_are_saved_together : IAsyncLifetime
{
    private readonly ApiFixture _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();
    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Each_is_an_act_of_its_own_with_its_own_sender_positions_and_answer()
    {
        var codes = Codes(80);
        var answers = await BehindASlowOneAsync(codes, code => RegisterAsync(_api.Http, code));
        foreach (var (code, answer) in codes.Zip(answers))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.TextAsync());
            var row = await RowAsync(code);
            (row.User, row.Position).ShouldBe((code, (await answer.JsonAsync()).GetProperty("position").GetInt64()));
        }
        var rows = await Task.WhenAll(codes.Select(RowAsync));
        rows.Select(r => r.Act).Distinct().Count().ShouldBe(80);
        rows.Select(r => r.Correlation).Distinct().Count().ShouldBe(80);
        rows.Select(r => r.Transaction).Distinct().Count().ShouldBeLessThan(20, "they were saved one by one");
        await CleanAsync();
    }

    [Fact]
    public async Task One_whose_key_is_taken_meanwhile_gets_the_answer_of_its_twin_and_the_others_are_saved_together()
    {
        await _api.KnownAsync(new("caq", Role.EvaluationBody), OrganisationKind.IndustryAssociation);
        var (codes, key) = (Codes(10), ("Idempotency-Key", $"{Guid.NewGuid()}"));
        var complaint = new { subject = "evaluationBody", subjectId = "caq", ground = "fraud", source = "consumer", facts = "A fee." };
        var answers = await BehindASlowOneAsync<string?, HttpResponseMessage>([null, null, .. codes], code => code is null
            ? _api.PostAsync("/v1/complaints", complaint, null, key)
            : RegisterAsync(_api.Http, code));
        foreach (var answer in answers) answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.TextAsync());
        (await answers[0].TextAsync()).ShouldBe(await answers[1].TextAsync());
        (await _api.LogAsync()).Count(r => r.Fact is ComplaintReceived).ShouldBe(1);
        (await Task.WhenAll(codes.Select(RowAsync))).Select(r => r.Transaction).Distinct().Count().ShouldBeLessThan(3);
        await CleanAsync();
    }

    [Fact]
    public async Task One_that_what_came_before_it_refuses_is_refused_and_the_others_are_recorded()
    {
        var codes = Codes(10);
        await _api.KnownAsync(Asking.Registrar, OrganisationKind.Registrar);
        (string Code, string Name)[] asked = [.. codes.Select(c => (c, "示例")), (codes[0], "示例"), (codes[1], "别的企业")];
        var answers = await BehindASlowOneAsync(asked, a => RegisterAsync(_api.Http, a.Code, a.Name, by: Asking.Registrar));
        foreach (var code in codes)
        {
            (await _api.LogAsync(Streams.Enterprise(code))).Count(r => r.Fact is EnterpriseRegistered).ShouldBe(1);
        }
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        foreach (var same in new[] { answers[0], answers[10] }) same.IsSuccessStatusCode.ShouldBeTrue(await same.TextAsync());
        var refused = new[] { answers[1], answers[11] }.Where(a => !a.IsSuccessStatusCode).ShouldHaveSingleItem();
        (await refused.JsonAsync()).GetProperty("type").GetString()!.ShouldEndWith("enterprise-already-registered");
        await CleanAsync();
    }

    [Fact]
    public async Task Those_behind_a_rule_set_that_holds_from_today_are_decided_by_it_and_say_so()
    {
        var adopts = new AdoptRuleSet(new("rules-of-today"), Beijing.Day(_api.Clock.Now), "A notice.");
        var codes = Codes(8);
        await _api.KnownAsync(Asking.Samr, OrganisationKind.Regulator);
        var answers = await BehindASlowOneAsync<string?, HttpResponseMessage>([null, .. codes], code => code is null
            ? _api.PostAsync("/v1/rule-sets", ProgrammeWorld.Body(adopts), Asking.Samr)
            : RegisterAsync(_api.Http, code));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
        await CleanAsync();
    }

    [Fact]
    public async Task No_position_is_drawn_in_vain_for_what_becomes_so_meanwhile()
    {
        var code = ProgrammeWorld.NewCode();
        var answers = await BehindASlowOneAsync(Enumerable.Repeat(code, 12).ToArray(), c => RegisterAsync(_api.Http, c));
        answers.ShouldAllBe(a => a.IsSuccessStatusCode);
        (await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events")).ShouldBe(await _api.CountEventsAsync());
    }

    [Fact]
    public async Task One_that_what_came_before_it_makes_look_further_is_decided_anew_and_no_position_is_drawn_for_it()
    {
        var (one, other) = (ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode());
        var acts = await BehindASlowOneAsync(
            new ICommand[] { new Commits(one), new LooksFurther(one, other) },
            act => Task.FromResult(Task.Run(() => _api.Desk.DecideAsync(act, new(Actor.System, "further"), default))));
        foreach (var act in acts) (await act).Decision.Facts.ShouldHaveSingleItem();
        (await _api.CountEventsAsync()).ShouldBe(3);
        (await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events")).ShouldBe(3);
    }

    [Fact]
    public async Task One_that_has_to_wait_for_a_lock_waits_alone()
    {
        var codes = Codes(12);
        foreach (var code in codes) await RegisterAsync(_api.Http, code);
        await using var other = await _api.Database.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var held = new NpgsqlCommand("select 1 from leader.mt_streams where id = $1 for no key update", other))
        {
            held.Parameters.Add(new() { Value = Streams.Enterprise(codes[0]) });
            await held.ExecuteScalarAsync();
        }
        var acts = await BehindASlowOneAsync(codes, code => Task.FromResult(CommitAsync(code)));
        await Task.WhenAll(acts[1..]).WaitAsync(TimeSpan.FromSeconds(20));
        acts[0].IsCompleted.ShouldBeFalse();
        await transaction.RollbackAsync();
        (await acts[0]).Decision.Facts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_meets_a_fault_keeps_no_other_back()
    {
        var codes = Codes(12);
        var acts = await BehindASlowOneAsync(codes, code => Task.FromResult(code == codes[3]
            ? _api.Desk.DecideAsync(new Faulty(code), new(Actor.System, "faulty"), default)
            : CommitAsync(code)));
        await Should.ThrowAsync<FormatException>(() => acts[3]);
        foreach (var act in acts.Where((_, i) => i != 3)) (await act).Decision.Facts.ShouldHaveSingleItem();
        (await _api.CountEventsAsync()).ShouldBe(12, "eleven, and the slow one");
    }

    [Fact]
    public async Task Of_a_commit_that_is_lost_each_is_told_what_came_of_its_own()
    {
        var codes = Codes(10);
        await using var node = await NodeOnACable.StartAsync(_api);
        await SlowAsync(codes[5], "2 s");
        var asked = BehindASlowOneAsync(codes, code => RegisterAsync(node.Http, code), node.Http);
        for (var i = 0; !await CommitsAsync(codes[5]); i++, await Task.Delay(50)) i.ShouldBeLessThan(200);
        node.Cable.Cut(); // the server has not noticed
        foreach (var (code, answer) in codes.Zip(await asked))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.TextAsync());
            (await answer.JsonAsync()).GetProperty("position").GetInt64().ShouldBe((await RowAsync(code)).Position);
        }
        (await _api.CountEventsAsync()).ShouldBe(11);
    }

    /// <summary>While one that came first is saved, the others come; what they answer, in their order.</summary>
    private async Task<TAnswer[]> BehindASlowOneAsync<T, TAnswer>(
        IReadOnlyList<T> acts,
        Func<T, Task<TAnswer>> act,
        HttpClient? http = null)
    {
        var slow = ProgrammeWorld.NewCode();
        await SlowAsync(slow, "1 s");
        var first = RegisterAsync(http ?? _api.Http, slow);
        for (var i = 0; !await CommitsAsync(slow); i++, await Task.Delay(20)) i.ShouldBeLessThan(200);
        var answers = await Task.WhenAll(acts.Select(act));
        (await first).StatusCode.ShouldBe(HttpStatusCode.Created);
        await _api.ExecuteAsync($"drop function leader.slowly_{slow} cascade");
        return answers;
    }

    /// <summary>A commit that writes of the enterprise takes its time.</summary>
    private Task SlowAsync(string code, string time) => _api.ExecuteAsync($"""
        create function leader.slowly_{code}() returns trigger language plpgsql as $$
        begin perform set_config('application_name', 'slow {code}', true); perform pg_sleep_for('{time}'); return null; end $$;
        create constraint trigger slow_{code} after insert on leader.mt_events deferrable initially deferred for each row
            when (new.stream_id = 'enterprise/{code}') execute function leader.slowly_{code}()
        """);

    private async Task<bool> CommitsAsync(string code)
    {
        await using var command = _api.Database.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() "
            + "and wait_event = 'PgSleep' and application_name = $1");
        command.Parameters.Add(new() { Value = $"slow {code}" });
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    private static string[] Codes(int count) => [.. Enumerable.Range(0, count).Select(_ => ProgrammeWorld.NewCode())];

    private Task<Outcome> CommitAsync(string code) =>
        Task.Run(() => _api.Desk.DecideAsync(new Commits(code), new(Actor.System, $"of {code}"), default));

    private static async Task<HttpResponseMessage> RegisterAsync(
        HttpClient http,
        string code,
        string name = "示例",
        Actor? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/enterprises")
        {
            Content = JsonContent.Create(new { enterprise = code, name }, options: LeaderJson.Http),
        };
        by ??= new(code, Role.Enterprise);
        request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        return await http.SendAsync(request);
    }

    private sealed record Row(long Position, string User, string Act, string Correlation, string Transaction);

    private async Task<Row> RowAsync(string code)
    {
        await using var command = _api.Database.CreateCommand("select seq_id, user_name, headers->>'act', correlation_id, xmin::text from "
            + "leader.mt_events where stream_id = $1");
        command.Parameters.Add(new() { Value = Streams.Enterprise(code) });
        await using var reader = await command.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue(code);
        var row = new Row(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4));
        (await reader.ReadAsync()).ShouldBeFalse("recorded twice");
        return row;
    }

    /// <summary>Every act decided again on the past before it gives what is recorded.</summary>
    private async Task CleanAsync()
    {
        var newest = await _api.CountEventsAsync();
        await _api.GetAsync("/v1/enterprises?limit=1", newest);
        (await new Audit(_api.Database).RunAsync(null, CancellationToken.None)).Differences.ShouldBeEmpty();
    }

    private sealed record Commits(string Enterprise) : ICommand
    {
        public Decision Decide(Act act, ILedger ledger)
        {
            ledger.Read<Counted>(Streams.Enterprise(Enterprise));
            return Decision.Record(Enterprise, new CommitmentGiven(Enterprise, "c", null, "We keep it.", "Signer", act.On));
        }
    }

    /// <summary>Rests on another enterprise, too, once the first has committed itself.</summary>
    private sealed record LooksFurther(string One, string Other) : ICommand
    {
        public Decision Decide(Act act, ILedger ledger)
        {
            if (ledger.Read<Counted>(Streams.Enterprise(One)).Commitments > 0) ledger.Read<Counted>(Streams.Enterprise(Other));
            return Decision.Record(Other, new CommitmentGiven(Other, "c", null, "We keep it.", "Signer", act.On));
        }
    }

    /// <summary>Goes well while it is looked at.</summary>
    private sealed record Faulty(string Enterprise) : ICommand
    {
        private int _decided;

        public Decision Decide(Act act, ILedger ledger)
        {
            ledger.Read<Counted>(Streams.Enterprise(Enterprise));
            return ++_decided <= 2
                ? Decision.Record(Enterprise, new CommitmentGiven(Enterprise, "c", null, "We keep it.", "Signer", act.On))
                : throw new FormatException("A fault of the register.");
        }
    }

    private sealed record Counted(int Commitments) : IState<Counted>
    {
        public static Counted Initial { get; } = new(0);
        public static Counted Evolve(Counted state, Fact fact) => fact is CommitmentGiven ? new(state.Commitments + 1) : state;
    }
}
