using Leader.Domain;
using Leader.Domain.Enterprises;
using Leader.Domain.Evaluations;
using Leader.Domain.KeyFields;
using Leader.Domain.Titles;
using Leader.Projections.Log;
using Leader.Projections.Views;

namespace Leader.Projections.Tests;

public class Views_fold_facts_into_days
{
    private const string Code = "91350100M000100Y43", Evaluation = "2024-air-purifier", Title = Evaluation + "." + Code;

    private static readonly TitleAwarded Awarded = new(Title, Code, "示例晨风", Code + ".Q~CF_001-2024", 1, "Q/CF 001-2024", Evaluation, 2024, "air-purifier", "Air purifiers",
        GoalSector.ConsumerGoods, "caq", 1, ["CF-1"], Day("2025-03-01"), Day("2025-09-01"), "2018-trial", Day("2024-03-01"));

    private static readonly TitleRevoked Revoked = new(Title, Title + ".r1", Code, "air-purifier", Evaluation, "caq", "case-1", RevocationGround.Fraud, "Forged report.", null, [], "公告",
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
        var title = Fold(LeaderViews.Titles, Title, Awarded, Revoked, new RevocationReversed(Title, Title + ".r1", Code, "The report was genuine.", "samr", Day("2024-09-02")));
        Status(title, "2024-06-02").ShouldBe(TitleStatus.InForce);
        Status(title, "2024-06-03").ShouldBe(TitleStatus.Revoked);
        Status(title, "2024-09-01").ShouldBe(TitleStatus.Revoked);
        Status(title, "2024-09-02").ShouldBe(TitleStatus.InForce);
        title.At(Day("2024-09-02"))!.Corrections.ShouldHaveSingleItem().Revocation.ShouldBe(Title + ".r1");
    }

    [Fact, Trait("Rule", "R77"), Trait("Rule", "D17"), Trait("Trap", "18")]
    public void A_ban_is_current_to_its_last_day_and_stays_in_the_register_when_it_has_ended()
    {
        var key = BanView.Key("r1", Code);
        var ban = Fold(LeaderViews.Bans, key, new BanStarted(Code, "r1", Title, "caq", "fraud", Day("2027-02-28"), "2018-trial", Day("2024-02-29")));
        ban.At(Day("2024-02-28")).ShouldBeNull();
        ban.At(Day("2024-02-29"))!.Status.ShouldBe(BanStatus.Current);
        ban.At(Day("2027-02-28"))!.Status.ShouldBe(BanStatus.Current);
        ban.At(Day("2027-03-01"))!.Status.ShouldBe(BanStatus.Ended);
        ban.At(Day("2040-01-01"))!.EligibleFrom.ShouldBe(Day("2027-03-01"));
    }

    [Fact, Trait("Rule", "R67"), Trait("Rule", "R114")]
    public void What_supervision_brings_up_is_in_the_file_of_the_category_for_the_next_plan()
    {
        var listed = new KeyFieldListPublished(2024, 1, [new("household", "Household", null, GoalSector.ConsumerGoods, null, "r", new("a", "b", "c", "d"), [new("air-purifier", "Air purifiers", "空气净化器")])],
            ["miit"], ["plan"], Day("2024-01-02"));
        var category = Fold(LeaderViews.Categories, "air-purifier", listed, Revoked, new IncidentRaised(Evaluation, "barred-at-publication", Code, "entered late", Day("2024-06-05")));
        category.At(Day("2024-12-31"))!.Feedback.Select(f => (f.Cycle, f.Kind)).ShouldBe([(2024, "revocation"), (2024, "incident")]);
    }

    [Fact]
    public void A_fact_entered_late_changes_the_days_from_its_own_day_on()
    {
        var timeline = Timeline<string>.Empty.From(Day("2024-01-01"), "a").From(Day("2024-03-01"), "b").Change(Day("2024-02-01"), s => s + "!");
        timeline.Segments.ShouldBe(
        [
            new(Day("2024-01-01"), Day("2024-02-01"), "a"), new(Day("2024-02-01"), Day("2024-03-01"), "a!"), new(Day("2024-03-01"), DateOnly.MaxValue, "b!"),
        ]);
    }

    [Fact]
    public void A_page_of_facts_opens_and_closes_rows_as_one_fact_at_a_time_would()
    {
        Recorded[] facts = [At(5, Awarded), At(9, Revoked), At(12, new RevocationReversed(Title, Title + ".r1", Code, "x", "samr", Day("2024-09-02")))];
        var whole = new ViewFold(LeaderViews.Titles);
        foreach (var fact in facts) whole.Apply(fact);
        whole.Finish();

        var table = new List<KnownRow>();
        foreach (var fact in facts)
        {
            var page = new ViewFold(LeaderViews.Titles);
            page.Load(Title, [.. table.Where(r => r.KnownTo == long.MaxValue).OrderBy(r => r.Row.From).Select(r => new HeldRow(r.Row, r.KnownFrom, true))]);
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
            [.. rows.Select(r => $"{r.Row.From:O} {r.Row.To:O} {r.KnownFrom} {r.KnownTo} {System.Text.Encoding.UTF8.GetString(r.Row.Payload)}").Order(StringComparer.Ordinal)];
    }

    private static Timeline<T> Fold<T>(View<T> view, string key, params Fact[] facts) where T : class
    {
        var fold = new ViewFold(view);
        for (var i = 0; i < facts.Length; i++)
        {
            view.KeysOf(facts[i]).ShouldContain(key);
            fold.Apply(At(i + 1, facts[i]));
        }
        return new([.. fold.Current.OrderBy(r => r.Row.From).Select(r => new Segment<T>(r.Row.From, r.Row.To, System.Text.Json.JsonSerializer.Deserialize<T>(r.Row.Payload, LeaderJson.Http)!))]);
    }

    private static Recorded At(long position, Fact fact) => new(position, fact.Stream(), 1, DateTimeOffset.UnixEpoch, fact);
    private static TitleStatus? Status(Timeline<TitleDoc> title, string day) => title.At(Day(day))?.Status;
    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
