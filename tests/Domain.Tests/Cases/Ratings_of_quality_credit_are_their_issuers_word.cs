using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class Ratings_of_quality_credit_are_their_issuers_word
{
    private const string Id = "caq." + Acme + ".1";
    private static readonly Actor
        City = new("ecity", Role.LocalAuthority), Ministry = new("miit", Role.Department), Other = new("mof", Role.Department);

    private static readonly RecordQualityCredit Rating = new(
        Acme, "caq", "Quality credit of enterprises, AAA to D", "AA", Day("2024-03-01"), "Notice 7/2024 of caq", Day("2025-02-28"));

    private static readonly CorrectQualityCredit Correction = new(
        Rating.Scale, "A", Rating.RatedOn, Rating.Source, "The notice says A.", Rating.LastDay, Id);

    private static readonly WithdrawQualityCredit Withdrawal = new("caq took it back.", Id);
    private static CasesGiven Rated => new CasesGiven().Then("2024-05-06", Ministry, Rating);

    [Fact, Trait("Rule", "R91")]
    public void A_department_a_local_authority_or_the_regulator_enters_one_with_who_rated_and_where_it_is_published()
    {
        foreach (var by in new[] { Ministry, City, Regulator })
        {
            var recorded = new CasesGiven().When("2024-05-06", by, Rating).ShouldRecord<QualityCreditRecorded>();
            (recorded.QualityCredit, recorded.Issuer, recorded.Grade, recorded.By).ShouldBe((Id, "caq", "AA", by.Subject));
        }
        foreach (var by in new[] { Caq, Cnis, Supervisor, Buyer, Of(Acme), Anyone })
        {
            new CasesGiven().Refused("not-yours-to-do", "2024-05-06", by, Rating);
        }
        new CasesGiven().ShouldRecordOnce("2024-05-06", Ministry, Rating);
        foreach (var source in new[] { "", " " })
        {
            Wrong(Rating with { Source = source }).ShouldBe(["source"]);
        }
        Wrong(Rating with { Scale = "", Grade = " " }).ShouldBe(["scale", "grade"], ignoreOrder: true);
        new CasesGiven().Refused("unknown-organisation", "2024-05-06", Ministry, Rating with { Issuer = "no-such" });
        new CasesGiven().Refused("unknown-enterprise", "2024-05-06", Ministry, Rating with { Enterprise = "91110108LP00000714" });
    }

    [Theory, Trait("Rule", "R91")]
    [InlineData("2024-05-06", "2024-05-06", null)]
    [InlineData("2024-05-07", "2024-12-31", "ratedOn")]
    [InlineData("2024-05-06", "2024-05-05", "lastDay")]
    public void Its_day_has_come_and_its_last_day_is_not_before_it(string ratedOn, string lastDay, string? wrong) =>
        Wrong(Rating with { RatedOn = Day(ratedOn), LastDay = Day(lastDay) }).ShouldBe(wrong is null ? [] : [wrong]);

    [Fact, Trait("Rule", "R91")]
    public void The_same_rating_is_not_entered_twice_and_another_is_another()
    {
        Rated.When("2024-06-03", City, Rating).Facts.ShouldBeEmpty();
        Rated.Refused("quality-credit-recorded", "2024-06-03", City, Rating with { Grade = "B" });
        foreach (var other in new[]
        {
            Rating with { RatedOn = Day("2024-04-01") }, Rating with { Scale = "Five stars" },
        })
        {
            Rated.When("2024-06-03", City, other).ShouldRecord<QualityCreditRecorded>().QualityCredit.ShouldBe("caq." + Acme + ".2");
        }
        Rated.When("2024-06-03", City, Rating with { Issuer = "cheari" }).ShouldRecord<QualityCreditRecorded>().QualityCredit
            .ShouldBe("cheari." + Acme + ".1");
        Rated.When("2024-06-03", City, Rating with { Enterprise = Bolt }).ShouldRecord<QualityCreditRecorded>().QualityCredit
            .ShouldBe("caq." + Bolt + ".1");
    }

    [Fact, Trait("Rule", "R91")]
    public void It_is_corrected_by_who_entered_it_or_by_the_regulator_and_what_it_said_stays()
    {
        foreach (var by in new[] { Ministry, Regulator }) Rated.ShouldRecordOnce("2024-06-03", by, Correction);
        foreach (var by in new[] { Other, City, Caq, Of(Acme) }) Rated.Refused("not-yours-to-do", "2024-06-03", by, Correction);

        var rating = Rated.Then("2024-06-03", Ministry, Correction).Ledger.QualityCredits(Acme).Of(Id)!;
        (rating.Recorded.Grade, rating.Recorded.RatedOn, rating.Corrections.Count).ShouldBe(("A", Day("2024-03-01"), 1));

        Rated.Refused("unknown-quality-credit", "2024-06-03", Ministry, Correction with { QualityCredit = "caq." + Acme + ".2" });
        Rated.Refused("unknown-quality-credit", "2024-06-03", Ministry, Correction with { QualityCredit = "nonsense" });
        Rated.Then("2024-06-03", Ministry, Rating with { RatedOn = Day("2024-04-01") })
            .Refused("quality-credit-recorded", "2024-06-04", Ministry, Correction with { RatedOn = Day("2024-04-01") });
        Rated.When("2024-06-03", Ministry, Correction with { Source = "" }).Refusal!.Errors.Keys.ShouldBe(["source"]);
    }

    [Fact, Trait("Rule", "R91")]
    public void It_is_withdrawn_with_the_reason_and_then_another_may_be_entered_for_the_day()
    {
        foreach (var by in new[] { Ministry, Regulator }) Rated.ShouldRecordOnce("2024-06-03", by, Withdrawal);
        Rated.Refused("not-yours-to-do", "2024-06-03", Other, Withdrawal);
        Rated.When("2024-06-03", Ministry, Withdrawal with { Reason = " " }).Refusal!.Errors.Keys.ShouldBe(["reason"]);

        var withdrawn = Rated.Then("2024-06-03", Ministry, Withdrawal);
        withdrawn.Refused("quality-credit-withdrawn", "2024-06-04", Ministry, Withdrawal with { Reason = "Another." });
        withdrawn.Refused("quality-credit-withdrawn", "2024-06-04", Ministry, Correction);
        withdrawn.When("2024-06-04", Ministry, Rating).ShouldRecord<QualityCreditRecorded>().QualityCredit.ShouldBe("caq." + Acme + ".2");
    }

    private static IEnumerable<string> Wrong(RecordQualityCredit rating) =>
        new CasesGiven().When("2024-05-06", Ministry, rating).Refusal?.Errors.Keys ?? [];
}
