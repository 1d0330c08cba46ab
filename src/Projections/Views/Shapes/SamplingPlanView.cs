using Leader.Domain;
using Leader.Domain.Record;
using Leader.Projections.Log;
using Leader.Projections.Views.Engine;

namespace Leader.Projections.Views.Shapes;

/// <summary>How the samples were drawn: with the seed and the candidates of the day anybody draws the same.</summary>
/// <param name="SeedSource">Where the seed comes from.</param>
/// <param name="CandidatesDigest">SHA-256 of their ids, sorted, as a JSON list without blanks.</param>
public sealed record DrawDoc(DateOnly AsOf, string Seed, string SeedSource, int Candidates, string CandidatesDigest, DateOnly On);

/// <param name="Reason">Why it was taken by hand; null of one that was drawn.</param>
/// <param name="Conforms">Null while there is no result.</param>
/// <param name="Retest">Why it was tested again; null where it was not.</param>
public sealed record SampleDoc(
    string Declaration,
    string? Title,
    string Enterprise,
    string? Reason,
    DateOnly TakenOn,
    bool? Conforms = null,
    string? Laboratory = null,
    string? Finding = null,
    string? Retest = null,
    DateOnly? ResultOn = null);

/// <summary>Spot checks of a year (监督抽查). The rate is that of the samples drawn: what was taken by hand stands for nothing.</summary>
/// <param name="Status"><c>announced</c>, <c>drawn</c>, or <c>tested</c>: every sample drawn has its result.</param>
/// <param name="Number">How many are to be drawn.</param>
/// <param name="Tested">Of those drawn, how many have a result.</param>
/// <param name="Conforming">Of those tested.</param>
/// <param name="ConformingPercent">Of those tested, with one place; null while there is none.</param>
public sealed record SamplingPlanDoc(
    string SamplingPlan,
    string Authority,
    int Year,
    string Name,
    string Status,
    SampledPopulation Population,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Enterprises,
    IReadOnlyList<string> Titles,
    int Number,
    string Method,
    DateOnly AnnouncedOn,
    DrawDoc? Draw,
    int Drawn,
    int Tested,
    int Conforming,
    decimal? ConformingPercent,
    IReadOnlyList<SampleDoc> Samples);

/// <summary>Plans of spot checks, keyed by id. R87.</summary>
public sealed class SamplingPlanView : View<SamplingPlanDoc>
{
    private const string Announced = "announced", WasDrawn = "drawn", AllTested = "tested";

    public override string Name => "sampling-plans";
    public override IReadOnlyList<string> Filters => ["body"];
    public override IReadOnlyList<string> Statuses => [Announced, WasDrawn, AllTested];

    public override IReadOnlyList<Field> Fields =>
    [
        Field.Word<SampledPopulation>("population", "What is drawn of."),
        Field.Member("announcedOn", "The day of the announcement.", FieldKind.Day),
        Field.Ordered("name"),
        Field.Member("year", "Years of spot checks.", FieldKind.Year),
        Field.Keys("category", "Categories that are drawn of.", "categories", "categories"),
        Field.Keys("enterprise", "Enterprises of which samples were taken.", "enterprises", "samples", "$[*].enterprise"),
        Field.Keys("title", "Titles of which samples were taken.", "titles", "samples", "$[*].title"),
    ];

    public override IEnumerable<string> KeysOf(Fact fact) => fact is SamplingPlanFact e ? [e.SamplingPlan] : [];

    protected internal override Timeline<SamplingPlanDoc> Apply(string key, Timeline<SamplingPlanDoc> t, Recorded fact) =>
        fact.Fact switch
        {
            SamplingPlanAnnounced e => t.From(e.On, new(
                e.SamplingPlan, e.Authority, e.Year, e.Name, Announced, e.Population, e.Categories, e.Enterprises, e.Titles, e.Number,
                e.Method, e.On, null, 0, 0, 0, null, [])),
            SamplesDrawn e => t.Change(e.On, d => Counted(d with
            {
                Draw = new(e.AsOf, e.Seed, e.SeedSource, e.Candidates, e.CandidatesDigest, e.On),
                Samples = [.. d.Samples, .. e.Samples.Select(s => new SampleDoc(s.Declaration, s.Title, s.Enterprise, null, e.On))],
            })),
            SampleAdded e => t.Change(e.On, d => d with
            {
                Samples = [.. d.Samples, new(e.Sample.Declaration, e.Sample.Title, e.Sample.Enterprise, e.Reason, e.On)],
            }),
            SampleResultRecorded e => t.Change(e.On, d => Counted(d with
            {
                Samples =
                [
                    .. d.Samples.Select(s => (s.Title ?? s.Declaration) != e.SubjectId ? s : s with
                    {
                        Conforms = e.Conforms,
                        Laboratory = e.Laboratory,
                        Finding = e.Finding,
                        Retest = e.Retest,
                        ResultOn = e.On,
                    }),
                ],
            })),
            _ => t,
        };

    private static SamplingPlanDoc Counted(SamplingPlanDoc d)
    {
        var drawn = d.Samples.Where(s => s.Reason is null).ToList();
        var (tested, conforming) = (drawn.Count(s => s.Conforms is not null), drawn.Count(s => s.Conforms is true));
        return d with
        {
            Drawn = drawn.Count,
            Tested = tested,
            Conforming = conforming,
            ConformingPercent = tested == 0 ? null : Math.Round(100m * conforming / tested, 1, MidpointRounding.AwayFromZero),
            Status = d.Draw is null ? Announced : tested < drawn.Count ? WasDrawn : AllTested,
        };
    }

    protected internal override RowTags Tags(SamplingPlanDoc doc) =>
        new(Body: doc.Authority, Status: doc.Status, Sort: $"{doc.AnnouncedOn:yyyy-MM-dd} {doc.SamplingPlan}");
}
