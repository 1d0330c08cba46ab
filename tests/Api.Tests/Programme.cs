using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Leader.Api.Seeding;
using Leader.Domain;
using Leader.Domain.Process.Adoptions;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.KeyFields;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using Leader.Projections.Log;

namespace Leader.Api.Tests;

/// <summary>The stations of a programme, in their order.</summary>
public enum Station
{
    Founded, EnterprisesRegistered, Listed, Called, PlansSubmitted, PanelFormed, Reviewed, Selected, Official, Declared, EvaluationOpened,
    Evaluated, RankingNoticed, RankingPublished, NumberDecided, Committed, ListNoticed, ListPublished, Adopted, Complained, CaseOpened,
    FactsStated, Defended, Decided, Revoked,
}

/// <summary>What all programmes of one database share: organisations, rules, calendar, key fields.</summary>
public sealed class ProgrammeWorld(ApiFixture api, bool overHttp = false)
{
    public static readonly Actor Samr = new("samr", Role.Regulator), Cnis = new(
        "cnis",
        Role.WorkingBody), Caq = new("caq", Role.EvaluationBody), Cheari = new("cheari", Role.EvaluationBody),
        Expert = new("expert-1", Role.Expert), Buyer = new("mall", Role.ResultUser), Anyone = new("public", Role.Public);

    private static int _codes;
    private readonly HashSet<string> _enterprises = [];
    private readonly List<string> _categories = [];
    private bool _founded;

    public ApiFixture Api => api;

    /// <summary>Clerks who send everything by the forms of the desk, if they do.</summary>
    internal Leader.Api.Tests.AtTheDesk.Clerks? Clerks { get; set; }

    public bool OverHttp => overHttp;
    public long Position { get; private set; }

    /// <summary>A credit code whose check character holds, and which nobody else has.</summary>
    public static string NewCode()
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"91350100{Interlocked.Increment(ref _codes):D9}");
        return first + CreditCode.CheckCharacter(first);
    }

    public static Actor Of(string enterprise) => new(enterprise, Role.Enterprise);

    public void SetDay(DateOnly day, int hour = 10)
    {
        var at = Beijing.Start(day).AddHours(hour);
        if (at > api.Clock.Now) api.Clock.Now = at;
    }

    /// <summary>A command that has to be recorded.</summary>
    public async Task<string> SendAsync(string address, ICommand command, Actor by, DateOnly? on = null)
    {
        if (Clerks is not null && on is null)
        {
            var (made, at) = await Clerks.SendAsync(address, command, by);
            Position = Math.Max(Position, at);
            return made;
        }
        if (overHttp && on is null)
        {
            var answer = await api.RecordAsync(address, Body(command), by.Role == Role.Public ? null : by);
            Position = Math.Max(Position, answer.Position);
            return answer.Id ?? "";
        }
        var outcome = await api.DecideAsync(command, by, on);
        outcome.Decision.Refusal.ShouldBeNull($"{command}");
        Position = Math.Max(Position, outcome.Position);
        return outcome.Decision.Id ?? "";
    }

    /// <summary>Over HTTP experts come with their names.</summary>
    internal static object Body(ICommand command) => command is FormExpertPanel panel
        ? new { experts = panel.Experts.Select(e => new { e.Id, Name = "Wang Fang", e.Affiliation }) }
        : command;

    public async Task<JsonElement> SeeAsync(string address) => await api.GetAsync(address, Position);

    public void Reached(long position) => Position = Math.Max(Position, position);

    internal async Task FoundAsync()
    {
        if (_founded) return;
        _founded = true;
        foreach (var (calendar, _) in StoryFiles.Announcements(CalendarFile())
            .Where(c => c.AnnouncedOn <= Beijing.Day(api.Clock.Now)))
        {
            await SendAsync("/v1/calendars", calendar, Samr);
        }
        foreach (var (id, kind) in new[]
        {
            ("samr", OrganisationKind.Regulator),
            ("miit", OrganisationKind.Department),
            ("cnis", OrganisationKind.ResearchInstitute),
            ("caq", OrganisationKind.IndustryAssociation),
            ("cheari", OrganisationKind.TechnicalInstitution),
            ("mall", OrganisationKind.Purchaser),
            ("eqs", OrganisationKind.SupervisionAuthority),
        })
        {
            await SendAsync("/v1/organisations", new RegisterOrganisation(id, id.ToUpperInvariant(), [kind]), Samr);
        }
        await SendAsync("/v1/organisations/cnis/designation", new DesignateWorkingBody("cnis"), Samr);
        await SendAsync(
            "/v1/rule-sets",
            new AdoptRuleSet(new("scheme-1"), Beijing.Day(api.Clock.Now), "Implementing scheme, 1st edition"),
            Samr);
    }

    internal async Task RegisterAsync(string code)
    {
        if (_enterprises.Add(code)) await SendAsync("/v1/enterprises", new RegisterEnterprise(code, $"Company {code[^6..]}"), Of(code));
    }

    internal async Task ListAsync(int cycle, string category)
    {
        if (_categories.Contains(category)) return;
        _categories.Add(category);
        await PublishListAsync(cycle);
    }

    /// <summary>Lists many at once, so that the list does not get a version for each.</summary>
    internal async Task ListAllAsync(int cycle, IEnumerable<string> categories)
    {
        _categories.AddRange(categories.Except(_categories));
        await PublishListAsync(cycle);
    }

    private Task<string> PublishListAsync(int cycle) => SendAsync("/v1/key-field-lists", new PublishKeyFieldList(cycle,
        [new(
            "home-appliances",
            "Home appliances",
            "家用电器",
            GoalSector.ConsumerGoods,
            "C385",
            "Consumers ask for it.",
            new("many", "high", "large", "wide"),
            [.. _categories.Select(c => new KeyCategory(c, c, null))])],
        ["miit"], ["Consumer Goods Standards and Quality Improvement Plan (2016–2020)"]), Samr);

    private static string CalendarFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "seeds", "calendar.csv");
}

