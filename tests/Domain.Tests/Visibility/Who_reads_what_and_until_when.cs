using System.Reflection;
using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Tests.Visibility;

public class Who_reads_what_and_until_when
{
    private static readonly Reader Rival = Of(new("rival", Role.EvaluationBody)),
        Own = Of(new("caq", Role.EvaluationBody)),
        Expert = Of(new("expert-1", Role.Expert)),
        OtherExpert = Of(new("expert-2", Role.Expert)),
            Stranger = Of(new("expert-9", Role.Expert)),
            Working = new(new("cnis", Role.WorkingBody), [], IsWorkingBody: true),
        FormerWorking = Of(new("old", Role.WorkingBody)),
            Regulator = Of(new("samr", Role.Regulator)),
            Supervisor = Of(new("eqs", Role.Supervisor));

    private static readonly string[] Panel = ["expert-1", "expert-2"];

    [Fact]
    public void Every_type_of_fact_has_an_entry_in_the_one_list() =>
        typeof(Fact).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(Fact))).Where(t => !Seals.Has(t))
            .ShouldBeEmpty();

    /// <summary>
    /// Whoever adds a field in which somebody writes freely to a complaint, a plan or a hearing finds it sealed; who adds a sender's field
    /// names it.
    /// </summary>
    [Fact]
    public void The_fields_that_say_who_sent_an_objection_are_fields_of_it() =>
        typeof(ObjectionLodged).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])
            .ShouldContain(f => Seals.SenderFields.Contains(f));

    [Fact, Trait("Rule", "R48"), Trait("Rule", "Q48"), Trait("Clause", "四(三)")]
    public void While_plans_compete_each_is_read_by_the_panel_the_working_body_the_regulator_and_its_own_body()
    {
        var round1 = new CallMatter(0, Panel);

        foreach (var reader in new[] { Own, Expert, OtherExpert, Working, Regulator })
        {
            round1.Shows(Seal.Plan, 1, "caq", reader).ShouldBeTrue($"{reader.By}");
        }
        foreach (var reader in new[] { Rival, Stranger, FormerWorking, Supervisor, Reader.Anyone })
        {
            round1.Shows(Seal.Plan, 1, "caq", reader).ShouldBeFalse($"{reader.By}");
        }
    }

    [Fact, Trait("Rule", "R48"), Trait("Rule", "D4")]
    public void While_plans_compete_an_opinion_is_read_by_the_working_body_and_its_expert_and_not_by_the_body_whose_plan_it_is()
    {
        var round1 = new CallMatter(0, Panel);

        foreach (var reader in new[] { Expert, Working, Regulator })
        {
            round1.Shows(Seal.Opinion, 1, "expert-1", reader).ShouldBeTrue($"{reader.By}");
        }
        foreach (var reader in new[] { Own, Rival, OtherExpert, Reader.Anyone })
        {
            round1.Shows(Seal.Opinion, 1, "expert-1", reader).ShouldBeFalse($"{reader.By}");
        }
    }

    [Fact, Trait("Rule", "Q48")]
    public void While_plans_compete_the_panel_is_known_to_itself_and_to_the_working_body()
    {
        var round1 = new CallMatter(0, Panel);

        foreach (var reader in new[] { Expert, OtherExpert, Working, Regulator })
        {
            round1.Shows(Seal.Panel, 1, "", reader).ShouldBeTrue($"{reader.By}");
        }
        foreach (var reader in new[] { Own, Rival, Stranger, Reader.Anyone })
        {
            round1.Shows(Seal.Panel, 1, "", reader).ShouldBeFalse($"{reader.By}");
        }
    }

    [Fact, Trait("Rule", "D3"), Trait("Clause", "四(三)")]
    public void The_round_that_was_decided_is_public_and_the_next_one_is_not()
    {
        var round2 = new CallMatter(1, Panel);

        round2.Shows(Seal.Plan, 1, "caq", Reader.Anyone).ShouldBeTrue();
        round2.Shows(Seal.Plan, 2, "caq", Reader.Anyone).ShouldBeFalse();
        round2.Shows(Seal.Plan, 2, "caq", Rival).ShouldBeFalse();
        new CallMatter(2, Panel).Shows(Seal.Plan, 2, "caq", Reader.Anyone).ShouldBeTrue();
    }

    [Fact, Trait("Rule", "D3")]
    public void A_call_knows_its_rounds_from_its_facts()
    {
        var (call, on) = ("2024-fan", new DateOnly(2024, 3, 1));
        Fact[] facts =
        [
            new PlanCallOpened(call, 2024, "fan", "f", "cnis", 1, on, "c", on),
            new ExpertPanelFormed(call, [new("expert-1", null, "THU")], on),
            new PlanSelected(call, "2024-fan.caq", "caq", new Dictionary<string, string>(), "n", "r", on),
            new SelectionWithdrawn(call, "2024-fan.caq", "r", on),
            new PlanCallOpened(call, 2024, "fan", "f", "cnis", 2, on, "c", on),
            new ExpertPanelFormed(call, [new("expert-1", null, "THU")], on),
        ];
        var state = facts.Aggregate(Call.Initial, Call.Evolve);

        (state.RoundOf(2), state.RoundOf(4), state.RoundOf(5), state.RoundOf(6), state.DecidedRound).ShouldBe((1, 1, 2, 2, 1));
    }

    [Fact, Trait("Rule", "Q32"), Trait("Rule", "D15"), Trait("Clause", "四(六)")]
    public void During_a_hearing_the_parties_read_all_of_it_and_the_public_nothing()
    {
        var hearing = new CaseMatter(Decided: false, "ENTERPRISE", "caq");

        foreach (var reader in new[] { Own, Regulator, Enterprise("ENTERPRISE"), Enterprise("HEIR", "ENTERPRISE") })
        {
            hearing.Shows(Seal.Hearing, reader).ShouldBeTrue($"{reader.By}");
        }
        foreach (var reader in new[] { Rival, Supervisor, Enterprise("OTHER"), Working, Reader.Anyone })
        {
            hearing.Shows(Seal.Hearing, reader).ShouldBeFalse($"{reader.By}");
        }
        (hearing with { Decided = true }).Shows(Seal.Hearing, Reader.Anyone).ShouldBeTrue();
    }

    [Fact, Trait("Rule", "Q32"), Trait("Rule", "Q48")]
    public void Who_complained_or_reported_reads_the_statement_that_answers_it_and_not_the_defence()
    {
        var complained = new CaseMatter(false, "ENTERPRISE", "caq", SecretHash: "aa");
        var reported = new CaseMatter(false, "ENTERPRISE", "caq", Authority: "eqs");

        complained.Shows(Seal.Statement, Reader.Anyone with { SecretHash = "aa" }).ShouldBeTrue();
        complained.Shows(Seal.Hearing, Reader.Anyone with { SecretHash = "aa" }).ShouldBeFalse();
        complained.Shows(Seal.Statement, Reader.Anyone with { SecretHash = "ab" }).ShouldBeFalse();
        complained.Shows(Seal.Statement, Reader.Anyone).ShouldBeFalse();
        reported.Shows(Seal.Statement, Supervisor).ShouldBeTrue();
        reported.Shows(Seal.Statement, Of(new("eport", Role.Supervisor))).ShouldBeFalse();
        reported.Shows(Seal.Hearing, Supervisor).ShouldBeFalse();
    }

    [Fact, Trait("Rule", "Q32"), Trait("Rule", "D19")]
    public void A_finding_is_public_once_no_case_that_it_opened_is_undecided()
    {
        var (open, decided) = (new CaseMatter(false, "ENTERPRISE", "caq"), new CaseMatter(true, "ENTERPRISE", "other"));

        new FindingMatter("eqs", []).Shows(Reader.Anyone).ShouldBeTrue();
        new FindingMatter("eqs", [decided]).Shows(Reader.Anyone).ShouldBeTrue();
        new FindingMatter("eqs", [decided, open]).Shows(Reader.Anyone).ShouldBeFalse();
        new FindingMatter("eqs", [decided, open]).Shows(Supervisor).ShouldBeTrue();
        new FindingMatter("eqs", [decided, open]).Shows(Enterprise("ENTERPRISE")).ShouldBeTrue();
        new FindingMatter("eqs", [decided, open]).Shows(Own).ShouldBeTrue();
        new FindingMatter("eqs", [decided, open]).Shows(Of(new("other", Role.EvaluationBody))).ShouldBeFalse();
    }

    [Fact, Trait("Rule", "D15"), Trait("Rule", "Q48"), Trait("Trap", "22")]
    public void A_complaint_is_read_by_the_body_in_charge_the_regulator_and_who_holds_its_secret()
    {
        var complaint = new ComplaintMatter("caq", "aa");

        foreach (var reader in new[] { Own, Regulator, Reader.Anyone with { SecretHash = "aa" } })
        {
            complaint.Shows(reader).ShouldBeTrue($"{reader.By}");
        }
        foreach (var reader in new[]
        {
            Rival, Supervisor, Working, Enterprise("ENTERPRISE"), Reader.Anyone, Reader.Anyone with { SecretHash = "" },
        })
        {
            complaint.Shows(reader).ShouldBeFalse($"{reader.By}");
        }
    }

    private static Reader Of(Actor by) => new(by, []);
    private static Reader Enterprise(string code, params string[] predecessors) => new(new(code, Role.Enterprise), [code, .. predecessors]);
}
