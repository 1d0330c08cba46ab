using Leader.Domain.Record;
using Leader.Domain.Rules;
using Leader.Domain.Values;

namespace Leader.Domain.Process.Declarations;

/// <summary>
/// A new version of the same declaration; the earlier ones stay. Held titles follow, or are reviewed where a core indicator got worse; so
/// are entries of running evaluations, before they can win a title. Refuses: unknown-category, declaration-abolished, impossible-value,
/// value-not-a-class, value-not-a-number.
/// </summary>
/// <remarks>Clause 四(一), R9, R34, R35; Q22, Q58, Q63.</remarks>
public sealed record ReviseDeclaration(Disclosure Disclosure, string Declaration = "") : ICommand
{
    public Decision Decide(Act act, ILedger ledger)
    {
        var check = new Check().Text(Declaration, "declaration", 200);
        DisclosureShape.Check(check, Disclosure, "disclosure");
        if (check.Refusal is { } malformed) return malformed;

        var declaration = ledger.Declaration(Declaration);
        var impossible = ImpossibleValues.Refusal(Disclosure, act.On, ledger);
        if (!declaration.Exists) return Refusal.NotFound("declaration", Declaration);
        if (!act.By.IsFor(declaration.Enterprise))
        {
            return Refusal.Forbidden("Clause 四(一)", $"Only {declaration.Enterprise} revises its declaration.");
        }
        if (Canonical.Same(declaration.Versions[^1].Disclosure, Disclosure)) return Decision.AlreadySo(Declaration);
        var filed = declaration.Versions.SelectMany(v => v.Disclosure.Categories).ToHashSet(StringComparer.Ordinal);
        if (Disclosure.Categories.Where(c => !filed.Contains(c))
            .Select(c => ledger.CategoryRefusal(c, act, mayBeListedLater: true))
            .FirstOrDefault(r => r is not null) is { } unknown)
        {
            return unknown;
        }
        if (act.DayRefusal(declaration.LastActOn) is { } day) return day;

        if (declaration.AbolishedOn is { } end)
        {
            return new Refusal("declaration-abolished", "Clause 四(一)", $"{declaration.Number} was abolished on {end:yyyy-MM-dd}.");
        }
        if (impossible is not null) return impossible;
        var version = declaration.Versions[^1].Number + 1;
        return Decision.Record(Declaration,
        [
            new DeclarationRevised(Declaration, version, Disclosure, act.At, act.On),
            .. Disclosure.Categories.Where(c => !filed.Contains(c))
                .Order(StringComparer.Ordinal)
                .Select(c => new StandardFiled(c, Declaration, act.On)),
            .. Titles(declaration, version, act, ledger),
            .. Entries(declaration, version, act, ledger),
        ]);
    }

    private IEnumerable<Fact> Entries(Declaration declaration, int version, Act act, ILedger ledger)
    {
        foreach (var evaluation in ledger.Enterprise(declaration.Enterprise).OpenCandidacies.Order(StringComparer.Ordinal)
            .Select(ledger.Evaluation).ToList())
        {
            if (evaluation.Candidate(Declaration) is not { } candidate) continue;
            var before = declaration.Versions.Find(v => v.Number == candidate.Version)?.Disclosure;
            if (TitleAfterChange.WorseIn(evaluation.Category, evaluation, before, Disclosure) is { } worse)
            {
                yield return new EntryReviewRequired(
                    evaluation.Id,
                    Declaration,
                    declaration.Enterprise,
                    version,
                    $"{declaration.Number} was revised to version {version}: {worse}.",
                    Days.Later(act.On, evaluation.LastActOn));
            }
        }
    }

    private IEnumerable<Fact> Titles(Declaration declaration, int version, Act act, ILedger ledger)
    {
        foreach (var (id, title) in declaration.Titles.Order(StringComparer.Ordinal).Select(t => (t, ledger.Title(t))))
        {
            if (!title.IsHeldOn(act.On) || title.Declaration != Declaration) continue;
            var evaluation = ledger.Evaluation(title.Awarded!.Evaluation);
            var before = declaration.Versions.Find(v => v.Number == title.DeclarationVersion)?.Disclosure;
            yield return TitleAfterChange.WorseIn(title, evaluation, before, Disclosure) is { } worse
                ? new TitleReviewRequired(
                    id,
                    declaration.Enterprise,
                    $"{declaration.Number} was revised to version {version}: {worse}.",
                    act.On)
                : new TitleFollowedRevision(id, declaration.Enterprise, Declaration, version, act.On);
        }
    }
}