/// <summary>
/// One category and cycle from the call to the revoked title. Three entrants, clearly in this order: A, B, C; two leaders: A and B; A's
/// title is revoked. The clock of the fixture goes forward with the steps and never back.
/// </summary>
public sealed class Programme(ProgrammeWorld world, DateOnly start, string? category = null, IReadOnlyList<string>? enterprises = null)
{
    /// <summary>Days from the start to each station.</summary>
    private static readonly Dictionary<Station, int> Days = new()
    {
        [Station.Founded] = 0,
        [Station.EnterprisesRegistered] = 1,
        [Station.Listed] = 9,
        [Station.Called] = 30,
        [Station.PlansSubmitted] = 45,
        [Station.PanelFormed] = 46,
        [Station.Reviewed] = 65,
        [Station.Selected] = 90,
        [Station.Official] = 115,
        [Station.Declared] = 120,
        [Station.EvaluationOpened] = 151,
        [Station.Evaluated] = 155,
        [Station.RankingNoticed] = 160,
        [Station.RankingPublished] = 186,
        [Station.NumberDecided] = 193,
        [Station.Committed] = 194,
        [Station.ListNoticed] = 197,
        [Station.ListPublished] = 222,
        [Station.Adopted] = 225,
        [Station.Complained] = 230,
        [Station.CaseOpened] = 231,
        [Station.FactsStated] = 233,
        [Station.Defended] = 234,
        [Station.Decided] = 236,
        [Station.Revoked] = 238,
    };

    private const string Digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static int _categories, _numbers;
    private readonly int _number = Interlocked.Increment(ref _numbers);
    private Station _next;

    public static DateOnly DayOf(DateOnly start, Station station) => start.AddDays(Days[station]);

    public ProgrammeWorld World => world;
    public int Cycle => start.Year;
    public string Category { get; } = category ?? NewCategory();
    public string Evaluation => Ids.Call(Cycle, Category);
    public IReadOnlyList<string> Enterprises { get; } = enterprises
        ?? [ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode(), ProgrammeWorld.NewCode()];
    public string A => Enterprises[0];
    public string B => Enterprises[1];
    public string C => Enterprises[2];
    public string CaqPlan => $"{Evaluation}.caq";
    public string CheariPlan => $"{Evaluation}.cheari";
    public string PlanNotice => $"{Evaluation}.plan.1";
    public string RankingNotice => $"{Evaluation}.ranking.1";
    public string ListNotice => $"{Evaluation}.leaders.1";
    public string TitleOfA => Ids.Title(Evaluation, A);
    public string RevocationOfA => TitleOfA + ".r1";
    public string Complaint { get; private set; } = "";
    public string Secret { get; private set; } = "";
    public DateTimeOffset CutOff => Beijing.Start(start.AddDays(150));
    public IReadOnlyDictionary<string, string> Reasons =>
        new Dictionary<string, string> { [CaqPlan] = "Best scores.", [CheariPlan] = "Fewer points." };

