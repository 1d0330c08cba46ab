using Leader.Domain.Record;

namespace Leader.Domain.Process.Promotion;

/// <summary>
/// The organiser tells what came of an activity: how many took part, or why it was called off. Refuses: unknown-activity,
/// activity-not-over.
/// </summary>
/// <remarks>Clause 五(四), R105, R106, R108, A13, A21. A later report takes the place of an earlier one.</remarks>
/// <param name="Held">False where it was called off.</param>
/// <param name="Enterprises">How many took part; left out where they are not counted.</param>
/// <param name="Persons">How many took part; left out where they are not counted.</param>
/// <param name="Reason">Why it was called off.</param>
public sealed record ReportActivity(bool Held, int? Enterprises = null, int? Persons = null, string? Reason = null, string Activity = "")
    : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Activity, "activity").OptionalText(Reason, "reason")
            .That(Held || !string.IsNullOrWhiteSpace(Reason), "reason", "is required of an activity that was called off.")
            .That(Held || Enterprises is null, "enterprises", "take no part in what was called off.")
            .That(Held || Persons is null, "persons", "take no part in what was called off.")
            .That(Enterprises is null or >= 0, "enterprises", "must not be negative.")
            .That(Persons is null or >= 0, "persons", "must not be negative.");
        if (check.Refusal is { } malformed) return malformed;
        var activity = ledger.Activity(Activity);
        if (activity.Recorded is not { } recorded) return Refusal.NotFound("activity", Activity);
        if (recorded.Body != act.By.Subject)
        {
            return Refusal.Forbidden("Clause 五(四)", $"The activity {Activity} is '{recorded.Body}''s own to report.");
        }
        var fact = new ActivityReported(Activity, Held, Enterprises, Persons, Reason, act.On);
        if (activity.Report is { } known && known with { On = act.On } == fact) return Decision.AlreadySo(Activity);
        if (act.DayRefusal(activity.LastActOn) is { } day) return day;
        return Held && act.On < recorded.To
            ? new Refusal(
                "activity-not-over",
                "Clause 五(四)",
                $"The activity {Activity} lasts until {recorded.To:yyyy-MM-dd}; who took part is told on that day or later.")
            : Decision.Record(Activity, fact);
    }
}
