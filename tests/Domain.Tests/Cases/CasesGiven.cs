using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Tests.LegalTime;
using Leader.Domain.Values;

namespace Leader.Domain.Tests.Cases;

/// <summary>A register with one leader of air purifiers (title from 2024-03-20), built from facts.</summary>
internal sealed class CasesGiven : GivenRegister<CasesGiven>
{
    public const string Purifiers = "2024-air-purifier";
    public const string TitleId = "2024-air-purifier." + Acme;
    public const string CaseId = "k-1";
    public const string Ban = TitleId + ".r1";
    public const string Digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string Digest2 = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    public const string Sentence = "The measured clean air delivery rate was 310 m³/h; 500 m³/h is disclosed.";

    public static readonly Actor Supervisor = new("aqsiq", Role.Supervisor);
    public static readonly Actor Tester = new("lab-1", Role.TestingBody);
    public static readonly Actor Buyer = new("procurement-fj", Role.ResultUser);
    public static readonly Actor Anyone = new("", Role.Public);
    public static readonly MeasuredShortfall Short = new("cadr", "≥ 500 m³/h", "310 m³/h", "report 2024-117 of lab-1",
        new(Operator.AtLeast, 500, null, "m³/h"), new(Operator.Exactly, 310, null, "m³/h"), "d-1", 1, "5.1");
    public static readonly Shortfall Measured = new("cadr", new(Operator.Exactly, 310, null, "m³/h"), "report 2024-117 of lab-1");

    public CasesGiven()
    {
        var day = Day("2018-01-02");
        Ledger.Append(ShippedCalendar.Announcements());
        Given(
            Organisation("samr", OrganisationKind.Regulator),
            Organisation("cnis", OrganisationKind.ResearchInstitute),
            new WorkingBodyDesignated("cnis", day),
            Organisation("caq", OrganisationKind.IndustryAssociation),
            Organisation("cheari", OrganisationKind.TechnicalInstitution),
            Organisation("sub", OrganisationKind.TechnicalInstitution),
            new RelationDeclared("r1", "sub", "cnis", RelationKind.Control, day, null, "register", day));
        foreach (var by in new[] { Regulator, Cnis, Caq, Cheari, Supervisor, Tester, Buyer, Of(Acme), Of(Bolt) })
        {
            Given(Deposited(Digest, by), Deposited(Digest2, by));
        }
        foreach (var (code, name) in new[] { (Acme, "Acme"), (Bolt, "Bolt"), (Cloud, "Cloud") })
        {
            Given(new EnterpriseRegistered(code, IdentifierKind.CreditCode, name, null, null, day));
        }
        Declared("d-1", Acme, "Q/ACME 001-2023", "2023-06-01");
        Evaluation(Purifiers, 2024, "air-purifier", "2024-01-31", Acme);
        Published(Purifiers, "2024-03-01", Acme);
        Listed(Purifiers, "2024-03-20", Acme);
    }

    public static EvidenceDeposited Deposited(string digest, Actor by) =>
        new(digest, "application/pdf", 1, by.Role, by.Subject, Day("2018-01-02"));
    private static OrganisationRegistered Organisation(string id, OrganisationKind kind) =>
        new(id, id, null, [kind], null, Day("2018-01-02"));
    public static string TitleOf(string evaluation, string enterprise = Acme) => Ids.Title(evaluation, enterprise);

    public CasesGiven Declared(string id, string enterprise, string number, string on, params string[] indicators) =>
        Given(new StandardDeclared(id, enterprise, number, number,
            StandardKind.Enterprise, Disclosed(indicators), null, Beijing.Start(Day(on)), Day(on)));

    public static Disclosure Disclosed(params string[] indicators) => new("Air purifiers", ["air-purifier"], ["AP-500", "AP-700"],
        [.. (indicators.Length == 0 ? ["cadr"] : indicators).Select(i => new DisclosedIndicator(
            i, i, DisclosedKind.Performance, null, new Limit(Operator.AtLeast, 500, null, "m³/h"), "GB/T 18801-2022", "5.1"))],
        [], null, false);

    /// <summary>An evaluation with a frozen pool of one standard of each enterprise, on the day after the cut-off.</summary>
    public CasesGiven Evaluation(string id, int cycle, string category, string cutOff, params string[] enterprises)
    {
        var at = Beijing.Start(Day(cutOff));
        var plan = new EvaluationPlan(
            "needs", [], [], [], null, at, 12, RankingForm.Composite, null, StricterRule.AtLeastOneStricter, ComparisonMethod.FullValue, 2,
            []);
        var on = Day(cutOff).AddDays(1);
        Given(
            new EvaluationOpened(
                id, cycle, category, category, "appliances", GoalSector.ConsumerGoods, id + ".caq", "caq", plan, "policy-defaults", on),
            new PoolFrozen(id, at, [.. enterprises.Select(Candidate)], [], on));
        foreach (var enterprise in enterprises) Given(new CandidacyEntered(enterprise, id, on));
        return this;
    }

    private static Candidate Candidate(string enterprise) => new(DeclarationOf(enterprise), 1, enterprise, enterprise, "Q/X 001-2023");
    public static string DeclarationOf(string enterprise) => enterprise == Acme ? "d-1" : "d-" + enterprise;