    public static string NewCategory() => $"category-{Interlocked.Increment(ref _categories)}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>The number of a standard of the enterprise in this category, and its declaration.</summary>
    public string Number(string enterprise) => $"Q/{enterprise[^6..]} {_number:D3}-{Cycle}";
    public string Declaration(string enterprise) => StandardNumber.DeclarationId(enterprise, StandardNumber.Parse(Number(enterprise))!);

    public async Task<Programme> UpToAsync(Station last)
    {
        while (_next <= last) await StepAsync();
        return this;
    }

    /// <summary>Several programmes of one world, each as far as its station: step by step in the order of their days.</summary>
    public static async Task TogetherAsync(params (Programme Programme, Station Last)[] all)
    {
        var world = all[0].Programme.World;
        var categories = all.Select(a => a.Programme.Category).ToList();
        foreach (var (programme, _) in all) programme._listedTogether = categories;
        foreach (var (programme, station) in all.SelectMany(a => Enum.GetValues<Station>()
            .Where(s => s <= a.Last)
            .Select(s => (a.Programme, Station: s))).OrderBy(s => s.Programme.Day(s.Station)))
        {
            if (programme._next == station) await programme.StepAsync();
        }
    }

    private List<string>? _listedTogether;

    private DateOnly Day(Station station) => start.AddDays(Days[station]);

    private async Task StepAsync()
    {
        world.SetDay(Day(_next));
        await RunAsync(_next);
        _next++;
    }

    private Task RunAsync(Station station) => station switch
    {
        Station.Founded => world.FoundAsync(),
        Station.EnterprisesRegistered => EachAsync(world.RegisterAsync),
        Station.Listed => _listedTogether is { } all ? world.ListAllAsync(Cycle, all) : world.ListAsync(Cycle, Category),
        Station.Called => world.SendAsync(
            $"/v1/categories/{Category}/calls",
            new OpenPlanCall(Cycle, start.AddDays(60), "Open to all evaluation bodies.", Category),
            ProgrammeWorld.Cnis),
        Station.PlansSubmitted => SubmitAsync(),
        Station.PanelFormed => world.SendAsync(
            $"/v1/calls/{Evaluation}/panel",
            new FormExpertPanel([new("expert-1", "person-1", "Tsinghua University")], Evaluation),
            ProgrammeWorld.Cnis),
        Station.Reviewed => ReviewAsync(),
        Station.Selected => world.SendAsync($"/v1/plans/{CaqPlan}/selection", new SelectPlan(Reasons, CaqPlan), ProgrammeWorld.Cnis),
        Station.Official => world.SendAsync($"/v1/plans/{CaqPlan}/adoption", new MakePlanOfficial(CaqPlan), ProgrammeWorld.Cnis),
        Station.Declared => EachAsync(e => world.SendAsync("/v1/declarations", Declares(e), ProgrammeWorld.Of(e))),
        Station.EvaluationOpened => world.SendAsync("/v1/evaluations", Opens, ProgrammeWorld.Caq),
        Station.Evaluated => EachAsync(e => world.SendAsync($"/v1/evaluations/{Evaluation}/values", Values(e), ProgrammeWorld.Caq)),
        Station.RankingNoticed => world.SendAsync(
            $"/v1/evaluations/{Evaluation}/ranking-notice",
            new OpenRankingNotice("www.qybzlp.com", Evaluation),
            ProgrammeWorld.Caq),
        Station.RankingPublished =>
            world.SendAsync($"/v1/evaluations/{Evaluation}/ranking-publication", new PublishRanking(Evaluation), ProgrammeWorld.Caq),
        Station.NumberDecided => world.SendAsync(
            $"/v1/evaluations/{Evaluation}/leader-number",
            new DecideLeaderNumber(2, "Few choices are enough.", "The industry is young.", "Few standards are public.", Evaluation),
            ProgrammeWorld.Caq),
        Station.Committed => EachAsync(e => world.SendAsync(
            $"/v1/enterprises/{e}/commitments",
            new GiveCommitment("We keep what we declare.", "The director", Category, e, NewId("commitment")),
            ProgrammeWorld.Of(e))),
        Station.ListNoticed => world.SendAsync(
            $"/v1/evaluations/{Evaluation}/leader-notice",
            new OpenLeaderNotice("www.qybzlp.com", Evaluation),
            ProgrammeWorld.Caq),
        Station.ListPublished =>
            world.SendAsync($"/v1/evaluations/{Evaluation}/leader-publication", new PublishLeaderList(Evaluation), ProgrammeWorld.Caq),
        Station.Adopted => world.SendAsync(
            "/v1/adoptions",
            new RecordAdoption(AdoptionKind.Procurement, TitleOfA, "Tender 2025-7", ["AP-1"], NewId("adoption")),
            ProgrammeWorld.Buyer),
        Station.Complained => ComplainAsync(),
        Station.CaseOpened =>
            world.SendAsync($"/v1/complaints/{Complaint}/acceptance", new AcceptComplaint(true, Complaint: Complaint), ProgrammeWorld.Caq),
        Station.FactsStated => world.SendAsync(
            $"/v1/cases/{Complaint}/facts",
            new StateFacts(RevocationGround.BelowDisclosedLevel, "The measured clean air delivery rate was 310 m³/h.", [Digest],
                new Shortfall("cadr", new(Operator.Exactly, 310m, null, "m³/h"), "report 117 of lab-1"), Case: Complaint,
                NotDeposited: new Dictionary<string, string> { [Digest] = "The laboratory keeps the samples." }),
            ProgrammeWorld.Caq),
        Station.Defended => world.SendAsync(
            $"/v1/cases/{Complaint}/defence",
            new FileDefence("The sample was old.", WaivesFurtherHearing: true, Case: Complaint),
            ProgrammeWorld.Of(A)),
        Station.Decided => world.SendAsync(
            $"/v1/cases/{Complaint}/decision",
            new DecideCase(RevocationGround.BelowDisclosedLevel, "The second sample confirms it.", Complaint),
            ProgrammeWorld.Caq),
        _ => world.SendAsync($"/v1/titles/{TitleOfA}/revocation", Revokes, ProgrammeWorld.Caq),
    };

