using Leader.Domain.Record;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// D22: the regulator sets the parameters that the policy leaves open, for the days to come.
/// Refuses: effective-before-adoption, notice-too-short, rule-set-id-taken.
/// </summary>
/// <remarks>Clause 结, R110. Never backwards: what was decided keeps the rule set that it was decided by.</remarks>
/// <param name="EffectiveFrom">First day of effect, inclusive.</param>
public sealed record AdoptRuleSet(RuleSet RuleSet, DateOnly EffectiveFrom, string Basis) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(RuleSet.Id, "ruleSet.id").Text(Basis, "basis");
        foreach (var (field, value) in Counts) check.That(value > 0, "ruleSet." + field, "must be above 0.");
        check.That(RuleSet.TieCapPercent >= 0, "ruleSet.tieCapPercent", "must not be negative.")
            .That(RuleSet.GraceMonths >= 0, "ruleSet.graceMonths", "must not be negative.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator)) return Refusal.Forbidden("Clause 结", "Only the regulator adopts the implementing scheme.");

        var adopted = ledger.Read<RuleSets>(Streams.RuleSets).Adopted;
        if (adopted.FirstOrDefault(a => a.RuleSet.Id == RuleSet.Id) is { } known)
        {
            return known.RuleSet == RuleSet && known.EffectiveFrom == EffectiveFrom && known.Basis == Basis
                ? Decision.AlreadySo(RuleSet.Id)
                : new Refusal(
                    "rule-set-id-taken",
                    "Clause 结",
                    $"There is a rule set '{RuleSet.Id}' with other content, adopted on {known.On:yyyy-MM-dd}.");
        }
        if (act.DayRefusal(adopted.Count == 0 ? null : adopted[^1].On) is { } day) return day;

        if (EffectiveFrom < act.On)
        {
            return new Refusal("effective-before-adoption", "Clause 结",
                $"A rule set adopted on {act.On:yyyy-MM-dd} cannot take effect on {EffectiveFrom:yyyy-MM-dd}: decisions already made keep "
                    + "their rules.");
        }
        if (RuleSet.RankingNoticeDays < RuleSet.MinRankingNoticeDays)
        {
            return new Refusal("notice-too-short", "Clause 四(四), Q1",
                $"A ranking is under public notice for at least {RuleSet.MinRankingNoticeDays} days; this rule set says "
                    + $"{RuleSet.RankingNoticeDays}.");
        }
        if (RuleSet.BanYears != PolicyBanYears)
        {
            return new Refusal(
                "ban-not-three-years",
                "Clause 四(六)",
                $"The policy itself bars for {PolicyBanYears} years; a rule set cannot say {RuleSet.BanYears}.");
        }
        return Decision.Record(RuleSet.Id, new RuleSetAdopted(RuleSet, EffectiveFrom, Basis, act.On));
    }

    /// <summary>Clause 四(六): 三年内. Not a silent point: only the policy can change it.</summary>
    private const int PolicyBanYears = 3;

    private (string Field, int Value)[] Counts =>
    [
        ("rankingNoticeDays", RuleSet.RankingNoticeDays),
        ("leaderNoticeWorkingDays", RuleSet.LeaderNoticeWorkingDays),
        ("planNoticeWorkingDays", RuleSet.PlanNoticeWorkingDays),
        ("reviewRequestWorkingDays", RuleSet.ReviewRequestWorkingDays),
        ("objectionAnswerWorkingDays", RuleSet.ObjectionAnswerWorkingDays),
        ("objectionExtensionWorkingDays", RuleSet.ObjectionExtensionWorkingDays),
        ("leastCoreIndicators", RuleSet.LeastCoreIndicators),
        ("titleMonths", RuleSet.TitleMonths),
        ("banYears", RuleSet.BanYears),
        ("otherTitleReviewWorkingDays", RuleSet.OtherTitleReviewWorkingDays),
        ("hearingWorkingDays", RuleSet.HearingWorkingDays),
        ("hearingWithTestReportWorkingDays", RuleSet.HearingWithTestReportWorkingDays),
        ("caseDecisionWorkingDays", RuleSet.CaseDecisionWorkingDays),
        ("revocationWorkingDays", RuleSet.RevocationWorkingDays),
        ("complaintAcceptanceWorkingDays", RuleSet.ComplaintAcceptanceWorkingDays),
        ("complaintCheckWorkingDays", RuleSet.ComplaintCheckWorkingDays),
        ("complaintAnswerWorkingDays", RuleSet.ComplaintAnswerWorkingDays),
        ("bodyInactiveWorkingDays", RuleSet.BodyInactiveWorkingDays),
        ("bodyDisqualificationYears", RuleSet.BodyDisqualificationYears),
    ];
}
