using CsCheck;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Projections.Tests;

public class Views_fold_facts_into_days
{
    private const string Code = "91350100M000100Y43", Evaluation = "2024-air-purifier", Title = Evaluation + "." + Code;

    private static readonly TitleAwarded Awarded = new(
        Title, Code, "示例晨风", Code + ".Q~CF_001-2024", 1, "Q/CF 001-2024", Evaluation, 2024, "air-purifier", "Air purifiers",
        GoalSector.ConsumerGoods, "caq", 1, ["CF-1"], Day("2025-03-01"), Day("2025-09-01"), "2018-trial", Day("2024-03-01"));

    private static readonly TitleRevoked Revoked = new(
        Title, Title + ".r1", Code, "air-purifier", Evaluation, "caq", "case-1", RevocationGround.Fraud, "Forged report.", null, [], "公告",
        "2018-trial", Day("2024-06-03"));

    [Fact, Trait("Rule", "R66"), Trait("Trap", "20")]
    public void A_title_expires_by_its_dates_without_any_job()
    {
        var title = Fold(LeaderViews.Titles, Title, Awarded);
        Status(title, "2024-02-29").ShouldBeNull();
        Status(title, "2024-03-01").ShouldBe(TitleStatus.InForce);
        Status(title, "2025-03-01").ShouldBe(TitleStatus.InForce);
        Status(title, "2025-03-02").ShouldBe(TitleStatus.InGrace);
        Status(title, "2025-09-01").ShouldBe(TitleStatus.InGrace);
        Status(title, "2025-09-02").ShouldBe(TitleStatus.Expired);
    }

    [Fact, Trait("Rule", "Q33"), Trait("Trap", "17")]
    public void A_revocation_set_aside_restores_the_title_from_that_day_and_the_correction_stays()
    {
        var title = Fold(
            LeaderViews.Titles,
            Title,
            Awarded,
            Revoked,
            new RevocationReversed(Title, Title + ".r1", Code, "The report was genuine.", "samr", Day("2024-09-02")));
        Status(title, "2024-06-02").ShouldBe(TitleStatus.InForce);
        Status(title, "2024-06-03").ShouldBe(TitleStatus.Revoked);
        Status(title, "2024-09-01").ShouldBe(TitleStatus.Revoked);
        Status(title, "2024-09-02").ShouldBe(TitleStatus.InForce);
        title.At(Day("2024-09-02"))!.Corrections.ShouldHaveSingleItem().Revocation.ShouldBe(Title + ".r1");
    }

    [Theory, Trait("Rule", "Q33"), Trait("Rule", "D16")]
    [InlineData("2024-06-03")]
    [InlineData("2024-09-02")]
    public void The_correction_keeps_what_was_announced_however_soon_it_is_set_aside(string on)
    {
        var title = Fold(
            LeaderViews.Titles, Title, Awarded, Revoked, new RevocationReversed(Title, Title + ".r1", Code, "Genuine.", "samr", Day(on)));
        var now = title.At(Day(on))!;
        now.Revocation.ShouldBeNull();
        var kept = now.Corrections.ShouldHaveSingleItem().Announced.ShouldNotBeNull();
        (kept.Revocation, kept.On, kept.Announcement).ShouldBe((Title + ".r1", Day("2024-06-03"), Revoked.Announcement));
    }

    [Fact, Trait("Rule", "R77"), Trait("Rule", "D17"), Trait("Trap", "18")]
    public void A_ban_is_current_to_its_last_day_and_stays_in_the_register_when_it_has_ended()
    {
        var key = BanView.Key("r1", Code);
        var ban = Fold(
            LeaderViews.Bans,
            key,
            new BanStarted(Code, "r1", Title, "caq", "fraud", Day("2027-02-28"), "2018-trial", Day("2024-02-29")));
        ban.At(Day("2024-02-28")).ShouldBeNull();
        ban.At(Day("2024-02-29"))!.Status.ShouldBe(BanStatus.Current);
        ban.At(Day("2027-02-28"))!.Status.ShouldBe(BanStatus.Current);
        ban.At(Day("2027-03-01"))!.Status.ShouldBe(BanStatus.Ended);
        ban.At(Day("2040-01-01"))!.EligibleFrom.ShouldBe(Day("2027-03-01"));
    }

