using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Registers;

/// <summary>A relation ended. Refuses: relation-already-ended, relation-ends-before-begin, relation-end-to-come.</summary>
/// <remarks>Clause 四(三), Q37. What the body did while it lasted stays as it was: the end counts from the next day.</remarks>
/// <param name="LastDay">Last day of the relation, inclusive; not after the day of the act.</param>
public sealed record EndRelation(DateOnly LastDay, string Relation = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().Slug(Relation, "relation").Refusal is { } malformed) return malformed;
        var register = ledger.Organisations();
        // The organisation may tell of a relation, but not end what makes it dependent: that is for the regulator and the working body.
        if (!act.By.Is(Role.Regulator) && !WorkingBody.Is(act.By, register, act.On))
        {
            return Refusal.Forbidden("Clause 四(三)", "The end of a relation is recorded by the regulator or the working body of the day.");
        }
        if (register.Relations.GetValueOrDefault(Relation) is not { } relation) return Refusal.NotFound("relation", Relation);
        if (relation.To == LastDay) return Decision.AlreadySo(Relation);
        if (act.DayRefusal(register.LastActOn) is { } day) return day;

        if (relation.To is { } to)
        {
            return new Refusal("relation-already-ended", "Clause 四(三), Q37", $"Relation '{Relation}' has {to:yyyy-MM-dd} as its last day.");
        }
        if (LastDay < relation.From)
        {
            return new Refusal(
                "relation-ends-before-begin",
                "Clause 四(三), Q37",
                $"Relation '{Relation}' began on {relation.From:yyyy-MM-dd} and cannot end on {LastDay:yyyy-MM-dd}.");
        }
        if (LastDay > act.On)
        {
            return new Refusal(
                "relation-end-to-come",
                "Clause 四(三), Q37",
                $"{LastDay:yyyy-MM-dd} is in the future; the end of a relation is recorded once it has come.");
        }
        return Decision.Record(Relation, new RelationEnded(Relation, relation.Child, LastDay, act.On));
    }
}
