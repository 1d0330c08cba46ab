using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Promotion;

/// <summary>
/// The organiser records a training or a campaign, ahead or afterwards; who took part is counted when it is over.
/// Refuses: activity-id-taken.
/// </summary>
/// <remarks>Clause 五(四), R105, R106, R108, A13, A21.</remarks>
/// <param name="From">First day, inclusive; may be ahead.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Source">An https address that tells of it.</param>
/// <param name="Enterprises">How many took part; left out where they are not counted.</param>
/// <param name="Persons">How many took part; left out where they are not counted.</param>
public sealed record RecordActivity(
    ActivityKind Kind,
    string Name,
    Region Region,
    DateOnly From,
    DateOnly To,
    string Source,
    int? Enterprises = null,
    int? Persons = null,
    string Activity = "") : ICommand
{
    private const string Early = "is counted when the activity is over; leave it out until then.";

    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Activity, "activity").That(Enum.IsDefined(Kind), "kind", "is not a known kind.")
            .Text(Name, "name", 200)
            .That(Enum.IsDefined(Region), "region", "is not a known region.")
            .That(To >= From, "to", "is before from.")
            .Address(Source, "source")
            .That(Enterprises is null or >= 0, "enterprises", "must not be negative.")
            .That(Persons is null or >= 0, "persons", "must not be negative.")
            .That(Enterprises is null || To <= act.Today, "enterprises", Early)
            .That(Persons is null || To <= act.Today, "persons", Early);
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.ProfessionalBody) && !act.By.Is(Role.Regulator) && !act.By.Is(Role.Department)
            && !act.By.Is(Role.LocalAuthority) && !WorkingBody.Is(act.By, ledger.Organisations(), act.On))
        {
            return Refusal.Forbidden(
                "Clause 五(四)",
                "Activities are recorded by who organises them: professional bodies, authorities, and the working body of the day.");
        }
        var fact = new ActivityRecorded(
            Activity, Kind, act.By.Subject, Name, Region, From, To, Source, Enterprises, Persons, act.On);
        if (ledger.Activity(Activity).Recorded is { } known)
        {
            return known with { On = act.On } == fact ? Decision.AlreadySo(Activity)
                : new Refusal(
                    "activity-id-taken",
                    "Clause 五(四)",
                    $"There is an activity '{Activity}' with other content, recorded on {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(Activity, fact);
    }
}
