using CsCheck;
using Leader.Domain.Process;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;
using static Leader.Domain.Tests.Cases.CasesGiven;

namespace Leader.Domain.Tests.Cases;

public class A_revoked_enterprise_is_barred_for_three_years
{
    [Theory, Trait("Rule", "R76"), Trait("Rule", "Q27"), Trait("Rule", "D17"), Trait("Trap", "7")]
    [InlineData("2024-02-29", "2027-02-28")]
    [InlineData("2021-03-15", "2024-03-15")]
    [InlineData("2021-10-01", "2024-10-01")]
    [InlineData("2022-01-01", "2025-01-01")]
    [InlineData("2025-02-28", "2028-02-28")] // not the 29th of a leap year
    [InlineData("2024-12-31", "2027-12-31")]
    public void The_last_barred_day_is_the_corresponding_day_without_roll_over(string revoked, string last) =>
        RevokedAlone(Day(revoked)).ShouldRecord<BanStarted>().LastDay.ShouldBe(Day(last));

    [Fact, Trait("Rule", "R76"), Trait("Rule", "R77"), Trait("Rule", "Q27"), Trait("Rule", "T8")]
    public void On_every_start_day_of_ten_years_the_ban_ends_where_a_walk_through_the_calendar_ends()
    {
        for (var start = new DateOnly(2017, 1, 1); start < new DateOnly(2027, 1, 1); start = start.AddDays(1))
        {
            var ban = RevokedAlone(start).ShouldRecord<BanStarted>();
            ban.On.ShouldBe(start);
            ban.LastDay.ShouldBe(WalkedThreeYears(start), $"{start}");
            var enterprise = Enterprise.Evolve(Enterprise.Initial, ban);
            enterprise.IsBarredOn(start.AddDays(-1)).ShouldBeFalse();
            enterprise.IsBarredOn(start).ShouldBeTrue();
            enterprise.IsBarredOn(ban.LastDay).ShouldBeTrue();
            enterprise.IsBarredOn(ban.LastDay.AddDays(1)).ShouldBeFalse();
        }
    }

    [Fact, Trait("Trap", "6")]
    public void The_day_of_a_revocation_at_half_past_midnight_in_Beijing_is_that_day_not_the_day_in_UTC()
    {
        var at = new DateTimeOffset(2024, 2, 29, 16, 30, 0, TimeSpan.Zero);
        var given = new CasesGiven();
        var day = Beijing.Day(at);
        day.ShouldBe(Day("2024-03-01"));
        Build(given, day.AddDays(-1));
        var act = new Act(day, at, Caq);
        var ban = Revoke("2015-walk." + Acme).Enter(act, given.Ledger).ShouldRecord<BanStarted>();
        ban.LastDay.ShouldBe(Day("2027-03-01"));
    }

    [Fact, Trait("Rule", "Q31"), Trait("Rule", "R76")]
    public void Overlapping_bans_bar_on_every_day_of_either_and_on_no_other() =>
        Gen.Int[0, 3650].Select(Gen.Int[0, 2000], Gen.Bool).Sample((first, gap, voidFirst) =>
        {
            var one = new DateOnly(2017, 1, 1).AddDays(first);
            var two = one.AddDays(gap);
            var facts = new List<Fact> { Started("a", one), Started("b", two) };
            if (voidFirst) facts.Add(new BanVoided(Acme, "a", "wrong", two));
            var enterprise = facts.Aggregate(Enterprise.Initial, Enterprise.Evolve);
            var rows = enterprise.Bans.Select(b => new BanInterval(b.Ban, b.From, b.LastDay, b.Void)).ToList();
            var edges = new[] { one, two, WalkedThreeYears(one), WalkedThreeYears(two) };
            foreach (var day in edges.SelectMany(e => new[] { e.AddDays(-1), e, e.AddDays(1) }))
            {
                var expected = (!voidFirst && one <= day && day <= WalkedThreeYears(one)) || (two <= day && day <= WalkedThreeYears(two));
                if (enterprise.IsBarredOn(day) != expected) return false;
                if (Standing.Of(day, [], rows).MayTakePart == expected) return false;
            }
            return true;
        });

    [Fact, Trait("Rule", "Q31")]
    public void A_second_revocation_during_a_ban_starts_three_years_of_its_own()
    {
        var given = new CasesGiven().Evaluation("2024-fan", 2024, "fan", "2024-01-31", Acme)
            .Published("2024-fan", "2024-03-01", Acme)
            .Listed("2024-fan", "2024-03-20", Acme)
            .Revoked("2024-05-10").Revoked("2024-09-01", TitleOf("2024-fan"), "k-2");
        var enterprise = given.Ledger.Enterprise(Acme);
        enterprise.Bans.Select(b => b.LastDay).ShouldBe([Day("2027-05-10"), Day("2027-09-01")]);
        enterprise.IsBarredOn(Day("2027-05-11")).ShouldBeTrue();
        enterprise.IsBarredOn(Day("2027-09-01")).ShouldBeTrue();
        enterprise.IsBarredOn(Day("2027-09-02")).ShouldBeFalse();
    }

    [Fact, Trait("Rule", "R77"), Trait("Rule", "Q29"), Trait("Rule", "Q30"), Trait("Trap", "18")]
    public void An_ended_ban_ends_by_itself_and_stays_in_the_history()
    {
        var enterprise = new CasesGiven().Revoked("2024-05-10").Ledger.Enterprise(Acme);
        enterprise.BanOn(Day("2027-05-10"))!.Ban.ShouldBe(Ban);
        enterprise.BanOn(Day("2027-05-11")).ShouldBeNull();
        enterprise.Bans.ShouldHaveSingleItem().Void.ShouldBeFalse();
    }

