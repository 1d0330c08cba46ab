using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>The body is linked with an enterprise by ownership or membership: it may not evaluate that enterprise's standards.</summary>
/// <remarks>Clause 二, Q38, A13, A19.</remarks>
/// <param name="From">First day of the link, inclusive.</param>
/// <param name="To">Last day, inclusive; null while it lasts.</param>
public sealed record DeclareConflict(string Enterprise, string Link, DateOnly From, DateOnly? To, string Organisation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Organisation, "organisation").Code(Enterprise, "enterprise").Text(Link, "link")
            .That(To is not { } to || to >= From, "to", "is before the first day.");
        if (check.Refusal is { } malformed) return malformed;

        var register = ledger.Organisations();
        if (!act.By.Is(Role.EvaluationBody, Organisation) && !act.By.Is(Role.Regulator) && !WorkingBody.Is(act.By, register, act.On))
        {
            return Refusal.Forbidden(
                "Clause 二, Q38",
                $"A link of '{Organisation}' is declared by itself, the regulator or the working body of the day.");
        }
        if (!register.Organisations.ContainsKey(Organisation)) return Refusal.NotFound("organisation", Organisation);
        var code = EnterpriseCode.Normalised(Enterprise);
        if (!ledger.Enterprise(code).Exists) return EnterpriseCode.Unknown(Enterprise);

        var fact = new ConflictDeclared(Organisation, code, Link, From, To, act.On);
        if (register.Conflicts.Any(c => c with { On = act.On } == fact)) return Decision.AlreadySo(Organisation);
        return act.DayRefusal(register.LastActOn) is { } day ? day : Decision.Record(Organisation, fact);
    }
}
