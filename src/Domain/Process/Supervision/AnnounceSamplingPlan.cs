using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// An authority announces its spot checks of a year: what is drawn of, how many, and how they are tested. Candidates meet all that is
/// named. Refuses: sampling-plan-id-taken, unknown-category, unknown-enterprise, unknown-title.
/// </summary>
/// <remarks>Clause 五(二), R87.</remarks>
/// <param name="Categories">Needed where declarations are sampled.</param>
/// <param name="Titles">Only where titles are sampled.</param>
/// <param name="Number">How many are to be drawn; all, where there are fewer.</param>
/// <param name="Method">Where samples are taken, and by which method they are tested.</param>
public sealed record AnnounceSamplingPlan(
    int Year,
    string Name,
    SampledPopulation Population,
    int Number,
    string Method,
    IReadOnlyList<string>? Categories = null,
    IReadOnlyList<string>? Enterprises = null,
    IReadOnlyList<string>? Titles = null,
    string SamplingPlan = "") : ICommand
{
    public const int Most = 500;

    public Decision Decide(Act act, ILedger ledger)
    {
        IReadOnlyList<string> categories = Categories ?? [], titles = Titles ?? [];
        IReadOnlyList<string> enterprises = [.. (Enterprises ?? []).Select(EnterpriseCode.Normalised)];
        var check = new Check().Slug(SamplingPlan, "samplingPlan").Text(Name, "name", 200).Text(Method, "method")
            .That(Enum.IsDefined(Population), "population", "is unknown.")
            .That(Year == act.Today.Year || Year == act.Today.Year + 1, "year", "is this year or the next.")
            .That(Number is > 0 and <= Most, "number", $"is from 1 to {Most}.")
            .That(
                Population != SampledPopulation.Declarations || categories.Count > 0,
                "categories",
                "are required where declarations are sampled.")
            .That(
                Population != SampledPopulation.Titles || categories.Count + enterprises.Count + titles.Count > 0,
                "categories",
                "or enterprises or titles are required: the plan says what it draws of.")
            .That(Population != SampledPopulation.Declarations || titles.Count == 0, "titles", "are for plans that sample titles.");
        Each(categories, "categories", (c, at) => check.Slug(c, at));
        Each(enterprises, "enterprises", (e, at) => check.Text(e, at, 64));
        Each(titles, "titles", (t, at) => check.Text(t, at, 200));
        if (check.Refusal is { } malformed) return malformed;
        if (Sampling.RefusalFor(act) is { } notYours) return notYours;

        var plan = ledger.SamplingPlan(SamplingPlan);
        var unknown = categories.Select(c => ledger.CategoryRefusal(c, act))
            .Concat(enterprises.Select(e => ledger.Enterprise(e).Exists ? null : EnterpriseCode.Unknown(e)))
            .Concat(titles.Select(t => ledger.Title(t).Exists ? null : Refusal.NotFound("title", t))).ToList();
        if (unknown.OfType<Refusal>().FirstOrDefault() is { } notThere) return notThere;
        var fact = new SamplingPlanAnnounced(
            SamplingPlan, act.By.Subject, Year, Name, Population, categories, enterprises, titles, Number, Method, act.On);
        if (plan.Announced is { } known)
        {
            return Canonical.Same(known with { On = act.On }, fact) ? Decision.AlreadySo(SamplingPlan)
                : new Refusal(
                    "sampling-plan-id-taken",
                    "Clause 五(二)",
                    $"There is a plan '{SamplingPlan}' with other content, announced on {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(SamplingPlan, fact);

        void Each(IReadOnlyList<string> ids, string field, Action<string, string> one)
        {
            check.That(ids.Count <= Most, field, $"may have at most {Most}.")
                .That(ids.Distinct(StringComparer.Ordinal).Count() == ids.Count, field, "names one twice.");
            foreach (var (i, id) in ids.Index()) one(id, $"{field}[{i}]");
        }
    }
}
