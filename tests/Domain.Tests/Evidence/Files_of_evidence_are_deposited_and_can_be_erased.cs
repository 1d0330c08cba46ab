using Leader.Domain.Process.Registers;
using Leader.Domain.Record;

namespace Leader.Domain.Tests.Evidence;

public class Files_of_evidence_are_deposited_and_can_be_erased
{
    private static readonly string Digest = new('a', 64);
    private static readonly DepositEvidence Deposit = new(Digest, "application/pdf", 1200);
    private static PlansGiven Deposited => new PlansGiven().Then("2024-05-01", Caq, Deposit);
    private static PlansGiven Erased => Deposited.Then("2024-05-02", Regulator, Erase);
    private static EraseEvidence Erase => new("PIPL art. 47", "It shows a bystander.", Digest);

    [Theory, Trait("Rule", "R96"), Trait("Rule", "A14")]
    [InlineData(Role.Enterprise)]
    [InlineData(Role.EvaluationBody)]
    [InlineData(Role.TestingBody)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Regulator)]
    [InlineData(Role.WorkingBody)]
    [InlineData(Role.Registrar)] // what they enter late they show
    [InlineData(Role.Department)]
    [InlineData(Role.LocalAuthority)]
    [InlineData(Role.ResultUser)]
    public void Who_may_file_evidence_deposits_its_file_and_is_named(Role role) =>
        new PlansGiven().When("2024-05-01", new Actor("caq", role), Deposit).ShouldRecord<EvidenceDeposited>().ShouldBe(new(
            Digest, "application/pdf", 1200, role, "caq", Day("2024-05-01")));

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public void Who_deposits_without_a_token_is_not_named() =>
        new PlansGiven().When("2024-05-01", new Actor("public", Role.Public), Deposit)
            .ShouldRecord<EvidenceDeposited>().Subject
            .ShouldBeNull();

    [Theory]
    [InlineData(Role.Expert)] // its subject would be a person
    [InlineData(Role.System)]
    public void Others_deposit_nothing(Role role) => new PlansGiven().When("2024-05-01", new Actor("x", role), Deposit).ShouldBeForbidden();

    [Fact]
    public void The_same_file_from_the_same_depositor_is_there_already() =>
        Deposited.When("2024-05-03", Caq, Deposit with { MediaType = "text/plain" }).ShouldChangeNothing();

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public void Nobody_learns_by_depositing_a_file_whether_somebody_else_did()
    {
        var anyone = new Actor("public", Role.Public);
        Deposited.When("2024-05-03", Cheari, Deposit).ShouldRecord<EvidenceDeposited>();
        Deposited.Then("2024-05-03", anyone, Deposit).When("2024-05-03", anyone, Deposit).ShouldRecord<EvidenceDeposited>();
    }

    [Fact]
    public void An_empty_file_or_a_wrong_digest_is_malformed()
    {
        new PlansGiven().When("2024-05-01", Caq, Deposit with { Size = 0 }).ShouldBeMalformed("file");
        new PlansGiven().When("2024-05-01", Caq, Deposit with { Digest = Digest.ToUpperInvariant() }).ShouldBeMalformed("digest");
    }

    [Fact, Trait("Rule", "Q48")]
    public void The_regulator_alone_has_a_file_erased_once()
    {
        Deposited.When("2024-05-02", Caq, Erase).ShouldBeForbidden();
        Deposited.ShouldRecordOnce("2024-05-02", Regulator, Erase);
        Deposited.When("2024-05-02", Regulator, Erase)
            .ShouldRecord<EvidenceErased>()
            .ShouldBe(new(Digest, "PIPL art. 47", "It shows a bystander.", Day("2024-05-02")));
        Deposited.When("2024-05-02", Regulator, Erase with { Basis = " ", Reason = "" }).ShouldBeMalformed("basis", "reason");
    }

    [Fact]
    public void What_was_never_deposited_is_not_erased() => new PlansGiven().When("2024-05-02", Regulator, Erase).ShouldNotKnow("evidence");

    [Fact]
    public void No_file_is_erased_on_a_day_before_its_deposit() =>
        Deposited.When("2024-04-30", "2024-05-02", Regulator, Erase).ShouldBeRefused("no-earlier-day");

    [Fact, Trait("Rule", "Q48")]
    public void A_file_that_was_erased_is_not_taken_again() => Erased.When("2024-05-03", Caq, Deposit).ShouldBeRefused("evidence-erased");
}
