using System.Text.Json;
using System.Text.RegularExpressions;
using Leader.Api.Seeding;
using Leader.Api.Tests.Contract;
using Leader.Domain;
using Leader.Domain.Process.Registers;
using Leader.Domain.Process.Supervision;
using Leader.Domain.Record;
using Leader.Domain.Values;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;
using Leader.Projections.Views.Shapes;

namespace Leader.Api.Tests.Seeding;

public class The_demonstration_history
{
    internal static readonly string Folder = Path.Combine(The_stored_facts_are_the_reviewed_ones.Repository(), "seeds");
    internal static readonly Lazy<IReadOnlyList<PlayedAct>> Played = new(() => Story.Play(Folder));
    private static readonly DateOnly LastDay = new(2026, 11, 20);

    private static IEnumerable<Fact> Facts => Played.Value.SelectMany(a => a.Facts);
    private static List<T> All<T>() where T : Fact => [.. Facts.OfType<T>()];

    [Fact, Trait("Rule", "R69")]
    public void What_is_said_to_be_disclosed_is_what_the_ranking_shows_and_no_evidence_is_missing()
    {
        var facts = Played.Value.SelectMany(a => a.Facts).ToList();
        var stated = facts.OfType<Domain.Record.FactsStated>().First(f => f.Case == "c-2020-001").Shortfall!;
        (stated.Disclosed, stated.Measured).ShouldBe(("≥ 481 m³/h", "322 – 341 m³/h"));
        var deposited = facts.OfType<Domain.Record.EvidenceDeposited>().Select(d => d.Digest).ToHashSet();
        facts.OfType<Domain.Record.INamesEvidence>().SelectMany(f => f.Evidence.Except(f.NotDeposited?.Keys ?? [])).Except(deposited)
            .ShouldBeEmpty();
        facts.OfType<ActEnteredLate>().ShouldHaveSingleItem().Act.ShouldBe("RevokeTitle");
    }

    [Fact]
    public void The_story_plays_through_the_deciders_without_surprise()
    {
        Played.Value.Count.ShouldBeGreaterThan(4000);
        Played.Value.ShouldAllBe(a => a.Facts.Count > 0);
        Played.Value.Zip(Played.Value.Skip(1)).ShouldAllBe(p => p.First.At <= p.Second.At);
        Beijing.Day(Played.Value[^1].At).ShouldBe(LastDay);
    }

    [Fact]
    public void Played_twice_it_gives_the_same_facts() => Json(Story.Play(Folder)).ShouldBe(Json(Played.Value));

    [Fact]
    public void It_is_as_large_as_promised()
    {
        All<LeaderListPublished>().Select(l => Ids.ParseCall(l.Evaluation)!.Value.Cycle).Distinct().Count().ShouldBe(9);
        All<LeaderListPublished>().Where(l => Ids.ParseCall(l.Evaluation)!.Value.Cycle < 2026)
            .Select(l => Ids.ParseCall(l.Evaluation)!.Value.Cycle).Distinct().Count().ShouldBe(8);
        All<TitleAwarded>().Select(t => t.Sector).Distinct().Count().ShouldBe(3);
        var fields = All<KeyFieldListPublished>().SelectMany(l => l.Fields).ToList();
        fields.Select(f => f.Id).Distinct().Count().ShouldBe(10);
        fields.SelectMany(f => f.Categories).Select(c => c.Id).Distinct().Count().ShouldBe(15);
        All<EnterpriseRegistered>().Count.ShouldBeInRange(58, 66);
        All<StandardDeclared>().Count.ShouldBeInRange(380, 450);
        All<RuleSetAdopted>().Select(r => r.RuleSet.Id).ShouldBe(["2018-trial", "2024-guide"]);
    }

