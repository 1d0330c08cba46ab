using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Domain;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Projections.Proof;
using Leader.Projections.Views;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Leader.Api.Tests.People;

/// <summary>
/// A history with a mark in every field that is not for the public: a complaint with its case in hearing, a finding with its case, plans of
/// a second round, files of evidence, erasures. Everything that is answered without a token is read, and no mark is in it.
/// </summary>
public sealed class What_is_not_for_the_public_is_in_no_public_answer(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly DateOnly Start = new(2025, 1, 6);
    private static readonly Actor Cheari = ProgrammeWorld.Cheari, Caq = ProgrammeWorld.Caq, Cnis =
        ProgrammeWorld.Cnis, Samr = ProgrammeWorld.Samr, Reviewer = new("expert-7", Role.Expert), Eqs = new("eqs", Role.Supervisor);
    private readonly ApiFixture _api = new();
    private readonly HashSet<string> _marks = [];
    private Programme _one = null!, _two = null!;
    private ProgrammeWorld _world = null!;
    private string _secret = "", _complaint = "", _finding = "";

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Clock.Now = Beijing.Start(Start).AddHours(9);
        _world = new(_api);
        (_one, _two) = (new(_world, Start), new(_world, Start));
        await Programme.TogetherAsync((_one, Station.Adopted), (_two, Station.Reviewed));
        _world.SetDay(Start.AddDays(230));
        await PlansOfASecondRoundAsync();
        await AComplaintInHearingAsync();
        await AFindingInHearingAsync();
        await _api.GetAsync("/v1/events?limit=1", _world.Position);
        for (var i = 0; i < 200
            && (await _api.Http.GetAsync($"/v1/log/checkpoint?position={_world.Position}")).StatusCode != HttpStatusCode.OK; i++)
        {
            await Task.Delay(50);
        }
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    private string Mark(string what)
    {
        var mark = $"mark-{what}-{Guid.NewGuid():N}";
        _marks.Add(mark);
        return mark;
    }

    /// <summary>
    /// The first round was decided, and its body disqualified: what was submitted then is public, what is submitted now is not.
    /// </summary>
    private async Task PlansOfASecondRoundAsync()
    {
        await _world.SendAsync("", new SelectPlan(_two.Reasons, _two.CheariPlan), Cnis);
        await _world.SendAsync("", new DisqualifyBody("fees", "It took a fee.", "cheari"), Samr);
        await _world.SendAsync("", new OpenPlanCall(_two.Cycle, Start.AddDays(260), "Open to all again.", _two.Category), Cnis);
        await _world.SendAsync(
            "",
            new SubmitPlan(_two.Plan with { ConsumerNeeds = Mark("plan") }, new("Li Wei", Start.AddDays(230)), "caq", _two.Evaluation),
            Caq);
        _marks.Add(Reviewer.Subject);
        await _world.SendAsync(
            "",
            new FormExpertPanel([new(Reviewer.Subject, Mark("person"), Mark("affiliation"))], _two.Evaluation),
            Cnis);
        _world.SetDay(Start.AddDays(261));
        await _world.SendAsync("", new ReviewPlan(81m, Mark("opinion"), null, _two.CaqPlan + ".2"), Reviewer);
    }

    private async Task AComplaintInHearingAsync()
    {
        var digest = await DepositAsync(null);
        var receipt = await (await _api.PostAsync("/v1/complaints", new
        {
            subject = "title",
            subjectId = Ids.Title(_one.Evaluation, _one.B),
            ground = "fraud",
            source = "consumer",
            facts = Mark("complaint"),
            evidence = new[] { digest },
            name = Mark("name"),
            contact = Mark("contact"),
        })).JsonAsync();
        (_complaint, _secret) = (receipt.GetProperty("complaint").GetString()!, receipt.GetProperty("secret").GetString()!);
        _marks.Add(_secret);
        _marks.Add(await _api.ScalarAsync<string>($"select data->>'complainant' from leader.mt_events where stream_id = "
            + $"'complaint/{_complaint}'"));
        await _world.SendAsync("", new AcceptComplaint(true, Complaint: _complaint), Caq);
        await _world.SendAsync("", new StateFacts(RevocationGround.Fraud, Mark("facts"), [await DepositAsync(Caq)], Case: _complaint), Caq);
        await _world.SendAsync(
            "",
            new FileDefence(Mark("defence"), [await DepositAsync(ProgrammeWorld.Of(_one.B))], Case: _complaint),
            ProgrammeWorld.Of(_one.B));
        await _world.SendAsync("", new FileEvidence([await DepositAsync(Caq)], Mark("filing"), _complaint), Caq);
    }

    private async Task AFindingInHearingAsync()
    {
        _finding = $"finding-{Guid.NewGuid():N}";
        await _world.SendAsync(
            "",
            new ReceiveFinding(
                FindingKind.QualitySupervision,
                _one.A,
                false,
                Mark("finding"),
                [await DepositAsync(Eqs)],
                _one.TitleOfA,
                Finding: _finding),
            Eqs);
    }

    /// <summary>A file that nobody else has; its digest is a mark, and the salt of its deposit is one.</summary>
    private async Task<string> DepositAsync(Actor? by)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/v1/evidence")
        { Content = new StringContent(Mark("file"), Encoding.UTF8, "text/plain") };
        if (by is not null) request.Headers.Authorization = new("Bearer", ApiFixture.Token(by.Role, by.Subject));
        var answer = await (await _api.Http.SendAsync(request)).JsonAsync();
        _world.Reached(answer.GetProperty("position").GetInt64());
        _marks.Add(answer.GetProperty("id").GetString()!);
        return answer.GetProperty("id").GetString()!;
    }

    [Fact, Trait("Rule", "Q32"), Trait("Rule", "Q48"), Trait("Rule", "D3"), Trait("Trap", "22")]
    public async Task No_mark_is_in_any_answer_without_a_token()
    {
        foreach (var row in await ColumnAsync("select headers->'request'->>'salt' from leader.mt_events where headers->'request' ? 'salt'"))
        {
            _marks.Add(row);
        }
        foreach (var row in await ColumnAsync("select headers->>'salt' from leader.mt_events where headers ? 'salt' and type not in "
            + "('plan_submitted.v1', 'plan_reviewed.v1', 'expert_panel_formed.v2')"))
        {
            _marks.Add(row);
        }
        var read = 0;
        foreach (var address in await AddressesAsync())
        {
            foreach (var accept in address.Contains("/why")
                ? ["application/json", "text/plain"]
                : address.Contains("/events?") ? ["application/json", "application/x-ndjson", "text/csv"]
                : new[] { "application/json, */*;q=0.1", "text/csv, */*;q=0.1" })
            {
                using var answer = await _api.SendAsync(HttpMethod.Get, address, ("Accept", accept));
                var bytes = await answer.Content.ReadAsByteArrayAsync();
                var text = Encoding.UTF8.GetString(bytes)
                    + string.Join('\n', answer.Headers.Concat(answer.Content.Headers).SelectMany(h => h.Value));
                // Who asks for a secret thing by its name is answered by that name.
                foreach (var mark in _marks.Where(m => !address.Contains(m)))
                {
                    text.ShouldNotContain(mark, Shouldly.Case.Sensitive, $"{address} ({accept})");
                }
                foreach (var base64 in Regex.Matches(text, "\"entry\":\"([A-Za-z0-9+/=]+)\"")
                    .Select(m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value))))
                {
                    foreach (var mark in _marks) base64.ShouldNotContain(mark, Shouldly.Case.Sensitive, address);
                }
                if (answer.IsSuccessStatusCode) read++;
            }
        }
        read.ShouldBeGreaterThan(400);
    }

    /// <summary>
    /// At each address whose answer to the regulator, who reads everything, has a mark, one of each role asks who has no part in what it
    /// tells.
    /// </summary>
    [Fact, Trait("Rule", "A2"), Trait("Rule", "Q32"), Trait("Rule", "Q48")]
    public async Task No_mark_is_in_any_answer_to_a_stranger_whatever_its_role()
    {
        var strangers = Enum.GetValues<Role>().Except([Role.Public, Role.System, Role.Regulator])
            .Select(r => new Actor(r == Role.Enterprise ? Asking.Code("91110000XT0000001") : "stranger", r)).ToArray();
        var (holes, asked, confided) = (new SortedSet<string>(), 0, 0);
        foreach (var address in await AddressesAsync())
        {
            if (MarksIn(await TextAsync(address, Samr), address).Length == 0) continue;
            confided++;
            foreach (var stranger in strangers)
            {
                asked++;
                foreach (var mark in MarksIn(await TextAsync(address, stranger), address))
                {
                    holes.Add($"{stranger.Role} {address}: {mark[..^32]}");
                }
            }
        }
        output.WriteLine($"{confided} addresses with confided things, {asked} asked by strangers.");
        confided.ShouldBeGreaterThan(30);
        holes.ShouldBeEmpty();

        string[] MarksIn(string text, string address) =>
            [.. _marks.Where(m => !address.Contains(m) && text.Contains(m, StringComparison.Ordinal))];
    }

    [Fact, Trait("Rule", "D3"), Trait("Rule", "R48"), Trait("Clause", "四(三)")]
    public async Task A_plan_of_a_round_that_runs_is_read_by_those_who_have_to_judge_it()
    {
        var address = $"/v1/plans/{_two.CaqPlan}.2";
        var mark = _marks.Single(m => m.StartsWith("mark-plan-", StringComparison.Ordinal));

        foreach (var reader in new[] { Caq, Cnis, Samr, Reviewer })
        {
            (await TextAsync(address, reader)).ShouldContain(mark, Shouldly.Case.Sensitive, $"{reader}");
        }
        foreach (var reader in new[] { Cheari, ProgrammeWorld.Expert, Eqs, ProgrammeWorld.Of(_one.A), null })
        {
            (await TextAsync(address, reader)).ShouldNotContain(mark, Shouldly.Case.Sensitive, $"{reader}");
        }
        (await TextAsync($"/v1/plans/{_two.CheariPlan}", null))
            .ShouldContain("Clean air at home.", Shouldly.Case.Sensitive, "the first round was decided");
        var position = (await _api.LogAsync()).Last(f => f.Fact is PlanSubmitted).Position;
        (await TextAsync($"/v1/events/{position}", Reviewer)).ShouldContain(mark);
        (await TextAsync($"/v1/events/{position}", Cheari)).ShouldNotContain(mark);
        (await TextAsync($"/v1/log/facts/{position}", Cnis)).ShouldContain(mark);
        using var open = await _api.Http.GetAsync($"/v1/events/{position}");
        open.Headers.CacheControl!.ToString().ShouldBe("no-cache, private", "it will be public");
    }

    [Fact, Trait("Rule", "Q32"), Trait("Clause", "四(六)")]
    public async Task During_the_hearing_the_public_sees_under_review_and_the_parties_everything()
    {
        var (facts, defence) = (
            _marks.Single(m => m.StartsWith("mark-facts-", StringComparison.Ordinal)),
            _marks.Single(m => m.StartsWith("mark-defence-", StringComparison.Ordinal)));
        var seen = await _api.GetAsync($"/v1/cases/{_complaint}", _world.Position);
        seen.GetProperty("stage").GetString().ShouldBe("underReview");
        seen.GetProperty("allegedGround").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _api.GetAsync("/v1/cases?status=underReview")).GetProperty("items").EnumerateArray()
            .Select(i => i.GetProperty("case").GetString()).ShouldBe([_complaint, _finding], ignoreOrder: true);

        foreach (var reader in new[] { Caq, Samr, ProgrammeWorld.Of(_one.B) })
        {
            (await TextAsync($"/v1/cases/{_complaint}", reader)).ShouldContain(facts, Shouldly.Case.Sensitive, $"{reader}");
            (await TextAsync($"/v1/cases/{_complaint}", reader)).ShouldContain(defence, Shouldly.Case.Sensitive, $"{reader}");
        }
        var complainant = await (await _api.SendAsync(HttpMethod.Get, $"/v1/cases/{_complaint}", ("Complaint-Secret", _secret)))
            .TextAsync();
        complainant.ShouldContain(facts);
        complainant.ShouldNotContain(defence);
        (await TextAsync($"/v1/findings/{_finding}", Eqs)).ShouldContain("mark-finding-");
        (await TextAsync($"/v1/findings/{_finding}", ProgrammeWorld.Of(_one.A))).ShouldContain("mark-finding-");

        // After the decision it is public, and what opened is said to be so for ever.
        _world.SetDay(Start.AddDays(300));
        await _world.SendAsync("", new DecideCase(RevocationGround.Fraud, "It is established.", _complaint), Caq);
        (await _api.Http.GetStringAsync($"/v1/cases/{_complaint}?minPosition={_world.Position}")).ShouldContain(facts);
        using var opened = await _api.Http.GetAsync($"/v1/events/{(await _api.LogAsync()).Single(f => f.Fact is DefenceFiled).Position}");
        (await opened.TextAsync()).ShouldContain(defence);
        opened.Headers.CacheControl!.ToString().ShouldContain("immutable");
        (await _api.Http.GetStringAsync($"/v1/cases/{_complaint}?asOf={Start.AddDays(262):yyyy-MM-dd}&position={_world.Position}"))
            .ShouldNotContain(facts, Shouldly.Case.Sensitive, "on that day the hearing ran");
    }

    [Fact, Trait("Trap", "22")]
    public async Task Of_a_withheld_fact_the_feed_tells_that_it_is_there_and_no_more()
    {
        var deposits = (await _api.GetAsync("/v1/events?limit=1000")).GetProperty("items").EnumerateArray()
            .Where(e => e.GetProperty("type").GetString() == "evidence_deposited.v1").ToArray();

        deposits.Length.ShouldBeGreaterThan(4);
        foreach (var e in deposits)
        {
            e.EnumerateObject().Select(p => p.Name).ShouldBe([
                "specversion", "id", "source", "type", "subject", "time", "sequence", "withheld",
            ]);
        }
    }

    [Fact, Trait("Trap", "22")]
    public async Task Whoever_holds_a_copy_of_a_deposited_file_cannot_guess_the_leaf_of_its_deposit()
    {
        var positions = (await _api.LogAsync()).Where(f => f.Fact is Domain.Record.EvidenceDeposited).Select(f => f.Position).ToArray();
        await using var connection = await _api.Database.OpenConnectionAsync();
        foreach (var position in positions)
        {
            var fact = (await LogTables.FactAsync(connection, position, CancellationToken.None))!;
            fact.Salt!.Length.ShouldBe(32);
            LogEntry.Of(fact with { Salt = null }).ShouldNotBe(LogEntry.Of(fact), "all of the fact is known to who guesses, but its salt");
            (await TextAsync($"/v1/log/facts/{position}", Cnis)).ShouldNotContain(fact.Salt);
        }
        (await ColumnAsync("select distinct headers->>'salt' from leader.mt_events where headers ? 'salt'")).Count.ShouldBe(
            (await ColumnAsync("select headers->>'salt' from leader.mt_events where headers ? 'salt'")).Count,
            "each fact has its own");
    }

    /// <summary>
    /// Oracle: what the public is answered and what the regulator is, who reads everything. Other roles take turns; a browser with a
    /// session asks for the data and for the page.
    /// </summary>
    [Fact, Trait("Rule", "Q48")]
    public async Task What_may_differ_by_reader_is_in_no_cache_of_others_and_what_is_fixed_is_kept_for_long()
    {
        var (regulator, roles) = (ApiFixture.Token(Samr.Role, Samr.Subject), Enum.GetValues<Role>()
            .Except([Role.Public, Role.System]).Select(r => ApiFixture.Token(r, r == Role.Enterprise ? _one.B : "caq")).ToArray());
        var (turn, seen, walked) = (0, new Dictionary<string, int>(), new HashSet<string>());
        var patterns = _api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct()
            .ToDictionary(p => p, p => new Regex(
                "^" + Regex.Replace(Regex.Replace(p, @"\{\*\*\w+\}", ".+"), @"\{[^}]+\}", "[^/?]+") + @"(\?|$)"));
        string[] others = ["/t/none", "/health/live", "/", "/desk", "/desk/sign-in", "/feed.atom", "/feed.json", "/feed.ics"];
        foreach (var address in (await AddressesAsync()).AsEnumerable().Reverse().Concat(others))
        {
            var pattern = patterns.Where(p => p.Value.IsMatch(address)).Select(p => p.Key).MinBy(p => p.Count(c => c == '{')) ?? address;
            var pinned = address.Contains("asOf=") && address.Contains("position=")
                && !address.StartsWith("/v1/calls", StringComparison.Ordinal); // names of experts can be erased
            walked.Add(pattern);
            if (walked.Add($"{pattern} {pinned} {seen[pattern] = seen.GetValueOrDefault(pattern) + 1}") && seen[pattern] > 3) continue;

            using var open = await AskAsync(address);
            using var all = await AskAsync(address, ("Authorization", $"Bearer {regulator}"));
            var kept = open.Headers.CacheControl.ShouldNotBeNull(address);
            foreach (var name in new[] { "Authorization", "Complaint-Secret", "Objection-Secret", "Cookie", "Accept" })
            {
                open.Headers.Vary.ShouldContain(name, address);
            }
            if ((int)open.StatusCode >= 400)
            {
                kept.NoStore.ShouldBeTrue($"{address}: what went wrong is no answer");
            }
            else if (kept.Public)
            {
                (await open.TextAsync() == await all.TextAsync()).ShouldBeTrue($"{address} is said to be for everybody");
                (kept.MaxAge > TimeSpan.FromDays(30)).ShouldBe(
                    pinned || pattern.Contains("/tile/") || pattern.Contains("/events") || pattern.Contains("consistency"),
                    $"{address} {kept}");
            }
            else if (pinned)
            {
                (kept.MaxAge > TimeSpan.FromDays(30)).ShouldBeTrue($"{address} {kept}");
                (await open.TextAsync() == await all.TextAsync()).ShouldBeFalse($"{address} is the same for all");
            }
            foreach (var (name, value) in new[]
            {
                ("Authorization", $"Bearer {roles[turn++ % roles.Length]}"), ("Complaint-Secret", _secret), ("Objection-Secret", _secret),
                ("Cookie", $"leader-session={regulator}"),
            })
            {
                using var own = await AskAsync(address, (name, value));
                own.Headers.CacheControl!.ToString().ShouldBe("no-store, private", $"{address} {name}");
            }
            all.Headers.CacheControl!.ToString().ShouldBe("no-store, private", address);
            foreach (var cookie in new[] { "", $"leader-session={regulator}" })
            {
                using var page = await AskAsync(address, ("Accept", "text/html"), ("Cookie", cookie.Length > 0 ? cookie : "other=1"));
                if (page.Content.Headers.ContentType?.MediaType != "text/html") continue;
                page.Headers.Vary.ShouldContain("Cookie", address);
                page.Headers.CacheControl!.Public.ShouldBeFalse($"{address}: a page says who is signed in");
                if (cookie.Length > 0) page.Headers.CacheControl.NoStore.ShouldBeTrue(address);
            }
        }
        patterns.Keys.Except(walked).ShouldBe(
            ["/v1/events/stream", "/v1/evaluations/{id}/ranking/{declaration}/why", "/v1/bans/{id}/why"], // the last two as other whys
            ignoreOrder: true);
        using var receipt = await _api.PostAsync(
            "/v1/complaints",
            new { subject = "evaluationBody", subjectId = "caq", ground = "fraud", source = "consumer", facts = "f" });
        (receipt.StatusCode, receipt.Headers.CacheControl!.ToString()).ShouldBe((HttpStatusCode.Created, "no-store, private"));

        Task<HttpResponseMessage> AskAsync(string address, params (string, string)[] headers) =>
            _api.SendAsync(HttpMethod.Get, address, headers);
    }

    private async Task<string> TextAsync(string address, Actor? by) =>
        await (by is null
            ? await _api.Http.GetAsync(address)
            : await _api.SendAsync(HttpMethod.Get, address, ("Authorization", $"Bearer {ApiFixture.Token(by.Role, by.Subject)}")))
            .TextAsync();

    private async Task<List<string>> ColumnAsync(string sql)
    {
        await using var command = _api.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync()) values.Add(reader.GetString(0));
        return values;
    }

    /// <summary>
    /// Every address of the document that is read, with every id that there is; at today's clocks, at days between and as of positions
    /// between.
    /// </summary>
    private async Task<List<string>> AddressesAsync()
    {
        var streams = (await ColumnAsync("select id from leader.mt_streams where id like '%/%'"))
            .ToLookup(s => s.Split('/')[0], s => s[(s.IndexOf('/') + 1)..]);
        var plans = await ColumnAsync("select data->>'plan' from leader.mt_events where type = 'plan_submitted.v1'");
        var positions = (await ColumnAsync($"select seq_id::text from leader.mt_events where type <> 'tombstone' and (headers ? 'salt' or "
            + $"seq_id % 20 = 0) and seq_id <= {_world.Position}"))
            .ToArray();
        var ids = new Dictionary<string, IEnumerable<string>>
        {
            ["key-fields"] = streams["key-fields"],
            ["categories"] = streams["category"],
            ["calls"] = streams["call"],
            ["plans"] = plans,
            ["evaluations"] = streams["evaluation"],
            ["titles"] = streams["title"],
            ["bans"] = ["none"],
            ["enterprises"] = streams["enterprise"],
            ["declarations"] = streams["declaration"].Take(3),
            ["notices"] = streams["notice"],
            ["objections"] = ["none"],
            ["complaints"] = streams["complaint"],
            ["cases"] = streams["case"],
            ["findings"] = streams["finding"],
            ["organisations"] = ["caq", "cheari", "organisations"],
            ["rule-sets"] = ["scheme-1"],
            ["policies"] = ["none"],
            ["implementing-schemes"] = ["none"],
            ["releases"] = ["none"],
            ["inspections"] = ["none"],
            ["quality-credits"] = ["none"],
            ["sampling-plans"] = ["none"],
            ["external-figures"] = ["none"],
            ["field-proposals"] = ["none"],
            ["signing-keys"] = ["none"],
            ["services"] = ["none"],
            ["activities"] = ["none"],
            ["other-titles"] = ["none"],
            ["revocations"] = ["none"],
            ["statistics"] = ["bans-current"],
            ["products"] = ["none"],
            ["adoptions"] = ["none"],
            ["watches"] = ["none"],
            ["reports"] = ["none"],
            ["downloads"] = LeaderViews.Documents.Select(v => v.Name),
            ["imports"] = ["none"],
            ["evidence"] = streams["evidence"],
            ["events"] = positions,
            ["facts"] = positions,
            ["proofs"] = positions,
        };
        var paths = (await _api.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Where(p => p.Value.TryGetProperty("get", out _)).Select(p => p.Name).ToArray();
        var addresses = new List<string>
        {
            "/openapi/v1.json", "/v1/events?limit=1000", "/v1/changes?from=1&limit=1000", $"/v1/changes?from={positions[0]}&to="
                + $"{positions[^1]}&limit=1000", "/metrics", "/health/ready",
            $"/v1/log/proofs/consistency?from=1", $"/v1/log/proofs/state?view=bans&enterprise={_one.A}",
        };
        addresses.AddRange(positions.Select(p => $"/v1/log/proofs/inclusion?position={p}"));
        var size = long.Parse((await _api.Http.GetStringAsync("/v1/log/checkpoint")).Split('\n')[1]);
        for (var n = 0L; n * 256 < size; n++)
        {
            addresses.Add($"/v1/log/tile/entries/{n:D3}{((n + 1) * 256 > size ? $".p/{size % 256}" : "")}");
        }
        foreach (var path in paths.Where(p =>
            !p.Contains("/stream") && !p.Contains("/tile/") && !p.Contains("/proofs/inclusion") && p != "/v1/log/facts/{position}" + "x"))
        {
            if (!path.Contains('{')) { addresses.Add(path); continue; }
            var kind = path.Split('/').TakeWhile(s => !s.StartsWith('{')).Last();
            if (!ids.TryGetValue(kind, out var known)) throw new InvalidOperationException($"No ids for {path}.");
            foreach (var id in known.Where(_ => !path.EndsWith("/why", StringComparison.Ordinal)
                || path.StartsWith("/v1/titles", StringComparison.Ordinal)
                || path.StartsWith("/v1/enterprises", StringComparison.Ordinal)))
            {
                addresses.Add(Regex.Replace(path.Replace("{declaration}", "none"), @"\{\w+\}", Uri.EscapeDataString(id))
                    + (path.EndsWith("}/changes", StringComparison.Ordinal) ? "?from=1" : ""));
            }
        }
        var pinned = addresses.Where(a => Regex.IsMatch(a, "^/v1/(calls|plans|cases|findings|complaints|notices|titles|downloads/[a-z-]+$)")
            && !a.Contains("/why") && !a.Contains("timemap") && !a.Contains("certificate"))
            .SelectMany(a => new[]
            {
                $"{a}?asOf={Start.AddDays(262):yyyy-MM-dd}&position={_world.Position}",
                $"{a}?asOf={Start.AddDays(100):yyyy-MM-dd}",
            })
            .ToArray();
        return [.. addresses, .. pinned];
    }
}