    [Fact, Trait("Rule", "R73"), Trait("Rule", "R74"), Trait("Rule", "P7"), Trait("Rule", "P8"), Trait("Rule", "Q51"), Trait("Trap", "3"),
        Trait("Trap", "4")]
    public void The_ban_holds_on_any_day_from_cut_off_to_publication_whatever_the_field_or_body()
    {
        var enterprise = new CasesGiven().Revoked("2024-05-10").Ledger.Enterprise(Acme);
        enterprise.BanWithin(Day("2024-01-01"), Day("2024-05-09")).ShouldBeNull();
        enterprise.BanWithin(Day("2024-01-01"), Day("2024-05-10")).ShouldNotBeNull(); // begins during the notice
        enterprise.BanWithin(Day("2027-05-10"), Day("2027-08-01")).ShouldNotBeNull(); // has ended by publication
        enterprise.BanWithin(Day("2027-05-11"), Day("2027-08-01")).ShouldBeNull();
    }

    [Fact, Trait("Trap", "5")]
    public void The_ban_is_on_the_code_of_the_enterprise_however_it_was_typed()
    {
        var given = new CasesGiven().Revoked("2024-05-10");
        var typed = "９１３５０１００ｍ０００１００ｙ４３ ";
        given.Ledger.Enterprise(EnterpriseCode.Normalised(typed)).IsBarredOn(Day("2024-05-10")).ShouldBeTrue();
        given.Then(
            "2024-05-11",
            Supervisor,
            new ReceiveFinding(FindingKind.QualitySupervision, typed, true, Sentence, [Digest], Finding: "f-1"));
        given.Ledger.Enterprise(Acme).OpenSeriousFindings.ShouldBe(["f-1"]);
    }

    [Fact, Trait("Rule", "Q40")]
    public void The_ban_does_not_spread_to_a_parent_or_subsidiary()
    {
        var given = new CasesGiven().Given(new RelatedEnterpriseDeclared(Acme, Bolt, "parent", Day("2023-01-01"))).Revoked("2024-05-10");
        given.Ledger.Enterprise(Bolt).Bans.ShouldBeEmpty();
    }

    [Fact, Trait("Rule", "Q39")]
    public void No_ban_is_evaded_by_a_merger_before_the_revocation()
    {
        var given = new CasesGiven().Evaluation("2025-fan", 2025, "fan", "2024-04-01", Bolt)
            .Given(
                new EnterpriseSucceeded(Acme, SuccessionKind.Merger, [Bolt], Day("2024-05-01")),
                new SuccessionEntered(Bolt, SuccessionKind.Merger, Acme, Day("2024-05-01"))).Decided("2024-05-10");
        var decision = given.When("2024-05-10", Caq, Revoke());
        decision.ShouldRecord<BanInherited>().ShouldBe(new BanInherited(
            Bolt, Ban, Acme, Day("2027-05-10"), Day("2024-05-10"), "policy-defaults"));
        decision.ShouldRecord<EnterpriseStruck>().Enterprise.ShouldBe(Bolt);
    }

    [Fact, Trait("Rule", "Q39")]
    public void A_part_that_was_split_off_before_the_title_was_awarded_is_not_barred() =>
        new CasesGiven().Given(new EnterpriseSucceeded(Acme, SuccessionKind.Split, [Bolt], Day("2023-05-01"))).Decided("2024-05-10")
            .When("2024-05-10", Caq, Revoke()).Facts.OfType<BanInherited>().ShouldBeEmpty();

    private static BanStarted Started(string ban, DateOnly on) =>
        new(Acme, ban, TitleId, "caq", "Fraud", Leader.Domain.Values.Periods.AfterYears(on, 3), "policy-defaults", on);

    /// <summary>Day by day, while the day is not past the same day and month three years on.</summary>
    private static DateOnly WalkedThreeYears(DateOnly start)
    {
        var day = start;
        while (true)
        {
            var next = day.AddDays(1);
            if ((next.Year, next.Month, next.Day).CompareTo((start.Year + 3, start.Month, start.Day)) > 0) return day;
            day = next;
        }
    }

    private static void Build(CasesGiven given, DateOnly decidedOn)
    {
        const string title = "2015-walk." + Acme;
        given.Given(
            Award("2015-walk", Acme, new DateOnly(2015, 6, 1)),
            new CaseOpened(CaseId, CaseOrigin.Complaint, CaseId, title, Acme, "caq", RevocationGround.Fraud, decidedOn, decidedOn),
            new FactsStated(
                CaseId, RevocationGround.Fraud, Sentence, null, [Digest], false, null, decidedOn, decidedOn, "policy-defaults", "none",
                decidedOn),
            new CaseDecided(CaseId, RevocationGround.Fraud, "established", decidedOn, decidedOn));
    }

    private static Decision RevokedAlone(DateOnly on)
    {
        var ledger = new MemoryLedger();
        const string title = "2015-walk." + Acme;
        ledger.Append(
            new EnterpriseRegistered(Acme, IdentifierKind.CreditCode, "Acme", null, null, new DateOnly(2015, 1, 1)),
            Award("2015-walk", Acme, new DateOnly(2015, 6, 1)),
            new CaseOpened(CaseId, CaseOrigin.Complaint, CaseId, title, Acme, "caq", RevocationGround.Fraud, on, on),
            new FactsStated(CaseId, RevocationGround.Fraud, Sentence, null, [Digest], false, null, on, on, "policy-defaults", "none", on),
            new CaseDecided(CaseId, RevocationGround.Fraud, "established", on, on));
        return Revoke(title).Enter(new Act(on, Beijing.Start(on).AddMinutes(30), Caq), ledger);
    }
}
