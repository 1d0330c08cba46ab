using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The samples of a plan are drawn, once: by an order that follows from the seed alone, out of all that are in force on the day.
/// Refuses: unknown-sampling-plan, samples-drawn-before, outside-plan-year, nothing-to-draw.
/// </summary>
/// <remarks>Clause 五(二), R87. Samples of the plan that were taken by hand are not drawn again.</remarks>
/// <param name="AsOf">Candidates are those in force on this day; not a day to come.</param>
/// <param name="SeedSource">Where the seed comes from, so that nobody could choose it: a lottery of that day, a public number.</param>
public sealed record DrawSamples(DateOnly AsOf, string Seed, string SeedSource, string SamplingPlan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(SamplingPlan, "samplingPlan").Text(Seed, "seed", 100).Text(SeedSource, "seedSource", 500)
            .That(AsOf <= act.Today, "asOf", "is in the future.").Refusal is { } malformed)
        {
            return malformed;
        }
        if (Sampling.RefusalFor(act) is { } notYours) return notYours;
        var plan = ledger.SamplingPlan(SamplingPlan);
        if (Sampling.RefusalFor(act, plan, SamplingPlan) is { } notTheirs) return notTheirs;
        if (plan.Draw is { } draw)
        {
            return draw.AsOf == AsOf && draw.Seed == Seed && draw.SeedSource == SeedSource ? Decision.AlreadySo(SamplingPlan)
                : new Refusal(
                    "samples-drawn-before",
                    "Clause 五(二)",
                    $"The samples of plan {SamplingPlan} were drawn on {draw.On:yyyy-MM-dd}. They are drawn once only.");
        }
        if (act.DayRefusal(plan.LastActOn) is { } day) return day;
        var announced = plan.Announced!;
        if (AsOf.Year != announced.Year)
        {
            return new Refusal(
                "outside-plan-year",
                "Clause 五(二)",
                $"Plan {SamplingPlan} is of {announced.Year}; {AsOf:yyyy-MM-dd} is not in it.");
        }
        var candidates = Sampling.Candidates(announced, AsOf, ledger).Where(c => !plan.Added.ContainsKey(c.Subject)).ToList();
        return candidates.Count == 0
            ? new Refusal(
                "nothing-to-draw",
                "Clause 五(二)",
                $"Nothing that plan {SamplingPlan} names is in force on {AsOf:yyyy-MM-dd}.")
            : Decision.Record(SamplingPlan, new SamplesDrawn(
                SamplingPlan,
                AsOf,
                Seed,
                SeedSource,
                candidates.Count,
                Canonical.Hash(candidates.Select(c => c.Subject).ToArray()),
                Sampling.Drawn(candidates, Seed, announced.Number),
                act.On));
    }
}