    [Fact]
    public void All_credit_codes_hold_but_one_that_is_attested()
    {
        var codes = All<EnterpriseRegistered>();
        codes.Where(e => !CreditCode.CheckCharacterHolds(e.Enterprise)).ShouldHaveSingleItem().Attestation.ShouldNotBeNull();
        codes.Count(e => e.Attestation is not null).ShouldBe(1);
        codes.ShouldAllBe(e => e.Name.Contains("示例") && e.Name.Contains("Example"));
    }

    [Fact]
    public void Titles_are_in_every_state_that_there_is()
    {
        var ledger = Ledger();
        var states = All<TitleAwarded>().Select(t => ledger.Title(t.Title).StateOn(LastDay.AddDays(3))).ToHashSet();
        Enum.GetValues<TitleState>().Except([TitleState.NotYetAwarded]).ShouldAllBe(s => states.Contains(s));
        All<BaselineChanged>().ShouldNotBeEmpty();
        All<TitleReviewRequired>().ShouldNotBeEmpty();
    }

    /// <summary>
    /// Of all titles ever awarded, at the end of the story: their documents, and their lines in the files of enterprises.
    /// </summary>
    [Fact, Trait("Rule", "Q22"), Trait("Rule", "R1")]
    public void Every_title_is_told_with_the_standard_that_the_rules_say_it_rests_on()
    {
        var (ledger, titles, files) = (Ledger(), new ViewFold(LeaderViews.Titles), new ViewFold(LeaderViews.Enterprises));
        foreach (var (i, fact) in Facts.Index())
        {
            foreach (var fold in new[] { titles, files }) fold.Apply(new(i + 1, fact.Stream(), 0, DateTimeOffset.UnixEpoch, fact));
        }
        var (told, inFiles) = (Latest<TitleDoc>(titles), Latest<EnterpriseDoc>(files).SelectMany(f => f.Titles).ToDictionary(t => t.Title));
        told.Count.ShouldBe(All<TitleAwarded>().Count);
        told.Count(t => ledger.Title(t.Title).Awarded!.Declaration != t.Declaration).ShouldBeGreaterThan(50);
        foreach (var doc in told)
        {
            var title = ledger.Title(doc.Title);
            (doc.Declaration, doc.DeclarationVersion, doc.EndedOn)
                .ShouldBe((title.Declaration, title.DeclarationVersion, title.Life!.EndActOn), doc.Title);
            doc.Number.ShouldBe(ledger.Declaration(title.Declaration).Number, doc.Title);
            (inFiles[doc.Title].Declaration, inFiles[doc.Title].EndedOn).ShouldBe((title.Declaration, title.Life!.EndActOn), doc.Title);
        }

        static List<T> Latest<T>(ViewFold fold) =>
            [.. fold.Current.Where(r => r.Row.To == DateOnly.MaxValue)
                .Select(r => JsonSerializer.Deserialize<T>(r.Row.Payload, LeaderJson.Http)!)];
    }

    /// <summary>Q21: on no day does an enterprise hold two titles of one category.</summary>
    [Fact, Trait("Rule", "Q21"), Trait("Rule", "Q60")]
    public void Nobody_holds_two_titles_of_one_category_on_one_day()
    {
        var ledger = Ledger();
        foreach (var titles in All<TitleAwarded>().GroupBy(t => (t.Enterprise, t.Category)).Where(g => g.Count() > 1))
        {
            for (var day = titles.Min(t => t.On); day <= titles.Max(t => t.GraceLastDay); day = day.AddDays(3))
            {
                titles.Count(t => ledger.Title(t.Title).IsHeldOn(day)).ShouldBeLessThanOrEqualTo(1, $"{titles.Key} on {day:yyyy-MM-dd}");
            }
        }
    }

    [Fact]
    public void Objections_end_in_every_way()
    {
        All<ObjectionUpheld>().ShouldNotBeEmpty();
        All<ObjectionDismissed>().ShouldNotBeEmpty();
        All<ObjectionWithdrawn>().ShouldNotBeEmpty();
        All<ObjectionEscalated>().ShouldNotBeEmpty();
        All<ProcedureReviewAnswered>().ShouldNotBeEmpty();
        All<ObjectionFoundInadmissible>().Select(o => o.Ground).Distinct().Count().ShouldBe(Enum.GetValues<InadmissibleGround>().Length);
        All<DeadlineRecomputed>().ShouldNotBeEmpty();
    }

