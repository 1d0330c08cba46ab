using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// What the test of a sample came to. One that does not conform goes with the finding in which it was reported; a result given before is
/// changed by a test of the sample again, with the reason.
/// Refuses: unknown-sampling-plan, not-a-sample, unknown-finding, finding-of-another-enterprise, sample-result-recorded.
/// </summary>
/// <remarks>Clause 五(二), R87.</remarks>
/// <param name="SubjectId">The title or declaration that was drawn or taken.</param>
/// <param name="Laboratory">Who tested, and the number of the report.</param>
/// <param name="Finding">Needed where it does not conform, and only there.</param>
/// <param name="Retest">Why there is a result again.</param>
public sealed record RecordSampleResult(
    string SubjectId,
    bool Conforms,
    string Laboratory,
    string? Finding = null,
    string? Retest = null,
    string SamplingPlan = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(SamplingPlan, "samplingPlan").Text(SubjectId, "subjectId", 200).Text(Laboratory, "laboratory", 500)
            .That(Conforms || Finding is not null, "finding", "is required of a sample that does not conform: report it first.")
            .That(!Conforms || Finding is null, "finding", "is for samples that do not conform.");
        if (Finding is not null) check.Slug(Finding, "finding");
        if (Retest is not null) check.Text(Retest, "retest");
        if (check.Refusal is { } malformed) return malformed;
        if (Sampling.RefusalFor(act) is { } notYours) return notYours;
        var plan = ledger.SamplingPlan(SamplingPlan);
        var finding = Finding is null ? null : ledger.Finding(Finding).Received;
        if (Sampling.RefusalFor(act, plan, SamplingPlan) is { } notTheirs) return notTheirs;
        if (!plan.Samples.TryGetValue(SubjectId, out var sample))
        {
            return new Refusal("not-a-sample", "Clause 五(二)", $"'{SubjectId}' is not among the samples of plan {SamplingPlan}.");
        }
        var fact = new SampleResultRecorded(SamplingPlan, SubjectId, Conforms, Laboratory, Finding, Retest, act.On);
        var before = plan.Results.GetValueOrDefault(SubjectId);
        if (before is not null && before with { On = act.On } == fact) return Decision.AlreadySo(SamplingPlan);
        if (act.DayRefusal(plan.LastActOn) is { } day) return day;
        if (before is not null && Retest is null)
        {
            return new Refusal(
                "sample-result-recorded",
                "Clause 五(二)",
                $"The result of '{SubjectId}' was recorded on {before.On:yyyy-MM-dd}. Say why it was tested again.");
        }
        if (Finding is not null && finding is null) return Refusal.NotFound("finding", Finding);
        return finding is not null && finding.Enterprise != sample.Enterprise
            ? new Refusal(
                "finding-of-another-enterprise",
                "Clause 五(二)",
                $"Finding {Finding} is about enterprise {finding.Enterprise}; the sample is of {sample.Enterprise}.")
            : Decision.Record(SamplingPlan, fact);
    }
}
