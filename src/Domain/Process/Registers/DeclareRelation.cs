using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Registers;

/// <summary>
/// D23: one organisation depends on another, from a day that may lie far back. What it shows about acts already done is raised
/// as an incident in the same act. Refuses: relation-id-taken, own-parent, relation-not-begun.
/// </summary>
/// <remarks>Clause 四(三), R50, Q37, A9. A relation is told by the regulator, the working body, or the organisation itself.</remarks>
/// <param name="From">First day of the relation, inclusive; not after the day of the act.</param>
/// <param name="To">Last day, inclusive; null while it lasts.</param>
/// <param name="Source">Where it is known from: a register, a charter, a notice.</param>
public sealed record DeclareRelation(
    string Relation,
    string Parent,
    RelationKind Kind,
    DateOnly From,
    DateOnly? To,
    string Source,
    string Child = "") : ICommand
{
    public const string IncidentKind = "body-not-independent";

    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Slug(Relation, "relation").Slug(Parent, "parent").Slug(Child, "child").Text(Source, "source")
            .That(Enum.IsDefined(Kind), "kind", "is not a known kind.")
            .That(To is not { } to || to >= From, "to", "is before the first day.");
        if (check.Refusal is { } malformed) return malformed;

        var register = ledger.Organisations();
        if (!act.By.Is(Role.Regulator)
            && !WorkingBody.Is(act.By, register, act.On)
            && !(act.By.Role is Role.EvaluationBody or Role.TestingBody && act.By.Subject == Child))
        {
            return Refusal.Forbidden(
                "Clause 四(三)",
                $"A relation of '{Child}' is declared by the regulator, the working body of the day, or '{Child}' itself.");
        }
        if (!register.Organisations.ContainsKey(Child)) return Refusal.NotFound("organisation", Child);
        if (!register.Organisations.ContainsKey(Parent)) return Refusal.NotFound("organisation", Parent);

        var declared = new RelationDeclared(Relation, Child, Parent, Kind, From, To, Source, act.On);
        if (register.Declared.GetValueOrDefault(Relation) is { } known)
        {
            return known with { On = act.On } == declared
                ? Decision.AlreadySo(Relation)
                : new Refusal(
                    "relation-id-taken",
                    "Clause 四(三)",
                    $"Relation '{Relation}' is declared with other content: '{known.Child}' under '{known.Parent}'.");
        }
        if (act.DayRefusal(register.LastActOn) is { } day) return day;
        if (Child == Parent) return new Refusal("own-parent", "Clause 四(三), Q37", $"'{Child}' cannot depend on itself.");
        if (From > act.On)
        {
            return new Refusal(
                "relation-not-begun",
                "Clause 四(三), Q37",
                $"The relation begins on {From:yyyy-MM-dd}; it is declared when it has begun. This act is of {act.On:yyyy-MM-dd}.");
        }
        return Decision.Record(Relation, [declared, .. Incidents(register, OrganisationRegister.Evolve(register, declared), act, ledger)]);
    }

    /// <summary>
    /// The engaged bodies that, as now known, depended on the working body on a day from their engagement to the last act in that
    /// evaluation.
    /// </summary>
    private List<Fact> Incidents(OrganisationRegister before, OrganisationRegister after, Act act, ILedger ledger)
    {
        var rules = ledger.Rules(act.On);
        var bodies = new List<Fact>();
        var evaluations = new List<Fact>();
        foreach (var body in after.Engagements.Where(e => e.On <= act.On).GroupBy(e => e.Organisation).OrderBy(
            g => g.Key,
            StringComparer.Ordinal))
        {
            IReadOnlyList<string>? path = null;
            var calls = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var engagement in body.OrderBy(e => e.On).ThenBy(e => e.Call, StringComparer.Ordinal))
            {
                var days = DaysOfChange(after, engagement.On, act.On)
                    .Where(d => NewlyDependent(before, after, body.Key, d, rules))
                    .ToList();
                if (days.Count == 0) continue;
                var evaluation = ledger.Evaluation(engagement.Call);
                var own = evaluation.Exists && evaluation.Body == body.Key;
                var lastAct = own ? Days.Later(engagement.On, evaluation.LastActOn) : engagement.On;
                if (after.EngagementEnds.TryGetValue((engagement.Call, body.Key), out var end) && end < lastAct && end >= engagement.On)
                {
                    lastAct = end;
                }
                if (days[0] > lastAct) continue;

                var found = Independence.PathToWorkingBody(after, body.Key, days[0], rules)!;
                path ??= found;
                if (calls.Add(engagement.Call) && own)
                {
                    evaluations.Add(new IncidentRaised(engagement.Call, IncidentKind, body.Key,
                        $"On {days[0]:yyyy-MM-dd} the evaluation body depended on the working body: {string.Join(" under ", found)}. "
                            + $"Learned on {act.On:yyyy-MM-dd}.", Days.Later(act.On, evaluation.LastActOn)));
                }
            }
            if (path is not null) bodies.Add(new IndependenceIncidentRaised(body.Key, path, [.. calls], Relation, act.On));
        }
        return [.. bodies, .. evaluations];
    }

    /// <summary>Dependence can only begin on these days: the first, and those on which a relation or a working body begins.</summary>
    private static IEnumerable<DateOnly> DaysOfChange(OrganisationRegister register, DateOnly first, DateOnly last) =>
        register.Relations.Values.Select(r => r.From).Concat(register.WorkingBodies.Select(w => w.On))
            .Where(d => d > first && d <= last).Append(first).Distinct().Order();

    private static bool NewlyDependent(OrganisationRegister before, OrganisationRegister after, string body, DateOnly day, RuleSet rules) =>
        Independence.PathToWorkingBody(after, body, day, rules) is not null
            && Independence.PathToWorkingBody(before, body, day, rules) is null;
}
