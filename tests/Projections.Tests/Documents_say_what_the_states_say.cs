using Leader.Api.Tests.Contract;
using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Tests;

/// <summary>
/// The rules decide by the states of streams; everybody reads documents. Whatever both say is the same after every fact, over histories of
/// every kind of fact, drawn by chance from those that can follow.
/// </summary>
public class Documents_say_what_the_states_say
{
    private static readonly Type[] Types = [.. FactTypes.ByName.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>Facts that only one of the two tells, each with its reason.</summary>
    private static readonly Dictionary<Type, string> SaidOnce = new()
    {
        [typeof(CalendarAnnounced)] = "no document: the calendar stands in every deadline that was reckoned by it",
        [typeof(EvidenceDeposited)] = "no document: the file itself is served",
        [typeof(EvidenceErased)] = "no document: the address of the file says so",
        [typeof(PersonalDataErased)] = "no document: names are looked up when they are read",
        [typeof(ActEnteredLate)] = "no document: it stands beside the act",
        [typeof(StandardFiled)] = "the state alone: documents do not count what is filed",
        [typeof(DeclarationTitled)] = "the state alone: which titles rest on a declaration is for the rules",
        [typeof(ProductClaimed)] = "the state alone: whose a product is, is for the rules",
        [typeof(SigningKeyClaimed)] = "the state alone: whose a key is, is for the rules",
        [typeof(TitleEntered)] = "the state alone: the document takes the title from its own stream",
        [typeof(IndicatorsEvaluated)] = "the state alone, until the ranking is drawn from them",
        [typeof(CandidateExcluded)] = "the state alone, until the ranking is drawn without it",
        [typeof(ListingRefused)] = "the state alone, until the list is drawn without it",
        [typeof(AdjustmentReminded)] = "the state alone: a reminder to the body",
        [typeof(EvidenceFiled)] = "the document tells each filing, the state keeps all evidence of the case as one",
        [typeof(EntryReviewRequired)] = "the document alone: the rules look at the declaration itself",
        [typeof(EntryReviewConcluded)] = "the document shows that it is reviewed no longer, the state what came of it",
        [typeof(MandatoryBreachReported)] = "the document alone: a report to others",
        [typeof(BodyDisqualificationMarked)] = "the document alone: a mark",
    };

    [Fact]
    public void After_every_fact_that_can_follow() => Played.Value.Differences.ShouldBe("");

    /// <summary>The newest day does not show it: the notice of 2020 whose end the extended holidays moved (trap 8).</summary>
    [Fact, Trait("Rule", "Q3"), Trait("Trap", "8")]
    public void A_notice_whose_last_day_moved_is_open_until_the_new_one()
    {
        var opened = new NoticeOpened("2019-tv.leaders.1", NoticeSubject.LeaderList, "2019-tv", 1, "h", "body", [], "c", 7,
            new(2020, 2, 4), "2020.1", false, "r", new(2020, 1, 20));
        var moved = new DeadlineRecomputed(opened.Notice, opened.LastDay, new(2020, 2, 6), "2020.2", false, new(2020, 2, 5));
        var fold = new ViewFold(LeaderViews.Notices);
        fold.Apply(new(1, opened.Stream(), 1, DateTimeOffset.UnixEpoch, opened));
        fold.Apply(new(2, moved.Stream(), 2, DateTimeOffset.UnixEpoch, moved));

        string On(int day) => fold.Of(opened.Notice)!
            .Single(r => r.Row.From <= new DateOnly(2020, 2, day) && new DateOnly(2020, 2, day) < r.Row.To).Row.Tags.Status!;
        (On(4), On(5), On(6), On(7)).ShouldBe(("open", "open", "open", "ended"));
    }

    /// <summary>A fact is held where it moves something that both say; a comparison that it cannot fail would be none.</summary>
    [Fact]
    public void Every_kind_of_fact_moves_something_that_both_say_or_is_excepted_by_name() =>
        Types.Except(Played.Value.Moving).Order(ByName).ShouldBe(SaidOnce.Keys.Order(ByName));

    /// <summary>One example of each kind of fact and member that differ, and the kinds of facts that moved something.</summary>
    private static (string Differences, HashSet<Type> Moving) PlayAll()
    {
        Dictionary<(Type, string, string), string> differences = [];
        HashSet<Type> moving = [];
        for (var seed = 0; seed < 40 * Matters.Length; seed++)
        {
            Dictionary<(Agreement, string, string), string> last = [];
            HashSet<(Agreement, string, string)> differing = [];
            Play(seed, (fact, agreement, key, said) =>
            {
                var member = (agreement, key, said.Member);
                var now = Shown(said.State);
                if (last.GetValueOrDefault(member) != now) moving.Add(fact.GetType());
                last[member] = now;
                if (said.IsAgreed || !differing.Add(member)) return;
                differences.TryAdd(
                    (fact.GetType(), agreement.View.Name, said.Member),
                    $"{fact} leaves {agreement.View.Name}/{key} {said.Member}: document {Shown(said.Document)}; state {now}");
            });
        }
        return (string.Join('\n', differences.Values), moving);
    }

    private static readonly Lazy<(string Differences, HashSet<Type> Moving)> Played = new(PlayAll);

    private static readonly Comparer<Type> ByName = Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static string Shown(object? value) => value is System.Collections.IEnumerable many and not string
        ? $"[{string.Join(", ", many.Cast<object?>().Select(Shown))}]"
        : value?.ToString() ?? "null";

    private delegate void Look(Fact fact, Agreement agreement, string key, Said said);

    /// <summary>About so few things that they meet, on days that never fall back within a stream.</summary>
    private static void Play(int seed, Look look)
    {
        var (random, ledger, on) = (new Random(seed), new MemoryLedger(), new DateOnly(2026, 5, 11));
        var folds = LeaderViews.All.ToDictionary(v => v, v => new ViewFold(v));
        var states = new StatesBeside(LeaderAgreements.All);
        var position = 0L;
        // A few kinds of streams are the matter of a history: with all of them none would come far.
        var types = Matters[seed % Matters.Length];
        for (var i = 0; i < 250; i++)
        {
            var type = types[random.Next(types.Length)];
            on = on.AddDays(random.Next(3));
            var drawn = new Sample(random: random).Of(i < 2 ? typeof(KeyFieldListPublished) : type) with { On = on };
            var fact = Told(drawn, 2024 + i % 2, ledger);
            if (!Follows.After(fact, ledger)) continue;
            ledger.Append(fact);
            var recorded = new Recorded(++position, fact.Stream(), ledger.Facts(fact.Stream()).Count, DateTimeOffset.UnixEpoch, fact);
            foreach (var fold in folds.Values) fold.Apply(recorded);
            states.Apply(recorded);
            foreach (var (agreement, key, said, _) in states.Compared((view, of) => folds[view].Newest(of)))
            {
                look(fact, agreement, key, said);
            }
        }
    }

    /// <summary>Ids that lead from one stream to another, and days in their order.</summary>
    private static Fact Told(Fact fact, int cycle, MemoryLedger ledger) => fact switch
    {
        // no two hold one key
        SigningKeyRegistered e => e with { Holder = $"holder of {e.Key}" },
        SigningKeyRevoked e => e with { Holder = $"holder of {e.Key}" },
        TitleAwarded e => e with { LastDay = e.On.AddDays(90), GraceLastDay = e.On.AddDays(120) },
        KeyFieldListPublished e => e with
        {
            Cycle = cycle,
            Fields =
            [
                new("field", $"field {e.Version}", null, GoalSector.Services, null, "", new("", "", "", ""),
                    [new(Category, Category, null)]),
                .. e.Fields,
            ],
        },
        FieldProposalFact e => e with { Cycle = 2027 },
        QualityCreditFact e => e with { Enterprise = $"rated by {e.QualityCredit}" },
        ServiceFact e => e with { Body = $"body of {e.Service}" },
        ImplementingSchemeAmended e when ledger.ImplementingScheme(e.ImplementingScheme) is { Current: { } s, Done: var done } => e with
        {
            Milestones =
            [
                .. s.Milestones.Where(m => done.ContainsKey(m.Milestone)),
                .. e.Milestones.Where(m => !done.ContainsKey(m.Milestone)).DistinctBy(m => m.Milestone),
            ],
        },
        MilestoneReported e
            when ledger.ImplementingScheme(e.ImplementingScheme) is { Current: { } s, Done: var done }
                && s.Milestones.FirstOrDefault(m => !done.ContainsKey(m.Milestone)) is { } next =>
            e with { Milestone = next.Milestone, DoneOn = e.On },
        SampleResultRecorded e when ledger.SamplingPlan(e.SamplingPlan).Samples.Keys.Min(StringComparer.Ordinal) is { } sample =>
            e with { SubjectId = sample },
        RankingPublished e when ledger.Evaluation(e.Evaluation).Draft is { } draft =>
            e with { Version = draft.Version, Result = draft.Result, ContentHash = draft.ContentHash, Notice = draft.Notice },
        EntryRestored e when ledger.Evaluation(e.Evaluation).Strikes.Where(s => s.Value.Count > 0).ToArray() is [var (struck, by), ..] =>
            e with { Enterprise = struck, Ban = by[0].Ban },
        ProcedureReviewRequested e
            when Objections(e, ledger).Find(o => o is { Stage: ObjectionStage.Dismissed, Reviewed: false }) is { } dismissed =>
            e with { Objection = dismissed.Id },
        ProcedureReviewAnswered e when Objections(e, ledger).Find(o => o.Stage == ObjectionStage.UnderReview) is { } reviewed =>
            e with { Objection = reviewed.Id, AnswerDueOn = e.Remitted ? e.On.AddDays(14) : null },
        RelationDeclared e => e with { Child = e.Child.Replace("Child", "Organisation", StringComparison.Ordinal) },
        RelationEnded e => e with { Child = e.Child.Replace("Child", "Organisation", StringComparison.Ordinal) },
        LeaderListEntered e => e with { Category = Category, Cycle = Ids.ParseCall(e.Evaluation)!.Value.Cycle },
        _ => fact,
    };

    private static System.Collections.Immutable.ImmutableList<Objection> Objections(NoticeFact fact, ILedger ledger) =>
        ledger.Notice(fact.Notice).Objections;

    private const string Category = "空气净化器";

    private static readonly Type[][] Matters =
    [.. ((string[][])[
        ["enterprise", "title"], ["enterprise"], ["declaration"], ["key-fields", "category"], ["call"], ["key-fields", "evaluation"],
        ["notice"], ["complaint"], ["finding", "case"], ["case"], ["organisations"], ["rule-sets", "policy", "release", "external-figure"],
        ["sampling-plan"],
        ["field-proposals"],
        ["signing-keys"],
        ["quality-credits"],
        ["inspection"],
        ["services", "activity", "other-title"],
        ["implementing-scheme"],
    ]).Select(prefixes => Types.Where(t => prefixes.Contains(new Sample().Of(t).Stream().Split('/')[0])).ToArray())];
}