    [Fact, Trait("Rule", "Q63"), Trait("Rule", "R30")]
    public void No_share_is_above_the_whole_and_levels_are_claimed_in_the_words_of_the_list()
    {
        var shares = All<EvaluationOpened>().SelectMany(e => e.Content.Indicators.Where(i => i.Possible is { Share: true }))
            .Select(i => i.Code).Distinct().ToList();
        shares.ShouldContain("on-time");
        shares.ShouldContain("availability");
        var declared = All<StandardDeclared>().Select(d => d.Disclosure).ToList();
        declared.SelectMany(d => d.Indicators)
            .Where(i => shares.Contains(i.Code) && i.Limit.Unit == "%")
            .ShouldAllBe(i => i.Limit.Value >= 0 && i.Limit.Value <= 100);
        var claims = declared.Select(d => d.LevelClaim?.Level).OfType<string>().ToList();
        claims.Distinct().Count().ShouldBe(7);
        claims.ShouldAllBe(c => ClaimedLevels.Of(c) != null);
    }

    [Fact]
    public void Standards_are_left_out_on_many_grounds_and_places_are_shared()
    {
        var rankings = All<RankingPublished>().Select(r => r.Result).ToList();
        ExclusionGround[] grounds =
        [
            ExclusionGround.NotStricter, ExclusionGround.LaxerThanMandatory, ExclusionGround.BelowRecommended, ExclusionGround.Barred,
            ExclusionGround.FormallyUnsound, ExclusionGround.OwnBrand, ExclusionGround.OpenFinding,
        ];
        grounds.ShouldBeSubsetOf(rankings.SelectMany(r => r.Excluded).Select(e => e.Ground).ToHashSet());
        rankings.SelectMany(r => r.NotEvaluable).ShouldNotBeEmpty();
        rankings.ShouldContain(r => r.NoBaseline);
        rankings.ShouldContain(r => r.Entries.GroupBy(e => e.Place).Any(g => g.Count() > 2));
        All<LeaderListDrafted>().ShouldContain(l => l.TieNote != null);
        All<LeaderListPublished>().ShouldContain(l => l.Batch == 2 && l.Dropped.Count > 0);
        All<ListingRefused>().ShouldNotBeEmpty();
        All<EntryAnnulled>().Select(e => e.Ground).ShouldContain("Fraud");
    }

    [Fact]
    public void Revocations_are_of_every_kind()
    {
        var revoked = All<TitleRevoked>();
        revoked.Count.ShouldBeGreaterThanOrEqualTo(6);
        revoked.Select(r => r.Ground).Distinct().Count().ShouldBe(2);
        revoked.GroupBy(r => r.Enterprise).ShouldContain(g => g.Count() == 2);
        All<BanStarted>().ShouldContain(b => b.On == new DateOnly(2024, 2, 29) && b.LastDay == new DateOnly(2027, 2, 28));
        Played.Value.ShouldContain(a => a.Request is RevokeTitle && a.On < Beijing.Day(a.At));
        Played.Value.ShouldContain(a => a.Request is RevokeTitle && a.Facts.OfType<EnterpriseStruck>().Any());
        All<RevocationReversed>().ShouldHaveSingleItem();
        All<BanInherited>().ShouldHaveSingleItem();
        new[] { "barred-at-publication", DeclareRelation.IncidentKind }.ShouldBeSubsetOf(All<IncidentRaised>().Select(i => i.Kind));
        All<AdoptionEnded>().ShouldContain(a => a.Reason.StartsWith("benefits-barred"));
        All<BanStarted>().ShouldContain(b => b.LastDay < LastDay);
        All<BanStarted>().ShouldContain(b => b.LastDay > LastDay);
    }

