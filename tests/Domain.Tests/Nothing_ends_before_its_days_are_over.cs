using CsCheck;
using Leader.Domain.Process;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Evaluations;
using Leader.Domain.Process.LeaderLists;
using Leader.Domain.Process.PublicNotices;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.EvaluationsGiven;
using C = Leader.Domain.Tests.Cases.CasesGiven;
using P = Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

/// <summary>
/// Random requests with random days, shown or not, by who may and by who may not: whatever the register takes as ended was open, in the
/// time of its entries, for as many days as the rules say. The days are counted here, from nothing but the facts and when they were
/// entered.
/// </summary>
public class Nothing_ends_before_its_days_are_over
{
    private const int Steps = 70;
    private static readonly Gen<int[]> Choices = Gen.Int[0, 9_999].Array[6 * Steps];

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q1"), Trait("Rule", "Q2"), Trait("Rule", "Q3"), Trait("Rule", "P5"), Trait("Rule", "P6")]
    public void No_ranking_and_no_list_is_published_before_its_notice_has_run() =>
        Sample(Notices, nameof(RankingPublished), nameof(LeaderListPublished), nameof(ObjectionFoundInadmissible), nameof(ActEnteredLate));

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "R47"), Trait("Rule", "Q10")]
    public void No_plan_is_chosen_before_its_call_has_run_and_none_official_before_its_notice_has() =>
        Sample(Calls, nameof(PlanMadeOfficial), nameof(CategoryLapsed), nameof(ActEnteredLate));

    [Fact, Trait("Rule", "Q54"), Trait("Rule", "Q32"), Trait("Rule", "R71")]
    public void No_case_is_decided_before_its_hearing_has_run() =>
        Sample(Hearings, nameof(CaseDecided), nameof(TitleRevoked), nameof(ActEnteredLate));

    /// <summary>And they do come to what they are about, which some of them do only now and then.</summary>
    private static void Sample(Func<World> world, params string[] reached)
    {
        var kinds = new HashSet<string>();
        for (var round = 0; round < 12 && (round == 0 || reached.Except(kinds).Any()); round++)
        {
            Choices.Sample(c =>
            {
                var course = new Course(c, world());
                lock (kinds) kinds.UnionWith(course.Entered.Select(e => e.Fact.GetType().Name));
                Check(course);
            }, iter: 80, threads: 2);
        }
        reached.Except(kinds).ShouldBeEmpty();
    }

    /// <param name="Holidays">Whether the calendar of this world knows those of the autumn.</param>
    private sealed record World(MemoryLedger Ledger, Func<Course, (Actor By, ICommand Command)>[] Requests, bool Holidays = true);

    private static World Notices()
    {
        var given = Opened().Evaluated("2024-07-05", A, B, EvaluationsGiven.C);
        Deposit(given.Ledger, Body, Rival, Cnis);
        string Objection(Course c) => Ids.Objection(c.Pick(2) == 0 ? RankingNotice : ListNotice, 1 + c.Pick(3));
        return new(given.Ledger,
        [
            _ => (Body, new OpenRankingNotice("www.qybzlp.com", E)),
            _ => (Body, new PublishRanking(E)),
            _ => (Body, Number(2)),
            _ => (Body, new OpenLeaderNotice("www.qybzlp.com", E)),
            _ => (Body, new PublishLeaderList(E)),
            c => (Actor.System, new CloseNotice(c.Pick(2) == 0 ? RankingNotice : ListNotice)),
            c => (
                c.Pick(2) == 0 ? Rival : Body,
                EvaluationsGiven.Objection(c.Pick(2) == 0 ? RankingNotice : ListNotice, $"Facts {c.Pick(3)}.")),
            c => (Body, new AdmitObjection(c.Pick(2) == 0, c.Pick(2) == 0 ? null : InadmissibleGround.Late, "Late.", Objection(c))),
            c => (Body, new RuleOnObjection(false, "Nothing in it.", Objection(c))),
            c => (c.Pick(2) == 0 ? Rival : Cnis, new RequestProcedureReview("Not heard.", Objection(c))),
        ]);
    }

    private static World Calls()
    {
        var given = P.Programme();
        Deposit(given.Ledger, Caq, Cheari, Cnis);
        return new(given.Ledger,
        [
            c => (Cnis, new OpenPlanCall(2024, c.On.AddDays(c.Pick(12) - 1), "Open to all.", "air-purifier")),
            c => (c.Pick(2) == 0 ? Caq : Cnis, new SubmitPlan(P.Plan(), P.Undertaking, "caq", P.CallId)),
            _ => (Cnis, new FormExpertPanel(P.Panel, P.CallId)),
            _ => (P.Expert1, new ReviewPlan(80m, "Good.", null, Plan())),
            _ => (Cnis, new SelectPlan(new Dictionary<string, string> { [Plan()] = "Best." }, Plan())),
            c => (c.Pick(2) == 0 ? Cnis : Actor.System, new MakePlanOfficial(Plan())),
            c => (Cnis, c.Pick(3) == 0
                ? new LapseCategory("None.", P.CallId)
                : new SelectPlan(new Dictionary<string, string> { [Plan()] = "Best." }, Plan())),
        ], Holidays: false);

        string Plan() => Ids.Plan(P.CallId, "caq", Math.Max(1, given.Ledger.Call(P.CallId).Round));
    }

    private static World Hearings()
    {
        var given = new C();
        var acme = Of(Acme);
        return new(given.Ledger,
        [
            _ => (
                C.Supervisor,
                new ReceiveFinding(FindingKind.QualitySupervision, Acme, true, "Below.", [C.Digest], C.TitleId, Finding: "k-1")),
            c => (Caq, new StateFacts(RevocationGround.Fraud, $"Forged {c.Pick(2)}.", [C.Digest], TestReport: c.Pick(2) == 0, Case: "k-1")),
            c => (Caq, new StateFacts(RevocationGround.BelowDisclosedLevel, $"Measured {c.Pick(2)}.", [C.Digest], C.Measured, Case: "k-1")),
            c => (
                c.Pick(2) == 0 ? acme : Caq,
                new FileDefence($"Not so {c.Pick(2)}.", [C.Digest], WaivesFurtherHearing: c.Pick(3) == 0, Case: "k-1")),
            c => (
                Caq,
                new DecideCase(c.Pick(2) == 0 ? RevocationGround.Fraud : RevocationGround.BelowDisclosedLevel, "Established.", "k-1")),
            _ => (Caq, C.Revoke(@case: "k-1")),
        ]);
    }

    private static void Deposit(MemoryLedger ledger, params Actor[] all) =>
        ledger.Append(all.Select(a => new EvidenceDeposited(C.Digest2, "application/pdf", 1, a.Role, a.Subject, Day("2024-06-03"))));

    /// <summary>From 8 July 2024 on; what is refused is not recorded.</summary>
    private sealed class Course
    {
        private static readonly TimeSpan[] Passes =
        [
            TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromHours(5), TimeSpan.FromDays(1), TimeSpan.FromDays(4),
            TimeSpan.FromDays(9),
        ];
        private static readonly int[] Back = [0, 0, 0, 0, 1, 3, 12, 20, 47];
        private readonly int[] _choices;
        private int _choice;

        public Course(int[] choices, World world)
        {
            (_choices, Holidays) = (choices, world.Holidays);
            var now = At("2024-07-08T09:00:00+08:00");
            for (var step = 0; step < Steps && now < At("2024-12-20T00:00:00+08:00"); step++)
            {
                now += Passes[Pick(Passes.Length)];
                On = Beijing.Day(now).AddDays(-Back[Pick(Back.Length)]);
                var late = Pick(2) == 0 ? new LateEntry("Letter, site, gazette.", [C.Digest2]) : null;
                var (by, command) = world.Requests[Pick(world.Requests.Length)](this);
                var facts = command.Enter(new(On, now, by, On == Beijing.Day(now) ? null : late), world.Ledger).Facts;
                world.Ledger.Append(facts);
                Entered.AddRange(facts.Select(f => (Beijing.Day(now), by, f)));
            }
        }

        public bool Holidays { get; }
        public DateOnly On { get; private set; }
        public List<(DateOnly Day, Actor By, Fact Fact)> Entered { get; } = [];
        public int Pick(int count) => _choices[_choice++ % _choices.Length] % count;
    }

    private static bool IsWorked(DateOnly d, bool holidays) => (d.Month, d.Day) switch
    {
        _ when !holidays => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
        (9, 14) or (9, 29) or (10, 12) => true,
        (9, >= 15 and <= 17) or (10, >= 1 and <= 7) => false,
        _ => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
    };

    private static void Check(Course course)
    {
        var all = course.Entered;
        foreach (var (i, (day, _, fact)) in all.Index())
        {
            var before = all.Take(i).ToList();
            switch (fact)
            {
                case RankingPublished e: Open(e.Notice, 15, working: false); break;
                case LeaderListPublished e: Open(e.Notice, 7, working: true); break;
                case PlanMadeOfficial e: Open(Selected(e.Plan).Notice, 7, working: true); break;
                case NoticeClosed { Notice: RankingNotice } e: Open(e.Notice, 15, working: false); break;
                case NoticeClosed e: Open(e.Notice, 7, working: true); break;
                case PlanSelected or PlanReviewed or CategoryLapsed:
                    Days(
                    before.Last(b => b.Fact is PlanCallOpened).Day,
                    day,
                    working: false)
                    .ShouldBeGreaterThanOrEqualTo(1, $"{fact}"); break;
                case PlanSubmitted { Late: true } e:
                    var came = all[i].By.Role == Role.WorkingBody ? e.On : day;
                    Days(before.Last(b => b.Fact is PlanCallOpened).Day, came, working: false)
                        .ShouldBeGreaterThanOrEqualTo(1, $"{e.Plan}: it came while the call ran");
                    break;
                case CaseDecided { Ground: not null }:
                    var stated = before.FindLastIndex(b => b.Fact is FactsStated);
                    if (before.Skip(stated).Any(b => b is { By.Role: Role.Enterprise, Fact: DefenceFiled { WaivesFurtherHearing: true } }))
                    {
                        break;
                    }
                    Days(before[stated].Day, day, working: true)
                        .ShouldBeGreaterThanOrEqualTo(((FactsStated)before[stated].Fact).TestReport ? 10 : 5, $"{fact}");
                    break;
                case TitleRevoked e:
                    e.On.ShouldBeGreaterThanOrEqualTo(before.Last(b => b.Fact is CaseDecided).Day, "no ban before the decision");
                    break;
                case ObjectionFoundInadmissible { Ground: InadmissibleGround.Late } e:
                    var lodged = before.Concat(all.Skip(i - 1)).First(b => b.Fact is ObjectionLodged l && l.Objection == e.Objection);
                    var received = lodged.By.Role == Role.EvaluationBody ? lodged.Fact.On : lodged.Day;
                    var opened = before.Last(b => b.Fact is NoticeOpened n && n.Notice == e.Notice).Day;
                    Days(opened, received, working: e.Notice != RankingNotice)
                        .ShouldBeGreaterThanOrEqualTo(e.Notice == RankingNotice ? 15 : 7, $"{fact}: it came while the notice ran");
                    break;
            }

            // Whole days in between, of the days of entry; working days as the State Council announced them for these months.
            int Days(DateOnly opened, DateOnly ended, bool working) =>
                Enumerable.Range(1, Math.Max(0, ended.DayNumber - opened.DayNumber - 1))
                    .Select(opened.AddDays)
                    .Count(d => !working || IsWorked(d, course.Holidays));

            PlanSelected Selected(string plan) => (PlanSelected)before.Last(b => b.Fact is PlanSelected s && s.Plan == plan).Fact;

            void Open(string notice, int least, bool working) =>
                Days(before.Last(b => b.Fact is NoticeOpened n && n.Notice == notice).Day, day, working)
                    .ShouldBeGreaterThanOrEqualTo(least, $"{fact}");
        }
    }
}
