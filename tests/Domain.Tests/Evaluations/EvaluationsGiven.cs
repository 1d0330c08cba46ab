using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Record;
using Leader.Domain.Tests.LegalTime;
using Leader.Domain.Values;

namespace Leader.Domain.Tests;

/// <summary>An enterprise with one declared standard: the delivery rate that it promises at least, the noise at most.</summary>
internal sealed record Entrant(string Enterprise, decimal? Cadr, decimal? Noise)
{
    public string Declaration { get; init; } = $"d-{Enterprise}";
    public string DisclosedAt { get; init; } = "2024-06-03T09:00:00+08:00";
    public bool BelowRecommended { get; init; }
    public bool Commitment { get; init; } = true;
}

/// <summary>
/// The evaluation of air purifiers in 2024: cut-off 1 July 00:00, ranking in notice from 10 to 25 July, published on the 26th; list in
/// notice from 1 to 12 August (seven working days), published on the 13th.
/// </summary>
internal sealed class EvaluationsGiven : GivenRegister<EvaluationsGiven>
{
    public const string E = "2024-air-purifier";
    public const string RankingNotice = "2024-air-purifier.ranking.1";
    public const string ListNotice = "2024-air-purifier.leaders.1";
    public const string CutOff = "2024-07-01";

    public static readonly Actor Body = Caq;
    public static readonly Actor OtherBody = Cheari;
    public static readonly Actor Rival = new("rival", Role.Enterprise);

    /// <summary>Clearly in this order: A 1000, B 760 and C 600 points of 1000.</summary>
    public static readonly Entrant A = new("A", 600m, 50m), B = new("B", 400m, 50m), C = new("C", 400m, 60m), D = new("D", 350m, 65m);

