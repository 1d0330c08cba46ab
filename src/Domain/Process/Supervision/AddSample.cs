using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// A sample is taken by hand, with the reason: it stands apart from those drawn and is not in the rate.
/// Refuses: unknown-sampling-plan, unknown-title, unknown-declaration, sample-taken-before, not-in-force.
/// </summary>
/// <remarks>Clause 五(二), R87.</remarks>
/// <param name="SubjectId">A title where the plan samples titles, else a declaration.</param>
public sealed record AddSample(string SubjectId, string Reason, string SamplingPlan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(SamplingPlan, "samplingPlan").Text(SubjectId, "subjectId", 200)
            .That(!string.IsNullOrWhiteSpace(Reason), "reason", "is required: nothing is taken by hand without one.")
            .OptionalText(Reason, "reason").Refusal is { } malformed)
        {
            return malformed;
        }
        if (Sampling.RefusalFor(act) is { } notYours) return notYours;
        var plan = ledger.SamplingPlan(SamplingPlan);
        if (Sampling.RefusalFor(act, plan, SamplingPlan) is { } notTheirs) return notTheirs;
        if (plan.Samples.ContainsKey(SubjectId))
        {
            return plan.Added.GetValueOrDefault(SubjectId)?.Reason == Reason ? Decision.AlreadySo(SamplingPlan)
                : new Refusal("sample-taken-before", "Clause 五(二)", $"'{SubjectId}' is among the samples of plan {SamplingPlan} already.");
        }
        if (act.DayRefusal(plan.LastActOn) is { } day) return day;
        if (plan.Announced!.Population == SampledPopulation.Titles)
        {
            var title = ledger.Title(SubjectId);
            return !title.Exists ? Refusal.NotFound("title", SubjectId)
                : !title.IsHeldOn(act.On) ? NotInForce(act)
                : Decision.Record(SamplingPlan, new SampleAdded(SamplingPlan, Sampling.Of(title), Reason, act.On));
        }
        var declaration = ledger.Declaration(SubjectId);
        return !declaration.Exists ? Refusal.NotFound("declaration", SubjectId)
            : !Sampling.IsInForce(declaration, act.On) ? NotInForce(act)
            : Decision.Record(
                SamplingPlan,
                new SampleAdded(SamplingPlan, new(declaration.Id, null, declaration.Enterprise), Reason, act.On));
    }

    private Refusal NotInForce(Act act) => new("not-in-force", "Clause 五(二)", $"'{SubjectId}' is not in force on {act.On:yyyy-MM-dd}.");
}