    [Fact]
    public void Complaints_findings_and_uses_are_of_every_kind()
    {
        All<ComplaintReceived>().Select(c => c.Subject).Distinct().Count().ShouldBe(Enum.GetValues<ComplaintSubject>().Length);
        All<ComplaintReceived>().Select(c => c.Ground).Distinct().Count().ShouldBe(Enum.GetValues<ComplaintGround>().Length);
        All<ComplaintReceived>().Select(c => c.Source).Distinct().Count().ShouldBe(Enum.GetValues<ComplaintSource>().Length);
        All<ComplaintConcluded>().Select(c => c.Outcome).Distinct().Count().ShouldBe(Enum.GetValues<ComplaintOutcome>().Length);
        All<FindingReceived>().Select(f => f.Kind).Distinct().Count().ShouldBe(Enum.GetValues<FindingKind>().Length);
        All<AdoptionRecorded>().Select(a => a.Kind).Distinct().Count()
            .ShouldBe(Enum.GetValues<Domain.Process.Adoptions.AdoptionKind>().Length);
        All<BodyDisqualified>().Select(b => b.Complaint is null).Distinct().Count().ShouldBe(2, "by itself, and after a complaint");
        All<CategoryLapsed>().ShouldNotBeEmpty();
        All<EnterpriseRenamed>().ShouldNotBeEmpty();
    }

    [Fact]
    public void Something_is_under_way_at_the_end()
    {
        var ledger = Ledger();
        All<NoticeOpened>().ShouldContain(n =>
            n.LastDay >= LastDay.AddDays(3) && ledger.Read<PublicNotice>(Streams.Notice(n.Notice)).Stage == NoticeStage.Open);
        All<CaseOpened>().ShouldContain(c =>
            ledger.Case(c.Case).Stage == CaseStage.FactsStated && !ledger.Case(c.Case).HearingIsOverOn(LastDay.AddDays(3)));
        new[] { ComplaintStage.Received, ComplaintStage.Accepted }
            .ShouldBeSubsetOf(All<ComplaintReceived>().Select(c => ledger.Complaint(c.Complaint).Stage));
    }

    [Fact]
    public void What_the_readme_tells_of_is_there()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "stories"))) readme.ShouldContain(Path.GetFileName(file));
        var facts = Json(Played.Value);
        var ids = Regex.Matches(readme, "`((?:20[0-9]{2}-[a-z]|[acfp]-20[0-9]{2}-)[^` ]*|91[0-9A-Z]{16})`").Select(m => m.Groups[1].Value)
            .Distinct().ToList();
        ids.Count.ShouldBeGreaterThan(40);
        ids.Where(id => !facts.Contains($"\"{id}\"")).ShouldBeEmpty();
    }

    [Fact]
    public void A_slip_in_the_files_is_told_with_its_place()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var story = Path.Combine(folder, "stories", "leap-day-2024.json");
        File.WriteAllText(story, File.ReadAllText(story).Replace("2024-02-22T15:00:00", "2024-02-07T15:00:00"));
        try
        {
            Should.Throw<StoryException>(() => Story.Play(folder)).Message
                .ShouldMatch(@"^stories/leap-day-2024\.json, line \d+: DecideCase .*hearing-still-open");
        }
        finally { Directory.Delete(folder, true); }
    }

    private static MemoryLedger Ledger()
    {
        var ledger = new MemoryLedger();
        ledger.Append(Facts);
        return ledger;
    }

    private static string Json(IEnumerable<PlayedAct> acts) =>
        string.Join(
            '\n',
            acts.Select(a => $"{a.At:O} {a.By} {a.Request.GetType().Name} {a.On:O} {a.Rules} "
                + $"{string.Join(' ', a.Facts.Select(f => JsonSerializer.Serialize(f, f.GetType(), LeaderJson.Stored)))}"));
}