    public RevokeTitle Revokes => new(Complaint, "The title is revoked: the product is below its disclosed level.", TitleOfA);
    public OpenEvaluation Opens => new(Cycle, Category);

    public DeclareStandard Declares(string enterprise)
    {
        var (cadr, noise) = Of(enterprise);
        return new(enterprise, Number(enterprise), new("Air purifiers", [Category], ["AP-1"],
        [
            new("cadr", "Clean air delivery rate", DisclosedKind.Performance, null, AtLeast(cadr), "GB/T 18801-2022", "4.1"),
            new("noise", "Noise", DisclosedKind.Functional, null, AtMost(noise), "GB/T 4214.1-2017", "4.2"),
        ], ["GB/T 18801-2022"], null, false));
    }

    private RecordValues Values(string enterprise)
    {
        var (cadr, noise) = Of(enterprise);
        return new(Declaration(enterprise), [new("cadr", AtLeast(cadr), "4.1"), new("noise", AtMost(noise), "4.2")], Evaluation);
    }

    private (decimal Cadr, decimal Noise) Of(string enterprise) =>
        enterprise == A ? (600m, 50m) : enterprise == B ? (400m, 50m) : (400m, 60m);

    /// <summary>What is different in its plan, if anything is.</summary>
    public Func<EvaluationPlan, EvaluationPlan>? Changed { get; init; }

    public EvaluationPlan Plan => Changed is null ? Usual : Changed(Usual);

    private EvaluationPlan Usual => new("Clean air at home.", ["GB/T 18801-2022"],
        [
            new(
                "cadr", "Clean air delivery rate", null, IndicatorClass.Core, "performance", Direction.HigherIsBetter, "m³/h", 60m,
                "GB/T 18801-2022", [new(600m, 100m), new(400m, 60m)]),
            new(
                "noise", "Noise", null, IndicatorClass.Core, "user experience", Direction.LowerIsBetter, "dB(A)", 40m, "GB/T 4214.1-2017",
                [new(55m, 100m), new(61m, 60m)]),
        ],
        [new(
            "GB/T 18801-2022",
            BaselineKind.RecommendedNational,
            new(2023, 5, 1),
            null,
            [new("cadr", AtLeast(300m), "5.2"), new("noise", AtMost(66m), "5.4")])],
        null, CutOff, 12, RankingForm.Composite, null, StricterRule.AtLeastOneStricter, ComparisonMethod.FullValue, 2,
        [
            TieBreaker.MoreTopTierIndicators,
            TieBreaker.GreaterMargin,
        ]);

