using Leader.Domain.Process.Registers;
using Leader.Domain.Record;
using Leader.Domain.Values;
using static Leader.Domain.Tests.PlansGiven;

namespace Leader.Domain.Tests.Titles;

public class Titles_of_other_schemes_are_recorded_and_count_nowhere
{
    private static readonly Actor Province = new("fujian", Role.LocalAuthority);

    private static readonly RecordOtherTitle Title = new(
        "Fujian Leader", Region.Fujian, "Fujian Market Supervision", Acme, "Q/ACME 001-2024", Day("2024-03-01"),
        "https://fujian.example.cn/leader", Day("2026-02-28"), "o-1");

    [Fact, Trait("Rule", "Q44")]
    public void Authorities_and_registrars_record_them_with_their_source()
    {
        foreach (var by in new[] { Of(Acme), Caq, Cnis, new("mall", Role.ResultUser) })
        {
            Programme().When("2024-06-01", by, Title).ShouldBeForbidden();
        }
        foreach (var by in new[] { Regulator, Registrar })
        {
            Programme().When("2024-06-01", by, Title).ShouldRecord<OtherTitleRecorded>().Body.ShouldBe(by.Subject);
        }
        var register = Programme();
        register.When("2024-06-01", Province, Title with { Source = "Bulletin 3" }).ShouldBeMalformed("source");
        register.When("2024-06-01", Province, Title with { Number = "ACME" }).ShouldBeMalformed("number");
        register.When("2024-06-01", Province, Title with { ValidTo = Day("2024-02-29") }).ShouldBeMalformed("validTo");
        register.When("2024-06-01", Province, Title with { ValidTo = Day("2024-03-01") }).Refusal.ShouldBeNull();
        register.When("2024-06-01", Province, Title with { Enterprise = "91350100M0001TGQXM" }).ShouldNotKnow("enterprise");
        register.ShouldRecordOnce("2024-06-01", Province, Title);
        register.When("2024-06-02", Province, Title with { Scheme = "Another" }).ShouldBeRefused("other-title-id-taken");
    }

    [Fact, Trait("Rule", "Q44")]
    public void Who_recorded_one_tells_that_it_ended_before_its_time()
    {
        var register = Programme().Then("2024-06-01", Province, Title);
        var end = new EndOtherTitle(Day("2025-01-31"), "Revoked by the province.", "o-1");
        register.When("2025-02-03", Regulator, end).ShouldBeForbidden();
        register.When("2025-02-03", Province, end with { OtherTitle = "o-2" }).ShouldNotKnow("other-title");
        register.When("2025-02-03", Province, end with { LastDay = Day("2024-02-29") }).ShouldBeMalformed("lastDay");
        register.When("2025-02-03", Province, end with { LastDay = Day("2026-03-01") }).ShouldBeMalformed("lastDay");
        register.ShouldRecordOnce("2025-02-03", Province, end);
        register.When("2025-02-04", Province, end with { LastDay = Day("2025-02-28") }).ShouldBeRefused("other-title-over");
    }

    /// <summary>Rankings, standing and benefits are decided by streams that do not hear of them.</summary>
    [Fact, Trait("Rule", "Q44")]
    public void Nothing_is_decided_by_them() =>
        Programme().When("2024-06-01", Province, Title).ShouldBeGranted().Select(f => f.Stream()).ShouldBe(["other-title/o-1"]);
}
