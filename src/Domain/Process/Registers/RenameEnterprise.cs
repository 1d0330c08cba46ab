using Leader.Domain.Record;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>A new name for the same legal entity: titles, bans and declarations stay with it.</summary>
/// <remarks>Clause 四(六), Q39.</remarks>
public sealed record RenameEnterprise(string Name, string Reason, string Enterprise = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Text(Name, "name", 200).Text(Reason, "reason").Code(Enterprise, "enterprise").Refusal is { } malformed)
        {
            return malformed;
        }
        var code = EnterpriseCode.Normalised(Enterprise);
        if (!act.By.Is(Role.Registrar) && !act.By.IsFor(code))
        {
            return Refusal.Forbidden("Clause 四(一)", "A name is changed by the enterprise itself or by a registrar.");
        }

        var enterprise = ledger.Enterprise(code);
        if (!enterprise.Exists) return EnterpriseCode.Unknown(code);
        if (enterprise.Name == Name.Trim()) return Decision.AlreadySo(code);
        return act.DayRefusal(enterprise.LastActOn) is { } day
            ? day
            : Decision.Record(code, new EnterpriseRenamed(code, Name.Trim(), Reason, act.On));
    }
}