    public static EvaluationPlan Plan { get; } = new("Clean air at home.", ["GB/T 18801-2022"],
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
            Day("2023-05-01"),
            null,
            [new("cadr", AtLeast(300m), "5.2"), new("noise", AtMost(66m), "5.4")])],
        null, At(
            "2024-07-01T00:00:00+08:00"), 12, RankingForm.Composite, null, StricterRule.AtLeastOneStricter, ComparisonMethod.FullValue, 2,
        [TieBreaker.MoreTopTierIndicators, TieBreaker.GreaterMargin]);

    public static Limit AtLeast(decimal value, string unit = "m³/h") => new(Operator.AtLeast, value, null, unit);
    public static Limit AtMost(decimal value, string unit = "dB(A)") => new(Operator.AtMost, value, null, unit);

    public Evaluation State => Ledger.Evaluation(E);
    public RankingResult Ranking => State.Draft!.Result;
    public PublicNotice Notice(string id = RankingNotice) => Ledger.Notice(id);

    public static EvaluationsGiven Programme(EvaluationPlan? plan = null)
    {
        plan ??= Plan;
        var given = new EvaluationsGiven();
        given.Ledger.Append(ShippedCalendar.Announcements().TakeWhile(a => a.Year < 2027));
        return given.Given(
            new OrganisationRegistered(
                "cnis", "National Institute of Standardization", null, [OrganisationKind.ResearchInstitute], null, Day("2018-07-02")),
            new OrganisationRegistered(
                "caq", "Association for Quality", null, [OrganisationKind.IndustryAssociation], "OWN", Day("2018-07-02")),
            new WorkingBodyDesignated("cnis", Day("2018-07-02")),
            new KeyFieldListPublished(
                2024,
                1,
                [new("home-appliances", "Home appliances", null, GoalSector.ConsumerGoods, null, "Asked for.", new("a", "b", "c", "d"),
                    [new("air-purifier", "Air purifiers", null)])],
                ["miit"],
                ["Plan"],
                Day("2024-01-10")))
            .Official(E, 2024, plan, "2024-05-14");
    }

    /// <summary>A plan of the body, selected and official.</summary>
    public EvaluationsGiven Official(string call, int cycle, EvaluationPlan plan, string on, int round = 1)
    {
        var id = Ids.Plan(call, "caq", round);
        return Given(
            new PlanCallOpened(
                call, cycle, "air-purifier", "home-appliances", "cnis", round, Day("2024-03-01"), "Open to all.", Day("2024-02-01")),
            new PlanSubmitted(call, id, "caq", round, plan, new("Li Wei", Day("2024-02-19")), false, Day("2024-02-20")),
            new PlanSelected(
                call, id, "caq", new Dictionary<string, string> { [id] = "Best." }, Ids.Notice(call, "plan", round), "policy-defaults",
                Day("2024-04-30")),
            new PlanMadeOfficial(call, id, Day(on)));
    }

    public EvaluationsGiven Declared(params Entrant[] entrants)
    {
        foreach (var e in entrants)
        {
            if (!Ledger.Enterprise(e.Enterprise).Exists)
            {
                Ledger.Append(new EnterpriseRegistered(
                    e.Enterprise, IdentifierKind.CreditCode, $"{e.Enterprise} Company", null, null, Day("2018-07-03")));
            }
            if (e.Commitment && Ledger.Enterprise(e.Enterprise).Commitments.IsEmpty)
            {
                Ledger.Append(new CommitmentGiven(e.Enterprise, "c-1", "air-purifier", "We keep it.", "Signer", Day("2024-06-04")));
            }
            Ledger.Append(
                new StandardDeclared(
                    e.Declaration, e.Enterprise, $"Q/{e.Enterprise} 001-2024", $"Q/{e.Enterprise} 001-2024", StandardKind.Enterprise,
                    Disclosure(e), null, At(e.DisclosedAt), Beijing.Day(At(e.DisclosedAt))),
                new StandardFiled("air-purifier", e.Declaration, Beijing.Day(At(e.DisclosedAt))));
        }
        return this;
    }

    public static Disclosure Disclosure(Entrant e) => new("Air purifiers", ["air-purifier"], ["AP-1"],
        [
            .. e.Cadr is { } cadr
                ? [new DisclosedIndicator(
                    "cadr", "Clean air delivery rate", DisclosedKind.Performance, null, AtLeast(cadr), "GB/T 18801-2022", "4.1")]
                : Array.Empty<DisclosedIndicator>(),
            .. e.Noise is { } noise
                ? [new DisclosedIndicator("noise", "Noise", DisclosedKind.Functional, null, AtMost(noise), "GB/T 4214.1-2017", "4.2")]
                : Array.Empty<DisclosedIndicator>(),
        ], ["GB/T 18801-2022"], null, e.BelowRecommended);

    public static EvaluatedValue[] Stated(decimal? cadr, decimal? noise) =>
    [
        .. cadr is { } c ? [new EvaluatedValue("cadr", AtLeast(c), "4.1")] : Array.Empty<EvaluatedValue>(),
        .. noise is { } n ? [new EvaluatedValue("noise", AtMost(n), "4.2")] : Array.Empty<EvaluatedValue>(),
    ];

    public static readonly OpenEvaluation Open = new(2024, "air-purifier");

    /// <summary>Opened on 2 July.</summary>
    public static EvaluationsGiven Opened(params Entrant[] entrants) =>
        Programme().Declared(entrants.Length == 0 ? [A, B, C] : entrants).Then("2024-07-02", Body, Open);

    public EvaluationsGiven Evaluated(string on, params Entrant[] entrants)
    {
        foreach (var e in entrants) Then(on, Body, new RecordValues(e.Declaration, Stated(e.Cadr, e.Noise), E));
        return this;
    }

    /// <summary>In notice from 10 July to 25 July.</summary>
    public static EvaluationsGiven Noticed(params Entrant[] entrants)
    {
        entrants = entrants.Length == 0 ? [A, B, C] : entrants;
        return Opened(entrants).Evaluated("2024-07-05", entrants).Then("2024-07-10", Body, new OpenRankingNotice("www.qybzlp.com", E));
    }

    /// <summary>Published on 26 July.</summary>
    public static EvaluationsGiven Published(params Entrant[] entrants) =>
        Noticed(entrants).Then("2024-07-26", Body, new PublishRanking(E));

    public static DecideLeaderNumber Number(int number, string reason = "Few choices are enough.") =>
        new(number, reason, "The industry is young.", "Few standards are public.", E);

    /// <summary>In notice from 1 August to 12 August.</summary>
    public static EvaluationsGiven ListNoticed(int number, params Entrant[] entrants) =>
        Published(entrants).Then("2024-07-29", Body, Number(number)).Then("2024-08-01", Body, new OpenLeaderNotice("www.qybzlp.com", E));

    /// <summary>Published on 13 August.</summary>
    public static EvaluationsGiven Listed(int number, params Entrant[] entrants) =>
        ListNoticed(number, entrants).Then("2024-08-13", Body, new PublishLeaderList(E));

    public EvaluationsGiven Barred(string enterprise, string from, string lastDay) =>
        Given(new BanStarted(
            enterprise, $"r-{enterprise}", "2022-fridge." + enterprise, "elsewhere", "Fraud", Day(lastDay), "policy-defaults", Day(from)));

    public static LodgeObjection Objection(
        string notice = RankingNotice,
        string facts = "The disclosed noise is 58 dB(A).",
        string objector = "rival") =>
        new(ObjectorKind.NamedUnit, objector, facts, "d-B", [], notice);

    /// <summary>Lodged and admitted on the day.</summary>
    public EvaluationsGiven Objected(
        string on,
        string notice = RankingNotice,
        string facts = "The disclosed noise is 58 dB(A).",
        string objector = "rival")
    {
        Then(on, new(objector, Role.Enterprise), Objection(notice, facts, objector));
        return Then(on, Body, new AdmitObjection(true, Objection: Ids.Objection(notice, Ledger.Notice(notice).Objections.Count)));
    }
}
