using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>Parent or subsidiary: shown on the enterprise's page. Separate entities: a ban of one does not bar the other.</summary>
/// <remarks>Clause 四(六), Q40.</remarks>
public sealed record DeclareRelated(string Other, string Relation, string Enterprise = "") : IDoneElsewhere
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var (code, other) = (EnterpriseCode.Normalised(Enterprise), EnterpriseCode.Normalised(Other));
        var check = new Check().Code(Enterprise, "enterprise").Code(Other, "other").Text(Relation, "relation", 200)
            .That(code != other, "other", "is the enterprise itself.");
        if (check.Refusal is { } malformed) return malformed;
        if (!act.By.Is(Role.Registrar) && !act.By.IsFor(code))
        {
            return Refusal.Forbidden("Clause 四(六), Q40", "Related enterprises are declared by the enterprise itself or by a registrar.");
        }

        var enterprise = ledger.Enterprise(code);
        if (!enterprise.Exists) return EnterpriseCode.Unknown(code);
        if (ledger.CodeRefusal(Other, "other") is { } noCode) return noCode;
        if (enterprise.Related.Any(r => r.Other == other && r.Relation == Relation)) return Decision.AlreadySo(code);
        return act.DayRefusal(enterprise.LastActOn) is { } day
            ? day
            : Decision.Record(code, new RelatedEnterpriseDeclared(code, other, Relation, act.On));
    }
}
