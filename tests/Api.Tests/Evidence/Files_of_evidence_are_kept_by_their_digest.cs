using System.Net;
using Leader.Domain;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Leader.Api.Tests.Evidence;

/// <summary>A database of its own: its files are damaged.</summary>
public sealed class Files_of_evidence_are_kept_by_their_digest : IAsyncLifetime
{
    private static readonly Actor Samr = Asking.Samr, Lab = new("lab-1", Role.TestingBody);
    private readonly ApiFixture _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = new(2025, 1, 6, 9, 0, 0, Beijing.Offset);
        foreach (var lab in new[] { "lab-1", "lab-2" })
        {
            await _api.KnownAsync(new(lab, Role.TestingBody), Domain.Record.OrganisationKind.TestingOrCertificationBody);
        }
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_file_comes_back_byte_for_byte_with_its_digest_as_address_and_tag()
    {
        var file = Files.Pdf(700_000); // three pieces
        var answer = await _api.DepositAsync(file, by: Files.Caq);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.TextAsync());
        var digest = Files.Digest(file);
        answer.Headers.Location!.ToString().ShouldBe($"/v1/evidence/{digest}");
        var said = await answer.JsonAsync();
        (said.GetProperty("id").GetString(), said.GetProperty("recorded")[0].GetString()).ShouldBe((digest, "evidence_deposited.v1"));
        (await _api.LogAsync($"evidence/{digest}")).ShouldHaveSingleItem().Fact.ShouldBe(new EvidenceDeposited(
            digest, "application/pdf", 700_000, Role.EvaluationBody, "caq", Beijing.Day(_api.Clock.Now)));
        (await _api.ScalarAsync<long>($"select count(*) from {EvidenceChunks.Table}")).ShouldBe(3);

        var read = await _api.FetchAsync(digest, Samr);
        read.StatusCode.ShouldBe(HttpStatusCode.OK, await read.TextAsync());
        (await read.Content.ReadAsByteArrayAsync()).ShouldBe(file);
        read.Headers.ETag!.Tag.ShouldBe($"\"{digest}\"");
        read.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        read.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        read.Headers.CacheControl!.ToString().ShouldBe("no-store, private");
        read.Headers.GetValues("Content-Digest").ShouldBe([$"sha-256=:{Convert.ToBase64String(Convert.FromHexString(digest))}:"]);
        (read.Content.Headers.ContentDisposition!.DispositionType, read.Content.Headers.ContentDisposition.FileName)
            .ShouldBe(("attachment", $"{digest}.pdf"));
        (read.Content.Headers.ContentType!.ToString(), read.Content.Headers.ContentLength).ShouldBe(("application/pdf", 700_000));

