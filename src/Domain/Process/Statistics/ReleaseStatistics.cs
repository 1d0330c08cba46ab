using Leader.Domain.Record;

namespace Leader.Domain.Process.Statistics;

/// <summary>The regulator or the working body releases the figures of a day. Refuses: release-id-taken, day-in-the-future.</summary>
/// <remarks>Clause 五(三), R100, D20.</remarks>
/// <param name="AsOf">In force on this day, in Beijing; not a day to come.</param>
/// <param name="NextOn">The day on which the next release is to come, after this one; null where none is announced.</param>
/// <param name="Position">As known at this place of the log: where the register stands when it is asked.</param>
/// <param name="Figures">What the register counts at the two clocks.</param>
public sealed record ReleaseStatistics(
    string Name,
    DateOnly AsOf,
    DateOnly? NextOn = null,
    string Release = "",
    long Position = 0,
    IReadOnlyList<ReleasedFigure>? Figures = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var figures = Figures ?? [];
        var check = new Check().Slug(Release, "release").Text(Name, "name", 200)
            .That(AsOf <= act.Today, "asOf", "is in the future: a release is of days that are over, or of today.")
            .That(NextOn is not { } next || next > act.On, "nextOn", "must be after the day of this release.")
            .That(Position > 0 && figures.Count > 0, "position", "has no figures.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator) && !act.By.Is(Role.WorkingBody))
        {
            return Refusal.Forbidden("Clause 五(三)", "Statistics are released by the regulator and the working body.");
        }
        var release = ledger.Read<StatisticsRelease>(Streams.Release(Release));
        var fact = new StatisticsReleased(
            Release, Name, act.By.Subject, AsOf, Position, figures, Canonical.Hash(figures), NextOn, act.On);
        if (release.Released is { } known)
        {
            return Canonical.Same(known with { On = act.On }, fact) ? Decision.AlreadySo(Release)
                : new Refusal(
                    "release-id-taken",
                    "Clause 五(三)",
                    $"There is a release '{Release}' with other content, of {known.On:yyyy-MM-dd}.");
        }
        return act.DayRefusal() is { } day ? day : Decision.Record(Release, fact);
    }
}