    public static RankingResult Result(params string[] enterprises) => new(
        [.. enterprises.Select((e, i) => new RankedEntry(i + 1, 1, DeclarationOf(e), 1, e, e, "Q/X 001-2023", 90 - i, 1, 0, 1, []))],
        [],
        [],
        [],
        false,
        null);

    public CasesGiven Noticed(string id, string on, RankingResult result, string? noticeClosedOn = null)
    {
        var notice = Ids.Notice(id, "ranking", 1);
        Given(new RankingDrafted(id, 1, result, Digest, notice, "policy-defaults", Day(on)),
            NoticePeriod.Open(
                NoticeSubject.Ranking, id, 1, Digest, "caq", [], "site", new("policy-defaults"), ShippedCalendar.Current, Day(on)));
        return noticeClosedOn is null ? this : Given(new NoticeClosed(notice, Day(noticeClosedOn)));
    }

    public CasesGiven Published(string id, string on, params string[] enterprises) =>
        Given(new RankingPublished(id, 1, Result(enterprises), Digest, Ids.Notice(id, "ranking", 1), "caq", Day(on)));

    /// <summary>The list, and the titles that it awards: for twelve months, with six months of grace.</summary>
    public CasesGiven Listed(string id, string on, params string[] enterprises)
    {
        var (cycle, category) = Ids.ParseCall(id)!.Value;
        var day = Day(on);
        Given(
            new LeaderListPublished(
                id,
                1,
                1,
                [.. enterprises.Select((e, i) => new LeaderEntry(i + 1, DeclarationOf(e), 1, e, e, "Q/X 001-2023"))],
                [],
                Digest,
                Ids.Notice(id, "leaders", 1),
                "caq",
                day),
            new LeaderListEntered(category, id, cycle, 1, [.. enterprises.Select(e => Ids.Title(id, e))], day));
        foreach (var enterprise in enterprises)
        {
            Given(
                Award(id, enterprise, day),
                new TitleEntered(enterprise, Ids.Title(id, enterprise), category, day),
                new CandidacyEnded(enterprise, id, "list published", day),
                new DeclarationTitled(DeclarationOf(enterprise), Ids.Title(id, enterprise), day));
        }
        return this;
    }

    public static TitleAwarded Award(string id, string enterprise, DateOnly on, string body = "caq")
    {
        var (cycle, category) = Ids.ParseCall(id)!.Value;
        return new(
            Ids.Title(id, enterprise), enterprise, enterprise, DeclarationOf(enterprise), 1, "Q/X 001-2023", id, cycle, category, category,
            GoalSector.ConsumerGoods, body, 1, ["AP-500", "AP-700"], on.AddMonths(12), on.AddMonths(18), "policy-defaults", on);
    }

    public CasesGiven Opened(string on, string title = TitleId, string @case = CaseId) =>
        Given([.. CaseOpening.Facts(
            Ledger, @case, CaseOrigin.Complaint, @case, Ledger.Title(title), RevocationGround.BelowDisclosedLevel, Day(on))]);

    public static StateFacts Statement(string @case = CaseId) =>
        new(RevocationGround.BelowDisclosedLevel, Sentence, [Digest], Measured, Case: @case);

    public CasesGiven Stated(string on, string @case = CaseId) => Then(on, Caq, Statement(@case));

    /// <summary>Opened, stated, answered with a waiver, and decided on one day.</summary>
    public CasesGiven Decided(string on, string title = TitleId, string @case = CaseId, Actor? by = null)
    {
        Opened(on, title, @case);
        return Then(on, by ?? Caq, new StateFacts(RevocationGround.Fraud, "The test report was forged.", [Digest], Case: @case))
            .Then(
                on,
                Of(Ledger.Title(title).Awarded!.Enterprise),
                new FileDefence("We say nothing.", WaivesFurtherHearing: true, Case: @case))
            .Then(on, by ?? Caq, new DecideCase(RevocationGround.Fraud, "The laboratory confirms the forgery.", @case));
    }

    public static RevokeTitle Revoke(string title = TitleId, string @case = CaseId) => new(@case, "The title is revoked for fraud.", title);

    /// <summary>The title is revoked on the day, after a case decided on that day.</summary>
    public CasesGiven Revoked(string on, string title = TitleId, string @case = CaseId) =>
        Decided(on, title, @case).Then(on, Caq, Revoke(title, @case));

    public static readonly LateEntry Shown = new("Announced at the gate of the body.", [Digest2]);
    protected override LateEntry ShownLate => Shown;

    public void Refused(string code, string on, Actor by, ICommand command) => When(on, by, command).ShouldBeRefused(code);

    public static FileComplaint Complain(
        ComplaintSubject subject = ComplaintSubject.Title,
        string id = TitleId,
        ComplaintGround ground = ComplaintGround.BelowDisclosedLevel,
        ComplaintSource source = ComplaintSource.Consumer,
        string complaint = "c-1") => new(subject, id, ground, source, Sentence, [Digest], complaint, "ref-77", Digest2);
}