    private static Limit AtLeast(decimal value) => new(Operator.AtLeast, value, null, "m³/h");
    private static Limit AtMost(decimal value) => new(Operator.AtMost, value, null, "dB(A)");

    private async Task SubmitAsync()
    {
        var undertaking = new NoFeeUndertaking("Li Wei", start.AddDays(44));
        await world.SendAsync($"/v1/calls/{Evaluation}/plans", new SubmitPlan(Plan, undertaking, "caq", Evaluation), ProgrammeWorld.Caq);
        await world.SendAsync(
            $"/v1/calls/{Evaluation}/plans",
            new SubmitPlan(Plan, undertaking, "cheari", Evaluation),
            ProgrammeWorld.Cheari);
    }

    private async Task ReviewAsync()
    {
        await world.SendAsync($"/v1/plans/{CaqPlan}/reviews", new ReviewPlan(90m, "Clear scale.", null, CaqPlan), ProgrammeWorld.Expert);
        await world.SendAsync(
            $"/v1/plans/{CheariPlan}/reviews",
            new ReviewPlan(70m, "One indicator too few.", null, CheariPlan),
            ProgrammeWorld.Expert);
    }

    private async Task ComplainAsync()
    {
        const string facts = "The purifier delivers 310 m³/h instead of 600.";
        if (world.Clerks is { } clerks)
        {
            (Complaint, Secret, var position) = await clerks.ComplainAsync(new(
                ComplaintSubject.Title, TitleOfA, ComplaintGround.BelowDisclosedLevel, ComplaintSource.Consumer, facts,
                Name: "Zhang San", Contact: "zhang@example.cn"));
            world.Reached(position);
            return;
        }
        if (!world.OverHttp)
        {
            Complaint = NewId("complaint");
            await world.SendAsync("", new FileComplaint(
                ComplaintSubject.Title, TitleOfA, ComplaintGround.BelowDisclosedLevel, ComplaintSource.Consumer, facts, [], Complaint, null,
                Digest), ProgrammeWorld.Anyone);
            return;
        }
        var answer = await world.Api.PostAsync(
            "/v1/complaints",
            new
            {
                subject = "title",
                subjectId = TitleOfA,
                ground = "belowDisclosedLevel",
                source = "consumer",
                facts,
                name = "Zhang San",
                contact = "zhang@example.cn",
            });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (Complaint, Secret) = (receipt.GetProperty("complaint").GetString()!, receipt.GetProperty("secret").GetString()!);
        world.Reached(receipt.GetProperty("position").GetInt64());
    }

    private async Task EachAsync(Func<string, Task> act)
    {
        foreach (var enterprise in Enterprises) await act(enterprise);
    }

    internal static string NewId(string kind) => $"{kind}-{Guid.NewGuid():N}";
}

/// <summary>What stands in the log.</summary>
internal static class TheLog
{
    /// <summary>All facts. Marten fills the numbers of appends that were rolled back with tombstones; they are none.</summary>
    public static async Task<List<Recorded>> LogAsync(this ApiFixture api, string? stream = null)
    {
        await using var command = api.Database.CreateCommand($"select seq_id, stream_id, version, timestamp, type, data from "
            + $"leader.mt_events where type <> 'tombstone' {(stream is null ? "" : "and stream_id = $1")} order by seq_id");
        if (stream is not null) command.Parameters.Add(new() { Value = stream });
        await using var reader = await command.ExecuteReaderAsync();
        var log = new List<Recorded>();
        while (await reader.ReadAsync())
        {
            log.Add(new(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetInt64(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                FactTypes.Read(reader.GetString(4), reader.GetFieldValue<byte[]>(5))));
        }
        return log;
    }

    public static Recorded? First<T>(this IEnumerable<Recorded> log, Func<T, bool>? which = null) where T : Fact =>
        log.FirstOrDefault(r => r.Fact is T f && (which?.Invoke(f) ?? true));

    public static async Task<T> ScalarAsync<T>(this ApiFixture api, string sql)
    {
        await using var command = api.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(this ApiFixture api, string sql)
    {
        await using var command = api.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
