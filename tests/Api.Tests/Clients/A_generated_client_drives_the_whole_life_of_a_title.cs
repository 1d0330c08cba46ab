using System.Net.Http.Headers;
using Leader.Domain;
using RegisterClient;

namespace Leader.Api.Tests.Clients;

/// <summary>
/// From the declaration to the revocation and the ban by a client in C# that was made of the reviewed OpenAPI document (tests/Client), and
/// by nothing else.
/// </summary>
public sealed class A_generated_client_drives_the_whole_life_of_a_title : IAsyncLifetime
{
    private static readonly DateOnly Start = new(2026, 6, 1);
    private readonly ApiFixture _api = new();
    private readonly List<HttpClient> _clients = [];

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        return _api.DisposeAsync();
    }

    [Fact]
    public async Task From_the_declaration_to_the_ban()
    {
        var programme = await new Programme(new(_api), Start).UpToAsync(Station.Official);
        var (caq, anyone, winner, evaluation) = (As(ProgrammeWorld.Caq), As(null), programme.A, programme.Evaluation);

        At(Station.Declared);
        foreach (var (enterprise, cadr, noise) in new[] { (winner, 600m, 50m), (programme.B, 400m, 50m), (programme.C, 400m, 60m) })
        {
            var declared = await As(ProgrammeWorld.Of(enterprise)).DeclareStandardAsync(new()
            {
                Enterprise = enterprise,
                Number = programme.Number(enterprise),
                Disclosure = new()
                {
                    Title = "Air purifiers",
                    Categories = [programme.Category],
                    Products = ["AP-1"],
                    Indicators =
                    [
                        Indicator("cadr", "Clean air delivery rate", DisclosedKind.Performance, Operator.AtLeast, cadr, "m³/h"),
                        Indicator("noise", "Noise", DisclosedKind.Functional, Operator.AtMost, noise, "dB(A)"),
                    ],
                    ComparedWith = ["GB/T 18801-2022"],
                },
            });
            declared.Id.ShouldBe(programme.Declaration(enterprise));
        }
        At(Station.EvaluationOpened);
        await caq.OpenEvaluationAsync(new() { Cycle = programme.Cycle, Category = programme.Category });
        At(Station.Evaluated);
        foreach (var (enterprise, cadr, noise) in new[] { (winner, 600m, 50m), (programme.B, 400m, 50m), (programme.C, 400m, 60m) })
        {
            await caq.RecordValuesAsync(evaluation, new()
            {
                Declaration = programme.Declaration(enterprise),
                Values =
                [
                    new() { Indicator = "cadr", Clause = "4.1", Limit = Limit(Operator.AtLeast, cadr, "m³/h") },
                    new() { Indicator = "noise", Clause = "4.1", Limit = Limit(Operator.AtMost, noise, "dB(A)") },
                ],
            });
        }
        At(Station.RankingNoticed);
        await caq.OpenRankingNoticeAsync(evaluation, new() { Channel = "www.qybzlp.com" });
        At(Station.RankingPublished);
        var ranked = await caq.PublishRankingAsync(evaluation, new());
        (await anyone.GetEvaluationRankingAsync(evaluation, minPosition: ranked.Position)).Entries[0].Enterprise.ShouldBe(winner);
        At(Station.NumberDecided);
        await caq.DecideLeaderNumberAsync(evaluation, new()
        {
            Number = 2,
            EaseOfChoice = "Few choices are enough.",
            IndustrialDevelopment = "The industry is young.",
            StandardsReason = "Few standards are public.",
        });
        At(Station.Committed);
        foreach (var enterprise in programme.Enterprises)
        {
            await As(ProgrammeWorld.Of(enterprise)).GiveCommitmentAsync(
                enterprise,
                new() { Text = "We keep what we declare.", Signer = "The director", Category = programme.Category });
        }
        At(Station.ListNoticed);
        await caq.OpenLeaderNoticeAsync(evaluation, new() { Channel = "www.qybzlp.com" });
        At(Station.ListPublished);
        var listed = await caq.PublishLeaderListAsync(evaluation, new());
        var title = (await anyone.ListTitlesAsync(enterprise: [winner], minPosition: listed.Position)).Items.ShouldHaveSingleItem();
        (title.Status, title.Place).ShouldBe((TitleStatus.InForce, 1));

        At(Station.Complained);
        var complaint = await anyone.FileComplaintAsync(new()
        {
            Subject = ComplaintSubject.Title,
            SubjectId = title.Title,
            Ground = ComplaintGround.BelowDisclosedLevel,
            Source = ComplaintSource.Consumer,
            Facts = "The purifier delivers 310 m³/h instead of 600.",
        });
        complaint.Secret.ShouldNotBeNullOrEmpty();
        At(Station.CaseOpened);
        await caq.AcceptComplaintAsync(complaint.Complaint!, new() { Accepted = true });
        At(Station.FactsStated);
        var digest = new string('a', 64);
        await caq.StateFactsAsync(complaint.Complaint!, new()
        {
            Ground = RevocationGround.BelowDisclosedLevel,
            Facts = "The measured clean air delivery rate was 310 m³/h.",
            Evidence = [digest],
            Shortfall = new()
            {
                Indicator = "cadr",
                Measured = Limit(Operator.Exactly, 310m, "m³/h"),
                TestReport = "report 117 of lab-1",
            },
            NotDeposited = new Dictionary<string, string> { [digest] = "The laboratory keeps the samples." },
        });
        At(Station.Defended);
        await As(ProgrammeWorld.Of(winner)).FileDefenceAsync(
            complaint.Complaint!,
            new() { Text = "The sample was old.", WaivesFurtherHearing = true });
        At(Station.Decided);
        await caq.DecideCaseAsync(
            complaint.Complaint!,
            new() { Ground = RevocationGround.BelowDisclosedLevel, Reasons = "The second sample confirms it." });
        At(Station.Revoked);
        var revoke = new RevokeTitle { Case = complaint.Complaint!, Announcement = "The title is revoked: below its disclosed level." };

        var tried = await caq.RevokeTitleAsync(title.Title, revoke, dryRun: Yes.True);
        (tried.DryRun, tried.Position).ShouldBe((true, null));
        tried.Facts!.Select(f => f.Type).ShouldContain(t => t.StartsWith("ban_started", StringComparison.Ordinal));
        var refused = await Should.ThrowAsync<ApiException<ProblemDetails>>(() => As(ProgrammeWorld.Of(winner))
            .RevokeTitleAsync(title.Title, revoke));
        (refused.StatusCode, refused.Result.Type).ShouldBe((403, "/problems/not-yours-to-do"));
        var revoked = await caq.RevokeTitleAsync(title.Title, revoke, idempotency_Key: "revoke-1");
        (await caq.RevokeTitleAsync(title.Title, revoke, idempotency_Key: "revoke-1")).Position.ShouldBe(revoked.Position);

        var day = Programme.DayOf(Start, Station.Revoked);
        (await anyone.GetTitleAsync(title.Title, minPosition: revoked.Position)).Status.ShouldBe(TitleStatus.Revoked);
        var ban = (await anyone.ListBansAsync(enterprise: [winner])).Items.ShouldHaveSingleItem();
        (ban.From, ban.LastDay, ban.Ground, ban.Status).ShouldBe(
            (day, day.AddYears(3), RevocationGround.BelowDisclosedLevel, BanStatus.Current));
        (await anyone.GetStandingAsync(winner)).MayTakePart.ShouldBe(false);
        (await anyone.GetStandingAsync(winner, knownAt: Beijing.Start(day))).MayTakePart.ShouldBe(true);
    }

    private void At(Station station) => new ProgrammeWorld(_api).SetDay(Programme.DayOf(Start, station));

    private static DisclosedIndicator Indicator(string code, string name, DisclosedKind kind, Operator op, decimal value, string unit) =>
        new() { Code = code, Name = name, Kind = kind, Limit = Limit(op, value, unit), TestMethod = "GB/T 18801-2022", Clause = "4.1" };

    private static Limit Limit(Operator op, decimal value, string unit) => new() { Operator = op, Value = value, Unit = unit };

    private LeaderClient As(Actor? by)
    {
        var http = new HttpClient { BaseAddress = _api.Http.BaseAddress };
        if (by is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiFixture.Token(by.Role, by.Subject));
        }
        _clients.Add(http);
        return new LeaderClient(http);
    }
}
