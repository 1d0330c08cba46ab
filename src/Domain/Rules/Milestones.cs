using Leader.Domain.Record;

namespace Leader.Domain.Rules;

public enum MilestoneStatus
{
    /// <summary>Not done, and its last day is not over.</summary>
    Due,

    /// <summary>Not done, and its last day is over.</summary>
    Overdue,
    Done,

    /// <summary>Not done when its scheme was ended.</summary>
    Dropped,
}

/// <summary>The timetable of an implementing scheme. Clause 结, R110.</summary>
public static class Milestones
{
    /// <param name="doneOn">Null where it is not reported as done.</param>
    /// <param name="endedOn">Last day of a scheme that its issuer ended, inclusive.</param>
    public static MilestoneStatus On(DateOnly day, DateOnly dueOn, DateOnly? doneOn, DateOnly? endedOn) =>
        doneOn <= day ? MilestoneStatus.Done
        : day > endedOn ? MilestoneStatus.Dropped
        : day > dueOn ? MilestoneStatus.Overdue
        : MilestoneStatus.Due;

    /// <param name="validTo">Null while the scheme lasts.</param>
    public static Check Check(Check check, IReadOnlyList<SchemeMilestone> milestones, DateOnly validFrom, DateOnly? validTo)
    {
        check.That(milestones.Count > 0, "milestones", "needs at least one milestone.").That(
            milestones.Select(m => m.Milestone).Distinct(StringComparer.Ordinal).Count() == milestones.Count,
            "milestones",
            "names a milestone twice.");
        for (var i = 0; i < milestones.Count; i++)
        {
            var (milestone, at) = (milestones[i], $"milestones[{i}]");
            check.Slug(milestone.Milestone, at + ".milestone").Text(milestone.Name, at + ".name", 200)
                .Text(milestone.NameZh, at + ".nameZh", 200).Slug(milestone.Responsible, at + ".responsible")
                .That(
                    milestone.DueOn >= validFrom && (validTo is not { } to || milestone.DueOn <= to),
                    at + ".dueOn",
                    "is not among the days of the scheme.");
        }
        return check;
    }

    /// <summary>Refuses: unknown-organisation.</summary>
    public static Refusal? UnknownResponsible(OrganisationRegister register, IReadOnlyList<SchemeMilestone> milestones) =>
        milestones.FirstOrDefault(m => !register.Organisations.ContainsKey(m.Responsible)) is { } unknown
            ? Refusal.NotFound("organisation", unknown.Responsible)
            : null;
}