    private static readonly RankingPublished Ranked = new(
        Evaluation,
        1,
        new([new(1, 1, Code + ".Q~CF_001-2024", 1, Code, "示例晨风", "Q/CF 001-2024", 90, 1, 0, 1, [])], [], [], [], false, null),
        "h",
        "n",
        "caq",
        Day("2024-01-10"));

    private static readonly EvaluationOpened Opened =
        new(Evaluation, 2024, "air-purifier", "Air purifiers", "household", GoalSector.ConsumerGoods, "p", "caq",
            new(
                "needs", [], [], [], null, DateTimeOffset.UnixEpoch, 12, RankingForm.Composite, null, StricterRule.AtLeastOneStricter,
                Domain.Values.ComparisonMethod.FullValue, 2, []), "r", Day("2024-01-02"));

    /// <summary>Of every day as known at every position, reckoned from the facts alone.</summary>
    [Fact, Trait("Rule", "Q26"), Trait("Rule", "Q31"), Trait("Rule", "Q33")]
    public void An_entry_is_struck_since_the_earliest_ban_that_covers_it_and_never_by_one_that_is_void() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 400], Gen.Bool).Array[0, 8].Sample(acts =>
        {
            List<Fact> facts = [Opened, Ranked];
            var at = Ranked.On;
            foreach (var (ban, days, restores) in acts)
            {
                var on = at.AddDays(days);
                var struck = facts.OfType<EntryStruck>().Any(e => e.Ban == $"r{ban}")
                    && !facts.OfType<EntryRestored>().Any(e => e.Ban == $"r{ban}");
                if (!struck && !facts.OfType<EntryRestored>().Any(e => e.Ban == $"r{ban}"))
                {
                    facts.Add(new EntryStruck(Evaluation, Code, $"r{ban}", on, on));
                }
                else if (struck && restores)
                {
                    facts.Add(new EntryRestored(Evaluation, Code, $"r{ban}", on));
                }
            }
            for (var known = 2; known <= facts.Count; known++)
            {
                var now = facts.Take(known).ToArray();
                var shown = Fold(LeaderViews.Rankings, Evaluation, now);
                var running = now.OfType<EntryStruck>().Where(s => !now.OfType<EntryRestored>().Any(r => r.Ban == s.Ban)).ToList();
                for (var day = Ranked.On; day < Ranked.On.AddDays(410); day = day.AddDays(9))
                {
                    var first = running.Where(s => s.BarredSince <= day).OrderBy(s => s.BarredSince)
                        .ThenBy(s => s.Ban, StringComparer.Ordinal).FirstOrDefault();
                    var entry = shown.At(day)!.Entries.ShouldHaveSingleItem();
                    (entry.BarredSince, entry.Ban).ShouldBe(
                        (first?.BarredSince, first?.Ban),
                        $"{day:yyyy-MM-dd} at {known}: {string.Join(", ", now.Skip(2))}");
                    entry.StruckBy.Count.ShouldBe(running.Count(s => s.BarredSince <= day));
                }
            }
        }, iter: 150);

    [Fact, Trait("Rule", "Q39"), Trait("Rule", "D22")]
    public void An_inherited_ban_shows_the_rule_set_that_gave_its_length()
    {
        var ban = Fold(
            LeaderViews.Bans,
            BanView.Key("r1", Code),
            new BanInherited(Code, "r1", "other", Day("2027-02-28"), Day("2025-01-10"), "2018-trial"));
        ban.At(Day("2025-01-10"))!.Rules.ShouldBe("2018-trial");
    }

    [Fact, Trait("Rule", "Q58")]
    public void An_entry_whose_standard_was_revised_for_the_worse_is_marked_until_it_is_reviewed()
    {
        var declaration = Ranked.Result.Entries[0].Declaration;
        var ranking = Fold(
            LeaderViews.Rankings,
            Evaluation,
            Opened,
            Ranked,
            new EntryReviewRequired(Evaluation, declaration, Code, 2, "revised", Day("2024-02-01")),
            new EntryReviewConcluded(Evaluation, declaration, Code, 2, EntryReviewOutcome.Stands, "Still ahead.", Day("2024-02-05")));
        new[] { "2024-01-31", "2024-02-01", "2024-02-04", "2024-02-05" }
            .Select(d => ranking.At(Day(d))!.Entries[0].UnderReview)
            .ShouldBe([null, "revised", "revised", null]);
    }

    [Fact, Trait("Rule", "Q18")]
    public void What_is_reported_to_supervision_can_be_read()
    {
        var report = new MandatoryBreachReported(
            Evaluation,
            "d-9",
            "X",
            "Q/X 1-2024",
            "noise: ≤ 69 dB(A) is laxer than ≤ 68 dB(A) of mandatory GB 1-2009.",
            Day("2024-01-10"));
        var reports = Fold(LeaderViews.Reports, $"{Evaluation}@d-9", report);
        (reports.At(Day("2024-01-09")), reports.At(Day("2024-01-10"))!.Detail).ShouldBe((null, report.Detail));
    }

    private static readonly EnterpriseRegistered Registered = new(Code, IdentifierKind.CreditCode, "示例晨风", null, null, Day("2020-01-02"));
    private static readonly AdoptionRecorded Used = new(Code, "a-1", "Credit", "bank", Title, "Credit line", [], Day("2024-04-01"));

    [Theory, Trait("Rule", "Q62"), Trait("Rule", "R86"), Trait("Trap", "20")]
    [InlineData("expired", "2025-09-02")]
    [InlineData("superseded", "2025-02-03")]
    [InlineData("lapsed", "2024-11-01")]
    [InlineData("withdrawn", "2024-11-01")]
    public void A_use_of_results_is_flagged_with_the_day_and_the_end_of_its_title(string end, string day)
    {
        Fact[] facts =
        [
            Registered, Awarded, Used,
            .. end switch
            {
                "superseded" => [new TitleSuperseded(Title, Code, "2025-air-purifier", null, Day(day))],
                "lapsed" => [new TitleLapsed(Title, Code, "d", "abolished", Day(day))],
                "withdrawn" => [new TitleWithdrawn(Title, Code, "Enough.", Day(day))],
                _ => Array.Empty<Fact>(),
            },
        ];
        var file = Fold(LeaderViews.Enterprises, Code, facts);
        var (eve, use, later) = (Use(file, Day(day).AddDays(-1)), Use(file, Day(day)), Use(file, Day("2030-01-01")));
        (eve.TitleEndedOn, eve.TitleEnd).ShouldBe((null, null));
        (use.TitleEndedOn, use.TitleEnd).ShouldBe((Day(day), end));
        (later.TitleEndedOn, later.TitleEnd).ShouldBe((Day(day), end));
        (use.EndedOn, use.EndReason).ShouldBe((null, null)); // its user has not ended it
    }

    [Fact, Trait("Rule", "Q62"), Trait("Rule", "Q33")]
    public void A_use_that_has_ended_or_whose_title_is_restored_is_not_flagged()
    {
        var ended = Fold(
            LeaderViews.Enterprises, Code, Registered, Awarded, Used, new AdoptionEnded(Code, "a-1", "Repaid.", Day("2024-12-02")));
        Use(ended, Day("2025-09-02")).TitleEnd.ShouldBeNull();
        var restored = Fold(
            LeaderViews.Enterprises,
            Code,
            Registered,
            Awarded,
            Used,
            Revoked,
            new RevocationReversed(Title, Title + ".r1", Code, "Genuine.", "samr", Day("2024-09-02")));
        new[] { "2024-06-02", "2024-06-03", "2024-09-01", "2024-09-02", "2025-09-02" }
            .Select(d => Use(restored, Day(d)).TitleEnd)
            .ShouldBe([null, "revoked", "revoked", null, "expired"]);
    }

    private static AdoptionDoc Use(Timeline<EnterpriseDoc> file, DateOnly day) => file.At(day)!.Adoptions.ShouldHaveSingleItem();

    [Fact, Trait("Rule", "R91")]
    public void A_rating_holds_from_its_day_to_its_last_one_and_what_was_put_right_was_so_all_the_time()
    {
        var id = $"eqc.{Code}.1";
        var entered = new QualityCreditRecorded(
            id, Code, "eqc", "AAA to D", "AA", Day("2024-03-01"), Day("2024-08-31"), "Notice 7", "miit", Day("2024-05-06"));
        var corrected = new QualityCreditCorrected(
            id, Code, "AAA to D", "A", Day("2024-02-01"), Day("2024-07-31"), "Notice 7", "Misread.", "miit", Day("2024-06-03"));

        var rating = Fold(LeaderViews.QualityCredits, id, entered);
        OnDay(rating, "2024-02-29").ShouldBeNull();
        OnDay(rating, "2024-03-01").ShouldBe(("AA", QualityCreditStatus.InForce));
        OnDay(rating, "2024-08-31").ShouldBe(("AA", QualityCreditStatus.InForce));
        OnDay(rating, "2024-09-01").ShouldBe(("AA", QualityCreditStatus.Over));

        rating = Fold(LeaderViews.QualityCredits, id, entered, corrected);
        OnDay(rating, "2024-01-31").ShouldBeNull();
        OnDay(rating, "2024-02-01").ShouldBe(("A", QualityCreditStatus.InForce));
        OnDay(rating, "2024-07-31").ShouldBe(("A", QualityCreditStatus.InForce));
        OnDay(rating, "2024-08-01").ShouldBe(("A", QualityCreditStatus.Over));
        rating.Latest!.Corrections.ShouldHaveSingleItem().Grade.ShouldBe("AA");

        rating = Fold(
            LeaderViews.QualityCredits, id, entered, corrected,
            new QualityCreditWithdrawn(id, Code, "Taken back.", "samr", Day("2024-07-01")));
        OnDay(rating, "2024-06-30").ShouldBe(("A", QualityCreditStatus.InForce));
        OnDay(rating, "2024-07-01").ShouldBe(("A", QualityCreditStatus.Withdrawn));
        OnDay(rating, "2024-08-01").ShouldBe(("A", QualityCreditStatus.Withdrawn));

        static (string, QualityCreditStatus)? OnDay(Timeline<QualityCreditDoc> of, string day) =>
            of.At(Day(day)) is { } doc ? (doc.Grade, doc.Status) : null;
    }

    [Fact, Trait("Rule", "R111")]
    public void What_an_inspection_asked_for_is_overdue_behind_its_last_day_until_it_is_found_put_right()
    {
        var inspected = new InspectionRecorded(
            "i-1", "miit", InspectedSubject.Organisation, "caq", Day("2024-05-06"), "Complaints", "Books", "Two were late.", "Reminders.",
            Day("2024-05-31"), Day("2024-05-08"));
        var notYet = new InspectionFollowedUp("i-1", false, Day("2024-06-03"), "Half.", Day("2024-06-14"), Day("2024-06-03"));
        var done = new InspectionFollowedUp("i-1", true, Day("2024-06-17"), "Done.", null, Day("2024-06-18"));

        Days(inspected, notYet, done).ShouldBe(
        [
            ("2024-05-06", InspectionStatus.Open), ("2024-06-01", InspectionStatus.Overdue), ("2024-06-03", InspectionStatus.Open),
            ("2024-06-15", InspectionStatus.Overdue), ("2024-06-17", InspectionStatus.PutRight),
        ]);
        Days(inspected, notYet with { PutRightBy = null }).ShouldBe(
            [("2024-05-06", InspectionStatus.Open), ("2024-06-01", InspectionStatus.Overdue)]);
        Days(inspected, notYet with { CheckedOn = Day("2024-05-20"), PutRightBy = null }).ShouldBe(
            [("2024-05-06", InspectionStatus.Open), ("2024-06-01", InspectionStatus.Overdue)]);
        Days(inspected with { ToPutRight = null, PutRightBy = null }).ShouldBe([("2024-05-06", InspectionStatus.InOrder)]);

        static IEnumerable<(string, InspectionStatus)> Days(params Fact[] facts)
        {
            var last = (InspectionStatus?)null;
            foreach (var segment in Fold(LeaderViews.Inspections, "i-1", facts).Segments)
            {
                if (segment.Doc.Status != last) yield return ($"{segment.From:yyyy-MM-dd}", segment.Doc.Status);
                last = segment.Doc.Status;
            }
        }
    }

    [Fact, Trait("Rule", "R67"), Trait("Rule", "R114")]
    public void What_supervision_brings_up_is_in_the_file_of_the_category_for_the_next_plan()
    {
        var listed = new KeyFieldListPublished(2024, 1, [new(
            "household", "Household", null, GoalSector.ConsumerGoods, null, "r", new("a", "b", "c", "d"),
            [new("air-purifier", "Air purifiers", "空气净化器")])],
            ["miit"], ["plan"], Day("2024-01-02"));
        var category = Fold(
            LeaderViews.Categories,
            "air-purifier",
            listed,
            Revoked,
            new IncidentRaised(Evaluation, "barred-at-publication", Code, "entered late", Day("2024-06-05")));
        category.At(Day("2024-12-31"))!.Feedback.Select(f => (f.Cycle, f.Kind)).ShouldBe([(2024, "revocation"), (2024, "incident")]);
    }

    [Fact]
    public void A_fact_entered_late_changes_the_days_from_its_own_day_on()
    {
        var timeline = Timeline<string>.Empty.From(Day("2024-01-01"), "a").From(Day("2024-03-01"), "b").Change(
            Day("2024-02-01"),
            s => s + "!");
        timeline.Segments.ShouldBe(
        [
            new(Day("2024-01-01"), Day("2024-02-01"), "a"),
            new(Day("2024-02-01"), Day("2024-03-01"), "a!"),
            new(Day("2024-03-01"), DateOnly.MaxValue, "b!"),
        ]);
    }

    [Fact]
    public void A_page_of_facts_opens_and_closes_rows_as_one_fact_at_a_time_would()
    {
        Recorded[] facts =
            [At(5, Awarded), At(9, Revoked), At(12, new RevocationReversed(Title, Title + ".r1", Code, "x", "samr", Day("2024-09-02")))];
        var whole = new ViewFold(LeaderViews.Titles);
        foreach (var fact in facts) whole.Apply(fact);
        whole.Finish();

        var table = new List<KnownRow>();
        foreach (var fact in facts)
        {
            var page = new ViewFold(LeaderViews.Titles);
            page.Load(Title, [.. table.Where(r => r.KnownTo == long.MaxValue)
                .OrderBy(r => r.Row.From)
                .Select(r => new HeldRow(r.Row, r.KnownFrom, true))]);
            page.Apply(fact);
            page.Finish();
            foreach (var (key, from, knownFrom, knownTo) in page.Closed)
            {
                var i = table.FindIndex(r => r.Row.Key == key && r.Row.From == from && r.KnownFrom == knownFrom);
                table[i] = table[i] with { KnownTo = knownTo };
            }
            table.AddRange(page.Opened);
        }
        Text(table).ShouldBe(Text(whole.Opened));

        static string[] Text(IEnumerable<KnownRow> rows) =>
            [.. rows.Select(r =>
                $"{r.Row.From:O} {r.Row.To:O} {r.KnownFrom} {r.KnownTo} {System.Text.Encoding.UTF8.GetString(r.Row.Payload)}")
                .Order(StringComparer.Ordinal)];
    }

    private static Timeline<T> Fold<T>(View<T> view, string key, params Fact[] facts) where T : class
    {
        var fold = new ViewFold(view);
        for (var i = 0; i < facts.Length; i++)
        {
            view.KeysOf(facts[i]).ShouldContain(key);
            fold.Apply(At(i + 1, facts[i]));
        }
        return new([.. fold.Current.OrderBy(r => r.Row.From).Select(r =>
            new Segment<T>(r.Row.From, r.Row.To, System.Text.Json.JsonSerializer.Deserialize<T>(r.Row.Payload, LeaderJson.Http)!))]);
    }

    private static Recorded At(long position, Fact fact) => new(position, fact.Stream(), 1, DateTimeOffset.UnixEpoch, fact);
    private static TitleStatus? Status(Timeline<TitleDoc> title, string day) => title.At(Day(day))?.Status;
    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