        var head = await _api.FetchAsync(digest, Samr, HttpMethod.Head);
        (head.StatusCode, head.Content.Headers.ContentLength, (await head.Content.ReadAsByteArrayAsync()).Length)
            .ShouldBe((HttpStatusCode.OK, 700_000, 0));
        (await _api.FetchAsync(digest, Samr, null, ("If-None-Match", $"\"{digest}\""))).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_same_file_twice_is_there_already_also_for_eight_at_once()
    {
        var file = Files.Pdf();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.DepositAsync(file, by: Files.Caq)));

        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(7);
        (await _api.LogAsync($"evidence/{Files.Digest(file)}")).ShouldHaveSingleItem();
        (await _api.ScalarAsync<long>($"select count(*) from {EvidenceChunks.Table}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_is_read_by_who_deposited_it_and_the_regulator_and_by_no_body_that_it_does_not_concern()
    {
        var digest = await _api.DepositedAsync(Files.Pdf(), by: Lab);

        await (await _api.FetchAsync(digest, null)).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "not-signed-in");
        foreach (var role in new[] { Role.Expert, Role.ResultUser, Role.Registrar })
        {
            await (await _api.FetchAsync(digest, new("x", role))).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        }
        foreach (var (other, file) in new (Actor, string)[]
        {
            (new("lab-2", Role.TestingBody), digest),
            (new("lab-1", Role.Enterprise), digest),
            (new("lab-1", Role.Enterprise), new string('e', 64)),
        })
        {
            await (await _api.FetchAsync(file, other)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        }
        foreach (var reader in new[] { Files.Caq, ProgrammeWorld.Cnis, new("eqs", Role.Supervisor) })
        {
            await (await _api.FetchAsync(digest, reader)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        }
        foreach (var reader in new[] { Lab, Samr }) (await _api.FetchAsync(digest, reader)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>An enterprise gives each of its people a marked copy, and waits for one to turn up.</summary>
    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public async Task No_answer_and_no_event_tells_whether_somebody_deposited_a_file()
    {
        var (deposited, other, employer) = (Files.Pdf(), Files.Pdf(), new Actor("91350100M000100Y43", Role.Enterprise));
        (await _api.DepositAsync(deposited)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await _api.FetchAsync(Files.Digest(deposited), employer)).StatusCode
            .ShouldBe((await _api.FetchAsync(Files.Digest(other), employer)).StatusCode);
        foreach (var by in new[] { null, employer })
        {
            var answers = new[] { await _api.DepositAsync(deposited, by: by), await _api.DepositAsync(other, by: by) };
            answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
            (await Task.WhenAll(answers.Select(async a => (await a.JsonAsync()).GetProperty("recorded").GetArrayLength())))
                .ShouldBe([1, 1]);
        }
        foreach (var file in new[] { deposited, other })
        {
            (await (await _api.FetchAsync(Files.Digest(file), employer)).Content.ReadAsByteArrayAsync())
                .ShouldBe(file, "each reads what it deposited");
        }
        await ReachedAsync();
        (await _api.Http.GetStringAsync("/v1/events")).ShouldNotContain(Files.Digest(deposited));
        (await _api.ScalarAsync<long>($"select count(*) from {EvidenceChunks.Table}")).ShouldBe(2, "each file is kept once");
        (await AuditAsync()).Evidence.ShouldBe(new EvidenceReport(2, 4_000, 0, 0));
    }

    [Fact, Trait("Rule", "Q32"), Trait("Rule", "Q48")]
    public async Task The_parties_of_a_case_read_what_it_names_and_nobody_else_does()
    {
        var programme = await new Programme(new(_api), new(2025, 1, 6)).UpToAsync(Station.FactsStated);
        var digest = await _api.DepositedAsync(Files.Pdf(), by: ProgrammeWorld.Caq);
        await (await _api.FetchAsync(digest, ProgrammeWorld.Of(programme.A)))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");

        await programme.World.SendAsync("", new FileEvidence([digest], "A second measurement", programme.Complaint), ProgrammeWorld.Caq);
        await _api.GetAsync("/v1/cases", programme.World.Position);

        foreach (var party in new[] { ProgrammeWorld.Of(programme.A), ProgrammeWorld.Caq })
        {
            (await _api.FetchAsync(digest, party)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        foreach (var other in new[]
        {
            ProgrammeWorld.Of(programme.B),
            ProgrammeWorld.Cheari,
            ProgrammeWorld.Cnis,
            new("eqs", Role.Supervisor),
        })
        {
            await (await _api.FetchAsync(digest, other)).ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        }
    }

    [Theory]
    [InlineData("altered", "update FILES set bytes = set_byte(bytes, 500, (get_byte(bytes, 500) + 1) % 256) where n = "
        + "1", "evidence-altered")]
    [InlineData("altered", "delete from FILES where n = 1", "evidence-altered")]
    [InlineData("altered", "update FILES set n = 9 where n = 0", "evidence-altered")]
    [InlineData("missing", "delete from FILES where true", "evidence-missing")]
    public async Task A_file_that_is_not_as_it_was_is_never_shown_and_is_named_by_the_audit_until_it_is_put_back(
        string what,
        string damage,
        string code)
    {
        var file = Files.Pdf(700_000);
        var digest = await _api.DepositedAsync(file);
        var whole = await _api.DepositedAsync(Files.Pdf(), by: Lab);
        await ReachedAsync();
        (await AuditAsync()).Differences.ShouldBeEmpty();

        await _api.ExecuteAsync($"{damage.Replace("FILES", EvidenceChunks.Table)} and digest = '{digest}'");

        await (await _api.FetchAsync(digest, Samr)).ShouldBeProblemAsync(HttpStatusCode.InternalServerError, code);
        (await _api.FetchAsync(digest, Samr, HttpMethod.Head)).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        _api.Errors.All.ShouldContain(e => e.Contains(digest));
        (await _api.FetchAsync(whole, Samr)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var report = await AuditAsync();
        var difference = report.Differences.ShouldHaveSingleItem();
        (difference.View, difference.Key, difference.What, difference.Event)
            .ShouldBe(("evidence", digest, what, $"evidence_deposited.v1 evidence/{digest}"));
        difference.Position.ShouldBe((await _api.LogAsync($"evidence/{digest}"))[0].Position);

        if (what == "missing")
        {
            (await _api.DepositAsync(file, by: Lab)).StatusCode.ShouldBe(HttpStatusCode.Created, "by another one");
        }
        else
        {
            (await _api.RecordingNothingAsync(() => _api.DepositAsync(file, by: Files.Caq))).StatusCode
                .ShouldBe(HttpStatusCode.OK, "by the same one");
        }
        (await (await _api.FetchAsync(digest, Samr)).Content.ReadAsByteArrayAsync()).ShouldBe(file);
        (await AuditAsync()).Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_nobody_deposited_is_named_by_the_audit()
    {
        await _api.DepositedAsync(Files.Pdf());
        await ReachedAsync();
        await _api.ExecuteAsync($"insert into {EvidenceChunks.Table} values ('{new string('b', 64)}', 0, 'x')");

        (await AuditAsync()).Differences.ShouldHaveSingleItem().What.ShouldBe("unfounded");
    }

    [Fact]
    public async Task The_audit_counts_what_facts_name_and_nobody_deposited_apart_from_the_differences()
    {
        var programme = await new Programme(new(_api), new(2025, 1, 6)).UpToAsync(Station.FactsStated);
        var digest = await _api.DepositedAsync(Files.Pdf(), by: ProgrammeWorld.Caq);
        await programme.World.SendAsync("", new FileEvidence([digest, new string('c', 64)], "Photographs", programme.Complaint,
            new Dictionary<string, string> { [new string('c', 64)] = "The photographer keeps the negatives." }), ProgrammeWorld.Caq);
        await ReachedAsync();

        var report = await AuditAsync();

        report.Differences.ShouldBeEmpty();
        report.Evidence.ShouldBe(new EvidenceReport(1, 2_000, 0, 2)); // of the statement, and the one above
    }

    [Fact, Trait("Rule", "Q48")]
    public async Task An_erased_file_is_gone_for_good_by_an_act_that_stays()
    {
        var file = Files.Pdf();
        var digest = await _api.DepositedAsync(file);
        var body = new { basis = "个人信息保护法 art. 47", reason = "A bystander asks for it." };
        await (await _api.PostAsync($"/v1/evidence/{digest}/erasure", body, Files.Caq))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, "not-yours-to-do");
        await (await _api.PostAsync($"/v1/evidence/{new string('d', 64)}/erasure", body, Asking.Samr))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown-evidence");

        (await _api.RecordAsync($"/v1/evidence/{digest}/erasure", body, Asking.Samr)).Recorded.ShouldBe(["evidence_erased.v1"]);

        (await _api.ScalarAsync<long>($"select count(*) from {EvidenceChunks.Table}")).ShouldBe(0);
        (await (await _api.FetchAsync(digest, Samr)).ShouldBeProblemAsync(HttpStatusCode.Gone, "evidence-erased")).GetProperty("detail")
            .GetString()!.ShouldContain("art. 47");
        (await _api.RecordAsync($"/v1/evidence/{digest}/erasure", body, Asking.Samr)).Recorded.ShouldBeEmpty("it is so already");
        await (await _api.RecordingNothingAsync(() => _api.DepositAsync(file, by: Files.Caq)))
            .ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "evidence-erased");
        await ReachedAsync();
        var report = await AuditAsync();
        report.Differences.ShouldBeEmpty("erased by an act is not missing");
        report.Evidence.ShouldBe(new EvidenceReport(0, 0, 1, 0));

        await _api.ExecuteAsync($"insert into {EvidenceChunks.Table} values ('{digest}', 0, 'x')");
        (await AuditAsync()).Differences.ShouldHaveSingleItem().What.ShouldBe("unerased");
    }

    [Fact]
    public async Task Anyone_together_brings_so_much_a_day_and_then_only_those_with_a_token()
    {
        await using var node = LeaderApi.Build(_api.ConnectionString, [], b =>
        {
            b.Configuration["Auth:SigningKey"] = ApiFixture.SigningKey;
            b.Configuration["Evidence:PublicMegabytesPerDay"] = "1";
            b.Configuration["Urls"] = "http://127.0.0.1:0";
            b.Services.AddSingleton<TimeProvider>(_api.Clock);
        });
        await node.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        await ApiFixture.ReadyAsync(http);

        (await BringAsync(900_000, null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await _api.RecordingNothingAsync(() => BringAsync(900_000, null)))
            .ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        // more than a day has
        await (await BringAsync(2_000_000, null)).ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        (await BringAsync(900_000, Lab)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await node.StopAsync();

        async Task<HttpResponseMessage> BringAsync(int size, Actor? by)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/evidence") { Content = new ByteArrayContent(Files.Pdf(size)) };
            request.Content.Headers.ContentType = new("application/pdf");
            if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
            return await http.SendAsync(request);
        }
    }

    private Task<AuditReport> AuditAsync() => new Audit(_api.Database).RunAsync(null, CancellationToken.None);

    private async Task ReachedAsync() =>
        await _api.GetAsync("/v1/events?limit=1", await _api.ScalarAsync<long>("select max(seq_id) from leader.mt_events"));
}
