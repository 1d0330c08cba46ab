using Leader.Domain.Process;
using Leader.Domain.Process.Declarations;
using Leader.Domain.Process.EvaluationPlans;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests;

public class The_same_command_twice_records_once_up_to_the_official_plan
{
    private static readonly string Declared = DeclarationId(Acme, "Q/ACME 001-2024");

    [Fact]
    public void AdoptRuleSet() =>
        new PlansGiven().ShouldRecordOnce("2024-05-01", Regulator, new AdoptRuleSet(new("guide"), Day("2024-05-01"), "guide"));
    [Fact]
    public void RegisterOrganisation() => Registered().ShouldRecordOnce(
        "2024-01-01",
        Regulator,
        new RegisterOrganisation("lab", "Lab", [OrganisationKind.TestingOrCertificationBody, OrganisationKind.OtherThirdParty]));
    [Fact]
    public void DesignateWorkingBody() =>
        Registered().Then("2024-01-01", Regulator, new RegisterOrganisation("nis", "New", [OrganisationKind.ResearchInstitute]))
            .ShouldRecordOnce("2024-01-01", Regulator, new DesignateWorkingBody("nis"));
    [Fact]
    public void DeclareRelation() => Evaluating().ShouldRecordOnce(
        "2024-07-10",
        Regulator,
        new DeclareRelation("r", "cnis", RelationKind.Control, Day("2020-01-01"), null, "register", "caq"));
    [Fact]
    public void EndRelation() =>
        Registered().Then(
            "2024-01-01",
            Regulator,
            new DeclareRelation("r", "cnis", RelationKind.Control, Day("2020-01-01"), null, "register", "caq"))
            .ShouldRecordOnce("2024-01-02", Regulator, new EndRelation(Day("2024-01-01"), "r"));

    [Fact]
    public void A_relation_that_has_ended_since_is_not_declared_again()
    {
        DeclareRelation relation = new("r", "cnis", RelationKind.Control, Day("2020-01-01"), null, "register", "caq");
        Registered().Then("2024-01-01", Regulator, relation).Then("2024-01-02", Regulator, new EndRelation(Day("2024-01-01"), "r"))
            .When("2024-01-03", Regulator, relation).ShouldChangeNothing();
    }

    [Fact]
    public void DeclareConflict() =>
        Programme().ShouldRecordOnce("2024-02-01", Caq, new DeclareConflict(Acme, "member", Day("2024-01-01"), null, "caq"));
    [Fact]
    public void RecordFee() =>
        CallOpen().ShouldRecordOnce("2024-02-10", Regulator, new RecordFee(CallId, Acme, "Asked.", [new string('a', 64)], "caq"));
    [Fact]
    public void DisqualifyBody() => Evaluating().ShouldRecordOnce("2024-07-10", Regulator, new DisqualifyBody("fees", "Took fees.", "caq"));
    [Fact]
    public void RegisterEnterprise() =>
        new PlansGiven().ShouldRecordOnce("2024-01-01", Registrar, new RegisterEnterprise(Acme, "Acme", "Fujian"));
    [Fact]
    public void RegisterEnterprise_even_after_a_change_of_name() =>
        Programme().Then("2024-02-01", Of(Acme), new RenameEnterprise("New", "x", Acme))
            .When("2024-02-02", Of(Acme), new RegisterEnterprise(Acme, "Acme Air"))
            .ShouldChangeNothing();
    [Fact] public void RenameEnterprise() => Programme().ShouldRecordOnce("2024-02-01", Of(Acme), new RenameEnterprise("New", "x", Acme));
    [Fact]
    public void RecordSuccession() =>
        Titled().ShouldRecordOnce("2025-02-01", Registrar, new RecordSuccession(SuccessionKind.Split, [Cloud, Bolt], Acme));
    [Fact] public void DeclareRelated() => Programme().ShouldRecordOnce("2024-02-01", Of(Acme), new DeclareRelated(Bolt, "parent", Acme));
    [Fact]
    public void GiveCommitment() =>
        Programme().ShouldRecordOnce("2024-02-01", Of(Acme), new GiveCommitment("We keep it.", "Chen", null, Acme, "c-1"));
    [Fact]
    public void WithdrawCommitment() =>
        Programme().Then("2024-02-01", Of(Acme), new GiveCommitment("We keep it.", "Chen", null, Acme, "c-1"))
            .ShouldRecordOnce("2024-02-02", Of(Acme), new WithdrawCommitment("x", Acme, "c-1"));
    [Fact]
    public void DeclareStandard() =>
        Programme().ShouldRecordOnce("2024-02-01", Of(Acme), new DeclareStandard(Acme, "Q/ACME 001-2024", Disclosed()));
    [Fact]
    public void ReviseDeclaration() => Titled().ShouldRecordOnce("2024-11-01", Of(Acme), new ReviseDeclaration(Disclosed(510m), Declared));
    [Fact]
    public void WithdrawDeclaration() => Titled().ShouldRecordOnce("2024-11-01", Of(Acme), new WithdrawDeclaration("x", null, Declared));
    [Fact] public void PublishKeyFieldList() => Registered().ShouldRecordOnce("2024-01-10", Regulator, KeyFieldList());
    [Fact]
    public void OpenPlanCall() =>
        Programme().ShouldRecordOnce("2024-02-01", Cnis, new OpenPlanCall(2024, Day("2024-03-01"), "Open.", "air-purifier"));
    [Fact] public void SubmitPlan() => CallOpen().ShouldRecordOnce("2024-03-01", Caq, new SubmitPlan(Plan(), Undertaking, "caq", CallId));
    [Fact] public void WithdrawPlan() => PlansIn().ShouldRecordOnce("2024-02-26", Caq, new WithdrawPlan("x", CaqPlan));
    [Fact] public void FormExpertPanel() => CallOpen().ShouldRecordOnce("2024-02-26", Cnis, new FormExpertPanel(PlansGiven.Panel, CallId));
    [Fact] public void ReviewPlan() => PlansIn().ShouldRecordOnce("2024-03-05", Expert1, new ReviewPlan(90m, "Good.", null, CaqPlan));
    [Fact] public void SelectPlan() => Reviewed().ShouldRecordOnce("2024-04-30", Cnis, new SelectPlan(Reasons, CaqPlan));
    [Fact] public void MakePlanOfficial() => Selected().ShouldRecordOnce("2024-05-14", Actor.System, new MakePlanOfficial(CaqPlan));
    [Fact] public void LapseCategory() => CallOpen().ShouldRecordOnce("2024-03-02", Cnis, new LapseCategory("None came.", CallId));

