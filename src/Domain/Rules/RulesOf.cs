using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Rules;

public static class RulesOf
{
    /// <summary>The rule set in effect on the day of the act. Hosts record one before anything else (the foundation).</summary>
    public static RuleSet Rules(this ILedger ledger, DateOnly on) =>
        ledger.Read<RuleSets>(Streams.RuleSets).InEffectOn(on) ?? Earliest;

    public static WorkCalendar Calendar(this ILedger ledger) => ledger.Read<Calendars>(Streams.Calendar).Current;

    /// <summary>Before the first rule set took effect the defaults of the policy hold.</summary>
    private static readonly RuleSet Earliest = new("policy-defaults");
}
