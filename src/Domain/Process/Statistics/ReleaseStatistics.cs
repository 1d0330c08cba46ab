using System.Text.Json.Serialization;
using Leader.Domain.Record;

namespace Leader.Domain.Process.Statistics;

/// <summary>The regulator or the working body releases the figures of a day. Refuses: release-id-taken, day-in-the-future.</summary>
/// <remarks>Clause 五(三), R100, D20.</remarks>
/// <param name="AsOf">In force on this day, in Beijing; not a day to come.</param>
/// <param name="NextOn">The day on which the next release is to come, after this one; null where none is announced.</param>
/// <param name="Position">As known at this place of the log: where the register stands when it is asked.</param>
/// <param name="Figures">What the register counts at the two clocks.</param>
/// <param name="Use">The same of uses of results.</param>
/// <param name="Parts">The same by what figures can be told apart by.</param>
/// <param name="Calendar">Releases to come, in the order of their days; the first of them is the next.</param>
public sealed record ReleaseStatistics(
    string Name,
    DateOnly AsOf,
    DateOnly? NextOn = null,
    string Release = "",
    long Position = 0,
    IReadOnlyList<ReleasedFigure>? Figures = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReleasedFigure>? Use = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReleasedParts>? Parts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AnnouncedRelease>? Calendar = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var figures = Figures ?? [];
        var check = new Check().Slug(Release, "release").Text(Name, "name", 200)
            .That(AsOf <= act.Today, "asOf", "is in the future: a release is of days that are over, or of today.")
            .That(NextOn is not { } next || next > act.On, "nextOn", "must be after the day of this release.")
            .That(Position > 0 && figures.Count > 0, "position", "has no figures.");
        Check(check, act);
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Regulator) && !act.By.Is(Role.WorkingBody))
        {
            return Refusal.Forbidden("Clause 五(三)", "Statistics are released by the regulator and the working body.");
        }
        var release = ledger.Read<StatisticsRelease>(Streams.Release(Release));
        var fact = new StatisticsReleased(
            Release,
            Name,
            act.By.Subject,
            AsOf,
            Position,
            figures,
            Canonical.Hash(figures),
            NextOn ?? (Calendar is [var nearest, ..] ? nearest.On : null),
            act.On,
            Use,
            Parts,
            Use is null && Parts is null ? null : Canonical.Hash(new { use = Use ?? [], parts = Parts ?? [] }),
            Calendar is { Count: > 0 } ? Calendar : null);
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

    /// <summary>So many are announced at most.</summary>
    private const int Ahead = 24;

    private void Check(Check check, Act act)
    {
        check.That(Calendar is null || Calendar.Count <= Ahead, "calendar", "names more than 24 releases.");
        var before = act.On;
        for (var i = 0; i < Math.Min(Calendar?.Count ?? 0, Ahead); i++)
        {
            var one = Calendar![i];
            check.Text(one.Name, $"calendar[{i}].name", 200)
                .That(one.On > before, $"calendar[{i}].on", "must be after the day of the release before it.")
                .That(one.AsOf <= one.On, $"calendar[{i}].asOf", "is after the day of that release.");
            before = one.On;
        }
        check.That(
            NextOn is null || Calendar is not [var first, ..] || first.On == NextOn,
            "nextOn",
            "is not the day of the first release of the calendar.");
    }
}
