using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views;
using Leader.Projections.Views.Engine;

namespace Leader.Api.Tests.Contract;

public class Every_fact_has_its_place
{
    /// <summary>The state that folds the streams of each prefix.</summary>
    private static readonly Dictionary<string, Func<IEnumerable<Fact>, object>> States = new()
    {
        ["rule-sets"] = Fold<Domain.Record.RuleSets>,
        ["calendar"] = Fold<Calendars>,
        ["organisations"] = Fold<OrganisationRegister>,
        ["enterprise"] = Fold<Enterprise>,
        ["declaration"] = Fold<Declaration>,
        ["key-fields"] = Fold<KeyFieldList>,
        ["category"] = Fold<Category>,
        ["call"] = Fold<Call>,
        ["evaluation"] = Fold<Evaluation>,
        ["notice"] = Fold<PublicNotice>,
        ["title"] = Fold<Title>,
        ["complaint"] = Fold<Complaint>,
        ["case"] = Fold<Domain.Record.Case>,
        ["finding"] = Fold<Finding>,
        ["policy"] = Fold<SupportingPolicy>,
        ["implementing-scheme"] = Fold<ImplementingScheme>,
        ["release"] = Fold<StatisticsRelease>,
        ["external-figure"] = Fold<ExternalFigure>,
        ["sampling-plan"] = Fold<SamplingPlan>,
        ["field-proposals"] = Fold<FieldProposals>,
        ["evidence"] = Fold<EvidenceFile>,
        ["person"] = Fold<Person>,
        ["late"] = Fold<LateEntries>,
        ["product"] = Fold<ProductClaims>,
        ["inspection"] = Fold<Inspection>,
        ["quality-credits"] = Fold<QualityCredits>,
        ["services"] = Fold<ServicesOfBody>,
        ["activity"] = Fold<Activity>,
        ["other-title"] = Fold<OtherTitle>,
        ["signing-keys"] = Fold<Domain.Record.SigningKeys>,
        ["signing-key"] = Fold<SigningKeyClaims>,
    };

    /// <summary>Facts that no view shows, each with its reason.</summary>
    private static readonly Dictionary<Type, string> ShownNowhere = new()
    {
        [typeof(CalendarAnnounced)] = "the calendar stands in every deadline that was reckoned by it",
        [typeof(IndicatorsEvaluated)] = "values are shown with the ranking that is drawn from them",
        [typeof(EvidenceDeposited)] = "who deals with cases reads the file itself, at its address",
        [typeof(EvidenceErased)] = "the address of the file says so",
        [typeof(ActEnteredLate)] = "it stands beside the act whose day it explains, in the feed, the log and the export",
        [typeof(PersonalDataErased)] = "where the name stood its absence is marked when the view is read",
        [typeof(ProductClaimed)] = "it stands beside the product whose claim it is",
        [typeof(SigningKeyClaimed)] = "it stands beside the key whose holder it names",
        [typeof(AdjustmentReminded)] = "a reminder to the body; the titles show their last days themselves",
    };

    public static TheoryData<string> Names => [.. FactTypes.ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fact_can_follow_in_its_stream(string name)
    {
        var fact = new Sample().Of(FactTypes.ByName[name]);
        var prefix = fact.Stream().Split('/')[0];
        States.Keys.ShouldContain(prefix);

        var before = FactTypes.ByName.Values.OrderBy(t => t.MetadataToken)
            .Select(t => new Sample().Of(t))
            .Where(f => f.Stream() == fact.Stream());

        Should.NotThrow(() => States[prefix]([.. before, fact]));
    }

    [Fact]
    public void A_fact_of_another_stream_cannot_follow() =>
        Should.Throw<InvalidOperationException>(() => States["title"]([new Sample().Of(typeof(CaseOpened))])).Message
            .ShouldContain("cannot follow");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fact_concerns_a_view_or_is_excepted_by_name(string name)
    {
        var fact = new Sample().Of(FactTypes.ByName[name]);
        var views = LeaderViews.All.Where(v => v.KeysOf(fact).Any()).Select(v => v.Name).ToArray();

        (views.Length > 0).ShouldBe(!ShownNowhere.ContainsKey(fact.GetType()), $"{name} concerns: {string.Join(", ", views)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_view_folds_every_fact_from_nothing_and_twice(string name)
    {
        var fact = new Sample().Of(FactTypes.ByName[name]);
        foreach (var view in LeaderViews.All)
        {
            var fold = new ViewFold(view);
            Should.NotThrow(() => { fold.Apply(At(1)); fold.Apply(At(2)); }, view.Name);
        }

        Recorded At(long position) => new(position, fact.Stream(), position, new DateTimeOffset(2026, 5, 11, 1, 0, 0, TimeSpan.Zero), fact);
    }

    /// <summary>Or the audit would not count what they name.</summary>
    [Fact]
    public void Every_fact_with_a_list_of_evidence_says_that_it_names_files() =>
        FactTypes.ByName.Values.Where(t => t.GetProperty("Evidence") is not null).ShouldBe(
            FactTypes.ByName.Values.Where(t => t.IsAssignableTo(typeof(INamesEvidence))),
            ignoreOrder: true);

    private static object Fold<T>(IEnumerable<Fact> facts) where T : IState<T> => facts.Aggregate(T.Initial, T.Evolve);
}
