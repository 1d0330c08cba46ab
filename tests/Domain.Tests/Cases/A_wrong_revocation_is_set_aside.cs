using CsCheck;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class A_wrong_revocation_is_set_aside
{
    private static readonly ReverseRevocation Reverse = new("The laboratory had mixed up the samples.", Ban);
    private static CasesGiven Revoked => new CasesGiven().Revoked("2024-05-10");

    [Fact, Trait("Rule", "Q33")]
    public void The_title_is_restored_from_the_reversal_and_the_ban_void_from_its_start()
    {
        var given = Revoked.Then("2024-08-01", Regulator, Reverse);
        var title = given.Ledger.Title(TitleId);
        title.IsHeldOn(Day("2024-05-09")).ShouldBeTrue();
        title.IsHeldOn(Day("2024-05-10")).ShouldBeFalse();
        title.IsHeldOn(Day("2024-07-31")).ShouldBeFalse();
        title.StateOn(Day("2024-07-31")).ShouldBe(TitleState.Revoked);
        title.IsHeldOn(Day("2024-08-01")).ShouldBeTrue();
        given.Ledger.Enterprise(Acme).IsBarredOn(Day("2024-05-10")).ShouldBeFalse();
        given.Ledger.Enterprise(Acme).Bans.ShouldHaveSingleItem().Void.ShouldBeTrue();
        title.Reversals.ShouldHaveSingleItem().Reasons.ShouldBe(Reverse.Reasons);
    }

    [Fact, Trait("Rule", "Q33"), Trait("Trap", "17")]
    public void What_was_recorded_before_stays_recorded()
    {
        var given = Revoked;
        var before = given.Ledger.Facts(Streams.Title(TitleId)).ToList();
        given.Then("2024-08-01", Regulator, Reverse);
        given.Ledger.Facts(Streams.Title(TitleId)).Take(before.Count).ShouldBe(before);
    }

    [Fact, Trait("Rule", "Q33")]
    public void Struck_entries_are_restored_and_reviews_because_of_it_end()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme).Published("2024-fan", "2024-03-01", Bolt)
            .Listed("2024-fan", "2024-03-20", Acme).Revoked("2024-05-10");
        var decision = given.When("2024-08-01", Regulator, Reverse);
        decision.ShouldRecord<EntryRestored>().ShouldBe(new EntryRestored(Purifiers, Acme, Ban, Day("2024-08-01")));
        decision.ShouldRecord<TitleReviewConcluded>().Title.ShouldBe(TitleOf("2024-fan"));
    }

    [Fact, Trait("Rule", "Q33")]
    public void In_a_running_evaluation_the_enterprise_is_back_in_the_pool_and_the_draft_without_it_superseded()
    {
        var given = new CasesGiven().Evaluation("2025-fan", 2025, "fan", "2024-04-01", Acme, Bolt)
            .Revoked("2024-05-10")
            .Noticed("2025-fan", "2024-07-25", Result(Bolt));
        var decision = given.When("2024-08-01", Regulator, Reverse);
        decision.Facts.OfType<EntryRestored>().Select(e => e.Evaluation).ShouldBe([Purifiers, "2025-fan"]);
        decision.ShouldRecord<CandidacyEntered>().Evaluation.ShouldBe("2025-fan");
        decision.ShouldRecord<NoticeSuperseded>().Notice.ShouldBe("2025-fan.ranking.1");
        given.Then("2024-08-01", Regulator, Reverse).Ledger.Evaluation("2025-fan").Struck.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q33")]
    public void A_ranking_published_without_it_meanwhile_gets_an_incident() =>
        new CasesGiven().Evaluation("2025-fan", 2025, "fan", "2024-04-01", Acme, Bolt)
            .Revoked("2024-05-10")
            .Published("2025-fan", "2024-07-25", Bolt)
            .When("2024-08-01", Regulator, Reverse).ShouldRecord<IncidentRaised>().Kind.ShouldBe("struck-by-void-ban");

    [Fact, Trait("Rule", "Q31"), Trait("Rule", "Q33")]
    public void Another_ban_goes_on_barring_and_striking()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme)
            .Published("2024-fan", "2024-03-01", Acme)
            .Listed("2024-fan", "2024-03-20", Acme)
            .Evaluation("2025-lamp", 2025, "lamp", "2024-04-01", Acme)
            .Revoked("2024-05-10")
            .Revoked("2024-06-10", TitleOf("2024-fan"), "k-2")
            .Then("2024-08-01", Regulator, Reverse);
        var enterprise = given.Ledger.Enterprise(Acme);
        enterprise.IsBarredOn(Day("2024-06-09")).ShouldBeFalse();
        enterprise.IsBarredOn(Day("2024-08-01")).ShouldBeTrue();
        given.Ledger.Evaluation(Purifiers).StrikesOf(Acme).Select(s => s.Ban).ShouldBe([TitleOf("2024-fan") + ".r1"]);
        given.Ledger.Evaluation("2025-lamp").Struck[Acme].Ban.ShouldBe(TitleOf("2024-fan") + ".r1");
        enterprise.OpenCandidacies.ShouldBeEmpty();
    }

    private static CasesGiven TwoTitles => new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme)
        .Published("2024-fan", "2024-03-01", Acme)
        .Listed("2024-fan", "2024-03-20", Acme);
    private static readonly string FanBan = TitleOf("2024-fan") + ".r1";

    [Fact, Trait("Rule", "Q26"), Trait("Rule", "Q31")]
    public void An_entry_is_struck_by_every_ban_and_barred_since_the_first()
    {
        var entry = TwoTitles.Revoked("2024-05-10").Revoked("2024-06-10", TitleOf("2024-fan"), "k-2").Ledger.Evaluation(Purifiers)
            .StrikesOf(Acme);
        entry.ShouldBe([new(Ban, Day("2024-05-10")), new(FanBan, Day("2024-06-10"))]);
    }

    [Fact, Trait("Rule", "Q26"), Trait("Rule", "Q31"), Trait("Rule", "Q33")]
    public void When_one_of_two_bans_is_set_aside_the_entry_stays_struck_since_the_other()
    {
        var both = TwoTitles.Revoked("2024-05-10").Revoked("2024-06-10", TitleOf("2024-fan"), "k-2");
        both.Then("2024-08-01", Regulator, Reverse).Ledger.Evaluation(Purifiers).StrikesOf(Acme).ShouldBe([new(FanBan, Day("2024-06-10"))]);

        var second = TwoTitles.Revoked("2024-05-10")
            .Revoked("2024-06-10", TitleOf("2024-fan"), "k-2")
            .Then("2024-08-01", Regulator, Reverse with { Revocation = FanBan });
        second.Ledger.Evaluation(Purifiers).StrikesOf(Acme).ShouldBe([new(Ban, Day("2024-05-10"))]);
    }

    [Fact, Trait("Rule", "Q25"), Trait("Rule", "Q31"), Trait("Rule", "Q33")]
    public void A_review_because_of_the_void_ban_is_opened_anew_because_of_the_one_that_still_runs()
    {
        var lamp = TitleOf("2024-lamp");
        var given = TwoTitles.Evaluation("2024-lamp", 2024, "lamp", "2024-01-31", Acme)
            .Published("2024-lamp", "2024-03-01", Acme)
            .Listed("2024-lamp", "2024-03-20", Acme)
            .Revoked("2024-05-10").Revoked("2024-06-10", TitleOf("2024-fan"), "k-2").Then("2024-08-01", Regulator, Reverse);
        given.Ledger.Enterprise(Acme).OpenReviews.Values.Select(r => (r.Title, r.Because)).ShouldBe([(lamp, FanBan)]);
    }

    /// <summary>Whatever is revoked and set aside, in any order: reckoned from the facts of bans alone.</summary>
    [Fact, Trait("Rule", "Q26"), Trait("Rule", "Q31"), Trait("Rule", "Q33")]
    public void Entries_are_struck_by_the_bans_that_are_not_void_and_by_no_other() =>
        Gen.Int[0, 2].Array[1, 8].Sample(acts =>
        {
            string[] titles = [TitleId, TitleOf("2024-fan"), TitleOf("2024-lamp")];
            var given = TwoTitles.Evaluation("2024-lamp", 2024, "lamp", "2024-01-31", Acme)
                .Published("2024-lamp", "2024-03-01", Acme)
                .Listed("2024-lamp", "2024-03-20", Acme);
            foreach (var (i, act) in acts.Index())
            {
                var on = Day("2024-05-06").AddDays(7 * i).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
                if (given.Ledger.Title(titles[act]).Revocation is { } revoked)
                {
                    given.Then(on, Regulator, Reverse with { Revocation = revoked.Revocation });
                }
                else
                {
                    given.Revoked(on, titles[act], $"k-{i}");
                }

                var facts = given.Ledger.Facts(Streams.Enterprise(Acme));
                var voided = facts.OfType<BanVoided>().Select(v => v.Ban).ToHashSet();
                var bars = facts.OfType<BanStarted>().Where(b => !voided.Contains(b.Ban)).OrderBy(b => b.On).ToList();
                foreach (var evaluation in new[] { Purifiers, "2024-fan", "2024-lamp" })
                {
                    given.Ledger.Evaluation(evaluation).StrikesOf(Acme).Select(s => (s.Ban, s.BarredSince)).ShouldBe(
                        bars.Select(b => (b.Ban, b.On)),
                        evaluation);
                }
                for (var day = Day("2024-05-01"); day < Day("2028-01-01"); day = day.AddDays(13))
                {
                    var barred = bars.Exists(b => b.On <= day && day <= b.LastDay);
                    given.Ledger.Enterprise(Acme).IsBarredOn(day).ShouldBe(barred);
                    Standing.Of(day, [], given.Ledger.Enterprise(Acme).Bans).MayTakePart.ShouldBe(!barred);
                }
            }
        }, iter: 60);

    [Fact, Trait("Rule", "Q33")]
    public void A_title_whose_dates_have_run_out_stays_ended()
    {
        var expired = Revoked.Then("2025-09-21", Regulator, Reverse).Ledger.Title(TitleId);
        (expired.IsHeldOn(Day("2025-09-21")), expired.StateOn(Day("2025-09-21"))).ShouldBe((false, TitleState.Expired));
        var superseded = Revoked.Given(new LeaderListEntered("air-purifier", "2025-air-purifier", 2025, 1, [], Day("2025-03-01")))
            .Then("2025-03-02", Regulator, Reverse).Ledger
            .Title(TitleId);
        (superseded.IsHeldOn(Day("2025-03-02")), superseded.StateOn(Day("2025-03-02"))).ShouldBe((false, TitleState.Superseded));
    }

    [Fact, Trait("Rule", "Q33"), Trait("Rule", "end-states")]
    public void A_title_given_up_before_the_revocation_stays_given_up()
    {
        var given = new CasesGiven().Opened("2024-05-06", @case: "k-0").Then("2024-05-07", Of(Acme), new WithdrawTitle("Enough.", TitleId))
            .Revoked("2024-05-10").Then("2024-08-01", Regulator, Reverse);
        given.Ledger.Title(TitleId).StateOn(Day("2024-08-01")).ShouldBe(TitleState.Withdrawn);
    }

    [Fact, Trait("Rule", "Q33")]
    public void It_takes_a_new_case_to_revoke_again_and_the_new_revocation_has_the_next_number()
    {
        var given = Revoked.Then("2024-08-01", Regulator, Reverse);
        given.Refused("revocation-reversed", "2024-08-02", Caq, Revoke());
        given.Decided("2024-09-02", @case: "k-2").When("2024-09-02", Caq, Revoke(@case: "k-2")).Id.ShouldBe(TitleId + ".r2");
    }

    [Fact]
    public void Only_the_regulator_sets_a_revocation_aside_and_only_one_that_exists()
    {
        foreach (var by in new[] { Caq, Cnis, Of(Acme), Supervisor }) Revoked.Refused("not-yours-to-do", "2024-08-01", by, Reverse);
        foreach (var id in new[] { TitleId + ".r2", TitleId, "x.r1" })
        {
            Revoked.Refused("unknown-revocation", "2024-08-01", Regulator, Reverse with { Revocation = id });
        }
    }

    [Fact]
    public void The_same_command_twice_records_once() => Revoked.ShouldRecordOnce("2024-08-01", Regulator, Reverse);
}
