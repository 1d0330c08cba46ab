using Leader.Domain.Process.Registers;
using Leader.Domain.Record;

namespace Leader.Domain.Tests.Persons;

public class Personal_data_is_erased_by_a_recorded_act
{
    private static readonly ErasePersonalData Erase = new("PIPL art. 47", "The person asks for it.", "person-1", Held.Data);

    [Fact, Trait("Rule", "Q48"), Trait("Trap", "22")]
    public void The_regulator_alone_erases_and_says_why()
    {
        new PlansGiven().When("2024-05-02", Cnis, Erase).ShouldBeForbidden();
        new PlansGiven().When("2024-05-02", Regulator, Erase)
            .ShouldRecord<PersonalDataErased>()
            .ShouldBe(new("person-1", "PIPL art. 47", "The person asks for it.", Day("2024-05-02")));
        new PlansGiven().When("2024-05-02", Regulator, Erase with { Basis = "", Reason = " " }).ShouldBeMalformed("basis", "reason");
    }

    [Fact]
    public void What_is_erased_already_is_so_though_nothing_is_held_any_more() => new PlansGiven().Then("2024-05-02", Regulator, Erase)
        .When("2024-05-03", Regulator, Erase with { Held = Held.Nothing })
        .ShouldChangeNothing();

    [Fact]
    public void Nobody_unknown_is_erased() =>
        new PlansGiven().When("2024-05-02", Regulator, Erase with { Held = Held.Nothing }).ShouldNotKnow("person");

    [Fact, Trait("Rule", "Q48")]
    public void The_act_itself_does_not_repeat_what_it_erases() =>
        new PlansGiven().When("2024-05-02", Regulator, Erase with { Held = Held.DataThatTheRequestRepeats })
            .ShouldBeRefused("erasure-repeats-data");

    [Fact]
    public void It_is_not_erased_on_a_day_to_come() =>
        new PlansGiven().When("2024-05-03", "2024-05-02", Regulator, Erase).ShouldBeRefused("day-in-the-future");
}
