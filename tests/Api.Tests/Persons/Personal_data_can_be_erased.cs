using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Persons;

/// <summary>A database of its own, whose every column is searched.</summary>
public sealed class Personal_data_can_be_erased : IAsyncLifetime
{
    private const string Complainant = "王小明𠮷", Contact = "wang.xiaoming@example.cn", Objector = "Zhao Objector", Expert = "Wang Fang";
    private static readonly object Erasure = new { basis = "个人信息保护法 art. 47", reason = "The person asks for it." };
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public async Task After_the_erasure_no_column_of_no_table_holds_name_contact_or_key_and_nothing_else_has_changed()
    {
        var programme = await new Programme(new(_api, overHttp: true), new(2025, 1, 6)).UpToAsync(Station.RankingNoticed);
        var complaint = JsonSerializer.Serialize(
            new
            {
                subject = "plan",
                subjectId = programme.CaqPlan,
                ground = "procedure",
                source = "consumer",
                facts = "The scale was made "
                + "for one.",
                name = Complainant,
                contact = Contact
            },
            LeaderJson.Http);
        var receipt = await (await _api.PostAsync("/v1/complaints", complaint)).JsonAsync();
        var objection = JsonSerializer.Serialize(
            new { kind = "verifiedPerson", objector = Objector, facts = "The noise was measured wrongly." },
            LeaderJson.Http);
        var lodged = await (await _api.PostAsync(
            $"/v1/notices/{programme.RankingNotice}/objections",
            objection,
            null,
            ("Idempotency-Key", "once-and-not-a-second-time")))
            .JsonAsync();
        var position = lodged.GetProperty("position").GetInt64();
        await _api.GetAsync("/v1/bans", position);
        var addresses = new[]
        {
            $"/v1/objections/{lodged.GetProperty("id").GetString()}",
            "/v1/complaints",
            $"/v1/evaluations/{programme.Evaluation}/ranking",
            $"/v1/categories/{programme.Category}",
        }
            .Select(a => $"{a}?position={position}&asOf={Beijing.Day(_api.Clock.Now):yyyy-MM-dd}")
            .ToArray();
        Task<string> ComplaintAsync() =>
            _api.SendAsync(
                HttpMethod.Get,
                $"/v1/complaints/{receipt.GetProperty("complaint").GetString()}?position={position}&asOf="
                    + $"{Beijing.Day(_api.Clock.Now):yyyy-MM-dd}",
                ("Complaint-Secret", receipt.GetProperty("secret").GetString()!))
                .ContinueWith(a => a.Result.TextAsync())
                .Unwrap();
        var complained = await ComplaintAsync();
        complained.ShouldContain("The scale was made for one.");
        var before = await Task.WhenAll(addresses.Select(a => _api.Http.GetByteArrayAsync(a)));

        var references = (await _api.LogAsync()).Select(r => r.Fact).SelectMany(f => f switch
        {
            Domain.Record.ComplaintReceived c => [c.Complainant!],
            Domain.Record.ObjectionLodged o => [o.Objector],
            ExpertPanelFormed p => p.Experts.Select(e => e.Person!),
            _ => Array.Empty<string>(),
        }).ToArray();
        references.Length.ShouldBe(3);
        var secrets = new List<(string What, byte[] Bytes)>();
        foreach (var reference in references)
        {
            secrets.Add((
                "key of " + reference,
                await _api.ScalarAsync<byte[]>($"select key from leader.person_key where reference = '{reference}'")));
            secrets.Add((
                "sealed data of " + reference,
                await _api.ScalarAsync<byte[]>($"select sealed from leader.person where reference = '{reference}'")));
        }
        secrets.Add((
            "digest of the objection as it came in",
            Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objection))))));
        var plain = new[] { Complainant, "王小明", Contact, "xiaoming", Objector, Expert, JsonSerializer.Serialize(Complainant)[1..^1] }
            .Select(p => (What: p, Bytes: Encoding.UTF8.GetBytes(p)))
            .ToArray();

        (await FoundAsync(secrets)).ShouldBe(secrets.Select(s => s.What), ignoreOrder: true, "the search looks where they are");
        (await FoundAsync(plain)).ShouldBeEmpty("nothing stands there unsealed");

        foreach (var reference in references)
        {
            (await _api.RecordAsync($"/v1/persons/{reference}/erasure", Erasure, Asking.Samr)).Recorded
                .ShouldBe(["personal_data_erased.v1"]);
        }

        (await FoundAsync([.. secrets, .. plain])).ShouldBeEmpty();
        _api.Errors.All.ShouldBeEmpty();
        (await Task.WhenAll(addresses.Select(a => _api.Http.GetByteArrayAsync(a)))).ShouldBe(before);
        (await ComplaintAsync()).ShouldBe(complained);
        await (await _api.PostAsync(
            $"/v1/notices/{programme.RankingNotice}/objections",
            objection,
            null,
            ("Idempotency-Key", "once-and-not-a-second-time")))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        await _api.GetAsync("/v1/bans", await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events"));
        (await new Audit(_api.Database).RunAsync(null, CancellationToken.None)).Differences
            .ShouldBeEmpty("all views and results stay valid");
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task An_expert_is_named_after_the_selection_until_the_name_is_erased_on_every_panel()
    {
        var world = new ProgrammeWorld(_api, overHttp: true);
        var (first, second) = (new Programme(world, new(2025, 1, 6)), new Programme(world, new(2025, 1, 20)));
        await Programme.TogetherAsync((first, Station.Official), (second, Station.Selected));
        await _api.GetAsync("/v1/calls", world.Position);
        var person = (await PanelAsync(first)).GetProperty("person").GetString()!;
        (await PanelAsync(second)).GetProperty("person").GetString().ShouldBe(person, "one expert, one reference");
        (await _api.LogAsync()).Count(r => r.Fact is ExpertPanelFormed).ShouldBe(2);
        (await PanelAsync(second)).GetProperty("name").GetString().ShouldBe(Expert);
        foreach (var address in new[] { $"/v1/calls/{first.Evaluation}", "/v1/calls" })
        {
            (await _api.Http.GetAsync($"{address}?asOf=2025-06-01&position={world.Position}")).Headers.CacheControl!.NoCache.ShouldBeTrue(
                "a name may be erased, so no cache keeps it for ever");
        }

        await _api.RecordAsync($"/v1/persons/{person}/erasure", Erasure, Asking.Samr);

        foreach (var programme in new[] { first, second })
        {
            var expert = await PanelAsync(programme);
            expert.TryGetProperty("name", out _).ShouldBeFalse();
            expert.GetProperty("nameErased").GetBoolean().ShouldBeTrue();
            (expert.GetProperty("id").GetString(), expert.GetProperty("affiliation").GetString())
                .ShouldBe(("expert-1", "Tsinghua University"));
        }
        (await _api.Http.GetStringAsync("/v1/calls")).ShouldNotContain(Expert);
        (await _api.Http.GetStringAsync("/v1/changes?from=1&view=plans&limit=1000")).ShouldNotContain(Expert);
    }

    [Fact]
    public async Task A_panel_formed_twice_is_formed_once_and_another_name_is_another_person()
    {
        var programme = await new Programme(new(_api, overHttp: true), new(2025, 1, 6)).UpToAsync(Station.PanelFormed);
        var address = $"/v1/calls/{programme.Evaluation}/panel";

        (await _api.RecordAsync(address, Panel("Wang Fang"), ProgrammeWorld.Cnis)).Recorded.ShouldBeEmpty();
        (await _api.ScalarAsync<long>("select count(*) from leader.person")).ShouldBe(1);
        (await _api.RecordAsync(address, Panel("Wang Fangfang"), ProgrammeWorld.Cnis)).Recorded.ShouldBe(["expert_panel_formed.v2"]);
        (await _api.ScalarAsync<long>("select count(*) from leader.person")).ShouldBe(2);
        foreach (var name in new[] { "", " ", new string('x', 201) })
        {
            await (await _api.RecordingNothingAsync(() => _api.PostAsync(address, Panel(name), ProgrammeWorld.Cnis)))
                .ShouldBeMalformedAsync("experts[0].name");
        }
        (await _api.ScalarAsync<long>("select count(*) from leader.person")).ShouldBe(2, "what is refused is not kept");

        static object Panel(string name) => new { experts = new[] { new { id = "expert-1", name, affiliation = "Tsinghua University" } } };
    }

    [Fact]
    public async Task Asked_twice_it_is_so_already_and_nobody_unknown_is_erased()
    {
        var reference = await ComplainAsync();
        var address = $"/v1/persons/{reference}/erasure";
        await (await _api.RecordingNothingAsync(() => _api.PostAsync(address, Erasure)))
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        await (await _api.RecordingNothingAsync(() => _api.PostAsync(address, Erasure, ProgrammeWorld.Caq)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        await (await _api.RecordingNothingAsync(() => _api.PostAsync("/v1/persons/person-nobody/erasure", Erasure, Asking.Samr)))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-person");
        await (await _api.RecordingNothingAsync(() =>
            _api.PostAsync("/v1/persons/person-nobody/erasure", new { basis = "b", reason = "r", held = "data" }, Asking.Samr)))
            .ShouldBeMalformedAsync("held");
        await (await _api.RecordingNothingAsync(() => _api.PostAsync(address, new { basis = "", reason = "r" }, Asking.Samr)))
            .ShouldBeMalformedAsync("basis");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _api.RecordAsync(address, Erasure, Asking.Samr)));

        answers.Count(a => a.Recorded.Count == 1).ShouldBe(1);
        (await _api.LogAsync($"person/{reference}"))
            .ShouldHaveSingleItem().Fact
            .ShouldBe(new PersonalDataErased(reference, "个人信息保护法 art. 47", "The person asks for it.", Beijing.Day(_api.Clock.Now)));
    }

    [Theory]
    [InlineData("Erase the data of 王小明𠮷.")]
    [InlineData("See WANG.xiaoming@example.cn")]
    public async Task The_act_does_not_repeat_what_it_erases(string reason)
    {
        var reference = await ComplainAsync();

        await (await _api.RecordingNothingAsync(() =>
            _api.PostAsync($"/v1/persons/{reference}/erasure", new { basis = "art. 47", reason }, Asking.Samr)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "erasure-repeats-data");

        (await _api.ScalarAsync<long>($"select count(*) from leader.person where reference = '{reference}'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_audit_names_what_came_back_after_its_erasure()
    {
        var reference = await ComplainAsync();
        var answer = await _api.RecordAsync($"/v1/persons/{reference}/erasure", Erasure, Asking.Samr);
        await _api.GetAsync("/v1/bans", answer.Position);
        (await new Audit(_api.Database).RunAsync(null, CancellationToken.None)).Differences.ShouldBeEmpty();

        await _api.ExecuteAsync($"insert into leader.person (reference, sealed) values ('{reference}', 'x')"); // as from an old backup

        var difference = (await new Audit(_api.Database).RunAsync(null, CancellationToken.None)).Differences.ShouldHaveSingleItem();
        (difference.View, difference.Key, difference.What, difference.Position)
            .ShouldBe(("persons", reference, "unerased", answer.Position));
    }

    [Fact]
    public async Task Idempotency_keys_are_forgotten_after_a_week()
    {
        await _api.PostAsync(
            "/v1/organisations",
            new { organisation = "caq", name = "CAQ", kinds = new[] { "industryAssociation" } },
            Asking.Samr,
            ("Idempotency-Key", "old"));
        await _api.PostAsync(
            "/v1/organisations",
            new { organisation = "cheari", name = "CHEARI", kinds = new[] { "industryAssociation" } },
            Asking.Samr,
            ("Idempotency-Key", "new"));
        await _api.ExecuteAsync("update leader.idempotency set at = at - interval '7 days' where key = 'old'");

        await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<Desk.IdempotentAnswers>(_api.Services)
            .ForgetAsync(CancellationToken.None);

        (await _api.ScalarAsync<string>("select string_agg(key, ' ') from leader.idempotency")).ShouldBe("new");
    }

    private async Task<JsonElement> PanelAsync(Programme programme) =>
        (await _api.GetAsync($"/v1/calls/{programme.Evaluation}")).GetProperty("panel")[0];

    private async Task<string> ComplainAsync()
    {
        await _api.RecordAsync(
            "/v1/organisations",
            new { organisation = "caq", name = "CAQ", kinds = new[] { "industryAssociation" } },
            Asking.Samr);
        (await _api.PostAsync(
            "/v1/complaints",
            new
            {
                subject = "evaluationBody",
                subjectId = "caq",
                ground = "fraud",
                source = "consumer",
                facts = "They asked for a fee.",
                name = Complainant,
                contact = Contact,
            })).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        return (await _api.LogAsync()).First<Domain.Record.ComplaintReceived>()!.Fact
            .ShouldBeOfType<Domain.Record.ComplaintReceived>().Complainant!;
    }

    /// <summary>
    /// What of it stands in any column of any table of any schema but the catalog: as bytes, or as text whose cast would show them.
    /// </summary>
    private async Task<HashSet<string>> FoundAsync(IReadOnlyCollection<(string What, byte[] Bytes)> wanted)
    {
        var (found, columns) = (new HashSet<string>(), new List<(string Table, string Column, string Type)>());
        await using (var command = _api.Database.CreateCommand("""
            select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(a.atttypid, null)
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
            and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            """))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }
        columns.ShouldContain(
            c => c.Table == "leader_messages.wolverine_incoming_envelopes" && c.Type == "bytea",
            "scheduled messages are searched too");
        columns.ShouldContain(("leader.idempotency", "answer", "text"));
        foreach (var (table, column, type) in columns)
        {
            await using var command = _api.Database.CreateCommand($"select {column}{(type == "bytea" ? "" : "::text")} from {table} where "
                + $"{column} is not null");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var value = type == "bytea" ? reader.GetFieldValue<byte[]>(0) : Encoding.UTF8.GetBytes(reader.GetString(0));
                found.UnionWith(wanted.Where(w => value.AsSpan().IndexOf(w.Bytes) >= 0
                    || value.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(w.Bytes))) >= 0).Select(w => w.What));
            }
        }
        return found;
    }
}
