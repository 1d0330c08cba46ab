using Leader.Domain.Record;
using Leader.Domain.Rules;

namespace Leader.Domain.Process.Evaluations;

/// <summary>
/// Opens the evaluation of a category and cycle by its official plan, and freezes the pool: every standard of the category that was
/// disclosed before the cut-off and in force then, whether its enterprise asked or not. After a withdrawal it may be opened again.
/// Refuses: malformed, unknown-category, not-yours-to-do, plan-not-official, day-in-the-future, day-before-last-act,
/// cut-off-not-reached, body-disqualified, body-not-independent.
/// </summary>
/// <remarks>Clause 四(四), R2, R51, R58, R73, P7, P12, Q13, Q38, Q49, Q51. Left out, each with its ground: abolished at the cut-off; barred
/// on any day from the cut-off to now; flagged as below the recommended standard; own brands of the body.</remarks>
public sealed record OpenEvaluation(int Cycle, string Category) : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        if (new Check().That(Cycle is >= 1000 and <= 9999, "cycle", "must be a year of four digits.")
            .Slug(Category, "category").Refusal is { } malformed)
        {
            return malformed;
        }

        var id = Ids.Call(Cycle, Category);
        var evaluation = ledger.Evaluation(id);
        var call = ledger.Call(id);
        var keyFields = ledger.KeyFields(Cycle);
        var organisations = ledger.Organisations();
        var rules = ledger.Rules(act.On);
        var category = ledger.Category(Category);
        if (keyFields.FieldOf(Category) is not { } field || keyFields.Category(Category) is not { } named)
        {
            return Refusal.NotFound("category", Category);
        }

        var open = evaluation.Exists && evaluation.Stage != EvaluationStage.Withdrawn;
        var body = open ? evaluation.Body : call.OfficialPlan?.Body;
        if (!act.By.Is(Role.EvaluationBody, body))
        {
            return Refusal.Forbidden("Clause 四(三), 四(四)", $"Only the evaluation body that was selected for {id} opens its evaluation.");
        }
        if (open) return Decision.AlreadySo(id);
        if (call.OfficialPlan is not { } plan)
        {
            return new Refusal(
                "plan-not-official",
                "Clause 四(三), 四(四), Q10",
                $"{id} has no official plan: one is selected, and becomes official when its notice has ended with no objection standing.");
        }
        if (act.DayRefusal(evaluation.LastActOn) is { } day) return day;

        var cutOff = plan.Content.CutOff;
        if (act.At < cutOff || act.On < Beijing.Day(cutOff))
        {
            return new Refusal(
                "cut-off-not-reached",
                "Clause 四(四), Q49",
                $"The pool is frozen at {cutOff.ToOffset(Beijing.Offset):yyyy-MM-dd HH:mm} Beijing time; until then standards can still "
                    + "be disclosed.");
        }
        if (EvaluationGate.OfBody(organisations, plan.Body, act.On, rules) is { } refusal) return refusal;

        var (candidates, leftOut) = Pool(ledger, category, organisations, plan, act.On);
        return Decision.Record(id, [
            new EvaluationOpened(
                id, Cycle, Category, named.Name, field.Id, field.Sector, plan.Id, plan.Body, plan.Content, rules.Id, act.On),
            new PoolFrozen(id, cutOff, candidates, leftOut, act.On),
            .. candidates.Select(c => c.Enterprise).Distinct().Order(StringComparer.Ordinal)
                .Select(e => new CandidacyEntered(e, id, act.On)),
        ]);
    }

    private (List<Candidate> Candidates, List<Exclusion> LeftOut) Pool(
        ILedger ledger,
        Category category,
        OrganisationRegister organisations,
        SubmittedPlan plan,
        DateOnly on)
    {
        var cutOff = plan.Content.CutOff;
        var declarations = category.Declarations.Select(ledger.Declaration).ToList();
        var enterprises = declarations.Where(d => d.Exists).Select(d => d.Enterprise).Distinct().ToDictionary(e => e, ledger.Enterprise);

        List<Candidate> candidates = [];
        List<Exclusion> leftOut = [];
        foreach (var d in declarations)
        {
            // As far as it was disclosed before the cut-off, and then names the category.
            if (d.Versions.LastOrDefault(v => v.DisclosedAt < cutOff && v.From <= Beijing.Day(cutOff)) is not { } version
                || !version.Disclosure.Categories.Contains(Category))
            {
                continue;
            }
            // long gone: named in the ranking of its time
            if (d.AbolishedOn is { } end && end <= Beijing.Day(cutOff).AddYears(-1)) continue;
            var enterprise = enterprises[d.Enterprise];
            if (Ground(d, version, enterprise, organisations, plan, on) is var (ground, detail))
            {
                leftOut.Add(new(d.Id, d.Enterprise, d.Number, ground, detail));
            }
            else
            {
                candidates.Add(new(d.Id, version.Number, d.Enterprise, enterprise.Name, d.Number));
            }
        }
        return (candidates, leftOut);
    }

    private static (ExclusionGround Ground, string Detail)? Ground(
        Declaration declaration,
        DeclarationVersion version,
        Enterprise enterprise,
        OrganisationRegister organisations,
        SubmittedPlan plan,
        DateOnly on)
    {
        var cutOffDay = Beijing.Day(plan.Content.CutOff);
        if (enterprise.MergedAwayBy(on) is { } merger)
        {
            return (
                ExclusionGround.NotInForce,
                $"The enterprise went up in {string.Join(", ", merger.Heirs)} on {merger.On:yyyy-MM-dd}; a heir has to declare the "
                    + "standard itself (Q39).");
        }
        if (declaration.DisclosedBefore(plan.Content.CutOff) is null)
        {
            return (ExclusionGround.NotInForce, $"Abolished from {declaration.AbolishedOn:yyyy-MM-dd} on.");
        }
        if (enterprise.BanWithin(cutOffDay, on) is { } ban) return (ExclusionGround.Barred, Barred.Detail(ban));
        if (version.Disclosure.BelowRecommended)
        {
            return (ExclusionGround.BelowRecommended, "Flagged at disclosure as fewer or lower than the recommended standard.");
        }
        return organisations.HasConflictWith(plan.Body, declaration.Enterprise, on)
            || organisations.HasConflictWith(plan.Body, declaration.Enterprise, cutOffDay)
            ? (ExclusionGround.OwnBrand, $"Evaluation body '{plan.Body}' is linked with the enterprise.")
            : null;
    }
}
