using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Supervision;

/// <summary>
/// The written statement of facts and ground, which the enterprise may answer: within 5 working days, 10 where a test report is
/// involved. A later statement replaces it, and the enterprise is heard anew.
/// Refuses: body-disqualified, case-decided, facts-outside-title, indicator-not-disclosed, measured-in-another-unit, no-shortfall.
/// </summary>
/// <remarks>Clause 四(六), R69, R70, Q32.</remarks>
/// <param name="Evidence">SHA-256 digests, lower-case hex; at least one, for both grounds.</param>
/// <param name="Shortfall">Needed for, and only for, a product below its disclosed level; it involves a test report.</param>
/// <param name="NotDeposited">By digest: why the file cannot be deposited.</param>
/// <param name="TestReport">Whether a test report is involved where the ground is fraud.</param>
/// <param name="GroundOn">
/// A day on which the product was below its disclosed level; needed where the title is no longer held, as what came after
/// the title's life is no ground.
/// </param>
public sealed record StateFacts(
    RevocationGround Ground,
    string Facts,
    IReadOnlyList<string> Evidence,
    Shortfall? Shortfall = null,
    bool TestReport = false,
    DateOnly? GroundOn = null,
    string Case = "",
    IReadOnlyDictionary<string, string>? NotDeposited = null) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Case, "case", 200).That(Enum.IsDefined(Ground), "ground", "is unknown.").Text(Facts, "facts", 10_000)
            .Evidence(Evidence, least: 1).NotDeposited(NotDeposited, Evidence)
            .That(
                Ground != RevocationGround.BelowDisclosedLevel || Shortfall is not null,
                "shortfall",
                "is required: the indicator, the value measured, and its test report.")
            .That(
                Ground == RevocationGround.BelowDisclosedLevel || Shortfall is null,
                "shortfall",
                "is for the ground BelowDisclosedLevel only.")
            .That(GroundOn is not { } future || future <= act.On, "groundOn", "is after the day of the statement.");
        Shortfall?.Checked(check);
        if (check.Refusal is { } malformed) return malformed;
        if (CaseGate.RefusalFor(act) is { } notABody) return notABody;

        var @case = ledger.Case(Case);
        var register = ledger.Organisations();
        if (!@case.Exists) return Refusal.NotFound("case", Case);
        var title = ledger.Title(@case.Title);
        List<Declaration> standards = title.Awarded is { } awarded
            ? [ledger.Declaration(title.Declaration), ledger.Declaration(awarded.Declaration)]
            : [];
        var method = title.Awarded is { Evaluation: var evaluated } && ledger.Evaluation(evaluated) is { Exists: true, Plan: var plan }
            ? plan.Comparison
            : ComparisonMethod.FullValue;
        if (CaseGate.RefusalFor(act, @case, register) is { } notTheirs) return notTheirs;

        var rules = ledger.Rules(act.On);
        var calendar = ledger.Calendar();
        var report = TestReport || Shortfall is not null;
        var defence = Periods.WorkingDays(act.Today, report ? rules.HearingWithTestReportWorkingDays : rules.HearingWorkingDays, calendar);
        var decide = Periods.WorkingDays(defence.LastDay, rules.CaseDecisionWorkingDays, calendar);
        var measured = Shortfall?.Beside(title, standards, GroundOn ?? act.Today, method);
        var fact = new FactsStated(
            Case, Ground, Facts, measured, [.. Evidence], report, GroundOn, defence.LastDay, decide.LastDay, rules.Id, calendar.Version,
            act.On, NotDeposited);

        if (@case.Statement is { } known
            && Canonical.Same(
                fact,
                known with
                {
                    DefenceDueOn = defence.LastDay,
                    DecideDueOn = decide.LastDay,
                    Rules = rules.Id,
                    Calendar = calendar.Version,
                    On = act.On,
                }))
        {
            return Decision.AlreadySo(Case);
        }
        if (act.DayRefusal(@case.LastActOn) is { } day) return day;
        if (@case.Decision is { } decision) return CaseGate.Decided(decision);
        if (Ground == RevocationGround.BelowDisclosedLevel && !title.IsHeldOn(GroundOn ?? act.On))
        {
            return new Refusal("facts-outside-title", "Clause 四(六)", GroundOn is { } on
                ? $"On {on:yyyy-MM-dd} title {title.Id} was not held: a ground has to have existed during the life of the title."
                : $"Title {title.Id} is {title.StateOn(act.On)} on {act.On:yyyy-MM-dd}: name a day of its life on which the product was "
                    + "below its disclosed level.");
        }
        if (Shortfall is { } shortfall)
        {
            if (measured?.DisclosedLimit is not { } promised)
            {
                return new Refusal(
                    "indicator-not-disclosed",
                    "Clause 四(六)",
                    $"Standard {title.Awarded!.Number} discloses no indicator '{shortfall.Indicator}': no level was promised for it.");
            }
            switch (Strictness.FallsShort(shortfall.Measured, promised, method))
            {
                case null:
                    return new Refusal("measured-in-another-unit", "Clause 四(六), R69",
                        $"{measured.Measured} cannot be held against {measured.Disclosed}, which clause {measured.Clause} of "
                            + $"{title.Awarded!.Number} discloses: the units do not convert.");
                case false:
                    return new Refusal("no-shortfall", "Clause 四(六), R69",
                        $"{measured.Measured} reaches {measured.Disclosed}, which clause {measured.Clause} of {title.Awarded!.Number} "
                            + $"discloses for '{shortfall.Indicator}'.");
            }
        }
        return Decision.Record(Case, fact);
    }
}
