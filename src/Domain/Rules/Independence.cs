using Leader.Domain.Record;

namespace Leader.Domain.Rules;

/// <summary>The working body and its subordinate units may not take part in evaluation. Clause 四(三), R50, P2, P3.</summary>
public static class Independence
{
    /// <summary>
    /// The organisations from <paramref name="organisation"/> up to the working body of the day, both included; the working
    /// body itself is a path of one. Null where the organisation does not depend on it.
    /// </summary>
    /// <remarks>
    /// Direct or through any number of levels; by the relations of that day, whenever they were learned. Hosting counts where
    /// the rule set says so (Q37). The shortest path; of equally short ones the first by the ids of the organisations.
    /// </remarks>
    public static IReadOnlyList<string>? PathToWorkingBody(OrganisationRegister register, string organisation, DateOnly day, RuleSet rules)
    {
        if (register.WorkingBodyOn(day) is not { } workingBody) return null;
        var parents = RelationsOn(register, day, rules).ToLookup(r => r.Child, r => r.Parent, StringComparer.Ordinal);

        var below = new Dictionary<string, string?>(StringComparer.Ordinal) { [organisation] = null };
        var open = new Queue<string>([organisation]);
        while (open.TryDequeue(out var here))
        {
            if (here == workingBody) return Path(below, here);
            foreach (var parent in parents[here].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                if (below.TryAdd(parent, here)) open.Enqueue(parent);
            }
        }
        return null;
    }

    /// <summary>
    /// The organisation first, and then those above it and those below it, by the relations that count for
    /// <see cref="PathToWorkingBody"/>: what one of them does, it does for the others.
    /// </summary>
    public static IReadOnlyList<string> House(OrganisationRegister register, string organisation, DateOnly day, RuleSet rules)
    {
        var relations = RelationsOn(register, day, rules).ToList();
        var (up, down) = (relations.ToLookup(r => r.Child, r => r.Parent), relations.ToLookup(r => r.Parent, r => r.Child));
        return [.. Reached(up).Concat(Reached(down)).Distinct(StringComparer.Ordinal)];

        List<string> Reached(ILookup<string, string> next)
        {
            List<string> reached = [organisation];
            for (var i = 0; i < reached.Count; i++)
            {
                reached.AddRange(next[reached[i]].Except(reached, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList());
            }
            return reached;
        }
    }

    private static IEnumerable<RelationDeclared> RelationsOn(OrganisationRegister register, DateOnly day, RuleSet rules) =>
        register.Relations.Values
            .Where(r => r.From <= day && (r.To is not { } to || day <= to))
            .Where(r => r.Kind != RelationKind.Hosting || rules.HostedIsSubordinate);

    /// <summary>Refuses: body-not-independent.</summary>
    public static Refusal? RefusalFor(OrganisationRegister register, string body, DateOnly day, RuleSet rules) =>
        PathToWorkingBody(register, body, day, rules) is not { } path ? null
        : path.Count == 1
            ? new(
                "body-not-independent",
                "Clause 四(三)",
                $"'{body}' is the working body on {day:yyyy-MM-dd}. The working body may not take part in evaluation.")
            : new("body-not-independent", "Clause 四(三), Q37",
                $"'{body}' depends on the working body on {day:yyyy-MM-dd}: {string.Join(" under ", path)}. Units under the working body "
                    + "may not take part in evaluation.");

    private static List<string> Path(Dictionary<string, string?> below, string top)
    {
        List<string> path = [top];
        while (below[path[^1]] is { } next) path.Add(next);
        path.Reverse();
        return path;
    }
}
