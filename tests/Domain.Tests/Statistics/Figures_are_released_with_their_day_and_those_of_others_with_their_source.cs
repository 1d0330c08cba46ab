using System.Text;
using Leader.Domain.Process.Statistics;
using Leader.Domain.Record;
using Leader.Domain.Tests.Cases;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Statistics;

public class Figures_are_released_with_their_day_and_those_of_others_with_their_source
{
    private static readonly Actor Nsi = new("nsi", Role.WorkingBody);
    private static readonly ReleaseStatistics Release = new(
        "First quarter", Day("2024-03-31"), Day("2024-07-20"), "s-1", 40, [new("leader-titles-services", "titles", 7m)]);
    private static readonly RecordExternalFigure Survey = new(
        ExternalFigureKind.Satisfaction, "Satisfaction", 78.6m, "points", Day("2023-01-01"), Day("2023-12-31"), "Survey office, report 3",
        "12 000 households", null, "f-1");

    [Fact, Trait("Rule", "D20"), Trait("Rule", "R100")]
    public void A_release_says_day_position_figures_and_their_digest()
    {
        var given = new CasesGiven();
        foreach (var by in new[] { Caq, Of(Acme), Buyer }) given.Refused("not-yours-to-do", "2024-04-20", by, Release);
        var recorded = given.When("2024-04-20", Nsi, Release).ShouldRecord<StatisticsReleased>();

        (recorded.AsOf, recorded.Position, recorded.By).ShouldBe((Day("2024-03-31"), 40, "nsi"));
        // printf '[{"id":"leader-titles-services","unit":"titles","value":"7"}]' | sha256sum
        recorded.Digest.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            """[{"id":"leader-titles-services","unit":"titles","value":"7"}]"""u8)));
        given.ShouldRecordOnce("2024-04-20", Regulator, Release);
        given.Refused("release-id-taken", "2024-04-21", Regulator, Release with { Name = "Second quarter" });
    }

    [Theory, Trait("Rule", "R100"), Trait("Rule", "T9")]
    [InlineData("2024-04-20", "2024-04-21", true)]
    [InlineData("2024-04-20", "2024-04-20", false)]
    [InlineData("2024-04-21", "2024-07-20", false)]
    public void A_release_is_of_a_day_that_has_come_and_before_the_next(string asOf, string next, bool taken)
    {
        var decision = new CasesGiven().When("2024-04-20", Nsi, Release with { AsOf = Day(asOf), NextOn = Day(next) });
        (decision.Refusal is null).ShouldBe(taken);
    }

    [Fact, Trait("Rule", "R100"), Trait("Rule", "D20")]
    public void A_release_holds_the_parts_and_the_uses_under_a_digest_of_their_own()
    {
        var recorded = new CasesGiven().When("2024-04-20", Nsi, Release with
        {
            Use = [new("uses-reported", "uses", 3m)],
            Parts = [new("uses-reported", "kind", [new("credit", 1, null), new("procurement", 2, null)])],
        }).ShouldRecord<StatisticsReleased>();
        recorded.DetailDigest.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            Encoding.UTF8.GetBytes("""{"parts":[{"figure":"uses-reported","parts":[{"count":1,"of":null,"part":"credit"},"""
                + """{"count":2,"of":null,"part":"procurement"}],"toldBy":"kind"}]"""
                + ""","use":[{"id":"uses-reported","unit":"uses","value":"3"}]}"""))));
        recorded.Digest.ShouldBe(new CasesGiven().When("2024-04-20", Nsi, Release).ShouldRecord<StatisticsReleased>().Digest);
        new CasesGiven().When("2024-04-20", Nsi, Release).ShouldRecord<StatisticsReleased>().DetailDigest.ShouldBeNull();
    }

    [Theory, Trait("Rule", "R100"), Trait("Rule", "T9")]
    [InlineData("2024-07-20", "2024-10-20", "2024-09-30", true)]
    [InlineData("2024-04-20", "2024-10-20", "2024-09-30", false)] // not after this one
    [InlineData("2024-07-20", "2024-07-20", "2024-06-30", false)] // not after the one before it
    [InlineData("2024-07-20", "2024-10-20", "2024-10-21", false)] // of a day to come even then
    [InlineData("2024-07-21", "2024-10-20", "2024-09-30", false)] // the next is another day
    public void A_calendar_announces_releases_in_the_order_of_their_days(string first, string second, string asOf, bool taken)
    {
        var decision = new CasesGiven().When("2024-04-20", Nsi, Release with
        {
            Calendar = [new("Second quarter", Day("2024-06-30") < Day(first) ? Day("2024-06-30") : Day(first), Day(first)),
                new("Third quarter", Day(asOf), Day(second))],
        });
        (decision.Refusal is null).ShouldBe(taken);
    }

    [Fact, Trait("Rule", "R100")]
    public void The_first_release_of_the_calendar_is_the_next() => new CasesGiven()
        .When("2024-04-20", Nsi, Release with { NextOn = null, Calendar = [new("Second", Day("2024-06-30"), Day("2024-07-20"))] })
        .ShouldRecord<StatisticsReleased>().NextOn.ShouldBe(Day("2024-07-20"));

    [Fact, Trait("Rule", "R22"), Trait("Rule", "R23"), Trait("Rule", "R24"), Trait("Rule", "R13")]
    public void A_figure_of_others_is_taken_with_its_source_only()
    {
        var given = new CasesGiven();
        foreach (var source in new[] { "", " " })
        {
            given.When("2024-04-20", Nsi, Survey with { Source = source }).Refusal!.Errors["source"][0]
                .ShouldContain("who found it, and where it is published");
        }
        given.When("2024-04-20", Nsi, Survey with { To = Day("2022-12-31") }).Refusal!.Errors.Keys.ShouldBe(["to"]);
        given.When("2024-04-20", Nsi, Survey with { To = Day("2024-04-21") }).Refusal!.Errors.Keys.ShouldBe(["to"]);
        given.When("2024-04-20", Nsi, Survey with { Kind = ExternalFigureKind.MarketShare }).Refusal!.Errors.Keys.ShouldBe(["category"]);
        given.Refused("unknown-category", "2024-04-20", Nsi, Survey with { Category = "no-such-thing" });
        given.Refused("not-yours-to-do", "2024-04-20", Buyer, Survey);
        given.ShouldRecordOnce("2024-04-20", Nsi, Survey);
        given.Refused("figure-id-taken", "2024-04-21", Nsi, Survey with { Value = 90m });
    }
}