    [Fact]
    public void WithdrawSelection() => Selected()
        .Given(new ObjectionLodged(
            NoticeId, NoticeId + ".1", ObjectorKind.NamedUnit, "Bolt", null, "f", [], "bolt", Beijing.Start(Day("2024-05-10")),
            Day("2024-05-27"), Day("2024-05-10")), new ObjectionUpheld(NoticeId, NoticeId + ".1", "r", Day("2024-05-11")))
        .ShouldRecordOnce("2024-05-14", Cnis, new WithdrawSelection("x", CaqPlan));

    /// <summary>A host loads the streams that were asked for and asks again; until then every state is the initial one.</summary>
    [Fact]
    public void No_decider_fails_on_streams_not_yet_loaded()
    {
        ICommand[] commands =
        [
            new AdoptRuleSet(new("guide"), Day("2024-05-01"), "guide"),
            new DesignateWorkingBody("nis"),
            new DeclareRelation("r", "cnis", RelationKind.Control, Day("2020-01-01"), null, "register", "caq"),
            new EndRelation(Day("2024-01-01"), "r"),
            new DeclareConflict(Acme, "member", Day("2024-01-01"), null, "caq"),
            new RecordFee(CallId, Acme, "Asked.", [new string('a', 64)], "caq"),
            new DisqualifyBody("fees", "f", "caq"),
            new RenameEnterprise("New", "x", Acme),
            new RecordSuccession(SuccessionKind.Split, [Cloud], Acme),
            new DeclareRelated(Bolt, "parent", Acme),
            new GiveCommitment("t", "s", null, Acme, "c"),
            new WithdrawCommitment("x", Acme, "c"),
            new ReviseDeclaration(Disclosed(), Declared),
            new WithdrawDeclaration("x", "y", Declared),
            KeyFieldList(),
            new OpenPlanCall(2024, Day("2024-03-01"), "Open.", "air-purifier"),
            new SubmitPlan(Plan(), Undertaking, "caq", CallId),
            new WithdrawPlan("x", CaqPlan),
            new FormExpertPanel(PlansGiven.Panel, CallId),
            new ReviewPlan(90m, "Good.", null, CaqPlan),
            new SelectPlan(Reasons, CaqPlan),
            new MakePlanOfficial(CaqPlan),
            new LapseCategory("x", CallId),
            new WithdrawSelection("x", CaqPlan),
        ];
        foreach (var command in commands)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                new PlansGiven().When("2024-07-10", new Actor(Acme, role), command).Facts.Count.ShouldBeLessThan(9);
            }
        }
    }

    /// <summary>The same, one stream after the other, on a full history.</summary>
    [Fact]
    public void No_decider_fails_while_streams_arrive_one_by_one()
    {
        var full = Titled();
        (Actor By, ICommand Command)[] requests =
        [
            (Regulator, new DisqualifyBody("fees", "f", "caq")),
            (Regulator, new DeclareRelation("r", "cnis", RelationKind.Control, Day("2020-01-01"), null, "register", "caq")),
            (Of(Acme), new ReviseDeclaration(Disclosed(510m), Declared)),
            (Of(Acme), new WithdrawDeclaration("x", null, Declared)),
            (Registrar, new RecordSuccession(SuccessionKind.Split, [Bolt], Acme)),
            (Cnis, new WithdrawSelection("x", CaqPlan)),
            (Cnis, new SelectPlan(Reasons, CaqPlan)),
            (Actor.System, new MakePlanOfficial(CaqPlan)),
            (Regulator, KeyFieldList(2024)),
        ];
        foreach (var (by, command) in requests)
        {
            var act = new Act(Day("2024-11-01"), Beijing.Start(Day("2024-11-01")).AddHours(10), by);
            var slow = new Slow(full.Ledger);
            Decision decision;
            do { decision = command.Enter(act, slow); } while (slow.LoadNext());
            var direct = command.Enter(act, full.Ledger);
            decision.Refusal?.Code.ShouldBe(direct.Refusal?.Code);
            decision.Facts.Select(Canonical.Json).ShouldBe(direct.Facts.Select(Canonical.Json));
        }
    }

    private sealed class Slow(ILedger full) : ILedger
    {
        private readonly HashSet<string> _loaded = [];
        private string? _next;

        public T Read<T>(string stream) where T : IState<T>
        {
            if (_loaded.Contains(stream)) return full.Read<T>(stream);
            _next ??= stream;
            return T.Initial;
        }

        public bool LoadNext()
        {
            var more = _next is not null;
            if (_next is not null) _loaded.Add(_next);
            _next = null;
            return more;
        }
    }
}
